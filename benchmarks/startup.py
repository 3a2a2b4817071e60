"""What a night costs before it has read a single report, and where that goes."""

import re
import statistics
import sys
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from benchmarks.nights import NightRun, median_wall, median_work, run_night
from benchmarks.process import run_process, run_python
from benchmarks.record import markdown_table
from benchmarks.room import COMMAND, Room

_SELF_TIME = re.compile(r"^import time:\s+(\d+) \|\s+\d+ \|\s+(\w+)", re.MULTILINE)
_SHOWN = 8  # packages
# each begins like the one before it and goes one step further
_STEPS = (
    ("Python itself", "pass"),
    ("the command's imports", "import flows.commands"),
    ("the flow's imports (Prefect, polars, …)", "import flows.commands, flows.nightly"),
)


class EmptyNights(NamedTuple):
    """Nights over an empty landing zone.

    Attributes:
        runs: The nights.
        steps: Seconds of each step before the flow begins, by name.
        packages: Seconds that importing each package's own modules takes, longest first.
    """

    runs: list[NightRun]
    steps: dict[str, float]
    packages: dict[str, float]

    @property
    def wall_s(self) -> float:
        """Fixed cost of a night, seconds."""
        return median_wall([run.cost for run in self.runs])

    def parts(self) -> list[tuple[str, float]]:
        """The fixed cost in parts that add up to it."""
        work = median_work(self.runs)
        rest = self.wall_s - sum(self.steps.values()) - work
        return [
            *self.steps.items(),
            ("inside the flow", work),
            ("Prefect's client: making the run, reporting its end; leaving", rest),
        ]


def measure_empty_nights(room: Room, times: int) -> EmptyNights:
    """Run nights over nothing, and their first steps alone."""
    inbox = room.folder / "inbox-empty"
    inbox.mkdir(exist_ok=True)
    with room.home() as home, room.database() as url:
        runs = [run_night(room, inbox, home, url) for _ in range(times)]
        environment = room.environment_of(home, url, inbox)
        walls = [
            median_wall([run_python(["-c", code], environment) for _ in range(times)])
            for _, code in _STEPS
        ]
        traced = run_process([sys.executable, "-X", "importtime", COMMAND, "nightly"], environment)
    steps = {
        name: wall - before
        for (name, _), wall, before in zip(_STEPS, walls, [0.0, *walls], strict=False)
    }
    return EmptyNights(runs, steps, _packages(traced.muttered))


def _packages(trace: str) -> dict[str, float]:
    """Seconds per package, each module's own time counted once."""
    spent: Counter[str] = Counter()
    for micros, package in _SELF_TIME.findall(trace):
        spent[package] += int(micros)
    return {package: micros / 1e6 for package, micros in spent.most_common()}


def describe(empty: EmptyNights) -> str:
    """Tables of the fixed cost."""
    parts = [(name, f"{seconds:.2f}") for name, seconds in empty.parts()]
    whole = ("**whole process**", f"{empty.wall_s:.2f}")
    packages = list(empty.packages.items())
    rest = sum(seconds for _, seconds in packages[_SHOWN:])
    lines = [*packages[:_SHOWN], (f"{max(len(packages) - _SHOWN, 0)} others", rest)]
    imports = [(name, f"{seconds:.2f}") for name, seconds in lines]
    return "\n\n".join(
        (
            "### Fixed cost: a night over an empty landing zone",
            markdown_table(("part", "s"), [*parts, whole]),
            "Importing, each module's own time once (`-X importtime`, which slows it; one run):",
            markdown_table(("package", "s"), imports),
        )
    )


def median_bytes(runs: Sequence[NightRun]) -> tuple[float, float]:
    """Median growth of Prefect's database, and what of it stays after two days."""
    return (
        statistics.median(run.prefect_bytes for run in runs),
        statistics.median(run.lasting_bytes for run in runs),
    )
