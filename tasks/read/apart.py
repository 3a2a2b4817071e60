"""Reading apart: files are opened in processes of their own (`tasks.read.reader`), never here.

What comes back are Arrow files, mapped into memory and forgotten on disk at once.
"""

import atexit
import contextlib
import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import Future
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

import polars as pl

from schemas.errors import TransientError
from schemas.settings import PROJECT, Settings
from tasks.collect import Kept
from tasks.read.frames import Reading
from tasks.read.reader import KEPT, Answer, Limits, Question
from tasks.read.reading import read_submissions

_ROOM = "scratch"  # below the working folder
# of the run's environment: where Python, its libraries and its own files are
_HANDED_ON = (
    *("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "LD_LIBRARY_PATH"),
    *("VIRTUAL_ENV", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"),
    *("SYSTEMROOT", "MALLOC_ARENA_MAX"),
)
_open: dict[tuple[int, Limits], "_Readers"] = {}
_opening = threading.Lock()


def start_readers(settings: Settings) -> "_Readers":
    """The readers of this process, started if they are not: while they start, others may work."""
    limits = Limits(
        settings.read_seconds,
        settings.read_memory_mb,
        settings.readers or len(os.sched_getaffinity(0)),
    )
    key = os.getpid(), limits  # a fork has none of its parent's
    with _opening:
        readers = _open.get(key)
        if readers is None or not readers.live():
            readers = _open[key] = _Readers(settings.home.absolute() / _ROOM, limits)
        return readers


def read_apart(kept: Iterable[Kept], first_number: int, settings: Settings) -> Reading:
    """Read submissions into frames, as `read_submissions` does, each within its limits.

    A file that takes too long or too much, or that kills its reader, is refused by itself.

    Raises:
        TransientError: The readers themselves were lost; reading again is safe.
    """
    files = list(kept)
    unread = [k for k in files if k.fault]
    opened = [k for k in files if not k.fault]
    question = Question(opened, first_number, settings.max_cells)
    answer = start_readers(settings).ask(question) if opened else Answer([], [])
    unread += [file._replace(fault=fault) for file, fault in answer.refused]
    here = read_submissions(unread, 0, settings.max_cells)  # lines of files nobody opens
    return _together([here, *map(_taken, answer.folders)])


def _taken(folder: str) -> Reading:
    """A batch's frames; its folder is gone afterwards, its pages stay as long as they are used."""
    frames = {path.stem: pl.read_ipc(path) for path in Path(folder).glob("*.arrow")}
    shutil.rmtree(folder)
    submissions, sheets, notes = (frames.pop(f"_{name}") for name in KEPT)
    return Reading(submissions, sheets, notes, frames)


def _together(readings: list[Reading]) -> Reading:
    rows: dict[str, list[pl.DataFrame]] = defaultdict(list)
    for reading in readings:
        for dataset, frame in reading.rows.items():
            rows[dataset].append(frame)
    return Reading(
        pl.concat([reading.submissions for reading in readings]),
        pl.concat([reading.sheets for reading in readings]),
        pl.concat([reading.notes for reading in readings]),
        {dataset: pl.concat(frames) for dataset, frames in rows.items()},
    )


class _Readers:
    """The line to the process that opens files; many threads may ask at once."""

    def __init__(self, room: Path, limits: Limits) -> None:
        room.mkdir(parents=True, exist_ok=True)
        _sweep(room)
        self.folder = Path(tempfile.mkdtemp(dir=room))
        self.lock = (self.folder / "lock").open("w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        ours, theirs = socket.socketpair()
        self.process = subprocess.Popen(  # noqa: S603 (our own module)
            [
                *(
                    sys.executable,
                    "-c",
                    "from tasks.read.reader import serve; import sys; "
                    "serve(int(sys.argv[1]), *sys.argv[2:])",
                ),
                *(str(theirs.fileno()), json.dumps(limits), str(self.folder)),
            ],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            env=_environment(),
        )
        theirs.close()
        self.socket = ours
        self.line = Connection(os.dup(ours.fileno()))
        self.numbers = count()
        self.waiting: dict[int, Future[Answer]] = {}
        self.sending = threading.Lock()
        threading.Thread(target=self._listen, daemon=True).start()
        atexit.register(self.close)

    def live(self) -> bool:
        """Whether the process is there."""
        return self.process.poll() is None

    def ask(self, question: Question) -> Answer:
        """Have files read.

        Raises:
            TransientError: The process is gone.
        """
        number, future = next(self.numbers), Future[Answer]()
        self.waiting[number] = future
        try:
            with self.sending:
                self.line.send((number, question))
        except OSError as error:
            raise TransientError(f"the readers are gone: {error}") from error
        return future.result()

    def _listen(self) -> None:
        while True:
            try:
                number, found = self.line.recv()
            except (EOFError, OSError):
                break
            future = self.waiting.pop(number)
            if isinstance(found, Exception):
                future.set_exception(found)
            else:
                future.set_result(found)
        for future in list(self.waiting.values()):
            future.set_exception(TransientError("the readers are gone"))

    def close(self) -> None:
        """Hang up: the process ends, its folder goes."""
        with contextlib.suppress(OSError):  # it may be gone already
            self.socket.shutdown(socket.SHUT_RDWR)  # wakes the thread that listens
        self.process.wait()
        self.lock.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _environment() -> dict[str, str]:
    """What a process needs that opens strangers' files: no address or password of anything."""
    handed = {name: os.environ[name] for name in _HANDED_ON if name in os.environ}
    return handed | {"POLARS_MAX_THREADS": "1", "PYTHONPATH": os.pathsep.join(_search_path())}


def _search_path() -> list[str]:
    known = os.environ.get("PYTHONPATH")
    return [str(PROJECT), *([known] if known else [])]


def _sweep(room: Path) -> None:
    """Remove the folders of runs that are dead: nobody holds their lock."""
    for folder in room.iterdir():
        try:
            with (folder / "lock").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:  # alive, or gone meanwhile
            continue
