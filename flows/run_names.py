"""What runs are called, so that a list of them can be read: `backfill 2025-07…11 dry run`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from prefect import runtime

from schemas.calendar import JAKARTA


def name_night() -> str:
    """`nightly 2026-11-26`: the day on which it runs, as Jakarta has it."""
    words = "release" if runtime.flow_run.parameters.get("release") else ""
    return f"nightly {datetime.now(JAKARTA):%Y-%m-%d} {words}".strip()


def name_backfill() -> str:
    """`backfill 2025-07…11 dry run`; that of a token is named for the token."""
    asked = runtime.flow_run.parameters
    if token := asked.get("apply"):
        return f"backfill apply {token}"
    months = say_months(str(asked.get("from_month", "")), str(asked.get("to_month", "")))
    return f"backfill {months}{_dry(asked, default=True)}"


def name_month() -> str:
    """`backfill 2025-07 dry run`."""
    asked = runtime.flow_run.parameters
    return f"backfill {str(asked.get('bulan', ''))[:7]}{_dry(asked, default=False)}"


def say_months(first: str, last: str) -> str:
    """Months from one to another, `2025-07…11`; what both share is said once."""
    first, last = first[:7], last[:7]
    if first == last:
        return first
    return f"{first}…{last[5:] if first[:5] == last[:5] else last}"


def _dry(asked: Mapping[str, Any], *, default: bool) -> str:
    return " dry run" if asked.get("dry_run", default) else ""
