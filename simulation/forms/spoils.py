"""What makes single rows ambiguous: they lose their meaning, and the others keep theirs."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from random import Random

from schemas.calendar import month_before
from schemas.contracts import Kind
from simulation.forms.doubts import doubted
from simulation.forms.editing import bare, countable, figures
from simulation.forms.form import (
    FOREIGN,
    NUMBER,
    Cell,
    Column,
    Form,
    Line,
    Shown,
    Table,
    amount,
)
from simulation.forms.kinds import EVERY, GRIDS, MERGING, blurs
from simulation.forms.plain import month_name
from simulation.forms.surroundings import situation
from simulation.model import Row
from simulation.names import word_unit

_FIGURES = (Kind.COUNT, Kind.NUMBER, Kind.MONEY)


def _spoil(
    form: Form, rng: Random, columns: Sequence[Column], change: Callable[[Cell], Cell]
) -> Form | None:
    """Change one figure, whose row then means nothing."""
    places = [(r, c) for c in columns for r in form.table.rows if amount(r.cell(c.key))]
    if not places:
        return None
    line, column = rng.choice(places)
    spoilt = line.with_cells({column.key: change(line.cell(column.key))})
    return doubted(form.with_table(form.table.swap(line, spoilt)), spoilt)


@blurs("xlsx", "xls", "ods")
def formula_without_value(form: Form, rng: Random) -> Form | None:
    """A formula that no program ever computed."""
    return _spoil(form, rng, figures(form.table, *_FIGURES), lambda _: Cell(fault="formula"))


@blurs("xlsx", "xls", "ods")
def broken_formula(form: Form, rng: Random) -> Form | None:
    """`#REF!` in the place of a figure."""
    fault = rng.choice(("#REF!", "#DIV/0!", "#NAME?", "#VALUE!"))
    return _spoil(form, rng, figures(form.table, *_FIGURES), lambda _: Cell(fault=fault))


def _mark(form: Form, rng: Random, change: Callable[[Line], Line]) -> Form | None:
    """Change one row, which then means nothing."""
    if not form.table.rows:
        return None
    line = rng.choice(form.table.rows)
    marked = change(line)
    return doubted(form.with_table(form.table.swap(line, marked)), marked)


@blurs(*MERGING)
def struck_row(form: Form, rng: Random) -> Form | None:
    """A row crossed out is cancelled."""

    def strike(line: Line) -> Line:
        return line.with_cells({k: c._replace(is_struck=True) for k, c in line.cells.items()})

    return _mark(form, rng, strike)


@blurs(*MERGING)
def hidden_row(form: Form, rng: Random) -> Form | None:
    """A row nobody sees."""
    return _mark(form, rng, lambda line: replace(line, is_hidden=True))


@blurs("xlsx", "ods")
def filtered_rows(form: Form, rng: Random) -> Form | None:
    """A filter is on: half of the rows are not seen."""
    if len(form.table.rows) < 2:
        return None
    gone = rng.sample(form.table.rows, len(form.table.rows) // 2)
    table = replace(form.table, is_filtered=True)
    for line in gone:
        table = table.swap(line, replace(line, is_hidden=True))
    hidden = [line for line in table.rows if line.is_hidden]
    return doubted(form.with_table(table), *hidden)


def _pieces(table: Table) -> list[Column]:
    """Amounts counted in pieces."""
    return [c for c in figures(table, Kind.NUMBER) if table.reported(c).unit == "satuan"]


@blurs(*EVERY)
def fraction_of_a_piece(form: Form, rng: Random) -> Form | None:
    """5,4 pcs."""
    return _fraction(form, rng, Cell(Decimal("5.4")))


@blurs(*MERGING)
def thousand_typed_as_decimal(form: Form, rng: Random) -> Form | None:
    """5.400 typed into an English Excel is 5.4, and its format shows `5.400`."""
    if not form.is_typed:
        return None
    return _fraction(form, rng, Cell(Decimal("5.4"), shown=Shown(places=3, code="0.000")))


def _fraction(form: Form, rng: Random, cell: Cell) -> Form | None:
    rows = [r for r in form.table.rows if r.meant and r.meant.get("satuan") in ("PCS", "EKOR")]
    columns = _pieces(form.table)
    if not rows or not columns:
        return None
    line, column = rng.choice(rows), rng.choice(columns)
    spoilt = line.with_cells({column.key: cell})
    return doubted(form.with_table(form.table.swap(line, spoilt)), spoilt)


@blurs(*EVERY)
def weight_among_pieces(form: Form, rng: Random) -> Form | None:
    """`40 kg`, where the row says pcs."""
    rows = [r for r in form.table.rows if r.meant and r.meant.get("satuan") == "PCS"]
    columns = _pieces(form.table)
    if not rows or not columns:
        return None
    line, column = rng.choice(rows), rng.choice(columns)
    spoilt = line.with_cells({column.key: line.cell(column.key)._replace(after=" kg")})
    return doubted(form.with_table(form.table.swap(line, spoilt)), spoilt)


@blurs(*MERGING)
def dollars_among_rupiah(form: Form, rng: Random) -> Form | None:
    """A rupiah figure whose number format shows dollars."""
    columns = [c for c in figures(form.table, Kind.MONEY) if form.table.reported(c).unit == "IDR"]
    shown = Shown("$", code=rng.choice(('"$"#,##0', "[$$-409]#,##0.00")))
    if not form.is_typed:
        return None
    return _spoil(form, rng, columns, lambda cell: cell._replace(shown=shown))


@blurs(*MERGING)
def format_that_hides_thousands(form: Form, rng: Random) -> Form | None:
    """12,000,000 shown as `12,000` by its format: which of the two is meant?"""
    columns = figures(form.table, Kind.MONEY)
    shown = Shown(hidden_thousands=1)
    if not form.is_typed:
        return None
    return _spoil(form, rng, columns, lambda cell: cell._replace(shown=shown))


def _own_column(form: Form, title: str, own: str, other: str, rng: Random) -> Form | None:
    """A column that says the same on each row, but for one."""
    if form.table.dataset == "program" or not form.table.rows:
        return None
    column = Column(f"{FOREIGN}{title}", (title,))
    if any(c.path[0] == title for c in form.table.columns) or len(form.table.rows) < 2:
        return None
    at = int(form.table.columns[0].key == NUMBER)
    columns = (*form.table.columns[:at], column, *form.table.columns[at:])
    table = replace(form.table, columns=columns)
    table = table.map(lambda line: line.with_cells({column.key: Cell(own)}), "row")
    line = rng.choice(table.rows)
    strange = line.with_cells({column.key: Cell(other)})
    return doubted(form.with_table(table.swap(line, strange)), strange)


@blurs(*EVERY)
def row_of_another_unit(form: Form, rng: Random) -> Form | None:
    """The Kanwil's recap, returned whole: one row is another unit's."""
    own = situation(form, rng).own_units
    others = [word_unit(unit, rng) for unit in own if unit.unit_id != form.unit.unit_id]
    return _own_column(form, "UPT", form.unit.name, rng.choice(others), rng) if others else None


@blurs(*EVERY)
def row_of_another_month(form: Form, rng: Random) -> Form | None:
    """One row is last month's."""
    own, other = month_name(form.month), month_name(month_before(form.month))
    if rng.random() < 0.5:
        own, other = own.partition(" ")[0], other.partition(" ")[0]
    return _own_column(form, "Bulan", own, other, rng)


@blurs(*EVERY, warnings=("W005",))
def example_row(form: Form, rng: Random) -> Form | None:
    """The form's example row was left in."""
    table = form.table
    if not table.rows:
        return None
    model = rng.choice(table.rows)
    cells = {c.key: Cell(9999) for c in bare(table, Kind.COUNT, Kind.NUMBER)}
    texts = table.known(Kind.PRODUCT, Kind.TEXT, Kind.COMPANY)
    cells |= {column.key: Cell("Meja belajar") for column in texts[:1]}
    cells[table.columns[0].key] = Cell(rng.choice(("contoh", "Contoh", "Contoh:", "(contoh)")))
    example = replace(model.with_cells(cells), meant=None)
    lines = list(table.lines)
    lines.insert(lines.index(table.rows[0]), example)
    return replace(form.with_table(replace(table, lines=tuple(lines))), must_tell=True)


@blurs(*MERGING)
def one_figure_for_two_rows(form: Form, rng: Random) -> Form | None:
    """A figure in a cell merged over two rows."""
    lines = form.table.lines
    pairs = [(a, b) for a, b in pairwise(lines) if a.kind == b.kind == "row"]
    columns = countable(form.table)
    if not pairs or not columns:
        return None
    (above, below), column = rng.choice(pairs), rng.choice(columns)
    if amount(above.cell(column.key)) is None:
        return None
    joined = below.with_cells({column.key: Cell(0, is_joined=True)})
    return doubted(form.with_table(form.table.swap(below, joined)), above, joined)


@blurs(*EVERY)
def ditto_in_the_first_row(form: Form, rng: Random) -> Form | None:
    """`sda`, and nothing above."""
    columns = form.table.plain(Kind.TERM, Kind.TEXT, Kind.COMPANY, Kind.PRODUCT)
    if not form.table.rows or not columns:
        return None
    line = form.table.rows[0]
    ditto = line.with_cells({rng.choice(columns).key: Cell(rng.choice(("sda", '"', "idem")))})
    return doubted(form.with_table(form.table.swap(line, ditto)), ditto)


@blurs("xlsx", "xls", "ods")
def dates_turned_by_excel(form: Form, rng: Random) -> Form | None:
    """Typed day first into an English Excel: 5/10 became 10 May, 16/10 stayed a text."""
    columns = form.table.plain(Kind.DATE)
    if not columns:
        return None
    column = rng.choice(columns)
    days = [d for r in form.table.rows if isinstance(d := r.cell(column.key).value, date)]
    is_turned = any(d.day <= 12 and d.day != d.month for d in days)
    if not form.is_typed or not is_turned or not any(d.day > 12 for d in days):
        return None

    def turn(line: Line) -> Line:
        if not isinstance(day := line.cell(column.key).value, date):
            return line
        if day.day > 12:
            return line.with_cells({column.key: Cell(f"{day:%d/%m/%Y}")})
        turned = Cell(day.replace(month=day.day, day=day.month), shown=Shown(code="m/d/yyyy"))
        return line.with_cells({column.key: turned})

    return form.with_table(form.table.map(turn, "row"))


@blurs(*GRIDS)
def row_below_a_remark(form: Form, _rng: Random) -> Form | None:
    """The last row stands below a remark, and is sparse."""
    table = form.table
    if len(table.rows) < 2 or table.lines[-1].kind != "row":
        return None
    last = table.lines[-1]
    needed = {c.key for c in table.known(*Kind) if table.reported(c).required}
    names = {table.reported(c).name for c in table.known(*Kind) if c.key in needed}
    sparse = Line({k: c for k, c in last.cells.items() if k in needed}, meant=_only(last, names))
    remark = Line({table.columns[0].key: Cell("Catatan: baris berikut menyusul")}, "heading")
    lines = (*table.lines[:-1], remark, sparse)
    return form.with_table(replace(table, lines=lines))


def _only(line: Line, names: set[str]) -> Row:
    return {name: value if name in names else None for name, value in (line.meant or {}).items()}


@blurs("csv")
def comma_that_shifts(form: Form, rng: Random) -> Form | None:
    """A decimal comma without quotes in a comma-separated file pushes the cells behind it."""
    columns = [
        c for c in form.table.columns[:-1] if c in figures(form.table, Kind.NUMBER, Kind.MONEY)
    ]
    last = form.table.columns[-1].key  # an empty last cell would take the shift up
    is_full = all(line.cell(last).value not in (None, "") for line in form.table.rows)
    if (
        not columns
        or not is_full
        or any({",", "\n"} & set(t) for c in form.table.columns for t in c.path)
    ):
        return None
    form = replace(form, csv=form.csv._replace(delimiter=",", is_bare=True))
    return _spoil(form, rng, columns, lambda cell: Cell(f"{amount(cell)},5"))
