"""The months of a backfill, one after the other or on a work pool, told as they are done.

What is done is written down month by month, and the run's artifact `backfill-progress` says how far
it is. Whoever cancels finds all that was done still standing.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from prefect import get_run_logger
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.client.schemas.objects import State

from flows.backfill_form import Asked
from flows.pool import run_months
from schemas.warehouse.connect import connect
from schemas.warehouse.outage import outlasting
from tasks.publish import Chunk, attempt_of, write_chunks

Month = Callable[..., State[Any]]


def do_months(asked: Asked, url: str, own: str, month: Month) -> list[Chunk]:
    """Do every month.

    Args:
        asked: What is asked for.
        url: Warehouse.
        own: Id under which the backfill tells of them.
        month: The flow of one month.

    Returns:
        What became of each, in their order.
    """
    common = {"units": asked.units, "datasets": asked.datasets, "release": asked.release}
    months = {
        f"{bulan:%Y-%m}": {"bulan": bulan, "plan": asked.plan, **common} for bulan in asked.months
    }
    told = _Told(own, url, list(months), is_dry=asked.dry_run)
    if asked.pool:
        chunks = run_months(asked.pool, months, url)
        for chunk in chunks:
            told.tell(chunk)
        return chunks
    try:
        for name, terms in months.items():
            state = month(**terms, dry_run=asked.dry_run, return_state=True)
            told.tell(_chunk_of(url, name, state))
    except BaseException:
        told.stop()
        raise
    return told.chunks


class _Told:
    """What the warehouse and the run's page know of the months so far."""

    def __init__(self, own: str, url: str, names: list[str], *, is_dry: bool) -> None:
        self.own, self.url, self.names, self.is_dry = own, url, names, is_dry
        self.chunks: list[Chunk] = []
        said = f"0 of {len(names)} months"
        created: Any = create_progress_artifact(0, key="backfill-progress", description=said)
        self.artifact: UUID = created  # no flow of ours is asynchronous

    def tell(self, chunk: Chunk) -> None:
        """One month more is done, or has failed."""
        self.chunks.append(chunk)
        write_chunks(self.url, self.own, self.chunks)
        done, all_ = len(self.chunks), len(self.names)
        said = f"{done} of {all_} months; {chunk.name}: {chunk.message.splitlines()[0]}"
        get_run_logger().info("%s", said)
        update_progress_artifact(self.artifact, 100 * done / all_, description=said)

    def stop(self) -> None:
        """The run is stopped from outside."""
        done = [chunk.name for chunk in self.chunks if chunk.is_done]
        stands = "nothing is changed, it was a dry run" if self.is_dry else "they stay"
        get_run_logger().warning(
            "stopped after %d of %d months (%s): %s; the same form again does the others",
            len(done),
            len(self.names),
            ", ".join(done) or "none",
            stands,
        )


@outlasting
def _chunk_of(url: str, name: str, state: State[Any]) -> Chunk:
    """What became of a month that ran as a flow of its own."""
    if not state.is_completed():
        return Chunk(name, False, str(state.message))
    with connect(url) as connection:
        run_id = attempt_of(connection, str(state.state_details.flow_run_id))
    return Chunk(name, True, str(state.message), run_id)
