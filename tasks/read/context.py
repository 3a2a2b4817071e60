"""What a text says of unit, month and scale: letterhead, title, label, sheet name, file name.

No place wins over another: statements are gathered with their places and must agree.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from schemas.references import load_references
from schemas.unit_names import parse_unit_name
from schemas.wording import MONTHS, wording_key
from tasks.read.grid import Cell

# Excel serials of 1990-01-01 and 2100-01-01
_FIRST_SERIAL, _LAST_SERIAL = 32_874, 73_051
_EPOCH = date(1899, 12, 30)
_UNIT = re.compile(
    r"\b(?:lapas|lp|lpp|lpn|rutan|lpka|bapas|lembaga|rumah tahanan|balai pemasyarakatan|kanwil|"
    r"kantor wilayah)\b"
)
_KIND = re.compile(r"\b(?:lapas|lp|lpp|lpn|rutan|lpka|bapas|lembaga|rumah|balai)\b")
_MOST_WORDS = 9  # `lembaga pemasyarakatan narkotika kelas ii a cirebon` and its like
_REGULATION = re.compile(
    r"\b(?:nomor|no|permenkumham|uu|pp|perpres|kepmen|surat edaran|se)\b.*\btahun \d{4}\b"
)
_SCALE = re.compile(
    r"\(?\s*(?:dalam|angka dalam|nilai dalam|x)?\s*"
    r"(?P<rp>rp\.?|rupiah|idr)?\s*[.,]?\s*"
    r"(?P<word>ribuan|ribu|jutaan|juta|miliaran|miliar|milyar|1?[.,]?000(?:[.,]000)?)"
    r"(?:\s*,?-)?\s*(?P<rp2>rupiah|rp\.?|idr)?\s*\)?",
    re.IGNORECASE,
)
_FACTORS = {"ribu": 1_000, "juta": 1_000_000, "mili": 1_000_000_000, "mily": 1_000_000_000}


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


class Months(NamedTuple):
    """What a text says of time.

    Attributes:
        month: First day of the one month it states, if it states one with its year.
        number: Number of a month it states without a year.
        year: A year it states without a month.
        is_several: It spans several months, so it states none.
    """

    month: date | None = None
    number: int | None = None
    year: int | None = None
    is_several: bool = False

    @property
    def says_nothing(self) -> bool:
        """Whether nothing of time stands there."""
        return self == Months()


@cache
def _time() -> re.Pattern[str]:
    names = "|".join(sorted(load_references().months, key=len, reverse=True))
    return re.compile(
        rf"(?P<day>\b\d{{1,2}}\s+)?\b(?P<name>{names})\b(?:\s+(?:tahun\s+)?(?P<year>20\d\d|\d\d)\b(?!\s*\d))?"
        r"|\b(?P<iy>20\d\d)\s(?P<im>0?[1-9]|1[0-2])(?:\s(?P<id>[0-3]?\d))?\b(?!\s*\d)"
        r"|\b(?P<d>[0-3]?\d)\s(?P<m>0?[1-9]|1[0-2])\s(?P<y>20\d\d)\b"
        r"|\b(?P<om>0?[1-9]|1[0-2])\s(?P<oy>20\d\d)\b"
        r"|\b(?P<cy>20\d\d)(?P<cm>0[1-9]|1[0-2])(?P<cd>[0-3]\d)?\b"
        r"|\b(?P<only>20\d\d)\b"
    )


@lru_cache(maxsize=50_000)
def months_in(text: str, *, is_label: bool = False) -> Months:
    """What a text says of the month it speaks of.

    Args:
        text: A title, a sheet or file name, or the value of a label.
        is_label: The text is the value of `Periode`: a day there stands for its month; elsewhere
            `4 November 2025` is a date of something, not the month reported.
    """
    words = wording_key(text)
    months: list[date] = []
    numbers: list[int] = []
    years: list[int] = []
    days = 0
    for f in _time().finditer(words):
        if f["name"]:
            number, year = load_references().months[f["name"]], f["year"]
            has_day = bool(f["day"])
        elif f["only"]:
            years.append(int(f["only"]))
            continue
        else:
            number = int(f["im"] or f["m"] or f["om"] or f["cm"])
            year = f["iy"] or f["y"] or f["oy"] or f["cy"]
            has_day = bool(f["id"] or f["d"] or f["cd"])
        is_span = (
            has_day
            and f.start() > 0
            and re.search(r"\d\s*(?:s d|sd|sampai(?: dengan)?|hingga|-)?\s*$", words[: f.start()])
        )
        if has_day and not (is_label or is_span):
            days += 1
        elif year:
            months.append(date(int(year) + (2000 if len(year) == 2 else 0), number, 1))
        else:
            numbers.append(number)
    return _settled(sorted(set(months)), sorted(set(numbers)), sorted(set(years)))


def _settled(months: list[date], numbers: list[int], years: list[int]) -> Months:
    """One statement of what was found; `Oktober … 2025` is put together."""
    if not months and len(numbers) == 1 and len(years) == 1:
        months, numbers, years = [date(years[0], numbers[0], 1)], [], []
    stray = [n for n in numbers if n not in {m.month for m in months}]
    if len(months) > 1 or len(numbers) > 1 or (months and stray):
        return Months(is_several=True)
    if months:
        return Months(months[0])
    return Months(
        number=numbers[0] if numbers else None,
        year=years[0] if len(years) == 1 else None,
    )


_COPY = re.compile(
    r"\s*(?:\(\d+\)|-\s*(?:copy|salin|salinan|copi)\b.*|\b(?:salinan dari|copy of)\b)\s*",
    re.IGNORECASE,
)


def plain_name(name: str) -> str:
    """A file's name as its sender chose it: no folder, no ending, no `(1)`, no `Salinan dari`."""
    return _COPY.sub(" ", name.rpartition("/")[2].rpartition(".")[0]).strip()


def month_of(cell: Cell) -> Months:
    """What the value of the label `Periode` says, whatever its type."""
    if isinstance(cell, date | datetime):
        return Months(date(cell.year, cell.month, 1))
    if isinstance(cell, bool) or cell == "":
        return Months()
    if isinstance(cell, int | float) and _FIRST_SERIAL <= cell <= _LAST_SERIAL:
        return Months((_EPOCH + timedelta(days=int(cell))).replace(day=1))
    if isinstance(cell, int | float):
        return _of_number(int(cell)) if cell == int(cell) else Months()
    if isinstance(cell, str):
        plain = cell.strip()
        if re.fullmatch(r"\d{1,2}", plain):
            return _of_number(int(plain))
        said = months_in(plain, is_label=True)
        is_year = re.fullmatch(r"(?i)(?:tahun\s*:?\s*)?20\d\d", plain) is not None
        return Months(is_several=True) if said.year and not is_year else said
    return Months()


def _of_number(number: int) -> Months:
    if 1 <= number <= 12:
        return Months(number=number)
    return Months(year=number) if 2000 <= number <= 2100 else Months()


def month_name(month: date) -> str:
    """`Oktober 2025`."""
    return f"{MONTHS[month.month - 1]} {month.year}"


@lru_cache(maxsize=50_000)
def units_in(text: str) -> frozenset[str]:
    """Ids of the unit a text names somewhere in it; several where the name is shared.

    A Kanwil counts only where no prison or Bapas is named: letterheads name their Kanwil too.
    """
    return _unit_found(text)[1]


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
    for found in _SCALE.finditer(plain):
        word, whole = found["word"].casefold(), found[0].strip()
        is_bare = not (found["rp"] or found["rp2"])
        if is_bare and not (whole.startswith("(") and whole.endswith(")")):
            if not re.match(r"\(?\s*(?:angka |nilai )?dalam\b", whole, re.IGNORECASE):
                continue
        if word[0] in "01.,":
            if word.startswith("1") and "x" not in whole.casefold()[:3]:
                continue  # `Rp. 1.000` is an amount, `(x Rp 1.000)` a scale
            factor = 1_000_000 if word.count("000") == 2 else 1_000
            before = plain[: found.start()]
            if before[-1:].isdigit() or plain[found.end() :][:1].isdigit():
                continue
        else:
            if re.search(r"\d\s*$", plain[: found.start("word")]):
                continue  # `12 juta` is an amount
            factor = _FACTORS[word[:4]]
        return Scale(factor, not is_bare, whole)
    return None


def without_scale(text: str) -> str:
    """A header without the words of its scale."""
    scale = scale_in(text)
    return " ".join(text.replace(scale.text, " ").split()) if scale else text


def agreed_months(stated: Iterable[Months]) -> tuple[date | None, tuple[int, int] | None]:
    """The month that statements agree on, and the places in their order of two that do not.

    Returns:
        The month (None where none is stated whole), and the indexes of the first two statements
        that contradict each other.
    """
    said = list(stated)
    for at, one in enumerate(said):
        for further, other in enumerate(said[at + 1 :], at + 1):
            if _contradict(one, other):
                return None, (at, further)
    whole = next((s.month for s in said if s.month), None)
    if whole is None:
        number = next((s.number for s in said if s.number), None)
        year = next((s.year for s in said if s.year), None)
        whole = date(year, number, 1) if number and year else None
    return whole, None


def _contradict(one: Months, other: Months) -> bool:
    for a, b in ((one, other), (other, one)):
        number = a.month.month if a.month else a.number
        if number and (b.month or b.number) and number != (b.month.month if b.month else b.number):
            return True
        year = a.month.year if a.month else a.year
        if year and (b.month or b.year) and year != (b.month.year if b.month else b.year):
            return True
    return False
