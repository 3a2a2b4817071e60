"""Where tables stand on a sheet: their frames, and the ranges that are refused."""

from collections.abc import Sequence
from typing import NamedTuple, Self

from schemas.addresses import column_letters
from schemas.errors import Fault
from tasks.read.body import RowKind
from tasks.read.grid import Grid
from tasks.read.signals import column_number
from tasks.read.tables_seen import Table

_TAIL = frozenset({RowKind.NOTE, RowKind.BLANK})  # may stand below a table's last row


class Box(NamedTuple):
    """A range of a sheet in indexes of its grid, ends included."""

    first: int
    last: int
    left: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies in it."""
        return self.first <= row <= self.last and self.left <= column <= self.right

    def around(self, rows: Sequence[int]) -> Self:
        """The same, around those of its rows that are shown; itself where none is."""
        inside = [row for row in rows if self.first <= row <= self.last]
        return self._replace(first=inside[0], last=inside[-1]) if inside else self

    def address(self, grid: Grid) -> str:
        """`G7:H9`, or `B12` for one cell."""
        ends = [
            f"{column_letters(grid.left + column)}{grid.top + row + 1}"
            for row, column in ((self.first, self.left), (self.last, self.right))
        ]
        return ends[0] if ends[0] == ends[1] else ":".join(ends)


def frame_of(table: Table) -> Box | None:
    """Header and body, without the remarks and signatures under it."""
    if table.heading is None:
        return None
    rows, block = table.grid.rows, table.heading.block
    last = max(table.end - 1, block.last)
    if table.pairs:
        last = max(last, *(at for at, _ in table.pairs.values()))
    while last > block.last and (
        table.body.kinds.get(last) in _TAIL
        or all(cell == "" for cell in rows[last][table.left : table.right])
    ):
        last -= 1
    filled = [
        column
        for column in range(table.left, table.right)
        if any(row[column] != "" for row in rows[block.first : last + 1])
    ]
    covered = [
        span.last_column
        for span in table.grid.merged
        if block.first <= span.row <= last and table.left <= span.last_column < table.right
    ]
    if not filled:
        return None
    return Box(block.first, last, filled[0], max([filled[-1], *covered]))


def refused_ranges(table: Table, fault: Fault) -> list[Box]:
    """The range a fault names, and all columns that stay a puzzle; neighbours as one range."""
    named = box_of(table.grid, fault.cell) if fault.cell else None
    boxes = {named} if named else set()
    frame = frame_of(table)
    if fault.code == "E025" and table.heading and frame:
        first, last = (named or frame)[:2]
        boxes |= {Box(first, last, column, column) for column in table.heading.puzzles}
    joined: list[Box] = []
    for box in sorted(boxes, key=lambda box: box.left):
        if joined and joined[-1][:2] == box[:2] and box.left <= joined[-1].right + 1:
            joined[-1] = joined[-1]._replace(right=max(box.right, joined[-1].right))
        else:
            joined.append(box)
    return joined


def box_of(grid: Grid, address: str) -> Box | None:
    """Indexes of `G7:H9`."""
    ends = []
    for part in address.split(":"):
        letters = part.rstrip("0123456789")
        if not letters.isalpha() or letters == part:
            return None
        ends.append(
            (
                int(part[len(letters) :]) - grid.top - 1,
                column_number(letters.encode()) - 1 - grid.left,
            )
        )
    (first, left), (last, right) = ends[0], ends[-1]
    return Box(first, last, left, right)
