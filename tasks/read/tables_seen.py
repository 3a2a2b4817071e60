"""Tables and sheets as the reader sees them, filled in by one room of the reader after another."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from schemas.addresses import column_letters
from schemas.errors import Fault
from tasks.read.body import Body
from tasks.read.context import Scale
from tasks.read.grid import Cell, Grid
from tasks.read.header_trees import Block, Heading
from tasks.read.months import month_of
from tasks.read.settling import Column
from tasks.read.statements import Statement

Conflict = tuple[()] | tuple[Statement, Statement]


@dataclass
class Table:
    """A table that may be a report.

    Attributes:
        grid: Its sheet.
        number: Its place on the sheet, from 1.
        dataset: Whose it is.
        heading: Its header tree; None where the sheet only says Nihil.
        starts: First row of its own context.
        end: Index behind its last row.
        stated: What is said of its unit, month and date, all places.
        month: The month that all agree on.
        columns: Where each value stands.
        units: Value column to the narrow column that holds its unit or currency.
        body: Its rows.
        rows: The sheet's rows, merged cells and ditto marks filled in.
        scale: Column name to factor.
        fault: Why it cannot be a report.
        warnings: (code, what stands there).
        conflict: The two statements that contradict each other; none where all agree.
        pairs: Of a form down the page: column name to the row and column of its value.
        says_nil: Some row says Nihil.
        below: The cells under the header, column by column of the sheet, as they stand there.
        texts: Of each of these columns, its distinct texts.
    """

    grid: Grid
    number: int
    dataset: str
    heading: Heading | None
    starts: int
    end: int
    stated: list[Statement] = field(default_factory=list)
    month: date | None = None
    columns: dict[str, Column] = field(default_factory=dict)
    units: dict[int, int] = field(default_factory=dict)
    body: Body = field(default_factory=Body)
    rows: Sequence[Sequence[Cell]] = ()
    scale: dict[str, Scale] = field(default_factory=dict)
    fault: Fault | None = None
    warnings: list[tuple[str, str]] = field(default_factory=list)
    conflict: Conflict = ()
    pairs: dict[str, tuple[int, int]] = field(default_factory=dict)
    says_nil: bool = False
    below: list[tuple[Cell, ...]] = field(default_factory=list)
    texts: list[set[str]] = field(default_factory=list)
    _data: list[int] | None = None

    @property
    def contradiction(self) -> str:
        """The two places that contradict each other, as a sentence part; "" for none."""
        return "; ".join(f"{s.place}: “{s.value}”" for s in self.conflict)

    @property
    def tree(self) -> Heading:
        """Its header tree, for the rooms that only read tables with a header."""
        assert self.heading is not None  # noqa: S101 (asked by the caller)
        return self.heading

    @property
    def first(self) -> int:
        """Index of the first row below the header."""
        return self.heading.block.last + 1 if self.heading else self.starts

    @property
    def left(self) -> int:
        """Its first column."""
        return self.heading.block.left if self.heading else 0

    @property
    def right(self) -> int:
        """The column behind its last."""
        return self.heading.block.right if self.heading else width_of(self.grid)

    def data_rows(self) -> list[int]:
        """Indexes of the rows that are reported rows."""
        if self.fault or not self.heading:
            return []
        if self._data is None:
            kinds = self.body.kinds
            self._data = [r for r in range(self.first, self.end) if r not in kinds]
        return self._data

    def envelope(self, name: str) -> Cell:
        """The statement of an envelope field that is shown for it: a label's before another's."""
        own = [s for s in self.stated if s.name == name]
        labels = [s for s in own if s.is_label]
        return (labels or own)[0].value if own else ""

    def address(self, row: int, column: int) -> str:
        """Spreadsheet address of a cell of its sheet."""
        return f"{column_letters(self.grid.left + column)}{self.grid.top + row + 1}"


@dataclass
class Sheet:
    """One sheet and its tables; a sheet without any is a cover, or not a report."""

    grid: Grid
    tables: list[Table] = field(default_factory=list)
    stated: list[Statement] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    others: list[Block] = field(default_factory=list)

    @property
    def is_cover(self) -> bool:
        """Whether it only states unit and month for the others."""
        return not self.tables and any(
            s.is_label
            and (
                s.name in {"upt_name", "kanwil"}
                or (s.name == "periode" and month_of(s.value).month)
            )
            for s in self.stated
        )


def width_of(grid: Grid) -> int:
    """How many columns a sheet has."""
    return len(grid.rows[0]) if grid.rows else 0
