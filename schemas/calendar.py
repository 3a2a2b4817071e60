"""The calendar: days begin, months end and reports fall due as they do at the ministry."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = "Asia/Jakarta"  # for SQL and polars
JAKARTA = ZoneInfo(ZONE)
UTC_OFFSET = timedelta(hours=7)  # Jakarta has known no other since 1964
# what a day brought is first seen by the night after it, which begins at 01:00 and is over by 03:00
DAY_IS_SEEN_BY = timedelta(hours=3)


def day_of(instant: datetime) -> date:
    """The day at the ministry on which an instant lies."""
    return instant.astimezone(JAKARTA).date()


def month_of(day: date) -> date:
    """First day of a day's month."""
    return day.replace(day=1)


def month_after(day: date) -> date:
    """First day of the month after a day's."""
    return month_of(month_of(day) + timedelta(days=31))


def month_before(day: date) -> date:
    """First day of the month before a day's."""
    return month_of(month_of(day) - timedelta(days=1))


def last_day(day: date) -> date:
    """Last day of a day's month."""
    return month_after(day) - timedelta(days=1)


def months(first: date, last: date) -> Iterator[date]:
    """First days of the months from a day's to another's."""
    month = month_of(first)
    while month <= last:
        yield month
        month = month_after(month)


def due_date(month: date, due_day: int) -> date:
    """Last day on which a report of a month is on time."""
    return month_after(month).replace(day=due_day)
