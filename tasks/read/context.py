"""What a text says of unit and scale, and what of it says nothing: regulations, copies of files.

No place wins over another: statements are gathered with their places and must agree.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from schemas.references import load_references
from schemas.unit_names import parse_unit_name
from schemas.wording import wording_key

_UNIT = re.compile(
    r"\b(?:lapas|lp|lpp|lpn|rutan|lpka|bapas|lembaga|rumah tahanan|balai pemasyarakatan|kanwil|"
    r"kantor wilayah)\b"
)
_KIND = re.compile(r"\b(?:lapas|lp|lpp|lpn|rutan|lpka|bapas|lembaga|rumah|balai)\b")
_MOST_WORDS = 9  # `lembaga pemasyarakatan narkotika kelas ii a cirebon` and its like
_REGULATION = re.compile(
    r"\b(?:nomor|no|permenkumham|uu|pp|perpres|kepmen|surat edaran|se)\b.*\btahun \d{4}\b"
)
# begun within a run of blanks, none of these would find more than at its beginning (or they would
# look at each long run once for each blank)
_SCALE = re.compile(
    r"(?:\(|(?<!\s)|(?=\S))\s*+(?:dalam|angka dalam|nilai dalam|in|x)?\s*+"
    r"(?P<rp>rp\.?|rupiah|idr)?\s*+[.,'’]?\s*+"
    r"(?P<word>ribuan|ribu|jutaan|juta|miliaran|miliar|milyar|thousands?|millions?|"
    r"1?[.,]?000(?:[.,]000)?)"
    r"(?:\s*,?-)?\s*(?:of\s+)?(?P<rp2>rupiah|rp\.?|idr)?\s*\)?",
    re.IGNORECASE,
)
_MAY_SCALE = re.compile(r"(?i)rib|jut|mil|thou|000")  # the quick look, for titles of any length
_AMOUNT_BEFORE = re.compile(
    r"(?:\d\s*|\bse|\b(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas|belas|"
    r"puluh|ratus|seratus)\s+)$",
    re.IGNORECASE,
)
_FACTORS = {"ribu": 1_000, "juta": 1_000_000, "mili": 1_000_000_000, "mily": 1_000_000_000}
_FACTORS |= {"thou": 1_000, "mill": 1_000_000}
# what may be a scale, or another currency than the form's, though not how much is meant
_SCALE_HINT = re.compile(
    r"\b(?:ribuan|jutaan|mil[iy]aran|thousands?|millions?)\b|\bx\s?(?:rp\W*)?1?[.,]?000\b|['’]000\b|"
    r"\b(?:dalam|satuan)\s*:?\s*\(?(?:rp\W*)?1[.,]?000\b|\bdalam (?:ratusan|puluhan)\b",
    re.IGNORECASE,
)
_FOREIGN_WORD = r"(?:\b(?:usd|dolar|dollars?|ringgit|sgd|euros?|eur|yen|aud)\b|us\$|s\$|[$€])"
_FOREIGN = re.compile(
    rf"\b(?:dalam|mata uang|satuan|in)\b.{{0,20}}{_FOREIGN_WORD}|\(\s*{_FOREIGN_WORD}(?: as)?\s*\)",
    re.IGNORECASE,
)


class Scale(NamedTuple):
    """How many times the figures of a table are what stands there.

    Attributes:
        factor: 1,000 or more.
        is_money: Whether it says rupiah, so that counts are not meant.
        text: As written.
    """

    factor: int
    is_money: bool
    text: str


_COPY = re.compile(
    r"(?:(?<!\s)|(?=\S))\s*"
    r"(?:\(\d+\)|-\s*(?:copy|salin|salinan|copi)\b.*|\b(?:salinan dari|copy of)\b)\s*",
    re.IGNORECASE,
)


def plain_name(name: str) -> str:
    """A file's name as its sender chose it: no folder, no ending, no `(1)`, no `Salinan dari`."""
    return _COPY.sub(" ", name.rpartition("/")[2].rpartition(".")[0]).strip()


@lru_cache(maxsize=50_000)
def units_in(text: str) -> frozenset[str]:
    """Ids of the unit a text names somewhere in it; several where the name is shared.

    A Kanwil counts only where no prison or Bapas is named: letterheads name their Kanwil too.
    """
    return _unit_found(text)[1]


@lru_cache(maxsize=50_000)
def unit_words(text: str) -> str:
    """The words by which a text names a unit, as written; the text itself where it names none."""
    words = _unit_found(text)[0].split()
    found = re.search(r"[\W_]*".join(map(re.escape, words)), text, re.IGNORECASE) if words else None
    return found[0] if found else " ".join(words) or text


@lru_cache(maxsize=50_000)
def _unit_found(text: str) -> tuple[str, frozenset[str]]:
    found: tuple[str, frozenset[str]] = ("", frozenset())
    words = wording_key(text).split()
    for at, word in enumerate(words):
        if _UNIT.match(" ".join(words[at : at + 2])) is None or word in {"wilayah", "tahanan"}:
            continue
        named = _unit_from(words[at : at + _MOST_WORDS])
        if named[1] and _KIND.match(word):
            return named
        found = found if found[1] else named
    return found


def _unit_from(words: list[str]) -> tuple[str, frozenset[str]]:
    """The unit that the longest run of these words, from the first on, names."""
    references = load_references()
    for length in range(len(words), 1, -1):
        name = parse_unit_name(" ".join(words[:length]))
        ids = references.unit_names.get(name.key, frozenset())
        if len(ids) > 1 and name.kelas:
            of_class = {i for i in ids if references.units[i][-1].kelas == name.kelas}
            ids = frozenset(of_class) if len(of_class) == 1 else ids
        if ids:
            return " ".join(words[:length]), frozenset(ids)
    return "", frozenset()


def is_of_regulation(text: str) -> bool:
    """Whether a text speaks of a regulation, whose year is no year of the report."""
    return bool(_REGULATION.search(wording_key(text)))


@lru_cache(maxsize=20_000)
def scale_in(text: str) -> Scale | None:
    """The scale a text states: `(dalam ribuan rupiah)`, `(Rp. 000)`, `(juta)`; None for none."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    if not _MAY_SCALE.search(plain):
        return None
    for found in _SCALE.finditer(plain):
        whole, is_money = found[0].strip(), bool(found["rp"] or found["rp2"])
        factor = _factor(found, plain) if is_money or _stands_as_scale(whole) else None
        if factor:
            return Scale(factor, is_money, whole)
    return None


@lru_cache(maxsize=20_000)
def may_scale(text: str) -> bool:
    """Whether a text states a scale, hints at one, or says that figures are in dollars."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    is_foreign = _FOREIGN.search(plain) and not re.search(r"(?i)\brp\b|\brupiah\b", plain)
    hints = (x for x in _SCALE_HINT.finditer(plain) if not _is_behind_figure(plain, x.start()))
    return bool(is_foreign) or any(hints) or scale_in(text) is not None


def _is_behind_figure(plain: str, at: int) -> bool:
    """Whether what begins here belongs to an amount: `12 ribuan`, `3 x 1000`."""
    return re.search(r"\d\s*$", plain[:at]) is not None


def _stands_as_scale(whole: str) -> bool:
    """Whether words without a currency are a scale by how they stand: in brackets, or `dalam …`."""
    in_brackets = whole.startswith("(") and whole.endswith(")")
    return in_brackets or bool(re.match(r"(?i)\(?\s*(?:angka |nilai )?(?:dalam|in)\b", whole))


def _factor(found: re.Match[str], plain: str) -> int | None:
    """How many times is meant; None where the words are part of an amount."""
    word = found["word"].casefold()
    if word[0] not in "01.,":
        # `12 juta` is an amount, `lima puluh ribu rupiah` too
        start = found.start("word")
        is_amount = _AMOUNT_BEFORE.search(plain[:start]) or _is_behind_figure(plain, start)
        return None if is_amount else _FACTORS[word[:4]]
    if word.startswith("1") and "x" not in found[0].strip().casefold()[:3]:
        return None  # `Rp. 1.000` is an amount, `(x Rp 1.000)` a scale
    if plain[: found.start()][-1:].isdigit() or plain[found.end() :][:1].isdigit():
        return None
    return 1_000_000 if word.count("000") == 2 else 1_000


def without_scale(text: str, currency: str = " ") -> str:
    """A header without the words of its scale; `currency` stands for those that name rupiah."""
    scale = scale_in(text)
    if not scale:
        return text
    return " ".join(text.replace(scale.text, currency if scale.is_money else " ").split())
