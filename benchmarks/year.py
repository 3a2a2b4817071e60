"""History: many nights of the nation at once, projected to a year; and nights with nothing new.

Named `year` because `history.py` fills the warehouse of `questions`.
"""

import statistics
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
import psycopg

from benchmarks.flow_times import FlowTimes, latest_run
from benchmarks.nights import median_work, run_night
from benchmarks.process import Cost, run_process
from benchmarks.record import markdown_table, record, verdict
from benchmarks.room import COMMAND, Room

_YEAR = 365
_UNCHANGED_S = 2.0


class Size(NamedTuple):
    """Units, rows a unit has at the end of its month, nights, repeated nights."""

    units: int
    rows: int
    nights: int
    times: int


class Batch(NamedTuple):
    """One batch of the backfill: read, judged and published together.

    Attributes:
        seconds: From its first task's start to the next batch's.
        files: Files read.
        rows: Rows of new versions.
        before: Rows in the warehouse when it began.
    """

    seconds: float
    files: int
    rows: int
    before: int


class Projection(NamedTuple):
    """A line through the batches: seconds per row = `flat` + `slope` x rows in the warehouse."""

    flat: float
    slope: float

    def seconds(self, nights: int, rows: float) -> float:
        """Seconds of so many nights of so many rows each."""
        stored = nights * rows
        return self.flat * stored + self.slope * stored**2 / 2


def measure_history(room: Room, nights: int, *, quick: bool) -> None:
    """Measure and record the section `history`."""
    size = Size(20, 50, 4, 1) if quick else Size(656, 200, nights, 3)
    source = _nights_of(room, size)
    with room.home() as home, room.database() as url:
        cost, batches = _backfill(room, source, home, url)
        again, _ = _backfill(room, source, home, url)
    unchanged = _unchanged_nights(room, size)
    record("history", _describe(size, cost, batches, again, unchanged), quick=quick)


def _nights_of(room: Room, size: Size) -> Path:
    """Folder of the nights' files, `<unit_id>/<date>/<file>`; made once."""
    out = room.folder / f"nights-{size.units}-{size.rows}-{size.nights}"
    if not out.exists():
        options = {
            "--units": size.units,
            "--rows": size.rows,
            "--nights": size.nights,
            "--from": "2025-11-01",
            "--defects": 0.02,
        }
        room.simulate(out, *(str(word) for option in options.items() for word in option))
    return out


def _backfill(room: Room, source: Path, home: Path, url: str) -> tuple[Cost, list[Batch]]:
    """Take in the folder as history; every month a report of it may speak of."""
    months = ["--from", "2025-01", "--to", "2026-12"]
    command = [COMMAND, "backfill", *months, "--source", str(source), "--release", "--json"]
    inbox = room.folder / "inbox-empty"
    inbox.mkdir(exist_ok=True)
    with psycopg.connect(url) as connection:
        [(begun,)] = connection.execute("SELECT clock_timestamp()").fetchall()
    cost = run_process(command, room.environment_of(home, url, inbox))
    room.settled_bytes()  # until Prefect has written all task runs
    return cost, _batches(latest_run(room.api, "backfill"), url, begun)


def _batches(flow: FlowTimes, url: str, begun: datetime) -> list[Batch]:
    """What each batch took and published: a batch begins where reading follows publishing."""
    starts: list[datetime] = []
    is_reading = False
    for task in flow.tasks:
        if task.stage == "read" and not is_reading:
            starts.append(task.start)
        is_reading = task.stage == "read"
    ends = [*starts[1:], max(task.end for task in flow.tasks)]
    with psycopg.connect(url) as connection:
        runs = connection.execute(
            "SELECT published_at, (counts->>'files')::int, (counts->>'rows_published')::int + "
            "(counts->>'rows_quarantined')::int FROM ops.run WHERE published_at > %s",
            (begun,),
        ).fetchall()
    batches, before = [], 0
    for start, end in zip(starts, ends, strict=True):
        own = [(files, rows) for at, files, rows in runs if start <= at < end]
        rows = sum(rows for _, rows in own)
        seconds = (end - start).total_seconds()
        batches.append(Batch(seconds, sum(files for files, _ in own), rows, before))
        before += rows
    return batches


def _unchanged_nights(room: Room, size: Size) -> float:
    """Median work in the flow of nights that find the landing zone as it was."""
    inbox = room.reports(size.units, size.rows)
    with room.home() as home, room.database() as url:
        run_night(room, inbox, home, url)
        return median_work([run_night(room, inbox, home, url) for _ in range(size.times)])


def _project(batches: list[Batch]) -> Projection | None:
    """Least squares, each batch weighing as many rows as it has; None from a single batch.

    A last batch of less than half the files is left out: its fixed cost would pass for growth. A
    line that falls is made level: rows of a month that has grown are cheaper to read per row.
    """
    most = max((batch.files for batch in batches), default=0)
    told = [batch for batch in batches if batch.rows and 2 * batch.files >= most]
    if len(told) < 2:
        return None
    middle = [batch.before + batch.rows / 2 for batch in told]
    per_row = [batch.seconds / batch.rows for batch in told]
    weights = [batch.rows**0.5 for batch in told]
    slope, flat = np.polyfit(middle, per_row, 1, w=weights)
    if slope < 0:
        return Projection(float(np.average(per_row, weights=[batch.rows for batch in told])), 0.0)
    return Projection(float(flat), float(slope))


def _describe(size: Size, cost: Cost, batches: list[Batch], again: Cost, unchanged: float) -> str:
    return "\n\n".join(
        (
            f"## {size.nights} nights of history",
            f"{size.units} units, a workbook each night that grows to {size.rows} rows a unit, 2 % "
            "planted defects, through `pembinaan backfill --source --release` (a growing month "
            "moves its figures further than the gate lets pass): whole process "
            f"{cost.wall_s:.0f} s ({cost.wall_s / size.nights:.1f} s a night), processor "
            f"{cost.cpu_s:.0f} s, peak memory {cost.peak_mb:,.0f} MiB. One run. What a night says "
            "again in a report that has changed are rows of a new version; unchanged reports are "
            "read and not stored.",
            _batch_table(batches),
            _projected(size, batches),
            "### Nothing changed",
            _unchanged_table(size, again, unchanged),
        )
    )


def _batch_table(batches: list[Batch]) -> str:
    lines = [
        (
            str(number),
            f"{batch.files:,}",
            f"{batch.rows:,}",
            f"{batch.before:,}",
            f"{batch.seconds:.1f}",
            f"{batch.seconds / batch.rows * 1e5:.2f}" if batch.rows else "",
        )
        for number, batch in enumerate(batches, 1)
    ]
    header = ("batch", "files", "rows of new versions", "rows before it", "s", "s / 100,000 rows")
    return markdown_table(header, lines)


def _unchanged_table(size: Size, again: Cost, unchanged: float) -> str:
    night = f"`nightly`, {size.units} known files, work in the flow, s"
    backfill = f"`backfill --source`, the same {size.nights} nights, whole process, s"
    met = verdict(met=unchanged <= _UNCHANGED_S)
    lines = [
        (night, f"{unchanged:.2f}", f"≤ {_UNCHANGED_S:g}", met),
        (backfill, f"{again.wall_s:.1f}", "", ""),
    ]
    return markdown_table(("figure", "measured", "target", ""), lines)


def _projected(size: Size, batches: list[Batch]) -> str:
    line = _project(batches)
    if line is None:
        return "One batch: no slope to project a year from."
    rows = sum(batch.rows for batch in batches) / size.nights
    first, last = line.flat * rows, (line.flat + line.slope * _YEAR * rows) * rows
    typical = statistics.median(batch.seconds / batch.rows for batch in batches if batch.rows)
    return (
        f"**Projected, not measured, to {_YEAR} nights** of {rows:,.0f} such rows each "
        f"({_YEAR * rows / 1e6:.1f} million in the end): {line.seconds(_YEAR, rows) / 60:.0f} "
        f"minutes; a night goes from {first:.1f} s to {last:.1f} s. By a line through the batches: "
        f"{line.flat * 1e5:.2f} s per 100,000 rows in an empty warehouse and "
        f"{line.slope * 1e11:+.2f} s for every million rows that lie there "
        f"(median of the batches {typical * 1e5:.2f} s)."
    )
