"""Damage to CSV and JSON: to lines, quotes, encodings, names and values."""

import json
import re
from collections.abc import Callable
from random import Random
from typing import Any

from simulation.damage.odd_cells import odd_word
from simulation.damage.raw import Way

_DIGITS = {
    name: str.maketrans("0123456789", "".join(chr(zero + n) for n in range(10)))
    for name, zero in (("arab", 0x660), ("parsi", 0x6F0), ("nagari", 0x966), ("lebar", 0xFF10))
}
_ENDINGS = ("\n", "\r", "\r\n", "\n\r", "\x85", "\u2028", "\x0b", "\x0c", "\n\n\n", "")
_ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "cp1252", "latin-1", "utf-7", "cp037")
_CONTROLS = ("\x00", "\x01", "\x1b[2J", "\ufeff", "\u202e", "\u200b", "\ud800", "\xa0")
_PAIR = re.compile(r'("[^"\n]*"): *("[^"\n]*"|[\d.e+-]+|null|true)')
_SCALAR = re.compile(r'(?<=: )("[^"\n]*"|-?\d[\d.e+-]*|null|true|false)')

TextWay = Callable[[str, Random], str]


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _in_text(change: TextWay) -> Way:
    def damage(content: bytes, _: bytes, rng: Random) -> bytes:
        return change(_decoded(content), rng).encode("utf-8", "surrogatepass")

    return damage


# -- any text


def _digits(text: str, rng: Random) -> str:
    """Digits of another script, in all of it or in one stretch."""
    table = _DIGITS[rng.choice(list(_DIGITS))]
    if rng.random() < 0.3:
        return text.translate(table)
    at = rng.randrange(len(text) + 1)
    return text[:at] + text[at : at + 80].translate(table) + text[at + 80 :]


def _controls(text: str, rng: Random) -> str:
    for _n in range(rng.choice((1, 3, 20))):
        at = rng.randrange(len(text) + 1)
        odd = rng.choice(
            ("\x00", "\x01", "\x1b[2J", "\ufeff", "\u202e", "\u200b", "\ud800", "\xa0")
        )
        text = text[:at] + odd + text[at:]
    return text


def _encoding(content: bytes, _: bytes, rng: Random) -> bytes:
    text, encoding = _decoded(content), rng.choice(_ENCODINGS)
    made = text.encode(encoding, "replace")
    return made if rng.random() < 0.6 else made[: len(made) // 2] + content[len(content) // 2 :]


# -- CSV


def _cells(text: str, rng: Random) -> str:
    """Odd values in some cells, quoted as they should be, or not."""
    lines = text.split("\n")
    for _n in range(rng.choice((1, 2, 6))):
        at = rng.randrange(len(lines))
        delimiter = max(";,\t|", key=lines[at].count)
        cells = lines[at].split(delimiter)
        word = odd_word(rng)
        quoted = '"' + word.replace('"', '""') + '"'
        cells[rng.randrange(len(cells))] = rng.choice((word, quoted, quoted))
        lines[at] = delimiter.join(cells)
    return "\n".join(lines)


def _delimiters(text: str, rng: Random) -> str:
    """Other delimiters, in all lines or some."""
    old = max(";,\t", key=text.count)
    new = rng.choice((";", ",", "\t", "|", ":", " ", ";;", "", "\x1f", "؛"))
    lines = text.split("\n")
    share = rng.choice((1.0, 0.5, 0.1))
    return "\n".join(line.replace(old, new) if rng.random() < share else line for line in lines)


def _quotes(text: str, rng: Random) -> str:
    for _n in range(rng.choice((1, 1, 2, 9))):
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice(('"', '""', '"""', "'", '";"', '"\n"', "“")) + text[at:]
    return text


def _lines(text: str, rng: Random) -> str:
    """Lines lost, again, elsewhere, empty by the thousand, and ended otherwise."""
    lines = text.split("\n")
    for _n in range(rng.choice((1, 1, 4))):
        at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
        ways: tuple[list[str], ...] = (
            [],
            [lines[at]] * rng.choice((2, 2, 500)),
            [lines[at], lines[other]],
            [lines[at], *[""] * rng.choice((1, 3, 2_000))],
            [lines[at] + ";" * rng.choice((1, 5, 3_000))],
            ["", "Nama Produk;Jumlah Produksi;Satuan", lines[at]],
            [lines[at][: len(lines[at]) // 2], lines[at][len(lines[at]) // 2 :]],
        )
        lines[at : at + 1] = rng.choice(ways)
        lines = lines or [""]
    ending = rng.choice(_ENDINGS) if rng.random() < 0.3 else "\n"
    return ending.join(lines)


def _long_cell(text: str, rng: Random) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(("x", "9", " ", '"', "é", ";")) * 200_000 + text[at:]


# -- JSON


def _deep(levels: int) -> str:
    return "[" * levels + "]" * levels


_JSON_ODD = (
    *("NaN", "Infinity", "-Infinity", "1e999", "-0", "1e-400", "9" * 5_000, "0.1e1", "01", "-"),
    *("null", "true", '""', "[]", "{}", '[{"a":1}]', '{"a":{"b":[1]}}', "[[[[1]]]]", '"\\ud800"'),
    *(
        '"\\u0000"',
        '"Nihil"',
        "[null,null]",
        '"\\ud83d\\ude00"',
        _deep(500),
        _deep(100_000),
        "1e18",
    ),
    *("2E+3", "12345678901234567890", "1.0", '"2025-10"', "// x", "undefined", "'x'", '"x" "y"'),
)


def _json_values(text: str, rng: Random) -> str:
    """Values of other kinds, sizes and depths."""
    found = list(_SCALAR.finditer(text))
    for match in sorted(rng.sample(found, min(len(found), 2)), key=lambda m: -m.start()):
        word = json.dumps(odd_word(rng)) if rng.random() < 0.4 else rng.choice(_JSON_ODD)
        text = text[: match.start()] + word + text[match.end() :]
    return text


def _json_cells(text: str, rng: Random) -> str:
    """Other texts and numbers as values, in a document that stays whole."""
    found = list(_SCALAR.finditer(text))
    chosen = rng.sample(found, min(len(found), rng.choice((1, 1, 2, 9))))
    for match in sorted(chosen, key=lambda m: -m.start()):
        text = text[: match.start()] + json.dumps(odd_word(rng)) + text[match.end() :]
    return text


def _json_names(text: str, rng: Random) -> str:
    """Names twice, with the same value or another."""
    found = list(_PAIR.finditer(text))
    if not found:
        return text
    match, other = rng.choice(found), rng.choice(found)
    again = rng.choice((match[0], f"{match[1]}: {other[2]}", f"{other[1]}: {match[2]}"))
    times = rng.choice((1, 1, 3, 2_000))
    return text[: match.start()] + f"{again}, " * times + text[match.start() :]


def _json_tree(text: str, rng: Random) -> str:
    """Objects and lists lost, wrapped, in each other's place."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return text
    for _n in range(rng.choice((1, 2, 4))):
        inner = _some_container(document, rng)
        if inner:
            _change_container(inner, rng)
    return json.dumps(document, ensure_ascii=rng.random() < 0.5)


def _some_container(document: Any, rng: Random) -> Any:
    place = document
    for _n in range(rng.randint(0, 4)):
        inside = place.values() if isinstance(place, dict) else place
        deeper = [one for one in inside if isinstance(one, dict | list) and one]
        if not deeper:
            break
        place = rng.choice(deeper)
    return place if isinstance(place, dict | list) else None


def _change_container(place: Any, rng: Random) -> None:
    key = rng.choice(list(place)) if isinstance(place, dict) else rng.randrange(len(place))
    value = place[key]
    draw = rng.randrange(6)
    if draw == 0:
        del place[key]
    elif draw == 1 and isinstance(place, dict):
        place[odd_word(rng)] = place.pop(key)
    elif draw == 2 and isinstance(place, list):
        place.insert(rng.randrange(len(place)), odd_word(rng))
    else:
        place[key] = rng.choice(
            (
                [value],
                {"a": value},
                None,
                [value] * 300,
                odd_word(rng),
                {odd_word(rng): value},
                [[]],
            )
        )


_ANY = {"other digits": _in_text(_digits), "controls": _in_text(_controls), "encoding": _encoding}
OF_CSV: dict[str, Way] = _ANY | {
    name: _in_text(way)
    for name, way in {
        "cells": _cells,
        "delimiters": _delimiters,
        "quotes": _quotes,
        "lines": _lines,
        "long cell": _long_cell,
    }.items()
}
OF_JSON: dict[str, Way] = _ANY | {
    name: _in_text(way)
    for name, way in {
        "values": _json_values,
        "cells": _json_cells,
        "other cells": _json_cells,  # twice as often as what mostly ends a document
        "names": _json_names,
        "tree": _json_tree,
        "quotes": _quotes,
    }.items()
}
