"""Look at a file: its sheets and tables, which rows are held and why, where frames stand."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flows.picture.boxes import Box, frame_of, refused_ranges
from flows.picture.reader_grids import read_apart
from flows.picture.refusals import fault_of
from schemas.contracts import DATASETS, NUMERIC
from schemas.errors import Fault
from schemas.settings import Settings
from tasks.read.anatomy import read_anatomy
from tasks.read.cell_roles import Role, each_role, filled_cells, roles_of
from tasks.read.grid import Cell, Grid
from tasks.read.personal_cells import masked_fault
from tasks.read.remarks import remarks_on
from tasks.read.reported import Reported, reported_rows
from tasks.read.tables_seen import Sheet, Table


class Held(NamedTuple):
    """Why the reader holds a row back.

    Attributes:
        code: Reason code.
        columns: Columns of the contract concerned; none where the row as a whole is.
        places: Indexes of their columns on the grid.
        figures: Figures that contradict each other, as a sentence part.
    """

    code: str
    columns: tuple[str, ...]
    places: frozenset[int]
    figures: str


class Remark(NamedTuple):
    """A warning: what is not taken though it cannot change a figure."""

    code: str
    written: str


@dataclass(frozen=True)
class TableSeen:
    """A table, and what becomes of it.

    Attributes:
        table: As anatomy has it.
        fault: Why it is refused, if it is.
        rows: How many reported rows it hands on.
        held: Index of each row held back to the reasons.
        frame: Its header and body; None where it has neither.
        refused: Ranges that are not understood.
        contradicting: Places of the statements that contradict each other, such as `B4`.
        remarks: Warnings.
    """

    table: Table
    fault: Fault | None
    rows: int
    held: dict[int, tuple[Held, ...]]
    frame: Box | None
    refused: tuple[Box, ...]
    contradicting: frozenset[str]
    remarks: tuple[Remark, ...]

    @property
    def says_nil(self) -> bool:
        """Whether it is a report that there was nothing."""
        return self.table.says_nil and not self.rows and self.fault is None

    def amounts(self) -> frozenset[int]:
        """Columns that hold amounts, whose digits are grouped when shown."""
        contract = DATASETS[self.table.dataset].columns
        leaves = self.table.heading.leaves if self.table.heading else ()
        down = {c for name, (_, c) in self.table.pairs.items() if contract[name].kind in NUMERIC}
        return frozenset(leaf.at for leaf in leaves if contract[leaf.name].kind in NUMERIC) | down


@dataclass(frozen=True)
class SheetSeen:
    """A sheet and its tables.

    Attributes:
        sheet: As anatomy has it.
        tables: Its tables, from the top.
        counts: Role to how many filled cells have it, each as its own table sees it.
        filled: How many cells are filled.
        remarks: Warnings on the sheet.
    """

    sheet: Sheet
    tables: tuple[TableSeen, ...]
    counts: dict[Role, int]
    filled: int
    remarks: tuple[Remark, ...]

    @property
    def grid(self) -> Grid:
        """Its cells."""
        return self.sheet.grid

    def roles(self) -> Iterator[tuple[int, int, Role]]:
        """Every filled cell as (row, column, role), row by row."""
        return _roles(self.sheet)

    def table_at(self, row: int, column: int) -> TableSeen | None:
        """The table whose frame a cell stands in."""
        return next((t for t in self.tables if t.frame and t.frame.holds(row, column)), None)


@dataclass(frozen=True)
class Picture:
    """A file: why it is refused as a whole, or its sheets.

    Attributes:
        name: Its name.
        fault: Why nothing of it can be a report, if so.
        sheets: Its sheets; none where it cannot be read.
    """

    name: str
    fault: Fault | None
    sheets: tuple[SheetSeen, ...] = ()

    @property
    def tables(self) -> list[TableSeen]:
        """All its tables."""
        return [table for sheet in self.sheets for table in sheet.tables]

    @property
    def is_refused(self) -> bool:
        """Whether it, or some table of it, is refused."""
        return self.fault is not None or any(table.fault for table in self.tables)


def take_picture(content: bytes, name: str, settings: Settings) -> Picture:
    """Look at a file.

    Args:
        content: Its bytes.
        name: Its name, which may state dataset, unit and month.
        settings: What reading it may take.
    """
    if not content:
        return Picture(name, Fault("E001"))
    grids = read_apart(content, name, settings)
    if isinstance(grids, Fault):
        return Picture(name, grids)
    try:
        sheets = read_anatomy(grids, name)
        seen = tuple(_look(sheet, sheets) for sheet in sheets)
    except Exception as error:  # noqa: BLE001 (the night, too, refuses the file and goes on)
        return Picture(name, masked_fault(Fault("E021", cause=repr(error))))
    names = ", ".join(sheet.grid.name for sheet in sheets)
    has_table = any(sheet.tables for sheet in sheets)
    return Picture(name, None if has_table else Fault("E010", written=names), seen)


def _look(sheet: Sheet, everywhere: Sequence[Sheet]) -> SheetSeen:
    tables = tuple(_look_at_table(table, everywhere) for table in sheet.tables)
    return SheetSeen(
        sheet,
        tables,
        _counts(sheet),
        filled_cells(sheet.grid),
        tuple(_remarks_on_sheet(sheet)),
    )


def _counts(sheet: Sheet) -> dict[Role, int]:
    """How many cells have which role; of one table anatomy counts it by columns."""
    if len(sheet.tables) == 1:
        return roles_of(sheet, sheet.tables[0])
    counts = Counter(role for *_, role in _roles(sheet))
    return {role: counts[role] for role in Role}


def _roles(sheet: Sheet) -> Iterator[tuple[int, int, Role]]:
    """Each filled cell with the role that its own table gives it, else the first that claims it."""
    if len(sheet.tables) < 2:
        yield from each_role(sheet, sheet.tables[0] if sheet.tables else None)
        return
    views = (each_role(sheet, table) for table in sheet.tables)
    for cells in zip(*views, strict=True):
        at, column, _ = cells[0]
        own = [
            role for t, (*_, role) in zip(sheet.tables, cells, strict=True) if _owns(t, at, column)
        ]
        claimed = [role for role in (*own, *(role for *_, role in cells)) if role is not Role.OTHER]
        yield at, column, claimed[0] if claimed else Role.OTHER


def _owns(table: Table, row: int, column: int) -> bool:
    """Whether a cell stands in the header or body of a table."""
    if table.heading is None:
        return False
    return table.left <= column < table.right and table.heading.block.first <= row < table.end


def _look_at_table(table: Table, everywhere: Sequence[Sheet]) -> TableSeen:
    rows = reported_rows(table)
    fault = fault_of(table, everywhere)
    return TableSeen(
        table,
        fault,
        len(rows.lines),
        dict(_held(table, rows)),
        frame_of(table),
        tuple(refused_ranges(table, fault)) if fault else (),
        frozenset(s.place for s in table.stated if s in table.conflict),
        tuple(Remark(*remark) for remark in remarks_on(table, rows.unknown)),
    )


# -- what is held


def _held(table: Table, rows: Reported) -> Iterator[tuple[int, tuple[Held, ...]]]:
    """Index of each row held back, with the reasons as they are handed on."""
    for line, (codes, figures) in rows.findings.items():
        reasons = []
        for part in codes.split(";"):
            code, _, names = part.partition("=")
            columns = tuple(sorted(filter(None, names.split(",")), key=lambda n: _at(table, n)))
            said = figures or "" if code == "E225" else ""
            reasons.append(Held(code, columns, frozenset(_places(table, columns)), said))
        if any(reason.code.startswith("E") for reason in reasons):
            yield line - table.grid.top - 1, tuple(reasons)


def _at(table: Table, name: str) -> int:
    return table.columns[name].at if name in table.columns else 0


def _places(table: Table, columns: Sequence[str]) -> Iterator[int]:
    for name in columns:
        if name in table.columns:
            column = table.columns[name]
            yield from {column.at, *column.parts}
        elif name in table.pairs:
            yield table.pairs[name][1]


# -- warnings


def _remarks_on_sheet(sheet: Sheet) -> Iterator[Remark]:
    grid = sheet.grid
    if not sheet.tables and not sheet.is_cover and grid.rows:
        yield Remark("W007" if grid.is_hidden else "W002", grid.name)
    yield from (Remark(code, written) for code, written in sheet.warnings)


def read_as(table: Table, row: int, column: int) -> Cell:
    """What a cell stands for where that is not what it holds: merged down, or `sda`; else ""."""
    if not table.rows or row >= len(table.rows) or column >= len(table.rows[row]):
        return ""
    read, written = table.rows[row][column], table.grid.rows[row][column]
    inside = table.first <= row < table.end and table.left <= column < table.right
    return read if inside and read != written else ""
