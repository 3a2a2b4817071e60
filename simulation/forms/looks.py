"""What a clerk reads the same however cells look: merged, ditto, scaled, formatted."""

from collections.abc import Callable
from decimal import Decimal
from random import Random

from schemas.contracts import Kind
from simulation.forms.editing import bare, rewrite
from simulation.forms.form import Cell, Form, Line, Shown, Table, amount, runs
from simulation.forms.kinds import EVERY, GRIDS, MERGING, preserves

_TEXTS = (Kind.TERM, Kind.TEXT, Kind.COMPANY)
_RUPIAH_CODES = (
    "",
    '"Rp"#,##0',
    "[$Rp-421]#,##0",
    '_-"Rp"* #,##0_-;-"Rp"* #,##0_-;_-"Rp"* "-"_-;_-@_-',
)
_SCALES = {
    1_000: ("(dalam ribuan rupiah)", "(dalam ribuan Rp)", "(Rp. 000)", "(Rp 000)", "(Rp ribu)"),
    1_000_000: ("(dalam jutaan rupiah)", "(dalam jutaan Rp)", "(juta rupiah)"),
}
_HEADER_SCALES = ("(ribu rupiah)", "(Rp 000)", "(ribuan Rp)")


def _merge_equal(form: Form, rng: Random, change: Callable[[Cell], Cell]) -> Form | None:
    """Change all but the first of the equal neighbours in one text column."""
    table = form.table
    found = [(c, found) for c in table.plain(*_TEXTS) if (found := runs(table.lines, c.key))]
    if not found:
        return None
    column, groups = rng.choice(found)
    for line in (line for group in groups for line in group[1:]):
        table = table.swap(line, line.with_cells({column.key: change(line.cell(column.key))}))
    return form.with_table(table)


@preserves(*MERGING)
def merged_down(form: Form, rng: Random) -> Form | None:
    """Equal neighbours are one merged cell."""
    return _merge_equal(form, rng, lambda cell: cell._replace(is_joined=True))


@preserves(*EVERY)
def ditto_marks(form: Form, rng: Random) -> Form | None:
    """`sda` in the place of what stands above."""
    mark = rng.choice(("sda", "s.d.a", "idem", '"', '-"-', "sda."))
    return _merge_equal(form, rng, lambda _: Cell(mark))


def scaled(table: Table, scale: int) -> Table | None:
    """The table with its rupiah divided, where all of the rows' are whole multiples."""
    columns = [
        c
        for c in table.known(Kind.MONEY)
        if table.reported(c).unit.startswith("IDR") and not c.key.endswith((".Rp", ".%"))
    ]
    if any(c.path[-1].endswith(_HEADER_SCALES) for c in columns):
        return None
    cells = [line.cell(c.key) for line in table.rows for c in columns]
    values = [number for cell in cells if (number := amount(cell)) is not None]
    is_clear = all(cell == Cell() or amount(cell) is not None for cell in cells)
    if not any(values) or not is_clear or any(value % scale for value in values):
        return None

    def divide(line: Line) -> Line:
        cells = {}
        for column in columns:
            cell = line.cell(column.key)
            if (number := amount(cell)) is not None:
                cells[column.key] = cell._replace(value=Decimal(number) / scale)
        return line.with_cells(cells)

    return table.map(divide, "row", "total")


def _scale(form: Form, rng: Random, scale: int) -> Form | None:
    table = scaled(form.table, scale)
    if not table:
        return None
    words = rng.choice(_SCALES[scale])
    words = rng.choice((words, words, words.upper()))
    return form.with_table(table).with_sheet(heading=(*form.sheet.heading, words))


@preserves(*GRIDS)
def in_thousands(form: Form, rng: Random) -> Form | None:
    """`(dalam ribuan rupiah)` above the table."""
    return _scale(form, rng, 1_000)


@preserves(*GRIDS)
def in_millions(form: Form, rng: Random) -> Form | None:
    """`(dalam jutaan rupiah)` above the table."""
    return _scale(form, rng, 1_000_000)


@preserves(*GRIDS)
def header_in_thousands(form: Form, rng: Random) -> Form | None:
    """`Omzet (ribu rupiah)`: every rupiah header says the scale."""
    table = scaled(form.table, 1_000)
    columns = [c for c in form.table.known(Kind.MONEY) if form.table.reported(c).unit != "USD"]
    is_scaled = form.sheet.is_scaled or any(len(c.path) > 1 or "(" in c.path[0] for c in columns)
    if not table or is_scaled:
        return None
    words = rng.choice(_HEADER_SCALES)
    for column in columns:
        table = table.put(column, column._replace(path=(f"{column.path[0]} {words}",)))
    return form.with_table(table)


@preserves(*MERGING)
def rupiah_formats(form: Form, rng: Random) -> Form | None:
    """Amounts shown with `Rp` by their number format."""
    table = form.table
    columns = [c for c in bare(table, Kind.MONEY) if table.reported(c).unit.startswith("IDR")]
    if not columns or not form.is_typed:
        return None
    code = rng.choice(_RUPIAH_CODES)
    shown = Shown("Rp " if not code else "Rp", code=code)
    for column in columns:
        change: Callable[[Cell], Cell] = lambda cell: cell._replace(shown=shown)  # noqa: E731
        form = rewrite(form, column, change, share=1, rng=rng)
    return form


@preserves(*MERGING)
def unit_formats(form: Form, rng: Random) -> Form | None:
    """Counts shown with `orang` by their number format."""
    columns = bare(form.table, Kind.COUNT, unit="orang")
    if not columns or not form.is_typed:
        return None
    shown = Shown(after=rng.choice((" orang", " Org")))
    column = rng.choice(columns)
    return rewrite(form, column, lambda cell: cell._replace(shown=shown), share=1, rng=rng)


@preserves(*MERGING)
def thousands_separated(form: Form, rng: Random) -> Form | None:
    """Typed numbers shown with separators: `#,##0`."""
    columns = bare(form.table, Kind.COUNT, Kind.MONEY)
    if not columns or not form.is_typed:
        return None
    column = rng.choice(columns)
    shown = Shown(code=rng.choice(("#,##0", "#,##0_);(#,##0)", "#,##0.00")))
    return rewrite(form, column, lambda cell: cell._replace(shown=shown), share=1, rng=rng)


@preserves("xlsx", "ods")
def computed_figures(form: Form, rng: Random) -> Form | None:
    """Figures and totals that a formula computed."""
    columns = bare(form.table, Kind.COUNT, Kind.MONEY)
    if not columns or not form.is_typed:
        return None
    key = rng.choice(columns).key

    def compute(line: Line) -> Line:
        cell = line.cell(key)
        return line.with_cells({key: cell._replace(is_computed=True)} if amount(cell) else {})

    return form.with_table(form.table.map(compute, "row", "total"))


@preserves("xlsx", "xls")
def percentage_formats(form: Form, rng: Random) -> Form | None:
    """0.234 shown as `23.4%` by its number format."""
    columns = bare(form.table, Kind.PERCENT)
    if not columns or not form.is_typed:
        return None

    def divide(cell: Cell) -> Cell:
        return Cell(Decimal(amount(cell) or 0) / 100, shown=Shown(code="0.0%"))

    for column in columns:
        form = rewrite(form, column, divide, share=1, rng=rng)
    return form
