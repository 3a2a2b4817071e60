"""Our night as a whole process, and what it did inside."""

import shutil
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import psycopg

from benchmarks.flow_times import FlowTimes, latest_run
from benchmarks.process import Cost, run_process
from benchmarks.room import COMMAND, Room
from schemas.contracts import DATASETS


class NightRun(NamedTuple):
    """One measured night.

    Attributes:
        cost: Of the whole process `pembinaan nightly`.
        flow: What happened inside the flow.
        prefect_bytes: What Prefect's database grew by.
        lasting_bytes: The same without the events of tasks, which two days later are gone.
        rows: Rows published and quarantined, in all nights of this warehouse.
    """

    cost: Cost
    flow: FlowTimes
    prefect_bytes: int
    lasting_bytes: int
    rows: int


class Nights:
    """First nights, each over its own reports into an empty warehouse and an empty archive.

    Several benchmarks ask for the same nights; they are measured once.
    """

    def __init__(self, room: Room) -> None:
        self.room = room
        self._runs: dict[tuple[int, int], list[NightRun]] = {}

    def measure(self, units: int, rows: int, times: int) -> list[NightRun]:
        """At least so many nights over the reports of so many units of so many rows each."""
        runs = self._runs.setdefault((units, rows), [])
        while len(runs) < times:
            self.measure_one(units, rows)
        return runs

    def measure_one(self, units: int, rows: int, keep: Path | None = None) -> NightRun:
        """One more of these nights; with `keep`, what it published is written there."""
        with self.room.home() as home, self.room.database() as url:
            run = run_night(self.room, self.room.reports(units, rows), home, url)
            if keep:
                _keep_published(url, keep)
        self._runs.setdefault((units, rows), []).append(run)
        return run


def run_night(room: Room, inbox: Path, home: Path, url: str) -> NightRun:
    """Run one night over a landing zone into a warehouse; Prefect's database lies still."""
    before, fleeting = room.prefect_bytes(), room.fleeting_bytes()
    cost = run_process([COMMAND, "nightly"], room.environment_of(home, url, inbox))
    grown = room.settled_bytes() - before
    lasting = grown - (room.fleeting_bytes() - fleeting)
    with psycopg.connect(url) as connection:
        [(rows,)] = connection.execute(
            "SELECT coalesce(sum(rows_published + rows_quarantined), 0)::bigint FROM ops.report"
        ).fetchall()
    return NightRun(cost, latest_run(room.api, "nightly"), grown, lasting, rows)


def _keep_published(url: str, folder: Path) -> None:
    """Write every fact table as PostgreSQL's own CSV: what a mere loader would have to load."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    with psycopg.connect(url) as connection:
        for dataset in DATASETS:
            query = f"COPY (SELECT * FROM fact.{dataset}) TO STDOUT (FORMAT csv)"
            with connection.cursor().copy(query) as copy, (folder / dataset).open("wb") as out:
                for block in copy:
                    out.write(block)


def median_work(runs: Sequence[NightRun]) -> float:
    """Median seconds from the flow run's start to its end."""
    return statistics.median(run.flow.work_s for run in runs)


def median_wall(costs: Sequence[Cost]) -> float:
    """Median seconds of the whole process."""
    return statistics.median(cost.wall_s for cost in costs)


def median_cpu(costs: Sequence[Cost]) -> float:
    """Median seconds of processor time."""
    return statistics.median(cost.cpu_s for cost in costs)


def median_peak(costs: Sequence[Cost]) -> float:
    """Median MiB of peak memory."""
    return statistics.median(cost.peak_mb for cost in costs)


def median_stages(runs: Sequence[NightRun]) -> dict[str, tuple[int, float]]:
    """Task runs and median seconds of every stage, in their order."""
    tasks = runs[0].flow.tasks
    stages = dict.fromkeys(task.stage for task in tasks)
    return {
        stage: (
            sum(task.stage == stage for task in tasks),
            statistics.median(run.flow.stages().get(stage, 0.0) for run in runs),
        )
        for stage in stages
    }
