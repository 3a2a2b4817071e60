"""Settling: of all columns that speak of one column of the contract, which holds its value.

Of months across the columns the month reported is meant, of plan and result the result, of `L` and
`P` the sum; what cannot be settled so is a puzzle.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from schemas.contracts import DATASETS, NUMERIC
from schemas.wording import wording_key
from tasks.read.header_trees import Heading, Leaf
from tasks.read.headers import Part, part_of_column


class Column(NamedTuple):
    """Where the value of a contract's column stands.

    Attributes:
        name: The contract's column.
        at: Index of the column that holds it; the first of `parts` where none holds the whole.
        parts: Columns that add up to it (`L`, `P`): its proof, or its value where no sum stands.
        is_sum_of_parts: No column holds the whole.
        chain: (until last month, until now): their difference is the value's proof.
    """

    name: str
    at: int
    parts: tuple[int, ...] = ()
    is_sum_of_parts: bool = False
    chain: tuple[int, int] | None = None


def settle_columns(
    dataset: str, heading: Heading, month: date | None
) -> tuple[dict[str, Column], list[Leaf]]:
    """Say for each column of the contract where its value stands.

    Args:
        dataset: The dataset.
        heading: Its header tree.
        month: The report's month: of months across the columns, this one is meant.

    Returns:
        The columns, and the leaves of those that cannot be settled.
    """
    found: dict[str, list[Leaf]] = defaultdict(list)
    for leaf in heading.leaves:
        found[leaf.name].append(leaf)
    columns: dict[str, Column] = {}
    puzzling: list[Leaf] = []
    for name, leaves in found.items():
        if len(leaves) == 1 and not leaves[0].parts:
            columns[name] = Column(name, leaves[0].at)
            continue
        is_numeric = DATASETS[dataset].columns[name].kind in NUMERIC
        column = settle(name, leaves, month) if is_numeric or len(leaves) == 1 else None
        if column is None or (not is_numeric and leaves[0].parts):
            puzzling += leaves
        else:
            columns[name] = column
    return columns, puzzling


def settle(name: str, leaves: Sequence[Leaf], month: date | None) -> Column | None:
    """Where the value of a column stands, given all its leaves; None where that is not clear."""
    chain = _chain(leaves)
    chosen = _of_time(leaves, month)
    chosen = _of_plan(chosen)
    males, females = ([x for x in chosen if x.has(p)] for p in (Part.MALE, Part.FEMALE))
    whole = [x for x in chosen if not x.has(Part.MALE, Part.FEMALE)]
    if len(males) != len(females) or len(males) > 1 or len(whole) > 1:
        return None
    parts = tuple(x.at for x in (*males, *females))
    if whole:
        return Column(name, whole[0].at, parts, is_sum_of_parts=False, chain=chain)
    return Column(name, parts[0], parts, is_sum_of_parts=True) if parts else None


def _of_time(leaves: Sequence[Leaf], month: date | None) -> Sequence[Leaf]:
    """The leaves of the month reported."""
    if this := [x for x in leaves if x.has(Part.THIS)]:
        return this
    months = [x for x in leaves if x.has(Part.MONTH)]
    if months:
        plain = [x for x in leaves if not x.parts and not _says_sum(x)]
        return [] if plain or month is None else [x for x in months if _is_of(x, month)]
    return [x for x in leaves if not x.has(Part.BEFORE, Part.UNTIL)]


def _says_sum(leaf: Leaf) -> bool:
    word = part_of_column(leaf.path[-1])
    return word is not None and word.part is Part.SUM


def _is_of(leaf: Leaf, month: date) -> bool:
    return any(
        w.part is Part.MONTH and w.month == month.month and w.year in {0, month.year}
        for w in leaf.parts
    )


def _of_plan(leaves: Sequence[Leaf]) -> Sequence[Leaf]:
    """What was reached, not what was planned."""
    real = [x for x in leaves if x.has(Part.REAL)]
    return real or [x for x in leaves if not x.has(Part.TARGET, Part.RATE)]


def _chain(leaves: Sequence[Leaf]) -> tuple[int, int] | None:
    before = [x for x in leaves if x.has(Part.BEFORE)]
    until = [x for x in leaves if x.has(Part.UNTIL)]
    sums = [x for x in leaves if x.parts and all(w.part is Part.SUM for w in x.parts)]
    until = until or sums
    spans_all = [x for x in before if wording_key(x.path[-1]) != "bulan lalu"]
    if len(spans_all) == 1 and len(until) == 1 and len(leaves) <= 4:
        return spans_all[0].at, until[0].at
    return None
