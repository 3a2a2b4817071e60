"""Cells as they were reported: their text and the type the file gave them."""

from enum import IntEnum


class CellKind(IntEnum):
    """Type of a cell in its file: the number 1.234 is not the text `1.234`."""

    TEXT = 0
    NUMBER = 1
    DATE = 2
    OTHER = 3


# what stands in a cell that says nothing (Source: reading rules; `NULL` as text: domain.md §1)
# and what databases and programs write for it
MISSING = (
    *("", "-", "--", "nihil", "-nihil", "nil", "kosong", "tidak ada", "belum ada", "...", "…"),
    *("null", "(null)", "<null>", "\\n", "none", "nat", "n/a", "undefined"),
)
