"""Where a sheet is cut into tables: at wide gaps, and where a header of its own begins.

Gaps propose, what stands on both sides decides: blank columns between the names of rows and their
figures part nothing, and rows that fit under the figures above go on after any short gap.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from tasks.read.table_heads import LEAST, LONG, YEARS, first_of_body
from tasks.read.typed_cells import (
    Box,
    Type,
    TypedSheet,
    columns_of,
    rows_of_figures,
    trimmed,
    union,
    whole,
)

_WIDE = 2  # blank columns that part two tables
_DEEP = 4  # blank rows that part two tables, whatever they hold
_ENDS = ".!?:;"  # what ends a sentence, and with it a line


def parts_of(sheet: TypedSheet, box: Box) -> list[Box]:
    """The box cut where its tables part; the box alone if it is one table, or none."""
    for cut in (_beside, _beside_prose, _close_beside, _crooked, _below, _halves):
        parts = cut(sheet, box)
        if len(parts) > 1:
            return parts
    return [box]


# --- side by side ------------------------------------------------------------------------------


def _beside(sheet: TypedSheet, box: Box) -> list[Box]:
    """Cut at wide gaps, but where the right part is named by the left one or goes on with it."""
    parts: list[Box] = []
    for strip in _strips(sheet, box, _WIDE):
        left = parts[-1] if parts else None
        if left and (_is_named_by(sheet, left, strip) or _goes_on(sheet, left, strip)):
            parts[-1] = left._replace(right=strip.right)
        else:
            parts.append(strip)
    return parts


def _beside_prose(sheet: TypedSheet, box: Box) -> list[Box]:
    """Cut off the first column where it is prose, not names: long lines that go on in the next."""
    column = box.left
    rows = [r for r in range(box.top, box.bottom) if sheet.types[r][column] == Type.TEXT]
    if box.width < LEAST or len(rows) < LEAST:
        return [box]
    lines = {r: sheet.text(r, column) for r in rows}
    going_on = sum(lines.get(r - 1, ".")[-1] not in _ENDS and lines[r][0].islower() for r in rows)
    is_prose = 4 * going_on >= len(rows) and median(map(len, lines.values())) > LONG
    if going_on < LEAST or not is_prose:
        return [box]
    return [box._replace(right=column + 1), box._replace(left=column + 1)]


def _close_beside(sheet: TypedSheet, box: Box) -> list[Box]:
    """Cut at single blank columns where the right part is a table for itself."""
    parts: list[Box] = []
    for strip in _strips(sheet, box, 1):
        left = parts[-1] if parts else None
        if left and (_is_named_by(sheet, left, strip) or not _stands_alone(sheet, left, strip)):
            parts[-1] = left._replace(right=strip.right)
        else:
            parts.append(strip)
    return parts


def _crooked(sheet: TypedSheet, box: Box) -> list[Box]:
    """Cut between columns that touch in no row, where the right part has names of its own."""
    rows = [0, *(box.cut(mask) for mask in sheet.filled[box.top : box.bottom]), 0]
    near = zip(rows, rows[1:], rows[2:], strict=False)
    touching = union(row & ((above | row | below) >> 1) for above, row, below in near)
    filled = union(rows)
    for c in columns_of(filled & (filled >> 1) & ~touching):
        left, right = box._replace(right=c + 1), box._replace(left=c + 1)
        figures = rows_of_figures(sheet, right)
        if right.width > 1 and figures and _begins_with_names(sheet, right, figures):
            return [left, right]
    return [box]


def _strips(sheet: TypedSheet, box: Box, gap: int) -> list[Box]:
    """Parts of the box with at least `gap` blank columns between them.

    A lone text is passed over: titles and remarks begin anywhere.
    """
    filled = (box.cut(mask) for mask in sheet.filled[box.top : box.bottom])
    columns = columns_of(union(mask for mask in filled if mask & (mask - 1)))
    ends = [at for at in range(1, len(columns)) if columns[at] - columns[at - 1] > gap]
    strips = [
        box._replace(left=columns[start], right=columns[end - 1] + 1)
        for start, end in pairwise([0, *ends, len(columns)])
        if columns
    ]
    return [strip for strip in strips if not _is_remark(sheet, strip)] or [box]


def _is_remark(sheet: TypedSheet, strip: Box) -> bool:
    """Whether one cell stands alone beside many rows."""
    if strip.width > 1 or strip.bottom - strip.top < LEAST:
        return False
    filled = (row[strip.left] != Type.BLANK for row in sheet.types[strip.top : strip.bottom])
    return sum(filled) == 1


def _is_named_by(sheet: TypedSheet, left: Box, right: Box) -> bool:
    """Whether the left part only names the rows of the right one, which has no names itself."""
    rows = rows_of_figures(sheet, right)
    if not rows or _begins_with_names(sheet, right, rows):
        return False
    named = (left.cut(sheet.texts[r]) and not left.cut(sheet.figures[r]) for r in rows)
    return 2 * sum(map(bool, named)) >= len(rows)


def _goes_on(sheet: TypedSheet, left: Box, right: Box) -> bool:
    """Whether a part without names begins in the same rows as the left one, and ends within."""
    ours, theirs = rows_of_figures(sheet, right), rows_of_figures(sheet, left)
    if not (ours and theirs) or right.left - left.right >= _DEEP:
        return False
    if ours[0] != theirs[0] or ours[-1] > theirs[-1] or _begins_with_names(sheet, right, ours):
        return False
    header = ours[0] - 1
    return header >= 0 and all(part.cut(sheet.texts[header]) for part in (left, right))


def _begins_with_names(sheet: TypedSheet, box: Box, rows: Sequence[int]) -> bool:
    """Whether the first column of the box is text in most of these rows, or counts them."""
    if 2 * sum(sheet.types[r][box.left] == Type.TEXT for r in rows) >= len(rows):
        return True
    numbers = [whole(sheet.cells[r][box.left]) for r in rows]
    counts = numbers[0] >= 0 and all(b - a == 1 for a, b in pairwise(numbers))
    return counts and len(numbers) >= LEAST


def _stands_alone(sheet: TypedSheet, left: Box, right: Box) -> bool:
    """Whether a part beside another has names, rows or a header of its own."""
    ours, theirs = rows_of_figures(sheet, right), rows_of_figures(sheet, left)
    if not (ours and theirs):
        return False
    if _begins_with_names(sheet, right, ours):
        return right.width > 1
    if 2 * len(set(ours) & set(theirs)) < min(len(ours), len(theirs)):
        return True
    above = ours[0] - 1
    if above >= 0 and right.cut(sheet.texts[above]) and left.cut(sheet.figures[above]):
        return True  # its header stands beside figures
    inner = trimmed(sheet, left)
    if inner is not None and ours[-1] >= inner.bottom:
        return True
    header = sheet.filled[left.top : first_of_body(sheet, left)]
    return ours[0] != theirs[0] and not any(map(right.cut, header))


def _halves(sheet: TypedSheet, box: Box) -> list[Box]:
    """Cut where the header begins again beside itself: `Tahun | Bulan | X | Tahun | Bulan | Y`."""
    body = first_of_body(sheet, box)
    if body in {box.top, box.bottom}:
        return [box]
    names = [sheet.text(body - 1, c) for c in range(box.left, box.right)]
    starts = [at for at, name in enumerate(names) if name and name == names[0]]
    if len(starts) < 2 or len({tuple(names[at : at + 2]) for at in starts}) > 1:
        return [box]
    edges = [*(box.left + at for at in starts), box.right]
    parts = [box._replace(left=left, right=right) for left, right in pairwise(edges)]
    if min(part.width for part in parts) < 2 or _are_groups(sheet, parts, body - 2):
        return [box]
    rows = [sheet.cells[r] for r in rows_of_figures(sheet, box._replace(top=body))]
    is_again = all(row[part.left] == row[box.left] for part in parts for row in rows)
    is_cut = is_again or all(_has_names(sheet, part._replace(top=body)) for part in parts)
    return parts if is_cut else [box]


def _are_groups(sheet: TypedSheet, parts: Sequence[Box], row: int) -> bool:
    """Whether over each part stands a merged cell as wide: the header of one table, in groups."""
    spans = (sheet.merged.get((row, part.left)) for part in parts)
    ends = [span.last_column + 1 if span else -1 for span in spans]
    return row >= parts[0].top and ends == [part.right for part in parts]


def _has_names(sheet: TypedSheet, box: Box) -> bool:
    """Whether the first column of a part names its rows: by texts, dates, years, or by counting."""
    figures = rows_of_figures(sheet, box)
    rows = [r for r in figures if sheet.types[r][box.left] != Type.BLANK]
    if not rows or all(sheet.types[r][box.left] == Type.DATE for r in rows):
        return bool(rows)
    is_years = all(whole(sheet.cells[r][box.left]) in YEARS for r in rows)
    return is_years or _begins_with_names(sheet, box, rows)


# --- one below the other -----------------------------------------------------------------------


class _Piece(NamedTuple):
    """Rows of a box that follow each other, and what they are made of.

    Attributes:
        box: Where.
        gap: Blank rows above.
        figures: Columns with figures in its body.
        body: First row of its body; the end where there is none.
        header: The row above the body as texts; empty if the piece begins with its body.
    """

    box: Box
    gap: int
    figures: int
    body: int
    header: tuple[str, ...]


@dataclass
class _Part:
    """Pieces taken for one table so far."""

    box: Box
    last: _Piece
    figures: int = 0
    headers: set[tuple[str, ...]] = field(default_factory=set)

    def add(self, piece: _Piece) -> None:
        """Take another piece."""
        self.box = self.box._replace(bottom=piece.box.bottom)
        self.last = piece
        self.figures |= piece.figures
        self.headers.add(piece.header)


def _below(sheet: TypedSheet, box: Box) -> list[Box]:
    """Cut where a header begins, at deep gaps, and where rows no longer fit those above."""
    parts: list[_Part] = []
    waiting: Box | None = None  # texts between rows: names of sections, or titles of what follows
    for top, bottom, gap in _slices(sheet, box):
        piece = _piece(sheet, box._replace(top=top, bottom=bottom), gap)
        if parts and gap < _DEEP and _is_lone(sheet, piece):
            waiting = piece.box._replace(top=(waiting or piece.box).top)
            continue
        if not parts or not _continues(sheet, parts[-1], piece):
            parts.append(_Part(waiting or piece.box, piece))
        parts[-1].add(piece)
        waiting = None
    return [part.box for part in parts] + ([waiting] if waiting else [])


def _slices(sheet: TypedSheet, box: Box) -> Iterator[tuple[int, int, int]]:
    """Rows between blank rows, cut again where a header begins: top, end, blank rows above."""
    start, gap = box.top, 0
    for r in range(box.top, box.bottom + 1):
        if r < box.bottom and box.cut(sheet.filled[r]):
            continue
        if start < r:
            again = _header_starts(sheet, box._replace(top=start, bottom=r))
            for top, bottom in pairwise([start, *again, r]):
                yield top, bottom, gap if top == start else 0
            gap = 0
        gap, start = gap + 1, r + 1


def _header_starts(sheet: TypedSheet, box: Box) -> Iterator[int]:
    """Rows of the box from which on texts name columns of figures once more."""
    above = 0
    last = first_of_body(sheet, box)
    for r in range(last, box.bottom):
        figures = box.cut(sheet.figures[r])
        if figures:
            above, last = above | figures, r
        elif _names_again(sheet, r, box.cut(sheet.texts[r]) & above, box):
            yield last + 1
            above, last = 0, r


def _names_again(sheet: TypedSheet, row: int, named: int, box: Box) -> bool:
    """Whether different texts stand over figures that follow at once."""
    if named.bit_count() < 2 or len({sheet.text(row, c) for c in columns_of(named)}) < 2:
        return False
    until = min(row + _DEEP, box.bottom)
    below = named & union(map(box.cut, sheet.figures[row + 1 : until]))
    return below.bit_count() >= 2 and 2 * below.bit_count() >= named.bit_count()


def _piece(sheet: TypedSheet, box: Box, gap: int) -> _Piece:
    body = first_of_body(sheet, box)
    figures = union(map(box.cut, sheet.figures[body : box.bottom]))
    named = (r for r in range(body - 1, box.top - 1, -1) if box.cut(sheet.filled[r]) & figures)
    above = next(named, None)
    columns = range(box.left, box.right)
    header = () if above is None else tuple(sheet.text(above, c) for c in columns)
    return _Piece(box, gap, figures, body, header)


def _is_lone(sheet: TypedSheet, piece: _Piece) -> bool:
    """Whether a piece has one cell a row, and no figure."""
    if piece.body < piece.box.bottom:
        return False
    filled = map(piece.box.cut, sheet.filled[piece.box.top : piece.box.bottom])
    return all(mask.bit_count() <= 1 for mask in filled)


def _continues(sheet: TypedSheet, above: _Part, piece: _Piece) -> bool:
    """Whether a piece goes on with the table above it."""
    if piece.gap >= _DEEP:
        return False
    if piece.header:
        is_again = piece.header in above.headers
        return is_again and (piece.gap == 0 or _counts_on(sheet, above.last, piece))
    if not above.figures:
        return _fills_header(sheet, above.last, piece)
    return piece.body < piece.box.bottom and _fits_under(sheet, above.figures, piece)


def _counts_on(sheet: TypedSheet, above: _Piece, piece: _Piece) -> bool:
    """Whether the row numbers of a piece follow on those above it, as over a page break."""
    before = (whole(sheet.cells[r][above.box.left]) for r in range(above.body, above.box.bottom))
    return max(before, default=-1) == whole(sheet.cells[piece.body][piece.box.left]) - 1 > 0


def _fills_header(sheet: TypedSheet, header: _Piece, piece: _Piece) -> bool:
    """Whether rows stand under a row of texts that has nothing under it yet."""
    names = header.box.cut(sheet.filled[header.box.bottom - 1])
    filled = union(map(piece.box.cut, sheet.filled[piece.box.top : piece.box.bottom]))
    if names.bit_count() < 2 or filled.bit_count() < 2:
        return False
    return 3 * (filled & ~names).bit_count() <= filled.bit_count()


def _fits_under(sheet: TypedSheet, figures: int, piece: _Piece) -> bool:
    """Whether the figures of a piece stand under figures, and its texts beside them."""
    rows = rows_of_figures(sheet, piece.box)
    own = [piece.box.cut(sheet.figures[r]) for r in rows]
    count = sum(mask.bit_count() for mask in own)
    stray = sum((mask & ~figures).bit_count() for mask in own)
    texts = sum((piece.box.cut(sheet.texts[r]) & figures).bit_count() for r in rows)
    is_full = 3 * count >= figures.bit_count() * len(rows)
    return is_full and 5 * stray <= count and 5 * texts <= count
