"""What passes between the parts of the simulation: rows, reports, how a person types."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import NamedTuple

import polars as pl

from schemas.references import Unit

Cell = str | int | float | date


class Written(str):
    """A cell exactly as a person typed it; anything else is a value still to be worded."""

    __slots__ = ()


Value = Written | str | int | Decimal | date | tuple[str, ...] | None
Row = dict[str, Value]

# the truth about what was written: one line per data row, rejected report or rejected file
TRUTH = pl.Schema(
    {
        "sender": pl.String,
        "berkas": pl.String,
        "lembar": pl.String,
        "dataset": pl.String,
        "baris": pl.Int64,
        "kode": pl.String,
    }
)
TruthLine = tuple[str, str, str, str, int | None, str | None]


@dataclass(frozen=True)
class SimulationRequest:
    """What to simulate.

    Attributes:
        units: Senders, Kanwil among them in proportion; at most those of the register.
        month: First day of the reported month.
        seed: The same seed writes the same bytes.
        out: Landing zone; files go to `out/<unit_id>/`.
        defects: Share of rows with a planted defect; reports and files get some in proportion.
        rows_per_unit: Rows a unit sends, roughly.
    """

    units: int
    month: date
    seed: int
    out: Path
    defects: float = 0.05
    rows_per_unit: int = 20


class Situation(NamedTuple):
    """What a unit knows while it fills its report.

    Attributes:
        unit: The sender as the register describes it in the month.
        month: First day of the reported month.
        reported_on: Day the report is made and sent, in the first days of the month after.
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


@dataclass
class Line:
    """One row of a table.

    Attributes:
        values: Column name to value.
        kode: The planted defect's expected code; None for a clean row.
        wording: Seed of the wording; equal seeds word equal values alike.
        is_shifted: An unquoted decimal comma pushes the cells behind it aside (CSV only).
    """

    values: Row
    kode: str | None = None
    wording: int = 0
    is_shifted: bool = False


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
        own_envelope: Fields stated on the sheet besides a separate envelope (E109).
    """

    dataset: str
    columns: list[str]
    lines: list[Line]
    envelope: dict[str, Cell] = field(default_factory=dict)
    kode: str = ""
    is_nil: bool = False
    doubled: str = ""
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
