"""Forms made from one integer: what is reported, in which format, rewritten in which ways."""

from collections.abc import Iterable
from random import Random
from typing import NamedTuple

# the order of these imports is the order in which rewritings are applied
from simulation.forms import (  # isort: skip
    splits,
    headings,
    bodies,
    looks,
    writing,
    contexts,
    surroundings,
    doubts,
    spoils,
)
from schemas.contracts import DATASETS
from simulation.forms.form import Form
from simulation.forms.kinds import KINDS, FormKind
from simulation.forms.plain import plain_form
from simulation.model import dice

MODULES = (splits, headings, bodies, looks, writing, contexts, surroundings, doubts, spoils)
_MOST = 4
_BLURRED = 0.25
_TRIES = 200


class Composition(NamedTuple):
    """One made form.

    Attributes:
        seed: What it was made from.
        names: How it was rewritten, in this order.
        form: The result.
    """

    seed: int
    names: tuple[str, ...]
    form: Form

    @property
    def is_blurred(self) -> bool:
        """Whether something in it must not be published."""
        return any(KINDS[name].is_blur for name in self.names)

    @property
    def warnings(self) -> frozenset[str]:
        """Warnings that are reason enough for what is not published."""
        return frozenset(code for name in self.names for code in KINDS[name].warnings)


def plain(seed: int, dataset: str, extension: str) -> Composition:
    """A form that is not rewritten."""
    return Composition(seed, (), plain_form(dataset, extension, dice("form", seed)))


def rewritten(seed: int, name: str, extension: str) -> Composition | None:
    """A form rewritten in one way; None where no form of two hundred could be."""
    rng = dice("form", name, extension, seed)
    for _ in range(_TRIES):
        form = plain_form(rng.choice(tuple(DATASETS)), extension, rng)
        if made := KINDS[name].change(form, rng):
            return Composition(seed, (name,), made)
    return None


def composed(seed: int) -> Composition:
    """A form rewritten in one to four ways, a quarter of them blurred in one.

    The first way is drawn from all alike, and the form is one that it can rewrite; the others
    are applied where they can be.
    """
    rng = dice("forms", seed)
    is_blurred = rng.random() < _BLURRED
    first = rng.choice([kind for kind in KINDS.values() if kind.is_blur == is_blurred])
    while True:
        extension = rng.choice(sorted(first.formats))
        form = plain_form(rng.choice(tuple(DATASETS)), extension, rng)
        made = _apply(Composition(seed, (), form), _with_others(first, extension, rng), rng)
        if first.name in made.names:
            return made


def _with_others(first: FormKind, extension: str, rng: Random) -> list[FormKind]:
    """A way and up to three that keep the meaning, in the order of their application."""
    kinds = list(KINDS.values())
    keeping = [kind for kind in kinds if not kind.is_blur and kind is not first]
    possible = [kind for kind in keeping if extension in kind.formats]
    drawn = rng.sample(possible, rng.randint(0, _MOST - 1))
    return sorted([first, *drawn], key=kinds.index)


def _apply(made: Composition, kinds: Iterable[FormKind], rng: Random) -> Composition:
    """Rewrite as often as the form allows; what has no rows of its own cannot be blurred."""
    for kind in kinds:
        if kind.is_blur and (made.form.table.is_vertical or made.form.table.nil):
            continue
        if form := kind.change(made.form, rng):
            made = made._replace(form=form, names=(*made.names, kind.name))
    return made
