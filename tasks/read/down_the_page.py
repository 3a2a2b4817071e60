"""Forms down the page: a dataset of one row, written label beside figure."""

import re
from collections.abc import Sequence

from schemas.contracts import DATASETS
from schemas.errors import Fault
from tasks.read.grid import Cell
from tasks.read.header_trees import Leaf
from tasks.read.headers import (
    is_unit_word,
    match_header,
    part_of_column,
    required_names,
    without_mark,
)
from tasks.read.settling import settle
from tasks.read.tables_seen import Table

_ONE_ROW = frozenset(name for name, contract in DATASETS.items() if not contract.model.key)
_ENUMERATOR = re.compile(r"^\s*(?:[a-z0-9]{1,2}[.)]|[-–•])\s+")


def read_down_the_page(table: Table) -> bool:
    """Read a one-row dataset written label beside figure; False where it is none.

    Sets `pairs`, or `fault` where a label stands there twice or which figure is meant is not clear.
    """
    if table.dataset not in _ONE_ROW:
        return False
    found = _labels_beside_figures(table)
    required = required_names(table.dataset)
    if not required <= found.keys() or len({at for f in found.values() for at, *_ in f}) < 2:
        return False
    table.fault = None
    for name, places in found.items():
        at, c, values = places[0]
        chosen = _figure_of(table, name, values)
        if len(places) > 1 or chosen is None:
            written = " | ".join(str(v) for v in table.grid.rows[at] if v != "")
            code = "E012" if len(places) > 1 else "E025"
            table.fault = Fault(code, table.grid.name, table.address(at, c), written)
            table.pairs = {}
            return True
        table.pairs[name] = (at, chosen)
    return True


def _labels_beside_figures(table: Table) -> dict[str, list[tuple[int, int, list[int]]]]:
    """Column name to each place of its label: row, column, columns of the figures beside it."""
    rows = table.grid.rows
    found: dict[str, list[tuple[int, int, list[int]]]] = {}
    for at in range(table.starts, len(rows)):
        for c, cell in enumerate(rows[at]):
            name = _label_down(table.dataset, cell)
            values = [k for k in range(c + 1, len(rows[at])) if _is_value(rows[at][k])]
            if name and values:
                found.setdefault(name, []).append((at, c, values))
                break
    return found


def _figure_of(table: Table, name: str, values: Sequence[int]) -> int | None:
    """Which of the figures beside a label is meant: the only one, or what the header says."""
    if len(values) == 1 or not table.heading:
        return values[0] if len(values) == 1 else None
    rows = table.grid.rows[table.heading.block.first : table.heading.block.last + 1]
    leaves = []
    for at in values:
        text = next((row[at] for row in reversed(rows) if row[at] != ""), "")
        word = part_of_column(text) if isinstance(text, str) else None
        if word is None:
            return None
        leaves.append(Leaf(at, (text,), name, (word,)))
    column = settle(name, leaves, table.month)
    return None if column is None or column.is_sum_of_parts else column.at


def _label_down(dataset: str, cell: Cell) -> str | None:
    if not isinstance(cell, str) or not cell.strip():
        return None
    return match_header(dataset, _ENUMERATOR.sub("", without_mark(cell)).strip(" :"))


def _is_value(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return True
    return bool(cell.strip(" :")) and not is_unit_word(cell)
