"""Roles: what every filled cell of a sheet is, counted column by column or told cell by cell."""

from collections.abc import Iterator
from enum import StrEnum

from tasks.read.body import RowKind
from tasks.read.grid import Grid
from tasks.read.headers import match_label
from tasks.read.row_words import is_nil
from tasks.read.tables_seen import Sheet, Table


class Role(StrEnum):
    """What a filled cell is; every one has exactly one role."""

    TITLE = "judul"
    ENVELOPE = "amplop"
    HEADER = "kepala"
    NUMBER = "nomor"
    VALUE = "nilai"
    TOTAL = "jumlah"
    NOTE = "catatan"
    UNKNOWN = "asing"
    OTHER = "lain"
    NO_REPORT = "bukan_laporan"

    __hash__ = str.__hash__  # an Enum's own is no C function


def roles_of(sheet: Sheet, table: Table) -> dict[Role, int]:
    """How many filled cells of a sheet have which role, seen from one of its tables.

    Counted column by column; `each_role` says the same cell by cell.
    """
    counts = dict.fromkeys(Role, 0)
    rows, h = sheet.grid.rows, table.heading
    if table.pairs or h is None:
        for *_, role in each_role(sheet, table):
            counts[role] += 1
        return counts
    for at in (*range(table.first), *range(table.end, len(rows))):
        filled = len(rows[at]) - rows[at].count("")
        if filled and len(sheet.tables) == 1 and not h.block.first <= at < table.first:
            counts[_role_around(sheet, table, at, -1)] += filled  # of all its cells alike
            continue
        for c, cell in enumerate(rows[at] if filled else ()):
            if cell != "":
                counts[_role(sheet, table, at, c)] += 1
    special = {at: rows[at] for at in table.body.kinds if table.body.kinds[at] is not RowKind.BLANK}
    below = table.below or list(zip(*rows[table.first : table.end], strict=True))
    for c, cells in enumerate(below):
        filled = len(cells) - cells.count("")
        if not filled:
            continue
        if not table.left <= c < table.right:
            counts[Role.OTHER] += filled
            continue
        for at, row in special.items():
            if row[c] != "":
                counts[_role_below(table, at, c)] += 1
                filled -= 1
        counts[_role_of_column(table, c)] += filled
    return counts


def filled_cells(grid: Grid) -> int:
    """How many cells of a sheet say something."""
    return sum(len(row) - row.count("") for row in grid.rows)


def each_role(sheet: Sheet, table: Table | None) -> Iterator[tuple[int, int, Role]]:
    """Every filled cell of a sheet as (row, column, role), seen from one of its tables."""
    for at, row in enumerate(sheet.grid.rows):
        for c, cell in enumerate(row):
            if cell != "":
                yield at, c, _role(sheet, table, at, c)


def _role(sheet: Sheet, table: Table | None, at: int, column: int) -> Role:
    if table is None:
        return Role.ENVELOPE if sheet.is_cover else Role.NO_REPORT
    if table.pairs:
        return _role_down(table, at, column)
    if table.heading is None:
        return _role_above(sheet.grid, at)
    return _role_around(sheet, table, at, column)


def _role_around(sheet: Sheet, table: Table, at: int, column: int) -> Role:
    """Role of a cell above, in or beside a table with a header."""
    h = table.tree.block
    inside = table.left <= column < table.right
    if any(_owns(other, at, column) for other in sheet.tables if other is not table):
        return Role.OTHER
    if at < h.first and (at >= table.starts or (table.number > 1 and at < _first_header(sheet))):
        return _role_above(sheet.grid, at)
    if not inside or not (h.first <= at < table.end):
        return Role.OTHER
    return Role.HEADER if at <= h.last else _role_below(table, at, column)


def _owns(table: Table, at: int, column: int) -> bool:
    """Whether a cell stands in the header or body of a table."""
    h = table.heading
    if h is None or table.pairs:
        return False
    return h.block.first <= at < table.end and table.left <= column < table.right


def _first_header(sheet: Sheet) -> int:
    return min(t.heading.block.first for t in sheet.tables if t.heading)


def _role_above(grid: Grid, at: int) -> Role:
    row = grid.rows[at]
    labels = any(isinstance(c, str) and match_label(c.partition(":")[0]) for c in row)
    if is_nil(row):
        return Role.NOTE
    return Role.ENVELOPE if labels else Role.TITLE


def _role_down(table: Table, at: int, column: int) -> Role:
    values = set(table.pairs.values())
    if (at, column) in values:
        return Role.VALUE
    if any(at == row for row, _ in values):
        last = max(c for r, c in values if r == at)
        return Role.HEADER if column < last else Role.UNKNOWN
    first = min(row for row, _ in values)
    h = table.heading
    if at < (h.block.first if h else first):
        return _role_above(table.grid, at)
    return Role.HEADER if h and at <= h.block.last else Role.NOTE


_OF_KIND = {
    RowKind.TOTAL: Role.TOTAL,
    RowKind.NOTE: Role.NOTE,
    RowKind.EXAMPLE: Role.NOTE,
    RowKind.NIL: Role.NOTE,
    RowKind.SECTION: Role.TITLE,
    RowKind.HEADER: Role.HEADER,
    RowKind.BLANK: Role.OTHER,  # has none
}


def _role_below(table: Table, at: int, column: int) -> Role:
    kind = table.body.kinds.get(at, RowKind.DATA)
    return _OF_KIND[kind] if kind in _OF_KIND else _role_of_column(table, column)


def _role_of_column(table: Table, column: int) -> Role:
    """Role of the cells of a column in reported rows."""
    h = table.tree
    if column == h.numbering:
        return Role.NUMBER
    if any(leaf.at == column for leaf in h.leaves) or column in table.units.values():
        return Role.VALUE
    return Role.VALUE if column in h.of_row.values() else Role.UNKNOWN
