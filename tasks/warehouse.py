"""Questions the stages ask of the warehouse before they begin."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import polars as pl
from prefect import task
from prefect.cache_policies import NO_CACHE

from schemas.settings import Settings
from schemas.warehouse.connect import connect, loading_url, warehouse_url
from schemas.warehouse.migrate import check_schema, migrate
from schemas.warehouse.outage import outlasting
from schemas.warehouse.publish_lock import lock_publishing
from tasks.collect import Delivery, Known, Receipt, archive_path, merge_receipts
from tasks.publish.candidates import FILES, NEVER_KEPT, files_to_judge_again
from tasks.publish.copy import copy_frame
from tasks.publish.forgetting import forgotten_files
from tasks.publish.scope import Scope
from tasks.read import Reading
from tasks.read.frames import LISTED
from tasks.retries import DELAYS, is_transient


@outlasting
def known_submissions(url: str, deliveries: Iterable[Delivery]) -> dict[tuple[str, str], Known]:
    """Every submission ever seen that these deliveries may be, and whether it was judged.

    The same bytes of the same sender have the same size, so only such submissions are looked at.

    Returns:
        By (sha256, sender).
    """
    looked_for = sorted({(d.sender, d.size) for d in deliveries})
    with connect(url) as connection:
        lines = connection.execute(
            "SELECT sha256, sender, receipts, state NOT IN ('held', 'archived', 'withdrawn') "
            "FROM ops.submission JOIN unnest(%s::text[], %s::bigint[]) AS d (sender, size) "
            "USING (sender, size)",
            ([sender for sender, _ in looked_for], [size for _, size in looked_for]),
        )
        return {
            (sha256, sender): Known(_receipts(found), is_judged)
            for sha256, sender, found, is_judged in lines
        }


@outlasting
def unknown_of(url: str, deliveries: Sequence[Delivery]) -> list[Delivery]:
    """The deliveries to be opened: all but those that lie there as they did when they were judged.

    Name, size, time and what else the server says of a file are the same, so its bytes are.
    """
    names = ["sender", "name", "size", "modified_at", "stamp"]
    frame = pl.DataFrame(  # by column: lines would take twice as long
        {name: [getattr(d, name) for d in deliveries] for name in names},
        {name: LISTED[name] for name in names},
    )
    with connect(url) as connection:
        connection.execute(
            "CREATE TEMP TABLE kini (nomor int, sender text, name text, size bigint, "
            "modified_at timestamptz, stamp text) ON COMMIT DROP"
        )
        copy_frame(connection, "kini", frame.with_row_index("nomor"))
        found = connection.execute(
            "SELECT nomor FROM kini k WHERE NOT EXISTS (SELECT FROM ops.listed_file l "
            "JOIN ops.submission s USING (sha256, sender) "
            "WHERE l.sidik = md5(k.sender || '/' || k.name) AND (l.sender, l.name, l.size, "
            "l.modified_at, l.stamp) = (k.sender, k.name, k.size, k.modified_at, k.stamp) "
            "AND s.state NOT IN ('held', 'archived', 'withdrawn')) ORDER BY nomor"
        )
        return [deliveries[number] for (number,) in found]


@outlasting
def forgotten_submissions(url: str) -> frozenset[str]:
    """SHA-256 of files that were forgotten: they are neither kept nor read again."""
    with connect(url) as connection:
        return forgotten_files(connection)


def _receipts(found: list[list[Any]]) -> tuple[Receipt, ...]:
    instant = datetime.fromisoformat
    return merge_receipts(
        Receipt(name, instant(own), instant(seen), is_historic)
        for name, own, seen, is_historic in found
    )


@outlasting
def held_deliveries(url: str, archive_root: str, readings: Iterable[Reading]) -> list[Delivery]:
    """The files the gate holds, as they lie in the archive, but for those just read again."""
    read = {key for r in readings for key in r.submissions.select("sha256", "sender").rows()}
    with connect(url) as connection:
        lines = connection.execute(
            f"{FILES} WHERE s.state = 'held' AND coalesce(s.kode, '') <> ALL (%s) "
            "ORDER BY s.sha256, s.sender",
            (list(NEVER_KEPT),),
        )
        return _deliveries([line for line in lines if line[:2] not in read], archive_root)


@outlasting
def held_since(url: str) -> datetime | None:
    """When the last night that the gate holds began; None where it holds none."""
    with connect(url) as connection:
        line = connection.execute(
            "SELECT max(started_at) FROM ops.run WHERE state = 'held' AND flow = 'nightly'"
        ).fetchone()
        return line[0] if line else None


@outlasting
def deliveries_to_judge_again(url: str, scope: Scope, archive_root: str) -> list[Delivery]:
    """Every archived file that speaks of a scope, or might if it were read otherwise today."""
    with connect(url) as connection:
        return _deliveries(files_to_judge_again(connection, scope), archive_root)


def _deliveries(lines: Iterable[tuple[Any, ...]], archive_root: str) -> list[Delivery]:
    return [
        Delivery(
            f"{archive_root}/{archive_path(sha256)}",
            sender,
            name,
            received_at,
            size,
            is_special=False,
            seen_at=received_at,
            receipts=_receipts(found),
        )
        for sha256, sender, name, received_at, size, found in lines
    ]


@outlasting
def done_tasks(url: str) -> set[str]:
    """Fingerprints of backfill tasks published, and by the rulebook of everything since."""
    with connect(url) as connection:
        lines = connection.execute(
            "SELECT task FROM ops.run r WHERE flow = 'backfill' AND state = 'published' "
            "AND NOT EXISTS (SELECT FROM ops.run n WHERE n.published_at > r.published_at "
            "AND n.rulebook <> r.rulebook)"
        )
        return {task for (task,) in lines}


@outlasting
def reported_months(url: str) -> list[date]:
    """Months of which any report was accepted or refused, in order."""
    with connect(url) as connection:
        lines = connection.execute(
            "SELECT bulan FROM ops.submission_report UNION SELECT bulan FROM ops.rejected_report "
            "WHERE bulan IS NOT NULL ORDER BY 1"
        )
        return [bulan for (bulan,) in lines]


@outlasting
def keep_apart(url: str, files: pl.DataFrame, run_id: str) -> None:
    """Name archived files in the ledger that no one has asked to judge yet.

    Args:
        url: Warehouse.
        files: Lines of `tasks.read.SUBMISSIONS`.
        run_id: The run that archived them.
    """
    names = ["sha256", "sender", "berkas", "first_received_at", "received_at", "size", "receipts"]
    with connect(url) as connection:
        lock_publishing(connection)
        connection.cursor().executemany(
            "INSERT INTO ops.submission (sha256, sender, name, first_received_at, received_at, "
            "size, receipts, state, run_id) VALUES (%s, %s, %s, %s, %s, %s, %s, 'archived', %s) "
            "ON CONFLICT (sha256, sender) DO UPDATE SET receipts = "
            "submission.receipts || excluded.receipts WHERE submission.state = 'archived'",
            [(*line, run_id) for line in files.select(names).iter_rows()],
        )


@task(
    name="open-warehouse",
    task_run_name="open warehouse",
    retries=len(DELAYS),
    retry_delay_seconds=DELAYS,
    retry_condition_fn=is_transient,
    cache_policy=NO_CACHE,
    persist_result=False,  # whatever Prefect's default: there may be a password in it
)
def open_warehouse_task(settings: Settings) -> str:
    """URL of a warehouse whose tables are those this code expects, as the role that loads.

    Our own embedded PostgreSQL is brought up to date; a server of others' is only checked. The
    settings that decide what is published are the warehouse's: `settle` them next.
    """
    url = loading_url(settings)
    if settings.warehouse_url is None:
        migrate(warehouse_url(settings), settings)
    else:
        check_schema(url)
    return url
