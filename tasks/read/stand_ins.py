"""Cells that stand for others: merged down, or a ditto mark."""

import re
from collections.abc import Sequence
from functools import lru_cache

from schemas.contracts import DATASETS, NUMERIC
from schemas.wording import visible, wording_key
from tasks.read.grid import Cell
from tasks.read.header_paths import is_column_numbers
from tasks.read.row_numbers import number_level
from tasks.read.row_words import cell_key, says_total
from tasks.read.sieve import Sieve
from tasks.read.tables_seen import Table, width_of

_DITTO = re.compile(
    r"(?:sda|s d a|idem|ditto|dto)(?: (?:di ?)?atas)?|sama|sd atas|"
    r"(?:sda )?(?:sama )?(?:dengan|dgn|dg|seperti|spt) (?:yang |yg )?(?:di ?)?atas(?:nya)?"
)
_DITTO_MARKS = re.compile(r"""(?=.*["”“〃„″↑^]|.*(?:''|´´|``|′′|,,))["'”“〃„″↑^´`′,‐-―-]+""")
_DITTO_STARTS = frozenset("sSdDiI\"'^`,-( ")


def filled_rows(table: Table) -> list[list[Cell]]:
    """The rows below the header, cut to the table, with what merged cells and ditto marks mean."""
    grid, right = table.grid, table.right
    rows: list[list[Cell]] = [list(row) for row in grid.rows] if _changes(table) else grid.rows
    if (table.left, right) != (0, width_of(grid)):
        rows = [[*([""] * table.left), *row[table.left : right]] for row in rows]
    if rows is not grid.rows or _changes(table):
        _fill_merged(table, rows)
        _fill_ditto(table, rows)
    return rows


def _changes(table: Table) -> bool:
    """Whether cells of the body stand for others: merged down, or `sda`."""
    if any(s.last_row > s.row and s.last_row >= table.first for s in table.grid.merged):
        return True
    return bool(table.below) and any(_DITTOS.of(table.texts[c.at]) for c in table.columns.values())


def _fill_merged(table: Table, rows: list[list[Cell]]) -> None:
    contract = DATASETS[table.dataset].columns
    of_value = {at: n for n, c in table.columns.items() for at in (c.at, *c.parts)}
    header = _header_keys(table, rows)
    for span in table.grid.merged:
        if span.row < table.first or span.last_row >= table.end or span.row == span.last_row:
            continue
        if _keys_of(rows[span.row]) in header:
            continue  # it stands there again
        if span.last_column < table.left or span.column >= table.right:
            continue  # of a table beside
        value = table.grid.rows[span.row][span.column]
        name = of_value.get(span.column)
        if value == "" or span.column == table.tree.numbering:
            continue
        if name and contract[name].kind in NUMERIC:
            for at in range(span.row, span.last_row + 1):
                table.body.hold(at, "E223", (name,))
            continue
        for at in range(span.row + 1, span.last_row + 1):
            for c in range(span.column, span.last_column + 1):
                rows[at][c] = value if c == span.column else rows[at][c]


@lru_cache(maxsize=200_000)
def is_ditto(text: str) -> bool:
    """Whether a cell says that it is as the one above: `sda`, `idem`, a ditto mark."""
    if len(text) > 25:
        return False
    is_mark = _DITTO_MARKS.fullmatch("".join(visible(text).split()))
    return bool(is_mark or _DITTO.fullmatch(wording_key(text)))


def _begins_ditto(text: str) -> bool:
    """Whether a text may be one, seen by its first sign; one that nobody sees may come first."""
    return (text[0] in _DITTO_STARTS or not text[0].isascii()) and is_ditto(text)


_DITTOS = Sieve(_begins_ditto)


def _fill_ditto(table: Table, rows: list[list[Cell]]) -> None:
    """Put the cell above in the place of a ditto mark; only a row of the table can be meant."""
    header, n = _header_keys(table, rows), table.tree.numbering
    source: list[Cell] | None = None
    for at in range(table.first, table.end):
        row = rows[at]
        if row.count("") == len(row) or is_column_numbers(row) or _keys_of(row) in header:
            continue
        for name, column in table.columns.items():
            cell = row[column.at]
            if isinstance(cell, str) and is_ditto(cell):
                if source is None or source[column.at] == "" or _is_part_of(row, source, n):
                    table.body.hold(at, "E227", (name,))
                else:
                    row[column.at] = source[column.at]
        is_title = sum(cell != "" for c, cell in enumerate(row) if c != n) < 2
        is_row = not (is_title or any(map(says_total, row)) or _is_shifted(table, row))
        source = row if is_row else None


def _is_part_of(row: Sequence[Cell], above: Sequence[Cell], numbering: int | None) -> bool:
    """Whether a row is numbered as a part of the one above: `a` under `1`."""
    levels = {number_level(r[numbering]) for r in (row, above)} if numbering is not None else {None}
    return len(levels - {None}) > 1


def _header_keys(table: Table, rows: Sequence[Sequence[Cell]]) -> set[tuple[str, ...]]:
    """The rows of its header, by their wordings."""
    block = table.tree.block
    return {_keys_of(rows[r]) for r in range(block.first, block.last + 1)}


def _keys_of(row: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(cell_key(c) for c in row if c != "")


def _is_shifted(table: Table, row: Sequence[Cell]) -> bool:
    """Whether a row of a CSV is longer than its header: its cells stand under others' titles."""
    h = table.tree
    titled = {x.at for x in h.leaves} | set(h.unknown) | set(h.of_row.values()) | {h.numbering}
    return table.grid.is_csv and any(c != "" for at, c in enumerate(row) if at not in titled)
