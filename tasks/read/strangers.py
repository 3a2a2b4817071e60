"""Strangers: rows that say they are of another unit or month than the report."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache

from schemas.errors import Fault
from schemas.wording import wording_key
from tasks.read.body import RowKind
from tasks.read.columns_beside import hold_by_columns_beside
from tasks.read.context import units_in
from tasks.read.extents import (
    is_of_other_table,
    is_of_this,
    is_other_matter,
    is_other_time,
    says_time_away,
)
from tasks.read.grid import Cell
from tasks.read.item_names import names_no_item
from tasks.read.months import Months, agreed_months, month_of, months_in
from tasks.read.notes_below import hold_by_notes
from tasks.read.own import Own, doubt_row, own_of
from tasks.read.retractions import takes_rows_out
from tasks.read.row_numbers import FIRST_NUMBER, is_enumerated
from tasks.read.statements import unit_said, units_agree
from tasks.read.tables_seen import Table

_DATED = re.compile(r",\s*\d")  # `Garut, 4 November 2025`
_HEAD_OF_UNIT = re.compile(r"(?i)\s*(?:(?:plt|plh|pgs|a\.?n)\.?\s+)?(?:kepala|ka\.?)\s")
_UNTIL = re.compile(r"(?i)\s*(?:s\W*d\b|sampai|hingga|jan\w*\W+(?:s\W*d|sampai|hingga))")


def hold_strangers(table: Table) -> None:
    """Hold rows that say they are of another unit or month than the report."""
    own = own_of(table)
    data = table.data_rows()
    for name, at in table.tree.of_row.items():
        cells = {table.rows[r][at] for r in data}
        # of several units, and nobody says whose report it is: none of the rows is clear
        unclear = name == "upt_name" and not own.unit and not _are_of_one_unit(cells)
        of_cell = {cell: unclear or _is_foreign(name, cell, own) for cell in cells}
        for r in data:
            if of_cell[cell := table.rows[r][at]]:
                table.body.hold(r, "E228", (), str(cell))
    hold_by_columns_beside(table, own)
    hold_by_notes(table, own)
    for at, end, text in _sections(table):
        if any(_is_foreign(name, text, own, is_title=True) for name in ("periode", "upt_name")):
            for r in data:
                if at < r < end:
                    table.body.hold(r, "E228", (), text)
        elif _is_of_else(table.dataset, text) or _comes_late(table, at):
            for r in data:
                if at < r < end:
                    table.body.hold(r, "E232", (), text)
    _hold_doubtful_sections(table, own)


def _hold_doubtful_sections(table: Table, own: Own) -> None:
    """Hold rows below a title of which it is not known what it makes of their figures."""
    doubted: list[str] = []
    met = False
    for at in range(table.first, table.end):
        kind = table.body.kinds.get(at, RowKind.DATA)
        if kind is RowKind.SECTION or (kind is RowKind.DATA and _is_one_text(table.rows[at])):
            text = " ".join(str(c) for c in table.rows[at] if c != "")
            doubted, met = [] if met else doubted, False  # a title right below goes into details
            doubted += [text] if own.doubts("bagian", text) else []
        elif kind is RowKind.DATA:
            met = True
            for text in doubted:
                doubt_row(table, at, text)


def fault_of_signature(table: Table) -> Fault | None:
    """E109 where the head of another unit signs under a table."""
    own = next((s for s in table.stated if s.name == "upt_name" and unit_said(s)), None)
    notes = (at for at, kind in sorted(table.body.kinds.items()) if kind is RowKind.NOTE)
    for at in notes if own else ():
        for c, cell in enumerate(table.rows[at]):
            signs = isinstance(cell, str) and _HEAD_OF_UNIT.match(cell) is not None
            ids = {i for i in units_in(str(cell)) if not i.startswith("kanwil-")} if signs else None
            if own and ids and not ids & unit_said(own):
                written = f"{own.place}: “{own.value}”; {table.address(at, c)}: “{cell}”"
                return Fault("E109", table.grid.name, table.address(at, c), written)
    return None


def _are_of_one_unit(cells: Iterable[Cell]) -> bool:
    return units_agree(units_in(str(cell)) for cell in cells)


def _sections(table: Table) -> Iterator[tuple[int, int, str]]:
    """Each section's heading row, the row it ends before, its text; lone notes above rows too."""
    kinds = table.body.kinds
    named = [at for at, kind in kinds.items() if kind in {RowKind.SECTION, RowKind.NOTE}]
    heads = sorted(
        [at for at in named if _says_whose(table, at) or _comes_late(table, at)]
        + [at for at in table.data_rows() if _stands_alone(table, at)]
    )
    for i, at in enumerate(heads):
        text = " ".join(str(c) for c in table.rows[at] if c != "")
        yield at, (heads[i + 1] if i + 1 < len(heads) else table.end), text


def _stands_alone(table: Table, at: int) -> bool:
    """Whether a row of the table holds one text, and that says of whom or of when the next are."""
    return _is_one_text(table.rows[at]) and _names_time_or_unit(table.rows[at])


def _is_one_text(row: Sequence[Cell]) -> bool:
    filled = [c for c in row if c != ""]
    return len(filled) == 1 and isinstance(filled[0], str)


def _comes_late(table: Table, at: int) -> bool:
    """Whether a title follows rows without one, has no letter, and rows count from 1 anew below it.

    `Lampiran:`, `Bahan baku yang dipakai`: another list, of what the form does not ask for.
    """
    n, sections = table.tree.numbering, table.body.sections
    if n is None or table.body.kinds.get(at) is not RowKind.SECTION or at != min(sections):
        return False
    data = table.data_rows()
    above, below = [r for r in data if r < at], [r for r in data if r > at]
    title = next((str(c) for c in table.rows[at] if c != ""), "")
    return (
        bool(above and below)
        and not is_enumerated(title)
        and table.rows[below[0]][n] in FIRST_NUMBER
        and any(table.rows[r][n] in FIRST_NUMBER for r in above)
    )


def _says_whose(table: Table, at: int) -> bool:
    """Whether a row says of whom, of when or of what the next ones are."""
    row = table.rows[at]
    text = " ".join(str(c) for c in row if c != "")
    return _names_time_or_unit(row) or _is_of_else(table.dataset, text) or is_of_this(text)


@lru_cache(maxsize=20_000)
def _is_of_else(dataset: str, text: str) -> bool:
    """Whether a section's title is of another time than a month, of a plan, stock, or sales."""
    words = wording_key(text)
    is_sold = is_of_other_table(text, dataset)
    return (
        is_sold
        or says_time_away(words)
        or is_other_matter(text, dataset)
        or is_other_time(text, dataset)
        or takes_rows_out(words)
    )


def _names_time_or_unit(row: Sequence[Cell]) -> bool:
    """Whether a row says whose or of when the next ones are; the date of a signature does not."""
    texts = [c for c in row if isinstance(c, str) and c != ""]
    if len(texts) > 2 or any(map(_DATED.search, texts)):
        return False
    return any(
        (m := months_in(t)).month or m.number or (m.year and names_no_item(t)) or units_in(t)
        for t in texts
    )


def _is_foreign(name: str, cell: Cell, own: Own, *, is_title: bool = False) -> bool:
    """Whether a cell names another unit or month than the report, or none that is known.

    A title need name neither; a column that says whose or of when each row is, must.
    """
    if cell == "" or (isinstance(cell, str) and not cell.strip(" -")):
        return False
    if name == "upt_name":
        ids = units_in(str(cell))
        return (own.unit is not None and not ids & own.unit) if ids else not is_title
    if not is_title and _UNTIL.match(str(cell)):
        return True
    said = months_in(str(cell)) if is_title else month_of(cell)
    if is_title and not (said.month or said.number or (said.year and names_no_item(str(cell)))):
        return False
    if name == "tahun":
        said = Months(year=said.year)
    return _is_foreign_month(said, own.month, is_title=is_title)


def _is_foreign_month(said: Months, month: date | None, *, is_title: bool) -> bool:
    if said.says_nothing or said.is_several:
        return not is_title
    return month is not None and agreed_months([Months(month), said])[1] is not None
