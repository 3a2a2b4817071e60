"""Cells of a sheet as they are shown: text, role, what is wrong with each, and why."""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import NamedTuple

from flows.picture.looking import SheetSeen, TableSeen, read_as
from flows.picture.phrases import ROLES, header_of, listed, say_cell, type_of
from flows.picture.refusals import message_of
from schemas.addresses import column_letters
from tasks.read.cell_roles import Role
from tasks.read.grid import Cell, Shown

_COUNTED = frozenset({Role.VALUE, Role.TOTAL})


class CellView(NamedTuple):
    """A cell as it is shown.

    Attributes:
        row: Index on the grid.
        column: Likewise.
        cell: What it holds.
        text: The same on one line, numbers and dates as Indonesians write them.
        role: What it is taken for.
        table: The table whose frame it stands in.
        is_held: Its row is held back because of it.
        is_refused: It stands in a range that is not understood, or says what another contradicts.
        is_covered: It is empty, and read as the merged cell above it.
    """

    row: int
    column: int
    cell: Cell
    text: str
    role: Role
    table: TableSeen | None
    is_held: bool
    is_refused: bool
    is_covered: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it is set to the right."""
        return isinstance(self.cell, Shown) or type_of(self.cell) == "bilangan"


def view_cells(seen: SheetSeen, rows: Container[int]) -> dict[tuple[int, int], CellView]:
    """The filled cells of these rows, and those that stand for one above, by their place."""
    views = _filled(seen, rows)
    for span in seen.grid.merged:
        above = views.get((span.row, span.column))
        for at in range(span.row + 1, span.last_row + 1) if above else ():
            if at in rows and above and above.table and at not in above.table.table.body.kinds:
                read = read_as(above.table.table, at, span.column)
                text = f"↑ {say_cell(read)}"
                if read != "":
                    views[at, span.column] = above._replace(row=at, text=text, is_covered=True)
    return views


def _filled(seen: SheetSeen, rows: Container[int]) -> dict[tuple[int, int], CellView]:
    amounts = {id(table): table.amounts() for table in seen.tables}
    refused = [box for table in seen.tables for box in table.refused]
    contradicting = {place for table in seen.tables for place in table.contradicting}
    views = {}
    for at, column, role in seen.roles():
        if at not in rows:
            continue
        table = seen.table_at(at, column)
        cell = seen.grid.rows[at][column]
        grouped = role in _COUNTED and table is not None and column in amounts[id(table)]
        is_refused = any(box.holds(at, column) for box in refused) or (
            bool(contradicting) and address(seen, at, column) in contradicting
        )
        views[at, column] = CellView(
            at,
            column,
            cell,
            _text(table, (at, column), say_cell(cell, grouped=grouped)),
            role,
            table,
            table is not None and any(column in h.places for h in table.held.get(at, ())),
            is_refused,
        )
    return views


def _text(table: TableSeen | None, place: tuple[int, int], said: str) -> str:
    """What stands there; of a ditto mark also what it is read as."""
    read = read_as(table.table, *place) if table else ""
    return f"{said} → {say_cell(read)}" if read != "" else said


def address(seen: SheetSeen, row: int, column: int) -> str:
    """Spreadsheet address of a cell."""
    return f"{column_letters(seen.grid.left + column)}{seen.grid.top + row + 1}"


def free_columns(
    seen: SheetSeen,
    views: Mapping[tuple[int, int], CellView],
    place: tuple[int, int],
    following: Sequence[int],
) -> list[int]:
    """Empty columns to the right that a text may run into, up to the edge of a frame."""
    row, column = place
    inside = seen.table_at(row, column)
    free = []
    for other in following:
        if (row, other) in views or seen.table_at(row, other) is not inside:
            break
        free.append(other)
    return free


def explain(seen: SheetSeen, view: CellView) -> str:
    """Everything that is to be said of one cell, a thing a line."""
    return "\n".join(_explained(seen, view))


def _explained(seen: SheetSeen, view: CellView) -> Iterator[str]:
    place = (view.row, view.column)
    yield f"{address(seen, *place)} · {ROLES[view.role][0]}{_column(view)}"
    yield f"{type_of(view.cell)}: {view.text}"
    if view.table and (read := read_as(view.table.table, *place)) != "":
        yield f"dibaca: {say_cell(read)}"
    if place in seen.grid.crossed:
        yield "dicoret"
    if view.row in seen.grid.unseen_rows or view.column in seen.grid.unseen_columns:
        yield "tersembunyi"
    if view.table is None:
        return
    for held in view.table.held.get(view.row, ()):
        if not held.places or view.column in held.places:
            yield f"baris ditahan, {held.code}: {message_of(held.code)}"
    if view.is_refused and view.table.fault:
        fault = view.table.fault
        yield f"tabel ditolak, {fault.code}: {message_of(fault.code)}"


def _column(view: CellView) -> str:
    """Headers of the contract's columns that a value is read into."""
    if view.table is None or view.role is not Role.VALUE:
        return ""
    table = view.table.table
    names = [n for n, c in table.columns.items() if view.column in {c.at, *c.parts}]
    names += [n for n, place in table.pairs.items() if place == (view.row, view.column)]
    headers = [header_of(table.dataset, name) for name in names]
    return f" dari {listed(headers)}" if headers else ""
