"""A night's reports to files: one workbook or JSON of them all, or a CSV each."""

import posixpath
from random import Random
from typing import Any, NamedTuple

from schemas.contracts import DATASETS
from schemas.wording import MONTHS
from simulation.envelopes import envelope_labels, envelope_rows
from simulation.files import Sheet, csv_bytes, json_bytes, workbook_bytes
from simulation.header_texts import write_header
from simulation.layout import Frame, Placed, lay_out, word_line
from simulation.model import Cell, Hand, Line, Report, Situation, dice
from simulation.planting import spoil_file
from simulation.truth import BARIS, BERKAS, LAPORAN, NIHIL, Told

# what else lies in a workbook
_STRANGE_SHEETS = (
    Sheet("Jadwal piket", [["Regu", "Nama"], ["Regu A", "Petugas 1"]]),
    Sheet("Dokumentasi", [["Bulan", "Uraian"], ["Nov", "panen raya"]]),
)
# a sheet of two datasets at once (E019)
_TWO_IN_ONE = Sheet(
    "Hasil Produksi - Penjualan",
    [
        ["Nama Produk", "Jumlah Produksi", "Satuan", "Jangkauan Pasar"],
        ["coir net", 5400, "pcs", "lokal"],
    ],
)


class OutFile(NamedTuple):
    """One file to write.

    Attributes:
        name: Path below the sender's folder.
        content: Bytes.
        told: The truth about it.
        sender: Folder it is put into; None = its sender's own, empty = beside the folders.
        link_to: Of a symbolic link: what it points to, in the same folder.
    """

    name: str
    content: bytes
    told: list[Told]
    sender: str | None = None
    link_to: str = ""


class Style(NamedTuple):
    """How a unit writes its files in a month: the same every night.

    Attributes:
        seed: Of everything that is chosen once.
        extension: Format.
        hand: How cells are filled.
        is_shared: One envelope for the whole file.
    """

    seed: tuple[object, ...]
    extension: str
    hand: Hand
    is_shared: bool

    def dice(self, *of: object) -> Random:
        """Random numbers for one part of a file, the same every night."""
        return dice(*self.seed, *of)


def files_of(reports: list[Report], s: Situation, style: Style) -> list[OutFile]:
    """Write reports as files."""
    if style.extension == "csv":
        return [_csv_file(report, s, style) for report in reports]
    if style.extension == "json":
        return [_json_file(reports, s, style)]
    return [_workbook(reports, s, style)]


def _told_of(sheet: str, report: Report, placed: Placed, hand: Hand) -> list[Told]:
    if report.kode:
        return [Told(sheet, report.dataset, None, LAPORAN, report.kode)]
    if report.is_nil:
        return [Told(sheet, report.dataset, None, NIHIL, None)]
    told = [
        _told_of_line(Told(sheet, report.dataset, number, BARIS, line.kode), line, hand)
        for number, line in zip(placed.numbers, report.lines, strict=True)
    ]
    if placed.off:
        told.append(Told(sheet, report.dataset, placed.off, BARIS, "E225"))
    return told


def _told_of_line(told: Told, line: Line, hand: Hand) -> Told:
    """With what the line means, if it is clean: what is held back must come to no figure."""
    if told.kode:
        return told
    words = word_line(told.dataset, line, hand)
    return told._replace(nilai=words.nilai, perkiraan=words.perkiraan)


def book_name(reports: list[Report], s: Situation, style: Style) -> str:
    """A name as people give it, without extension; one with the unit would cure E111."""
    month = MONTHS[s.month.month - 1]
    unit = "" if reports[0].kode == "E111" else f"{s.unit.name.upper()} "
    return style.dice("nama").choice(
        (
            f"laporan_{s.month:%Y-%m}",
            f"Laporan {month} {s.month.year}",
            f"LAPORAN {unit}{month[:3].upper()} {s.month.year}",
            f"{s.month.year}/laporan bulan {month}",
        )
    )


def _workbook(reports: list[Report], s: Situation, style: Style) -> OutFile:
    rng = style.dice("buku")
    sheets: list[Sheet] = []
    told: list[Told] = []
    if style.is_shared:
        title = rng.choice(("Sampul", "Amplop", "Identitas"))
        sheets.append(Sheet(title, [[], *envelope_rows(reports[0].envelope, rng)]))
    if rng.random() < 0.15:
        sheets.append(rng.choice(_STRANGE_SHEETS))
    for report in reports:
        if report.kode == "E019":
            sheets.append(_TWO_IN_ONE)
            told.append(Told(_TWO_IN_ONE.title, "", None, LAPORAN, report.kode))
            continue
        title, heading = _sheet_title(report, len(sheets), rng)
        if any(sheet.title.casefold() == title.casefold() for sheet in sheets):
            title = f"{title} ({len(sheets)})"
        frame = Frame(heading, {} if style.is_shared else report.envelope, is_csv=False)
        placed = lay_out(report, frame, s, style.hand, style.dice(report.dataset))
        sheets.append(Sheet(title, placed.rows))
        told += _told_of(title, report, placed, style.hand)
    name = f"{book_name(reports, s, style)}.{style.extension}"
    return OutFile(name, workbook_bytes(style.extension, sheets), told)


def _sheet_title(report: Report, number: int, rng: Random) -> tuple[str, str]:
    """Title of the sheet, and what its title row names; one of the two names the dataset."""
    titles = [t for t in DATASETS[report.dataset].model.titles if "/" not in t and len(t) < 26]
    if rng.random() < 0.15:
        return f"Sheet{number + 1}", rng.choice(titles)
    title = rng.choice((rng.choice(titles), rng.choice(titles).upper(), report.dataset))
    return title, rng.choice(("", titles[0]))


def _csv_file(report: Report, s: Situation, style: Style) -> OutFile:
    rng = style.dice("csv", report.dataset)
    named = f"{report.dataset}_{s.month:%Y-%m}"
    title = report.dataset.replace("_", " ").title()
    stem = rng.choice((named, f"{title} {MONTHS[s.month.month - 1]} {s.month.year}"))
    is_bare = rng.random() < 0.5 and stem == named and not report.kode
    heading = rng.choice(("", DATASETS[report.dataset].model.titles[0]))
    frame = Frame(heading, {} if is_bare else report.envelope, is_csv=True)
    placed = lay_out(report, frame, s, style.hand, style.dice(report.dataset))
    content = csv_bytes(placed.rows, rng)
    told = _told_of(stem, report, placed, style.hand)
    return OutFile(f"{stem}.csv", content, told)


def _json_file(reports: list[Report], s: Situation, style: Style) -> OutFile:
    lists: dict[str, Any] = {}
    told: list[Told] = []
    for report in reports:
        lists[report.dataset] = "Nihil" if report.is_nil else _records(report, style)
        placed = Placed([], list(range(2, len(report.lines) + 2)))
        told += _told_of(report.dataset, report, placed, style.hand)
    labels = envelope_labels(reports[0].envelope, style.dice("amplop"))
    name = f"{book_name(reports, s, style)}.json"
    return OutFile(name, json_bytes(labels, lists), told)


def _records(report: Report, style: Style) -> list[dict[str, Cell | None]]:
    header = write_header(report, style.dice(report.dataset), "json")
    fields = dict(zip(header.rows[0], header.fields, strict=True))
    return [
        _record(number, line, report.dataset, fields, style.hand)
        for number, line in enumerate(report.lines, 1)
    ]


def _record(
    number: int, line: Line, dataset: str, fields: dict[str, str], hand: Hand
) -> dict[str, Cell | None]:
    cells = word_line(dataset, line, hand).cells | {"#": number}
    return {text: None if cells[name] == "" else cells[name] for text, name in fields.items()}


def spoil(files: list[OutFile], code: str, s: Situation, rng: Random) -> list[OutFile]:
    """Put a spoilt file in the place of one of the files, or a stray one beside it."""
    at = rng.randrange(len(files))
    good = files[at]
    told = [Told("", "", None, BERKAS, code)]
    folder, name = posixpath.split(good.name)
    match code:
        case "E015":  # the name of its sender keeps it apart from those of others
            stray = OutFile(f"{s.unit.unit_id} {name}", good.content, told, sender="")
        case "E016":
            stray = OutFile(posixpath.join(folder, f"tautan {name}"), b"", told, link_to=name)
        case "E017":
            lock = b"\x08petugas" + bytes(150)
            stray = OutFile(posixpath.join(folder, f"~${name}"), lock, told)
        case "E018":
            stray = OutFile(good.name, good.content, told, sender=f"{s.unit.unit_id}-lama")
        case _:
            extension, content = spoil_file(code, good.content, s)
            name = f"{good.name.rpartition('.')[0]}.{extension}" if extension else good.name
            return [*files[:at], OutFile(name, content, told), *files[at + 1 :]]
    return [*files, stray]
