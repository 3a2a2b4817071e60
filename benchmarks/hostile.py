"""A night with one of each hostile kind beside a nation, and what each kind costs by itself."""

import hashlib
import shutil
import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import psycopg

from benchmarks.campaign import peak_of_readers
from benchmarks.nights import NightRun, Nights, median_wall, median_work, run_night
from benchmarks.process import PROJECT
from benchmarks.record import markdown_table, record, verdict
from benchmarks.room import Room
from simulation.attacks import ATTACKS, plant
from tasks.collect import Kept, Receipt
from tasks.read.apart import read_apart, start_readers
from tests.nights import settings_of

_UNITS, _ROWS, _TIMES = 656, 200, 3
_QUICK_UNITS = 60
_AT = datetime(2025, 11, 4, tzinfo=UTC)
_MOST_SECONDS, _MOST_MB, _MOST_LONGER = 10, 512, 1.2
GUARANTEES = PROJECT / "docs" / "guarantees.md"


class Kind(NamedTuple):
    """What one hostile kind cost: seconds, largest reader, what it came to."""

    name: str
    seconds: float
    peak_mb: float
    outcome: str


def measure_hostile(nights: Nights, *, quick: bool) -> None:
    """Measure both: nights are kept in performance.md, kinds in guarantees.md."""
    kinds = measure_kinds()
    record("hostile kinds", _describe_kinds(kinds), quick=quick, page=GUARANTEES)
    units = _QUICK_UNITS if quick else _UNITS
    times = 1 if quick else _TIMES
    record("hostile", _describe(_measure(nights.room, units, times), units), quick=quick)


def measure_kinds() -> list[Kind]:
    """Read the files of each kind alone, in readers that have just started."""
    return [_measure_kind(name) for name in ATTACKS if name not in {"named pipe"}]


def _measure_kind(name: str) -> Kind:
    files = [
        Kept(
            hashlib.sha256(content).hexdigest(),
            "lapas-salemba",
            (Receipt(file, _AT, _AT),),
            len(content),
            content,
            None,
        )
        for file, content in ATTACKS[name]().items()
    ]
    with tempfile.TemporaryDirectory() as place:
        settings = settings_of(Path(place), readers=1)
        readers = start_readers(settings)
        read_apart([files[0]._replace(content=b"x;y\n", sha256="0")], 0, settings)  # it is up
        over, peak = threading.Event(), [0.0]

        def watch() -> None:
            while not over.wait(0.005):
                peak[0] = max(peak[0], peak_of_readers(readers.process.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        begun = time.monotonic()
        reading = read_apart(files, 0, settings)
        seconds = time.monotonic() - begun
        over.set()
        watcher.join()
        readers.close()
    codes = set(reading.submissions["kode"]) | (set(reading.sheets["kode"]) - {None})
    return Kind(name, seconds, peak[0], ", ".join(sorted(code or "read" for code in codes)))


class Measured(NamedTuple):
    """Nights with and without, and the figures of everybody else."""

    quiet: list[NightRun]
    hostile: list[NightRun]
    is_equal: bool
    units: int


def _measure(room: Room, units: int, times: int) -> Measured:
    """Run nights in turn over the same reports, with and without the hostile senders' files."""
    good = room.reports(units, _ROWS)
    senders = sorted(folder.name for folder in good.iterdir())
    hostile = senders[:: max(len(senders) // len(ATTACKS), 1)][: len(ATTACKS)]
    quiet_runs: list[NightRun] = []
    hostile_runs: list[NightRun] = []
    said: set[str] = set()
    with room.home() as place:
        quiet = _inbox(good, place / "quiet", hostile)
        attacked = _inbox(good, place / "attacked", hostile)
        for name, sender in zip(ATTACKS, hostile, strict=True):
            plant(name, attacked / sender)
        for _ in range(times):
            for inbox, runs in ((quiet, quiet_runs), (attacked, hostile_runs)):
                with room.home() as home, room.database() as url:
                    runs.append(run_night(room, inbox, home, url))
                    said.add(_figures(url, hostile))
    return Measured(quiet_runs, hostile_runs, len(said) == 1, len(senders) - len(hostile))


def _inbox(good: Path, place: Path, without: Sequence[str]) -> Path:
    shutil.copytree(good, place, ignore=lambda _, names: [n for n in names if n in without])
    return place


def _figures(url: str, without: Sequence[str]) -> str:
    """Hash of all figures and rows of the others."""
    with psycopg.connect(url) as connection:
        lines = [
            repr(sorted(map(repr, connection.execute(query, [list(without)]).fetchall())))
            for query in (
                "SELECT to_jsonb(m) - 'berubah_at' FROM mart.upt_bulanan m "
                "WHERE upt_id <> ALL (%s)",
                "SELECT upt_id, dataset, bulan, rows_published, rows_quarantined FROM ops.report "
                "WHERE upt_id <> ALL (%s)",
                "SELECT sender, sha256, state FROM ops.submission WHERE sender <> ALL (%s)",
            )
        ]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _describe_kinds(kinds: Sequence[Kind]) -> str:
    lines = [(k.name, f"{k.seconds:.2f}", f"{k.peak_mb:.0f}", k.outcome) for k in kinds]
    met = all(k.seconds <= _MOST_SECONDS and k.peak_mb <= _MOST_MB for k in kinds)
    said = f"Each within {_MOST_SECONDS} s and {_MOST_MB} MiB resident: {verdict(met=met)}."
    header = ("hostile kind, alone", "s", "largest reader, MiB", "outcome")
    return f"{said}\n\n{markdown_table(header, lines)}"


def _describe(found: Measured, units: int) -> str:
    quiet, hostile = ([run.cost for run in runs] for runs in (found.quiet, found.hostile))
    walls, works = (
        median_wall(hostile) / median_wall(quiet),
        (median_work(found.hostile) / median_work(found.quiet)),
    )
    lines = [
        ("without, whole process, s", f"{median_wall(quiet):.1f}", "", ""),
        ("with one of each hostile kind, s", f"{median_wall(hostile):.1f}", "", ""),
        ("with ÷ without", f"{walls:.2f}", f"≤ {_MOST_LONGER}", verdict(met=walls <= _MOST_LONGER)),
        ("with ÷ without, work in the flow", f"{works:.2f}", "", ""),
        (
            f"figures, reports and states of the other {found.units} units",
            "equal" if found.is_equal else "**differ**",
            "equal",
            verdict(met=found.is_equal),
        ),
    ]
    return "\n\n".join(
        (
            "## A hostile night",
            f"{len(ATTACKS)} units of {units} send one hostile kind each (`simulation/attacks.py`) "
            f"instead of a report; medians of {len(found.quiet)} nights each, in turn.",
            markdown_table(("figure", "measured", "target", ""), lines),
        )
    )
