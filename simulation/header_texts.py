"""How the header of a table is typed: variants, units in brackets, line breaks, two rows."""

from collections.abc import Sequence
from random import Random
from typing import Literal, NamedTuple

from schemas.contracts import DATASETS, Reported
from simulation.model import Report
from simulation.vocabulary import term_wordings

_BRACKETS = {
    "orang": ("orang", "Org", "WBP"),
    "IDR": ("Rp", "Rupiah"),
    "IDR/satuan": ("Rp",),
    "USD": ("USD",),
    "hari": ("hari",),
    "kali": ("kali",),
    "kontainer": ("unit",),
    "%": ("%",),
    "satuan": ("satuan",),
}
# merged cells over columns, as on paper forms: group title, column to what stands under it
_GROUPS: dict[str, tuple[tuple[str, dict[str, str]], ...]] = {
    "partisipasi": (
        (
            "Peserta Pembinaan",
            {"peserta_kemandirian": "Kemandirian", "peserta_kepribadian": "Kepribadian"},
        ),
    ),
    "kegiatan_kerja": (("Pekerja", {"pekerja_inti": "Inti", "pekerja_tambahan": "Tambahan"}),),
    "mitra": (("Kontrak", {"kontrak_awal": "Awal", "kontrak_akhir": "Akhir"}),),
    "klien_bapas": (
        ("Klien Dewasa", {"klien_dewasa_l": "L", "klien_dewasa_p": "P"}),
        ("Klien Anak", {"klien_anak_l": "L", "klien_anak_p": "P"}),
    ),
}
_NUMBERING = ("No", "No.", "NO", "Nomor", "No. Urut")


Form = Literal["sheet", "csv", "json"]


class TableHeader(NamedTuple):
    """The header of one table.

    Attributes:
        rows: One or two rows of texts.
        fields: What stands in each column: a column name, `#` for the row number, `+` for remarks.
    """

    rows: list[list[str]]
    fields: list[str]


def write_header(report: Report, rng: Random, form: Form) -> TableHeader:
    """Type the header of a report's table; in two rows only where cells can be merged.

    In a CSV the first header has no unit in brackets: the reader tells the delimiter by the
    headers it knows as they stand.
    """
    columns = DATASETS[report.dataset].columns
    satuan = common_satuan(report)
    is_only_there = "satuan" not in report.columns
    fields = [*report.columns]
    texts = [word_header(columns[name], satuan, rng, says_unit=is_only_there) for name in fields]
    if form == "csv":
        texts[0] = columns[fields[0]].header
    if report.doubled:
        fields.append(report.doubled)
        texts.append(_other_wording(columns[report.doubled], texts))
    if rng.random() < 0.6:
        fields.insert(0, "#")
        texts.insert(0, rng.choice(_NUMBERING))
    if rng.random() < 0.25:  # in `program`, "Keterangan" is the status
        fields.append("+")
        texts.append("Catatan petugas" if report.dataset == "program" else "Keterangan")
    groups = _groups_on(report)
    if form == "sheet" and groups and rng.random() < 0.4:
        return TableHeader(_two_rows(fields, texts, groups), fields)
    return TableHeader([texts], fields)


def word_header(column: Reported, satuan: str, rng: Random, *, says_unit: bool) -> str:
    """Type one header: canonical or a variant, with its unit, a line break, spaces, capitals.

    Args:
        column: What it is the header of.
        satuan: Unit that all quantities of the table share, empty where they do not.
        rng: How it is typed.
        says_unit: No column says that unit, so this header does.
    """
    text = rng.choice((column.header, column.header, *column.variants))
    is_shared = bool(column.unit == "satuan" and satuan)
    inside = (satuan,) if is_shared else _BRACKETS.get(column.unit, ())
    if inside and "(" not in text and (rng.random() < 0.3 or (is_shared and says_unit)):
        text = f"{text} ({rng.choice(inside)})"
    if rng.random() < 0.2:
        text = text.upper()
    if rng.random() < 0.15:
        text = text.replace(" ", "\n", 1)
    return f" {text} " if rng.random() < 0.1 else text


def common_satuan(report: Report) -> str:
    """A wording of the unit that all rows share, empty where they differ."""
    found = {line.values.get("satuan") for line in report.lines}
    satuan = found.pop() if len(found) == 1 else None
    words = term_wordings("satuan").get(satuan, ()) if isinstance(satuan, str) else ()
    return words[0] if words else ""


def _other_wording(column: Reported, taken: Sequence[str]) -> str:
    return next(t for t in (column.header, *column.variants, f"{column.header} ") if t not in taken)


def _groups_on(report: Report) -> dict[str, tuple[str, str]]:
    """Column to (group title, own part), for groups that stand on the sheet whole."""
    return {
        name: (title, part)
        for title, parts in _GROUPS.get(report.dataset, ())
        if parts.keys() <= set(report.columns)
        for name, part in parts.items()
    }


def _two_rows(
    fields: Sequence[str], texts: Sequence[str], groups: dict[str, tuple[str, str]]
) -> list[list[str]]:
    upper: list[str] = []
    lower: list[str] = []
    above = ""
    for name, text in zip(fields, texts, strict=True):
        title, part = groups.get(name, (text, ""))
        upper.append("" if part and title == above else title)
        lower.append(part)
        above = title
    return [upper, lower]
