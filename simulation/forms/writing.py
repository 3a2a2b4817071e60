"""What a clerk reads the same however a value is typed: marks, words, units, dates."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

from schemas.contracts import DATASETS, Kind
from simulation.forms.editing import bare, rewrite
from simulation.forms.form import NUMBER, Cell, Form, Line, Table, amount
from simulation.forms.kinds import EVERY, preserves
from simulation.forms.plain import day_name
from simulation.model import Row, Value, Written
from simulation.vocabulary import product_wordings

_DIGITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_AS_WRITTEN = (Kind.TEXT, Kind.COMPANY, Kind.PRODUCT)
_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


def in_words(number: int) -> str:
    """A number as it is read aloud: `empat puluh`."""
    if number < 10:
        return _DIGITS[number]
    if number < 20:
        return {10: "sepuluh", 11: "sebelas"}.get(number, f"{_DIGITS[number % 10]} belas")
    for size, one, many in ((1000, "seribu", "ribu"), (100, "seratus", "ratus"), (10, "", "puluh")):
        if number >= size:
            head, rest = divmod(number, size)
            words = one if head == 1 else f"{in_words(head)} {many}"
            return f"{words} {in_words(rest)}" if rest else words
    raise AssertionError(number)


@preserves(*EVERY)
def row_numbers_as_texts(form: Form, rng: Random) -> Form | None:
    """`1.`, `01`, `(1)` in the column of row numbers."""
    if form.table.columns[0].key != NUMBER:
        return None
    style = rng.choice(("{}.", "{:02}", "({})", "{})"))

    def say(line: Line) -> Line:
        number = amount(line.cell(NUMBER))
        return line if number is None else line.with_cells({NUMBER: Cell(style.format(number))})

    return form.with_table(form.table.map(say, "row", "blank"))


@preserves(*EVERY)
def footnotes_on_numbers(form: Form, rng: Random) -> Form | None:
    """`40*`, `12 1)`, explained under the table."""
    if not (columns := bare(form.table, Kind.COUNT)):
        return None
    mark = rng.choice(("*", "*)", " 1)", " *)"))
    column = rng.choice(columns)
    form = rewrite(form, column, lambda cell: cell._replace(after=mark), share=0.5, rng=rng)
    note = (f"{mark.strip()} kegiatan bersama mitra",)
    return form.with_sheet(tail=(*form.sheet.tail, (), note))


@preserves(*EVERY)
def numbers_with_words(form: Form, rng: Random) -> Form | None:
    """`40 (empat puluh) orang`."""
    if not (columns := bare(form.table, Kind.COUNT, unit="orang")):
        return None
    unit = rng.choice((" orang", "", " orang"))

    def spell(cell: Cell) -> Cell:
        number = amount(cell) or 0
        return cell._replace(after=f" ({in_words(int(number))}){unit}")

    return rewrite(form, rng.choice(columns), spell, share=0.7, rng=rng)


@preserves(*EVERY)
def numbers_with_units(form: Form, rng: Random) -> Form | None:
    """`40 orang`, `30 org`."""
    if not (columns := bare(form.table, Kind.COUNT, unit="orang")):
        return None
    unit = rng.choice((" orang", " org", " Orang", " WBP", "orang"))
    change: Callable[[Cell], Cell] = lambda cell: cell._replace(after=unit)  # noqa: E731
    return rewrite(form, rng.choice(columns), change, share=0.7, rng=rng)


@preserves(*EVERY)
def rupiah_in_front(form: Form, rng: Random) -> Form | None:
    """`Rp. 12.000,-`, `Rp 12.000,00`, `Rp12.000`."""
    columns = bare(form.table, Kind.MONEY, unit="IDR")
    if not columns:
        return None
    before, after = rng.choice(
        (("Rp. ", ",-"), ("Rp ", ",00"), ("Rp", ""), ("Rp. ", ""), ("", ",-"))
    )

    def price(cell: Cell) -> Cell:
        number = amount(cell) or 0
        return cell._replace(before=before, after=after if number == int(number) else "")

    return rewrite(form, rng.choice(columns), price, share=0.8, rng=rng)


@preserves(*EVERY)
def invisible_marks(form: Form, rng: Random) -> Form | None:
    """Marks that come along when copying from a chat: nobody sees them."""
    columns = form.table.plain(*Kind)
    before, after = rng.choice(
        (("", "\u200b"), ("\u200e", ""), ("\ufeff", ""), ("\u2060", "\u200b"), ("\xa0", "\xa0"))
    )
    if form.extension == "csv":
        form = replace(form, csv=form.csv._replace(encoding="utf-8"))

    def mark(cell: Cell) -> Cell:
        return cell._replace(before=before + cell.before, after=cell.after + after)

    undated = [c for c in columns if form.table.reported(c).kind not in (Kind.DATE,)]
    if not undated:
        return None
    column = rng.choice(undated)
    return rewrite(form, column, mark, share=0.7, rng=rng)


@preserves("csv")
def scientific_numbers(form: Form, rng: Random) -> Form | None:
    """`1e+05`, as R and databases write it."""
    columns = bare(form.table, Kind.COUNT, Kind.NUMBER, Kind.MONEY)

    def power(cell: Cell) -> Cell:
        number = amount(cell) or 0
        text = f"{number:.0e}"
        return Cell(text) if number >= 1000 and Decimal(text) == number else cell

    before = form
    for column in columns:
        form = rewrite(form, column, power, share=1, rng=rng)
    return form if form != before else None


@preserves(*EVERY)
def dates_in_words(form: Form, rng: Random) -> Form | None:
    """`Senin, 20 Oktober 2025`, `20-10-2025`."""
    columns = form.table.plain(Kind.DATE)
    if not columns:
        return None
    style = rng.choice(
        ("{day}", "{weekday}, {day}", "{weekday} ({date:%d/%m/%Y})", "{date:%d-%m-%Y}")
    )

    def say(cell: Cell) -> Cell:
        if not isinstance(day := cell.value, date):
            return cell
        return Cell(style.format(day=day_name(day), weekday=_DAYS[day.weekday()], date=day))

    return rewrite(form, rng.choice(columns), say, share=0.8, rng=rng)


@preserves(*EVERY)
def date_range(form: Form, rng: Random) -> Form | None:
    """Begin and end in one column: `6 s.d. 17 Oktober 2025`."""
    table = form.table
    plain = {column.name: column for column in table.plain(Kind.DATE)}
    if not {"tgl_mulai", "tgl_selesai"} <= plain.keys():
        return None
    begin, end = plain["tgl_mulai"], plain["tgl_selesai"]
    title = "Tgl Pelaksanaan" if table.dataset == "pelatihan" else begin.path[0]
    words = rng.choice((" s.d. ", " s/d ", " - ", " sampai dengan "))

    def join(line: Line) -> Line:
        first, last = line.cell(begin.key).value, line.cell(end.key).value
        if not isinstance(first, date) or not isinstance(last, date):
            return line
        return line.with_cells({begin.key: Cell(_range(first, last, words)), end.key: Cell()})

    if not all(isinstance(r.cell(c.key).value, date) for r in table.rows for c in (begin, end)):
        return None
    table = table.put(begin, begin._replace(path=(title,)))
    table = replace(table, columns=tuple(c for c in table.columns if c is not end))
    return form.with_table(table.map(join, "row"))


def _range(first: date, last: date, words: str) -> str:
    if (first.month, first.year) == (last.month, last.year):
        return f"{first.day}{words}{day_name(last)}"
    return f"{day_name(first)}{words}{day_name(last)}"


@preserves("json")
def midnight_in_utc(form: Form, _rng: Random) -> Form | None:
    """A web form's dates: `2025-10-15T17:00:00.000Z` is 16 October in Jakarta."""
    if not form.is_typed or not form.table.plain(Kind.DATE, Kind.MONTH_DATE):
        return None
    return replace(form, is_utc=True)


@preserves(*EVERY)
def everything_in_capitals(form: Form, _rng: Random) -> Form | None:
    """Headers and texts in capitals."""

    def shout(line: Line) -> Line:
        cells = {
            k: c._replace(value=c.value.upper())
            for k, c in line.cells.items()
            if isinstance(c.value, str)
        }
        return replace(line.with_cells(cells), meant=_shouted(form.table, line.meant))

    columns = tuple(c._replace(path=tuple(t.upper() for t in c.path)) for c in form.table.columns)
    table = replace(form.table, columns=columns)
    return form.with_table(table.map(shout, "row", "total", "heading"))


def _shouted(table: Table, meant: Row | None) -> Row | None:
    """What a row in capitals means: what has no code is published as it is written."""
    columns = DATASETS[table.dataset].columns
    return meant and {name: _shout(columns[name].kind, value) for name, value in meant.items()}


def _shout(kind: Kind, value: Value) -> Value:
    if not isinstance(value, str) or isinstance(value, Written) or kind not in _AS_WRITTEN:
        return value
    has_code = kind is Kind.PRODUCT and value in product_wordings()
    return value if has_code else value.upper()
