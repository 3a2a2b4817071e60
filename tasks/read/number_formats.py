"""What a number format shows besides the number: a unit, a currency, hidden thousands.

Formats are in the notation that .xlsx, .xls and .xlsb store whatever the language of the program
was: `#,##0" kg"`, `[$Rp-421]* #,##0`, `0.0,,"jt"`. Source: ECMA-376 part 1, 18.8.31.
"""

import re
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from operator import eq, ge, gt, le, lt, ne
from typing import NamedTuple

# formats that every program knows by number and no workbook writes out (ECMA-376 part 1, 18.8.30)
KNOWN_CODES = {9: "0%", 10: "0.00%"}
HIDDEN = "tidak tampak"
# `5.400`: thousands to one reader, thousandths to another
THREE_DECIMALS = "tiga desimal"

_TOKEN = re.compile(
    r"""(?P<literal>"[^"]*"?|\\.|[\$€£¥₩₹])      # what stands there as it is
    |   (?P<currency>\[\$[^\]]*\])               # [$Rp-421]; [$-421] is a language only
    |   (?P<condition>\[[<>=][^\]]*\])
    |   (?P<bracket>\[[^\]]*\]|_.|\*.)            # colour, elapsed time; a blank; a filling
    |   (?P<number>General|Standard|[0#?]|E[+-])
    |   (?P<comma>,)
    |   (?P<next>;)
    |   (?P<text>@)
    |   (?P<date>(?:AM/PM|A/P|[dmyhs]+)(?![a-z]))
    |   (?P<word>[^\W\d_]+)
    |   (?P<other>.)""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_LITERAL = re.compile(r'"[^"]*"?|\\.')
_PADDED = re.compile(r"0{2,}(?:\.0+)?")
_NUMBERED = re.compile(r'(0{2,})("[^"]*[\d/][^"]*")')  # 007/PKS/2025
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[\d.]+)\]")
_COMPARE = {"<=": le, ">=": ge, "<>": ne, "<": lt, ">": gt, "=": eq}
_MINUS = re.compile(r"""(?:\[[^\]$]*\])?["\\]?-"?[0#?]""")
_PLACES = frozenset("0#?")  # of digits
_THREE_DECIMALS = re.compile(r"[0#?]\.000$")
_MUTE = " \u00a0\t.,:;-+/()'\"=_"  # around a unit these say nothing: `(kg)`, `,-`, `Rp.`
_SCALES = ("tampil ribu", "tampil juta", "tampil miliar", "tampil triliun")
_SCALE_WORDS = {"rb", "ribu", "k", "jt", "juta", "m", "mio", "miliar", "milyar", "t", "triliun"}


class _Section(NamedTuple):
    """One of the sections of a format; which one holds, the number decides."""

    words: str
    shows_number: bool
    is_text: bool
    condition: tuple[str, float] | None
    has_three_decimals: bool = False
    has_minus: bool = False


def seen_words(code: str, number: float) -> str:
    """What is seen beside a number: `kg`, `$`, `tampil ribu`; empty where nothing is.

    A format that hides a number other than zero gives `HIDDEN`; one that shows three decimals of
    it says so (`THREE_DECIMALS`).
    """
    section = _section_for(_sections(code), number) if code else None
    if section and section.has_three_decimals and number != 0:
        return f"{section.words} {THREE_DECIMALS}".strip()
    if section is None or section.words or section.shows_number or number == 0:
        return section.words if section else ""
    return HIDDEN


@lru_cache(maxsize=4096)
def is_telling(code: str) -> bool:
    """Whether some number would show more than itself under this format."""
    return bool(as_seen(code, 1.0) or text_as_seen(code, "x")) or any(
        seen_words(code, n) for n in _probes(code)
    )


def as_seen(code: str, number: float) -> str:
    """A number that a format shows otherwise, 04012010 under `00000000`, 70,5% for 0.705; or ""."""
    if "%" in code and "%" in _LITERAL.sub("", code):
        places = len(code.partition(".")[2]) - len(code.partition(".")[2].lstrip("0#?"))
        return f"{Decimal(repr(number)) * 100:.{places}f}%".replace(".", ",")
    if number > 0 and _has_minus(code, number):
        return f"-{number:.15g}"
    if (match := _NUMBERED.fullmatch(code)) and number >= 0:
        return f"{number:0{len(match[1])}.0f}{match[2][1:-1]}"
    if not _PADDED.fullmatch(code) or number < 0:
        return ""
    decimals = len(code.partition(".")[2])
    return f"{number:0{len(code)}.{decimals}f}"


def text_as_seen(code: str, text: str) -> str:
    """A text that a format shows with more words, `Keset (batal)` under `@" (batal)"`; else ""."""
    if "@" not in code:
        return ""
    section = next((s for s in _sections(code) if s.is_text), None)
    return f"{text} ({section.words})" if section and section.words else ""


def _has_minus(code: str, number: float) -> bool:
    """Whether a format writes a minus before a number that has none."""
    if "-" not in code:
        return False
    section = _section_for(_sections(code), number)
    return section is not None and section.has_minus


def _probes(code: str) -> list[float]:
    bounds = [s.condition[1] for s in _sections(code) if s.condition]
    return [1.0, -1.0, 0.0, *(b + step for b in bounds for step in (-1.0, 0.0, 1.0))]


def _section_for(sections: tuple[_Section, ...], number: float) -> _Section | None:
    numeric = [section for section in sections if not section.is_text][:3]
    if not numeric:
        return None
    if any(section.condition for section in numeric):
        holding = (s for s in numeric if s.condition is None or _holds(s.condition, number))
        return next(holding, numeric[-1])
    at = 1 if number < 0 else 2 if number == 0 else 0
    return numeric[at] if at < len(numeric) else numeric[0]


def _holds(condition: tuple[str, float], number: float) -> bool:
    return bool(_COMPARE[condition[0]](number, condition[1]))


@lru_cache(maxsize=4096)
def _sections(code: str) -> tuple[_Section, ...]:
    tokens = [(str(found.lastgroup), found[0]) for found in _TOKEN.finditer(code)]
    parted = groupby(tokens, key=lambda token: token[0] == "next")
    split: list[list[tuple[str, str]]] = [[]]
    for is_border, group in parted:
        if is_border:
            split += [[] for _ in group]
        else:
            split[-1] = list(group)
    return tuple(_section(tokens) for tokens in split)


def _section(tokens: list[tuple[str, str]]) -> _Section:
    kinds = {kind for kind, _ in tokens}
    condition = next((_CONDITION.fullmatch(t) for kind, t in tokens if kind == "condition"), None)
    if "date" in kinds:  # calamine gives a date for it
        return _Section("", shows_number=True, is_text=False, condition=None)
    return _Section(
        _words(tokens),
        shows_number="number" in kinds,
        is_text="text" in kinds,
        condition=(condition[1], float(condition[2])) if condition else None,
        has_three_decimals=_THREE_DECIMALS.search(_digits(tokens)) is not None,
        has_minus=_MINUS.match("".join(text for _, text in tokens)) is not None,
    )


def _words(tokens: list[tuple[str, str]]) -> str:
    scale = _hidden_thousands(tokens)
    words = []
    for kind, group in groupby(tokens, key=lambda token: token[0] in {"literal", "word"}):
        texts = [_literal(*token) for token in group]
        words += ["".join(texts).strip(_MUTE)] if kind else [t.strip(_MUTE) for t in texts]
    if scale:
        words = [word for word in words if word.lower() not in _SCALE_WORDS]
        words.append(_SCALES[min(scale, len(_SCALES)) - 1])
    return " ".join(" ".join(words).split())


def _literal(kind: str, text: str) -> str:
    """What a token shows: itself, a currency's sign, or nothing."""
    if kind == "literal":
        return text[1:] if text.startswith("\\") else text.strip('"')
    if kind == "currency":
        return text[2:-1].partition("-")[0]
    return text if kind == "word" else ""


def _hidden_thousands(tokens: list[tuple[str, str]]) -> int:
    """Commas behind the last digit, or behind the last one before the decimal point."""
    whole, _, decimals = _digits(tokens).partition(".")
    return sum(
        len(part) - len(part.rstrip(",")) for part in (whole, decimals) if _PLACES & set(part)
    )


def _digits(tokens: list[tuple[str, str]]) -> str:
    """Digits, commas and point of a format, and its percent sign: `#,##0.00%` is `0,000.00%`."""
    return "".join(_digit(*token) for token in tokens)


def _digit(kind: str, text: str) -> str:
    if kind == "number":
        return text if text in _PLACES else "0"
    return text if kind == "comma" or text in {".", "%"} else ""
