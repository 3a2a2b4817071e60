"""Narrow columns of units: `Rp` or `kg` alone in a column beside the figures it goes with."""

from schemas.contracts import DATASETS, NUMERIC, Kind
from schemas.wording import wording_key
from tasks.read.grid import Shown
from tasks.read.headers import is_unit_word
from tasks.read.tables_seen import Table


def find_unit_columns(table: Table) -> None:
    """Narrow columns that only hold `Rp` or a unit: each goes with the figures beside it."""
    h, contract = table.tree, DATASETS[table.dataset].columns
    of_column = {leaf.at: leaf for leaf in h.leaves}
    for at in range(table.left, table.right):
        leaf = of_column.get(at)
        if leaf and contract[leaf.name].kind not in NUMERIC:
            continue
        texts = table.texts[at] if table.below else []
        if not texts or not all(map(is_unit_word, texts)) or _holds_figures(table, at):
            continue
        beside = _beside(table, at, leaf is not None)
        if beside is None:
            continue
        value, name = beside
        table.units[value] = at
        h.leaves = [x for x in h.leaves if x.at != at]
        h.unknown.pop(at, None)
        h.puzzles.pop(at, None)
        h.puzzles.pop(value, None)
        if not any(x.at == value for x in h.leaves):
            h.leaves.append(
                next(x for x in of_column.values() if x.name == name)._replace(at=value)
            )
        for part in (x.at for x in h.leaves if x.name == name):
            table.units.setdefault(part, at)  # `Juli | Agustus | September | Satuan`


def has_units(table: Table) -> bool:
    """Whether quantities carry their unit: in a narrow column beside them, or in their format."""
    contract = DATASETS[table.dataset].columns
    quantities = [x.at for x in table.tree.leaves if contract[x.name].unit == "satuan"]
    return any(
        at in table.units or any(isinstance(c, Shown) for c in table.below[at])
        for at in quantities
        if table.below
    )


def _holds_figures(table: Table, at: int) -> bool:
    return any(not isinstance(cell, str) for cell in table.below[at])


def _beside(table: Table, at: int, is_claimed: bool) -> tuple[int, str] | None:
    """The column of figures that a narrow column of units goes with, and its name."""
    contract = DATASETS[table.dataset].columns
    named = {leaf.at: leaf.name for leaf in table.tree.leaves}
    own = named.get(at)
    headed = set(table.tree.unknown) | {table.tree.numbering}
    if own:
        for value in (at + 1, at - 1):
            is_free = value == at + 1 and value not in headed and value < table.right
            if named.get(value, own if is_free else "") == own:
                return value, own
        return None
    fitting = {Kind.MONEY} if all(map(_is_currency, table.texts[at])) else NUMERIC
    for value in (at - 1, at + 1):
        if value in named and contract[named[value]].kind in fitting:
            return value, named[value]
    return None


def _is_currency(text: str) -> bool:
    return wording_key(text) in {"rp", "idr", "rupiah", "usd", "ususd", "us usd", "eur"}
