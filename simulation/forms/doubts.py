"""What makes a form ambiguous: rows that could mean something else lose their meaning here."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from schemas.calendar import month_before
from schemas.contracts import Kind
from schemas.wording import MONTHS
from simulation.forms.contexts import SHORT_MONTHS, letterhead_of
from simulation.forms.editing import countable, label_columns, people, sums, total
from simulation.forms.form import (
    FOREIGN,
    Cell,
    Column,
    Form,
    Line,
    Sheet,
    Table,
    Text,
    amount,
)
from simulation.forms.kinds import BOOKS, EVERY, GRIDS, MERGING, blurs
from simulation.forms.looks import scaled
from simulation.forms.plain import month_name
from simulation.forms.splits import months_across, split
from simulation.forms.surroundings import situation

_OF_MONTH = {f"{FOREIGN}bulan"}


def doubted(form: Form, *lines: Line) -> Form:
    """The form with some rows without a meaning; somebody must be told."""
    table = form.table
    for line in lines:
        table = table.swap(line, replace(line, meant=None))
    return replace(form.with_table(table), must_tell=True)


def _without_meaning(table: Table) -> Table:
    return table.map(lambda line: replace(line, meant=None), "row")


def all_doubted(form: Form) -> Form:
    """The form with no row of its sheet meaning anything."""
    sheet = form.sheet
    tables, beside = (tuple(map(_without_meaning, t)) for t in (sheet.tables, sheet.beside))
    return replace(form.with_sheet(tables=tables, beside=beside), must_tell=True)


def table_doubted(form: Form) -> Form:
    """The form with no row of its first table meaning anything."""
    return doubted(form, *form.table.rows)


@blurs(*GRIDS)
def other_month_in_the_title(form: Form, _rng: Random) -> Form | None:
    """Last month's book as a template: the subtitle was not changed."""
    if form.extension == "csv" and not form.sheet.labels and not form.sheet.heading:
        return None  # its name alone says the month, and nothing above a table is a title
    said = f"BULAN {month_name(month_before(form.month)).upper()}"
    return all_doubted(form.with_sheet(heading=(*form.sheet.heading, said)))


@blurs(*EVERY)
def other_month_in_the_file_name(form: Form, _rng: Random) -> Form | None:
    """Saved over last month's name."""
    if form.name != "laporan" or any(sheet.month for sheet in form.sheets):
        return None
    form = all_doubted(replace(form, name=f"Laporan {month_name(month_before(form.month))}"))
    after = tuple(replace(s, tables=tuple(map(_without_meaning, s.tables))) for s in form.after)
    return replace(form, after=after)


@blurs(*BOOKS)
def other_month_in_the_sheet_name(form: Form, _rng: Random) -> Form | None:
    """The sheet is still called after last month."""
    is_named = form.sheet.heading or form.table.heading  # the dataset, in the sheet's place
    if not is_named or not form.sheet.states("periode"):
        return None
    return all_doubted(form.with_sheet(title=SHORT_MONTHS[month_before(form.month).month - 1]))


@blurs(*GRIDS)
def other_unit_in_the_letterhead(form: Form, rng: Random) -> Form | None:
    """Somebody else's paper."""
    own = situation(form, rng).own_units
    others = [unit for unit in own if unit.unit_id != form.unit.unit_id and unit.kind == "Lapas"]
    if not others or form.sheet.letterhead:
        return None
    return all_doubted(form.with_sheet(letterhead=letterhead_of(form, rng.choice(others).name)))


def _says_month_once(form: Form) -> bool:
    """Whether nothing but the envelope of this sheet tells the month or its year."""
    sheet = form.sheet
    is_alone = len(form.tables) == len(sheet.tables) + len(sheet.beside)
    columns = {column.key for column in form.table.columns}
    elsewhere = form.name != "laporan" or sheet.heading[1:] or sheet.tail or columns & _OF_MONTH
    return sheet.states("periode") and is_alone and not elsewhere


@blurs(*EVERY)
def month_without_year(form: Form, _rng: Random) -> Form | None:
    """`Periode: Oktober`, and no year anywhere."""
    if not _says_month_once(form):
        return None
    label = next(label for label in form.sheet.labels if label.field == "periode")
    if label.value != month_name(form.month):
        return None
    bare_month = label._replace(value=MONTHS[form.month.month - 1])
    labels = tuple(
        bare_month if x is label else x for x in form.sheet.labels if x.field != "tanggal_laporan"
    )
    return all_doubted(form.with_sheet(labels=labels))


@blurs(*GRIDS)
def only_a_circulars_date(form: Form, _rng: Random) -> Form | None:
    """No month but that of the circular in the corner."""
    if not _says_month_once(form):
        return None
    corner: tuple[Text, ...] = (
        ("Lampiran Surat Edaran",),
        ("Tanggal", f": 12 {month_name(form.month)}"),
    )
    sheet = form.sheet.without("periode", "tanggal_laporan")
    return all_doubted(replace(form, sheet=replace(sheet, corner=corner)))


def _split_badly(
    form: Form, columns: list[Column], leaves: Sequence[str], rng: Random
) -> tuple[Table, Column] | None:
    if not columns:
        return None
    column = rng.choice(columns)
    table = split(form.table, column, leaves, lambda v: [v, *[v // 2 for _ in leaves[1:]]])
    return table, column


@blurs(*GRIDS)
def parts_that_do_not_add_up(form: Form, rng: Random) -> Form | None:
    """L and P of one row are not its Jml."""
    if not (columns := people(form.table)):
        return None
    column = rng.choice(columns)
    table = split(form.table, column, ("L", "P", "Jml"), lambda v: (v - v // 3, v // 3, v))
    key = f"{column.key}.L"
    line = rng.choice([line for line in table.rows if amount(line.cell(key)) is not None])
    off = line.with_cells({key: Cell((amount(line.cell(key)) or 0) + rng.randint(1, 9))})
    return doubted(form.with_table(table.swap(line, off)), off)


@blurs(*GRIDS)
def leaf_nobody_explains(form: Form, rng: Random) -> Form | None:
    """Baru | Lama | Lanjutan under Jumlah WBP: which of them is the figure?"""
    leaves = rng.choice((("Baru", "Lama", "Lanjutan"), ("Rencana", "Lainnya"), ("I", "II")))
    if not (made := _split_badly(form, countable(form.table), leaves, rng)):
        return None
    return table_doubted(form.with_table(made[0]))


@blurs(*GRIDS)
def only_since_january(form: Form, rng: Random) -> Form | None:
    """Only `s.d. Bulan Ini`, under the header or in it."""
    columns = countable(form.table)
    if not columns:
        return None
    column = rng.choice(columns)
    path = rng.choice(((*column.path, "s.d. Bulan Ini"), (f"{column.path[0]} s.d. Bulan Ini",)))
    return table_doubted(form.with_table(form.table.put(column, column._replace(path=path))))


@blurs(*GRIDS)
def months_without_the_reports(form: Form, rng: Random) -> Form | None:
    """Months across, but not the one reported."""
    months = [m for m in range(1, 13) if m != form.month.month][:6]
    if not (made := months_across(form, rng, months, with_sum=True)):
        return None
    return table_doubted(made)


@blurs(*EVERY)
def two_columns_of_one_meaning(form: Form, rng: Random) -> Form | None:
    """Two headers for one figure, and the figures differ."""
    table = form.table
    taken = {text for column in table.columns for text in column.path}
    pairs = [
        (column, text)
        for column in countable(table)
        for text in (table.reported(column).header, *table.reported(column).variants)
        if text not in taken
    ]
    if not pairs:
        return None
    column, text = rng.choice(pairs)
    other = Column(f"{FOREIGN}lain", (text,))

    def fill(line: Line) -> Line:
        value = amount(line.cell(column.key))
        return line.with_cells({other.key: Cell(value and value + rng.randint(1, 9))})

    table = replace(table, columns=(*table.columns, other)).map(fill, "row")
    return table_doubted(form.with_table(table))


@blurs(*GRIDS)
def total_that_is_off(form: Form, rng: Random) -> Form | None:
    """`Jumlah`, but one of its figures is not the sum."""
    cells = sums(form.table, form.table.rows)
    keys = [key for key, cell in cells.items() if amount(cell) is not None]
    if not keys:
        return None
    key = rng.choice(keys)
    right = amount(cells[key]) or 0
    cells[key] = Cell(right + max(right // 10, rng.choice((7, 90))))
    line = total(form.table, rng.choice(("Jumlah", "TOTAL")), cells, rng)
    table = replace(form.table, lines=(*form.table.lines, line))
    return replace(form.with_table(table), must_tell=True)


@blurs(*GRIDS)
def sum_that_is_no_total(form: Form, rng: Random) -> Form | None:
    """A last line that holds the sums and does not say so."""
    cells = sums(form.table, form.table.rows)
    if len(form.table.rows) < 2 or not cells:
        return None
    label = rng.choice(("Hasil kerja", "Kegiatan bersama"))
    words = {label_columns(form.table)[-1].key: Cell(label)}
    table = replace(form.table, lines=(*form.table.lines, Line(cells | words, "total")))
    return replace(form.with_table(table), must_tell=True)


@blurs(*MERGING, warnings=("W007",))
def hidden_column(form: Form, rng: Random) -> Form | None:
    """A column that is asked for, and that nobody sees."""
    columns = countable(form.table)
    if not columns:
        return None
    column = rng.choice(columns)
    return table_doubted(form.with_table(form.table.put(column, column._replace(is_hidden=True))))


@blurs(*MERGING, warnings=("W007",))
def hidden_report(form: Form, _rng: Random) -> Form | None:
    """The sheet itself is hidden, another one is shown."""
    other = Sheet("Lembar1", tail=(("Laporan terlampir",),), is_report=False)
    return all_doubted(replace(form.with_sheet(is_hidden=True), before=(other, *form.before)))


@blurs(*GRIDS)
def scales_that_contradict(form: Form, _rng: Random) -> Form | None:
    """Thousands above the table, millions in a header."""
    table = scaled(form.table, 1)
    columns = [c for c in form.table.plain(Kind.MONEY) if form.table.reported(c).unit == "IDR"]
    if not table or not columns:
        return None
    table = table.put(
        columns[0], columns[0]._replace(path=(f"{columns[0].path[0]} (juta rupiah)",))
    )
    heading = (*form.sheet.heading, "(dalam ribuan rupiah)")
    return table_doubted(form.with_table(table).with_sheet(heading=heading))
