"""How a unit's name is typed: `LP Kelas IIA Sragen`, `Lapas klas II A Sragen`, long forms."""

import re
from collections import defaultdict
from functools import cache
from random import Random

from schemas.references import Unit, load_references

_KINDS = {
    "Lapas": (
        "Lapas",
        "Lapas",
        "LAPAS",
        "LP",
        "Lembaga Pemasyarakatan",
        "Lembaga Pemasyarakatan (Lapas)",
    ),
    "Rutan": ("Rutan", "Rutan", "RUTAN", "Rumah Tahanan Negara", "Rumah Tahanan Negara (Rutan)"),
    "LPKA": ("LPKA", "LPKA", "Lembaga Pembinaan Khusus Anak"),
    "Bapas": ("Bapas", "Bapas", "BAPAS", "Balai Pemasyarakatan"),
}
_OFFICES = (
    "Kanwil Ditjenpas",
    "Kanwil Ditjenpas",
    "Kanwil",
    "Kantor Wilayah Direktorat Jenderal Pemasyarakatan",
    "Kantor Wilayah Ditjen PAS",
    "Kanwil Kemenimipas",
    "Kanwil Kemenkumham",
)
_CLASS = re.compile(r"Kelas (I{1,3})([AB]?) ")
_ARABIC = {"I": "1", "II": "2", "III": "3"}


def _bare(name: str) -> str:
    return _CLASS.sub("", name)


@cache
def _owners() -> dict[str, set[str]]:
    """Units by their name without a class."""
    owners: dict[str, set[str]] = defaultdict(set)
    for unit_id, periods in load_references().units.items():
        for period in periods:
            owners[_bare(period.name)].add(unit_id)
    return owners


def ambiguous_names() -> tuple[str, ...]:
    """Names without a class that several units share."""
    return tuple(sorted(name for name, ids in _owners().items() if len(ids) > 1))


def word_unit(unit: Unit, rng: Random) -> str:
    """One of the ways to write a unit's name, always one that means this unit alone."""
    if unit.kind == "Kanwil":
        return f"{rng.choice(_OFFICES)} {unit.name.removeprefix('Kanwil Ditjenpas ')}"
    name = unit.name
    if len(_owners()[_bare(name)]) == 1 and rng.random() < 0.2:
        name = _bare(name)
    elif found := _CLASS.search(name):
        name = name.replace(found[0], f"{_word_class(found[1], found[2], rng)} ")
    head, _, rest = name.partition(" ")
    name = f"{rng.choice(_KINDS.get(head, (head,)))} {rest}"
    return name.upper() if rng.random() < 0.2 else name


def _word_class(number: str, letter: str, rng: Random) -> str:
    forms = [
        f"Kelas {number}{letter}",
        f"Kelas {number}{letter}",
        f"klas {number} {letter}".rstrip(),
        f"Kls. {number}{letter}",
        f"Kelas {_ARABIC[number]}{letter}",
    ]
    if letter:
        forms += [f"Kelas {number}-{letter}", f"Kelas {number}{letter.lower()}"]
    return rng.choice(forms)


def word_kanwil(kanwil: Unit, rng: Random) -> str:
    """The Kanwil as it stands in the envelope of one of its units."""
    place = kanwil.name.removeprefix("Kanwil Ditjenpas ")
    return rng.choice((place, place.upper(), word_unit(kanwil, rng)))
