"""Files that are still being written when the night comes wait for the next one."""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from tasks.collect.deliveries import Delivery
from tasks.collect.left import GROWING, Left
from tasks.collect.storage import open_storage


class Parted(NamedTuple):
    """Deliveries that may be read, and those that wait."""

    ready: list[Delivery]
    left: list[Left]


def part_growing(deliveries: Iterable[Delivery], inbox_url: str, seconds: float) -> Parted:
    """Put aside what was written within some seconds before it was listed.

    An object store shows nothing before it is whole. A time in the future says nothing.
    """
    found = list(deliveries)
    if open_storage(inbox_url).is_object_store:
        return Parted(found, [])
    quiet = timedelta(seconds=seconds)

    def grows(d: Delivery) -> bool:
        return not d.is_special and timedelta(0) <= d.seen_at - d.modified_at < quiet

    left = [Left(d.sender, d.name, GROWING) for d in found if grows(d)]
    return Parted([d for d in found if not grows(d)] if left else found, left)
