"""When a unit sends: every night the month as it stands, with the habits of real senders."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from schemas.calendar import last_day, month_after
from simulation.model import SimulationRequest
from simulation.units import NIL, NIL_AT_TIMES

SKIPPED = 0.04
"""Of the nights, on this share a unit sends nothing."""
REPEATED = 0.05
"""Of the nights, on this share it sends the night before's bytes again, half of them renamed."""
LATE = 0.10
"""Of the months, this share is finished 1 to 12 days into the next month, not on its last night."""
SENT_AGAIN = 0.15
"""Of the months, this share is sent again, corrected, 13 to 20 days into the next month."""
CORRECTED_ROWS = 0.03
"""Of the clean rows, this share is first written with another value, corrected later.

Only where the table has the column in which it differs.
"""
CORRECTED_DEFECTS = 0.5
"""Of the rows with a planted defect, this share is corrected later."""

LAST_DAY = 20  # of the next month: the last day on which a report of this one may come
_LAST_LATE_DAY = 12


def describe_habits() -> str:
    """The rates, as the command prints them."""
    return (
        f"Of the nights {SKIPPED:.0%} are left out and {REPEATED:.0%} repeat the one before; of "
        f"the months {LATE:.0%} are finished late, {SENT_AGAIN:.0%} sent again corrected; "
        f"{CORRECTED_ROWS:.0%} of the clean rows and {CORRECTED_DEFECTS:.0%} of those with a "
        f"defect are corrected later; in {NIL:.0%} of the months a UPT with inmates says Nihil to "
        f"{', to '.join(NIL_AT_TIMES)}."
    )


class Sending(NamedTuple):
    """One delivery of a month's report.

    Attributes:
        night: The day it comes, and the date of the report.
        is_repeat: The bytes of the delivery before.
        folder: Below the night's folder; a repeat lies in one of its own half of the time.
    """

    night: date
    is_repeat: bool = False
    folder: str = ""


def sendings_of(request: SimulationRequest, month: date, rng: Random) -> list[Sending]:
    """Deliveries of a month's report on the nights asked for, oldest first."""
    sent: list[Sending] = []
    for night in _nights_of(month, rng):
        draw, is_renamed = rng.random(), rng.random() < 0.5
        if not request.start <= night <= request.last_night:
            continue
        is_repeat = bool(sent) and night < month_after(month) and draw < REPEATED
        folder = "kiriman ulang/" if is_repeat and is_renamed else ""
        sent.append(Sending(night, is_repeat, folder))
    return sent


def _nights_of(month: date, rng: Random) -> Iterator[date]:
    """Yield the nights on which anything comes: of the month, and after it."""
    following = month_after(month)
    last = last_day(month)
    is_late = rng.random() < LATE
    for night in (month + timedelta(days=day) for day in range(last.day)):
        is_sent = rng.random() >= SKIPPED and not (night == last and is_late)
        if is_sent:
            yield night
    if not is_sent:  # what was not finished on the last night comes late
        yield following.replace(day=rng.randint(1, _LAST_LATE_DAY))
    if rng.random() < SENT_AGAIN:
        yield following.replace(day=rng.randint(_LAST_LATE_DAY + 1, LAST_DAY))
