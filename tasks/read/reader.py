"""The process in which files are opened, with limits: it dies in place of the run.

Started by `tasks.read.apart`. It imports what reading needs and forks a child for each core, so
that a child which was killed is replaced in milliseconds. What a file can do to its child (loop,
swell, crash a parser written in Rust) costs that file only.
"""

import gc
import json
import os
import resource
import signal
import socket
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as TimedOutError
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from pebble import ProcessExpired, ProcessPool

from schemas.errors import Fault
from tasks.collect import Kept
from tasks.read.frames import Reading
from tasks.read.reading import read_submissions

_MOST_FILES, _MOST_BYTES = 16, 4 * 2**20  # of one batch
_MOST_BATCHES = 25  # of one child: what it remembers counts as its own, not as a file's
_MOST_CANCELLED = 2  # times that a file read alone may lose its pool; then it is the culprit
_REPORTS_PER_BATCH = 1_000_000  # numbers of one batch never reach the next's
_WAIT = 6  # times the seconds of processor: a child that does nothing at all is hung
KEPT = ("submissions", "sheets", "notes")  # frames of a reading beside its rows
_TIME, _MEMORY, _CRASH = "E028", "E029", "E030"


class Limits(NamedTuple):
    """What reading may take.

    Attributes:
        seconds: Of processor time, for one file.
        memory_mb: Beside what a child holds when it is born.
        children: Files read at once.
    """

    seconds: int
    memory_mb: int
    children: int


class Question(NamedTuple):
    """Files to be read.

    Attributes:
        files: In their order.
        first_number: Report numbers count up from the next.
        max_cells: A file of more is refused.
    """

    files: list[Kept]
    first_number: int
    max_cells: int


class Batch(NamedTuple):
    """Some files that are read by one child, one after another, and put into a folder."""

    files: list[Kept]
    first_number: int
    max_cells: int
    folder: Path


class Answer(NamedTuple):
    """What came of files: folders of frames, and those that their child did not survive."""

    folders: list[str]
    refused: list[tuple[Kept, Fault]]


def serve(descriptor: int, limits: str, folder: str) -> None:
    """Answer one question after another, each (number, files, first report number)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run is asked to stop, and closes the line
    socket_ = socket.socket(fileno=descriptor)
    line = Connection(socket_.detach())
    desk = _Desk(Limits(*json.loads(limits)), Path(folder))
    sending = threading.Lock()

    def answer(number: int, question: Question) -> None:
        try:
            found: Answer | Exception = desk.read(question)
        except Exception as error:  # noqa: BLE001 (the run shall hear of it)
            found = error
        with sending:
            line.send((number, found))

    while True:
        try:
            question = line.recv()
        except (EOFError, OSError):  # the run is over, or dead
            desk.close()
            os._exit(0)
        threading.Thread(target=answer, args=question, daemon=True).start()


class _Desk:
    """Hands files to children, and says of which a child died."""

    def __init__(self, limits: Limits, folder: Path) -> None:
        gc.freeze()
        self.limits = limits
        self.folder = folder
        self.numbers = count()
        self.opening = threading.Lock()
        self.pool = self._new_pool()

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self.limits.children,
            max_tasks=_MOST_BATCHES,
            initializer=_be_child,
            initargs=(self.limits.memory_mb, str(self.folder)),
            context=get_context("fork"),
        )

    def close(self) -> None:
        """Stop the children."""
        self.pool.stop()  # type: ignore[no-untyped-call]
        self.pool.join(5)

    def read(self, question: Question) -> Answer:
        """Read files side by side; one that its child does not survive is read again alone."""
        answer = Answer([], [])
        numbers = count(question.first_number, _REPORTS_PER_BATCH)

        def start(files: list[Kept]) -> tuple[Batch, Any]:
            return self._start(question._replace(files=files, first_number=next(numbers)))

        waiting = [start(files) for files in _batches(question.files)]
        cancelled: Counter[str] = Counter()
        while waiting:
            batch, future = waiting.pop(0)
            try:
                future.result()
            except CancelledError:  # with its pool; whose fault that was, each alone will show
                lost = Counter({file.sha256: 1 for file in batch.files if len(batch.files) == 1})
                cancelled += lost
                for file in batch.files:
                    if cancelled[file.sha256] > _MOST_CANCELLED:
                        answer.refused.append((file, Fault(_CRASH, written=file.name)))
                    else:
                        waiting.append(start([file]))
            except Exception as error:  # noqa: BLE001 (whatever it is, it is of one batch)
                at, fault = _ended(batch, error, self.limits, self.folder)
                culprit, others = batch.files[at], [*batch.files[:at], *batch.files[at + 1 :]]
                if not others or fault.code == _TIME:  # each file has a clock of its own
                    answer.refused.append((culprit, fault))
                    retried = [others] if others else []
                else:
                    retried = [[culprit], others]
                waiting += [start(files) for files in retried]
            else:
                answer.folders.append(str(batch.folder))
        return answer

    def _start(self, question: Question) -> tuple[Batch, Any]:
        folder = self.folder / str(next(self.numbers))
        folder.mkdir(parents=True)
        batch = Batch(*question, folder)
        patience = _WAIT * self.limits.seconds * len(batch.files)
        with self.opening:
            if not self.pool.active:  # a child that is killed at a bad moment takes its pool along
                self.pool = self._new_pool()
            return batch, self.pool.schedule(
                _read_batch, args=(batch, self.limits.seconds), timeout=float(patience)
            )


def _batches(files: Sequence[Kept]) -> Iterator[list[Kept]]:
    """Files in their order, few enough and small enough to be read together."""
    batch: list[Kept] = []
    for file in files:
        if batch and (
            len(batch) >= _MOST_FILES
            or sum(len(f.content) for f in batch) + len(file.content) > _MOST_BYTES
        ):
            yield batch
            batch = []
        batch.append(file)
    if batch:
        yield batch


def limit_memory(memory_mb: int, said: str) -> None:
    """Let this process take so much beside what it holds by now; what it says when it dies is kept.

    Args:
        memory_mb: How much more it may take.
        said: File for its standard error.
    """
    pages = Path("/proc/self/statm")
    if pages.exists():
        born = int(pages.read_text().split()[0]) * resource.getpagesize()
        most = born + memory_mb * 2**20
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)


def fault_of_death(error: Exception, limits: Limits, name: str, said: str = "") -> Fault:
    """Why a process did not survive a file: E028 time, E029 memory, else E030.

    Args:
        error: What its pool says of it.
        limits: What it might take.
        name: The file's.
        said: What it wrote to its standard error.
    """
    code = error.exitcode if isinstance(error, ProcessExpired) else 0
    if isinstance(error, TimedOutError) or code == -signal.SIGPROF:
        return Fault(_TIME, written=name, expected=f"paling lama {limits.seconds} detik")
    if isinstance(error, MemoryError) or "memory allocation of" in said:
        return Fault(_MEMORY, written=name, expected=f"paling banyak {limits.memory_mb} MB")
    return Fault(_CRASH, written=name)


def _be_child(memory_mb: int, folder: str) -> None:
    """Limit what this child may take, and keep what it says when it dies."""
    import polars as pl  # noqa: PLC0415 (its threads and arenas are born with the child)

    pl.DataFrame({"a": [1]}).with_columns(pl.col("a").cast(pl.String).sort())
    limit_memory(memory_mb, f"{folder}/{os.getpid()}.said")


def _read_batch(batch: Batch, seconds: int) -> None:
    """Read files into frames, and put the frames into the batch's folder."""
    reading = read_submissions(_timed(batch, seconds), batch.first_number, batch.max_cells)
    for name, frame in _frames(reading).items():
        frame.write_ipc(batch.folder / f"{name}.arrow", compression="uncompressed")


def _frames(reading: Reading) -> dict[str, Any]:
    return {f"_{name}": getattr(reading, name) for name in KEPT} | reading.rows


def _timed(batch: Batch, seconds: int) -> Iterator[Kept]:
    """The files, each with a clock of processor time that ends the child when it runs out."""
    marker = batch.folder / "at"
    for at, file in enumerate(batch.files):
        marker.write_text(str(at))
        signal.setitimer(signal.ITIMER_PROF, seconds)
        yield file
    signal.setitimer(signal.ITIMER_PROF, 0)


def _ended(batch: Batch, error: Exception, limits: Limits, folder: Path) -> tuple[int, Fault]:
    """Which file of a batch its child died of, and why."""
    marker = batch.folder / "at"
    at = int(marker.read_text() or 0) if marker.exists() else 0
    said = folder / f"{getattr(error, 'pid', 0)}.said"
    words = said.read_text(errors="replace") if said.exists() else ""
    return at, fault_of_death(error, limits, batch.files[at].name, words)


if __name__ == "__main__":
    serve(int(sys.argv[1]), *sys.argv[2:4])
