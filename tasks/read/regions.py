"""Where tables are on any sheet, whoever made it: bounds, header, attributes, sums and means.

Nothing here knows a form of ours: a table is where typed cells say so. A sheet is cut at wide gaps,
then at rows that begin a header of their own; what is left is a table if columns of figures stand
under texts that tell them apart. Titles above and notes below are no part of it.

Source: roles of cells after Koci et al. (header, attribute, data, derived, metadata, notes).
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from schemas.wording import wording_key
from tasks.read.aggregates import Line, Says, find_aggregates
from tasks.read.amounts import amount
from tasks.read.grid import Cell, Grid, Shown, Span


class Group(NamedTuple):
    """A header cell over several columns, in indexes of a grid, ends included."""

    row: int
    left: int
    right: int


class Region(NamedTuple):
    """One table of a sheet, in indexes of its grid, ends included.

    Attributes:
        top: First row of the header, or of the body where there is none.
        left: First column.
        bottom: Last row; notes under the table are no part of it.
        right: Last column.
        header_rows: Rows that name the columns.
        stub_columns: Columns that name the rows (attributes).
        groups: Header cells over several columns.
        total_rows: Rows that hold sums of other rows.
        mean_rows: Rows that hold means of other rows.
        total_columns: Columns that hold sums of other columns.
        mean_columns: Columns that hold means of other columns.
        unproven_rows: Rows that call themselves total or mean, and whose figures are none.
        unproven_columns: Columns likewise.
    """

    top: int
    left: int
    bottom: int
    right: int
    header_rows: tuple[int, ...] = ()
    stub_columns: tuple[int, ...] = ()
    groups: tuple[Group, ...] = ()
    total_rows: tuple[int, ...] = ()
    mean_rows: tuple[int, ...] = ()
    total_columns: tuple[int, ...] = ()
    mean_columns: tuple[int, ...] = ()
    unproven_rows: tuple[int, ...] = ()
    unproven_columns: tuple[int, ...] = ()


class _Type(IntEnum):
    BLANK = 0
    TEXT = 1
    NUMBER = 2
    DATE = 3
    VOID = 4  # what stands where a figure would: a dash, `n.a.`, an error


class _Box(NamedTuple):
    """Part of a sheet: rows `top` to `bottom`, columns `left` to `right`, ends excluded."""

    top: int
    left: int
    bottom: int
    right: int


class _Sheet(NamedTuple):
    """Types of a sheet's cells, and the same once more as one number a row, a bit a column."""

    cells: Sequence[Sequence[Cell]]
    types: list[list[_Type]]
    filled: list[int]
    figures: list[int]
    texts: list[int]
    merged: dict[tuple[int, int], Span]


_WIDE = 2  # blank columns that part two tables
_DEEP = 4  # blank rows that part two tables, whatever they hold
_LONG = 40  # characters; the name of a row is seldom longer
_YEARS = range(1800, 2201)
_NUMBER = re.compile(
    r"[-+(]?\s*(?:rp\.?|idr|usd|us\$|[$€£¥])?\s*[-+]?(?:\d[\d.,]*|[.,]\d+)(?:e[-+]?\d+)?\s*%?\)?",
    re.IGNORECASE,
)
_VOID = re.compile(r"[-–—.…*]{1,4}|n\.?\s?/?a\.?|nihil|null|nil|#[\w/]+[!?]?|=.+", re.IGNORECASE)
_TOTAL = re.compile(
    r"\b(?:(?:sub|grand)?totals?|sum|jumlah|jml|keseluruhan|seluruhnya|overall|combined|all)\b"
)
_MEAN = re.compile(r"\b(?:averages?|avg|means?|rata ?rata|rataan|rerata)\b")
_PLAINLY = re.compile(
    r"(?:sub |grand |sub|jumlah )?(?:totals?|jumlah|jml|average|avg|mean|rata ?rata|rerata)"
    r"(?: (?:total|keseluruhan|seluruhnya|semua))?"
)
_RATE = re.compile(
    r"\b(?:persen|persentase|percent\w*|pct|rates?|ratios?|rasio|shares?|index|indeks|per|harga|"
    r"prices?|averages?|avg|means?|rata ?rata|rerata|kadar|tingkat|change|growth)\b"
)
_NOTE = re.compile(
    r"\s*(?:\*|†|[¹²³⁴]|\(?\d{1,2}\)\s|notes?\b|sources?\b|catatan\b|keterangan\b|ket\b|sumber\b|nb\b)",
    re.IGNORECASE,
)


def find_regions(grid: Grid) -> list[Region]:
    """Every table on a sheet, from the top, side by side from the left."""
    sheet = _typed(grid)
    width = len(sheet.types[0]) if sheet.types else 0
    waiting, found = [_Box(0, 0, len(sheet.types), width)], []
    while waiting:
        box = _trimmed(sheet, waiting.pop())
        if box is None:
            continue
        parts = _parts(sheet, box)
        if len(parts) > 1:
            waiting += parts
        elif region := _region(sheet, box):
            found.append(region)
    return sorted(found)


# --- cells -------------------------------------------------------------------------------------


def _typed(grid: Grid) -> _Sheet:
    width = max(map(len, grid.rows), default=0)
    types = [
        [*map(_type, row), *[_Type.BLANK] * (width - len(row))] if len(row) < width
        else list(map(_type, row))
        for row in grid.rows
    ]  # fmt: skip
    cells = [[*row, *[""] * (width - len(row))] for row in grid.rows]
    merged = {(span.row, span.column): span for span in grid.merged}
    return _Sheet(
        cells,
        types,
        [_bits(row, _Type.BLANK, negated=True) for row in types],
        [_bits(row, _Type.NUMBER) | _bits(row, _Type.DATE) for row in types],
        [_bits(row, _Type.TEXT) for row in types],
        merged,
    )


def _bits(row: Sequence[_Type], wanted: _Type, *, negated: bool = False) -> int:
    digits = "".join("1" if (t == wanted) != negated else "0" for t in reversed(row))
    return int(digits, 2) if digits else 0


def _type(cell: Cell) -> _Type:
    if isinstance(cell, str):
        return _type_of_text(cell) if cell else _Type.BLANK
    if isinstance(cell, bool):
        return _Type.TEXT
    if isinstance(cell, int | float | Decimal | Shown):
        return _Type.NUMBER
    return _Type.DATE if isinstance(cell, date | time | timedelta) else _Type.TEXT


@lru_cache(maxsize=100_000)
def _type_of_text(text: str) -> _Type:
    text = text.strip()
    if not text:
        return _Type.BLANK
    if _VOID.fullmatch(text):
        return _Type.VOID
    return _Type.NUMBER if _NUMBER.fullmatch(text) else _Type.TEXT


def _cut_to(mask: int, box: _Box) -> int:
    return mask & ((1 << box.right) - (1 << box.left))


def _trimmed(sheet: _Sheet, box: _Box) -> _Box | None:
    """The box without blank rows and columns at its edges."""
    filled = [_cut_to(mask, box) for mask in sheet.filled[box.top : box.bottom]]
    rows = [number for number, mask in enumerate(filled, box.top) if mask]
    if not rows:
        return None
    columns = _union(filled)
    left = (columns & -columns).bit_length() - 1
    return _Box(rows[0], left, rows[-1] + 1, columns.bit_length())


def _union(masks: Sequence[int]) -> int:
    union = 0
    for mask in masks:
        union |= mask
    return union


def _columns(mask: int) -> list[int]:
    """Columns whose bit is set, in order."""
    found = []
    while mask:
        lowest = mask & -mask
        found.append(lowest.bit_length() - 1)
        mask ^= lowest
    return found


# --- where a sheet is cut ----------------------------------------------------------------------


def _parts(sheet: _Sheet, box: _Box) -> list[_Box]:
    """The box cut where its tables part; alone if it is one table, or none."""
    for cut in (_beside, _close_beside, _below, _halves):
        parts = cut(sheet, box)
        if len(parts) > 1:
            return parts
    return [box]


def _strips(sheet: _Sheet, box: _Box, gap: int) -> list[_Box]:
    """Parts of the box with at least `gap` blank columns between them.

    A lone text is passed over: titles and remarks begin anywhere.
    """
    filled = (_cut_to(mask, box) for mask in sheet.filled[box.top : box.bottom])
    columns = _columns(_union([mask for mask in filled if mask & (mask - 1)]))
    strips: list[_Box] = []
    start = 0
    for at in range(1, len(columns) + 1):
        if at == len(columns) or columns[at] - columns[at - 1] > gap:
            strips.append(box._replace(left=columns[start], right=columns[at - 1] + 1))
            start = at
    return strips


def _beside(sheet: _Sheet, box: _Box) -> list[_Box]:
    """Cut at wide gaps, but not between the names of rows and their figures."""
    parts: list[_Box] = []
    for strip in _strips(sheet, box, _WIDE):
        if parts and (
            _is_stub_of(sheet, parts[-1], strip) or _shares_rows(sheet, parts[-1], strip)
        ):
            strip = strip._replace(left=parts.pop().left)
        parts.append(strip)
    return parts


def _is_stub_of(sheet: _Sheet, left: _Box, right: _Box) -> bool:
    """Whether the left part only names the rows of the right one, which has no names itself."""
    rows = _rows_of_figures(sheet, right)
    if not rows or _begins_with_names(sheet, right, rows):
        return False
    named = sum(
        bool(_cut_to(sheet.texts[r], left)) and not _cut_to(sheet.figures[r], left) for r in rows
    )
    return 2 * named >= len(rows)


def _shares_rows(sheet: _Sheet, left: _Box, right: _Box) -> bool:
    """Whether a part without names of rows begins with the part left of it, and ends within it."""
    ours, theirs = _rows_of_figures(sheet, right), _rows_of_figures(sheet, left)
    if not (ours and theirs) or right.left - left.right >= _DEEP:
        return False
    if ours[0] != theirs[0] or ours[-1] > theirs[-1] or _begins_with_names(sheet, right, ours):
        return False
    header = ours[0] - 1
    return header >= 0 and all(_cut_to(sheet.texts[header], part) for part in (left, right))


def _rows_of_figures(sheet: _Sheet, box: _Box) -> list[int]:
    return [r for r in range(box.top, box.bottom) if _cut_to(sheet.figures[r], box)]


def _begins_with_names(sheet: _Sheet, box: _Box, rows: Sequence[int]) -> bool:
    """Whether the first column of the box is text in most of these rows."""
    return 2 * sum(sheet.types[r][box.left] == _Type.TEXT for r in rows) >= len(rows)


def _close_beside(sheet: _Sheet, box: _Box) -> list[_Box]:
    """Cut at single blank columns where the right part has rows and names of rows of its own."""
    parts: list[_Box] = []
    for strip in _strips(sheet, box, 1):
        if parts and (
            _is_stub_of(sheet, parts[-1], strip) or not _stands_alone(sheet, parts[-1], strip)
        ):
            strip = strip._replace(left=parts.pop().left)
        parts.append(strip)
    return parts


def _stands_alone(sheet: _Sheet, left: _Box, right: _Box) -> bool:
    ours, theirs = _rows_of_figures(sheet, right), _rows_of_figures(sheet, left)
    if not (ours and theirs):
        return False
    if _begins_with_names(sheet, right, ours):
        return _wide(right) > 1
    if 2 * len(set(ours) & set(theirs)) < min(len(ours), len(theirs)):
        return True
    body = _first_of_body(sheet, left)
    has_header = any(_cut_to(mask, right) for mask in sheet.filled[left.top : body])
    inner = _trimmed(sheet, left)
    is_longer = inner is not None and ours[-1] >= inner.bottom
    return is_longer or not (has_header or ours[0] == theirs[0])


def _halves(sheet: _Sheet, box: _Box) -> list[_Box]:
    """Cut where the header begins again beside itself: `Tahun | Bulan | X | Tahun | Bulan | Y`."""
    body = _first_of_body(sheet, box)
    rows = [r for r in range(body, box.bottom) if _cut_to(sheet.figures[r], box)]
    if body == box.top or not rows:
        return [box]
    names = _wordings(sheet, body - 1, box)
    starts = [box.left + at for at, name in enumerate(names) if name and name == names[0]]
    edges = [*starts, box.right]
    parts = [box._replace(left=a, right=b) for a, b in pairwise(edges)]
    alike = {names[a - box.left : a - box.left + 2] for a in starts}
    is_cut = names[0] and len(parts) > 1 and (len(alike) == 1 and min(map(_wide, parts)) > 1)
    return parts if is_cut and all(_has_names(sheet, part, body) for part in parts) else [box]


def _wide(box: _Box) -> int:
    return box.right - box.left


def _has_names(sheet: _Sheet, box: _Box, body: int) -> bool:
    """Whether the first column of a part names its rows, and figures stand beside it."""
    inner = _trimmed(sheet, box._replace(top=body))
    if inner is None or inner.left != box.left:
        return False
    rows = [r for r in range(body, inner.bottom) if sheet.types[r][box.left] != _Type.BLANK]
    is_text = 2 * sum(sheet.types[r][box.left] == _Type.TEXT for r in rows) >= len(rows)
    is_named = is_text or _names_rows(sheet, box.left, inner)
    return is_named and bool(_rows_of_figures(sheet, inner._replace(left=box.left + 1)))


class _Piece(NamedTuple):
    """Rows of a box that follow each other, and what they are made of.

    Attributes:
        box: Where.
        gap: Blank rows above.
        figures: Columns with figures in its body.
        body: First row with figures that name no columns; the end where there is none.
        header: Texts of the row above the body; empty if the piece begins with its body.
    """

    box: _Box
    gap: int
    figures: int
    body: int
    header: tuple[str, ...]


def _below(sheet: _Sheet, box: _Box) -> list[_Box]:
    """Cut where a header begins, at deep gaps, and where rows no longer fit those above."""
    pieces = [_piece(sheet, part, gap) for part, gap in _slices(sheet, box)]
    parts: list[list[_Piece]] = []
    waiting: list[_Piece] = []  # texts between rows: names of sections, or titles of what follows
    for piece in pieces:
        if parts and _is_lone(sheet, piece) and piece.gap < _DEEP:
            waiting.append(piece)
        elif parts and _continues(sheet, parts[-1], piece):
            parts[-1] += [*waiting, piece]
            waiting = []
        else:
            parts.append([*waiting, piece])
            waiting = []
    if waiting:
        parts.append(waiting)
    return [part[0].box._replace(bottom=part[-1].box.bottom) for part in parts]


def _slices(sheet: _Sheet, box: _Box) -> Iterator[tuple[_Box, int]]:
    """Rows between blank rows, cut again where a header begins; with the blank rows above."""
    start, gap = box.top, 0
    for r in range(box.top, box.bottom + 1):
        if r == box.bottom or not _cut_to(sheet.filled[r], box):
            if start < r:
                starts = [start, *_header_starts(sheet, box._replace(top=start, bottom=r)), r]
                for top, bottom in pairwise(starts):
                    yield box._replace(top=top, bottom=bottom), gap if top == start else 0
                gap = 0
            gap, start = gap + 1, r + 1


def _header_starts(sheet: _Sheet, box: _Box) -> Iterator[int]:
    """Rows inside the box where rows of texts begin that name columns of figures again."""
    above = 0
    last = body = _first_of_body(sheet, box)
    for r in range(body, box.bottom):
        figures = _cut_to(sheet.figures[r], box)
        named = _cut_to(sheet.texts[r], box) & above
        if not figures and _names_columns(sheet, r, named, box):
            start = r
            while start - 1 > last and not _cut_to(sheet.figures[start - 1], box):
                start -= 1
            yield start
            above, last = 0, r
        elif figures:
            above, last = above | figures, r


def _names_columns(sheet: _Sheet, row: int, named: int, box: _Box) -> bool:
    """Whether different texts stand over figures that follow at once."""
    columns = _columns(named)
    if len(columns) < 2 or len({str(sheet.cells[row][c]).strip() for c in columns}) < 2:
        return False
    below = _union([_cut_to(m, box) for m in sheet.figures[row + 1 : min(row + 4, box.bottom)]])
    return 2 * (below & named).bit_count() >= len(columns) and (below & named).bit_count() >= 2


def _piece(sheet: _Sheet, box: _Box, gap: int) -> _Piece:
    body = _first_of_body(sheet, box)
    figures = _union([_cut_to(m, box) for m in sheet.figures[body : box.bottom]])
    above = [r for r in range(box.top, body) if _cut_to(sheet.filled[r], box) & figures]
    header = _wordings(sheet, above[-1], box) if above and body < box.bottom else ()
    return _Piece(box, gap, figures, body, header)


def _wordings(sheet: _Sheet, row: int, box: _Box) -> tuple[str, ...]:
    return tuple(str(c).strip() for c in sheet.cells[row][box.left : box.right])


def _is_lone(sheet: _Sheet, piece: _Piece) -> bool:
    """Whether a piece has one cell a row, and no figure."""
    if piece.body < piece.box.bottom:
        return False
    filled = (_cut_to(m, piece.box) for m in sheet.filled[piece.box.top : piece.box.bottom])
    return all(not mask & (mask - 1) for mask in filled)


def _continues(sheet: _Sheet, above: Sequence[_Piece], piece: _Piece) -> bool:
    """Whether a piece goes on with the table above it."""
    if piece.gap >= _DEEP:
        return False
    if piece.header:
        return piece.gap <= 1 and any(piece.header == other.header for other in above)
    figures = _union([other.figures for other in above])
    if not figures:
        return _fills_header(sheet, above[-1], piece)
    if piece.body == piece.box.bottom:
        return False
    return _fits_under(sheet, figures, piece)


def _fills_header(sheet: _Sheet, header: _Piece, piece: _Piece) -> bool:
    """Whether rows stand under a row of texts that has nothing under it yet."""
    names = _cut_to(sheet.filled[header.box.bottom - 1], header.box)
    rows = sheet.filled[piece.box.top : piece.box.bottom]
    filled = _union([_cut_to(mask, piece.box) for mask in rows])
    if names.bit_count() < 2 or filled.bit_count() < 2:
        return False
    return 3 * (filled & ~names).bit_count() <= filled.bit_count()


def _fits_under(sheet: _Sheet, figures: int, piece: _Piece) -> bool:
    """Whether the figures of a piece stand under figures, and its texts beside them."""
    rows = [r for r in range(piece.body, piece.box.bottom) if _cut_to(sheet.figures[r], piece.box)]
    own = [_cut_to(sheet.figures[r], piece.box) for r in rows]
    stray = sum((mask & ~figures).bit_count() for mask in own)
    count = sum(mask.bit_count() for mask in own)
    texts = sum((_cut_to(sheet.texts[r], piece.box) & figures).bit_count() for r in rows)
    is_full = 3 * count >= figures.bit_count() * len(rows)
    return is_full and 5 * stray <= count and 5 * texts <= count


# --- header and body ---------------------------------------------------------------------------


def _first_of_body(sheet: _Sheet, box: _Box) -> int:
    """First row with figures that do not name columns, as years, dates and `1 2 3` do."""
    named = 0
    for r in range(box.top, box.bottom):
        figures = _cut_to(sheet.figures[r], box)
        if figures and not _is_axis(sheet, r, box, named):
            return r
        if _tells_apart(sheet, r, box):
            named |= _cut_to(sheet.texts[r], box) | figures
    return box.bottom


def _tells_apart(sheet: _Sheet, row: int, box: _Box) -> bool:
    """Whether a row names columns each by its own name; a name of all of them is written often."""
    columns = _columns(_cut_to(sheet.filled[row], box))
    names = {str(sheet.cells[row][c]).strip() for c in columns}
    return len(names) > 1 and 2 * len(names) > len(columns)


def _is_axis(sheet: _Sheet, row: int, box: _Box, named: int) -> bool:
    """Whether the figures of a row name the columns below.

    Args:
        sheet: The sheet.
        row: Which row.
        box: The table's part of the sheet.
        named: Columns that a row above names already.
    """
    figures = _cut_to(sheet.figures[row], box)
    columns = _columns(figures)
    if row + 1 >= box.bottom or not any(
        _cut_to(m, box) & figures for m in sheet.figures[row + 1 : row + 4]
    ):
        return False
    is_new = 2 * (figures & named).bit_count() <= len(columns)
    if all(sheet.types[row][c] == _Type.DATE for c in columns):
        return is_new and len(columns) > 1
    numbers = [_whole(sheet.cells[row][c]) for c in columns]
    steps = {b - a for a, b in pairwise(numbers)}
    if numbers[0] == 1 and steps == {1} and len(numbers) >= _LEAST_NUMBERED:
        return True
    grows = all(b > a or b == numbers[0] != a for a, b in pairwise(numbers))
    are_years = grows and all(n in _YEARS for n in numbers)
    return are_years and is_new and (len(columns) > 1 or columns[0] > box.left)


def _whole(cell: Cell) -> int:
    """The whole number of a cell, `(1)` too; -1 where it is none."""
    if isinstance(cell, str):
        text = cell.strip().strip("().")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1
    value = amount(cell)
    return int(value) if value is not None and value.is_integer() else -1


_LEAST_NUMBERED = 3  # columns that are numbered 1 2 3


def _region(sheet: _Sheet, box: _Box) -> Region | None:
    """The table in a box from which nothing more can be cut, if it is one."""
    body = _first_of_body(sheet, box)
    if body == box.bottom:
        return _region_of_texts(sheet, box)
    data = _data_columns(sheet, box, body)
    header = _header_rows(sheet, box, body, data)
    bottom = _bottom(sheet, box, body, data)
    top = header[0] if header else _first_section(sheet, box, body)
    if bottom - body < 1 or not data or bottom - top < 2 or _wide(box) < 2:
        return None
    return _described(sheet, _Box(top, box.left, bottom, box.right), header, data)


def _data_columns(sheet: _Sheet, box: _Box, body: int) -> int:
    """Columns that hold figures, mostly, from the body's first row on."""
    data = 0
    rows = sheet.types[body : box.bottom]
    for c in range(box.left, box.right):
        counts = Counter(row[c] for row in rows)
        figures = counts[_Type.NUMBER] + counts[_Type.DATE]
        if figures and figures + counts[_Type.VOID] >= counts[_Type.TEXT]:
            data |= 1 << c
    return data


def _header_rows(sheet: _Sheet, box: _Box, body: int, data: int) -> tuple[int, ...]:
    """Rows above the body that name its columns, without titles and envelope."""
    last = body - 1
    while last >= box.top and not _names_data(sheet, last, box, data):
        last -= 1
    rows = []
    for r in range(last, box.top - 1, -1):
        filled = _cut_to(sheet.filled[r], box)
        if not filled or (r < last and _is_above_header(sheet, r, last, box)):
            break
        rows.append(r)
    return tuple(reversed(rows))


def _names_data(sheet: _Sheet, row: int, box: _Box, data: int) -> bool:
    filled = _cut_to(sheet.filled[row], box)
    return bool(filled & data) and (filled & (filled - 1) != 0 or data & (data - 1) == 0)


def _is_above_header(sheet: _Sheet, row: int, last: int, box: _Box) -> bool:
    """Whether a row over the last row of a header is a title, or says something else."""
    filled = _cut_to(sheet.filled[row], box)
    columns = _columns(filled)
    leaves = _cut_to(sheet.filled[last], box)
    if len(columns) > 1:
        is_beside = columns[-1] <= box.left + 1 and leaves.bit_count() > _LEAST_NUMBERED
        return is_beside and not any((row, c) in sheet.merged for c in columns)
    span = sheet.merged.get((row, columns[0]))
    if span is None or span.last_column == span.column:
        return True
    under = leaves & ((1 << (span.last_column + 1)) - (1 << span.column))
    return 1 + under.bit_count() >= leaves.bit_count()


def _first_section(sheet: _Sheet, box: _Box, body: int) -> int:
    """First row of a table without header: the body's first one."""
    return body


def _bottom(sheet: _Sheet, box: _Box, body: int, data: int) -> int:
    """End of the body: before the notes, which say nothing in figures."""
    end = box.bottom
    while end > body and _is_note(sheet, end - 1, box, data):
        end -= 1
    return end


def _is_note(sheet: _Sheet, row: int, box: _Box, data: int) -> bool:
    filled = _cut_to(sheet.filled[row], box)
    if not filled:
        return True
    if _cut_to(sheet.figures[row], box) & data:
        return False
    if _cut_to(sheet.texts[row], box) & data:
        return True
    columns = _columns(filled)
    text = str(sheet.cells[row][columns[0]]).strip()
    if len(columns) > 1:
        return False
    is_apart = not _cut_to(sheet.filled[row - 1], box)
    return is_apart or len(text) > _LONG or _NOTE.match(text) is not None


def _region_of_texts(sheet: _Sheet, box: _Box) -> Region | None:
    """A table without figures: rows of texts under a row of texts, in the same columns."""
    rows = [r for r in range(box.top, box.bottom) if _cut_to(sheet.filled[r], box)]
    while rows and 2 * _cut_to(sheet.filled[rows[0]], box).bit_count() < _wide(box):
        rows.pop(0)
    names = _cut_to(sheet.filled[rows[0]], box) if rows else 0
    if names.bit_count() < _LEAST_NUMBERED or len(rows) < _LEAST_NUMBERED:
        return None
    if rows[-1] - rows[0] >= len(rows):  # who signs stands far apart
        return None
    wide = sum(2 * (_cut_to(sheet.filled[r], box) & names).bit_count() > 1 for r in rows)
    if 2 * wide < len(rows):
        return None
    left = _columns(names)[0]
    return Region(rows[0], left, rows[-1], box.right - 1, (rows[0],), (left,))


# --- what rows and columns are -----------------------------------------------------------------


def _described(sheet: _Sheet, box: _Box, header: tuple[int, ...], data: int) -> Region:
    """The table with its groups, attributes, sums and means."""
    tight = _trimmed(sheet, box)
    if tight is None:
        raise AssertionError("a table is not blank")
    right = max([tight.right, *(g.right + 1 for g in _groups(sheet, tight, header))])
    box = tight._replace(right=min(right, len(sheet.types[0])))
    again = [sheet.cells[r][box.left : box.right] for r in header]
    after = range(header[-1] + 1 if header else box.top, box.bottom)
    repeated = {r for r in after if sheet.cells[r][box.left : box.right] in again}
    groups = _groups(sheet, box, header)
    first = header[-1] + 1 if header else box.top
    rows = [r for r in range(first, box.bottom) if r not in repeated]
    stub = _stub(sheet, box, rows, data)
    figures = [c for c in _columns(_cut_to(data, box)) if c not in stub]
    lines = _lines(sheet, rows, figures)
    words = _column_words(sheet, box, header, groups)
    rows = _aggregate_rows(sheet, box._replace(top=first), stub, figures, lines, words)
    columns = _aggregate_columns(figures, lines, words)
    return Region(
        box.top, box.left, box.bottom - 1, box.right - 1,
        header, tuple(stub), groups, *rows[:2], *columns[:2], rows[2], columns[2],
    )  # fmt: skip


def _groups(sheet: _Sheet, box: _Box, header: Sequence[int]) -> tuple[Group, ...]:
    """Header cells that stand over several columns, merged or only written over the first."""
    found = []
    for at, r in enumerate(header[:-1]):
        leaves = _union([sheet.filled[below] for below in header[at + 1 :]])
        filled = _columns(_cut_to(sheet.filled[r], box))
        bounds = {*filled, *(g.left for g in found), *(g.right + 1 for g in found), box.right}
        for c in filled:
            following = min(bound for bound in bounds if bound > c)
            span = sheet.merged.get((r, c))
            if span is not None:
                if span.last_column > c and span.last_row not in {header[-1]}:
                    found.append(Group(r, c, span.last_column))
                continue
            under = [k for k in range(c, following) if leaves >> k & 1]
            if len(under) > 1 and under[0] == c:
                found.append(Group(r, c, under[-1]))
    return tuple(found)


def _stub(sheet: _Sheet, box: _Box, data: int) -> list[int]:
    """Columns that name the rows: the first ones, of texts, dates, years or running numbers."""
    stub = []
    for c in range(box.left, box.right):
        is_data = data >> c & 1
        if is_data and not _names_rows(sheet, c, box):
            break
        stub.append(c)
    texts = [c for c in range(box.left, box.right) if not data >> c & 1]
    return sorted({*stub, *texts})


def _names_rows(sheet: _Sheet, column: int, box: _Box) -> bool:
    cells = [
        sheet.cells[r][column]
        for r in range(box.top, box.bottom)
        if sheet.types[r][column] in {_Type.NUMBER, _Type.DATE}
    ]
    if all(_type(cell) == _Type.DATE for cell in cells):
        return True
    numbers = [_whole(cell) for cell in cells]
    if all(number in _YEARS for number in numbers):
        return True
    return column == box.left and numbers == list(range(1, len(numbers) + 1))


def _lines(sheet: _Sheet, box: _Box, columns: Sequence[int]) -> list[Line]:
    return [
        [_figure(sheet.cells[r][c], sheet.types[r][c]) for c in columns]
        for r in range(box.top, box.bottom)
    ]


def _figure(cell: Cell, kind: _Type) -> float | None:
    """A cell's figure; None where it says nothing, NaN where it cannot be read."""
    if kind != _Type.NUMBER:
        return None
    value = amount(cell)
    return math.nan if value is None else value


def _column_words(
    sheet: _Sheet, box: _Box, header: Sequence[int], groups: Sequence[Group]
) -> dict[int, list[str]]:
    """What the header says of each column, from its groups to its own cell."""
    words: dict[int, list[str]] = {c: [] for c in range(box.left, box.right)}
    for r in header:
        over = {c: g.left for g in groups if g.row == r for c in range(g.left, g.right + 1)}
        for c, said in words.items():
            at = over.get(c, c)
            if sheet.types[r][at] != _Type.BLANK:
                said.append(wording_key(str(sheet.cells[r][at])))
    return words


def _says(text: str) -> Says:
    if _MEAN.search(text):
        return Says.MEAN
    return Says.TOTAL if _TOTAL.search(text) else Says.NOTHING


def _aggregate_rows(
    sheet: _Sheet,
    box: _Box,
    stub: Sequence[int],
    figures: Sequence[int],
    lines: Sequence[Line],
    words: dict[int, list[str]],
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    labels = [
        wording_key(
            " ".join(
                str(sheet.cells[r][c])
                for c in range(box.left, box.right)
                if sheet.types[r][c] == _Type.TEXT
            )
        )
        for r in range(box.top, box.bottom)
    ]
    rates = frozenset(j for j, c in enumerate(figures) if _is_rate(words[c]))
    says = [_says(label) for label in labels]
    totals, means, said = map(set, find_aggregates(lines, says, rates))
    for chosen in _of_one_name(sheet, box, stub):
        if any(says[i] for i in chosen):
            own = [lines[i] for i in chosen]
            found = find_aggregates(own, [says[i] for i in chosen], rates)
            totals |= {chosen[i] for i in found.totals if says[chosen[i]]}
            means |= {chosen[i] for i in found.means}
    unproven = {i for i in said - totals - means if _PLAINLY.fullmatch(labels[i])}
    at = lambda rows: tuple(box.top + i for i in sorted(rows))
    return at(totals), at(means), at(unproven)


def _of_one_name(sheet: _Sheet, box: _Box, stub: Sequence[int]) -> Iterator[list[int]]:
    """Rows that share a name in a column of names, where there is more than one such column."""
    for c in stub if len(stub) > 1 else ():
        named: dict[str, list[int]] = {}
        for r in range(box.top, box.bottom):
            if sheet.types[r][c] == _Type.TEXT:
                named.setdefault(str(sheet.cells[r][c]).strip(), []).append(r - box.top)
        yield from (rows for rows in named.values() if len(rows) > _WIDE)


def _is_rate(words: Sequence[str]) -> bool:
    return any(_RATE.search(word) for word in words)


def _aggregate_columns(
    figures: Sequence[int], lines: Sequence[Line], words: dict[int, list[str]]
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    totals: set[int] = set()
    means: set[int] = set()
    said: set[int] = set()
    for chosen in _alike(figures, words, lines):
        own = [figures[j] for j in chosen]
        across = [[line[j] for line in lines] for j in chosen]
        found = find_aggregates(across, [_says(" ".join(words[c])) for c in own])
        totals |= {own[i] for i in found.totals}
        means |= {own[i] for i in found.means}
        said |= {own[i] for i in found.unproven}
    unproven = {c for c in said - totals - means if any(map(_PLAINLY.fullmatch, words[c]))}
    return tuple(sorted(totals)), tuple(sorted(means)), tuple(sorted(unproven))


_SMALL = 0.001  # columns a thousand times smaller are rates, whatever they are called


def _alike(
    figures: Sequence[int], words: dict[int, list[str]], lines: Sequence[Line]
) -> Iterator[list[int]]:
    """Columns that may add up: all but rates; and under groups, those of one name."""
    peaks = [
        max((abs(v) for line in lines if (v := line[j])), default=0.0) for j in range(len(figures))
    ]
    yield [j for j, c in enumerate(figures) if _may_add_up(words[c])]
    large = _SMALL * median(peaks) if peaks else 0.0
    yield [j for j, c in enumerate(figures) if _may_add_up(words[c]) and peaks[j] >= large]
    leaves: dict[str, list[int]] = {}
    for j, c in enumerate(figures):
        if len(words[c]) > 1:
            leaves.setdefault(words[c][-1], []).append(j)
    yield from (alike for alike in leaves.values() if len(alike) > _WIDE)


def _may_add_up(words: Sequence[str]) -> bool:
    return not _is_rate(words) or _MEAN.search(" ".join(words)) is not None
