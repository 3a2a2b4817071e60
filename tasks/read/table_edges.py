"""Where any table ends: at its right and below, what bears no name is no part of it.

Notes below a table say nothing in figures. Figures beside and below it (page numbers, check sums,
sums of two cells) stand where no header names the column, or where the row alone has no name.
"""

import math
import re
from collections.abc import Sequence

from tasks.read.amounts import same
from tasks.read.table_heads import LEAST, LONG
from tasks.read.typed_cells import (
    Box,
    Type,
    TypedSheet,
    columns_of,
    figure,
    rows_of_figures,
)

_FULL = 0.75  # of a table's rows, from which on a column nobody named is one, and no side note
_NOTE = re.compile(
    r"(?:\*|†|[¹²³⁴]|\(?\d{1,2}\)\s|notes?\b|sources?\b|catatan\b|keterangan\b|ket\b|sumber\b|nb\b)",
    re.IGNORECASE,
)


def last_column(sheet: TypedSheet, box: Box, header: Sequence[int], data: int) -> int:
    """End of the columns, without those at the right that have gaps and no name as the others have.

    Args:
        sheet: The sheet.
        box: The table's part of it.
        header: Rows that name the columns.
        data: Columns of figures.
    """
    named = _named(sheet, box, header)
    end = named.bit_length()
    unnamed = data & ~named & ~(1 << box.left)  # names of rows may do without one
    inner = unnamed & ((1 << end) - 1)
    if inner or unnamed.bit_count() >= (named & data).bit_count():
        return box.right
    rows = [r for r in rows_of_figures(sheet, box) if r > header[-1]]
    while end < box.right and _is_full(sheet, end, rows):
        end += 1
    return end


def _is_full(sheet: TypedSheet, column: int, rows: Sequence[int]) -> bool:
    return sum(sheet.types[r][column] != Type.BLANK for r in rows) >= _FULL * len(rows)


def _named(sheet: TypedSheet, box: Box, header: Sequence[int]) -> int:
    """Columns under a header cell, also under a merged one."""
    named = 0
    for r in header:
        named |= box.cut(sheet.filled[r])
        for c in columns_of(box.cut(sheet.filled[r])):
            if span := sheet.merged.get((r, c)):
                named |= (1 << (span.last_column + 1)) - (1 << c)
    return named


def last_row(sheet: TypedSheet, box: Box, body: int, data: int) -> int:
    """End of the body: before notes, and before figures that alone have no name.

    Args:
        sheet: The sheet.
        box: The table's part of it.
        body: First row below the header.
        data: Columns of figures.
    """
    end = _before_notes(sheet, box, body, data)
    rows = rows_of_figures(sheet, box._replace(top=body, bottom=end))
    if len(rows) > LEAST and _is_stray(sheet, rows, box, data):
        end = _before_notes(sheet, box._replace(bottom=rows[-1]), body, data)
    return end


def _before_notes(sheet: TypedSheet, box: Box, body: int, data: int) -> int:
    end = box.bottom
    while end > body and _is_note(sheet, end - 1, box, data):
        end -= 1
    return end


def _is_note(sheet: TypedSheet, row: int, box: Box, data: int) -> bool:
    columns = columns_of(box.cut(sheet.filled[row]))
    if not columns:
        return True
    if box.cut(sheet.figures[row]) & data:
        return False
    if box.cut(sheet.texts[row]) & data:
        return True
    text = sheet.text(row, columns[0])
    is_apart = not box.cut(sheet.filled[row - 1])
    is_like_note = is_apart or len(text) > LONG or _NOTE.match(text) is not None
    return len(columns) == 1 and is_like_note


def _is_stray(sheet: TypedSheet, rows: Sequence[int], box: Box, data: int) -> bool:
    """Whether the last row has few figures, as the only one no name, and sums up nothing."""
    *above, row = rows
    figures = columns_of(box.cut(sheet.figures[row]))
    if 2 * len(figures) >= data.bit_count() or _has_name(sheet, row, box):
        return False
    is_alone = all(_has_name(sheet, r, box) for r in above)
    return is_alone and not all(_sums_up(sheet, above, row, c) for c in figures)


def _has_name(sheet: TypedSheet, row: int, box: Box) -> bool:
    return bool(box.cut(sheet.texts[row])) or sheet.types[row][box.left] != Type.BLANK


def _sums_up(sheet: TypedSheet, above: Sequence[int], row: int, column: int) -> bool:
    """Whether a figure may be the sum or the mean of those above it: also where one is unclear."""
    read = (figure(sheet.cells[r][column], sheet.types[r][column]) for r in above)
    addends = [value for value in read if value is not None]
    result = figure(sheet.cells[row][column], sheet.types[row][column])
    total = sum(addends)
    if result is None or math.isnan(result) or math.isnan(total):
        return True
    return same(total, result) or (bool(addends) and same(total / len(addends), result))
