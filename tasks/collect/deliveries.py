"""Deliveries: what was found in the landing zone, which is only ever read."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from schemas.personal_data import masked
from schemas.references import References
from schemas.urls import without_password
from tasks.collect.receipts import Receipt
from tasks.collect.storage import answering, list_files, open_storage

UNKNOWN_SENDERS = "pengirim-tak-dikenal"


class Delivery(NamedTuple):
    """One file found in the landing zone, or in the archive.

    Attributes:
        path: Full path on its file system.
        sender: Name of the folder it lies in: the authenticated sender.
        name: Path below the sender's folder; what is personal in it is masked.
        modified_at: The file's own modification time, whatever the clock that set it.
        size: Bytes.
        is_special: A link, pipe, socket or device, which is refused unopened.
        seen_at: When the listing found it.
        receipts: Of an archived file: everything the ledger knows of its deliveries.
        is_historic: It came when its own time says, where that can be true.
        stamp: What else changes with its bytes, where the server says (`FoundFile.stamp`).
    """

    path: str
    sender: str
    name: str
    modified_at: datetime
    size: int
    is_special: bool
    seen_at: datetime
    receipts: tuple[Receipt, ...] = ()
    is_historic: bool = False
    stamp: str = ""

    @property
    def receipt(self) -> Receipt:
        """This delivery, to be remembered."""
        return Receipt(self.name, self.modified_at, self.seen_at, self.is_historic)

    @property
    def sha256(self) -> str:
        """Of an archived file: its hash, which is its name there."""
        return self.path.rpartition("/")[2]

    @property
    def received_at(self) -> datetime:
        """Its place in the order of deliveries."""
        return self.receipt.counted_at(None)


def list_deliveries(inbox_url: str, seen_at: datetime | None = None) -> list[Delivery]:
    """List every file of the landing zone, ordered by path.

    Args:
        inbox_url: Landing zone.
        seen_at: When it is listed; None = now.

    Raises:
        TransientError: The landing zone does not answer, or its folder is not there: a lost mount
            must not pass for a quiet night. (An object store knows no empty folders.)
        TerminalError: The URL's protocol needs a package that is not installed.
    """
    inbox = open_storage(inbox_url)
    with answering(f"landing zone {without_password(inbox_url)}", inbox):
        found = list_files(inbox)
    seen_at = seen_at or datetime.now(UTC)  # an observation, as the files' own times are
    deliveries = []
    for file in found:
        # a file name need not be UTF-8; what the ledger shows must be
        inner = file.path[len(inbox.root) + 1 :].encode("utf-8", "backslashreplace").decode()
        sender, _, name = inner.rpartition("/") if inner.count("/") < 1 else inner.partition("/")
        path, modified_at, size, is_special, stamp = file
        told = (masked(sender), masked(name), modified_at, size, is_special, seen_at)
        deliveries.append(Delivery(path, *told, stamp=stamp))
    return deliveries


def group_by_kanwil(
    deliveries: Iterable[Delivery], references: References
) -> dict[str, list[Delivery]]:
    """Group deliveries by the Kanwil of their sender; strangers form a group of their own."""
    groups: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in deliveries:
        groups[references.kanwil_of(delivery.sender) or UNKNOWN_SENDERS].append(delivery)
    return dict(sorted(groups.items()))
