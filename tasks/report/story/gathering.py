"""Read a story from the warehouse."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

import psycopg
from psycopg.rows import class_row

from tasks.report.lookup import NamedUnit, UnknownNameError, nearest
from tasks.report.story import queries
from tasks.report.story.pieces import (
    FileStory,
    HeldRow,
    Owed,
    RejectedSheet,
    Remark,
    ReportStory,
    Story,
)

Key = tuple[str, str]  # (sha256, sender): a submission
_Part = TypeVar("_Part")
_Group = TypeVar("_Group", bound=Hashable)


def tell_month(
    connection: psycopg.Connection, unit: NamedUnit, bulan: date, dataset: str | None
) -> Story:
    """What became of everything said about a unit and month, perhaps of one dataset only."""
    asked = {"unit": unit.upt_id, "bulan": bulan, "dataset": dataset}
    speaking = _keys(connection, queries.SPEAKING, asked)
    unread = [key for key in _keys(connection, queries.UNREAD, asked) if key not in speaking]
    with connection.cursor(row_factory=class_row(Owed)) as cursor:
        owed = tuple(cursor.execute(queries.OWED, asked))
    files = _tell(connection, [*speaking, *unread], asked)
    return Story(unit, bulan, files[: len(speaking)], files[len(speaking) :], owed)


def tell_files(connection: psycopg.Connection, keys: Sequence[Key], dataset: str | None) -> Story:
    """What became of these submissions, in all their units and months."""
    asked = {"unit": None, "bulan": None, "dataset": dataset}
    return Story(None, None, _tell(connection, keys, asked))


def list_files(connection: psycopg.Connection, keys: Sequence[Key]) -> list[FileStory]:
    """These submissions without what is in them, in the order of the keys."""
    values = {"sha256": [key[0] for key in keys], "sender": [key[1] for key in keys]}
    with connection.cursor(row_factory=class_row(FileStory)) as cursor:
        files = {(f.sha256, f.sender): f for f in cursor.execute(queries.SUBMISSIONS, values)}
    return [files[key] for key in keys]


def find_files(connection: psycopg.Connection, words: str) -> list[Key]:
    """Submissions of this SHA-256 (six digits or more), else of this name, else with it in theirs.

    In order of receipt.

    Raises:
        UnknownNameError: There is none.
    """
    for condition in queries.NAMED:
        found = _keys(connection, queries.FILES.format(condition), {"words": words})
        if found:
            return found
    names = connection.execute("SELECT DISTINCT name FROM ops.submission ORDER BY 1")
    near = ", ".join(nearest(words, [str(name) for (name,) in names])) or "none was received"
    raise UnknownNameError(f"no file is named {words!r}; nearest: {near}")


def _keys(connection: psycopg.Connection, query: str, values: dict[str, Any]) -> list[Key]:
    return [(str(sha256), str(sender)) for sha256, sender in connection.execute(query, values)]


def _tell(
    connection: psycopg.Connection, keys: Sequence[Key], asked: dict[str, Any]
) -> tuple[FileStory, ...]:
    """The stories of these submissions, in the order of the keys."""
    values = dict(asked, sha256=[key[0] for key in keys], sender=[key[1] for key in keys])

    def fetch(part: type[_Part], query: str) -> list[_Part]:
        with connection.cursor(row_factory=class_row(part)) as cursor:
            return cursor.execute(query, values).fetchall()

    reports = fetch(ReportStory, queries.REPORTS)
    values["ids"] = [report.report_id for report in reports]
    held = _grouped(fetch(HeldRow, queries.HELD), lambda row: row.report_id)
    remarks = fetch(Remark, queries.REMARKS)
    on_report = _grouped(remarks, lambda remark: remark.report_id)
    on_file = _grouped(
        (remark for remark in remarks if remark.report_id is None),
        lambda remark: (remark.sha256, remark.upt_id),
    )
    told = [
        replace(r, karantina=tuple(held[r.report_id]), peringatan=tuple(on_report[r.report_id]))
        for r in reports
    ]
    of_file = _grouped(told, lambda report: (report.sha256, report.sender))
    refused = _grouped(
        fetch(RejectedSheet, queries.REJECTED), lambda sheet: (sheet.sha256, sheet.sender)
    )
    return tuple(
        replace(
            file,
            laporan=tuple(of_file[key]),
            ditolak=tuple(refused[key]),
            peringatan=tuple(on_file[key]),
        )
        for key, file in zip(keys, list_files(connection, keys), strict=True)
    )


def _grouped(
    parts: Iterable[_Part], group: Callable[[_Part], _Group]
) -> defaultdict[_Group, list[_Part]]:
    """Parts by what they belong to, in their order."""
    groups: defaultdict[_Group, list[_Part]] = defaultdict(list)
    for part in parts:
        groups[group(part)].append(part)
    return groups
