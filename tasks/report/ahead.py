"""Whether the clock was ahead of the true time once: an earlier run began later than it is now.

What was seen meanwhile is dated ahead and cannot be told from what came in time, so it is said.
"""

from datetime import datetime

import psycopg

from schemas.spoken import say_instant
from schemas.warehouse.connect import connect
from schemas.warehouse.outage import outlasting

# clocks of two machines differ by less
_LATEST = """
SELECT max(started_at) FROM ops.run HAVING max(started_at) > clock_timestamp() + interval '10 min'
"""
WHAT_HELPS = "docs/runbook.md, The clock jumped"


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
