"""The catalogue of row defects: one wrong thing each, with the code the pipeline must find."""

import re
from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import NamedTuple

from schemas.contracts import DATASETS, NUMERIC, Contract, Kind, Reported
from schemas.contracts.contract import OF_ROW
from simulation.cross_defects import CROSS_DEFECTS, Spoil
from simulation.model import Line, Row, Situation, Value, Written
from simulation.names import ambiguous_names

Plant = Callable[[Line, Situation, Random], list[Line]]


class Defect(NamedTuple):
    """One kind of defective row.

    Attributes:
        code: Reason code the pipeline must give.
        dataset: Dataset it is planted in.
        what: Column, or what is wrong across columns.
        needs: Columns that must stand on the sheet.
        plant: Turns a clean line into the lines that hold the defect.
        only_csv: Only a CSV can have it.
        written: The cells it may put there; empty where no single cell is wrong.
    """

    code: str
    dataset: str
    what: str
    needs: tuple[str, ...]
    plant: Plant
    only_csv: bool = False
    written: tuple[Value, ...] = ()


_LETTERS, _DIGITS = re.compile(r"[^\W\d_]+"), re.compile(r"\d+")
_UNREADABLE = ("belum direkap", "??", "lihat lampiran", "1.23.4")
_BROKEN = ("#REF!", "#DIV/0!", "#N/A")
_FORMULAS = ("=C8*E8", "=SUM(D2:D9)")
_WORDS = ("ratusan", "puluhan", "ribuan", "belasan")
_RANGES = ("40-50", "5–10", "100 s/d 125", "20 sampai 30")
_NO_DATES = ("31 Februari 2025", "32/11/2025", "28/28/2025", "bulan lalu", "tanggal 5")
_NO_COUNTRIES = ("Wakanda", "Negeri Sakura", "Belgia dan Atlantis")
_REGIONS = ("Eropa", "mancanegara", "Indonesia", "Belgia, Eropa")
_NO_CHOICES = ("tidak jelas", "lihat lampiran", "campuran semua")
_NO_UNITS = ("Lapas Kelas IIB Negeri Seberang", "Rutan Kelas IIA Antah Berantah")


def put(code: str, dataset: str, name: str, cells: tuple[Value, ...]) -> Defect:
    """A defect that puts one of some cells into a column."""

    def plant(line: Line, _s: Situation, rng: Random) -> list[Line]:
        values = line.values | {name: rng.choice(cells)}
        return [Line(values, code, line.wording)]

    return Defect(code, dataset, name, (name,), plant, written=cells)


def _written(*texts: str) -> tuple[Written, ...]:
    return tuple(map(Written, texts))


def _column_defects(dataset: str, column: Reported) -> list[Defect]:
    """What can go wrong in one cell, by the column's kind."""
    name, kind = column.name, column.kind
    found = []
    if column.required:
        found.append(put("E201", dataset, name, (None, *_written("", "-", "NULL"))))
    if kind in NUMERIC - {Kind.ORDINAL}:
        found += _number_defects(dataset, column)
    if kind in {Kind.DATE, Kind.MONTH_DATE}:
        found.append(put("E208", dataset, name, _written(*_NO_DATES)))
        found.append(put("E209", dataset, name, _written("20/10", "7/3", "1 Mei")))
    if kind is Kind.COUNTRIES:
        found.append(put("E210", dataset, name, _written(*_NO_COUNTRIES)))
        found.append(put("E211", dataset, name, _written(*_REGIONS)))
    if kind is Kind.TERM and column.required:
        found.append(put("E212", dataset, name, _written(*_NO_CHOICES)))
    if kind is Kind.UNIT:
        found.append(put("E216", dataset, name, _written(*_NO_UNITS)))
        found.append(put("E217", dataset, name, _written(*ambiguous_names())))
    return found


def _number_defects(dataset: str, column: Reported) -> list[Defect]:
    name, kind = column.name, column.kind
    found = [
        put("E202", dataset, name, _written(*_UNREADABLE)),
        put("E218", dataset, name, _written(*_BROKEN)),
        put("E219", dataset, name, _written(*_FORMULAS)),
        put("E206", dataset, name, (-5, -120)),
    ]
    if not column.bounds:
        found.append(put("E203", dataset, name, _written(*_RANGES)))
    if column.required:
        found.append(put("E204", dataset, name, _written(*_WORDS)))
    if kind is not Kind.PERCENT:
        found.append(put("E214", dataset, name, _written("1,234", "2,500", "12,750")))
    if kind is Kind.COUNT:
        found.append(put("E205", dataset, name, _written("12,5", "3,25", "7.5 ")))
        found.append(put("E215", dataset, name, _written("45 kg", "Rp 450")))
    elif kind is Kind.MONEY:
        foreign = ("Rp 750.000",) if column.unit == "USD" else ("US$ 500", "450 dolar AS")
        found.append(put("E215", dataset, name, _written(*foreign)))
    elif kind is Kind.NUMBER:
        other_unit = put("E215", dataset, name, _written("12 ton", "3 kontainer"))
        of_row = ("satuan",) if column.unit.startswith(OF_ROW) else ()
        found.append(other_unit._replace(needs=(name, *of_row)))
    return found


def _cross_defect(code: str, dataset: str, needs: tuple[str, ...], spoil: Spoil) -> Defect:
    def plant(line: Line, s: Situation, rng: Random) -> list[Line]:
        return [Line(line.values | spoil(line.values, s, rng), code, line.wording)]

    return Defect(code, dataset, ", ".join(needs), needs, plant)


def _repeat(line: Line, _s: Situation, _rng: Random) -> list[Line]:
    return [line, Line(deepcopy(line.values), "E401", line.wording)]


# per dataset: a column outside the key, and another plausible value of it
OTHERWISE: dict[str, tuple[str, Callable[[Row], Value]]] = {
    "partisipasi": ("target_persen", lambda r: 60),
    "kepribadian": ("jumlah_peserta", lambda r: 7),
    "kegiatan_kerja": ("jumlah_wbp", lambda r: 97),
    "produksi": ("harga_satuan", lambda r: 2_750),
    "ekspor": ("jumlah", lambda r: 12_345),
    "premi_pnbp": ("jumlah_penerima", lambda r: 61),
    "pelatihan": ("peserta", lambda r: 75),
    "pemasaran": ("nilai_penjualan", lambda r: 49_500),
    "klien_bapas": ("bekerja", lambda r: 1),
    "mitra": ("kontrak_akhir", lambda r: _later(r["kontrak_akhir"])),
    "program": ("status", lambda r: "BERHENTI" if r["status"] == "AKTIF" else "AKTIF"),
}


def otherwise_of(dataset: str) -> tuple[str, Callable[[Row], Value]]:
    """Such a column of a dataset; of one that is in no list, its first number outside the key."""
    contract = DATASETS[dataset]
    numbers = [c.name for c in contract.of(*NUMERIC) if c.name not in contract.model.key]
    return OTHERWISE.get(dataset) or (numbers[0], lambda row: 97 if row[numbers[0]] != 97 else 96)


def _later(day: Value) -> Value:
    return day + timedelta(days=30) if isinstance(day, date) else Written("1/2/2031")


def _contradict(dataset: str) -> Defect:
    name, otherwise = otherwise_of(dataset)

    def plant(line: Line, _s: Situation, _rng: Random) -> list[Line]:
        values = line.values | {name: otherwise(line.values)}
        return [Line(line.values, "E402", line.wording), Line(values, "E402", line.wording)]

    return Defect("E402", dataset, f"key twice, other {name}", (name,), plant)


def _shift(line: Line, _s: Situation, _rng: Random) -> list[Line]:
    return [Line(line.values, "E213", line.wording, is_shifted=True)]


def _of_dataset(contract: Contract) -> list[Defect]:
    name = contract.name
    found = [d for column in contract.columns.values() for d in _column_defects(name, column)]
    found += [_cross_defect(*cross) for cross in CROSS_DEFECTS if cross[1] == name]
    found.append(Defect("E401", name, "row twice", (), _repeat))
    found.append(_contradict(name))
    found.append(Defect("E213", name, "one cell too many", (), _shift, only_csv=True))
    return found


@cache
def row_defects(dataset: str) -> dict[str, tuple[Defect, ...]]:
    """Row defects of a dataset by code."""
    found = _of_dataset(DATASETS[dataset])
    return {code: tuple(d for d in found if d.code == code) for code in {d.code: 0 for d in found}}


def shapes_of(defect: Defect) -> set[str]:
    """The shapes it is written in: `9,9` for `12,5`, `a` for a word; one where no cell is wrong."""
    cells = ("" if cell is None else str(cell) for cell in defect.written)
    return {_DIGITS.sub("9", _LETTERS.sub("a", cell)) for cell in cells} or {""}


def choose_defect(dataset: str, rng: Random, *, is_csv: bool) -> Defect:
    """A defect of the dataset: each code equally likely, then each place for it."""
    by_code = row_defects(dataset)
    codes = [code for code, found in by_code.items() if is_csv or not found[0].only_csv]
    return rng.choice(by_code[rng.choice(codes)])
