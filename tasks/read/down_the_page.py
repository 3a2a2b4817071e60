"""Forms down the page: a dataset of one row, written label beside figure, or in a matrix."""

import re
from collections.abc import Sequence

from schemas.contracts import DATASETS
from schemas.errors import Fault
from schemas.wording import wording_key
from tasks.read.grid import Cell
from tasks.read.header_leaves import of_sex
from tasks.read.header_trees import Leaf
from tasks.read.headers import (
    Part,
    is_unit_word,
    match_header,
    part_of_column,
    required_names,
    without_mark,
)
from tasks.read.held_rows import is_disproved
from tasks.read.row_words import is_figure
from tasks.read.settling import Column, settle
from tasks.read.tables_seen import Table

_ONE_ROW = frozenset(name for name, contract in DATASETS.items() if not contract.model.key)
_REMARKS = frozenset({"keterangan", "ket", "catatan", "penjelasan"})
_ENUMERATOR = re.compile(r"^\s*(?:[a-z0-9]{1,2}[.)]|[-–•])\s+")


def read_down_the_page(table: Table) -> bool:
    """Read a one-row dataset written label beside figure; False where it is none.

    Sets `pairs`, or `fault` where a label stands there twice or which figure is meant is not clear.
    """
    if table.dataset not in _ONE_ROW:
        return False
    found = _labels_beside_figures(table) | _counted_by_sex(table)
    required = required_names(table.dataset)
    if not required <= found.keys() or len({at for f in found.values() for at, *_ in f}) < 2:
        return False
    table.fault = None
    for name, places in found.items():
        at, c, values = places[0]
        column = _figure_of(table, name, values)
        if len(places) > 1 or column is None:
            written = " | ".join(str(v) for v in table.grid.rows[at] if v != "")
            code = "E012" if len(places) > 1 else "E025"
            table.fault = Fault(code, table.grid.name, table.address(at, c), written)
            table.pairs = {}
            return True
        table.pairs[name] = (at, column.at)
        if is_disproved(table.grid.rows[at], column):
            table.body.hold(at, "E226", (name,))
    return True


def _labels_beside_figures(table: Table) -> dict[str, list[tuple[int, int, list[int]]]]:
    """Column name to each place of its label: row, column, columns of the figures beside it."""
    rows = table.grid.rows
    found: dict[str, list[tuple[int, int, list[int]]]] = {}
    headers = _headers(table)
    for at in range(table.starts, len(rows)):
        row = rows[at][: table.right]
        for c, cell in enumerate(row):
            if c < table.left or at in headers or not (name := _label_down(table.dataset, cell)):
                continue
            if values := _values_beside(table.dataset, row, c):
                found.setdefault(name, []).append((at, c, values))
    return found


def _counted_by_sex(table: Table) -> dict[str, list[tuple[int, int, list[int]]]]:
    """The same of a matrix: `Dewasa` and `Anak` down the page, `L`, `P` and their sum across."""
    found: dict[str, list[tuple[int, int, list[int]]]] = {}
    if not table.heading:
        return found
    rows, last = table.grid.rows, table.heading.block.last
    titles = ((c, rows[last][c]) for c in range(table.left, table.right))
    words = {c: word for c, t in titles if isinstance(t, str) and (word := part_of_column(t))}
    sexes = {c: word for c, word in words.items() if word.part in {Part.MALE, Part.FEMALE}}
    sums = [c for c, word in words.items() if word.part is Part.SUM]
    for at in range(last + 1, table.end):
        before = [
            t for t in rows[at][table.left : min(words, default=0)] if isinstance(t, str) and t
        ]
        label = _ENUMERATOR.sub("", before[-1]) if before else ""
        for c, word in sexes.items():
            if label and (name := of_sex(table.dataset, [label], [word])):
                found.setdefault(name, []).append((at, c, [c]))
                if any(is_disproved(rows[at], Column(name, s, tuple(sexes))) for s in sums):
                    table.body.hold(at, "E226", (name,))
    return found


def _values_beside(dataset: str, row: Sequence[Cell], label: int) -> list[int]:
    """Columns of what stands beside a label, up to the next one."""
    rest = range(label + 1, len(row))
    labels = (k for k in rest if _label_down(dataset, row[k]))
    return [k for k in range(label + 1, next(labels, len(row))) if _is_value(row[k])]


def _headers(table: Table) -> range:
    """The rows of a header over the figures: `Uraian | Target | Realisasi`."""
    if not table.heading:
        return range(0)
    block = table.heading.block
    rows = table.grid.rows[block.first : block.last + 1]
    is_of_words = all(isinstance(c, str) and not is_figure(c) for row in rows for c in row)
    return range(block.first, block.last + 1) if is_of_words else range(0)


def _figure_of(table: Table, name: str, values: Sequence[int]) -> Column | None:
    """Which of the figures beside a label is meant: the only one, or what the header says."""
    if not table.heading:
        return Column(name, values[0]) if len(values) == 1 else None
    rows = table.grid.rows[table.heading.block.first : table.heading.block.last + 1]
    titles = {at: next((r[at] for r in reversed(rows) if r[at] != ""), "") for at in values}
    figures = [at for at in values if wording_key(str(titles[at])) not in _REMARKS]
    if len(figures) == 1:
        return Column(name, figures[0])
    leaves = []
    for at in figures:
        text = titles[at]
        word = part_of_column(text) if isinstance(text, str) else None
        if word is None:
            return None
        leaves.append(Leaf(at, (text,), name, (word,)))
    column = settle(name, leaves, table.month)
    return None if column is None or column.is_sum_of_parts else column


def _label_down(dataset: str, cell: Cell) -> str | None:
    if not isinstance(cell, str) or not cell.strip():
        return None
    return match_header(dataset, _ENUMERATOR.sub("", without_mark(cell)).strip(" :"))


def _is_value(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return True
    return bool(cell.strip(" :")) and not is_unit_word(cell)
