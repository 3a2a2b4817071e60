"""Plain forms to start from: one table with one header row, its right answer known."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

from schemas.contracts import DATASETS, Kind, Reported
from schemas.references import load_references
from schemas.wording import MONTHS
from simulation.forms.form import (
    NUMBER,
    Cell,
    Column,
    Form,
    Label,
    Line,
    Scalar,
    Sheet,
    Table,
)
from simulation.model import Row, Situation, Value, Written
from simulation.units import situation_of
from simulation.untaught import write_rows
from simulation.vocabulary import COUNTRIES, term_wordings

FORMATS = ("xlsx", "xls", "ods", "xlsb", "csv", "json")
_SINGLE = ("partisipasi", "klien_bapas")
# columns that say one thing together: all of them or none
_TOGETHER = frozenset({"narapidana", "tahanan", "anak"})
_SENDERS = {"program": ("Kanwil",), "klien_bapas": ("Bapas",)}


def plain_form(dataset: str, extension: str, rng: Random) -> Form:
    """A form of a unit that may report the dataset, as the ministry would like them all."""
    kinds = _SENDERS.get(dataset, ("Lapas", "Rutan"))
    units = sorted(u for u, periods in load_references().units.items() if periods[-1].kind in kinds)
    month = date(2025, rng.randint(2, 10), 1)
    s = situation_of(rng.choice(units), month, rng)
    return form_of([plain_sheet(plain_table(dataset, s, rng), s, rng)], s, extension, rng)


def plain_sheet(table: Table, s: Situation, rng: Random) -> Sheet:
    """A table under a title that names its dataset, and the envelope."""
    title = _sheet_title(table.dataset, rng)
    heading = title_of(table.dataset, rng)
    return Sheet(title, (table,), heading=(heading,), labels=_labels(s))


def form_of(sheets: Sequence[Sheet], s: Situation, extension: str, rng: Random) -> Form:
    """The file of some reports, typed or in texts all through."""
    first, *others = sheets
    form = Form(s.unit, s.month, s.reported_on, extension, "laporan", first, after=tuple(others))
    form = replace(form, is_typed=rng.random() < 0.6)
    delimiter, encoding = rng.choice(";;,\t"), rng.choice(("utf-8", "utf-8-sig", "cp1252"))
    return replace(form, csv=form.csv._replace(delimiter=delimiter, encoding=encoding))


def title_of(dataset: str, rng: Random) -> str:
    """A title row that names the dataset."""
    titles = [t for t in DATASETS[dataset].model.titles if t.replace(" ", "").isalpha()]
    return f"LAPORAN {rng.choice(titles).upper()}"


def month_name(month: date) -> str:
    """`Oktober 2025`."""
    return f"{MONTHS[month.month - 1]} {month.year}"


def day_name(day: date) -> str:
    """`4 November 2025`."""
    return f"{day.day} {month_name(day)}"


def _sheet_title(dataset: str, rng: Random) -> str:
    titles = [t for t in DATASETS[dataset].model.titles if t.replace(" ", "").isalpha()]
    return rng.choice((rng.choice([t for t in titles if len(t) < 26]), "Sheet1"))


def _labels(s: Situation) -> tuple[Label, ...]:
    return (
        Label("upt_name", "Nama UPT", s.unit.name),
        Label("periode", "Periode", month_name(s.month)),
        Label("tanggal_laporan", "Tanggal Laporan", day_name(s.reported_on)),
    )


def plain_table(dataset: str, s: Situation, rng: Random, most_rows: int = 8) -> Table:
    """A table of one header row, sorted by its first choice as half of all people would."""
    count = 1 if dataset in _SINGLE else rng.randint(min(3, most_rows), most_rows)
    rows = _clean_rows(dataset, count, s, rng)
    names = _columns(dataset, rng)
    terms = [name for name in names if DATASETS[dataset].columns[name].kind is Kind.TERM]
    if terms and rng.random() < 0.6:
        rows.sort(key=lambda row: str(row[terms[0]]))
    return table_of(dataset, names, rows, s.month, rng)


def table_of(
    dataset: str, names: Sequence[str], rows: Sequence[Row], month: date, rng: Random
) -> Table:
    """A table of one header row, in the plainest wording; numbered or not."""
    columns = [Column(name, (DATASETS[dataset].columns[name].header,)) for name in names]
    if rng.random() < 0.7:
        columns.insert(0, Column(NUMBER, (rng.choice(("No", "No.", "NO")),)))
    lines = (_line(dataset, at, row, names, month) for at, row in enumerate(rows, 1))
    return Table(dataset, tuple(columns), tuple(lines))


def _columns(dataset: str, rng: Random) -> list[str]:
    columns = DATASETS[dataset].columns.values()
    kept = {c.name for c in columns if c.required or rng.random() < 0.6}
    kept |= _TOGETHER & {c.name for c in columns} if kept & _TOGETHER else set()
    return [c.name for c in columns if c.name in kept]


def _line(dataset: str, number: int, row: Row, names: Sequence[str], month: date) -> Line:
    columns = DATASETS[dataset].columns
    cells = {name: Cell(word(columns[name], row[name], month)) for name in names}
    return Line({NUMBER: Cell(number), **cells}, meant={name: row[name] for name in names})


def word(column: Reported, value: Value, month: date) -> Scalar:
    """A value in the plainest wording, or as a person typed it."""
    if isinstance(value, Written):
        return str(value)
    if isinstance(value, tuple):
        return ", ".join(COUNTRIES[code][0] for code in value)
    if column.kind is Kind.TERM and isinstance(value, str):
        return term_wordings(column.terms)[value][0]
    if column.kind is Kind.UNIT and isinstance(value, str):
        return load_references().unit_at(value, month).name
    return value


def _clean_rows(dataset: str, count: int, s: Situation, rng: Random) -> list[Row]:
    """Rows of values that need no wording of their own, money round to some power of ten."""
    step = rng.choice((1_250, 10_000, 1_000_000))
    if dataset == "program":
        units = rng.sample(s.own_units, min(count, len(s.own_units)))
        rows = write_rows(dataset, len(units), s, rng)
        return [row | {"upt_id": u.unit_id} for row, u in zip(rows, units, strict=True)]
    plain: Row = {c.name: s.unit.unit_id for c in DATASETS[dataset].of(Kind.UNIT)}
    rows = []
    while len(rows) < count:
        rows = [_rounded(row | plain, step, rng) for row in write_rows(dataset, count, s, rng)]
        rows = [row for row in rows if not any(isinstance(v, Written) for v in row.values())]
    return rows


def _rounded(row: Row, step: int, rng: Random) -> Row:
    """The row with its money in multiples of `step` rupiah."""
    if "premi" in row:
        share = rng.choice((50, 35))
        profit = rng.randint(1, 40) * 20 * step
        premi, pnbp = profit * share // 100, profit * 15 // 100
        row |= {"omzet": profit * 3, "modal": profit * 2, "keuntungan": profit}
        row |= {"premi": premi, "pnbp_disetor": pnbp, "tambahan_modal": profit - premi - pnbp}
        row |= {"tabungan": premi // step // 2 * step, "target_pnbp_tahun": 12 * pnbp}
    elif "harga_satuan" in row:
        made, price = row["jumlah_produksi"], rng.randint(2, 60) * rng.choice((500, 1_000, 10_000))
        if isinstance(made, int | Decimal):
            row |= {"harga_satuan": price, "nilai_produksi": int(made * price)}
    elif "nilai_penjualan" in row:
        row["nilai_penjualan"] = rng.randint(1, 300) * step
    elif "nilai_idr" in row:
        row["nilai_idr"] = rng.randint(20, 900) * step
    return row
