"""A run in the ledger from its beginning: that it lives, and how it ended if it did not publish.

A process that is killed says nothing any more. So a run that lives says so every few seconds, and
one that has been silent for longer is what it is, crashed: `status` shows it so at once, and the
next run of any kind writes it down.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from schemas.calendar import ZONE
from schemas.warehouse.connect import connect
from schemas.warehouse.outage import outlasting
from schemas.warehouse.signs_of_life import IS_SILENT
from tasks.publish.night import Run
from tasks.publish.runs import insert_run

BEAT_S = 10.0

_log = logging.getLogger(__name__)

_CLOSE_SILENT = f"""
UPDATE ops.run SET state = 'crashed', message = format(
    'crashed: no sign of life since %%s WIB; nothing is published',
    to_char(seen_at AT TIME ZONE '{ZONE}', 'YYYY-MM-DD HH24:MI'))
WHERE state = 'running' AND (flow_run_id = %(flow_run)s
    OR {IS_SILENT})
"""


@outlasting
def begin_run(url: str, run: Run) -> Run:
    """Write down that a run begins, as the next attempt at its flow run.

    Earlier attempts at it, and others that have been silent for long, are crashed by now.

    Returns:
        The run by the id of this attempt: that of the flow run, from the second on with `.number`.
    """
    with connect(url) as connection:
        connection.execute(_CLOSE_SILENT, {"flow_run": run.run_id})
        found = connection.execute(
            "SELECT coalesce(max(attempt), 0) + 1 FROM ops.run WHERE flow_run_id = %s",
            (run.run_id,),
        ).fetchall()
        number: int = found[0][0]
        begun = run._replace(
            run_id=run.run_id if number == 1 else f"{run.run_id}.{number}",
            flow_run_id=run.run_id,
            attempt=number,
        )
        insert_run(connection, begun, state="running", message="")
    return begun


@contextmanager
def living(url: str, run_id: str) -> Iterator[None]:
    """Have a run say every few seconds that it lives, whatever else it is doing."""
    is_over = threading.Event()
    thread = threading.Thread(target=_beat, args=(url, run_id, is_over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join(BEAT_S)


def _beat(url: str, run_id: str, is_over: threading.Event) -> None:
    while not is_over.wait(BEAT_S):
        try:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(
                    "UPDATE ops.run SET seen_at = clock_timestamp() "
                    "WHERE run_id = %s AND state = 'running'",
                    (run_id,),
                )
        except psycopg.Error:  # the run itself says so, if it lasts
            _log.debug("no sign of life could be given", exc_info=True)


def end_run(url: str, run_id: str, state: str, message: str) -> None:
    """Write down how a run ended that has neither published nor been held; else nothing.

    With the warehouse away it stays as it is, and its silence tells.
    """
    try:
        with connect(url) as connection:
            connection.execute(
                "UPDATE ops.run SET state = %s, message = %s, seen_at = clock_timestamp() "
                "WHERE run_id = %s AND state = 'running'",
                (state, message, run_id),
            )
    except Exception:  # noqa: BLE001 (it ends because of something else, which is told)
        _log.warning("the ledger does not say how run %s ended", run_id, exc_info=True)


def attempt_of(connection: psycopg.Connection, flow_run_id: str) -> str:
    """Id of the latest attempt at a flow run; of one the ledger does not know, the id itself."""
    found = connection.execute(
        "SELECT run_id FROM ops.run WHERE flow_run_id = %s ORDER BY attempt DESC LIMIT 1",
        (flow_run_id,),
    ).fetchone()
    return str(found[0]) if found else flow_run_id
