"""A report form as pure data: what stands where, how it is decorated, and what it means.

What a row means stands beside its cells, so that a form can be rewritten in any way and the right
answer is still known. A row whose meaning is gone must not be published.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from schemas.contracts import DATASETS, Kind, Reported
from schemas.references import Unit
from simulation.model import Row

Scalar = str | int | Decimal | date | None
Text = tuple[Scalar, ...]
"""A free line of a sheet: what stands in its cells, from the left."""
LineKind = Literal["row", "total", "heading", "blank", "header", "page"]
NUMBER = "#"
"""Key of the column of row numbers."""
FOREIGN = "+"
"""Begins the key of a column that the contract does not know."""


class Shown(NamedTuple):
    """A number format: what the eye sees around and of a number.

    Attributes:
        before: Text in front of it.
        after: Text behind it.
        places: Decimal places.
        hidden_thousands: Groups of three digits that are not shown.
        code: The format as Excel writes it, where it is not just the above.
    """

    before: str = ""
    after: str = ""
    places: int = 0
    hidden_thousands: int = 0
    code: str = ""


class Cell(NamedTuple):
    """One cell.

    Attributes:
        value: What it says; its wording is left to the format, but for texts.
        before: Typed in front of it; makes a number a text.
        after: Typed behind it; makes a number a text.
        shown: Number format.
        fault: `formula` for one that no program ever computed, else an error such as `#REF!`.
        is_computed: A formula with its value.
        is_struck: Crossed out.
        is_joined: One merged cell with the one above.
    """

    value: Scalar = None
    before: str = ""
    after: str = ""
    shown: Shown | None = None
    fault: str = ""
    is_computed: bool = False
    is_struck: bool = False
    is_joined: bool = False


EMPTY = Cell()


class Column(NamedTuple):
    """One column of a table.

    Attributes:
        key: Column of the contract, with its part behind a dot (`jumlah_wbp.L`), `#`, or `+…`.
        path: Header texts from the group down to the leaf.
        is_hidden: Not shown.
    """

    key: str
    path: tuple[str, ...]
    is_hidden: bool = False

    @property
    def name(self) -> str:
        """The contract's column that it is, or is a part of."""
        return self.key.partition(".")[0]


@dataclass(frozen=True)
class Line:
    """One line of a table's body.

    Attributes:
        cells: By column key.
        kind: What it is; `header` and `page` (with what stands under the header) repeat the header.
        meant: Of a row, the values to publish; None where it must not be published.
        is_hidden: Not shown.
        kode: Of a row with a planted defect, the reason code to be found.
    """

    cells: Mapping[str, Cell]
    kind: LineKind = "row"
    meant: Row | None = None
    is_hidden: bool = False
    kode: str | None = None

    def cell(self, key: str) -> Cell:
        """The cell under a column, empty where nothing stands."""
        return self.cells.get(key, EMPTY)

    def with_cells(self, cells: Mapping[str, Cell]) -> "Line":
        """The line with some cells in the place of what stood there."""
        return replace(self, cells={**self.cells, **cells})


@dataclass(frozen=True)
class Table:
    """One table.

    Attributes:
        dataset: What it reports.
        columns: In their order on the sheet.
        lines: Its body.
        heading: Title lines of its own, right above the header.
        under: Lines between header and body, by column key.
        depth: Header rows there are at least.
        is_low: Headers without a group stand in the lowest header row.
        is_vertical: Label beside figure, down the page.
        is_filtered: A filter is on.
        nil: What it says in the place of rows.
    """

    dataset: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    heading: tuple[str, ...] = ()
    under: tuple[Mapping[str, Scalar], ...] = ()
    depth: int = 1
    is_low: bool = False
    is_vertical: bool = False
    is_filtered: bool = False
    nil: str = ""

    @property
    def rows(self) -> list[Line]:
        """The lines that report something."""
        return [line for line in self.lines if line.kind == "row"]

    def reported(self, column: Column) -> Reported:
        """How the contract describes a column, or the one it is a part of."""
        return DATASETS[self.dataset].columns[column.name]

    def known(self, *kinds: Kind) -> list[Column]:
        """Columns of these kinds, parts among them."""
        columns = [c for c in self.columns if c.name in DATASETS[self.dataset].columns]
        return [c for c in columns if self.reported(c).kind in kinds]

    def plain(self, *kinds: Kind) -> list[Column]:
        """Whole columns of these kinds under one header of their own."""
        return [c for c in self.known(*kinds) if c.key == c.name and len(c.path) == 1]

    def map(self, change: Callable[[Line], Line], *kinds: LineKind) -> "Table":
        """The table with every line of these kinds changed."""
        lines = (change(line) if line.kind in kinds else line for line in self.lines)
        return replace(self, lines=tuple(lines))

    def swap(self, line: Line, other: Line) -> "Table":
        """The table with another line in the place of this very one."""
        return replace(self, lines=tuple(other if one is line else one for one in self.lines))

    def put(self, column: Column, *others: Column) -> "Table":
        """The table with other columns in the place of one."""
        at = self.columns.index(column)
        columns = (*self.columns[:at], *others, *self.columns[at + 1 :])
        return replace(self, columns=columns)


class Label(NamedTuple):
    """A line of the envelope: field, label as typed, value."""

    field: str
    text: str
    value: Scalar


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    Attributes:
        title: Its name.
        tables: One below the other; none on a sheet that reports nothing.
        beside: Tables to the right of the first one.
        corner: Texts in the upper right corner.
        letterhead: Whose paper it is.
        heading: Title and subtitles.
        labels: The envelope.
        label_style: How label and value stand to each other.
        tail: Free lines under the tables.
        indent: Empty columns on the left.
        is_hidden: Not shown.
        is_report: Whether its tables are meant; an example's are not.
        month: First day of its month, where that is not the form's.
    """

    title: str
    tables: tuple[Table, ...] = ()
    beside: tuple[Table, ...] = ()
    corner: tuple[Text, ...] = ()
    letterhead: tuple[str, ...] = ()
    heading: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()
    label_style: Literal["cells", "colon cell", "one cell"] = "cells"
    tail: tuple[Text, ...] = ()
    indent: int = 0
    is_hidden: bool = False
    is_report: bool = True
    month: date | None = None

    @property
    def is_scaled(self) -> bool:
        """Whether a scale stands above: it would seem to hold for every table of the sheet."""
        return any(text.startswith("(") for text in self.heading)

    def without(self, *fields: str) -> "Sheet":
        """The sheet without some lines of its envelope."""
        return replace(self, labels=tuple(x for x in self.labels if x.field not in fields))

    def states(self, *fields: str) -> bool:
        """Whether the envelope states all of these fields."""
        return set(fields) <= {label.field for label in self.labels}


class CsvHand(NamedTuple):
    """How a CSV is written.

    Attributes:
        delimiter: Between cells.
        encoding: Of its text.
        trailing: Delimiters too many at the end of each line.
        is_bare: Nothing is quoted, whatever the cells hold.
    """

    delimiter: str = ";"
    encoding: str = "utf-8"
    trailing: int = 0
    is_bare: bool = False


PLAIN_CSV = CsvHand()


@dataclass(frozen=True)
class Form:
    """One file of one unit.

    Attributes:
        unit: The sender.
        month: First day of the reported month.
        reported_on: Day of the report.
        extension: Format.
        name: File name without extension.
        sheet: The report.
        before: Sheets in front of it.
        after: Sheets behind it.
        is_typed: Numbers and dates are typed cells (`12000`), else texts (`12.000`).
        is_utc: Dates in a JSON are midnights of Jakarta in UTC.
        csv: How a CSV is written.
        must_tell: Somebody has to be told why, even where every row is published.
    """

    unit: Unit
    month: date
    reported_on: date
    extension: str
    name: str
    sheet: Sheet
    before: tuple[Sheet, ...] = ()
    after: tuple[Sheet, ...] = ()
    is_typed: bool = True
    is_utc: bool = False
    csv: CsvHand = PLAIN_CSV
    must_tell: bool = False

    @property
    def table(self) -> Table:
        """The table that transformations change."""
        return self.sheet.tables[0]

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """All sheets in their order."""
        return (*self.before, self.sheet, *self.after)

    @property
    def reports(self) -> Iterator[tuple[Table, date]]:
        """The tables that report something, each with its month."""
        for sheet in self.sheets:
            for table in (*sheet.tables, *sheet.beside):
                if sheet.is_report:
                    yield table, sheet.month or self.month

    @property
    def tables(self) -> list[Table]:
        """The tables that report something, of all sheets."""
        return [table for table, _ in self.reports]

    def with_table(self, table: Table) -> "Form":
        """The form with another table in the place of the first."""
        return self.with_sheet(tables=(table, *self.sheet.tables[1:]))

    def with_sheet(self, **changes: object) -> "Form":
        """The form with its sheet changed."""
        return replace(self, sheet=replace(self.sheet, **changes))  # type: ignore[arg-type]


def amount(cell: Cell) -> int | Decimal | None:
    """The number in a cell, if there is one."""
    return cell.value if isinstance(cell.value, int | Decimal) else None


def is_bare(cell: Cell) -> bool:
    """Whether a cell holds a number and nothing besides."""
    return amount(cell) is not None and cell == Cell(cell.value)


def runs(lines: Sequence[Line], key: str) -> list[list[Line]]:
    """Rows that follow each other and say the same in a column, two at least."""
    found: list[list[Line]] = [[]]
    for line in lines:
        if found[-1] and (line.kind != "row" or line.cell(key) != found[-1][0].cell(key)):
            found.append([])
        if line.kind == "row" and line.cell(key).value is not None:
            found[-1].append(line)
    return [run for run in found if len(run) > 1]
