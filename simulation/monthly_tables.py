"""A unit's tables of one month: which rows, known from when, corrected on which day."""

from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from schemas.calendar import last_day
from schemas.contracts import DATASETS, Kind
from simulation.defects import otherwise_of
from simulation.model import (
    Line,
    Report,
    Row,
    SimulationRequest,
    Situation,
    dice,
)
from simulation.nights import CORRECTED_DEFECTS, CORRECTED_ROWS
from simulation.planting import Share, plant_in_rows
from simulation.units import NIL_AT_TIMES, rows_by_dataset
from simulation.untaught import write_rows

# columns that say one thing together: all of them or none
_TOGETHER = (frozenset({"narapidana", "tahanan", "anak"}),)
_LATEST_CORRECTION = 12  # days after a row is first known


class Entry(NamedTuple):
    """A place in a table.

    Attributes:
        first: The lines that stand there from `known_from` on.
        corrected: The lines that stand there from `corrected_on` on.
        known_from: First day on which the unit knows of it.
        corrected_on: Day of the correction; the end of time where there is none.
    """

    first: list[Line]
    corrected: list[Line]
    known_from: date = date.min
    corrected_on: date = date.max

    def lines_on(self, day: date) -> list[Line]:
        """What stands there on a day."""
        if day < self.known_from:
            return []
        return self.corrected if day >= self.corrected_on else self.first


class Table(NamedTuple):
    """What a unit has to say of one dataset and month, in the order of the final report."""

    dataset: str
    columns: list[str]
    entries: list[Entry]

    def report_on(self, day: date, *, is_csv: bool) -> Report:
        """The report as it stands on a day, Nihil as long as nothing is known."""
        lines = [line for entry in self.entries for line in entry.lines_on(day)]
        if not is_csv:  # only there can a comma shift cells
            lines = [
                Line(line.values, None, line.wording) if line.is_shifted else line for line in lines
            ]
        return Report(self.dataset, list(self.columns), lines, is_nil=not lines)


def tables_of(
    s: Situation, request: SimulationRequest, rng: Random, *, is_csv: bool
) -> list[Table]:
    """Tables of a unit's month; without nights everything is known and nothing corrected."""
    share = Share(request.defects, is_csv)
    tables = []
    for dataset, count in rows_by_dataset(s.unit.kind, request.rows_per_unit, rng).items():
        rows = write_rows(dataset, count, s, rng) if count else []
        planted, needed = plant_in_rows(dataset, rows, s, rng, share)
        columns = _columns_of(dataset, needed, rng)
        told = [*columns, *_told_by_header(dataset, columns, rows)]
        entries = [
            Entry(_on_sheet(lines, told), _on_sheet([clean], told)) for clean, lines in planted
        ]
        if request.nights:
            entries = [_grow(e, dataset, at / len(rows), s) for at, e in enumerate(entries)]
        tables.append(Table(dataset, columns, entries))
    return tables


def _columns_of(dataset: str, needed: set[str], rng: Random) -> list[str]:
    """The columns on the sheet: required ones, needed ones, most of the others."""
    columns = DATASETS[dataset].columns.values()
    kept = {c.name for c in columns if c.required or c.name in needed or rng.random() < 0.75}
    for group in _TOGETHER:
        if group & kept:
            kept |= group & {c.name for c in columns}
    return [c.name for c in columns if c.name in kept]


def _told_by_header(dataset: str, columns: list[str], rows: list[Row]) -> list[str]:
    """The unit, where no column says it and all rows share it: a header does, `Terjual (pcs)`."""
    contract = DATASETS[dataset]
    if "satuan" not in contract.columns or "satuan" in columns:
        return []
    is_counted = any(c.unit == "satuan" and c.name in columns for c in contract.of(Kind.NUMBER))
    return ["satuan"] if is_counted and len({row["satuan"] for row in rows}) == 1 else []


def _on_sheet(lines: list[Line], columns: list[str]) -> list[Line]:
    for line in lines:
        line.values = {name: line.values[name] for name in columns}
    return lines


def _grow(entry: Entry, dataset: str, place: float, s: Situation) -> Entry:
    """Say when an entry is first known and when it is corrected, if it is.

    Args:
        entry: Known all the time, never corrected.
        dataset: Its dataset.
        place: Of the table's entries, the share that stands before it.
        s: The unit's situation when the month is over.
    """
    [clean] = entry.corrected
    rng = dice(clean.wording, "tumbuh")
    last = last_day(s.month)
    begins = 2 if dataset in NIL_AT_TIMES else 1
    known = s.month.replace(day=begins + int(place * (last.day + 1 - begins)))
    if dataset == "ekspor":  # what has not been shipped is not reported
        shipped = clean.values["tanggal_ekspor"]
        known = max(known, shipped if isinstance(shipped, date) else last)
    entry = entry._replace(known_from=known)
    is_defective = any(line.kode for line in entry.first)
    if rng.random() >= (CORRECTED_DEFECTS if is_defective else CORRECTED_ROWS):
        return entry
    if not is_defective:
        name, otherwise = otherwise_of(dataset)
        if name not in clean.values:
            return entry
        values = clean.values | {name: otherwise(clean.values)}
        entry = entry._replace(first=[Line(values, wording=clean.wording)])
    return entry._replace(corrected_on=known + timedelta(days=rng.randint(1, _LATEST_CORRECTION)))
