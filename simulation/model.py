"""What passes between the parts of the simulation: rows, reports, how a person types."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import NamedTuple, Self

from schemas.calendar import months
from schemas.references import Unit

Cell = str | int | float | date


@dataclass(frozen=True)
class Span:
    """A range between two numbers: its ends are meant, no value between them is."""

    low: int | Decimal
    high: int | Decimal


Meaning = str | int | Decimal | date | tuple[str, ...] | Span | None


class Written(str):
    """A cell exactly as a person typed it; anything else is a value still to be worded.

    Attributes:
        meant: What it says to a careful clerk; None where it says no value.
    """

    __slots__ = ("meant",)
    meant: Meaning

    def __new__(cls, text: str, meant: Meaning = None) -> Self:  # noqa: D102 (as `str`)
        written = super().__new__(cls, text)
        written.meant = meant
        return written


Value = Written | str | int | Decimal | date | tuple[str, ...] | None
Row = dict[str, Value]

# formats in the proportion they come in
MIX = ("xlsx", "xlsx", "xlsx", "xlsx", "xls", "ods", "xlsb", "csv", "csv", "json")


@dataclass(frozen=True)
class SimulationRequest:
    """What to simulate: one delivery of one month, or the deliveries of many nights.

    Attributes:
        units: Senders, Kanwil among them in proportion; at most those of the register.
        start: First day of the reported month; the first night where `nights` are asked for.
        seed: The same seed writes the same bytes.
        out: Landing zone; files go to `out/<unit_id>/`, those of nights to a folder a night there.
        defects: Share of rows with a planted defect; reports and files get some in proportion.
        rows_per_unit: Rows a unit sends in a month, roughly.
        formats: Those a unit may choose, more often the one that stands there more often.
        nights: Nights on which units send the month as it stands, besides late files and
            corrections of the months since `start`; 0 = once, when the month is over.
        jobs: Processes that write side by side; they change nothing of what is written.
        forms: Share of units that write their reports in forms of their own, month after month.
    """

    units: int
    start: date
    seed: int
    out: Path
    defects: float = 0.05
    rows_per_unit: int = 20
    formats: tuple[str, ...] = MIX
    nights: int = 0
    jobs: int = 1
    forms: float = 0.2

    @property
    def last_night(self) -> date:
        """The last night, where nights are asked for."""
        return self.start + timedelta(days=self.nights - 1)

    @property
    def months(self) -> list[date]:
        """First days of the reported months."""
        return list(months(self.start, self.last_night)) if self.nights else [self.start]


class Situation(NamedTuple):
    """What a unit knows while it fills its report.

    Attributes:
        unit: The sender as the register describes it in the month.
        month: First day of the reported month.
        reported_on: Day the report is made and sent.
        own_units: UPT of the sender's Kanwil.
        other_units: UPT of other Kanwil.
        inmates: People held in the unit; only what a Lapas, Rutan, LPKA or hospital says uses it.
    """

    unit: Unit
    month: date
    reported_on: date
    own_units: tuple[Unit, ...]
    other_units: tuple[Unit, ...]
    inmates: int


class Worded(NamedTuple):
    """A row as a hand typed it.

    Attributes:
        cells: Column name to cell, `+` for the remark.
        nilai: What the row means, as `told_meaning` writes it.
        perkiraan: Columns whose cell says that its number is approximate.
    """

    cells: dict[str, Cell]
    nilai: str
    perkiraan: list[str]


@dataclass
class Line:
    """One row of a table.

    Attributes:
        values: Column name to value.
        kode: The planted defect's expected code; None for a clean row.
        wording: Seed of the wording; equal seeds word equal values alike.
        is_shifted: An unquoted decimal comma pushes the cells behind it aside (CSV only).
        worded: The row as typed, by the hand that typed it: it stays what it is night by night.
    """

    values: Row
    kode: str | None = None
    wording: int = 0
    is_shifted: bool = False
    worded: dict["Hand", Worded] = field(default_factory=dict, compare=False, repr=False)


@dataclass
class Report:
    """What one sheet, CSV or JSON list says.

    Attributes:
        dataset: Name of the dataset.
        columns: The form's columns that stand on the sheet, in order.
        lines: Its rows; empty and `is_nil` for a report that says Nihil.
        envelope: Field to cell.
        kode: Code of the planted report-level defect, empty for none.
        is_nil: Says Nihil.
        doubled: Column whose header stands there twice (E012).
        is_total_off: Under it stands a total with one wrong figure (E225).
        own_envelope: Fields stated on the sheet besides a separate envelope (E109).
    """

    dataset: str
    columns: list[str]
    lines: list[Line]
    envelope: dict[str, Cell] = field(default_factory=dict)
    kode: str = ""
    is_nil: bool = False
    doubled: str = ""
    is_total_off: bool = False
    own_envelope: dict[str, Cell] = field(default_factory=dict)


class Hand(NamedTuple):
    """How a person fills a file of one format.

    Attributes:
        typed: Share of numbers left as typed cells; 0 in a CSV.
        typed_dates: Whether the format has date cells.
    """

    typed: float
    typed_dates: bool


Progress = Callable[[int], None]


def dice(*of: object) -> Random:
    """Random numbers that depend on nothing but what they are for."""
    return Random("-".join(map(str, of)))  # noqa: S311 (a simulation, no secret)
