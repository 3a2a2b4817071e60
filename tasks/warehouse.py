"""Questions the stages ask of the warehouse before they begin."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import polars as pl

from schemas.warehouse.connect import connect, lock_publishing
from tasks.collect import Delivery, Receipt, archive_path, merge_receipts
from tasks.publish.scope import Scope
from tasks.read import Reading

# refused unread, so the archive has no bytes of them
_NEVER_KEPT = ("E001", "E006", "E016", "E022")


def known_submissions(url: str) -> dict[tuple[str, str], tuple[Receipt, ...]]:
    """Identity (sha256, sender) of every submission judged, and when it was delivered.

    Files that wait (held by the gate, or outside the months asked for) are not known yet.
    """
    with connect(url) as connection:
        lines = connection.execute(
            "SELECT sha256, sender, receipts FROM ops.submission "
            "WHERE state NOT IN ('held', 'archived')"
        )
        return {(sha256, sender): _receipts(found) for sha256, sender, found in lines}


def _receipts(found: list[list[str]]) -> tuple[Receipt, ...]:
    instant = datetime.fromisoformat
    lines = (Receipt(name, instant(first), instant(last)) for name, first, last in found)
    return merge_receipts(lines)


def held_deliveries(url: str, archive_root: str, readings: Iterable[Reading]) -> list[Delivery]:
    """The files the gate holds, as they lie in the archive, but for those just read again."""
    read = {key for r in readings for key in r.submissions.select("sha256", "sender").rows()}
    with connect(url) as connection:
        lines = connection.execute(f"{_FILES} WHERE s.state = 'held' ORDER BY s.sha256, s.sender")
        return _deliveries([line for line in lines if line[:2] not in read], archive_root)


def deliveries_to_judge_again(url: str, scope: Scope, archive_root: str) -> list[Delivery]:
    """Every archived file that speaks of a scope, or might if it were read otherwise today."""
    inside, values = scope.condition("x")
    senders = sorted(scope.units) if scope.units is not None else None
    with connect(url) as connection:
        lines = connection.execute(
            f"{_FILES} WHERE s.state <> 'held' AND (EXISTS (SELECT FROM ops.submission_report x "
            f"WHERE (x.sha256, x.sender) = (s.sha256, s.sender) AND {inside}) "
            "OR EXISTS (SELECT FROM ops.rejected_report x "
            f"WHERE (x.sha256, x.sender) = (s.sha256, s.sender) AND {inside}) "
            "OR (s.state IN ('rejected', 'archived') AND coalesce(s.kode, '') <> ALL (%s) "
            "AND (%s::text[] IS NULL OR s.sender = ANY(%s) OR s.sender IN "
            "(SELECT kanwil_id FROM ref.unit WHERE upt_id = ANY(%s))) "
            "AND NOT EXISTS (SELECT FROM ops.rejected_report x "
            "WHERE (x.sha256, x.sender) = (s.sha256, s.sender)))) ORDER BY s.sha256, s.sender",
            [*values, *values, list(_NEVER_KEPT), senders, senders, senders],
        )
        return _deliveries(lines, archive_root)


_FILES = (
    "SELECT s.sha256, s.sender, s.name, s.received_at, s.size, s.receipts FROM ops.submission s"
)


def _deliveries(lines: Iterable[tuple[Any, ...]], archive_root: str) -> list[Delivery]:
    return [
        Delivery(
            f"{archive_root}/{archive_path(sha256)}",
            sender,
            name,
            received_at,
            size,
            is_link=False,
            receipts=_receipts(found),
        )
        for sha256, sender, name, received_at, size, found in lines
    ]


def done_tasks(url: str) -> set[str]:
    """Fingerprints of the backfill tasks already published."""
    with connect(url) as connection:
        lines = connection.execute(
            "SELECT task FROM ops.run WHERE flow = 'backfill' AND state = 'published'"
        )
        return {task for (task,) in lines}


def reported_months(url: str) -> list[date]:
    """Months of which any report was accepted or refused, in order."""
    with connect(url) as connection:
        lines = connection.execute(
            "SELECT bulan FROM ops.submission_report UNION SELECT bulan FROM ops.rejected_report "
            "WHERE bulan IS NOT NULL ORDER BY 1"
        )
        return [bulan for (bulan,) in lines]


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
            "ON CONFLICT (sha256, sender) DO NOTHING",
            [(*line, run_id) for line in files.select(names).iter_rows()],
        )
