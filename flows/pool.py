"""Months of a backfill on a work pool: a flow run each, on whichever machine has a worker free.

What a month did is asked of the warehouse, the one place that all machines share. A run that
crashes, or whose machine falls silent, is submitted again: a month is one transaction that is left
out once it is done, so that twice is as good as once, also where the silent machine lives on.
"""

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from prefect import get_run_logger
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterId,
    WorkPoolFilter,
    WorkPoolFilterName,
)
from prefect.client.schemas.objects import FlowRun
from prefect.deployments import run_deployment
from prefect.events.filters import (
    EventFilter,
    EventNameFilter,
    EventOccurredFilter,
    EventResourceFilter,
)
from prefect.states import Crashed

from schemas.errors import TerminalError
from schemas.warehouse.connect import connect
from tasks.publish import Chunk
from tasks.report.changes import published_by

_FLOW = "backfill-month"
_TRIES = 3  # runs of one month
_POLL_SECONDS = 3
_PAGE = 200  # runs Prefect lists at once
# prefect.yaml has a month say every 30 s that it lives, the most often Prefect does
SILENT = timedelta(seconds=120)


def run_months(pool: str, months: Mapping[str, dict[str, Any]], url: str) -> list[Chunk]:
    """Run months on a work pool, as many at once as its workers take.

    Args:
        pool: Work pool that `backfill-month` is deployed to.
        months: Parameters of `backfill_month` by the month's name.
        url: Warehouse that the pool's workers publish to.

    Returns:
        What became of each month, in their order.

    Raises:
        TerminalError: `backfill-month` is not deployed to this pool.
    """
    tried: dict[str, list[UUID]] = defaultdict(list)
    ended: dict[str, FlowRun] = {}
    with get_client(sync_client=True) as client:
        deployment = _deployment_on(client, pool)
        for name, month in months.items():
            tried[name].append(_submit(deployment, month))
        while len(ended) < len(months):
            time.sleep(_POLL_SECONDS)
            going = {runs[-1]: name for name, runs in tried.items() if name not in ended}
            for run in _ended(client, list(going)):
                name = going[run.id]
                if run.state and run.state.is_crashed() and len(tried[name]) < _TRIES:
                    get_run_logger().warning("%s submitted again: %s", name, run.state.message)
                    tried[name].append(_submit(deployment, months[name]))
                else:
                    ended[name] = run
    return [_chunk_of(name, ended[name], tried[name], url) for name in months]


def _deployment_on(client: SyncPrefectClient, pool: str) -> UUID:
    found = client.read_deployments(
        flow_filter=FlowFilter(name=FlowFilterName(any_=[_FLOW])),
        work_pool_filter=WorkPoolFilter(name=WorkPoolFilterName(any_=[pool])),
    )
    if not found:
        raise TerminalError(f"{_FLOW} is not deployed to a work pool {pool!r}; pembinaan deploy")
    return found[0].id


def _submit(deployment: UUID, month: dict[str, Any]) -> UUID:
    """Have a month run as soon as a worker is free; its run is shown below the backfill's."""
    return cast("FlowRun", run_deployment(deployment, parameters=month, timeout=0)).id


def _ended(client: SyncPrefectClient, ids: Sequence[UUID]) -> Iterator[FlowRun]:
    """Those of some runs that have ended; a silent one ends here, as crashed."""
    for start in range(0, len(ids), _PAGE):
        some = FlowRunFilter(id=FlowRunFilterId(any_=list(ids[start : start + _PAGE])))
        for run in client.read_flow_runs(flow_run_filter=some, limit=_PAGE):
            if run.state and run.state.is_final():
                yield run
            elif run.state and not run.state.is_scheduled() and _is_silent(client, run):
                message = f"no sign of life for {SILENT.seconds} seconds"
                client.set_flow_run_state(run.id, Crashed(message=message), force=True)
                yield client.read_flow_run(run.id)


def _is_silent(client: SyncPrefectClient, run: FlowRun) -> bool:
    """Whether a run that a worker has taken neither changed its state nor said that it lives."""
    since = datetime.now(UTC) - SILENT
    if run.state is None or run.state.timestamp > since:
        return False
    heartbeats = EventFilter(
        occurred=EventOccurredFilter(since=since),
        event=EventNameFilter(name=["prefect.flow-run.heartbeat"]),
        resource=EventResourceFilter(id=[f"prefect.flow-run.{run.id}"]),
    )
    return client.read_events(heartbeats, limit=1).total == 0


def _chunk_of(name: str, run: FlowRun, tried: Sequence[UUID], url: str) -> Chunk:
    """What became of a month, whichever of its runs did it."""
    with connect(url) as connection:
        published = published_by(connection, [str(run_id) for run_id in tried])
    if published:
        return Chunk(name, True, published["sentence"], published["run_id"])
    assert run.state is not None  # noqa: S101 (it has ended)
    return Chunk(name, run.state.is_completed(), str(run.state.message or run.state.name))
