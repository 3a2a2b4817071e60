"""The record of runs: published, or held by the gate with everything kept for inspection."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import polars as pl
import psycopg
from psycopg.types.json import Json

from schemas.errors import TerminalError
from schemas.settings import Settings
from schemas.warehouse.connect import connect
from schemas.warehouse.outage import outlasting
from schemas.warehouse.publish_lock import lock_publishing
from tasks.publish.copy import copy_frame
from tasks.publish.gate import HeldError
from tasks.publish.listed import write_left
from tasks.publish.night import Night, Outcome, Run, submission_lines
from tasks.publish.plans import Plan
from tasks.publish.scope import Scope


class Terms(NamedTuple):
    """How a run is published.

    Attributes:
        settings: Thresholds of the gate.
        release: Publish although the gate would hold the run.
        scope: The reports a backfill may replace; None = everything the run has read.
        dry_run: Do everything, say what came of it, and take it all back.
        plan: What a dry run was based on; where that has changed since, nothing is published.
    """

    settings: Settings
    release: bool = False
    scope: Scope | None = None
    dry_run: bool = False
    plan: Plan | None = None


def write_run(connection: psycopg.Connection, run: Run, outcome: Outcome, at: datetime) -> None:
    """Write down a run that publishes; runs of the same kind that the gate held are settled."""
    connection.execute(
        "UPDATE ops.run SET state = 'settled' WHERE state = 'held' AND (flow, scope) = (%s, %s)",
        (run.flow, run.scope),
    )
    counts = outcome._asdict()
    said = {"state": "published", "at": at, "message": outcome.message, "counts": counts}
    if not insert_run(connection, run, **said):
        raise TerminalError(f"run {run.run_id} has ended already: it cannot publish again")


def is_published(connection: psycopg.Connection, run_id: str) -> bool:
    """Whether a run has committed, for one that never heard the answer."""
    found = connection.execute(
        "SELECT EXISTS (SELECT FROM ops.run WHERE run_id = %s AND state = 'published')", (run_id,)
    ).fetchone()
    return bool(found and found[0])


class Chunk(NamedTuple):
    """What became of one month of a backfill.

    Attributes:
        name: The month, or what else was done.
        is_done: Whether it went through.
        message: What it did, or why it did not.
        run_id: The run whose changes they are; empty where there was nothing to do or it failed.
    """

    name: str
    is_done: bool
    message: str
    run_id: str = ""


@outlasting
def next_backfill(url: str, flow_run_id: str) -> str:
    """Id under which an attempt at a backfill tells of its months; earlier ones stay told."""
    with connect(url) as connection:
        found = connection.execute(
            "SELECT count(DISTINCT run_id) FROM ops.backfill_chunk "
            "WHERE run_id = %s OR starts_with(run_id, %s)",
            (flow_run_id, f"{flow_run_id}."),
        ).fetchall()
    before: int = found[0][0]
    return f"{flow_run_id}.{before + 1}" if before else flow_run_id


@outlasting
def write_chunks(url: str, run_id: str, chunks: Sequence[Chunk]) -> None:
    """Write down what became of each month of a backfill, whether it published or not."""
    with connect(url) as connection:
        connection.execute("DELETE FROM ops.backfill_chunk WHERE run_id = %s", (run_id,))
        connection.cursor().executemany(
            "INSERT INTO ops.backfill_chunk (run_id, nomor, name, is_done, message, part_id) "
            "VALUES (%s, %s, %s, %s, %s, %s)",
            [(run_id, number, *chunk) for number, chunk in enumerate(chunks)],
        )


def write_change(connection: psycopg.Connection, run_id: str, record: Mapping[str, Any]) -> None:
    """Write down what a month of a backfill changed, or would change (`Published.record`)."""
    written = {name: v if isinstance(v, str) else Json(v, _exactly) for name, v in record.items()}
    values = {"run_id": run_id, **written}
    fields = ", ".join(f"%({name})s" for name in values)
    again = ", ".join(f"{name} = excluded.{name}" for name in written)
    connection.execute(
        f"INSERT INTO ops.backfill_change ({', '.join(values)}) VALUES ({fields}) "
        f"ON CONFLICT (run_id) DO UPDATE SET {again}",
        values,
    )


def _exactly(value: Any) -> str:
    return json.dumps(value, default=str)  # days and figures as they are written


def hold_run(connection: psycopg.Connection, night: Night, terms: Terms, held: HeldError) -> None:
    """Write down a run the gate holds: its files wait, its figures can be looked at.

    A night's files are taken in again by the next night; historical files only when asked for
    again. The bytes of both are in the archive.
    """
    lock_publishing(connection)
    insert_run(connection, night.run, state="held", message=str(held))
    write_left(connection, night)
    if terms.scope is None:
        _keep_waiting(connection, night)
    lines = [{**line, "run_id": night.run.run_id} for line in held.figures if not line["rincian"]]
    connection.cursor().executemany(
        "INSERT INTO ops.held_figure (run_id, bulan, metrik, sebelum, sesudah, upt_sebelum, "
        "upt_sesudah, sebab_ditahan) VALUES (%(run_id)s, %(bulan)s, %(metrik)s, %(sebelum)s, "
        "%(sesudah)s, %(unit_sebelum)s, %(unit_sesudah)s, %(sebab_ditahan)s) "
        "ON CONFLICT (run_id, bulan, metrik) DO NOTHING",
        lines,
    )


def _keep_waiting(connection: psycopg.Connection, night: Night) -> None:
    """Name the files a held run was the first to see, with why it would refuse them, if so."""
    state = "held" if night.run.flow == "nightly" else "archived"
    files = submission_lines(night, night.reports.accepted).with_columns(state=pl.lit(state))
    connection.execute("CREATE TEMP TABLE berkas (LIKE ops.submission) ON COMMIT DROP")
    copy_frame(connection, "berkas", files)
    connection.execute(
        "INSERT INTO ops.submission AS s SELECT * FROM berkas "
        "ON CONFLICT (sha256, sender) DO UPDATE SET run_id = excluded.run_id, "
        "state = CASE s.state WHEN 'held' THEN 'held' ELSE excluded.state END, "
        "kode = excluded.kode, alasan = excluded.alasan, receipts = excluded.receipts "
        "WHERE s.state IN ('held', 'archived', 'withdrawn')"
    )


def insert_run(connection: psycopg.Connection, run: Run, **found: Any) -> bool:
    """Write down where a run stands: `state`, `message`, and when it published what.

    Returns:
        Whether it is written: a run that has ended stays as it is.
    """
    connection.execute(
        "INSERT INTO ops.rulebook (stamp, parts) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        (run.rulebook.stamp, json.dumps(run.rulebook.parts)),
    )
    values = {
        "run_id": run.run_id,
        "flow": run.flow,
        "state": found["state"],
        "started_at": run.started_at,
        "published_at": found.get("at"),
        "message": found["message"],
        "counts": json.dumps(found.get("counts", {})),
        "rulebook": run.rulebook.stamp,
        "scope": run.scope,
        "task": run.task,
        "flow_run_id": run.flow_run_id or run.run_id,
        "attempt": run.attempt,
        "plan": run.plan,
    }
    fields = ", ".join(f"%({name})s" for name in values)
    told = ("state", "published_at", "message", "counts", "rulebook", "task", "seen_at")
    written = connection.execute(
        f"INSERT INTO ops.run AS r ({', '.join(values)}, seen_at) "
        f"VALUES ({fields}, clock_timestamp()) ON CONFLICT (run_id) DO UPDATE SET "
        + ", ".join(f"{name} = excluded.{name}" for name in told)
        + " WHERE r.state IN ('running', 'crashed')",
        values,
    )
    return written.rowcount == 1
