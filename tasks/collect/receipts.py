"""Receipts: when bytes were found under a name, and which clock is believed.

Whoever sends a file can give it any time, and many do without knowing: a zip without times unpacks
to 1980, a clock runs hours ahead, a copy of a copy is of 2099. When the program first saw a file
nobody can choose. So that instant says whether a report was in time; the file's own time only
puts versions in order, and only where it can be true.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from schemas.calendar import JAKARTA

_EARLIEST = date(2015, 1, 1)  # no report here is older; where a file says no month
_CLOCKS_DIFFER = timedelta(minutes=10)  # between servers; more is said


class Receipt(NamedTuple):
    """One delivery of the same bytes; (name, modified_at) is its identity.

    A bare CSV says its dataset and month in its name, so equal bytes under two names may be two
    reports.

    Attributes:
        name: Path below the sender's folder.
        modified_at: The file's own time, whatever the clock that set it.
        seen_at: When the program first saw the bytes under this name with this time.
        is_historic: It came when its own time says, where that can be true (`--source`).
    """

    name: str
    modified_at: datetime
    seen_at: datetime
    is_historic: bool = False

    def counted_at(self, bulan: date | None) -> datetime:
        """Its place in the order of versions: its own time, where that can be true.

        Args:
            bulan: First day of the month a report is of; None where none is known.
        """
        is_possible = _begin(bulan) <= self.modified_at <= self.seen_at
        return self.modified_at if is_possible else self.seen_at

    def came_at(self, bulan: date | None) -> datetime:
        """When it came, for whether it was in time: at first sight."""
        return self.counted_at(bulan) if self.is_historic else self.seen_at

    def is_odd(self, bulan: date | None) -> bool:
        """Whether its own time cannot be true, which is said."""
        return not _begin(bulan) <= self.modified_at <= self.seen_at + _CLOCKS_DIFFER


def _begin(bulan: date | None) -> datetime:
    return datetime.combine(bulan or _EARLIEST, time(), JAKARTA)


def merge_receipts(*some: Iterable[Receipt]) -> tuple[Receipt, ...]:
    """One receipt per name and own time, seen when it was first seen."""
    merged: dict[tuple[str, datetime], Receipt] = {}
    for receipt in (receipt for receipts in some for receipt in receipts):
        known = merged.get(receipt[:2], receipt)
        merged[receipt[:2]] = receipt._replace(
            seen_at=min(known.seen_at, receipt.seen_at),
            is_historic=known.is_historic or receipt.is_historic,
        )
    return tuple(sorted(merged.values()))


def latest_of(receipts: Iterable[Receipt], bulan: date | None = None) -> Receipt:
    """The delivery that counts last in the order of versions."""
    return max(receipts, key=lambda receipt: (receipt.counted_at(bulan), receipt.name))


def first_of(receipts: Iterable[Receipt], bulan: date | None = None) -> datetime:
    """When the bytes first came, under any name."""
    return min(receipt.came_at(bulan) for receipt in receipts)
