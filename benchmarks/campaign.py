"""Damaged files through the reader's own processes, night by night, and what was seen of them."""

import hashlib
import re
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from datetime import time as time_of_day
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import psutil
import psycopg

from schemas.settings import Settings
from simulation.damage import Damaged
from tasks.collect import Kept, Receipt
from tasks.pipeline import Pipeline
from tasks.publish import Terms, publish
from tasks.publish.night import report_lines
from tasks.read import Reading
from tasks.read.apart import read_apart, start_readers
from tests.nights import new_run
from tests.property.conserved import night_faults, reading_faults

_TOGETHER = 16  # files asked for at once: so many that one's time shows
_NIGHT = 480
_JUDGED_EVERY, _PUBLISHED_EVERY = 3, 12  # nights
_SLOW = 4.0  # seconds for those together; then each is read alone with a clock
_HUNG = 3_600
_KEY = ("sha256", "sender")
DEATHS = {"E028": "time", "E029": "memory", "E030": "crash"}
_REPORTS = 10**9  # numbers of some files never reach the next's


class Slowest(NamedTuple):
    """The file that took the most processor time, read alone."""

    seconds: float = 0.0
    told: str = ""


class Seen:
    """What a campaign has seen so far.

    Attributes:
        files: Files read, each once.
        by_format: Files of each format.
        refused: How many of a format were refused whole with a code; "" = read.
        tables: Codes of refused tables of files that were read; "" = a report.
        rows: Rows reported.
        accepted: Reports of every third night, judged and fit to be published.
        published: Of these, those that were published into a real warehouse.
        deaths: Files that their reader did not survive, each with why.
        failures: What must not happen, each with the file's own name.
        slowest: The file that took longest.
        peak_mb: Largest resident set of a reader, MiB.
        seconds: How long it took.
    """

    def __init__(self) -> None:
        self.files = self.rows = self.accepted = self.published = 0
        self.by_format: Counter[str] = Counter()
        self.refused: Counter[tuple[str, str]] = Counter()
        self.tables: Counter[str] = Counter()
        self.deaths: list[str] = []
        self.failures: list[str] = []
        self.slowest = Slowest()
        self.peak_mb = 0.0
        self.seconds = 0.0


def kept_of(made: Damaged) -> Kept:
    """A damaged file as it came at noon of the day it speaks of."""
    at = datetime.combine(made.form.reported_on, time_of_day(5), UTC)
    sha256 = hashlib.sha256(made.content).hexdigest()
    receipt = Receipt(made.name, at, at)
    return Kept(sha256, made.form.unit.unit_id, (receipt,), len(made.content), made.content, None)


class Campaign:
    """Reads, judges and now and then publishes, and checks each time."""

    def __init__(self, settings: Settings, url: str) -> None:
        self.settings = settings
        self.url = url
        self.seen = Seen()
        self.nights = 0
        self.begun = time.monotonic()

    def run(self, files: Iterator[Damaged]) -> Iterator[Seen]:
        """Take files by the night; what has been seen after each.

        The next night's files are made while this one's are read.
        """
        waiting: tuple[list[Damaged], Future[list[Reading]]] | None = None
        fresh = _distinct(files)
        with _watched(self), ThreadPoolExecutor(1) as reader:
            while night := list(islice(fresh, _NIGHT)):
                reading = reader.submit(self._read, night)
                if waiting:
                    yield self._finish(*waiting)
                waiting = night, reading
            if waiting:
                yield self._finish(*waiting)

    def _read(self, night: Sequence[Damaged]) -> list[Reading]:
        """Read a night's files side by side, then the slow ones alone, with a clock."""
        some = [night[at : at + _TOGETHER] for at in range(0, len(night), _TOGETHER)]
        with ThreadPoolExecutor(2) as pool:
            read = list(pool.map(self._read_together, range(len(some)), some))
        for (_, seconds), files in zip(read, some, strict=True):
            if seconds > _SLOW:
                for made in files:
                    taken = Slowest(self._processor_seconds(made), made.told)
                    self.seen.slowest = max(self.seen.slowest, taken)
        return [reading for reading, _ in read]

    def _read_together(self, number: int, some: Sequence[Damaged]) -> tuple[Reading, float]:
        begun = time.monotonic()
        reading = read_apart(map(kept_of, some), number * _REPORTS, self.settings)
        return reading, time.monotonic() - begun

    def _processor_seconds(self, made: Damaged) -> float:
        before = processor_seconds(self.settings)
        read_apart([kept_of(made)], 0, self.settings)
        return processor_seconds(self.settings) - before

    def _finish(self, night: list[Damaged], reading: Future[list[Reading]]) -> Seen:
        names = {(k.sha256, k.sender): made for made in night for k in [kept_of(made)]}
        try:
            readings = reading.result(_HUNG)
            faults = self._check(night, readings)
        except Exception as error:  # noqa: BLE001 (the very thing that is looked for)
            first, last = night[0].told, night[-1].told
            faults = [(("", ""), f"the night of {first} to {last} died: {error!r}"[:2_000])]
        for file, fault in dict.fromkeys(faults):
            told = names[file].told if file in names else "?"
            self.seen.failures.append(f"{told}: {fault}")
        self.nights += 1
        self.seen.seconds = time.monotonic() - self.begun
        return self.seen

    def _check(
        self, night: Sequence[Damaged], readings: Sequence[Reading]
    ) -> list[tuple[tuple[str, str], str]]:
        faults: list[tuple[tuple[str, str], str]] = []
        for at, reading in enumerate(readings):
            some = night[at * _TOGETHER : (at + 1) * _TOGETHER]
            faults += reading_faults(reading, map(kept_of, some))
            self._count(some, reading)
        if self.nights % _JUDGED_EVERY:
            return faults
        run = new_run(self.settings)
        verdicts = Pipeline(self.settings, self.url).judge(readings, run)
        reports = report_lines(verdicts)
        self.seen.accepted += reports.height
        faults += night_faults(verdicts, reports)
        if self.nights % _PUBLISHED_EVERY == 0:
            published = publish(verdicts, self.url, Terms(self.settings))
            self.seen.published += published.outcome.versions
            with psycopg.connect(self.url) as connection:
                left = connection.execute(
                    "SELECT sha256, sender, alasan FROM ops.submission WHERE kode = 'E032'"
                ).fetchall()
            ours = {(k.sha256, k.sender) for k in map(kept_of, night)}
            faults += [((sha, by), f"E032 {why}") for sha, by, why in left if (sha, by) in ours]
        return faults

    def _count(self, some: Sequence[Damaged], reading: Reading) -> None:
        made = {(k.sha256, k.sender): m for m in some for k in [kept_of(m)]}
        seen = self.seen
        seen.files += len(made)
        for sha256, sender, code in reading.submissions.select(*_KEY, "kode").iter_rows():
            one = made[sha256, sender]
            seen.by_format[one.extension] += 1
            seen.refused[one.extension, code or ""] += 1
            if code in DEATHS:
                seen.deaths.append(f"{one.told}: {DEATHS[code]}")
        seen.tables.update(code or "" for code in reading.sheets["kode"])
        seen.rows += sum(len(rows) for rows in reading.rows.values())


def _distinct(files: Iterable[Damaged]) -> Iterator[Damaged]:
    """Each file once: damage may do nothing."""
    seen: set[bytes] = set()
    for made in files:
        key = hashlib.sha256(made.form.unit.unit_id.encode() + made.content).digest()
        if key not in seen:
            seen.add(key)
            yield made


@contextmanager
def _watched(campaign: Campaign) -> Iterator[None]:
    """Look at the readers' memory all the while."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.1):
            server = start_readers(campaign.settings).process.pid
            campaign.seen.peak_mb = max(campaign.seen.peak_mb, peak_of_readers(server))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def processor_seconds(settings: Settings) -> float:
    """What the readers have used so far, those that are gone included."""
    server = psutil.Process(start_readers(settings).process.pid)
    gone = server.cpu_times()
    alive = [child.cpu_times() for child in server.children()]
    own = gone.children_user + gone.children_system
    return float(own + sum(times.user + times.system for times in alive))


def peak_of_readers(server: int) -> float:
    """Largest resident set that a living child of the readers' process has had, MiB."""
    peaks = [0.0]
    with suppress(psutil.Error):
        for child in psutil.Process(server).children():
            with suppress(OSError, psutil.Error):
                said = Path(f"/proc/{child.pid}/status").read_text()
                peaks += [int(n) / 1024 for n in re.findall(r"VmHWM:\s+(\d+)", said)]
    return max(peaks)
