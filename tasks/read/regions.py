"""Where tables are on any sheet, whoever made it: bounds, header, attributes, sums and means.

Nothing here knows a form of ours: a table is where columns of figures, or rows of texts, stand
under texts that tell them apart. A sheet is cut until nothing more can be cut; titles above and
notes below what is left are no part of it.

Source: names of roles after Koci et al. 2016 (header, attribute, data, derived, metadata, notes).
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

from schemas.wording import wording_key
from tasks.read.aggregates import Line, Says, find_aggregates
from tasks.read.cuts import parts_of
from tasks.read.grid import Grid
from tasks.read.table_edges import last_column, last_row
from tasks.read.table_heads import (
    LEAST,
    YEARS,
    Group,
    column_words,
    find_groups,
    first_of_body,
    header_rows,
)
from tasks.read.typed_cells import (
    Box,
    Type,
    TypedSheet,
    columns_of,
    figure,
    trimmed,
    typed,
    whole,
)

__all__ = ["Group", "Region", "find_regions"]


class Region(NamedTuple):
    """One table of a sheet, in indexes of its grid, ends included.

    Attributes:
        top: First row of the header, or of the body where there is none.
        left: First column.
        bottom: Last row; notes under the table are no part of it.
        right: Last column.
        header_rows: Rows that name the columns, also where they are repeated.
        stub_columns: Columns that name or describe the rows (attributes).
        groups: Header cells over several columns.
        total_rows: Rows that hold sums of other rows.
        mean_rows: Rows that hold means of other rows.
        total_columns: Columns that hold sums of other columns, or await them.
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


class _Table(NamedTuple):
    """A table whose bounds are known.

    Attributes:
        sheet: Its sheet.
        box: Its bounds.
        header: Rows of its header.
        again: Rows of its body that repeat the header.
        rows: Rows of its body, without those.
        stub: Columns of attributes.
        figures: Columns of figures.
        words: What the header says of each column.
    """

    sheet: TypedSheet
    box: Box
    header: tuple[int, ...]
    again: tuple[int, ...]
    rows: list[int]
    stub: list[int]
    figures: list[int]
    words: dict[int, list[str]]


class _Found(NamedTuple):
    """Rows or columns that are sums or means, or only say so."""

    totals: tuple[int, ...]
    means: tuple[int, ...]
    unproven: tuple[int, ...]


_SEEN = 1_000  # rows from which it is plain whether a column is the sum of others
_SMALL = 0.001  # columns a thousand times smaller than others are rates, whatever they are called
# words only propose: whatever they name is proven by its figures
_TOTAL = re.compile(
    r"\b(?:(?:sub|grand)?totals?|sums?|jumlah|jml|keseluruhan|seluruhnya|overall|combined|all)\b"
)
_MEAN = re.compile(r"\b(?:averages?|avg|means?|rata ?rata|rataan|rerata)\b")
_PLAINLY = re.compile(
    r"(?:sub |grand |sub|jumlah )?(?:totals?|jumlah|jml|averages?|avg|means?|rata ?rata|rerata)"
    r"(?: (?:total|keseluruhan|seluruhnya|semua))?"
)
_RATE = re.compile(
    r"\b(?:persen|persentase|percent\w*|pct|rates?|ratios?|rasio|shares?|index|indeks|per|harga|"
    r"prices?|averages?|avg|means?|rata ?rata|rerata|kadar|tingkat|change|growth)\b"
)


def find_regions(grid: Grid) -> list[Region]:
    """Every table on a sheet, from the top, side by side from the left."""
    sheet = typed(grid)
    waiting = [Box(0, 0, len(sheet.cells), len(sheet.cells[0]) if sheet.cells else 0)]
    found: list[Region] = []
    while waiting:
        box = trimmed(sheet, waiting.pop())
        if box is None:
            continue
        parts = parts_of(sheet, box)
        if len(parts) > 1:
            waiting += parts
        elif region := _region(sheet, box):
            found.append(region)
    return sorted(found)


# --- bounds ------------------------------------------------------------------------------------


def _region(sheet: TypedSheet, box: Box) -> Region | None:
    """The table in a box from which nothing more can be cut, if it is one."""
    if _is_form(sheet, box):
        return None
    body = first_of_body(sheet, box)
    if body == box.bottom:
        return _region_of_texts(sheet, box)
    data = _data_columns(sheet, box, body)
    header = header_rows(sheet, box, body, data)
    box = box._replace(right=last_column(sheet, box, header, data))
    data = box.cut(data)
    top, bottom = header[0] if header else body, last_row(sheet, box, body, data)
    inner = trimmed(sheet, box._replace(top=top, bottom=bottom))
    if not data or inner is None or inner.width < 2 or bottom == body or bottom - top < 2:
        return None
    return _described(sheet, inner, header, data)


def _is_form(sheet: TypedSheet, box: Box) -> bool:
    """Whether labels stand beside what they ask for: `Bulan : Oktober`."""
    columns = range(box.left, min(box.left + 3, box.right))
    rows = range(box.top, box.bottom)
    asking = sum(any(sheet.text(r, c).endswith(":") for c in columns) for r in rows)
    return 2 * asking > len(rows)


def _region_of_texts(sheet: TypedSheet, box: Box) -> Region | None:
    """A table without figures: rows of texts under a row of texts, in the same columns."""
    rows = [r for r in range(box.top, box.bottom) if box.cut(sheet.filled[r])]
    while rows and 2 * box.cut(sheet.filled[rows[0]]).bit_count() < box.width:
        rows.pop(0)
    names = box.cut(sheet.filled[rows[0]]) if rows else 0
    is_apart = bool(rows) and rows[-1] - rows[0] >= len(rows)  # as those who sign stand
    if names.bit_count() < LEAST or len(rows) < LEAST or is_apart:
        return None
    like = sum(2 * (box.cut(sheet.filled[r]) & names).bit_count() > 1 for r in rows)
    if 2 * like < len(rows):
        return None
    left = columns_of(names)[0]
    return Region(rows[0], left, rows[-1], box.right - 1, (rows[0],), (left,))


def _data_columns(sheet: TypedSheet, box: Box, body: int) -> int:
    """Columns that mostly hold figures, from the body's first row on."""
    data = 0
    rows = sheet.types[body : box.bottom]
    for c in range(box.left, box.right):
        counts = Counter(row[c] for row in rows)
        figures = counts[Type.NUMBER] + counts[Type.DATE]
        if figures and figures + counts[Type.VOID] >= counts[Type.TEXT]:
            data |= 1 << c
    return data


# --- what rows and columns are -----------------------------------------------------------------


def _described(sheet: TypedSheet, box: Box, header: tuple[int, ...], data: int) -> Region:
    """The table with its groups, attributes, sums and means."""
    groups = find_groups(sheet, box, header)
    right = max([box.right, *(group.right + 1 for group in groups)])
    box = box._replace(right=min(right, len(sheet.types[0])))
    table = _table(sheet, box, header, groups, data)
    lines = _lines(table)
    rows, columns = _aggregate_rows(table, lines), _aggregate_columns(table, lines[:_SEEN])
    return Region(
        box.top,
        box.left,
        box.bottom - 1,
        box.right - 1,
        tuple(sorted({*header, *table.again})),
        tuple(table.stub),
        groups,
        rows.totals,
        rows.means,
        columns.totals,
        columns.means,
        rows.unproven,
        columns.unproven,
    )


def _table(
    sheet: TypedSheet, box: Box, header: tuple[int, ...], groups: Sequence[Group], data: int
) -> _Table:
    heads = [sheet.cells[r][box.left : box.right] for r in header]
    body = range(header[-1] + 1 if header else box.top, box.bottom)
    again = tuple(r for r in body if sheet.cells[r][box.left : box.right] in heads)
    rows = [r for r in body if r not in set(again)]
    stub = _stub(sheet, box, rows, data)
    figures = [c for c in columns_of(box.cut(data)) if c not in set(stub)]
    words = column_words(sheet, box, header, groups)
    return _Table(sheet, box, header, again, rows, stub, figures, words)


def _stub(sheet: TypedSheet, box: Box, rows: Sequence[int], data: int) -> list[int]:
    """Columns that name the rows: all of texts; the first ones, of dates, years, row numbers."""
    stub = {c for c in range(box.left, box.right) if not data >> c & 1}
    for c in range(box.left, box.right):
        if c not in stub and not _names_rows(sheet, c, rows, is_first=c == box.left):
            break
        stub.add(c)
    return sorted(stub)


def _names_rows(sheet: TypedSheet, column: int, rows: Sequence[int], *, is_first: bool) -> bool:
    """Whether the figures of a column are names: dates, years, or row numbers at the left."""
    types = {r: sheet.types[r][column] for r in rows}
    if not any(kind == Type.NUMBER for kind in types.values()):
        return True
    numbers = [
        -1 if kind == Type.DATE else whole(sheet.cells[r][column])
        for r, kind in types.items()
        if kind in {Type.NUMBER, Type.DATE}
    ]
    if all(number in YEARS for number in numbers):
        return True
    return is_first and numbers == list(range(1, len(numbers) + 1))


def _lines(table: _Table) -> list[Line]:
    """The body's figures, row by row."""
    cells, types = table.sheet.cells, table.sheet.types
    return [[figure(cells[r][c], types[r][c]) for c in table.figures] for r in table.rows]


def _says(text: str) -> Says:
    if _MEAN.search(text):
        return Says.MEAN
    return Says.TOTAL if _TOTAL.search(text) else Says.NOTHING


def _is_rate(words: Sequence[str]) -> bool:
    return any(_RATE.search(word) for word in words)


def _aggregate_rows(table: _Table, lines: Sequence[Line]) -> _Found:
    """Rows that are sums or means: of rows beside them, or of rows of the same name."""
    labels = [_label(table, r) for r in table.rows]
    says = [_says(label) for label in labels]
    rates = frozenset(j for j, c in enumerate(table.figures) if _is_rate(table.words[c]))
    totals, means, said = map(set, find_aggregates(lines, says, rates))
    for alike in _of_one_name(table):
        if any(says[i] for i in alike):
            found = find_aggregates([lines[i] for i in alike], [says[i] for i in alike], rates)
            totals |= {alike[i] for i in found.totals if says[alike[i]]}
            means |= {alike[i] for i in found.means}
    unproven = {i for i in said - totals - means if _PLAINLY.fullmatch(labels[i])}
    return _Found(*(tuple(table.rows[i] for i in sorted(k)) for k in (totals, means, unproven)))


def _label(table: _Table, row: int) -> str:
    """What a row's texts say."""
    columns = columns_of(table.box.cut(table.sheet.texts[row]))
    return wording_key(" ".join(table.sheet.text(row, c) for c in columns))


def _of_one_name(table: _Table) -> Iterator[list[int]]:
    """Body rows that share a name, where columns of names stand beside each other."""
    for c in table.stub if len(table.stub) > 1 else ():
        named: dict[str, list[int]] = {}
        for i, r in enumerate(table.rows):
            if table.sheet.types[r][c] == Type.TEXT:
                named.setdefault(table.sheet.text(r, c), []).append(i)
        yield from (alike for alike in named.values() if len(alike) >= LEAST)


def _aggregate_columns(table: _Table, lines: Sequence[Line]) -> _Found:
    """Columns that are sums or means: of columns beside them, or of columns of the same name."""
    totals: set[int] = set()
    means: set[int] = set()
    said: set[int] = set()
    for chosen in _alike(table, lines):
        columns = [table.figures[j] for j in chosen]
        says = [_says(" ".join(table.words[c])) for c in columns]
        found = find_aggregates([[line[j] for line in lines] for j in chosen], says)
        totals |= {columns[i] for i in found.totals}
        means |= {columns[i] for i in found.means}
        said |= {columns[i] for i in found.unproven}
    totals |= _awaited(table, totals)
    words = table.words
    unproven = {c for c in said - totals - means if any(map(_PLAINLY.fullmatch, words[c]))}
    return _Found(*(tuple(sorted(kind)) for kind in (totals, means, unproven)))


def _awaited(table: _Table, totals: set[int]) -> set[int]:
    """Columns without figures that are called as proven totals under another group are."""
    proven = {tuple(table.words[c][1:]) for c in totals}
    names = {words for words in proven if any(map(_PLAINLY.fullmatch, words))}
    called = (c for c, words in table.words.items() if tuple(words[1:]) in names)
    types, empty = table.sheet.types, {Type.BLANK, Type.VOID}
    return {c for c in called if empty.issuperset(types[r][c] for r in table.rows)}


def _alike(table: _Table, lines: Sequence[Line]) -> Iterator[list[int]]:
    """Columns that may add up: all but rates; the large ones; under groups, those of one name."""
    words = [table.words[c] for c in table.figures]
    adding = [j for j, w in enumerate(words) if not _is_rate(w) or _MEAN.search(" ".join(w))]
    yield adding
    peaks = {j: max((abs(v) for line in lines if (v := line[j])), default=0.0) for j in adding}
    least = _SMALL * median(peaks.values()) if peaks else 0.0
    if large := [j for j in adding if peaks[j] >= least]:
        yield from [large] if len(large) < len(adding) else []
    leaves: dict[str, list[int]] = {}
    for j, said in enumerate(words):
        if len(said) > 1:
            leaves.setdefault(said[-1], []).append(j)
    yield from (alike for alike in leaves.values() if len(alike) >= LEAST)
