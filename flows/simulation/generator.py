"""Simulate a month: every unit's files, one unit at a time, and the truth about them."""

import os
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import polars as pl

from flows.simulation.content_others import WRITERS
from flows.simulation.envelopes import envelope_labels, envelope_rows, write_envelope
from flows.simulation.files import WORKBOOKS, Sheet, csv_bytes, json_bytes, workbook_bytes
from flows.simulation.headers import write_header
from flows.simulation.layout import Frame, lay_out, word_line
from flows.simulation.model import (
    TRUTH,
    Cell,
    Hand,
    Line,
    Progress,
    Report,
    SimulationRequest,
    Situation,
    TruthLine,
    dice,
)
from flows.simulation.planting import (
    EVERY_FORMAT,
    FILE_DEFECTS,
    REPORT_DEFECTS,
    Fate,
    Share,
    fate_of,
    plant_in_reports,
    plant_in_rows,
    spoil_file,
)
from flows.simulation.units import rows_by_dataset, senders, situation_of
from flows.simulation.vocabulary import REMARKS
from schemas.contracts import DATASETS
from schemas.wording import MONTHS

_JAKARTA = timedelta(hours=7)
_FORMATS = ("xlsx", "xlsx", "xlsx", "xlsx", "xls", "ods", "xlsb", "csv", "csv", "json")
# columns that say one thing together: all of them or none
_TOGETHER = (frozenset({"narapidana", "tahanan", "anak"}),)

# what else lies in a workbook
_STRANGE_SHEETS = (
    Sheet("Jadwal piket", [["Regu", "Nama"], ["Regu A", "Petugas 1"]]),
    Sheet("Dokumentasi", [["Bulan", "Uraian"], ["Nov", "panen raya"]]),
)


class OutFile(NamedTuple):
    """One file to write: path below the sender's folder, bytes, truth without sender and path."""

    name: str
    content: bytes
    truth: list[tuple[str, str, int | None, str | None]]


def simulate(request: SimulationRequest, progress: Progress | None = None) -> pl.DataFrame:
    """Write a month's reports and return what is true about them.

    Args:
        request: Units, month, seed, folder, share of defects.
        progress: Called after each unit with the number of units written so far.

    Returns:
        Frame of `TRUTH`: every data row of every report that can be taken, once, with its expected
        reason code (null = clean); a rejected report or file as one line of its own.
    """
    truth: list[TruthLine] = []
    for rank, unit_id in enumerate(senders(request)):
        rng = dice(request.seed, unit_id)
        s = situation_of(unit_id, request.month, rng)
        fate = fate_of(rank, request.seed, request.defects, s.unit.kind)
        for file in _files_of(s, fate, request, rng):
            _write(request.out / unit_id / file.name, file.content, s)
            truth += [(unit_id, file.name, *line) for line in file.truth]
        if progress:
            progress(rank + 1)
    return pl.DataFrame(truth, TRUTH, orient="row")


def _write(path: Path, content: bytes, s: Situation) -> None:
    """Write a file as if it had come at noon of the day of the report, Jakarta time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    noon = datetime.combine(s.reported_on, time(12), UTC) - _JAKARTA
    os.utime(path, (noon.timestamp(), noon.timestamp()))


def _files_of(s: Situation, fate: Fate, request: SimulationRequest, rng: Random) -> list[OutFile]:
    possible = FILE_DEFECTS.get(fate.file) or REPORT_DEFECTS.get(fate.report) or EVERY_FORMAT
    extension = rng.choice([f for f in _FORMATS if f in possible])
    typed = 0.0 if extension == "csv" else rng.choice((1.0, 0.9, 0.6, 0.1))
    hand = Hand(typed, typed_dates=extension in WORKBOOKS)
    reports = _reports_of(s, request, hand, rng, is_csv=extension == "csv")
    is_shared = extension == "json" or fate.report in {"E109", "E111"}
    is_shared |= extension in WORKBOOKS and rng.random() < 0.3
    if fate.report:
        plant_in_reports(fate.report, reports, s, rng, is_shared=is_shared)
    if extension == "csv":
        files = _csv_files(reports, s, hand, rng)
    elif extension == "json":
        files = [_json_file(reports, s, hand, rng)]
    else:
        files = [_workbook(extension, reports, s, hand, rng, is_shared=is_shared)]
    return _spoilt(files, fate.file, s, rng) if fate.file else files


def _reports_of(
    s: Situation, request: SimulationRequest, hand: Hand, rng: Random, *, is_csv: bool
) -> list[Report]:
    envelope = write_envelope(s, hand, rng)
    share = Share(request.defects, is_csv)
    reports = []
    for dataset, count in rows_by_dataset(s.unit.kind, request.rows_per_unit, rng).items():
        rows = WRITERS[dataset](count, s, rng) if count else []
        lines, needed = plant_in_rows(dataset, rows, s, rng, share)
        columns = _columns_of(dataset, needed, rng)
        reports.append(Report(dataset, columns, lines, dict(envelope), is_nil=not rows))
    return reports


def _columns_of(dataset: str, needed: set[str], rng: Random) -> list[str]:
    """The columns on the sheet: required ones, needed ones, most of the others."""
    columns = DATASETS[dataset].columns.values()
    kept = {c.name for c in columns if c.required or c.name in needed or rng.random() < 0.75}
    for group in _TOGETHER:
        if group & kept:
            kept |= group & {c.name for c in columns}
    return [c.name for c in columns if c.name in kept]


def _truth_of(
    sheet: str, report: Report, numbers: list[int]
) -> list[tuple[str, str, int | None, str | None]]:
    if report.kode:
        return [(sheet, report.dataset, None, report.kode)]
    return [
        (sheet, report.dataset, number, line.kode)
        for number, line in zip(numbers, report.lines, strict=True)
    ]


def _file_name(s: Situation, extension: str, rng: Random) -> str:
    month = MONTHS[s.month.month - 1]
    stem = rng.choice(
        (
            f"laporan_{s.month:%Y-%m}",
            f"Laporan {month} {s.month.year}",
            f"LAPORAN {s.unit.name.upper()} {month[:3].upper()} {s.month.year}",
            f"{s.month.year}/laporan bulan {month}",
        )
    )
    return f"{stem}.{extension}"


def _workbook(  # noqa: PLR0913 (one file, everything known of it)
    extension: str, reports: list[Report], s: Situation, hand: Hand, rng: Random, *, is_shared: bool
) -> OutFile:
    sheets: list[Sheet] = []
    truth: list[tuple[str, str, int | None, str | None]] = []
    if is_shared:
        sheets.append(
            Sheet(
                rng.choice(("Sampul", "Amplop", "Identitas")),
                [[], *envelope_rows(reports[0].envelope, rng)],
            )
        )
    for report in reports:
        title, heading = _sheet_title(report, len(sheets), rng)
        if any(sheet.title.casefold() == title.casefold() for sheet in sheets):
            title = f"{title} ({len(sheets)})"
        frame = Frame(heading, {} if is_shared else report.envelope, is_csv=False)
        placed = lay_out(report, frame, s, hand, rng)
        sheets.append(Sheet(title, placed.rows))
        truth += _truth_of(title, report, placed.numbers)
    if rng.random() < 0.15:
        sheets.append(rng.choice(_STRANGE_SHEETS))
    name = _file_name(s, extension, rng)
    return OutFile(name, workbook_bytes(extension, sheets), truth)


def _sheet_title(report: Report, number: int, rng: Random) -> tuple[str, str]:
    """Title of the sheet, and what its title row names; one of the two names the dataset."""
    titles = [t for t in DATASETS[report.dataset].model.titles if "/" not in t and len(t) < 26]
    if rng.random() < 0.15:
        return f"Sheet{number + 1}", rng.choice(titles)
    title = rng.choice((rng.choice(titles), rng.choice(titles).upper(), report.dataset))
    return title, rng.choice(("", titles[0]))


def _csv_files(reports: list[Report], s: Situation, hand: Hand, rng: Random) -> list[OutFile]:
    files = []
    for report in reports:
        named = f"{report.dataset}_{s.month:%Y-%m}"
        title = report.dataset.replace("_", " ").title()
        stem = rng.choice((named, f"{title} {MONTHS[s.month.month - 1]} {s.month.year}"))
        is_bare = stem == named and not report.kode and rng.random() < 0.5
        heading = rng.choice(("", DATASETS[report.dataset].model.titles[0]))
        frame = Frame(heading, {} if is_bare else report.envelope, is_csv=True)
        placed = lay_out(report, frame, s, hand, rng)
        truth = _truth_of(stem, report, placed.numbers)
        files.append(OutFile(f"{stem}.csv", csv_bytes(placed.rows, rng), truth))
    return files


def _json_file(reports: list[Report], s: Situation, hand: Hand, rng: Random) -> OutFile:
    lists: dict[str, Any] = {}
    truth: list[tuple[str, str, int | None, str | None]] = []
    for report in reports:
        lists[report.dataset] = "Nihil" if report.is_nil else _records(report, hand, rng)
        truth += _truth_of(report.dataset, report, list(range(2, len(report.lines) + 2)))
    labels = envelope_labels(reports[0].envelope, rng)
    return OutFile(_file_name(s, "json", rng), json_bytes(labels, lists), truth)


def _records(report: Report, hand: Hand, rng: Random) -> list[dict[str, Cell | None]]:
    header = write_header(report, rng, "json")
    texts = header.rows[0]
    return [
        _record(number, line, report, dict(zip(texts, header.fields, strict=True)), hand)
        for number, line in enumerate(report.lines, 1)
    ]


def _record(
    number: int, line: Line, report: Report, fields: dict[str, str], hand: Hand
) -> dict[str, Cell | None]:
    cells = word_line(report, line, hand)
    cells |= {"#": number, "+": dice(line.wording).choice(REMARKS)}
    return {text: None if cells[name] == "" else cells[name] for text, name in fields.items()}


def _spoilt(files: list[OutFile], code: str, s: Situation, rng: Random) -> list[OutFile]:
    """Put a spoilt file in the place of one of the files; a lock file stands beside it."""
    at = rng.randrange(len(files))
    good = files[at]
    if code == "E017":
        folder, slash, name = good.name.rpartition("/")
        lock = b"\x08petugas" + bytes(150)
        return [*files, OutFile(f"{folder}{slash}~${name}", lock, [("", "", None, code)])]
    extension, content = spoil_file(code, good.content, s)
    name = f"{good.name.rpartition('.')[0]}.{extension}" if extension else good.name
    return [*files[:at], OutFile(name, content, [("", "", None, code)]), *files[at + 1 :]]
