"""Cells by their type, and rows as bits: what is needed to see tables without reading a word.

A row's filled cells, figures and texts are each one number with a bit a column, so that "which of
these columns stand under figures" is one operation however wide the sheet is.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from tasks.read.amounts import amount
from tasks.read.grid import Cell, Grid, Shown, Span


class Type(IntEnum):
    """What kind of thing stands in a cell."""

    BLANK = 0
    TEXT = 1
    NUMBER = 2  # an error counts as the figure it stands for
    DATE = 3
    VOID = 4  # what says that there is no figure: a dash, `n.a.`


class Box(NamedTuple):
    """Part of a sheet: rows `top` to `bottom`, columns `left` to `right`, ends excluded."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def width(self) -> int:
        """Number of columns."""
        return self.right - self.left

    def cut(self, mask: int) -> int:
        """The bits of a row that lie in the box."""
        return mask & ((1 << self.right) - (1 << self.left))


class TypedSheet(NamedTuple):
    """A sheet's cells with their types, and once more as bits of rows.

    Attributes:
        cells: Cells, all rows equally long.
        types: Their types.
        filled: Cells that are not blank, a number a row.
        figures: Numbers and dates.
        texts: Texts.
        merged: Merged ranges by their first cell.
    """

    cells: list[list[Cell]]
    types: list[list[Type]]
    filled: list[int]
    figures: list[int]
    texts: list[int]
    merged: dict[tuple[int, int], Span]

    def text(self, row: int, column: int) -> str:
        """A cell as text, without spaces at its ends."""
        return str(self.cells[row][column]).strip()


_NUMBER = re.compile(
    r"[-+(]?\s*+(?:rp\.?|idr|usd|us\$|[$€£¥])?\s*[-+]?(?:\d[\d.,]*|[.,]\d+)(?:e[-+]?\d+)?\s*%?\)?",
    re.IGNORECASE,
)
_VOID = re.compile(r"[-–—.…*]{1,4}|n\.?\s?/?a\.?|nihil|null|nil|=.+", re.IGNORECASE)
_ERROR = re.compile(r"#(?:N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)")


def typed(grid: Grid) -> TypedSheet:
    """A grid's cells with their types; short rows are filled up."""
    width = max(map(len, grid.rows), default=0)
    cells = [[*row, *[""] * (width - len(row))] for row in grid.rows]
    types = [list(map(type_of, row)) for row in cells]
    return TypedSheet(
        cells,
        types,
        [_bits(row, Type.TEXT, Type.NUMBER, Type.DATE, Type.VOID) for row in types],
        [_bits(row, Type.NUMBER, Type.DATE) for row in types],
        [_bits(row, Type.TEXT) for row in types],
        {(span.row, span.column): span for span in grid.merged},
    )


def _bits(row: Sequence[Type], *wanted: Type) -> int:
    digits = "".join("1" if kind in wanted else "0" for kind in reversed(row))
    return int(digits, 2) if digits else 0


def type_of(cell: Cell) -> Type:
    """The type of a cell; a text that is written as a number is one."""
    if isinstance(cell, str):
        return _type_of_text(cell) if cell else Type.BLANK
    if isinstance(cell, bool):
        return Type.TEXT
    if isinstance(cell, int | float | Decimal | Shown):
        return Type.NUMBER
    return Type.DATE if isinstance(cell, date | time | timedelta) else Type.TEXT


@lru_cache(maxsize=100_000)
def _type_of_text(text: str) -> Type:
    text = text.strip()
    if not text:
        return Type.BLANK
    if _VOID.fullmatch(text):
        return Type.VOID
    return Type.NUMBER if _NUMBER.fullmatch(text) or _ERROR.fullmatch(text) else Type.TEXT


def figure(cell: Cell, kind: Type) -> float | None:
    """A cell's figure; None where none stands, NaN where it cannot be read."""
    if kind != Type.NUMBER or (isinstance(cell, str) and _ERROR.fullmatch(cell.strip())):
        return None
    value = amount(cell)
    return float("nan") if value is None else value


def whole(cell: Cell) -> int:
    """The whole number of a cell, of `(1)` too; -1 where it is none."""
    if isinstance(cell, str):
        text = cell.strip().strip("().")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1
    value = amount(cell)
    return int(value) if value is not None and value.is_integer() else -1


def union(masks: Iterable[int]) -> int:
    """Columns that any of the rows has."""
    found = 0
    for mask in masks:
        found |= mask
    return found


def columns_of(mask: int) -> list[int]:
    """Columns whose bit is set, in order."""
    digits = f"{mask:b}"[::-1]
    return [column for column, digit in enumerate(digits) if digit == "1"]


def trimmed(sheet: TypedSheet, box: Box) -> Box | None:
    """The box without blank rows and columns at its edges; None where it is blank."""
    filled = [box.cut(mask) for mask in sheet.filled[box.top : box.bottom]]
    rows = [number for number, mask in enumerate(filled, box.top) if mask]
    if not rows:
        return None
    columns = union(filled)
    left = (columns & -columns).bit_length() - 1
    return Box(rows[0], left, rows[-1] + 1, columns.bit_length())


def rows_of_figures(sheet: TypedSheet, box: Box) -> list[int]:
    """Rows with a number or a date in the box."""
    return [r for r in range(box.top, box.bottom) if box.cut(sheet.figures[r])]
