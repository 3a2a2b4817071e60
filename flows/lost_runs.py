"""Runs that the power took: the server has them as Running, and nobody carries them out."""

from collections.abc import Iterable

import psutil
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    WorkPoolFilter,
    WorkPoolFilterName,
)
from prefect.client.schemas.objects import StateType
from prefect.states import Crashed

_UNDER_WAY = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]
_SAID = "its machine or its worker ended while it ran; nothing half done was published"
_OF_PROCESS = "PREFECT__FLOW_RUN_ID"  # a worker gives it to the process of a run


def end_lost_runs(pools: Iterable[str]) -> int:
    """Take runs of these pools for crashed, those that no process of this machine carries out.

    Else such a run keeps the next night waiting, which may not run beside it. An alarm does the
    same after minutes of silence (`flows/alarms.py`), but only where the server lived to hear it.

    Args:
        pools: Work pools whose workers all run on this machine.

    Returns:
        How many.
    """
    state = FlowRunFilterState(type=FlowRunFilterStateType(any_=_UNDER_WAY))
    of_pools = WorkPoolFilter(name=WorkPoolFilterName(any_=list(pools)))
    with get_client(sync_client=True) as client:
        under_way = client.read_flow_runs(
            flow_run_filter=FlowRunFilter(state=state), work_pool_filter=of_pools
        )
        alive = _carried_out()
        lost = [run for run in under_way if str(run.id) not in alive]
        for run in lost:
            client.set_flow_run_state(run.id, Crashed(message=_SAID), force=True)
    return len(lost)


def _carried_out() -> set[str]:
    """Ids of the runs that processes of this machine carry out."""
    found = set()
    for process in psutil.process_iter():
        try:
            found.add(process.environ().get(_OF_PROCESS, ""))
        except psutil.Error:  # ended meanwhile, or somebody else's
            continue
    return found
