"""Paths: every text over a column, group first; and rows that only number the columns.

A merged heading stands over each column it covers, a written one over the columns that follow it
without a text of their own.
"""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence

from tasks.read.grid import Cell, Grid, Span
from tasks.read.header_trees import Block

_COLUMN_NUMBER = re.compile(r"\(?(\d{1,2})\)?(\s*=.*)?")


def is_column_numbers(row: Sequence[Cell]) -> bool:
    """Whether a row only numbers the columns: `1 2 3 4 5=4/3x100%`."""
    cells = [_shown(cell) for cell in row if cell != ""]
    if len(cells) < 3 or not cells[0].strip("()").isdigit():
        return False
    found = [_COLUMN_NUMBER.fullmatch(cell) for cell in cells]
    numbers = [int(match[1]) for match in found if match]
    return numbers == list(range(1, len(cells) + 1))


def _shown(cell: Cell) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def column_paths(grid: Grid, block: Block) -> dict[int, tuple[str, ...]]:
    """Every column's texts, group first; a merged or continued heading stands over each column."""
    covered = _covered(grid.merged, block)
    paths: dict[int, list[str]] = defaultdict(list)
    for at in range(block.first, block.last + 1):
        over, row = "", grid.rows[at]
        for c in range(block.left, min(block.right, len(row))):
            anchor = covered.get((at, c))
            cell = grid.rows[anchor[0]][anchor[1]] if anchor else row[c]
            own = _shown(cell) if cell != "" else ""
            if own or not _has_text_below(grid, block, covered, (at, c)):
                over = own
            if over and (not paths[c] or paths[c][-1] != over):
                paths[c].append(over)
            if own and anchor and _span_ends(grid.merged, anchor, c):
                over = ""
    return {c: tuple(texts) for c, texts in paths.items() if texts}


def _has_text_below(
    grid: Grid, block: Block, covered: Container[tuple[int, int]], place: tuple[int, int]
) -> bool:
    """Whether a deeper row of the header has a text of its own in this column."""
    at, c = place
    return any(
        grid.rows[k][c] != "" and (k, c) not in covered
        for k in range(at + 1, block.last + 1)
        if c < len(grid.rows[k])
    )


def _covered(merged: Iterable[Span], block: Block) -> dict[tuple[int, int], tuple[int, int]]:
    """Cells of merged ranges to the cell that holds their text."""
    return {
        (row, column): (span.row, span.column)
        for span in merged
        if span.row <= block.last and span.last_row >= block.first
        for row in range(max(span.row, block.first), min(span.last_row, block.last) + 1)
        for column in range(
            max(span.column, block.left), min(span.last_column, block.right - 1) + 1
        )
    }


def _span_ends(merged: Iterable[Span], anchor: tuple[int, int], column: int) -> bool:
    return any((s.row, s.column) == anchor and s.last_column == column for s in merged)
