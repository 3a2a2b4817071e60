"""Judge a frame by a suite: the only place that goes beneath Great Expectations.

On pandas every failing row is listed; on SQL, GX stops at 200 values and would let bad rows pass.

`batch.validate` of GX 1.24 costs 20 ms per expectation over 5 rows already: it copies and rebuilds
every configuration some hundred times. So a rule goes the way underneath: the expectation says
which metrics it wants, GX's pandas engine computes them, the expectation judges. Side by side, in
ms per expectation: 5 rows 20 -> 5, 12,000 rows 34 -> 7, 130,000 rows 148 -> 19; 25,000 bad rows of
one rule 6 s -> 0.03 s. None of that is GX's documented face; `_validate` is what it asks of whoever
writes an expectation. Hence `tests/expectations/test_runner.py` holds every kind of expectation
against `batch.validate`, and no release is taken but the one it was held against
(`expectations.gx_suites`).
"""

import json
from collections.abc import Sequence
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from expectations.gx_suites import BrokenSuiteError, gx_suite
from expectations.rules import Rule, Suite

if TYPE_CHECKING:
    import pandas as pd

VIOLATIONS = pl.Schema(
    {"row": pl.UInt32, "kode": pl.String, "kolom": pl.String, "alasan": pl.String}
)
# what each rule of a suite found: `aturan` is its expectation in GX's own JSON, `kosong` the rows
# it passes over because nothing stands there (null for a rule about that), `contoh` the first
# failing values in JSON, with where they stand
CHECKS = pl.Schema(
    {
        "kode": pl.String(),
        "aturan": pl.String(),
        "dinilai": pl.Int64(),
        "kosong": pl.Int64(),
        "menyimpang": pl.Int64(),
        "contoh": pl.List(pl.String()),
    }
)
MOST_EXAMPLES = 20
_RESULT_FORMAT = {
    "result_format": "COMPLETE",
    "partial_unexpected_count": 0,
    "include_unexpected_rows": False,
    "return_unexpected_index_query": False,
}
_NOT_WANTED = (".unexpected_values", ".unexpected_index_query")  # a quarter of a rule's cost
_EXACT = 2**53  # the whole numbers up to here are floats


class Judged(NamedTuple):
    """What a suite says of a frame.

    Attributes:
        violations: Frame of `VIOLATIONS`, one line per (row, rule, column concerned), by row.
        checks: Frame of `CHECKS`, one line per rule.
    """

    violations: pl.DataFrame
    checks: pl.DataFrame


class _Verdict(NamedTuple):
    """Positions of the rows that break a rule, and how many rows it passes over as missing."""

    failing: list[int]
    missing: int | None


class _Shown(NamedTuple):
    """What examples are taken from: the values as judged, and where their rows stand."""

    judged: pl.DataFrame
    places: pl.DataFrame


class _Metric(NamedTuple):
    """A metric an expectation wants, and which of its arguments the metric takes."""

    name: str
    domain: tuple[str, ...]
    value: tuple[str, ...]


_WANTED: dict[type, dict[str, _Metric]] = {}  # by class of expectation


def judge(rows: pl.DataFrame, suite: Suite, place: Sequence[str] = ("row",)) -> Judged:
    """Judge every row by every rule of a suite.

    Several threads may judge at once: an engine lives for one rule and nothing is shared.

    Args:
        rows: Frame with a unique column `row` and what the suite looks at. Decimals are judged as
            floats: a comparison needs no cent of a trillion.
        suite: Rules and the helper columns they need. A rule speaks of each row (no `mostly`).
        place: Columns that tell a reader where a row stands.

    Raises:
        BrokenSuiteError: A rule could not be evaluated.
    """
    if rows.is_empty() or not suite.rules:
        return Judged(pl.DataFrame(schema=VIOLATIONS), pl.DataFrame(schema=CHECKS))
    derived, judged = _with_helpers(rows, suite)
    shown = _Shown(judged, derived.select(place))
    found, checks = [pl.DataFrame(schema=VIOLATIONS)], []
    for rule, expectation in zip(suite.rules, gx_suite(suite).expectations, strict=True):
        try:
            verdict = _judge_by(rule, expectation, judged)
        except Exception as error:  # whatever it is, a row must not pass for it
            problem = f"{suite.name} {rule.code} {rule.arguments}: {error}"
            raise BrokenSuiteError(problem) from error
        checks.append(_check(rule, expectation, verdict, shown))
        if verdict.failing:
            found.append(_violations(rule, derived, verdict.failing))
    violations = pl.concat(found).sort("row", maintain_order=True)
    return Judged(violations, pl.DataFrame(checks, CHECKS, orient="row"))


def find_violations(rows: pl.DataFrame, suite: Suite) -> pl.DataFrame:
    """Only the violations of `judge`."""
    return judge(rows, suite).violations


def merge_checks(checks: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """What each rule found in all passes over a dataset together: frame of `CHECKS`.

    A pass in which nobody trips over reading a cell lacks the rule for it: its rows are good.
    """
    together = pl.concat([pl.DataFrame(schema=CHECKS), *checks])
    judged = sum(found["dinilai"].max() or 0 for found in checks)  # type: ignore[misc]
    return together.group_by("kode", "aturan", maintain_order=True).agg(
        pl.lit(judged, pl.Int64).alias("dinilai"),
        # the sum of nothing would be 0, and a rule about missing values has no count of them
        pl.when(pl.col("kosong").count() > 0).then(pl.col("kosong").sum()),
        pl.col("menyimpang").sum(),
        pl.col("contoh").explode().drop_nulls().head(MOST_EXAMPLES),
    )


def _with_helpers(rows: pl.DataFrame, suite: Suite) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows with the suite's helper columns; and only what its rules look at."""
    names = {name for rule in suite.rules for name in _columns(rule)}
    try:
        derived = rows.with_columns(expr.alias(name) for name, expr in suite.derived.items())
        judged = derived.select(sorted(names))
    except pl.exceptions.PolarsError as error:
        raise BrokenSuiteError(f"{suite.name}: {error}") from error
    return derived, judged.with_columns(pl.selectors.decimal().cast(pl.Float64))


def _columns(rule: Rule) -> list[str]:
    return [name for key, name in rule.arguments.items() if key.startswith("column")]


def _judge_by(rule: Rule, expectation: Any, judged: pl.DataFrame) -> _Verdict:
    """Which rows break a rule.

    Raises:
        ValueError: The verdict does not fit the rows, as when a metric it needs got another name:
            an expectation takes what it is not given for nothing to complain about.
    """
    from great_expectations.execution_engine.pandas_execution_engine import (  # noqa: PLC0415
        PandasExecutionEngine,
    )
    from great_expectations.validator.metrics_calculator import MetricsCalculator  # noqa: PLC0415

    result_format = dict(_RESULT_FORMAT)  # GX writes into it
    wanted = _metrics(expectation, result_format)
    engine = PandasExecutionEngine(batch_data_dict={"judged": _table(rule, judged)})
    computed, _ = MetricsCalculator(engine).compute_metrics(
        list(wanted.values()), {"catch_exceptions": False}
    )
    verdict = expectation._validate(
        metrics={name: computed[metric.id] for name, metric in wanted.items()},
        runtime_configuration={"result_format": result_format},
        execution_engine=engine,
    )
    result = verdict["result"]
    failing: list[int] = result["unexpected_index_list"]
    says = (result["element_count"], result["unexpected_count"], verdict["success"])
    if says != (judged.height, len(failing), not failing):
        raise ValueError(f"rows, failing rows, success: {says}, but {len(failing)} are listed")
    return _Verdict(failing, result.get("missing_count"))


def _check(rule: Rule, expectation: Any, verdict: _Verdict, shown: _Shown) -> tuple[Any, ...]:
    """The rule's line of `CHECKS`."""
    first = verdict.failing[:MOST_EXAMPLES]
    values = shown.judged.select(_columns(rule))[first].rows()
    examples = [
        json.dumps({"value": _plain(value), "at": at}, default=str, ensure_ascii=False)
        for value, at in zip(values, shown.places[first].rows(named=True), strict=True)
    ]
    said = json.dumps(expectation.configuration.to_json_dict(), ensure_ascii=False)
    counts = (shown.judged.height, verdict.missing, len(verdict.failing))
    return rule.code, said, *counts, examples


def _plain(values: tuple[Any, ...]) -> Any:
    """A rule's value, or the pair it compares, as JSON knows it: no NaN, no infinity, no date."""
    told = [
        str(value) if isinstance(value, float) and not isfinite(value) else value
        for value in values
    ]
    told = [value.isoformat() if isinstance(value, date) else value for value in told]
    return told[0] if len(told) == 1 else told


def _metrics(expectation: Any, result_format: dict[str, Any]) -> dict[str, Any]:
    """Give the metrics an expectation wants, by name.

    A class of expectations is asked once which: 3-5 ms each time, as it rebuilds itself for each
    key of each metric.
    """
    from great_expectations.validator.metric_configuration import (  # noqa: PLC0415
        MetricConfiguration,
    )

    if type(expectation) not in _WANTED:
        asked = expectation.get_validation_dependencies(
            runtime_configuration={"result_format": dict(_RESULT_FORMAT)}
        )
        _WANTED[type(expectation)] = {
            name: _Metric(
                metric.metric_name,
                tuple(metric.metric_domain_kwargs),
                tuple(metric.metric_value_kwargs),
            )
            for name, metric in asked.metric_configurations.items()
            if not name.endswith(_NOT_WANTED)
        }
    given = {**vars(expectation), "result_format": result_format}
    return {
        name: MetricConfiguration(
            metric.name,
            {key: given[key] for key in metric.domain if given.get(key) is not None},
            {key: given[key] for key in metric.value},
        )
        for name, metric in _WANTED[type(expectation)].items()
    }


def _table(rule: Rule, judged: pl.DataFrame) -> "pd.DataFrame":
    """The columns a rule looks at; rows are told by their position.

    GX compares Arrow's numbers with a range one by one in Python (100 ms at 130,000 rows), numpy's
    at once (2 ms).
    """
    import pandas as pd  # noqa: PLC0415

    names = _columns(rule)
    if rule.expectation == "ExpectColumnValuesToBeBetween" and _is_plain(judged[names[0]]):
        return pd.DataFrame({names[0]: judged[names[0]].cast(pl.Float64).to_numpy()})
    return pd.DataFrame(
        {name: pd.arrays.ArrowExtensionArray(judged[name].to_arrow()) for name in names}
    )


def _is_plain(column: pl.Series) -> bool:
    """Whether numpy's floats say the same: no number is lost and NaN means only `missing`."""
    if column.dtype.is_float():
        return not column.is_nan().any()
    if not column.dtype.is_integer():
        return False
    extremes: list[Any] = [column.min(), column.max()]
    return all(abs(value or 0) <= _EXACT for value in extremes)


def _violations(rule: Rule, derived: pl.DataFrame, failing: list[int]) -> pl.DataFrame:
    kolom = pl.col(rule.blame) if rule.blame else pl.lit(",".join(rule.columns))
    lines = derived.select("row", *filter(None, [rule.blame]))[failing].select(
        pl.col("row").cast(pl.UInt32),
        kode=pl.lit(rule.code),
        kolom=kolom,
        alasan=pl.lit(rule.message),
    )
    if rule.blame:  # each column concerned is a reason of its own
        lines = lines.with_columns(pl.col("kolom").str.split(",")).explode("kolom")
    return lines
