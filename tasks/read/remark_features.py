"""What of a remark counts when it is asked whether it changes a figure: its words, as learnt of.

Wordings are told apart by what they do (`blm`, `belum`; another month, another year, a percentage)
and lose the endings of Indonesian, so that words meet that mean one thing. It is no stemmer: two
words of one stem need only end up alike, in the corpus and in a report.
"""

import re
import unicodedata
from datetime import date
from functools import cache
from typing import NamedTuple

from schemas.references import load_references, read_reference
from schemas.wording import visible, wording_key
from tasks.read.context import unit_words, units_in

_TOKEN = re.compile(r"<[a-z ]+>|\d+(?:[.,]\d+)*|[^\W\d_]+|[%?]")
_UNTIL = re.compile(r"\bs\s?[./]?\s?d\b\.?")
_NUMBERED = re.compile(r"^\s*\(?(?:[IVX]{1,4}|[A-Ha-h]|\d{1,2})[.)]\s+")  # `II. HASIL PRODUKSI`
_WHOLE = re.compile(r"\b0?1\s*(?:sampai|-|–)\s*(?:2[89]|3[01])\b")  # days of a month
_JOINED = re.compile(r"(?<=[^\W\d_])[-](?=[^\W\d_])")
_DAY = re.compile(r"\b[0-3]?\d[-/.](0?[1-9]|1[0-2])(?:[-/.](?:20)?\d\d)?\b")
_ENDINGS = (
    re.compile(r"(?<=\w{4})(?:nya|lah|kah)$"),
    re.compile(r"^(?:di|ter|ber|per|se)(?=\w{4})"),
    re.compile(r"^(?:meng|meny|mem|men|me|peng|peny|pem|pen)(?=\w{4})"),
    re.compile(r"(?<=\w{4})(?:kan|an|i)$"),
)
_SHORT = 6  # letters; of a shorter word every letter counts


class Said(NamedTuple):
    """A remark and where it stands.

    Attributes:
        place: `baris` (a remark beside one row), `kolom` (another cell of a column that the form
            does not ask for), `komentar` (on a cell), `catatan` (a line above or below the
            table), `bagian` (the title of rows), `judul`, `nama` (added to an item's name).
        dataset: Of the table.
        title: Of the column; "" elsewhere.
        text: As written.
        month: Of the report.
        unit: Ids of the report's unit; none where it names none.
    """

    place: str
    dataset: str
    title: str
    text: str
    month: date | None
    unit: frozenset[str]


def features(said: Said) -> list[str]:
    """The features of a remark, each once."""
    stems = [_stem(word) for word in words_of(said)]
    pairs = zip(["^", *stems], [*stems, "$"], strict=True)
    found = stems + [f"{a} {b}" for a, b in pairs]
    found += [f"{said.place}:", f"{said.place}:{min(len(stems) // 4, 5)}"]
    found += [f"{said.place}:{stem}" for stem in stems]
    found += [f"{said.dataset}:", *(f"{said.dataset}:{stem}" for stem in stems)]
    found += [f"[{_stem(word)}]" for word in _plain(said.title, None)]
    return list(dict.fromkeys(found))


def words_of(said: Said) -> list[str]:
    """The words of a remark: abbreviations written out, months and units told by whose they are."""
    text, ids = _NUMBERED.sub("", said.text), units_in(said.text)
    if ids:
        whose = "<upt ini>" if not said.unit or ids & said.unit else "<upt lain>"
        return _plain(_replaced(text, unit_words(text), whose), said.month)
    for name in _hospitals():  # by no word of theirs is it told that they are units
        text = _replaced(text, name, "<upt ini>")
    return _plain(text, said.month)


def _replaced(text: str, name: str, sign: str) -> str:
    """A text in which a sign stands in the place of a name, however that is written."""
    if name in text:
        return text.replace(name, f" {sign} ", 1)
    key, words = wording_key(text), wording_key(name)
    return key.replace(words, f" {sign} ", 1) if words in key else text


@cache
def _hospitals() -> tuple[str, ...]:
    units = load_references().units.values()
    return tuple(periods[-1].name for periods in units if periods[-1].kind == "RS")


def _plain(text: str, month: date | None) -> list[str]:
    plain = unicodedata.normalize("NFKC", visible(text)).casefold()
    plain = _WHOLE.sub(" <sebulan> ", _JOINED.sub("", _UNTIL.sub(" sampai ", plain)))
    plain = _DAY.sub(lambda day: f" {_of_month(int(day[1]), month)} ", plain)
    short, months = _short(), load_references().months
    words = []
    for token in _TOKEN.findall(plain):
        word = short.get(token, token)
        if word in months and (len(word) > 3 or word in _MONTHS_CUT):
            word = _of_month(months[word], month)
        elif word[0].isdigit():
            word = _of_figure(word, month)
        words.append(word)
    return words


_MONTHS_CUT = frozenset(
    {"jan", "feb", "mar", "apr", "mei", "may", "jun", "jul", "agu", "ags", "agt", "aug"}
    | {"sep", "okt", "oct", "nov", "nop", "des", "dec"}
)


def _of_month(number: int, month: date | None) -> str:
    if month is None:
        return "<bulan>"
    return "<bulan ini>" if number == month.month else "<bulan lain>"


def _of_figure(figure: str, month: date | None) -> str:
    if re.fullmatch(r"20\d\d", figure):
        return "<tahun ini>" if month and int(figure) == month.year else "<tahun lain>"
    return "<angka>"


def _stem(word: str) -> str:
    for ending in _ENDINGS if len(word) >= _SHORT else ():
        word = ending.sub("", word)
    return word


@cache
def _short() -> dict[str, str]:
    return dict(read_reference("singkatan").select("singkatan", "kata").iter_rows())
