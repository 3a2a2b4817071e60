"""Personal data in a file: masked before anything is understood, held back or left out after.

First, in the grids themselves, every number of a person: whatever reads them, quotes them or
shows them later never sees one. Then, when it is known what stands where: a row that held such a
number is held back (E240), a column of people's names or numbers which no contract has is left
out though the figures beside it count, and what stands around a table is only remarked on (W010).
"""

from collections.abc import Iterable, Sequence, Set
from decimal import Decimal
from itertools import chain
from typing import Any

from schemas.errors import Fault
from schemas.personal_data import (
    HIDDEN,
    is_personal_number,
    looks_like_nik,
    masked,
    masked_names,
    masked_whole,
    names_person,
    suspects,
    titles_personal,
    without_its_digits,
)
from tasks.read.body import RowKind
from tasks.read.grid import Cell, Grid, Place, Shown
from tasks.read.tables_seen import Sheet, Table

_LEAST = 2  # titles that make a row the head of a list of people
_KEPT = {RowKind.TOTAL, RowKind.HEADER}  # rows that say nobody's name
_NUMBER = (int, float, Decimal)
_LARGE = 10**11  # no number of a person is smaller
# of the treasury: sixteen letters and digits, once in two thousand only digits (Source: MPN G2)
_DOCUMENTS = frozenset({"ntpn"})


def masked_fault(fault: Fault) -> Fault:
    """The fault without anything personal in what it quotes."""
    return Fault(*map(masked, fault))


def masked_grids(grids: Sequence[Grid]) -> list[Grid]:
    """The grids with all numbers of people masked, in cells and titles; cells change in place.

    A text says what it said but for them. A number stays a number of its size, so that sums and
    columns are read as they would be.
    """
    names = masked_names(grid.name for grid in grids)
    return [
        _masked_grid(grid if grid.name == name else grid._replace(name=name))
        for grid, name in zip(grids, names, strict=True)
    ]


def _masked_grid(grid: Grid) -> Grid:
    cells = set(chain.from_iterable(grid.rows))
    texts = [c for c in cells if c.__class__ is str]
    numbers = (c for c in cells.difference(texts) if _is_large(c))
    suspected = {*suspects({*texts}), *numbers}
    shown = {cell: other for cell in suspected if (other := _masked_cell(cell)) is not cell}
    if not shown:
        return grid
    places: list[tuple[Place, Cell]] = []
    for r, row in enumerate(grid.rows):
        for c, cell in enumerate(row):
            # True == 1 and 1 == 1.0: but no number of a person is that small
            if cell in shown:
                row[c] = shown[cell]
                places.append(((r, c), cell))
    return grid._replace(personal=tuple(places))


def _is_large(cell: Cell) -> bool:
    return cell.__class__ is Shown or (cell.__class__ in _NUMBER and cell >= _LARGE)


def _masked_cell(cell: Cell) -> Cell:
    """What stands for a cell; the cell itself where it holds nothing personal."""
    kind = cell.__class__
    if kind is str:
        other = masked(cell)
        return cell if other == cell else other
    if kind is Shown and is_personal_number(cell.number):
        return Shown(without_its_digits(cell.number), cell.words)
    if kind in _NUMBER and is_personal_number(cell):
        return without_its_digits(cell)
    return cell


def hide_personal(sheet: Sheet) -> None:
    """Hold back rows with a number of a person, leave out columns of people, remark on the rest.

    Nothing of it changes what is read: figures, columns and the kinds of rows are settled.
    """
    rows = sheet.grid.rows
    known = {rows[r][c] for (r, c), _ in sheet.grid.personal}
    for table in sheet.tables:
        left_out = _hide_columns(table)
        if known:
            _hold_rows(table, known, left_out)
    if sheet.others or not sheet.tables:
        _hide_lists(sheet)
    if any(_stands_outside(sheet, place, was) for place, was in sheet.grid.personal):
        sheet.warnings.append(("W010", "di luar baris tabel"))
    if sheet.grid.name != masked(sheet.grid.name) or HIDDEN[0] in sheet.grid.name:
        sheet.warnings.append(("W010", f"judul lembar {sheet.grid.name}"))
    sheet.grid = sheet.grid._replace(personal=())
    for table in sheet.tables:
        table.grid = table.grid._replace(personal=())


def _hide_columns(table: Table) -> set[int]:
    """Leave out what stands under titles of people; which columns these are."""
    heading, left_out = table.heading, set[int]()
    if heading is None:
        return left_out
    claimed = {column.at for column in table.columns.values()}
    titles, kinds = {**heading.unknown, **heading.puzzles}, table.body.kinds
    for at in sorted(titles.keys() - claimed):
        if titles_personal(titles[at]):
            lines = [r for r in range(table.first, table.end) if kinds.get(r) not in _KEPT]
            _hide_below(table.grid.rows, lines, at)
            _hide_below(table.rows, lines if table.rows else (), at)
            table.warnings.append(("W010", f"kolom {titles[at]}"))
            left_out.add(at)
    return left_out


def _hide_below(rows: Sequence[Sequence[Cell]], lines: Iterable[int], at: int) -> None:
    """Put a mark in place of each cell; equal cells have equal marks, so that rows stay apart."""
    marks: dict[str, str] = {}
    for line in lines:
        cell = rows[line][at] if at < len(rows[line]) else ""
        if cell != "" and not _is_mark(cell):
            _put(rows, (line, at), marks.setdefault(str(cell), f"{HIDDEN} ({len(marks) + 1})"))


def _is_mark(cell: Cell) -> bool:
    return isinstance(cell, str) and cell.startswith(f"{HIDDEN} (")


def _put(rows: Sequence[Sequence[Any]], place: Place, cell: Cell) -> None:
    rows[place[0]][place[1]] = cell  # type: ignore[index]


def _hold_rows(table: Table, known: Set[Cell], left_out: Set[int]) -> None:
    """Hold back rows in which a number of a person stands.

    Args:
        table: Wholly read.
        known: The masked cells of its sheet: a merged cell or a ditto mark repeats them.
        left_out: Columns that are not kept.
    """
    grid, was = table.grid, dict(table.grid.personal)
    for name, (r, c) in table.pairs.items():
        if (r, c) in was:
            _hold(table, (r, c), name, grid.rows)
    of_value = {c.at: name for name, c in table.columns.items()}
    for r in table.data_rows() if not table.pairs else ():
        for c, cell in enumerate(table.rows[r]):
            if cell == "" or c in left_out or cell not in known:
                continue
            name = of_value.get(c, "")
            if name in _DOCUMENTS and _is_document(was.get((r, c))):
                _put(table.rows, (r, c), was[r, c])
                _put(grid.rows, (r, c), was[r, c])
            else:
                _hold(table, (r, c), name, table.rows)


def _is_document(cell: Cell) -> bool:
    """Whether sixteen digits alone are of a document: they hold no day of birth."""
    text = str(cell).strip()
    return text.isascii() and text.isdecimal() and not looks_like_nik(text)


def _hold(table: Table, place: Place, name: str, rows: Sequence[Sequence[Cell]]) -> None:
    text = masked_whole(_as_written(rows[place[0]][place[1]]))
    for of in (rows, table.grid.rows):
        _put(of, place, text)
    table.body.hold(
        place[0], "E240", (name,) if name else (), "" if name else table.address(*place)
    )


def _as_written(cell: Cell) -> str:
    """A number whose digits are gone, with marks for them."""
    if isinstance(cell, str):
        return cell
    number = cell.number if isinstance(cell, Shown) else cell
    digits = str(int(number))
    return digits[:4] + HIDDEN[0] * (len(digits) - 4)


def _hide_lists(sheet: Sheet) -> None:
    """Hide lists of people beside the tables: under a row with a title of people, up to a gap."""
    rows, columns = sheet.grid.rows, dict[int, list[int]]()
    inside = {r for t in sheet.tables for r in range(t.starts, t.end)}
    at: list[int] = []
    for r, row in enumerate(rows):
        texts = [c for c, cell in enumerate(row) if isinstance(cell, str) and cell]
        titles = [c for c in texts if titles_personal(row[c])]
        if titles and len(texts) >= _LEAST and r not in inside:
            at = titles
        elif row.count("") == len(row) or r in inside:
            at = []
        else:
            for c in at:
                columns.setdefault(c, []).append(r)
    for c, lines in columns.items():
        _hide_below(rows, lines, c)


def _stands_outside(sheet: Sheet, place: Place, was: Cell) -> bool:
    """Whether a number stands in no row; a telephone number in a letterhead is nobody's secret."""
    row, _ = place
    if any(row in range(t.first, t.end) and row not in t.body.kinds for t in sheet.tables):
        return False
    return not isinstance(was, str) or names_person(was)
