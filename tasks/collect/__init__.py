"""Collect: find what was delivered, keep the bytes in the archive before anything reads them.

The task that lists the landing zone stands in `inbox`, so that collecting alone needs no Prefect.
"""

from tasks.collect.archive import (
    FORGOTTEN,
    Haul,
    Kept,
    Known,
    archive_path,
    archive_root,
    fresh_of,
    haul,
    keep,
    remove_archived,
)
from tasks.collect.deliveries import (
    UNKNOWN_SENDERS,
    Delivery,
    group_by_kanwil,
    list_deliveries,
)
from tasks.collect.growing import wait_for_writers
from tasks.collect.left import DELETED, Left, say_left
from tasks.collect.receipts import Receipt, merge_receipts

__all__ = [
    "DELETED",
    "FORGOTTEN",
    "UNKNOWN_SENDERS",
    "Delivery",
    "Haul",
    "Kept",
    "Known",
    "Left",
    "Receipt",
    "archive_path",
    "archive_root",
    "fresh_of",
    "group_by_kanwil",
    "haul",
    "keep",
    "list_deliveries",
    "merge_receipts",
    "remove_archived",
    "say_left",
    "wait_for_writers",
]
