"""Whether the archive still gives back the bytes it was given: they are what a backfill judges."""

import hashlib
import logging
import secrets
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from schemas.errors import EtlError
from schemas.settings import Settings
from schemas.warehouse.connect import connect
from tasks.collect import Left, archive_path
from tasks.collect.left import DAMAGED, MISSING
from tasks.collect.storage import Storage, answering, open_storage, read_file, replace

_UNREAD = ("E001", "E016", "E022")  # refused without bytes, as too large ones are
_ALL = 2**62
_log = logging.getLogger(__name__)


class Archived(NamedTuple):
    """One copy, and where the same bytes were delivered: (sender, name)."""

    sha256: str
    delivered: Sequence[tuple[str, str]]


class Checked(NamedTuple):
    """What became of the copies that were looked at.

    Attributes:
        sound: How many are as they were.
        mended: Those written anew from the landing zone, as they were found.
        lost: Those of which the landing zone has no bytes either.
    """

    sound: int
    mended: list[Left]
    lost: list[Left]

    @property
    def sentence(self) -> str:
        """In a line."""
        looked_at = self.sound + len(self.mended) + len(self.lost)
        told = f"{looked_at} archived copies checked, {self.sound} sound"
        for what, files in (("mended", self.mended), ("not mended", self.lost)):
            names = ", ".join(f"{f.sender}/{f.name} ({f.sebab}, {f.sha256[:12]})" for f in files)
            told += f", {len(files)} {what}: {names}" if files else ""
        return told


def verify(settings: Settings, url: str, sample: int | None = None) -> Checked:
    """Compare archived copies with their hashes, and mend what the landing zone still has.

    Args:
        settings: Where archive and landing zone are.
        url: Warehouse.
        sample: How many to look at, at random; None = all.
    """
    start = "" if sample is None else secrets.token_hex(32)
    copies = _copies(url, settings.max_file_mb * 2**20, start, _ALL if sample is None else sample)
    return check_copies(copies, settings.archive_url, settings.inbox_url)


def verify_sample(settings: Settings, url: str, run_id: str) -> str:
    """The night's look at some copies; what is damaged is named in the ledger.

    Returns:
        What to say of it, empty where nothing is wrong.
    """
    if not settings.verify_sample:
        return ""
    try:
        found = verify(settings, url, settings.verify_sample)
    except EtlError as error:
        return f"; archive not checked: {error}"
    _log.info("%s", found.sentence)
    if found.lost:
        _name(url, run_id, found.lost)
    return f"; {found.sentence}" if found.mended or found.lost else ""


def check_copies(copies: Iterable[Archived], archive_url: str, inbox_url: str) -> Checked:
    """Look at copies one by one.

    Raises:
        TransientError: The archive does not answer.
    """
    archive, inbox = open_storage(archive_url), open_storage(inbox_url)
    sound, mended, lost = 0, list[Left](), list[Left]()
    for copy in copies:
        with answering(copy.sha256, archive):
            kept = _bytes_of(archive, archive_path(copy.sha256))
        if kept is not None and _hash(kept) == copy.sha256:
            sound += 1
            continue
        sender, name = copy.delivered[0]
        found = Left(sender, name, MISSING if kept is None else DAMAGED, copy.sha256)
        with answering(copy.sha256, archive, inbox):
            (mended if _mend(copy, archive, inbox) else lost).append(found)
    return Checked(sound, mended, lost)


def _mend(copy: Archived, archive: Storage, inbox: Storage) -> bool:
    """Write a copy anew from where the same bytes still lie in the landing zone, if they do."""
    for sender, name in copy.delivered:
        content = _bytes_of(inbox, f"{sender}/{name}" if sender else name)
        if content is not None and _hash(content) == copy.sha256:
            replace(archive, archive_path(copy.sha256), content)
            return True
    return False


def _bytes_of(storage: Storage, name: str) -> bytes | None:
    try:
        return read_file(storage, f"{storage.root}/{name}")
    except (FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError):
        return None


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _copies(url: str, max_bytes: int, start: str, most: int) -> list[Archived]:
    """Copies in the order of their hashes from one on, and from the first again: hashes are random.

    What was refused unread has no copy.
    """
    query = (
        "SELECT sha256, jsonb_agg(DISTINCT jsonb_build_array(sender, r ->> 0)) FROM ("
        "SELECT sha256, sender, receipts FROM ops.submission WHERE sha256 {} %s "
        "AND sha256 NOT IN (SELECT sha256 FROM ops.forgotten) "
        "AND coalesce(kode, '') <> ALL (%s) AND (kode IS DISTINCT FROM 'E006' OR size <= %s) "
        "ORDER BY sha256 LIMIT %s) AS s, jsonb_array_elements(receipts) AS r "
        "GROUP BY sha256 ORDER BY sha256"
    )
    copies: list[Archived] = []
    with connect(url) as connection:
        for side in (">=", "<") if start else (">=",):
            values = (start, list(_UNREAD), max_bytes, most - len(copies))
            lines = connection.execute(query.format(side), values)
            copies += [Archived(sha256, [(s, n) for s, n in where]) for sha256, where in lines]
    return copies


def _name(url: str, run_id: str, lost: Sequence[Left]) -> None:
    with connect(url) as connection:
        connection.cursor().executemany(
            "INSERT INTO ops.left_file (run_id, nomor, sender, name, sebab, sha256) "
            "SELECT %s, coalesce(max(nomor) + 1, 0), %s, %s, %s, %s FROM ops.left_file "
            "WHERE run_id = %s",
            [(run_id, *file, run_id) for file in lost],
        )
