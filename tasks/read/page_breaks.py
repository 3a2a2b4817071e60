"""A header that stands there again: whether the table above goes on under it."""

from collections.abc import Sequence

from tasks.read.context import units_in
from tasks.read.grid import Grid
from tasks.read.header_trees import Block
from tasks.read.months import agreed_months
from tasks.read.row_words import cell_key
from tasks.read.statements import Statement, month_said, statements_in, units_agree
from tasks.read.tables_seen import Table


def goes_on(
    previous: Table, grid: Grid, block: Block, starts: int, titles: Sequence[tuple[str, ...]]
) -> bool:
    """Whether a header only stands there again, at a page break or over the next section.

    Args:
        previous: The table above.
        grid: The sheet.
        block: The header.
        starts: First row of its context.
        titles: Datasets that each title above it names.
    """
    if previous.heading is None:
        return False
    before = previous.heading.block
    if not _stands_again(grid, before, block):
        return False
    if any(previous.dataset not in named for named in titles):
        return False
    own = list(statements_in(grid, starts, block.first, block.left, block.right))
    first = list(statements_in(grid, previous.starts, before.first, before.left, before.right))
    units = [units_in(str(s.value)) for s in (*first, *own) if s.name == "upt_name"]
    return _is_same_month(first, own) and units_agree(units)


def _stands_again(grid: Grid, before: Block, block: Block) -> bool:
    """Whether a header is the one before, perhaps without its lowest rows: units, numbers."""
    if before[2:] != block[2:] or before.last - before.first < block.last - block.first:
        return False
    return all(
        [cell_key(c) for c in grid.rows[a][block.left : block.right]]
        == [cell_key(c) for c in grid.rows[b][block.left : block.right]]
        for a, b in zip(
            range(before.first, before.last + 1), range(block.first, block.last + 1), strict=False
        )
    )


def _is_same_month(first: Sequence[Statement], own: Sequence[Statement]) -> bool:
    """Whether what is said again of the month says no other; alone it may be another month's."""
    before, again = (
        [month_said(s) for s in said if s.name in {"periode", "tahun"}] for said in (first, own)
    )
    return agreed_months([*before, *again])[1] is None and (bool(before) or not again)
