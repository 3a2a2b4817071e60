"""The archive: bytes are kept before anything reads them, addressed by SHA-256.

The same bytes are kept once, and a copy cut off midway never stands under its final name.
"""

import hashlib
from collections.abc import Iterable, Mapping, Set
from datetime import date, datetime
from typing import NamedTuple

from schemas.errors import Fault
from schemas.references import References
from tasks.collect.companions import is_companion
from tasks.collect.deliveries import Delivery
from tasks.collect.left import DAMAGED, GROWING, MISSING, Left
from tasks.collect.receipts import Receipt, first_of, latest_of, merge_receipts
from tasks.collect.storage import (
    ChangedError,
    Listed,
    Storage,
    answering,
    open_storage,
    read_file,
    remove_file,
    write_once,
)

FORGOTTEN = "E040"  # what a file is refused for that was forgotten and comes again


class Kept(NamedTuple):
    """One submission, safe in the archive: (sha256, sender) is its identity.

    `receipts` are its deliveries, in their order; it is named by the latest.
    """

    sha256: str
    sender: str
    receipts: tuple[Receipt, ...]
    size: int
    content: bytes
    fault: Fault | None

    @property
    def is_forgotten(self) -> bool:
        """Whether its bytes were removed for good: they are neither kept nor read again."""
        return self.fault is not None and self.fault.code == FORGOTTEN

    @property
    def name(self) -> str:
        """The name it was last delivered under."""
        return latest_of(self.receipts).name

    def first_received_at(self, bulan: date | None = None) -> datetime:
        """When its bytes first came, under any name: what it says of a month is in time or not."""
        return first_of(self.receipts, bulan)

    def received_at(self, bulan: date | None = None) -> datetime:
        """Place of what it says of a month in the order of versions: its latest delivery."""
        return latest_of(self.receipts, bulan).counted_at(bulan)

    def odd_time(self, bulan: date | None = None) -> datetime | None:
        """The own time of its latest delivery, where that cannot be true."""
        latest = latest_of(self.receipts, bulan)
        return latest.modified_at if latest.is_odd(bulan) else None


class Known(NamedTuple):
    """What the ledger knows of a submission: its receipts, and whether it was ever judged.

    Files that wait, held by the gate or outside the months asked for, are not judged yet.
    """

    receipts: tuple[Receipt, ...]
    is_judged: bool


def fresh_of(kept: Iterable[Kept], known: Mapping[tuple[str, str], Known]) -> list[Kept]:
    """The submissions to read, each with all its receipts: it is judged by the latest.

    One is left out where nothing about it is new: neither a name nor a time of its own.
    """
    fresh = []
    for k in kept:
        before = known.get((k.sha256, k.sender), Known((), is_judged=False))
        if before.receipts and k.is_forgotten:
            continue
        receipts = merge_receipts(before.receipts, k.receipts)
        if not before.is_judged or receipts != before.receipts:
            fresh.append(k._replace(receipts=receipts))
    return fresh


def _fault_of(delivery: Delivery, max_bytes: int, references: References) -> Fault | None:
    """Why a delivery is refused unread, if it is."""
    if delivery.is_special:
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


class Haul(NamedTuple):
    """What was brought into the archive.

    Attributes:
        kept: One submission per (sha256, sender).
        left: Files that were still being written, or whose archived bytes are not theirs.
        listed: Of which submission each file of the landing zone is, so that it is known next time.
    """

    kept: list[Kept]
    left: list[Left]
    listed: list[tuple[Delivery, str]]


def keep(
    deliveries: Iterable[Delivery],
    inbox_url: str,
    archive_url: str,
    max_mb: int,
    references: References,
) -> list[Kept]:
    """The submissions of `haul`."""
    return haul(deliveries, inbox_url, archive_url, max_mb, references).kept


def haul(  # noqa: PLR0913, PLR0917 (places, limits, and what is known)
    deliveries: Iterable[Delivery],
    inbox_url: str,
    archive_url: str,
    max_mb: int,
    references: References,
    forgotten: Set[str] = frozenset(),
) -> Haul:
    """Copy deliveries into the archive: one submission per (sha256, sender).

    The same bytes twice from one sender are one submission, whatever they are called.
    Links and special files are not opened and files over the limit not read: their identity is
    the hash of path, size and time.

    Raises:
        TransientError: Landing zone or archive do not answer; nothing is lost by trying again.
    """
    inbox, archive = open_storage(inbox_url), open_storage(archive_url)
    submissions: dict[tuple[str, str], Kept] = {}
    found = Haul([], [], [])
    for d in sorted(deliveries, key=lambda d: (d.received_at, d.path)):
        fault = _fault_of(d, max_mb * 2**20, references)
        with answering(d.path, inbox, archive):
            try:
                content, fault = _take(inbox, d, fault)
            except ChangedError:
                found.left.append(Left(d.sender, d.name, GROWING))
                continue
            sha256 = hashlib.sha256(content or _unread_identity(d)).hexdigest()
            if d.receipts and not d.path.endswith(sha256):
                sebab = DAMAGED if content else MISSING
                found.left.append(Left(d.sender, d.name, sebab, d.sha256))
                continue
            if sha256 in forgotten:
                content, fault = b"", Fault(FORGOTTEN)
            if content:
                write_once(archive, archive_path(sha256), content)
        if not (content or fault):
            fault = Fault("E001", written=d.name)
        earlier = submissions.get((sha256, d.sender))
        receipts = d.receipts or (d.receipt,)
        receipts = merge_receipts(receipts, earlier.receipts if earlier else ())
        submissions[sha256, d.sender] = Kept(sha256, d.sender, receipts, d.size, content, fault)
        if not (fault and fault.code == "E022"):  # it may open tomorrow
            found.listed.append((d, sha256))
    return found._replace(kept=list(submissions.values()))


def _take(inbox: Storage, delivery: Delivery, fault: Fault | None) -> tuple[bytes, Fault | None]:
    """Bytes of a delivery, none where it is refused unread; a locked file is its own fault only."""
    if fault and fault.code in {"E006", "E016"}:
        return b"", fault
    try:
        listed = None if delivery.receipts else Listed(delivery.size, delivery.modified_at)
        content = read_file(inbox, delivery.path, listed)
    except (PermissionError, FileNotFoundError) as error:
        why = "tidak boleh dibuka" if isinstance(error, PermissionError) else "tidak ada lagi"
        return b"", fault or Fault("E022", written=f"{delivery.name}: {why}", cause=str(error))
    if content is None:
        return b"", Fault("E016", written=delivery.name)
    return content, fault


def remove_archived(archive_url: str, sha256: str) -> bool:
    """Remove a file's bytes from the archive for good; whether they were there.

    Raises:
        TransientError: The archive does not answer.
    """
    archive = open_storage(archive_url)
    with answering(sha256, archive):
        return remove_file(archive, archive_path(sha256))


def archive_root(archive_url: str) -> str:
    """The archive's folder as its own file system names it."""
    return open_storage(archive_url).root


def archive_path(sha256: str) -> str:
    """Where the archive keeps the bytes of this SHA-256."""
    return f"{sha256[:2]}/{sha256}"


def _unread_identity(delivery: Delivery) -> bytes:
    """What stands for the bytes of a file that holds none or is refused unread."""
    return f"{delivery.name}|{delivery.size}|{delivery.modified_at.isoformat()}".encode()
