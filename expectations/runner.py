"""Judge a frame by a suite: the only place that imports Great Expectations or pandas.

One validation per dataset and run. Measured here (GX 1.24): pandas with pyarrow-backed columns is
zero-copy and lists every failing row; on SQL, GX stops at 200 values and would let bad rows pass.
"""

import logging
import os
from functools import cache
from threading import Lock
from typing import Any

import polars as pl

from expectations.rules import Rule, Suite
from schemas.errors import TerminalError

VIOLATIONS = pl.Schema(
    {"row": pl.UInt32, "kode": pl.String, "kolom": pl.String, "alasan": pl.String}
)
_RESULT_FORMAT = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": ["row"],
    "return_unexpected_index_query": False,
    "include_unexpected_rows": False,
}


# a context keeps one asset for frames in memory: two threads would judge each other's rows (seen)
_ONE_AT_A_TIME = Lock()


class BrokenSuiteError(TerminalError):
    """A rule could not be evaluated: the suite is broken, not the data."""


@cache
def _context() -> Any:
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")  # no telemetry from a ministry's night
    import great_expectations as gx  # noqa: PLC0415 (4-6 s: only where a row is judged)
    from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: PLC0415

    # this module of theirs sets its own level when imported
    logging.getLogger("great_expectations.data_context.types.base").setLevel(logging.WARNING)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    return context


def _expectation(rule: Rule) -> Any:
    import great_expectations.expectations as gxe  # noqa: PLC0415

    meta = {"code": rule.code, "message": rule.message, "source": rule.source}
    make = getattr(gxe, rule.expectation)
    return make(**rule.arguments, severity=rule.severity.value, meta=meta)


def find_violations(rows: pl.DataFrame, suite: Suite) -> pl.DataFrame:
    """Judge every row by every rule of a suite.

    Args:
        rows: Frame with a unique column `row` and what the suite looks at. Decimals are judged as
            floats: a comparison needs no cent of a trillion.
        suite: Rules and the helper columns they need.

    Returns:
        Frame of `VIOLATIONS`, one line per (row, rule, column concerned), ordered by row.

    Raises:
        BrokenSuiteError: A rule could not be evaluated.
    """
    if rows.is_empty() or not suite.rules:
        return pl.DataFrame(schema=VIOLATIONS)
    names = {v for r in suite.rules for k, v in r.arguments.items() if k.startswith("column")}
    try:
        derived = rows.with_columns(expr.alias(name) for name, expr in suite.derived.items())
        judged = derived.select("row", *sorted(names - {"row"})).with_columns(
            pl.selectors.decimal().cast(pl.Float64)
        )
    except pl.exceptions.PolarsError as error:
        raise BrokenSuiteError(f"{suite.name}: {error}") from error
    results = _validate(judged, suite)
    found = [
        _violations(rule, result, derived)
        for rule, result in zip(suite.rules, results, strict=True)
        if not result.success
    ]
    return pl.concat([pl.DataFrame(schema=VIOLATIONS), *found]).sort("row", maintain_order=True)


def _validate(judged: pl.DataFrame, suite: Suite) -> list[Any]:
    """Run one validation; results come in the order of the rules."""
    import great_expectations as gx  # noqa: PLC0415

    frame = judged.to_pandas(use_pyarrow_extension_array=True)
    with _ONE_AT_A_TIME:
        batch = _context().data_sources.pandas_default.read_dataframe(frame)
        expectations = [_expectation(rule) for rule in suite.rules]
        for number, expectation in enumerate(expectations):
            expectation.meta["rule"] = number
        rules = gx.ExpectationSuite(suite.name, expectations=expectations)
        run = batch.validate(rules, result_format=_RESULT_FORMAT)
    results: list[Any] = [None] * len(expectations)
    for result in run.results:
        rule = suite.rules[result.expectation_config.meta["rule"]]
        if _raised(result.exception_info) or "unexpected_index_list" not in result.result:
            problem = f"{suite.name} {rule.code} {rule.arguments}: {result.exception_info}"
            raise BrokenSuiteError(problem)
        results[result.expectation_config.meta["rule"]] = result
    return results


def _raised(info: dict[str, Any]) -> bool:
    """Whether an expectation raised; GX nests this by metric for some expectations."""
    if "raised_exception" in info:
        return bool(info["raised_exception"])
    return any(_raised(inner) for inner in info.values() if isinstance(inner, dict))


def _violations(rule: Rule, result: Any, derived: pl.DataFrame) -> pl.DataFrame:
    rows = pl.Series("row", [line["row"] for line in result.result["unexpected_index_list"]])
    lines = pl.DataFrame(rows.cast(pl.UInt32))
    if rule.blame:
        lines = lines.join(derived.select("row", kolom=rule.blame), on="row", maintain_order="left")
    else:
        lines = lines.with_columns(kolom=pl.lit(",".join(rule.columns)))
    lines = lines.with_columns(kode=pl.lit(rule.code), alasan=pl.lit(rule.message))
    if rule.blame:  # each column concerned is a reason of its own
        lines = lines.with_columns(pl.col("kolom").str.split(",")).explode("kolom")
    return lines.select(list(VIOLATIONS))
