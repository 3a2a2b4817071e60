"""How a report lies on its sheet: title, envelope, header, rows, totals, notes, signature."""

import re
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from schemas.contracts import DATASETS
from schemas.wording import MONTHS
from simulation.envelopes import envelope_rows
from simulation.header_texts import TableHeader, write_header
from simulation.meaning import told_meaning
from simulation.model import Cell, Hand, Line, Report, Situation, Worded, dice
from simulation.totals import has_total, write_total
from simulation.typed_values import approximate_columns, word_row
from simulation.vocabulary import OFFICIALS, REMARKS

NIL_WORDS = ("Nihil", "NIHIL", "Laporan Nihil", "Tidak ada kegiatan")
_BLANK_PCT = 3  # of the rows, so many have an empty one above


class Placed(NamedTuple):
    """A report on its sheet.

    Attributes:
        rows: The sheet's cells.
        numbers: The row number of each of the report's lines.
        off: Row number of a total with one wrong figure; None where there is none.
    """

    rows: list[list[Cell]]
    numbers: list[int]
    off: int | None = None


class Frame(NamedTuple):
    """What stands around the table.

    Attributes:
        title: Names the dataset in a row of its own; empty for none.
        envelope: Fields above the table; empty where they stand elsewhere.
        is_csv: No indent, since a CSV has no empty first column.
    """

    title: str
    envelope: dict[str, Cell]
    is_csv: bool


def lay_out(report: Report, frame: Frame, s: Situation, hand: Hand, rng: Random) -> Placed:
    """Put a report on a sheet."""
    rows: list[list[Cell]] = [[] for _ in range(rng.choice((0, 0, 1, 2)))]
    rows += _heading(report, frame, s, rng)
    header = write_header(report, rng, "csv" if frame.is_csv else "sheet")
    if report.is_nil and not frame.is_csv and rng.random() < 0.5:
        return Placed([*rows, [rng.choice(NIL_WORDS)]], [])
    rows += [list(texts) for texts in header.rows]
    if len(header.fields) > 2 and rng.random() < 0.2:
        rows.append(_column_numbers(len(header.fields), rng))
    if report.is_nil:
        rows.append(["" if f == "#" else rng.choice(NIL_WORDS) for f in header.fields[:2]])
    numbers = _add_lines(rows, report, header, hand)
    off = _add_total(rows, report, header, hand, rng) if has_total(report, rng) else None
    if rng.random() < 0.5 and report.kode != "E013":
        rows += _notes(len(header.fields), s, rng)
    if not frame.is_csv and rng.random() < 0.2:
        rows = [["", *row] for row in rows]
    return Placed(rows, numbers, off)


def _heading(report: Report, frame: Frame, s: Situation, rng: Random) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    if frame.title:
        rows.append([f"LAPORAN {frame.title.upper()}"])
        if rng.random() < 0.3 and report.kode != "E111":  # a letterhead states the unit
            rows.append([s.unit.name.upper()])
        # a month here would contradict a spoilt or separate envelope
        if frame.envelope and not report.kode and rng.random() < 0.3:
            rows.append([f"BULAN {MONTHS[s.month.month - 1].upper()} {s.month.year}"])
        rows += [[] for _ in range(rng.choice((0, 1)))]
    rows += envelope_rows(frame.envelope | report.own_envelope, rng)
    return rows + [[] for _ in range(rng.choice((0, 1, 1, 2)) if rows else 0)]


def _column_numbers(width: int, rng: Random) -> list[Cell]:
    style = rng.choice(("number", "text", "bracket"))
    if style == "number":
        return list(range(1, width + 1))
    return [f"({n})" if style == "bracket" else str(n) for n in range(1, width + 1)]


def _add_lines(
    rows: list[list[Cell]], report: Report, header: TableHeader, hand: Hand
) -> list[int]:
    numbers = []
    for at, line in enumerate(report.lines, 1):
        if line.wording % 100 < _BLANK_PCT:
            rows.append([""] * len(header.fields))
        rows.append(_cells(at, line, report, header, hand))
        numbers.append(len(rows))
    return numbers


def _cells(number: int, line: Line, report: Report, header: TableHeader, hand: Hand) -> list[Cell]:
    cells = word_line(report.dataset, line, hand).cells
    row = [number if field == "#" else cells[field] for field in header.fields]
    if line.is_shifted:  # `2,5` without quotes pushes everything behind it one cell aside
        row.insert(dice(line.wording, "koma").randint(2, len(row)), "5")
        row[-1] = row[-1] or "-"
    return row


def word_line(dataset: str, line: Line, hand: Hand) -> Worded:
    """Type one line; alike for equal wording seeds."""
    if hand not in line.worded:
        rng = dice(line.wording)
        contract = DATASETS[dataset]
        remark: dict[str, Cell] = {"+": rng.choice(REMARKS)}
        cells = word_row(contract, line.values, hand, rng)
        about = approximate_columns(line.values, cells)
        line.worded[hand] = Worded(remark | cells, told_meaning(contract, line.values), about)
    return line.worded[hand]


def _add_total(
    rows: list[list[Cell]], report: Report, header: TableHeader, hand: Hand, rng: Random
) -> int | None:
    """Add the total row; its row number where one of its figures is wrong."""
    words = [word_line(report.dataset, line, hand) for line in report.lines]
    total = write_total(report, header.fields, words, hand, rng)
    rows.append(total.cells)
    return len(rows) if total.is_off else None


def _notes(width: int, s: Situation, rng: Random) -> list[list[Cell]]:
    """Remarks and who signs, in the first column or in the right half."""
    at = rng.choice((0, width // 2))
    place = re.sub(r"[^A-Za-z-]", "", s.unit.name.split()[-1]).title()
    month = f"{MONTHS[s.reported_on.month - 1]} {s.reported_on.year}"
    days = (f"{s.reported_on.day} {month}", f"{s.reported_on:%d-%m-%Y}", f"    {month}")
    made = f"{place}, {rng.choice((days[0], days[0], *days))}"
    remark = ["Catatan : data per akhir bulan"] if rng.random() < 0.5 else []
    name = rng.choice(OFFICIALS)
    chief = f"Kepala {s.unit.name.split()[0]}"
    lines = [*remark, made, "Mengetahui,", chief, "", name, "NIP. 19800101 200501 1 001"]
    return [[], *_at_column(lines, at)]


def _at_column(lines: Sequence[str], at: int) -> list[list[Cell]]:
    return [[*[""] * at, line] if line else [] for line in lines]
