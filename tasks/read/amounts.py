"""Plain amounts, for the arithmetic by which a table proves its totals.

Only what has one reading counts: typed numbers and `12.000`, `Rp. 3.046.025,00`. Everything else
is unknown here, and what it means is for conform to say; a test holds the two against each other.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from schemas.wording import visible
from tasks.read.grid import Cell, Shown
from tasks.read.headers import is_unit_word
from tasks.read.number_formats import THREE_DECIMALS

_PLAIN = re.compile(
    r"(?:rp\.?\s*)?(-?\d+|-?[1-9]\d{0,2}(?:\.\d{3})+)(?:,\s?(\d{1,2}|\d{4,6}))?"
    r"(?:\s*,-)?(?:\s*([a-z]+))?",
    re.IGNORECASE,
)
# a footnote mark behind a figure: `40*`, `12 1)`, `7 ²`; the figure itself in words
_MARK = re.compile(r"\s*(?:\*+\)?|†|(?<=\s)\d\)|[¹²³⁴⁵⁾]+|\([a-z ]+\))\s*$", re.IGNORECASE)
_MARKED = 100  # letters at the end of a figure in which its mark stands
_IN_WORDS = re.compile(
    r"(?<=\d)\s*\([a-z -]+\)(?=\s*[a-z])", re.IGNORECASE
)  # `40 (empat puluh) kg`
_NUMBERS = frozenset({float, int, Decimal})
_UNCLEAR = re.compile(rf"\btampil\b|{THREE_DECIMALS}|%")  # more or less than what stands there
_NOTHING = frozenset({"", "-", "--", "–", "nihil", "Nihil", "NIHIL"})


def amount(cell: Cell) -> float | None:
    """The amount a cell states without doubt; 0 where it says nothing, None where in doubt."""
    if type(cell) in _NUMBERS:  # nearly all: the quick way
        return float(cell)
    if isinstance(cell, Shown):
        return None if _UNCLEAR.search(cell.words) else float(cell.number)
    return _written(cell) if isinstance(cell, str) else None


@lru_cache(maxsize=100_000)
def _written(text: str) -> float | None:
    text = visible(text).strip()
    if text in _NOTHING:
        return 0.0
    found = _PLAIN.fullmatch(text)
    if not found:
        text = _IN_WORDS.sub("", text)
        mark = _MARK.search(text, max(len(text) - _MARKED, 0))
        found = _PLAIN.fullmatch(text[: mark.start()] if mark else text)
    if not found or (found[1].startswith("0") and found[1] != "0"):
        return None
    if found[3] and not is_unit_word(found[3]):
        return None
    return float(found[1].replace(".", "") + "." + (found[2] or "0"))


def amounts(cells: Sequence[Cell]) -> list[float | None]:
    """The amount that each of some cells states."""
    return list(map(float if _NUMBERS.issuperset(map(type, cells)) else amount, cells))


def is_filled(cell: Cell) -> bool:
    """Whether a cell says anything at all."""
    return cell != "" and not (isinstance(cell, str) and cell.strip() in _NOTHING)


def same(one: float, other: float) -> bool:
    """Whether two sums are one, but for what typing and floating point round away."""
    return abs(one - other) <= max(0.01, 1e-9 * max(abs(one), abs(other)))
