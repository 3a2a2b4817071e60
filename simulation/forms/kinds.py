"""Kinds of rewriting, each known by its function's name; their order is that of application.

What belongs to the header is done before the lines that add it up, and what decorates single
cells after; so each rewriting may rely on what it finds.
"""

from collections.abc import Callable, Iterable
from random import Random
from typing import NamedTuple

from simulation.forms.form import Form

BOOKS = ("xlsx", "xls", "ods", "xlsb")
GRIDS = (*BOOKS, "csv")
EVERY = (*GRIDS, "json")
MERGING = ("xlsx", "xls", "ods")
"""Formats whose writer here merges, hides, crosses out and formats."""
Change = Callable[[Form, Random], Form | None]


class FormKind(NamedTuple):
    """One way to rewrite a form.

    Attributes:
        name: Its function's name.
        change: Rewrites a form; None where there is nothing to rewrite.
        formats: Those that can express it.
        is_blur: Makes it ambiguous.
        warnings: Of a blur: warnings that are reason enough.
    """

    name: str
    change: Change
    formats: frozenset[str]
    is_blur: bool = False
    warnings: frozenset[str] = frozenset()


KINDS: dict[str, FormKind] = {}


def preserves(*formats: str) -> Callable[[Change], Change]:
    """Register a rewriting after which a clerk reads the same figures."""

    def add(change: Change) -> Change:
        name = change.__name__
        KINDS[name] = FormKind(name, change, frozenset(formats))
        return change

    return add


def blurs(*formats: str, warnings: Iterable[str] = ()) -> Callable[[Change], Change]:
    """Register a rewriting after which something must not be published."""

    def add(change: Change) -> Change:
        name = change.__name__
        KINDS[name] = FormKind(name, change, frozenset(formats), True, frozenset(warnings))
        return change

    return add
