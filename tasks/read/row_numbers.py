"""Row numbers: `1`, `II.`, `a)`, `1.2`, a dash; and names that begin with one."""

import re
from functools import lru_cache

from tasks.read.grid import Cell

_LEVELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("dotted", re.compile(r"\d{1,2}\.\d{1,2}\.?")),
    ("digit", re.compile(r"\d{1,6}\s*[.)]?")),
    ("roman", re.compile(r"[IVX]{1,5}\s*[.)]?")),
    ("upper", re.compile(r"[A-Z]\s*[.)]?")),
    ("lower", re.compile(r"[a-z]\s*[.)]?|\([a-z]\)")),
    ("dash", re.compile(r"[-–•*]")),
)
_PREFIX = re.compile(r"\s*([a-z][.)]|\d{1,2}\.\d{1,2}\.?|[-–•])\s+\S")
_ENUMERATED = re.compile(r"\s*(?:[A-Z]|[IVX]{1,4}|\d{1,2})\s*[.)]\s*\S")
# the first row of a list, or the first column number
FIRST_NUMBER = frozenset({1, "1", "(1)", "1)"})


def is_enumerated(title: str) -> bool:
    """Whether a title begins with a letter or number of its own: `A. Kerajinan`, `II) Pangan`."""
    return _ENUMERATED.match(title) is not None


def number_level(cell: Cell) -> str | None:
    """Which kind of row number a cell is."""
    if isinstance(cell, str):
        return _level_of_text(cell) if cell else None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return "digit" if cell == int(cell) else "dotted"
    return None


@lru_cache(maxsize=50_000)
def _level_of_text(cell: str) -> str | None:
    text = cell.strip()
    return next((name for name, pattern in _LEVELS if text and pattern.fullmatch(text)), None)


def row_number(cell: Cell) -> str:
    """A row number as it is spoken of: `2` of 2.0 and of `2.`."""
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    return text.strip(" .)(")


def is_letter(cell: Cell) -> bool:
    """Whether a row number is a capital or a Roman numeral."""
    return number_level(cell) in {"roman", "upper"}


def begins_with_number(text: str) -> bool:
    """Whether a name begins with the number of a part: `a. Sabun`, `1.2 Sabun`, `- Sabun`."""
    return _PREFIX.match(text) is not None


def level_in_name(text: str) -> str | None:
    """Which kind of number a name begins with, if with that of a part."""
    found = _PREFIX.match(text)
    return number_level(found[1].rstrip()) if found else None
