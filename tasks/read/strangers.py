"""Strangers: rows that say they are of another unit or month than the report."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from tasks.read.body import RowKind
from tasks.read.context import units_in
from tasks.read.grid import Cell
from tasks.read.months import Months, agreed_months, month_of, months_in
from tasks.read.statements import unit_said
from tasks.read.tables_seen import Table

_DATED = re.compile(r",\s*\d")  # `Garut, 4 November 2025`


class _Own(NamedTuple):
    """What a report says of itself: ids of its unit, None where it names none; its month."""

    unit: frozenset[str] | None
    month: date | None


def hold_strangers(table: Table) -> None:
    """Hold rows that say they are of another unit or month than the report."""
    unit = frozenset().union(*(unit_said(s) for s in table.stated if s.name == "upt_name"))
    own = _Own(unit or None, table.month)
    data = table.data_rows()
    for name, at in table.tree.of_row.items():
        of_cell = {cell: _is_foreign(name, cell, own) for cell in {table.rows[r][at] for r in data}}
        for r in data:
            if of_cell[cell := table.rows[r][at]]:
                table.body.hold(r, "E228", (), str(cell))
    for at, end, text in _sections(table):
        if any(_is_foreign(name, text, own, is_title=True) for name in ("periode", "upt_name")):
            for r in data:
                if at < r < end:
                    table.body.hold(r, "E228", (), text)


def _sections(table: Table) -> Iterator[tuple[int, int, str]]:
    """Each section's heading row, the row it ends before, its text; lone notes above rows too."""
    heads = [
        at
        for at, kind in sorted(table.body.kinds.items())
        if kind in {RowKind.SECTION, RowKind.NOTE} and _names_time_or_unit(table.rows[at])
    ]
    for i, at in enumerate(heads):
        text = " ".join(str(c) for c in table.rows[at] if c != "")
        yield at, (heads[i + 1] if i + 1 < len(heads) else table.end), text


def _names_time_or_unit(row: Sequence[Cell]) -> bool:
    """Whether a row says whose or of when the next ones are; the date of a signature does not."""
    texts = [c for c in row if isinstance(c, str) and c != ""]
    if len(texts) > 2 or any(map(_DATED.search, texts)):
        return False
    return any((m := months_in(t)).month or m.number or units_in(t) for t in texts)


def _is_foreign(name: str, cell: Cell, own: _Own, *, is_title: bool = False) -> bool:
    """Whether a cell names another unit or month than the report, or none that is known.

    A title need name neither; a column that says whose or of when each row is, must.
    """
    if cell == "" or (isinstance(cell, str) and not cell.strip(" -")):
        return False
    if name == "upt_name":
        ids = units_in(str(cell))
        return (own.unit is not None and not ids & own.unit) if ids else not is_title
    said = months_in(str(cell)) if is_title else month_of(cell)
    if is_title and not (said.month or said.number):
        return False
    if name == "tahun":
        said = Months(year=said.year)
    return _is_foreign_month(said, own.month, is_title=is_title)


def _is_foreign_month(said: Months, month: date | None, *, is_title: bool) -> bool:
    if said.says_nothing or said.is_several:
        return not is_title
    return month is not None and agreed_months([Months(month), said])[1] is not None
