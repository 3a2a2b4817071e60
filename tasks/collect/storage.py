"""Landing zone and archive on what fsspec knows: a folder, an SFTP server, an object store.

What is peculiar to one of them ends here. A folder that is not there has not been mounted, or not
been reached; an object store knows no folders. A file appears under its final name only when it is
whole: on an object store that is how writing goes, elsewhere it is renamed when written.
"""

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import fsspec
from fsspec import AbstractFileSystem
from fsspec.implementations.local import LocalFileSystem

from schemas.errors import TerminalError, TransientError
from schemas.personal_data import masked
from schemas.urls import has_password, without_password

_OBJECT_STORES = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs"})
# their own errors, no OSError, where a server does not answer
_CLIENTS = frozenset({"aiohttp", "botocore", "paramiko"})


_OWN_FOLDER, _OWN_FILE = 0o700, 0o600


class Storage(NamedTuple):
    """A file system, and the folder on it as it names it."""

    fs: AbstractFileSystem
    root: str

    @property
    def is_object_store(self) -> bool:
        """Whether it knows no folders, and no file half written."""
        protocol = self.fs.protocol
        return not _OBJECT_STORES.isdisjoint((protocol,) if isinstance(protocol, str) else protocol)


class FoundFile(NamedTuple):
    """A file below a folder: full path, instant of modification, bytes.

    `is_special`: a link, pipe, socket or device, which nobody opens. `stamp`: what changes with
    the bytes, whatever becomes of size and time (an object's ETag, a file's inode and change
    time); empty where the server has none.
    """

    path: str
    modified_at: datetime
    size: int
    is_special: bool
    stamp: str = ""


class Listed(NamedTuple):
    """As a file was listed: whoever reads it later, reads this."""

    size: int
    modified_at: datetime


class ChangedError(Exception):
    """A file is not, or does not stay, as it was when it was listed: it is being written."""


def open_storage(url: str) -> Storage:
    """File system and folder of an fsspec URL.

    Raises:
        TransientError: The server does not answer.
        TerminalError: The URL's protocol is unknown or needs a package that is not installed.
    """
    shown = without_password(url)
    with answering(shown):
        try:
            fs, root = fsspec.core.url_to_fs(url)
        except (ImportError, ValueError) as error:
            if has_password(url):  # the error may quote a part of it
                raise TerminalError(f"{shown} cannot be read") from None
            raise TerminalError(f"{shown}: {error}") from error
    return Storage(fs, str(root).rstrip("/"))


@contextmanager
def answering(what: str, *storages: Storage) -> Iterator[None]:
    """Say as `TransientError` that a server does not answer; another try connects anew."""
    try:
        yield
    except Exception as error:
        if not isinstance(error, OSError) and type(error).__module__.split(".")[0] not in _CLIENTS:
            raise
        for storage in storages:
            storage.fs.clear_instance_cache()  # a connection once lost stays lost
        said = f"{what}: {error or type(error).__name__}"
        shown = masked(said)  # a path may hold somebody's number, and so does its cause
        raise TransientError(shown) from (error if shown == said else None)


def list_files(storage: Storage) -> list[FoundFile]:
    """Every file below the folder, ordered by path.

    Raises:
        OSError: It does not answer, or the folder is not there.
    """
    fs, root = storage
    fs.invalidate_cache()  # s3fs would answer what it found there last night
    if isinstance(fs, LocalFileSystem) and fs.isdir(root):
        return sorted(_walk(root))
    if storage.is_object_store:  # it is asked page by page
        found = fs.find(root, detail=True)
    elif fs.isdir(root):
        found = fs.find(root, detail=True, on_error=_unless_forbidden)
    else:
        raise FileNotFoundError("its folder is not there")
    return [
        FoundFile(
            path,
            _modified(fs, path, info),
            int(info["size"] or 0),
            _is_special(info),
            str(info.get("ETag") or info.get("etag") or ""),
        )
        for path, info in sorted(found.items())
        if not path.endswith("/")  # a console's stand-in for an empty folder
    ]


def _walk(folder: str) -> Iterator[FoundFile]:
    """Files below a folder of this machine; fsspec would take three times as long."""
    try:
        entries = list(os.scandir(folder))
    except PermissionError:  # a folder nobody may look into is passed over
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path)
            continue
        try:
            info = entry.stat(follow_symlinks=False)
        except FileNotFoundError:  # gone since
            continue
        yield FoundFile(
            entry.path,
            datetime.fromtimestamp(info.st_mtime, UTC),
            info.st_size,
            not stat.S_ISREG(info.st_mode),
            f"{info.st_ino} {info.st_ctime_ns}",
        )


def _unless_forbidden(error: OSError) -> None:
    """Pass over a folder nobody may look into; fsspec alone would pass over a lost connection."""
    if not isinstance(error, PermissionError):
        raise error


def _is_special(info: Mapping[str, Any]) -> bool:
    return bool(info.get("islink")) or info["type"] != "file"


def read_file(storage: Storage, path: str, listed: Listed | None = None) -> bytes | None:
    """Bytes of a file; None where it is no regular one, whatever stood there when it was listed.

    Opening a pipe would wait for ever for somebody to write.

    Raises:
        ChangedError: It is not as it was listed, or changes while it is read.
    """
    fs = storage.fs
    if not isinstance(fs, LocalFileSystem):
        content: bytes = fs.cat_file(path)
        if listed:
            _check_unchanged(storage, path, len(content), listed)
        return content
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.ENXIO}:  # a link, a socket
            return None
        raise
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        content = file.read()
        if listed:
            info = os.fstat(descriptor)
            modified_at = datetime.fromtimestamp(info.st_mtime, UTC)
            if {(len(content), modified_at), (info.st_size, modified_at)} != {listed}:
                raise ChangedError(path)
        return content


def _check_unchanged(storage: Storage, path: str, size: int, listed: Listed) -> None:
    """Make sure of a remote file, once it is read; an object is always whole."""
    now = size, listed.modified_at
    if size == listed.size and not storage.is_object_store:
        storage.fs.invalidate_cache()
        info = storage.fs.info(path)
        now = int(info["size"] or 0), _modified(storage.fs, path, info)
    if now != listed:
        raise ChangedError(path)


def _modified(fs: AbstractFileSystem, path: str, info: Mapping[str, Any]) -> datetime:
    stamp = info.get("mtime") or info.get("LastModified") or info.get("last_modified")
    if stamp is None:
        stamp = fs.modified(path)
    if isinstance(stamp, int | float):
        return datetime.fromtimestamp(stamp, UTC)
    return stamp.astimezone(UTC) if isinstance(stamp, datetime) else datetime.fromisoformat(stamp)


def write_once(storage: Storage, name: str, content: bytes) -> None:
    """Put a file below the folder, unless it is there already, and on the disk when this ends."""
    fs, path = storage.fs, f"{storage.root}/{name}"
    has = _has_object(fs, path) if storage.is_object_store else fs.exists(path)
    if not has:
        replace(storage, name, content)


def replace(storage: Storage, name: str, content: bytes) -> None:
    """Put a file below the folder, whatever stands there; it is never seen half written."""
    fs, path = storage.fs, f"{storage.root}/{name}"
    if storage.is_object_store:
        fs.pipe_file(path, content)
        return
    # two Kanwil may send the same bytes at once; neither may move what the other is writing
    part = f"{path}.{uuid4().hex}.part"
    is_new = not fs.isdir(path.rpartition("/")[0])
    _make_folder(storage, path.rpartition("/")[0])
    if isinstance(fs, LocalFileSystem):
        _write_synced(Path(path), Path(part), content, is_new=is_new)
        return
    fs.pipe_file(part, content)
    fs.mv(part, path)


def _write_synced(path: Path, part: Path, content: bytes, *, is_new: bool) -> None:
    """Write beside, sync, rename, sync the folder: a power cut leaves all of it or nothing."""
    folder = path.parent
    with open(part, "wb", opener=_own) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    for changed in (folder, folder.parent) if is_new else (folder,):
        descriptor = os.open(changed, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _own(path: str, flags: int) -> int:
    """Open a file that nobody else may read."""
    return os.open(path, flags, _OWN_FILE)


def _make_folder(storage: Storage, path: str) -> None:
    """Make a folder; on this machine nobody else may look into it: the bytes hold people's data."""
    storage.fs.makedirs(path, exist_ok=True)
    if isinstance(storage.fs, LocalFileSystem):
        for folder in (storage.root, path):
            with suppress(PermissionError):  # it is another's, who says who may look
                Path(folder).chmod(_OWN_FOLDER)


def remove_file(storage: Storage, name: str) -> bool:
    """Remove a file below the folder, and whatever was left of writing it; whether it was there."""
    fs, path = storage.fs, f"{storage.root}/{name}"
    left = [] if storage.is_object_store else fs.glob(f"{path}.*.part")
    there = fs.exists(path)
    for file in [*left, *([path] if there else [])]:
        fs.rm_file(file)
    return bool(there)


def _has_object(fs: AbstractFileSystem, path: str) -> bool:
    """Whether there is an object, in one request; `exists` would look for a folder too."""
    try:
        fs.cat_file(path, start=0, end=1)
    except FileNotFoundError:
        return False
    return True
