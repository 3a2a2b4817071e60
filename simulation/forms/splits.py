"""What a clerk reads the same when a figure stands in parts: by sex, by month, beside a target."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from random import Random

from schemas.contracts import Kind
from schemas.wording import MONTHS
from simulation.forms.editing import countable, people
from simulation.forms.form import Cell, Column, Form, Line, Scalar, Table, amount
from simulation.forms.kinds import GRIDS, preserves

Number = int | Decimal
Parts = Callable[[Number], Sequence[Scalar]]
MONTH_HEADERS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agt", "Sep", "Okt", "Nop", "Des")


def split(table: Table, column: Column, leaves: Sequence[str], parts: Parts) -> Table:
    """Put parts under a column's header, in the place of its figures."""
    columns = [Column(f"{column.key}.{leaf}", (*column.path, leaf)) for leaf in leaves]

    def divide(line: Line) -> Line:
        value = amount(line.cell(column.key))
        texts = parts(value) if value is not None else [None] * len(leaves)
        cells = {c.key: Cell(text) for c, text in zip(columns, texts, strict=True)}
        return line.with_cells({column.key: Cell(), **cells})

    return table.put(column, *columns).map(divide, "row")


def _split_one(
    form: Form, rng: Random, columns: list[Column], leaves: Sequence[str], parts: Parts
) -> Form | None:
    if not columns:
        return None
    return form.with_table(split(form.table, rng.choice(columns), leaves, parts))


@preserves(*GRIDS)
def split_by_sex(form: Form, rng: Random) -> Form | None:
    """A count of people as L | P | Jml."""

    def parts(value: Number) -> Sequence[Scalar]:
        women = rng.randint(0, int(value))
        return value - women, women, value

    leaves = rng.choice(
        (("L", "P", "Jml"), ("L", "P", "L+P"), ("Laki-laki", "Perempuan", "Jumlah"))
    )
    return _split_one(form, rng, people(form.table), leaves, parts)


@preserves(*GRIDS)
def split_by_sex_without_sum(form: Form, rng: Random) -> Form | None:
    """A count of people as L | P."""

    def parts(value: Number) -> Sequence[Scalar]:
        women = rng.randint(0, int(value))
        return value - women, women

    return _split_one(form, rng, people(form.table), ("L", "P"), parts)


@preserves(*GRIDS)
def split_by_sex_below_a_group(form: Form, rng: Random) -> Form | None:
    """Three header rows: Jumlah WBP over Jenis Kelamin and Jumlah, the first over L and P."""
    if not (columns := people(form.table)):
        return None
    column = rng.choice(columns)
    women = Random(rng.random())  # noqa: S311 (a simulation, no secret)

    def parts(value: Number) -> Sequence[Scalar]:
        some = women.randint(0, int(value))
        return value - some, some, value

    table = split(form.table, column, ("L", "P", "Jumlah"), parts)
    for part in ("L", "P"):
        leaf = next(c for c in table.columns if c.key == f"{column.key}.{part}")
        table = table.put(leaf, leaf._replace(path=(*column.path, "Jenis Kelamin", part)))
    return form.with_table(table)


@preserves(*GRIDS)
def since_january(form: Form, rng: Random) -> Form | None:
    """s.d. bulan lalu | bulan ini | s.d. bulan ini."""
    if form.month.month == 1:
        return None

    def parts(value: Number) -> Sequence[Scalar]:
        before = value * rng.randint(1, 8)
        return before, value, before + value

    leaves = ("s.d. Bulan Lalu", "Bulan Ini", rng.choice(("s.d. Bulan Ini", "Jumlah")))
    return _split_one(form, rng, countable(form.table), leaves, parts)


@preserves(*GRIDS)
def target_and_realisation(form: Form, rng: Random) -> Form | None:
    """Target | Realisasi | %."""

    def parts(value: Number) -> Sequence[Scalar]:
        target = max(value * rng.randint(1, 3), 1)
        return target, value, round(Decimal(100) * value / target, 2)

    columns = countable(form.table, Kind.COUNT, Kind.MONEY)
    return _split_one(form, rng, columns, ("Target", "Realisasi", "%"), parts)


def months_across(form: Form, rng: Random, months: Sequence[int], *, with_sum: bool) -> Form | None:
    """A column a month; figures up to the report's own month, in no month after it."""
    names = rng.choice((MONTH_HEADERS, MONTHS, tuple(m.upper() for m in MONTH_HEADERS)))

    def parts(value: Number) -> Sequence[Scalar]:
        figures: list[Scalar] = []
        for month in months:
            is_past = month < form.month.month
            other = value * rng.randint(1, 4) if is_past else None
            figures.append(value if month == form.month.month else other)
        total = sum(f for f in figures if isinstance(f, int | Decimal))
        return [*figures, total] if with_sum else figures

    leaves = [names[month - 1] for month in months] + ["Jumlah"] * with_sum
    return _split_one(form, rng, countable(form.table), leaves, parts)


@preserves(*GRIDS)
def months_of_the_year(form: Form, rng: Random) -> Form | None:
    """Jan … Des | Jumlah."""
    return months_across(form, rng, range(1, 13), with_sum=True)


@preserves(*GRIDS)
def months_of_a_quarter(form: Form, rng: Random) -> Form | None:
    """Only some months, without a sum."""
    last = min(form.month.month + rng.choice((0, 1, 2)), 12)
    return months_across(form, rng, range(max(last - 2, 1), last + 1), with_sum=False)
