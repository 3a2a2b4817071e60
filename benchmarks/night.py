"""The night beside a floor and two peers: the same workbooks, the same PostgreSQL, one run.

Also what the night costs before it has read anything, and inside of what it spends its time.
"""

import statistics
from pathlib import Path
from typing import NamedTuple

from benchmarks import startup
from benchmarks.nights import (
    NightRun,
    Nights,
    median_cpu,
    median_peak,
    median_stages,
    median_wall,
    median_work,
)
from benchmarks.process import Cost, last_json, run_python
from benchmarks.record import markdown_table, record, verdict
from benchmarks.room import Room


class Size(NamedTuple):
    """How much is measured: units, rows of each, the larger rows, runs of each."""

    units: int
    rows: int
    many_rows: int
    times: int


FULL = Size(656, 200, 2_000, 3)
QUICK = Size(20, 50, 200, 1)


class Measured(NamedTuple):
    """Everything that ran; the larger input and the peer of one task per file once."""

    ours: list[NightRun]
    floor: list[Cost]
    dlt: list[Cost]
    per_file: Cost
    ours_many: NightRun
    dlt_many: Cost
    empty: startup.EmptyNights


def measure_night(nights: Nights, *, quick: bool) -> None:
    """Measure and record the section `night`."""
    size = QUICK if quick else FULL
    record("night", _describe(_measure(nights, size), size), quick=quick)


def _measure(nights: Nights, size: Size) -> Measured:
    room = nights.room
    few, many = (room.reports(size.units, rows) for rows in (size.rows, size.many_rows))
    ours, floor, dlt = [], [], []
    for _ in range(size.times):  # in turn: what the machine does besides meets all alike
        kept = room.folder / "published"
        ours.append(nights.measure_one(size.units, size.rows, keep=kept))
        floor.append(_run_floor(room, few, kept))
        dlt.append(_run_dlt(room, few))
    with room.database("template0") as url:
        per_file = run_python(["-m", "benchmarks.peers.per_file", str(few), url], room.environment)
    room.settled_bytes()  # that peer's task runs are not ours
    [ours_many, *_] = nights.measure(size.units, size.many_rows, 1)
    dlt_many = _run_dlt(room, many)
    empty = startup.measure_empty_nights(room, size.times)
    return Measured(ours, floor, dlt, per_file, ours_many, dlt_many, empty)


def _run_floor(room: Room, inbox: Path, kept: Path) -> Cost:
    with room.database() as url:
        return run_python(["-m", "benchmarks.floor", str(inbox), str(kept), url], room.environment)


def _run_dlt(room: Room, inbox: Path) -> Cost:
    with room.home() as home, room.database("template0") as url:
        command = ["-m", "benchmarks.peers.dlt_merge", str(inbox), url, str(home)]
        return run_python(command, room.environment)


def _describe(found: Measured, size: Size) -> str:
    rows, many = found.ours[0].rows, found.ours_many.rows
    return "\n\n".join(
        (
            "## A night, beside a floor and two peers",
            f"{size.units} units' workbooks (.xlsx, one each, no planted defects): {rows:,} rows, "
            f"and ten times the rows a unit: {many:,}. Landing zone in the page cache, an empty "
            f"warehouse each time. Medians of {size.times} runs in turn; *once* = one run.",
            _side_by_side(found),
            _REMARKS,
            "### Targets",
            _targets(found),
            "### Inside the flow",
            _stages(found.ours),
            startup.describe(found.empty),
        )
    )


def _side_by_side(found: Measured) -> str:
    ours = [run.cost for run in found.ours]
    lines = [
        _line("`pembinaan nightly`", ours, median_work(found.ours)),
        _line("floor: read every cell, COPY every row", found.floor, _work(found.floor)),
        _line("dlt, merge, no validation", found.dlt, _work(found.dlt)),
        _line(
            "a task per file: pandas, GX, `to_sql`, *once*",
            [found.per_file],
            _work([found.per_file]),
        ),
        _line(
            "ten times the rows: `pembinaan nightly`, *once*",
            [found.ours_many.cost],
            found.ours_many.flow.work_s,
        ),
        _line("ten times the rows: dlt, *once*", [found.dlt_many], _work([found.dlt_many])),
    ]
    header = ("", "whole process, s", "processor, s", "after start-up, s", "peak memory, MiB")
    return markdown_table(header, lines)


def _line(name: str, costs: list[Cost], work: float) -> tuple[str, ...]:
    figures = (median_wall(costs), median_cpu(costs), work)
    return (name, *(f"{figure:.1f}" for figure in figures), f"{median_peak(costs):,.0f}")


def _work(costs: list[Cost]) -> float:
    """Median of what the scripts say of themselves: seconds after start-up."""
    return statistics.median(last_json(cost)["work_s"] for cost in costs)


_REMARKS = """*After start-up* is, for the night, its flow run from start to end as Prefect's API \
has it; for the others their script after its imports. The floor reads every file with \
python-calamine into Python cells, in one thread, and sends the very rows the night had published \
by one COPY per fact table into empty tables with the same columns, checks, keys and indexes (no \
foreign keys, no triggers), commit included; it converts, judges and archives nothing. dlt's \
filesystem source lists the files, a transformer reads them with python-calamine and gives Arrow \
tables of texts, 100 files at a time; merge by (sender, month, sheet, row), loaded as CSV by COPY. \
The last peer is pandas with openpyxl and up to ten expectations a dataset, one validation per \
sheet, in as many processes as there are cores (its memory: the largest of them). What each does \
exactly: `benchmarks/floor.py`, `benchmarks/peers/`."""


def _targets(found: Measured) -> str:
    ours = [run.cost for run in found.ours]
    work = median_work(found.ours)
    grown, lasting = (size / 1e6 for size in startup.median_bytes(found.ours))
    lines = [
        _at_most("work in the flow ÷ floor", work / _work(found.floor), 2.0),
        _at_least("per file ÷ ours, whole process", found.per_file.wall_s / median_wall(ours), 20),
        _at_least("dlt ÷ ours, after start-up", _work(found.dlt) / work, 2),
        _at_least(
            "dlt ÷ ours, whole process, ten times the rows",
            found.dlt_many.wall_s / found.ours_many.cost.wall_s,
            2,
        ),
        _at_most("fixed cost, s", found.empty.wall_s, 8),
        _at_most("task runs", len(found.ours[0].flow.tasks), 60),
        ("growth of Prefect's database, MB a night", _shown(grown), "", ""),
        _at_most("the same without events of tasks, gone after two days", lasting, 1),
        _at_most("peak memory, MiB", median_peak(ours), 512),
    ]
    return markdown_table(("figure", "measured", "target", ""), lines)


def _at_most(name: str, figure: float, limit: float) -> tuple[str, ...]:
    return name, _shown(figure), f"≤ {limit:g}", verdict(met=figure <= limit)


def _at_least(name: str, figure: float, limit: float) -> tuple[str, ...]:
    return name, _shown(figure), f"≥ {limit:g}", verdict(met=figure >= limit)


def _shown(figure: float) -> str:
    if isinstance(figure, int):
        return str(figure)
    return f"{figure:.2f}" if figure < 10 else f"{figure:,.0f}"


def _stages(runs: list[NightRun]) -> str:
    stages = median_stages(runs)
    lines = [(name, str(many), f"{seconds:.2f}") for name, (many, seconds) in stages.items()]
    between = median_work(runs) - sum(seconds for _, seconds in stages.values())
    header = ("stage (first start to last end)", "task runs", "s")
    return markdown_table(header, [*lines, ("between the stages", "", f"{between:.2f}")])
