"""A sheet laid out: every cell at its place, merged ranges, hidden rows and columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from simulation.forms.form import NUMBER, Cell, Label, Line, Scalar, Sheet, Table, Text
from simulation.typed_values import indonesian

Ink = str | int | float | date
Span = tuple[int, int, int, int]
"""First row, first column, last row, last column."""


@dataclass
class Grid:
    """A sheet as programs see it; rows and columns count from 0.

    Attributes:
        rows_at: Where each row of its tables came to stand, in the order of writing.
    """

    title: str
    is_hidden: bool = False
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merges: list[Span] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    filtered: Span | None = None
    rows_at: list[tuple[int, Line]] = field(default_factory=list)

    @property
    def height(self) -> int:
        """Rows in use."""
        return max((row for row, _ in self.cells), default=-1) + 1

    @property
    def width(self) -> int:
        """Columns in use."""
        return max((at for _, at in self.cells), default=-1) + 1

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Write a cell, unless it is empty."""
        if cell.value not in (None, "") or cell.fault:
            self.cells[row, column] = cell

    def merge(self, span: Span) -> None:
        """Merge a range of more than one cell."""
        if span[:2] != span[2:]:
            self.merges.append(span)

    def rows(self, *, is_typed: bool) -> list[list[Ink]]:
        """All cells, `""` where nothing stands."""
        rows: list[list[Ink]] = [[""] * self.width for _ in range(self.height)]
        for (row, column), cell in self.cells.items():
            rows[row][column] = ink(cell, is_typed=is_typed)
        return rows


def ink(cell: Cell, *, is_typed: bool) -> Ink:
    """What stands in a cell: a number or date where they are typed and nothing is beside them."""
    value = cell.value
    is_typed = is_typed and not (cell.before or cell.after)
    if value is None:
        return ""
    if isinstance(value, date):
        return value if is_typed else f"{cell.before}{value:%d/%m/%Y}{cell.after}"
    if isinstance(value, str):
        return f"{cell.before}{value}{cell.after}"
    if is_typed:
        return int(value) if value == int(value) else float(value)
    return f"{cell.before}{indonesian(value)}{cell.after}"


def lay_out(sheet: Sheet) -> Grid:
    """Put a sheet on a grid."""
    grid = Grid(sheet.title, sheet.is_hidden)
    left, row = sheet.indent, 0
    for line in _above(sheet):
        _write_text(grid, row, left, line)
        row += 1
    for at, table in enumerate(sheet.tables):
        top = row + 1 if at else row  # an empty line between two tables
        row = _write_table(grid, top, left, table)
        if at == 0 and sheet.beside:
            row = max(row, _write_beside(grid, top, left, sheet))
    for line in sheet.tail:
        _write_text(grid, row, left, line)
        row += 1
    return grid


def _above(sheet: Sheet) -> list[Text]:
    width = len(sheet.tables[0].columns) if sheet.tables else 2
    corner: list[Text] = [(*[None] * max(width - 2, 1), *texts) for texts in sheet.corner]
    titles: list[Text] = [(text,) for text in (*sheet.letterhead, *sheet.heading)]
    labels = [_label(label, sheet.label_style) for label in sheet.labels]
    blank: list[Text] = [()]
    blocks = [block for block in (corner, titles, labels) if block]
    return [line for block in blocks for line in block + blank]


def _label(label: Label, style: str) -> Text:
    if style == "one cell" and isinstance(label.value, str):
        return (f"{label.text} : {label.value}",)
    return (label.text, ":", label.value) if style == "colon cell" else (label.text, label.value)


def _write_text(grid: Grid, row: int, left: int, line: Sequence[Scalar]) -> None:
    for at, value in enumerate(line, left):
        grid.put(row, at, Cell(value))


def _write_beside(grid: Grid, row: int, left: int, sheet: Sheet) -> int:
    """Write the tables beside the first one; the row below the longest of them."""
    below = row
    at = left + len(sheet.tables[0].columns) + 1
    for table in sheet.beside:
        below = max(below, _write_table(grid, row, at, table))
        at += len(table.columns) + 1
    return below


def _write_table(grid: Grid, row: int, left: int, table: Table) -> int:
    """Write a table; the row below it."""
    row = _write_heading(grid, row, left, table)
    if table.is_vertical:
        return _write_vertical(grid, row, left, table)
    top = row
    row = _write_header(grid, row, left, table)
    row = _write_under(grid, row, left, table)
    if table.nil:
        grid.put(row, left + min(1, len(table.columns) - 1), Cell(table.nil))
        return row + 1
    for line in table.lines:
        row = _write_line(grid, row, left, table, line)
    _merge_down(grid)
    for at, column in enumerate(table.columns, left):
        if column.is_hidden:
            grid.hidden_columns.add(at)
    if table.is_filtered:
        grid.filtered = (top, left, row - 1, left + len(table.columns) - 1)
    return row


def _write_heading(grid: Grid, row: int, left: int, table: Table) -> int:
    for at, text in enumerate(table.heading):
        grid.put(row + at, left, Cell(text))
    return row + len(table.heading)


def _write_under(grid: Grid, row: int, left: int, table: Table) -> int:
    for texts in table.under:
        for at, column in enumerate(table.columns, left):
            grid.put(row, at, Cell(texts.get(column.key)))
        row += 1
    return row


def _write_line(grid: Grid, row: int, left: int, table: Table, line: Line) -> int:
    """Write a line of the body, or the header again; the row below it."""
    if line.kind in {"header", "page"}:
        row = _write_header(grid, row, left, table)
        return row if line.kind == "header" else _write_under(grid, row, left, table)
    if line.kind == "row":
        grid.rows_at.append((row, line))
    for at, column in enumerate(table.columns, left):
        cell = line.cell(column.key)
        if cell.is_joined:
            grid.cells[row, at] = cell
        else:
            grid.put(row, at, cell)
    if line.is_hidden:
        grid.hidden_rows.add(row)
    return row + 1


def _merge_down(grid: Grid) -> None:
    """Merge what is one cell with the one above, and empty it."""
    joined = {place for place, cell in grid.cells.items() if cell.is_joined}
    for row, column in sorted(joined):
        if (row - 1, column) in joined:
            continue
        last = row
        while (last + 1, column) in joined:
            last += 1
        grid.merge((row - 1, column, last, column))
    for place in joined:
        del grid.cells[place]


def _write_header(grid: Grid, row: int, left: int, table: Table) -> int:
    """Write the header tree; equal neighbours of one level are one merged cell."""
    paths = [column.path for column in table.columns]
    depth = max(table.depth, *map(len, paths))
    owners = [[_owner(path, level, depth, table) for path in paths] for level in range(depth)]
    done: set[tuple[int, int]] = set()
    for level in range(depth):
        for at, owner in enumerate(owners[level]):
            if owner is None or (level, at) in done:
                continue
            right, low = at, level
            while right + 1 < len(paths) and owners[level][right + 1] == owner:
                right += 1
            while low + 1 < depth and owners[low + 1][at] == owner:
                low += 1
            done |= {(r, c) for r in range(level, low + 1) for c in range(at, right + 1)}
            grid.put(row + level, left + at, Cell(owner[-1]))
            grid.merge((row + level, left + at, row + low, left + right))
    return row + depth


def _owner(path: tuple[str, ...], level: int, depth: int, table: Table) -> tuple[str, ...] | None:
    """Which header cell a place belongs to: its texts from the group down; None where empty."""
    if not path[0]:
        return None
    if table.is_low and len(path) == 1:
        return path if level == depth - 1 else None
    return path[: level + 1]


def _write_vertical(grid: Grid, row: int, left: int, table: Table) -> int:
    _write_text(grid, row, left, ("No", "Uraian", "Jumlah"))
    columns = [column for column in table.columns if column.key != NUMBER]
    grid.rows_at.append((row + 1, table.lines[0]))
    for number, column in enumerate(columns, 1):
        _write_text(grid, row + number, left, (number, " ".join(column.path)))
        grid.put(row + number, left + 2, table.lines[0].cell(column.key))
    return row + len(columns) + 1
