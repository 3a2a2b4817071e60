"""What Prefect's API says of a flow run: its work, its stages, its task runs."""

from datetime import datetime
from itertools import count
from typing import NamedTuple
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import FlowFilter, FlowRunFilter
from prefect.client.schemas.objects import TaskRun
from prefect.client.schemas.sorting import FlowRunSort

_PAGE = 200


class TaskTime(NamedTuple):
    """When one task ran.

    Attributes:
        stage: `read` of `read jawa-barat`; a name that stands alone is the whole name.
        start: UTC.
        end: UTC.
    """

    stage: str
    start: datetime
    end: datetime


class FlowTimes(NamedTuple):
    """A flow run as Prefect's API tells it.

    Attributes:
        run_id: Its id.
        work_s: From its start to its end, seconds: without interpreter, imports of the command
            and Prefect's own start.
        tasks: Its task runs, by start.
    """

    run_id: str
    work_s: float
    tasks: list[TaskTime]

    def stages(self) -> dict[str, float]:
        """Seconds of each stage, from the first start to the last end of its task runs."""
        spans: dict[str, tuple[datetime, datetime]] = {}
        for task in self.tasks:
            first, last = spans.get(task.stage, (task.start, task.end))
            spans[task.stage] = (min(first, task.start), max(last, task.end))
        return {stage: (end - start).total_seconds() for stage, (start, end) in spans.items()}


def latest_run(api: str, flow: str) -> FlowTimes:
    """The flow's latest run, once all its task runs are known.

    Raises:
        RuntimeError: There is none, or it has not ended.
    """
    with SyncPrefectClient(api) as client:
        runs = client.read_flow_runs(
            flow_filter=FlowFilter.model_validate({"name": {"any_": [flow]}}),
            sort=FlowRunSort.START_TIME_DESC,
            limit=1,
        )
        if not runs or runs[0].start_time is None or runs[0].end_time is None:
            raise RuntimeError(f"no finished run of {flow}")
        run = runs[0]
        found = _task_runs(client, run.id)
    work = runs[0].end_time - runs[0].start_time
    times = [
        TaskTime(_stage(task.name), task.start_time, task.end_time)
        for task in found
        if task.start_time and task.end_time
    ]
    return FlowTimes(str(run.id), work.total_seconds(), sorted(times, key=lambda t: t.start))


def _task_runs(client: SyncPrefectClient, run_id: UUID) -> list[TaskRun]:
    """All task runs of a flow run; the API gives them page by page."""
    flow_run = FlowRunFilter.model_validate({"id": {"any_": [run_id]}})
    found: list[TaskRun] = []
    for page in count():
        more = client.read_task_runs(flow_run_filter=flow_run, limit=_PAGE, offset=page * _PAGE)
        found += more
        if len(more) < _PAGE:
            return found
    raise AssertionError  # `count` does not end


def _stage(name: str) -> str:
    """Stage of a task run: those of one stage differ behind the first word."""
    return "judge envelopes" if name == "judge amplop" else name.partition(" ")[0]
