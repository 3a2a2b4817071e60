"""Values as staff type them: `Rp. 3.046.025,00`, `sekitar 3.000`, `Jumat (28/11/2025)`.

Every wording made here means exactly the value it is made from (Source: domain.md §4); what a
person typed otherwise carries its meaning with it (`Written`).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from random import Random

from schemas.contracts import Contract, Kind, Reported
from schemas.references import Unit
from schemas.wording import MONTHS
from simulation.model import Cell, Hand, Row, Span, Value, Written
from simulation.names import word_unit
from simulation.vocabulary import COUNTRIES, product_wordings, term_wordings

_MONTH_SLANG = {2: ("Pebruari", "Febuari"), 8: ("Agst", "Ags"), 11: ("Nopember", "Nop")}
_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_PEOPLE_WORDS = {"orang": ("orang", "org", "WBP"), "hari": ("hari",), "kali": ("kali", "x")}
_ABOUT = ("sekitar", "kurang lebih", "±", "hampir")
_BETWEEN = ("–", "-", " - ", " s/d ", " sampai ")
_ORDINALS = {1: ("Perdana", "Pertama"), 2: ("Kedua",), 3: ("Ketiga",)}


def word_row(contract: Contract, row: Row, hand: Hand, rng: Random) -> dict[str, Cell]:
    """Type a row: column name to cell, empty cells as `""`."""
    cells = {name: word_value(contract.columns[name], v, hand, rng) for name, v in row.items()}
    satuan = row.get("satuan")
    for column in contract.of(Kind.NUMBER):
        value = row.get(column.name)
        if column.unit == "satuan" and _is_number(value) and rng.random() < 0.1:
            words = term_wordings("satuan").get(str(satuan), ())
            if words and not isinstance(satuan, Written):  # `1200 pcs`
                cells[column.name] = f"{indonesian(value)} {rng.choice(words)}"
    return cells


def approximate_columns(row: Row, cells: Mapping[str, Cell]) -> list[str]:
    """Columns whose number was typed as one that is only about right."""
    return [n for n, v in row.items() if _is_number(v) and str(cells[n]).startswith(_ABOUT)]


def word_span(low: int, high: int, rng: Random) -> Written:
    """A range where one number is asked for."""
    return Written(f"{low}{rng.choice(_BETWEEN)}{high}", Span(low, high))


def _is_number(value: Value) -> bool:
    return isinstance(value, int | Decimal)


def word_value(column: Reported, value: Value, hand: Hand, rng: Random) -> Cell:
    """Type one value as this column's staff would."""
    if isinstance(value, Written):
        return str(value)
    if value is None:
        return "-" if column.kind is not Kind.ORDINAL and rng.random() < 0.2 else ""
    if isinstance(value, date):
        return word_date(value, hand, rng, is_month=column.kind is Kind.MONTH_DATE)
    if isinstance(value, tuple):
        return _word_countries(value, rng)
    if isinstance(value, int | Decimal):
        return _word_number(column, value, hand, rng)
    return _word_text(column, value, rng)


def indonesian(value: Value, places: int = 0) -> str:
    """A number with dots between thousands and a decimal comma where one is needed."""
    number = Decimal(str(value))
    digits = max(places, -int(number.normalize().as_tuple().exponent))
    text = f"{number:,.{max(digits, 0)}f}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def _word_number(column: Reported, value: int | Decimal, hand: Hand, rng: Random) -> Cell:
    if rng.random() < hand.typed:
        if column.kind is Kind.PERCENT and 0 < value <= 100 and rng.random() < 0.3:
            return round(float(value) / 100, 6)  # a cell formatted as a percentage
        return int(value) if value == int(value) else float(value)
    return rng.choice(_number_texts(column, value, rng))


def _number_texts(column: Reported, value: int | Decimal, rng: Random) -> Sequence[str]:
    """What people write for a number in this column."""
    plain = indonesian(value)
    match column.kind:
        case Kind.COUNT if value == 0 and not column.required:
            return plain, "Nihil", "nihil"
        case Kind.MONEY:
            return _money_texts(column.unit, value)
        case Kind.PERCENT:
            return f"{plain}%", f"{plain} %", plain, f"{value}%"
        case Kind.ORDINAL:
            return plain, f"Ke-{value}", *_ORDINALS.get(int(value), ())
    if value >= 100 and value == int(value) and rng.random() < 0.1:
        return [f"{word} {plain}" for word in _ABOUT]
    worded = [f"{plain} {word}" for word in _PEOPLE_WORDS.get(column.unit, ())]
    simple = (plain, str(value).replace(".", ","))
    return worded if worded and rng.random() < 0.2 else simple


def _money_texts(unit: str, value: int | Decimal) -> Sequence[str]:
    plain = indonesian(value)
    cents = indonesian(value, 2)
    if unit == "USD":
        return f"US$ {cents}", f"USD {plain}", f"{plain} dolar AS", plain, f"${plain}"
    forms = [f"Rp. {cents}", f"Rp {plain}", f"Rp{plain}", plain, f"Rp. {plain},-", cents]
    if unit == "IDR/satuan":
        forms += [f"Rp. {plain},-/satuan", f"Rp {plain} per satuan"]
    elif value >= 1_000_000 and value % 100_000 == 0 and value < 1_000_000_000:
        millions = indonesian(Decimal(int(value)) / 1_000_000)
        forms += [f"Rp{millions} juta", f"Rp {millions} jt", f"{_ABOUT[0]} Rp{millions} juta"]
    if value >= 1_000:
        forms.append(f"Rp. {plain}, 00")
    return forms


def word_date(day: date, hand: Hand, rng: Random, *, is_month: bool = False) -> Cell:
    """Type a date; the first of a month may be written as the month alone where one may."""
    if hand.typed_dates and rng.random() < hand.typed * 0.6:
        return day
    if is_month and day.day == 1:
        return word_month(day, rng)
    month = rng.choice((MONTHS[day.month - 1], MONTHS[day.month - 1][:3]))
    month = rng.choice((month, month, *_MONTH_SLANG.get(day.month, ())))
    weekday = _DAYS[day.weekday()]
    weekday = rng.choice((weekday, "Jum'at")) if weekday == "Jumat" else weekday
    slashed = f"{day:%d/%m/%Y}"
    return rng.choice(
        (
            slashed,
            f"{day.day}/{day.month}/{day.year}",
            f"{day:%d-%m-%Y}",
            f"{day:%Y-%m-%d}",
            f"{day.day} {month} {day.year}",
            f"{weekday}, {day.day} {month} {day.year}",
            f"{weekday} ({slashed})",
            f"{weekday} ({day:%d/%m/%y})",
            f"{day.day}-{month}-{day.year}",
        )
    )


def word_month(month: date, rng: Random) -> str:
    """Type a month with its year."""
    name = MONTHS[month.month - 1]
    name = rng.choice((name, name, *_MONTH_SLANG.get(month.month, ())))
    forms = (
        f"{name} {month.year}",
        f"{name} {month.year}",
        f"{name.upper()} {month.year}",
        f"{name[:3]} {month.year}",
        f"{month:%m/%Y}",
        f"{month:%Y-%m}",
    )
    return rng.choice(forms)


def word_year_less(day: date) -> Written:
    """A date with its weekday and without its year: `Senin (20/10)`."""
    return Written(f"{_DAYS[day.weekday()]} ({day.day}/{day.month})", day)


def _word_countries(codes: tuple[str, ...], rng: Random) -> str:
    names = [rng.choice(COUNTRIES[code]) for code in codes]
    if len(names) == 1:
        return names[0]
    last = rng.choice((" dan ", ", dan ", " & ", ", ", "/", " serta "))
    return ", ".join(names[:-1]) + last + names[-1]


def _word_text(column: Reported, value: str, rng: Random) -> str:
    wordings: Mapping[str, tuple[str, ...]] = {}
    if column.kind is Kind.TERM:
        wordings = term_wordings(column.terms)
    elif column.kind is Kind.PRODUCT:
        wordings = product_wordings()
    if value not in wordings:
        return value
    word = rng.choice(wordings[value])
    return rng.choice((word, word, word.capitalize(), word.upper(), f" {word} "))


def word_unit_of(unit: Unit, rng: Random) -> Written:
    """A unit's name as a cell."""
    return Written(word_unit(unit, rng), unit.unit_id)
