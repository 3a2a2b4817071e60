"""Files that were just written are given a moment: what still grows then shows when it is read."""

import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from tasks.collect.deliveries import Delivery
from tasks.collect.storage import open_storage


def wait_for_writers(deliveries: Iterable[Delivery], inbox_url: str, seconds: float) -> None:
    """Wait until the file written last is some seconds old, at most as many.

    A writer that goes on changes size or time of its file, and that file waits for the next night
    (`read_file`). An object store shows nothing before it is whole. A time in the future says
    nothing.
    """
    now, quiet = datetime.now(UTC), timedelta(seconds=seconds)
    if open_storage(inbox_url).is_object_store:
        return
    ages = [now - d.modified_at for d in deliveries if not d.is_special]
    youngest = min((age for age in ages if age >= timedelta(0)), default=quiet)
    time.sleep(max(quiet - youngest, timedelta(0)).total_seconds())
