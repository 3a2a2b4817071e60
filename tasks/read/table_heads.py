"""The head of any table: which rows name its columns, and which cells of them stand over several.

A row of figures is part of a head where the figures are names: years, dates, `1 2 3`.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from schemas.wording import wording_key
from tasks.read.typed_cells import Box, Type, TypedSheet, columns_of, union, whole


class Group(NamedTuple):
    """A header cell over several columns, in indexes of a grid, ends included."""

    row: int
    left: int
    right: int


LEAST = 3  # of a kind, before their number says anything: columns numbered 1 2 3, rows of texts
LONG = 40  # characters; the name of a row is seldom longer
YEARS = range(1800, 2201)
_TALLEST = 8  # rows of a head
_AHEAD = 4  # rows in which figures must follow on a row of years or dates


def first_of_body(sheet: TypedSheet, box: Box) -> int:
    """First row with figures that name no columns; the box's end where there is none."""
    named = 0
    for r in range(box.top, box.bottom):
        figures = box.cut(sheet.figures[r])
        if figures and not _is_axis(sheet, r, box, named):
            return r
        if _tells_apart(sheet, r, box):
            named |= box.cut(sheet.texts[r]) | figures
    return box.bottom


def _tells_apart(sheet: TypedSheet, row: int, box: Box) -> bool:
    """Whether a row names columns each by its own name; a name of all is written often."""
    columns = columns_of(box.cut(sheet.filled[row]))
    names = {sheet.text(row, c) for c in columns}
    return len(names) > 1 and 2 * len(names) > len(columns)


def _is_axis(sheet: TypedSheet, row: int, box: Box, named: int) -> bool:
    """Whether the figures of a row name the columns below.

    Args:
        sheet: The sheet.
        row: Which row.
        box: The table's part of the sheet.
        named: Columns that a row above names already.
    """
    figures = box.cut(sheet.figures[row])
    if not any(box.cut(mask) & figures for mask in sheet.figures[row + 1 : row + _AHEAD]):
        return False
    columns = columns_of(figures)
    is_new = 2 * (figures & named).bit_count() <= len(columns)
    if all(sheet.types[row][c] == Type.DATE for c in columns):
        return is_new and len(columns) > 1
    numbers = [whole(sheet.cells[row][c]) for c in columns]
    if len(numbers) >= LEAST and numbers == list(range(1, len(numbers) + 1)):
        return is_new or not sheet.texts[row] & ((1 << columns[0]) - (1 << box.left))
    is_row_of_years = _are_years(numbers) and (len(columns) > 1 or columns[0] > box.left)
    return is_new and is_row_of_years


def _are_years(numbers: Sequence[int]) -> bool:
    """Whether numbers are years in their order, which may begin again."""
    in_order = all(b > a or b == numbers[0] != a for a, b in pairwise(numbers))
    return in_order and all(number in YEARS for number in numbers)


def header_rows(sheet: TypedSheet, box: Box, body: int, data: int) -> tuple[int, ...]:
    """Rows above the body that name its columns, without titles and envelope.

    Args:
        sheet: The sheet.
        box: The table's part of it, with what may stand above.
        body: First row below the header.
        data: Columns of figures.
    """
    last = body - 1
    while last >= box.top and not _names_data(sheet, last, box, data):
        last -= 1
    rows: list[int] = []
    for r in range(last, max(box.top, last - _TALLEST + 1) - 1, -1):
        if r < last and _is_beside_header(sheet, r, box):
            continue
        if not box.cut(sheet.filled[r]) or (r < last and _is_title(sheet, r, last, box)):
            break
        rows.append(r)
    return tuple(reversed(rows))


def _names_data(sheet: TypedSheet, row: int, box: Box, data: int) -> bool:
    filled = box.cut(sheet.filled[row])
    return bool(filled & data) and (filled.bit_count() > 1 or data.bit_count() == 1)


def _is_title(sheet: TypedSheet, row: int, last: int, box: Box) -> bool:
    """Whether a row over the last row of a header is a title, or belongs to an envelope."""
    columns = columns_of(box.cut(sheet.filled[row]))
    leaves = box.cut(sheet.filled[last])
    spans = [sheet.merged.get((row, c)) for c in columns]
    if len(columns) > 1:
        is_beside = columns[-1] <= box.left + 1 and leaves.bit_count() > LEAST
        return (is_beside and not any(spans)) or _crosses(sheet, row, last, box)
    if spans[0] is None or spans[0].last_column == spans[0].column:
        return not _is_stacked(sheet, row, columns[0], box, leaves)
    under = leaves & ((1 << (spans[0].last_column + 1)) - (1 << columns[0]))
    return 1 + under.bit_count() >= leaves.bit_count()


def _crosses(sheet: TypedSheet, row: int, last: int, box: Box) -> bool:
    """Whether merged cells of a row end amid those below; a group's name stands over whole ones."""
    own, *below = [_spans(sheet, r, box) for r in range(row, last + 1)]
    return any(
        left < start <= right < end or start < left <= end < right
        for left, right in own
        for spans in below
        for start, end in spans
    )


def _spans(sheet: TypedSheet, row: int, box: Box) -> list[tuple[int, int]]:
    """First and last columns of the merged cells that begin in a row."""
    spans = (sheet.merged.get((row, c)) for c in columns_of(box.cut(sheet.filled[row])))
    return [(span.column, span.last_column) for span in spans if span is not None]


def _is_stacked(sheet: TypedSheet, row: int, column: int, box: Box, leaves: int) -> bool:
    """Whether a lone text is the first line of a name that goes on below, as other names do."""
    below = box.cut(sheet.texts[row + 1])
    is_partial = 3 * below.bit_count() <= 2 * leaves.bit_count()
    return column > box.left and bool(below >> column & 1) and is_partial


def _is_beside_header(sheet: TypedSheet, row: int, box: Box) -> bool:
    """Whether only a section's name stands in this row, between two rows of the header."""
    if row <= box.top or box.cut(sheet.filled[row]) != 1 << box.left:
        return False
    spans = (sheet.merged.get((row - 1, c)) for c in range(box.left + 1, box.right))
    return sum(span is not None and span.last_column > span.column for span in spans) > 1


def find_groups(sheet: TypedSheet, box: Box, header: Sequence[int]) -> tuple[Group, ...]:
    """Header cells that stand over several columns, merged or only written over the first."""
    found: list[Group] = []
    for at, r in enumerate(header[:-1]):
        leaves = union(sheet.filled[below] for below in header[at + 1 :])
        filled = columns_of(box.cut(sheet.filled[r]))
        ends = {*filled, *(g.left for g in found), *(g.right + 1 for g in found), box.right}
        edges = sorted(ends)
        written = []
        for c in filled:
            span = sheet.merged.get((r, c))
            if span is not None and span.last_column > c and span.last_row < header[-1]:
                found.append(Group(r, c, span.last_column))
            elif span is None and leaves >> c & 1:
                until = edges[bisect_right(edges, c)]
                under = leaves & ((1 << until) - (1 << c))
                written.append(Group(r, c, under.bit_length() - 1))
        if all(group.right > group.left for group in written):  # else names of several lines
            found += written
    return tuple(sorted(found))


def column_words(
    sheet: TypedSheet, box: Box, header: Sequence[int], groups: Sequence[Group]
) -> dict[int, list[str]]:
    """What the header says of each column, from its groups down to its own cell."""
    words: dict[int, list[str]] = {c: [] for c in range(box.left, box.right)}
    for r in header:
        over = {c: g.left for g in groups if g.row == r for c in range(g.left, g.right + 1)}
        for c, said in words.items():
            at = over.get(c, c)
            if sheet.types[r][at] != Type.BLANK:
                said.append(wording_key(sheet.text(r, at)))
    return words
