"""Deliveries: what was found in the landing zone, which is only ever read."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from schemas.personal_data import masked
from schemas.references import References
from schemas.urls import without_password
from tasks.collect.storage import answering, list_files, open_storage

UNKNOWN_SENDERS = "pengirim-tak-dikenal"


class Receipt(NamedTuple):
    """When the same bytes came under one name: a bare CSV says its dataset and month there."""

    name: str
    first: datetime
    last: datetime


class Delivery(NamedTuple):
    """One file found in the landing zone, or in the archive.

    Attributes:
        path: Full path on its file system.
        sender: Name of the folder it lies in: the authenticated sender.
        name: Path below the sender's folder; what is personal in it is masked.
        received_at: The file's own modification time.
        size: Bytes.
        is_special: A link, pipe, socket or device, which is refused unopened.
        receipts: Of an archived file: everything the ledger knows of its deliveries.
    """

    path: str
    sender: str
    name: str
    received_at: datetime
    size: int
    is_special: bool
    receipts: tuple[Receipt, ...] = ()


def merge_receipts(*some: Iterable[Receipt]) -> tuple[Receipt, ...]:
    """One receipt per name: its first and its last instant."""
    merged: dict[str, Receipt] = {}
    for receipt in (receipt for receipts in some for receipt in receipts):
        known = merged.get(receipt.name, receipt)
        merged[receipt.name] = Receipt(
            receipt.name, min(known.first, receipt.first), max(known.last, receipt.last)
        )
    return tuple(sorted(merged.values()))


def list_deliveries(inbox_url: str) -> list[Delivery]:
    """List every file of the landing zone, ordered by path.

    Raises:
        TransientError: The landing zone does not answer, or its folder is not there: a lost mount
            must not pass for a quiet night. (An object store knows no empty folders.)
        TerminalError: The URL's protocol needs a package that is not installed.
    """
    inbox = open_storage(inbox_url)
    with answering(f"landing zone {without_password(inbox_url)}", inbox):
        found = list_files(inbox)
    deliveries = []
    for file in found:
        # a file name need not be UTF-8; what the ledger shows must be
        inner = file.path[len(inbox.root) + 1 :].encode("utf-8", "backslashreplace").decode()
        sender, _, name = inner.rpartition("/") if inner.count("/") < 1 else inner.partition("/")
        deliveries.append(Delivery(file.path, masked(sender), masked(name), *file[1:]))
    return deliveries


def group_by_kanwil(
    deliveries: Iterable[Delivery], references: References
) -> dict[str, list[Delivery]]:
    """Group deliveries by the Kanwil of their sender; strangers form a group of their own."""
    groups: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in deliveries:
        groups[references.kanwil_of(delivery.sender) or UNKNOWN_SENDERS].append(delivery)
    return dict(sorted(groups.items()))
