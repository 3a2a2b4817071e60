"""What a clerk reads the same whatever lies around the table, on its sheet or beside it."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from schemas.calendar import month_before
from schemas.contracts import DATASETS, Kind
from schemas.wording import MONTHS
from simulation.forms.form import NUMBER, Form, Label, Sheet, Table, Text
from simulation.forms.kinds import BOOKS, GRIDS, MERGING, preserves
from simulation.forms.plain import day_name, month_name, plain_table, title_of
from simulation.model import Situation
from simulation.units import situation_of
from simulation.vocabulary import OFFICIALS

_ROLES = ("Kepala", "Kepala Seksi Kegiatan Kerja", "Operator")
_SIGNS = ("Menyetujui,", "Mengetahui,", "Yang membuat,")
_NIPS = ("NIP 19700101 199003 1 001", "NIP. 198001012001121002", "NIP 19900101 201503 2 003")
_NOTES = (
    "Catatan:",
    "1. Data diambil pada akhir bulan.",
    "2. Hasil kegiatan dicatat oleh masing-masing bengkel kerja dan diperiksa petugas.",
    "3. Bahan baku disediakan mitra.",
    "4. Bila ada pertanyaan hubungi seksi kegiatan kerja.",
    "5. Laporan dikirim paling lambat tanggal 5 bulan berikutnya.",
)
_INSTRUCTIONS: tuple[Text, ...] = (
    ("PETUNJUK PENGISIAN",),
    (),
    (1, "Isi nama UPT dan periode laporan."),
    (2, "Jumlah ditulis dengan angka, tanpa satuan."),
    (3, "Bila tidak ada kegiatan, tulis Nihil."),
)
_REFERENCES: tuple[Text, ...] = (("Kode", "Keterangan"), (1, "pcs"), (2, "lembar"), (3, "buah"))


def _tail(form: Form, *lines: Text) -> Form:
    return form.with_sheet(tail=(*form.sheet.tail, (), *lines))


def _place_and_date(form: Form) -> str:
    return f"{form.unit.name.split()[-1].title()}, {day_name(form.reported_on)}"


@preserves(*GRIDS)
def place_and_date(form: Form, rng: Random) -> Form | None:
    """`Garut, 4 November 2025` under the table, on the right."""
    at = rng.randint(0, len(form.table.columns) - 1)
    return _tail(form, (*[None] * at, _place_and_date(form)))


def _signatures(form: Form, count: int, rng: Random) -> Form:
    """Some people sign side by side."""
    width = max(len(form.table.columns), 2 * count)
    places = [at * (width - 1) // max(count - 1, 1) for at in range(count)]
    if count == 1:
        places = [rng.choice((0, width - 2))]
    blocks = (_SIGNS[-count:], _ROLES[:count], (), OFFICIALS[:count], _NIPS[:count])
    lines = [_side_by_side(texts, places) for texts in blocks]
    dated: Text = (*[None] * places[-1], _place_and_date(form))
    return _tail(form, dated, *lines)


def _side_by_side(texts: Sequence[str], places: Sequence[int]) -> Text:
    line: list[str | None] = [None] * (places[-1] + 1)
    for at, text in zip(places, texts, strict=False):
        line[at] = text
    return tuple(line) if texts else ()


@preserves(*GRIDS)
def one_signature(form: Form, rng: Random) -> Form | None:
    """The head of the unit signs."""
    return _signatures(form, 1, rng)


@preserves(*GRIDS)
def two_signatures(form: Form, rng: Random) -> Form | None:
    """Two sign side by side."""
    return _signatures(form, 2, rng)


@preserves(*GRIDS)
def three_signatures(form: Form, rng: Random) -> Form | None:
    """Three sign side by side."""
    return _signatures(form, 3, rng)


@preserves(*GRIDS)
def long_notes(form: Form, rng: Random) -> Form | None:
    """Numbered notes of some lines, the number in a cell of its own or not."""
    notes = _NOTES[: rng.randint(2, len(_NOTES))]
    if rng.random() < 0.3:
        parted = [(int(n[0]), n[3:]) if n[0].isdigit() else (n,) for n in notes]
        return _tail(form, *parted)
    return _tail(form, *[(note,) for note in notes])


@preserves(*GRIDS)
def running_remark(form: Form, _rng: Random) -> Form | None:
    """One sentence that runs over two lines."""
    return _tail(
        form,
        ("Keterangan : kegiatan dilaksanakan di bengkel kerja dan di lahan asimilasi",),
        ("yang berada di luar tembok.",),
    )


@preserves(*GRIDS)
def remark_right_below(form: Form, rng: Random) -> Form | None:
    """A remark without an empty line between it and the table."""
    note = rng.choice(("Keterangan: data per akhir bulan", "*) data dari bengkel", "Sumber: SDP"))
    return form.with_sheet(tail=((note,), *form.sheet.tail))


def situation(form: Form, rng: Random) -> Situation:
    """What the sender knows of its month."""
    return situation_of(form.unit.unit_id, form.month, rng)


def _other_table(form: Form, rng: Random) -> Table | None:
    """A short plain table of another dataset that the sender may report."""
    told = {table.dataset for table in form.tables}
    kind = form.unit.kind
    others = [n for n, c in DATASETS.items() if kind in c.model.reporters and n not in told]
    if not others or any(table.nil for table in form.tables):
        return None
    others = [n for n in others if n != "program"] or others
    dataset = rng.choice(others)
    return plain_table(dataset, situation(form, rng), rng, most_rows=3)


@preserves(*GRIDS)
def table_below(form: Form, rng: Random) -> Form | None:
    """A table of another dataset on the same sheet, under a title of its own."""
    if form.sheet.is_scaled or not (table := _other_table(form, rng)):
        return None
    table = replace(table, heading=(title_of(table.dataset, rng),))
    return form.with_sheet(tables=(*form.sheet.tables, table))


@preserves(*GRIDS)
def table_beside(form: Form, rng: Random) -> Form | None:
    """A table of another dataset to the right, each under a title of its own."""
    if form.sheet.is_scaled or not form.sheet.heading:
        return None
    if form.table.heading or not (table := _other_table(form, rng)):
        return None
    other = replace(table, heading=(title_of(table.dataset, rng),))
    first = replace(form.table, heading=form.sheet.heading[:1])
    return form.with_table(first).with_sheet(beside=(other,), heading=form.sheet.heading[1:])


@preserves(*BOOKS)
def sheet_of_another_dataset(form: Form, rng: Random) -> Form | None:
    """A second report in the workbook; its envelope is its own or that of the first."""
    if not (table := _other_table(form, rng)):
        return None
    labels = rng.choice((form.sheet.labels, ()))
    title = title_of(table.dataset, rng)
    sheet = Sheet(
        title.removeprefix("LAPORAN ").title()[:31], (table,), heading=(title,), labels=labels
    )
    return replace(form, after=(*form.after, sheet))


@preserves(*BOOKS)
def sheet_of_last_month(form: Form, rng: Random) -> Form | None:
    """A sheet a month; the other one says its own month."""
    if not form.sheet.states("periode") or form.table.nil:
        return None
    before = month_before(form.month)
    s = situation_of(form.unit.unit_id, before, rng)
    table = plain_table(form.table.dataset, s, rng, most_rows=3)
    labels = (
        Label("upt_name", "Nama UPT", form.unit.name),
        Label("periode", "Periode", month_name(before)),
    )
    title = MONTHS[before.month - 1]
    sheet = Sheet(title, (table,), heading=form.sheet.heading[:1], labels=labels, month=before)
    return replace(form, before=(*form.before, sheet))


@preserves("json")
def list_of_another_dataset(form: Form, rng: Random) -> Form | None:
    """A second list in the document."""
    if not (table := _other_table(form, rng)):
        return None
    return replace(form, after=(*form.after, Sheet(table.dataset, (table,))))


@preserves(*MERGING)
def hidden_reference_sheet(form: Form, _rng: Random) -> Form | None:
    """A hidden sheet of codes for drop-down lists."""
    sheet = Sheet("Referensi", tail=_REFERENCES, is_hidden=True, is_report=False)
    return replace(form, after=(*form.after, sheet))


@preserves(*BOOKS)
def sheet_of_instructions(form: Form, _rng: Random) -> Form | None:
    """A sheet that says how to fill the form."""
    sheet = Sheet("Petunjuk", tail=_INSTRUCTIONS, is_report=False)
    return replace(form, before=(sheet, *form.before))


@preserves(*BOOKS)
def example_sheet(form: Form, rng: Random) -> Form | None:
    """A sheet that shows a filled form."""
    table = plain_table(form.table.dataset, situation(form, rng), rng, most_rows=3)
    heading = ("CONTOH PENGISIAN", *form.sheet.heading[:1])
    title = rng.choice(("Contoh", "CONTOH PENGISIAN", "contoh"))
    example = Sheet(title, (table,), heading=heading, labels=form.sheet.labels, is_report=False)
    if rng.random() < 0.5:
        return replace(form, before=(example, *form.before))
    return replace(form, after=(*form.after, example))


@preserves("csv")
def trailing_delimiters(form: Form, rng: Random) -> Form | None:
    """Delimiters too many at the end of each line."""
    return replace(form, csv=form.csv._replace(trailing=rng.randint(1, 4)))


@preserves("csv")
def lone_quote(form: Form, rng: Random) -> Form | None:
    """One quotation mark in a text, nothing quoted: `Ukuran 12" besar`."""
    columns = form.table.plain(Kind.TEXT)
    texts = [
        c for c in columns if any(isinstance(r.cell(c.key).value, str) for r in form.table.rows)
    ]
    if (
        not texts
        or form.csv.delimiter == ","
        or any("\n" in t for c in form.table.columns for t in c.path)
    ):
        return None
    column = rng.choice(texts)
    before, after = rng.choice((("", ' 12"'), ('"', "")))
    line = rng.choice([r for r in form.table.rows if isinstance(r.cell(column.key).value, str)])
    meant = {**(line.meant or {}), column.name: f"{before}{line.cell(column.key).value}{after}"}
    cells = {column.key: line.cell(column.key)._replace(before=before, after=after)}
    quoted = replace(line.with_cells(cells), meant=meant)
    form = form.with_table(form.table.swap(line, quoted))
    return replace(form, csv=form.csv._replace(is_bare=True))


@preserves(*GRIDS)
def label_beside_figure(form: Form, _rng: Random) -> Form | None:
    """A dataset of one row, written down the page."""
    table = form.table
    columns = [column for column in table.columns if column.key != NUMBER]
    is_simple = len(table.lines) == 1 and set(columns) == set(table.plain(*Kind))
    if table.dataset not in ("partisipasi", "klien_bapas") or not is_simple or table.under:
        return None
    return form.with_table(replace(table, is_vertical=True))
