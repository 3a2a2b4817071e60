"""Whether a clock is wrong: two clocks are apart, or an earlier run began later than it is now.

What was seen while a clock was ahead is dated ahead and cannot be told from what came in time. So a
night does not begin where two clocks differ, and where they were wrong together it is said.
"""

from datetime import datetime, timedelta

import psycopg

from schemas.errors import TerminalError
from schemas.spoken import say_instant
from schemas.warehouse.connect import connect
from schemas.warehouse.outage import outlasting

# clocks of two machines differ by less
_LATEST = """
SELECT max(started_at) FROM ops.run HAVING max(started_at) > clock_timestamp() + interval '10 min'
"""
_APART = timedelta(minutes=10)
WHAT_HELPS = "docs/runbook.md, The clock jumped"


@outlasting
def database_now(url: str) -> datetime:
    """What the database server's clock says."""
    with connect(url) as connection:
        [(now,)] = connection.execute("SELECT clock_timestamp()").fetchall()
    return now  # type: ignore[no-any-return]


def check_together(ours: datetime, theirs: datetime) -> None:
    """Make sure that this machine's clock says what the database server's does.

    Raises:
        TerminalError: It does not: one of them would date files and figures wrongly.
    """
    if abs(ours - theirs) > _APART:
        raise TerminalError(
            f"the clock here says {say_instant(ours)}, the database server's "
            f"{say_instant(theirs)}: set both by NTP ({WHAT_HELPS})"
        )


def ahead_until(connection: psycopg.Connection) -> datetime | None:
    """Until when the ledger is ahead of the clock; None where it is not."""
    found = connection.execute(_LATEST).fetchone()
    return found[0] if found else None


def say_ahead(until: datetime) -> str:
    """The finding in a sentence."""
    return f"the clock was ahead, or is behind now: a run began at {say_instant(until)}"


@outlasting
def ahead_problem(url: str) -> str:
    """What a night's message says of it; empty where the ledger is not ahead."""
    with connect(url) as connection:
        until = ahead_until(connection)
    return f"; {say_ahead(until)} ({WHAT_HELPS})" if until else ""
