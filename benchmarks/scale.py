"""How time and memory grow with the units and with the rows of each."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from benchmarks.nights import (
    NightRun,
    Nights,
    median_cpu,
    median_peak,
    median_wall,
    median_work,
)
from benchmarks.record import markdown_table, record, verdict

_EXPONENT = 1.05
_MEMORY = 2.0


class Size(NamedTuple):
    """Sizes: units with `rows` each, the largest of them also with `many_rows`; runs of each."""

    units: tuple[int, ...]
    rows: int
    many_rows: int
    times: int


FULL = Size((66, 197, 656), 200, 2_000, 3)
QUICK = Size((7, 20), 50, 200, 1)


class Point(NamedTuple):
    """Nights of one size."""

    units: int
    per_unit: int
    runs: list[NightRun]

    @property
    def rows(self) -> int:
        """Rows of one night."""
        return self.runs[0].rows


def measure_scale(nights: Nights, *, quick: bool) -> None:
    """Measure and record the section `scale`."""
    size = QUICK if quick else FULL
    least = Point(1, 10, nights.measure(1, 10, size.times))
    by_units = [
        Point(units, size.rows, nights.measure(units, size.rows, size.times))
        for units in size.units
    ]
    most = Point(size.units[-1], size.many_rows, nights.measure(size.units[-1], size.many_rows, 1))
    record("scale", _describe(least, by_units, most), quick=quick)


def _describe(least: Point, by_units: list[Point], most: Point) -> str:
    by_rows = [by_units[-1], most]
    memory = _peak(most) / _peak(by_units[-1])
    lines = [
        *_exponents("units", least, by_units),
        *_exponents("rows of each unit", least, by_rows),
        (
            "peak memory, ten times the rows ÷ once",
            f"{memory:.2f}",
            f"≤ {_MEMORY:g}",
            verdict(met=memory <= _MEMORY),
        ),
    ]
    return "\n\n".join(
        (
            "## Growth with units and rows",
            "First nights into an empty warehouse. The one workbook of ten rows is the fixed part: "
            "start-up, and importing Great Expectations inside the flow. Medians of "
            f"{len(by_units[0].runs)} runs, the largest of {len(most.runs)}.",
            markdown_table(
                (
                    "units × rows",
                    "rows",
                    "work in the flow, s",
                    "processor, s",
                    "whole process, s",
                    "peak memory, MiB",
                ),
                [_line(point) for point in (least, *by_units, most)],
            ),
            "Exponent *k* of seconds ~ rows^*k* by least squares in log-log, of what a size costs "
            "beyond the one workbook of ten rows; with the fixed part it would look smaller.",
            markdown_table(("figure", "measured", "target", ""), lines),
        )
    )


def _line(point: Point) -> tuple[str, ...]:
    costs = [run.cost for run in point.runs]
    seconds = (median_work(point.runs), median_cpu(costs), median_wall(costs))
    return (
        f"{point.units} × {point.per_unit:,}",
        f"{point.rows:,}",
        *(f"{figure:.1f}" for figure in seconds),
        f"{_peak(point):,.0f}",
    )


def _peak(point: Point) -> float:
    return median_peak([run.cost for run in point.runs])


def _exponents(of: str, least: Point, points: Sequence[Point]) -> list[tuple[str, ...]]:
    """Growth of the flow's work and of processor time."""
    rows = [point.rows for point in points]
    work = [median_work(point.runs) - median_work(least.runs) for point in points]
    cpu = [
        median_cpu([run.cost for run in point.runs]) - median_cpu([run.cost for run in least.runs])
        for point in points
    ]
    found = (("work in the flow", work), ("processor time", cpu))
    return [_exponent_line(f"{name}, exponent in {of}", rows, costs) for name, costs in found]


def _exponent_line(name: str, rows: Sequence[int], seconds: Sequence[float]) -> tuple[str, ...]:
    if min(seconds) <= 0:  # too small to be told from the fixed part
        return name, "", f"≤ {_EXPONENT:g}", "not measurable"
    exponent = float(np.polyfit([*map(math.log, rows)], [*map(math.log, seconds)], 1)[0])
    return name, f"{exponent:.2f}", f"≤ {_EXPONENT:g}", verdict(met=exponent <= _EXPONENT)
