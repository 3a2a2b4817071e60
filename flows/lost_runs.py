"""Runs that the power took: the server has them as Running, and nobody carries them out.

An alarm takes a run for crashed that gave a sign of life and then no more. A server that is killed
may take the last sign with it, and then expects none: so whoever brings it up ends such runs where
all workers are his (`end_lost_runs`), or else has it expect a sign of each (`expect_signs`).
"""

from collections.abc import Iterable, Sequence

import psutil
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    WorkPoolFilter,
    WorkPoolFilterName,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.events import emit_event
from prefect.states import Crashed

_UNDER_WAY = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]
_SAID = "its machine or its worker ended while it ran; nothing half done was published"
_OF_PROCESS = "PREFECT__FLOW_RUN_ID"  # a worker gives it to the process of a run


def end_lost_runs(pools: Iterable[str]) -> int:
    """Take runs of these pools for crashed, those that no process of this machine carries out.

    Else such a run keeps the next night waiting, which may not run beside it.

    Args:
        pools: Work pools whose workers all run on this machine.

    Returns:
        How many.
    """
    alive = _carried_out()
    with get_client(sync_client=True) as client:
        lost = [run for run in _under_way(client, pools) if str(run.id) not in alive]
        for run in lost:
            client.set_flow_run_state(run.id, Crashed(message=_SAID), force=True)
    return len(lost)


def watch_runs(pools: Iterable[str]) -> int:
    """Have the server expect signs of life of every run of these pools that is under way.

    Returns:
        Of how many.
    """
    with get_client(sync_client=True) as client:
        runs = _under_way(client, pools)
    expect_signs(runs)
    return len(runs)


def expect_signs(runs: Iterable[FlowRun]) -> None:
    """Give a last sign of life for these runs: those that live will give the next themselves."""
    for run in runs:
        is_handed_over = run.state is not None and run.state.is_pending()
        emit_event(
            f"prefect.flow-run.{'Pending' if is_handed_over else 'heartbeat'}",
            resource={
                "prefect.resource.id": f"prefect.flow-run.{run.id}",
                "prefect.resource.name": run.name,
            },
        )


def _under_way(client: SyncPrefectClient, pools: Iterable[str]) -> Sequence[FlowRun]:
    state = FlowRunFilterState(type=FlowRunFilterStateType(any_=_UNDER_WAY))
    return client.read_flow_runs(
        flow_run_filter=FlowRunFilter(state=state),
        work_pool_filter=WorkPoolFilter(name=WorkPoolFilterName(any_=list(pools))),
    )


def _carried_out() -> set[str]:
    """Ids of the runs that processes of this machine carry out."""
    found = set()
    for process in psutil.process_iter():
        try:
            found.add(process.environ().get(_OF_PROCESS, ""))
        except psutil.Error:  # ended meanwhile, or somebody else's
            continue
    return found
