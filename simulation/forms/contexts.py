"""What a clerk reads the same wherever unit and month are said."""

from dataclasses import replace
from random import Random

from schemas.calendar import last_day
from schemas.contracts.amplop import ENVELOPE
from schemas.references import load_references
from schemas.wording import MONTHS
from simulation.forms.form import Form, Label, Sheet, Text
from simulation.forms.kinds import BOOKS, EVERY, GRIDS, preserves
from simulation.forms.plain import month_name
from simulation.names import word_kanwil, word_unit

_LONG_KINDS = {
    "Lapas": "Lembaga Pemasyarakatan",
    "Rutan": "Rumah Tahanan Negara",
    "Bapas": "Balai Pemasyarakatan",
}
SHORT_MONTHS = ("JAN", "FEB", "MAR", "APR", "MEI", "JUN", "JUL", "AGT", "SEPT", "OKT", "NOP", "DES")
_CIRCULAR: tuple[Text, ...] = (
    ("Lampiran Surat Edaran",),
    ("Nomor", ": PAS-12.PK.01 Tahun 2024"),
    ("Tanggal", ": 12 Februari 2024"),
)


def letterhead_of(form: Form, unit_name: str) -> tuple[str, ...]:
    """The head of a unit's paper."""
    kind, _, place = unit_name.partition(" ")
    name = f"{_LONG_KINDS.get(kind, kind)} {place}".upper()
    above = load_references().unit_at(form.unit.kanwil_id, form.month).name
    place = above.removeprefix("Kanwil Ditjenpas ").upper()
    office = () if kind == "Kanwil" else (f"KANTOR WILAYAH {place}",)
    ministry = "KEMENTERIAN IMIGRASI DAN PEMASYARAKATAN REPUBLIK INDONESIA"
    return (ministry, "DIREKTORAT JENDERAL PEMASYARAKATAN", *office, name, "Jalan Merdeka Nomor 1")


@preserves(*GRIDS)
def unit_in_the_letterhead_only(form: Form, _rng: Random) -> Form | None:
    """No line of the envelope names the unit."""
    if not form.sheet.states("upt_name"):
        return None
    sheet = form.sheet.without("upt_name", "kanwil")
    return replace(form, sheet=replace(sheet, letterhead=letterhead_of(form, form.unit.name)))


@preserves(*GRIDS)
def unit_in_the_letterhead_too(form: Form, _rng: Random) -> Form | None:
    """Letterhead and envelope name the same unit."""
    if form.sheet.letterhead or not form.sheet.states("upt_name"):
        return None
    return form.with_sheet(letterhead=letterhead_of(form, form.unit.name))


@preserves(*GRIDS)
def month_in_the_title_only(form: Form, rng: Random) -> Form | None:
    """`BULAN OKTOBER TAHUN 2025`."""
    if not form.sheet.states("periode"):
        return None
    month, year = MONTHS[form.month.month - 1].upper(), form.month.year
    said = rng.choice(
        (f"BULAN {month} TAHUN {year}", f"BULAN : {month} {year}", f"PERIODE {month} {year}")
    )
    sheet = form.sheet.without("periode")
    return replace(form, sheet=replace(sheet, heading=(*sheet.heading, said)))


@preserves(*GRIDS)
def month_in_the_title_too(form: Form, rng: Random) -> Form | None:
    """Subtitle and envelope say the same month."""
    if not form.sheet.states("periode"):
        return None
    said = rng.choice(
        (f"Bulan {month_name(form.month)}", f"BULAN {month_name(form.month).upper()}")
    )
    return form.with_sheet(heading=(*form.sheet.heading, said))


@preserves(*GRIDS)
def all_in_one_title(form: Form, _rng: Random) -> Form | None:
    """`LAPORAN HASIL PRODUKSI LAPAS KELAS IIB GARUT BULAN OKTOBER 2025`."""
    sheet = form.sheet
    if not sheet.states("upt_name", "periode") or not sheet.heading:
        return None
    said = f"{sheet.heading[0]} {form.unit.name} BULAN {month_name(form.month)}".upper()
    sheet = sheet.without("upt_name", "periode")
    return replace(form, sheet=replace(sheet, heading=(said, *sheet.heading[1:])))


def _with_period(form: Form, *labels: tuple[str, str | int]) -> Form | None:
    """The envelope with other lines in the place of its period."""
    if not form.sheet.states("periode"):
        return None
    lines: list[Label] = []
    for label in form.sheet.labels:
        said = [Label("periode", *pair) for pair in labels]
        lines += said if label.field == "periode" else [label]
    return form.with_sheet(labels=tuple(lines))


@preserves(*EVERY)
def month_and_year_apart(form: Form, rng: Random) -> Form | None:
    """`Bulan: Oktober` and `Tahun: 2025`."""
    month = MONTHS[form.month.month - 1]
    year = form.month.year if form.is_typed else str(form.month.year)
    return _with_period(form, ("Bulan", rng.choice((month, month.upper()))), ("Tahun", year))


@preserves(*EVERY)
def first_to_last_day(form: Form, rng: Random) -> Form | None:
    """`1 s.d. 31 Oktober 2025`."""
    last = last_day(form.month).day
    words = rng.choice(("s.d.", "s/d", "-", "sampai dengan"))
    return _with_period(form, ("Periode", f"1 {words} {last} {month_name(form.month)}"))


@preserves(*BOOKS)
def month_in_the_sheet_name_only(form: Form, rng: Random) -> Form | None:
    """A sheet called `OKT`; the year stands in the title."""
    if not form.sheet.states("periode") or not form.sheet.heading:
        return None
    sheet = form.sheet.without("periode")
    name = rng.choice((SHORT_MONTHS[form.month.month - 1], MONTHS[form.month.month - 1]))
    heading = (*sheet.heading, f"TAHUN {form.month.year}")
    return replace(form, sheet=replace(sheet, title=name, heading=heading))


@preserves(*EVERY)
def month_in_the_file_name_too(form: Form, rng: Random) -> Form | None:
    """`Laporan bulanan Oktober 2025 (1)`."""
    if not form.sheet.states("periode"):
        return None
    said = rng.choice(
        (month_name(form.month), month_name(form.month).upper(), f"{form.month:%Y-%m}")
    )
    copy = rng.choice(("", " (1)", " - Copy"))
    return replace(form, name=f"{rng.choice(('Laporan bulanan', 'rekap'))} {said}{copy}")


@preserves("csv")
def bare_csv(form: Form, rng: Random) -> Form | None:
    """Only a table: the file name says dataset and month, the folder whose it is."""
    if not form.sheet.states("upt_name", "periode") or len(form.sheet.tables) > 1:
        return None
    name = f"{form.table.dataset}_{form.month:%Y-%m}"
    copied = (f"{name} (1)", f"Salinan dari {name}", name.upper(), f"{name} - Copy", *[name] * 3)
    bare = replace(form, name=rng.choice(copied))
    heading = form.sheet.heading[1:]  # a scale may stand there, and must stay
    return bare.with_sheet(labels=(), heading=heading, letterhead=())


@preserves(*GRIDS)
def circular_in_the_corner(form: Form, _rng: Random) -> Form | None:
    """The form is an attachment to a circular, whose number and date stand in the corner."""
    return form.with_sheet(corner=_CIRCULAR)


@preserves(*EVERY)
def other_labels(form: Form, rng: Random) -> Form | None:
    """Accepted variants of the envelope's labels, in one cell or with a colon of their own."""
    labels = [
        label._replace(text=rng.choice(ENVELOPE[label.field].variants))
        if label.text == ENVELOPE[label.field].header
        else label
        for label in form.sheet.labels
    ]
    style = rng.choice(("cells", "colon cell", "one cell"))
    return form.with_sheet(labels=tuple(labels), label_style=style) if labels else None


@preserves(*EVERY)
def other_unit_wording(form: Form, rng: Random) -> Form | None:
    """Another way to write the unit's name, and its Kanwil beside it."""
    if not form.sheet.states("upt_name"):
        return None
    kanwil = load_references().unit_at(form.unit.kanwil_id, form.month)
    lines: list[Label] = []
    for label in form.sheet.labels:
        if label.field == "upt_name":
            lines += [label._replace(value=word_unit(form.unit, rng))]
            lines += [Label("kanwil", "Kantor Wilayah", word_kanwil(kanwil, rng))]
        else:
            lines.append(label)
    return form.with_sheet(labels=tuple(lines))


@preserves(*BOOKS)
def envelope_on_a_cover(form: Form, rng: Random) -> Form | None:
    """The envelope stands on a sheet of its own."""
    if not form.sheet.states("upt_name", "periode"):
        return None
    cover = Sheet(rng.choice(("Sampul", "Identitas")), labels=form.sheet.labels)
    return replace(form.with_sheet(labels=()), before=(cover, *form.before))
