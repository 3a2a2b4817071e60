"""Collect: find what was delivered, keep the bytes in the archive before anything reads them.

The landing zone is only ever read. The archive is addressed by SHA-256, so the same bytes are
kept once, and a copy cut off midway never stands under its final name.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from fsspec import AbstractFileSystem
from prefect import task
from prefect.cache_policies import NO_CACHE

from schemas.errors import Fault, TerminalError
from schemas.references import References
from tasks.retries import DELAYS, is_transient
from tasks.storage import answering, list_files, open_storage, write_once

# what other programs leave beside a report, by name
_COMPANIONS = re.compile(
    r"~\$.*|~wr[a-z]\d+\.tmp|\.~lock\..*|\._.*|\.ds_store|thumbs\.db|ehthumbs\.db|desktop\.ini|"
    r".*\.(?:eml|msg|lnk|url|tmp|part|crdownload)",
    re.IGNORECASE,
)
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
        name: Path below the sender's folder.
        received_at: The file's own modification time.
        size: Bytes.
        is_link: A symbolic link, which is refused.
        receipts: Of an archived file: everything the ledger knows of its deliveries.
    """

    path: str
    sender: str
    name: str
    received_at: datetime
    size: int
    is_link: bool
    receipts: tuple[Receipt, ...] = ()


class Kept(NamedTuple):
    """One submission, safe in the archive: (sha256, sender) is its identity.

    `receipts` has one line per name, in their order; it is named by the latest.
    """

    sha256: str
    sender: str
    receipts: tuple[Receipt, ...]
    size: int
    content: bytes
    fault: Fault | None

    @property
    def name(self) -> str:
        """The name it was last delivered under."""
        return max(self.receipts, key=lambda receipt: (receipt.last, receipt.name)).name

    @property
    def first_received_at(self) -> datetime:
        """When its bytes were first delivered, under any name."""
        return min(receipt.first for receipt in self.receipts)

    @property
    def received_at(self) -> datetime:
        """When its bytes were last delivered, under any name."""
        return max(receipt.last for receipt in self.receipts)


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
    with answering(f"landing zone {inbox_url}", inbox):
        found = list_files(inbox)
    deliveries = []
    for file in found:
        # a file name need not be UTF-8; what the ledger shows must be
        inner = file.path[len(inbox.root) + 1 :].encode("utf-8", "backslashreplace").decode()
        sender, _, name = inner.rpartition("/") if inner.count("/") < 1 else inner.partition("/")
        deliveries.append(Delivery(file.path, sender, name, *file[1:]))
    return deliveries


def group_by_kanwil(
    deliveries: Iterable[Delivery], references: References
) -> dict[str, list[Delivery]]:
    """Group deliveries by the Kanwil of their sender; strangers form a group of their own."""
    groups: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in deliveries:
        groups[references.kanwil_of(delivery.sender) or UNKNOWN_SENDERS].append(delivery)
    return dict(sorted(groups.items()))


def is_companion(name: str) -> bool:
    """Whether a file is what another program leaves beside a report, by its name."""
    return _COMPANIONS.fullmatch(name.rpartition("/")[2]) is not None


def _fault_of(delivery: Delivery, max_bytes: int, references: References) -> Fault | None:
    """Why a delivery is refused unread, if it is."""
    if delivery.is_link:
        return Fault("E016", written=delivery.name)
    if not delivery.sender:
        return Fault("E015", written=delivery.name)
    if delivery.sender not in references.units:
        return Fault("E018", written=delivery.sender)
    if is_companion(delivery.name):
        return Fault("E017", written=delivery.name)
    if delivery.size > max_bytes and not delivery.receipts:  # what is archived was small enough
        expected = f"paling besar {max_bytes // 2**20} MB"
        return Fault("E006", written=f"{delivery.size} bita", expected=expected)
    return None


def keep(
    deliveries: Iterable[Delivery],
    inbox_url: str,
    archive_url: str,
    max_mb: int,
    references: References,
) -> list[Kept]:
    """Copy deliveries into the archive and return one submission per (sha256, sender).

    The same bytes twice from one sender are one submission, whatever they are called.
    Links are not followed and files over the limit not read: their identity is the hash of path,
    size and time.

    Raises:
        TransientError: Landing zone or archive do not answer; nothing is lost by trying again.
        TerminalError: The archive no longer holds a file the ledger says it does.
    """
    inbox, archive = open_storage(inbox_url), open_storage(archive_url)
    submissions: dict[tuple[str, str], Kept] = {}
    for d in sorted(deliveries, key=lambda d: (d.received_at, d.path)):
        fault = _fault_of(d, max_mb * 2**20, references)
        with answering(d.path, inbox, archive):
            content, fault = _take(inbox.fs, d, fault)
            sha256 = hashlib.sha256(content or _unread_identity(d)).hexdigest()
            _check_archived(d, sha256)
            if content:
                write_once(archive, archive_path(sha256), content)
        if not (content or fault):
            fault = Fault("E001", written=d.name)
        earlier = submissions.get((sha256, d.sender))
        receipts = d.receipts or (Receipt(d.name, d.received_at, d.received_at),)
        receipts = merge_receipts(receipts, earlier.receipts if earlier else ())
        submissions[sha256, d.sender] = Kept(sha256, d.sender, receipts, d.size, content, fault)
    return list(submissions.values())


def _take(
    fs: AbstractFileSystem, delivery: Delivery, fault: Fault | None
) -> tuple[bytes, Fault | None]:
    """Bytes of a delivery, none where it is refused unread; a locked file is its own fault only."""
    if fault and fault.code in {"E006", "E016"}:
        return b"", fault
    try:
        content: bytes = fs.cat_file(delivery.path)
    except (PermissionError, FileNotFoundError) as error:
        return b"", fault or Fault("E022", written=f"{delivery.name}: {error.strerror or error}")
    return content, fault


def _check_archived(delivery: Delivery, sha256: str) -> None:
    """Make sure the archive gives back the bytes it was given: they are all that is judged."""
    if delivery.receipts and not delivery.path.endswith(sha256):
        raise TerminalError(
            f"{delivery.sender}/{delivery.name} is gone from the archive, or damaged: "
            f"{delivery.path}"
        )


def archive_root(archive_url: str) -> str:
    """The archive's folder as its own file system names it."""
    return open_storage(archive_url).root


def archive_path(sha256: str) -> str:
    """Where the archive keeps the bytes of this SHA-256."""
    return f"{sha256[:2]}/{sha256}"


def _unread_identity(delivery: Delivery) -> bytes:
    """What stands for the bytes of a file that holds none or is refused unread."""
    return f"{delivery.name}|{delivery.size}|{delivery.received_at.isoformat()}".encode()


@task(
    name="list-inbox",
    task_run_name="list inbox",
    retries=len(DELAYS),
    retry_delay_seconds=DELAYS,
    retry_condition_fn=is_transient,
    cache_policy=NO_CACHE,
)
def list_inbox_task(inbox_url: str) -> list[Delivery]:
    """List the landing zone; tried again when it does not answer."""
    return list_deliveries(inbox_url)
