"""What rewritings share: which columns may be rewritten, sums, and how cells are changed."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from random import Random

from schemas.contracts import Kind
from simulation.forms.form import (
    NUMBER,
    Cell,
    Column,
    Form,
    Line,
    Scalar,
    Table,
    amount,
    is_bare,
)

_LEFT = 4


def countable(table: Table, *kinds: Kind) -> list[Column]:
    """Plain columns of amounts (no rates, no targets), bare and not below 0 in every row."""
    return [
        column
        for column in table.plain(*(kinds or (Kind.COUNT, Kind.NUMBER, Kind.MONEY)))
        if not table.reported(column).is_rate
        and not column.name.startswith("target")
        and any(amount(line.cell(column.key)) for line in table.rows)
        and all(_is_free(r.cell(column.key)) for r in table.rows)
    ]


def people(table: Table) -> list[Column]:
    """Plain columns that count people of both sexes."""
    return [
        column
        for column in countable(table, Kind.COUNT)
        if table.reported(column).unit == "orang" and not column.name.endswith(("_l", "_p"))
    ]


def borders(columns: Sequence[Column]) -> list[int]:
    """Where a column may be put in without parting a group: not in front, but at the end."""
    tops = [column.path[0] for column in columns]
    return [at for at in range(1, len(tops)) if tops[at] != tops[at - 1]] + [len(tops)]


def added(table: Table) -> list[Column]:
    """Columns that people add up: counts and money; amounts where all are of one unit."""
    units = {line.cell("satuan").value for line in table.rows}
    kinds = (Kind.COUNT, Kind.MONEY, Kind.NUMBER) if len(units) == 1 else (Kind.COUNT, Kind.MONEY)
    if not table.rows or not label_columns(table):
        return []
    return [
        column
        for column in table.known(*kinds)
        if not table.reported(column).is_rate
        and not column.key.endswith((".%", ".Rp", ".satuan"))
        and all(_can_be_added(line.cell(column.key)) for line in table.rows)
    ]


def _can_be_added(cell: Cell) -> bool:
    return cell.value is None or amount(cell) is not None


def sums(table: Table, lines: Iterable[Line]) -> dict[str, Cell]:
    """The true sum under every column that people add up."""
    lines = list(lines)
    return {c.key: Cell(total_of(line.cell(c.key).value for line in lines)) for c in added(table)}


def total_of(values: Iterable[Scalar]) -> Scalar:
    """The sum of the numbers among some values; None where there is none."""
    numbers = [v for v in values if isinstance(v, int | Decimal)]
    return sum(numbers) if numbers else None


def label_columns(table: Table) -> list[Column]:
    """Where the words of a total may stand: under the row number, or a text on the left."""
    texts = table.known(Kind.PRODUCT, Kind.TEXT, Kind.COMPANY, Kind.TERM, Kind.UNIT, Kind.DATE)
    left = [column for column in table.columns[:_LEFT] if column in texts]
    return [*(column for column in table.columns[:1] if column.key == NUMBER), *left[:1]]


def total(table: Table, words: str, cells: dict[str, Cell], rng: Random) -> Line:
    """A line of sums, its words under the number or under the first text."""
    return Line({**cells, rng.choice(label_columns(table)).key: Cell(words)}, "total")


def rewrite(
    form: Form, column: Column, change: Callable[[Cell], Cell], *, share: float, rng: Random
) -> Form:
    """Change a share of the filled cells of a column's rows."""

    def in_line(line: Line) -> Line:
        cell = line.cell(column.key)
        if cell.value is None or cell.is_joined or rng.random() > share:
            return line
        return line.with_cells({column.key: change(cell)})

    return form.with_table(form.table.map(in_line, "row"))


def bare(table: Table, *kinds: Kind, unit: str = "") -> list[Column]:
    """Columns whose rows hold bare numbers from 0 on (or nothing), parts among them."""
    return [
        column
        for column in table.known(*kinds)
        if unit in ("", table.reported(column).unit)
        and any(is_bare(line.cell(column.key)) for line in table.rows)
        and all(_is_free(line.cell(column.key)) for line in table.rows)
    ]


def _is_free(cell: Cell) -> bool:
    return cell.value is None or (is_bare(cell) and (amount(cell) or 0) >= 0)


def figures(table: Table, *kinds: Kind) -> list[Column]:
    """Whole columns of bare numbers: without one of its parts a figure may still be read."""
    whole = table.plain(*kinds)
    return [column for column in bare(table, *kinds) if column in whole]
