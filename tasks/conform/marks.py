"""What stands in a cell and is no part of its value: marks nobody sees, marks of a footnote.

They are taken off before NFKC, which would make 121 of `12¹`.
"""

import re
import sys
import unicodedata

import polars as pl

from schemas.wording import INVISIBLE, visible

# only cells with one of these signs are looked at; most have none
_RARE = r"[^\x00-\x7f]|[*)]"
# what may follow a mark: nothing, or words; figures behind it would become one with those before
_FOLLOWS = r"(\s*$|\s*\pL)"
_STEPS = (
    (f"[{INVISIBLE}]", ""),
    (r"(?i)\b([cdk]?m)²", "${1}2"),
    (r"(?i)\b([cdk]?m)³", "${1}3"),
    (r"\b10[⁰²³⁴-⁹]+" + _FOLLOWS, "10?$1"),  # a footnote, or a power of ten
    (rf"([\pL0-9.,%-])\s*⁽?[¹²³⁰⁴-⁹]{{1,2}}[⁾)]?{_FOLLOWS}", "$1$2"),
    (rf"([^\s*†‡(])\s*[*†‡]{{1,3}}\)?{_FOLLOWS}", "$1$2"),
    (rf"^([^(]*[\pL0-9.,%-])\s+(?:[1-9][0-9]?|[a-e])\){_FOLLOWS}", "$1$2"),
    (r"\p{No}", "?"),  # ½, ①, a raised figure within a number: no digit of the number
)
# decimal digits of all scripts (Source: Unicode): ١٢ is 12, and NFKC leaves it as it is
_DIGITS = {
    sign: str(unicodedata.decimal(sign))
    for sign in map(chr, range(0x80, sys.maxunicode + 1))
    if unicodedata.category(sign) == "Nd"
}
# at the end of words, also of words in a list; `m²` keeps its square. What a mark has taken it
# does not give back (`++`), or forty stars before a letter would take years
_FOOTNOTE = re.compile(
    r"(?:(?<![\s*†‡])|(?<=\s)(?=\S))(?:(?>\s*[*†‡]{1,3}\)?)|(?<![mM])(?>\s*⁽?[¹²³⁰⁴-⁹]{1,2}[⁾)]?))+"
    r"\s*(?=[,;/&+\n]|$)"
)
_MOST_LETTERS = 2_000  # a longer text has no footnote that somebody would look for


def without_marks(texts: pl.Series) -> pl.Series:
    """Texts of numbers and dates without invisible marks and footnotes, digits as ASCII has them.

    A raised or ringed figure that is no footnote becomes `?`: no number and no date has one.
    """
    places = texts.str.contains(_RARE).arg_true()
    if places.is_empty():
        return texts
    rare = pl.col("text")
    for pattern, kept in _STEPS:
        rare = rare.str.replace_all(pattern, kept)
    rare = rare.str.replace_many(list(_DIGITS), list(_DIGITS.values()))
    found = texts.gather(places).to_frame("text").select(rare).to_series()
    return texts.clone().scatter(places, found)


def words_without_marks(text: str) -> str:
    """Words without invisible marks and without a footnote mark behind them."""
    if text.isascii() and "*" not in text:
        return text
    return _FOOTNOTE.sub("", visible(text)) if len(text) <= _MOST_LETTERS else visible(text)
