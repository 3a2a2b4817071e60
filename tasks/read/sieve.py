"""Sieves: of many texts those of which something is true, each text asked about once.

A night reads the same few thousand wordings in a hundred thousand cells. What a function that
remembers its answers is asked cell by cell, a sieve is asked for all texts of a column at once.
"""

from collections.abc import Callable, Set

_MOST_KNOWN = 200_000  # texts; then it begins anew


class Sieve:
    """Sifts sets of texts by a question about one of them."""

    def __init__(self, is_true: Callable[[str], bool]) -> None:
        self._is_true = is_true
        self._true: set[str] = set()
        self._false: set[str] = set()

    def of(self, texts: Set[str]) -> Set[str]:
        """Those of some texts of which it is true."""
        if len(self._true) + len(self._false) > _MOST_KNOWN:
            self._true, self._false = set(), set()
        rest = texts - self._false
        for text in rest - self._true:
            (self._true if self._is_true(text) else self._false).add(text)
        return rest & self._true
