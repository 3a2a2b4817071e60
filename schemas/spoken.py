"""Numbers and days as people read them, on every screen and page; programs get them plain.

Numbers are written the Indonesian way, `1.108,5`. A month is `2025-11` and a day `2025-11-03`, as
commands take them; an instant is `2025-11-03 11:00 WIB`. In an Indonesian sentence to a unit a day
is `3 November 2025`.
"""

from datetime import date, datetime
from decimal import Decimal, localcontext
from functools import cache
from typing import TYPE_CHECKING

from schemas.calendar import JAKARTA

if TYPE_CHECKING:
    from babel import Locale

_MOST_DIGITS = 30  # before the comma, or of nothing behind it


def say_number(value: float | Decimal, *, grouped: bool = True, decimals: int = 0) -> str:
    """All digits of a number, `1.234,5`.

    Args:
        value: Any; one beyond all sense is said in powers of ten.
        grouped: Without groups a year stays `2025`.
        decimals: As many there are at least.
    """
    from babel.numbers import format_decimal  # noqa: PLC0415 (a command need not say a number)

    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite() or abs(exact.adjusted()) > _MOST_DIGITS:
        return str(value).replace(".", ",")
    with localcontext(prec=2 * _MOST_DIGITS + len(exact.as_tuple().digits)):
        return format_decimal(
            exact or 0,
            f"#,##0.{'0' * decimals}" if decimals else None,
            _indonesian(),
            decimal_quantization=False,
            group_separator=grouped,
        )


def say_day(day: date) -> str:
    """A day in an Indonesian sentence: 5 Desember 2025."""
    from schemas.wording import MONTHS  # noqa: PLC0415 (Babel, as above)

    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def say_instant(instant: datetime, *, to_the_second: bool = False) -> str:
    """An instant in Jakarta, to the minute."""
    there = instant.astimezone(JAKARTA)
    return f"{there:%Y-%m-%d %H:%M:%S} WIB" if to_the_second else f"{there:%Y-%m-%d %H:%M} WIB"


@cache
def _indonesian() -> "Locale":
    from babel import Locale  # noqa: PLC0415 (as above)

    return Locale("id")
