"""The line that adds a table up, as a careful clerk writes it; or with one wrong figure."""

from decimal import Decimal
from random import Random
from typing import NamedTuple

from schemas.contracts import DATASETS, Kind
from simulation.model import Cell, Hand, Report, Value, Worded, Written
from simulation.typed_values import indonesian

_TOTALS = ("Jumlah", "JUMLAH", "Total", "Jumlah Total", "TOTAL :")
_ADDED = (Kind.COUNT, Kind.MONEY)
_WRONG_BY = Decimal(8)  # an eighth of the sum: no difference of rounding, no other rows added up


class Total(NamedTuple):
    """A total row: its cells, and whether one of its figures is wrong."""

    cells: list[Cell]
    is_off: bool


def has_total(report: Report, rng: Random) -> bool:
    """Whether a total stands under the table.

    Not where cells of a row stand under other headers than their own (E213): what the columns then
    add up to is nothing that anybody meant.
    """
    is_added_up = len(report.lines) > 1 and rng.random() < 0.4
    is_shifted = any(line.is_shifted for line in report.lines)
    return report.is_total_off or (is_added_up and not is_shifted)


def can_be_off(report: Report) -> bool:
    """Whether a total under the table could have a figure that is surely wrong."""
    is_shifted = any(line.is_shifted for line in report.lines)
    has_sum = any(_sum_under(report, name) is not None for name in _proving(report))
    return len(report.lines) > 1 and has_sum and not is_shifted


def _proving(report: Report) -> list[str]:
    """Columns whose total can be told to be wrong: prices are added up too, which says nothing."""
    columns = DATASETS[report.dataset].columns
    return [name for name in report.columns[1:] if not columns[name].is_rate]


def write_total(
    report: Report, fields: list[str], words: list[Worded], hand: Hand, rng: Random
) -> Total:
    """Add up counts and money; what is wrong of it is one figure under numbers that are exact.

    Args:
        report: What stands above.
        fields: What stands in each column, as in `TableHeader`; under the first is the label.
        words: The report's lines as they were typed.
        hand: Who typed them.
        rng: How the total is typed.
    """
    sums = {name: s for name in fields[1:] if (s := _sum_under(report, name)) is not None}
    about = {name for line in words for name in line.perkiraan}
    exact = [name for name in _proving(report) if name in sums and name not in about]
    wrong = rng.choice(exact) if report.is_total_off and exact else ""
    if wrong:
        sums[wrong] += max(Decimal(1), abs(sums[wrong]) // _WRONG_BY)
    cells = [_word_sum(sums.get(name), hand, rng) for name in fields[1:]]
    return Total([rng.choice(_TOTALS), *cells], bool(wrong))


def _sum_under(report: Report, name: str) -> Decimal | None:
    """The sum of a column, approximate numbers included.

    None where columns of its kind are not added up, or where one of its cells is words, a range or
    nothing anybody can read: then a careful clerk leaves the place empty. An empty cell adds none.
    """
    columns = DATASETS[report.dataset].columns
    if name not in columns or columns[name].kind not in _ADDED:
        return None
    values = [line.values[name] for line in report.lines]
    if any(map(_is_no_number, values)):
        return None
    return sum((Decimal(v) for v in values if isinstance(v, int | Decimal)), Decimal(0))


def _is_no_number(value: Value) -> bool:
    return isinstance(value, Written) and value.strip(" -") != ""


def _word_sum(total: Decimal | None, hand: Hand, rng: Random) -> Cell:
    if total is None:
        return ""
    return float(total) if rng.random() < hand.typed else indonesian(total)
