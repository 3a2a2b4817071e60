"""Collect: find what was delivered, keep the bytes in the archive before anything reads them.

The task that lists the landing zone stands in `inbox`, so that collecting alone needs no Prefect.
"""

from tasks.collect.archive import (
    FORGOTTEN,
    Kept,
    Known,
    archive_path,
    archive_root,
    fresh_of,
    keep,
    remove_archived,
)
from tasks.collect.deliveries import (
    UNKNOWN_SENDERS,
    Delivery,
    group_by_kanwil,
    list_deliveries,
)
from tasks.collect.receipts import Receipt, merge_receipts

__all__ = [
    "FORGOTTEN",
    "UNKNOWN_SENDERS",
    "Delivery",
    "Kept",
    "Known",
    "Receipt",
    "archive_path",
    "archive_root",
    "fresh_of",
    "group_by_kanwil",
    "keep",
    "list_deliveries",
    "merge_receipts",
    "remove_archived",
]
