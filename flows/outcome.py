"""How a run ends, so that it need not be opened: state, tags, one line for each unit held back.

A state says in one sentence what was published, what was not and why, and what helps. Its colour is
its type: red for a run that a person has to look at. Rejects of a night are its senders' affair and
leave it green; its name and its tag say so all the same.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg
from prefect import get_run_logger, runtime
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.states import Failed

from flows.plain_logs import log_plainly
from schemas.errors import EtlError, UnansweredError
from tasks.publish import Run, begin_run, end_run, living
from tasks.report.held_back import HeldBack

REJECTS, HELD, DRY_RUN = "rejects", "held", "dry-run"
_OURS = frozenset({REJECTS, HELD, DRY_RUN})
_LINES = 50  # of units held back, as the run page's filter *Warning* shows them

RETRY = "every file lies where it lay; *Retry* here, or the next night, takes them in"


def in_ledger(url: str, run: Run, work: Callable[[Run], State[Any]], helps: str) -> State[Any]:
    """Do a run that the ledger tells of from its beginning to its end, whatever its end is.

    Args:
        url: Warehouse.
        run: The run.
        work: What it does, by the id of this attempt.
        helps: What to do where it fails.

    Returns:
        Its state; `Failed` where it stopped for a reason that is known.
    """
    begun = begin_run(url, run)
    with living(url, begun.run_id):
        try:
            state = plainly(lambda: work(begun), helps)
        except BaseException as error:
            end_run(url, begun.run_id, *_how_it_ended(error))
            raise
    end_run(url, begun.run_id, "failed", str(state.message))
    return state


def plainly(work: Callable[[], State[Any]], helps: str) -> State[Any]:
    """Do some work; `Failed` in a sentence where it stops for a reason that is known."""
    log_plainly()
    try:
        return work()
    except (EtlError, psycopg.Error) as error:
        message = f"{_what_stands(error)}; {helps}"
        get_run_logger().error("%s", message, exc_info=error)
        return Failed(message=message)


def _what_stands(error: Exception) -> str:
    """What is published of a run that fails, and why it fails."""
    why = str(error).strip().splitlines()[0]
    if isinstance(error, UnansweredError):
        return f"failed while committing, `pembinaan status` tells whether it did: {why}"
    return f"failed, nothing published: {why}"


def _how_it_ended(error: BaseException) -> tuple[str, str]:
    """State and message of a run that stops in the middle."""
    what = type(error).__name__
    if what in {"TerminationSignal", "KeyboardInterrupt"}:
        return "cancelled", f"cancelled ({what}); nothing is published"
    if isinstance(error, Exception):
        return "failed", f"failed, nothing published: {what}: {error}"
    return "crashed", f"crashed: {what}: {error}; nothing is published"


def tag_run(*tags: str) -> None:
    """Give this flow run these of our tags and no other of them; the others' tags stay."""
    run_id = UUID(str(runtime.flow_run.id))
    with get_client(sync_client=True) as client:
        kept = set(client.read_flow_run(run_id).tags)
        wanted = (kept - _OURS) | set(tags)
        if wanted != kept:
            client.update_flow_run(run_id, tags=sorted(wanted))


def warn_of(held_back: list[HeldBack]) -> None:
    """Log each unit that is not fully published: reason, then place."""
    logger = get_run_logger()
    for line in held_back[:_LINES]:
        logger.warning("%s", line.sentence)
    if len(held_back) > _LINES:
        more = len(held_back) - _LINES
        logger.warning("… and %d more units; the Kanwil's artifacts have all", more)
