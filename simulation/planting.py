"""Which defects a unit has, and how the ones of reports and files are planted."""

from collections.abc import Callable, Iterable
from copy import deepcopy
from random import Random
from typing import NamedTuple

from schemas.contracts import DATASETS
from simulation.defects import choose_defect, row_defects, shapes_of
from simulation.envelopes import spoil_envelope
from simulation.files import WORKBOOKS, Sheet, xlsx_bytes
from simulation.model import Cell, Line, Report, Row, SimulationRequest, Situation
from simulation.totals import can_be_off
from simulation.typed_values import word_month
from simulation.untaught import write_rows
from simulation.xlsb import xlsb_bytes

EVERY_FORMAT = (*WORKBOOKS, "csv", "json")
# code of a report-level defect: the formats that can have it. E225 spoils the total row alone
REPORT_DEFECTS: dict[str, tuple[str, ...]] = {
    "E011": EVERY_FORMAT,
    "E101": EVERY_FORMAT,
    "E103": EVERY_FORMAT,
    "E012": EVERY_FORMAT,
    "E104": EVERY_FORMAT,
    "E013": (*WORKBOOKS, "csv"),
    "E112": EVERY_FORMAT,
    "E106": EVERY_FORMAT,
    "E014": WORKBOOKS,
    "E105": EVERY_FORMAT,
    "E107": EVERY_FORMAT,
    "E102": EVERY_FORMAT,
    "E108": EVERY_FORMAT,
    "E109": WORKBOOKS,
    "E019": WORKBOOKS,
    "E111": (*WORKBOOKS, "json"),
    "E225": (*WORKBOOKS, "csv"),
}
FILE_DEFECTS: dict[str, tuple[str, ...]] = {
    "E004": ("xlsx", "ods", "xlsb"),
    "E001": EVERY_FORMAT,
    "E002": ("xls",),
    "E003": EVERY_FORMAT,
    "E010": WORKBOOKS,
    "E008": ("json",),
    "E009": ("json",),
    "E017": WORKBOOKS,
    "E007": ("csv",),
    "E020": ("xlsb",),
    "E006": ("xlsx",),
    "E016": EVERY_FORMAT,
    "E005": ("xlsx",),
    "E018": EVERY_FORMAT,
    "E015": EVERY_FORMAT,
}
# of the reports and of the files, this many times the share of rows is spoilt
_REPORTS_PER_ROW_SHARE, _FILES_PER_ROW_SHARE = 2.4, 0.4
_WRONG_DATASETS = {
    "Lapas": ("klien_bapas",),
    "Rutan": ("klien_bapas",),
    "LPKA": ("klien_bapas",),
    "RS": ("klien_bapas",),
    "Kanwil": ("produksi", "kegiatan_kerja", "pelatihan"),
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how a workbook under a password begins
_STRUCTURAL = frozenset({"E011", "E012", "E013", "E014"})


class Fate(NamedTuple):
    """Codes of the defect that a unit's file, or one of its reports, has; empty for none."""

    file: str
    report: str

    @property
    def formats(self) -> tuple[str, ...]:
        """Formats that can have the defect."""
        return FILE_DEFECTS.get(self.file) or REPORT_DEFECTS.get(self.report) or EVERY_FORMAT


def fate_of(turn: int, request: SimulationRequest, kind: str) -> Fate:
    """Deal out the kinds of defects in turn, so that each occurs as often as the others.

    Args:
        turn: Position of the unit in the order of the seed, night after night.
        request: Share of rows with a defect, formats, and the seed, which shifts the beginning.
        kind: Unit type; a Bapas or hospital may send (almost) every dataset of a UPT.
    """
    possible = set(request.formats)
    files = [code for code, formats in FILE_DEFECTS.items() if possible & set(formats)]
    reports = [code for code, formats in REPORT_DEFECTS.items() if possible & set(formats)]
    share = request.defects
    file = _deal(files, turn, request.seed, share * _FILES_PER_ROW_SHARE)
    report = _deal(reports, turn, request.seed, min(1.0, share * _REPORTS_PER_ROW_SHARE))
    if report == "E106" and kind not in _WRONG_DATASETS:
        report = "E101"
    return Fate(file, "" if file else report)


def _deal(codes: list[str], turn: int, seed: int, share: float) -> str:
    dealt = int(turn * share)
    at = dealt + dealt // len(codes) + seed  # each round begins one further on
    return codes[at % len(codes)] if int((turn + 1) * share) > dealt else ""


class Share(NamedTuple):
    """How many rows are spoilt, and whether the file is a CSV, which has a fault of its own."""

    of_rows: float
    is_csv: bool


def plant_in_rows(
    dataset: str, rows: list[Row], s: Situation, rng: Random, share: Share
) -> tuple[list[tuple[Line, list[Line]]], set[str]]:
    """Each row clean and as it is written, this share with a defect; and the columns these need."""
    planted: list[tuple[Line, list[Line]]] = []
    needed: set[str] = set()
    for row in rows:
        clean = Line(row, wording=rng.getrandbits(48))
        written = [clean]
        if rng.random() < share.of_rows:
            defect = choose_defect(dataset, rng, is_csv=share.is_csv)
            written = defect.plant(clean, s, rng)
            needed |= set(defect.needs)
        planted.append((clean, written))
    return planted, needed


def plant_in_reports(
    code: str, reports: list[Report], s: Situation, rng: Random, *, is_shared: bool
) -> None:
    """Spoil one report, or all of a file whose one envelope is spoilt."""
    if code == "E225":
        _spoil_total(reports, s, rng, is_shared=is_shared)
    elif code == "E106":
        dataset = rng.choice(_WRONG_DATASETS[s.unit.kind])
        rows = write_rows(dataset, 3, s, rng)
        lines = [Line(row, wording=rng.getrandbits(48)) for row in rows]
        columns = list(DATASETS[dataset].columns)
        reports.append(Report(dataset, columns, lines, dict(reports[0].envelope), code))
    elif code == "E019":
        reports[:] = [r for r in reports if r.dataset not in {"produksi", "pemasaran"}]
        reports.append(Report("", [], [], kode=code))
    elif code in _STRUCTURAL:
        _spoil_table(code, rng.choice([r for r in reports if not r.is_nil]), reports, rng)
    elif code == "E109":
        report = rng.choice(reports)
        report.kode = code
        year_before = s.month.replace(year=s.month.year - 1)
        report.own_envelope = {"periode": word_month(year_before, rng)}
    else:
        changed = spoil_envelope(code, s, rng)
        for report in reports if is_shared else [rng.choice(reports)]:
            report.kode = code
            report.envelope = report.envelope | changed
        if not is_shared:
            _state_elsewhere(changed, reports, s)


def _spoil_total(reports: list[Report], s: Situation, rng: Random, *, is_shared: bool) -> None:
    """Make one figure of a total wrong; where no table can have a total, the unit is unknown."""
    if summed := [report for report in reports if can_be_off(report)]:
        rng.choice(summed).is_total_off = True
    else:
        plant_in_reports("E101", reports, s, rng, is_shared=is_shared)


def _state_elsewhere(changed: Iterable[str], reports: list[Report], s: Situation) -> None:
    """State a spoilt field on the other sheets; else the one statement holds for the workbook."""
    true: dict[str, Cell] = {
        "upt_name": s.unit.name,
        "tanggal_laporan": f"{s.reported_on:%d/%m/%Y}",
    }
    for report in reports:
        report.envelope = {n: true[n] for n in changed if n in true} | report.envelope


def _spoil_table(code: str, report: Report, reports: list[Report], rng: Random) -> None:
    report.kode = code
    match code:
        case "E011":
            contract = DATASETS[report.dataset]
            required = [c for c in report.columns if contract.columns[c].required]
            report.columns.remove(rng.choice(required))
        case "E012":
            report.doubled = rng.choice(report.columns)
        case "E013":
            report.lines = []
        case "E014":
            reports.append(deepcopy(report))


def spoil_file(code: str, content: bytes, s: Situation) -> tuple[str, bytes]:
    """The spoilt file's extension (empty = unchanged) and bytes."""
    name = s.unit.name
    wide: list[list[Cell]] = [["LAPORAN PRODUKSI"], *([] for _ in range(900))]
    wide.append([*[""] * 6_000, "x"])
    piket = Sheet("Jadwal piket", [["Regu", "Nama"], ["Regu A", name]])
    cut = content[: len(content) * 3 // 5]
    makers: dict[str, tuple[str, Callable[[], bytes]]] = {
        "E001": ("", bytes),
        "E002": ("", f"<html><body><table><tr><td>{name}</td></tr></table></body></html>".encode),
        "E003": ("pdf", f"%PDF-1.7\n%{name}".encode),
        "E004": ("", lambda: cut),
        "E005": ("", lambda: _OLE + bytes(1016) + "EncryptedPackage".encode("utf-16-le") + cut),
        "E006": ("", lambda: xlsx_bytes([Sheet("Produksi", wide)])),
        "E007": ("", lambda: content.decode("latin-1").encode("utf-32")),
        "E008": ("", lambda: cut),
        "E009": ("", f'{{"Nama UPT": "{name}"}}'.encode),
        "E010": ("xlsx", lambda: xlsx_bytes([piket])),
        "E020": ("", lambda: xlsb_bytes([piket], short_cells=True)),
    }
    extension, make = makers[code]
    return extension, make()


def kinds_of_defects() -> list[tuple[str, str]]:
    """Every kind of planted defect, once: its code, and the shape of what is written.

    The same code in another column or dataset, or another word in the same place, is no other kind.
    """
    in_rows = {
        (code, shape)
        for dataset in DATASETS
        for code, defects in row_defects(dataset).items()
        for defect in defects
        for shape in shapes_of(defect)
    }
    return sorted(in_rows | {(code, "") for code in (*FILE_DEFECTS, *REPORT_DEFECTS)})
