"""Numbers in Indonesian words: `empat puluh`, `dua belas juta lima ratus ribu`, `dua koma lima`."""

import re
from decimal import Decimal
from typing import NamedTuple

_DIGITS = {
    word: number
    for number, word in enumerate(
        ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]
    )
}
_SCALES = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "milyar": 10**9}
_PLACES = {"ratus": 100, "puluh": 10}
_PARTS = (*_DIGITS, "belas", *_PLACES, *_SCALES, "koma")
# `sepuluh` is `satu puluh`, `seribu` is `satu ribu`
_PART = re.compile(rf"{'|'.join(_PARTS)}|se(?=belas|puluh|ratus|ribu|juta|miliar|milyar)")
_ASIDE = re.compile(r"([^()]*)\(([^()]*)\)([^()]*)")
_FIGURES = re.compile(r"[0-9][0-9.,]*")


class Said(NamedTuple):
    """A number said twice: in figures within `text`, and in words, which mean `number`."""

    text: str
    number: Decimal


def read_numeral(words: str) -> tuple[Decimal, str] | None:
    """The number that words begin with, and the words behind it; None where it is none."""
    parts: list[str] = []
    left = words.replace("-", " ").split()
    while left and (found := _parts_of(left[0])):
        parts += found
        left = left[1:]
    number = _number_of(parts) if parts else None
    return None if number is None else (number, " ".join(left))


def _parts_of(word: str) -> list[str]:
    """`duapuluh` is `dua` and `puluh`; empty for any other word."""
    found = _PART.findall(word)
    return ["satu" if p == "se" else p for p in found] if "".join(found) == word else []


def _number_of(parts: list[str]) -> Decimal | None:
    whole, _, decimals = " ".join(parts).partition(" koma ")
    digits = decimals.split()
    number = _whole_of(whole.split())
    if number is None or "koma" in whole.split() or not set(digits) <= _DIGITS.keys():
        return None
    return Decimal(f"{number}.{''.join(str(_DIGITS[digit]) for digit in digits)}0")


def _whole_of(parts: list[str]) -> int | None:
    """Add up scale by scale: below a thousand, thousands, millions; None where order is wrong."""
    total, last = 0, 10**12
    group: list[str] = []
    for part in parts:
        if part not in _SCALES:
            group.append(part)
            continue
        below = _below_thousand(group)
        if not below or _SCALES[part] >= last:
            return None
        total, last, group = total + below * _SCALES[part], _SCALES[part], []
    below = _below_thousand(group) if group else 0
    return None if below is None else total + below


def _below_thousand(parts: list[str]) -> int | None:
    """`dua ratus lima belas`; None for what is no such number."""
    total, room = 0, 1000
    digits = iter(parts)
    for digit in digits:
        number, place = _DIGITS.get(digit), next(digits, None)
        if number is None or (place and not number):
            return None
        if place == "belas":
            worth, step = 10 + number, 1
        else:
            step = _PLACES.get(place, 0) if place else 1
            worth = number * step
        if not step or worth >= room or (place == "belas" and room < 100):
            return None
        total, room = total + worth, step
    return total


def unfold_aside(text: str) -> Said | None:
    """Part a number said twice: `40 (empat puluh) orang`, `empat puluh (40) orang`.

    None where what stands in brackets is no number in words, or where there are several brackets.
    """
    match = _ASIDE.fullmatch(text)
    if not match:
        return None
    before, aside, after = (part.strip() for part in match.groups())
    if _FIGURES.fullmatch(aside):
        before, aside = aside, before
    said = read_numeral(aside)
    if said is None or not before:
        return None
    return Said(" ".join(filter(None, (before, said[1], after))), said[0])
