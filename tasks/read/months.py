"""What a text says of time: the month it speaks of, with or without its year.

Statements are never weighed against each other: they agree, or they contradict.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from schemas.references import load_references
from schemas.wording import MONTHS, wording_key
from tasks.read.grid import Cell

# Excel serials of 1990-01-01 and 2100-01-01
_FIRST_SERIAL, _LAST_SERIAL = 32_874, 73_051
_EPOCH = date(1899, 12, 30)


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
        return self == _NOTHING


_NOTHING = Months()
_SERVANT = re.compile(r"(?i)\s*nip\b")  # `NIP. 19790512 200012 1 001`: when who signs was born


@cache
def _time() -> re.Pattern[str]:
    names = "|".join(sorted(load_references().months, key=len, reverse=True))
    return re.compile(
        rf"(?P<day>\b\d{{1,2}}\s+)?\b(?P<name>{names})\b(?:\s+(?:tahun\s+)?(?P<year>20\d\d|\d\d)\b(?!\s*\d))?"
        rf"|\b(?P<iy>20\d\d)\s(?P<im>0?[1-9]|1[0-2])(?:\s(?P<id>[0-3]?\d)(?!\s(?:{names})\b))?\b"
        rf"(?!\s?\d+\b(?!\s(?:{names})\b))"
        r"|\b(?P<d>[0-3]?\d)\s(?P<m>0?[1-9]|1[0-2])\s(?P<y>20\d\d)\b"
        r"|\b(?P<om>0?[1-9]|1[0-2])\s(?P<oy>20\d\d)\b"
        r"|\b(?P<cy>20\d\d)(?P<cm>0[1-9]|1[0-2])(?P<cd>[0-3]\d)?\b"
        r"|\b(?P<only>20\d\d)\b"
    )


# `1 s.d. 31 Oktober 2025`: all of the month, no date in it
_SPAN = re.compile(r"\d\s*+(?:s d|sd|sampai(?: dengan)?|hingga|-)?\s*$")


@lru_cache(maxsize=50_000)
def months_in(text: str, *, is_label: bool = False) -> Months:
    """What a text says of the month it speaks of.

    Args:
        text: A title, a sheet or file name, or the value of a label.
        is_label: The text is the value of `Periode`: a day there stands for its month; elsewhere
            `4 November 2025` is a date of something, not the month reported.
    """
    words = "" if _SERVANT.match(text) else wording_key(text)
    months: list[date] = []
    numbers: list[int] = []
    years: list[int] = []
    told = 0  # up to here the words have been understood
    for f in _time().finditer(words):
        before, told = words[told : f.start()], f.end()
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
        if has_day and not (is_label or _SPAN.search(before)):
            continue  # a date of something
        if year:
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


def month_of(cell: Cell) -> Months:
    """What the value of the label `Periode` says, whatever its type."""
    if isinstance(cell, date | datetime):
        if cell.month == 1 and 1 < cell.day <= 12:  # 1/10/2025, which an English Excel turned?
            return Months(is_several=True)
        return Months(date(cell.year, cell.month, 1))
    if isinstance(cell, str):
        return _of_text(cell.strip())
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _of_figure(cell)
    return Months()


def _of_text(text: str) -> Months:
    if re.fullmatch(r"\d{1,2}", text):
        return _of_number(int(text))
    said = months_in(text, is_label=True)
    is_year = re.fullmatch(r"(?i)(?:tahun\s*:?\s*)?20\d\d", text) is not None
    return Months(is_several=True) if said.year and not is_year else said


def _of_figure(figure: float) -> Months:
    if _FIRST_SERIAL <= figure <= _LAST_SERIAL:
        return Months((_EPOCH + timedelta(days=int(figure))).replace(day=1))
    return _of_number(int(figure)) if figure == int(figure) else Months()


def _of_number(number: int) -> Months:
    if 1 <= number <= 12:
        return Months(number=number)
    return Months(year=number) if 2000 <= number <= 2100 else Months()


def month_name(month: date) -> str:
    """`Oktober 2025`."""
    return f"{MONTHS[month.month - 1]} {month.year}"


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
