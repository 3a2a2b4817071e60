"""One validation result per suite and run, as Great Expectations itself would have written it.

What `validate` says with the result format SUMMARY, save the tally of the examples: counts, and at
most `MOST_EXAMPLES` failing values a rule with the places they stand at. So its size follows the
number of rules, not of rows.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from expectations.gx_suites import HELD_AGAINST, load_gx

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult


class RunName(NamedTuple):
    """Which run judged: its id and when it began."""

    run_id: str
    started_at: datetime


def validation_result(
    suite: str, checks: pl.DataFrame, run: RunName
) -> "ExpectationSuiteValidationResult":
    """What a suite found in a run, as Great Expectations' own object.

    Args:
        suite: Its name.
        checks: Frame of `expectations.runner.CHECKS`.
        run: The run.
    """
    load_gx()
    from great_expectations.core import ExpectationSuiteValidationResult  # noqa: PLC0415

    results = [_result(check) for check in checks.iter_rows(named=True)]
    good = sum(bool(result.success) for result in results)
    return ExpectationSuiteValidationResult(
        success=good == len(results),
        results=results,
        suite_name=suite,
        statistics={
            "evaluated_expectations": len(results),
            "successful_expectations": good,
            "unsuccessful_expectations": len(results) - good,
            "success_percent": _percent(good, len(results)),
        },
        meta=_meta(suite, run),
    )


def _meta(suite: str, run: RunName) -> dict[str, Any]:
    started = run.started_at.isoformat()
    return {
        "great_expectations_version": HELD_AGAINST,
        "run_id": {"run_name": run.run_id, "run_time": started},
        "validation_time": started,
        "batch_spec": {"data_asset_name": suite},
        "active_batch_definition": {
            "datasource_name": "pembinaan",
            "data_connector_name": "fluent",
            "data_asset_name": suite,
            "batch_identifiers": {},
        },
    }


def _result(check: Mapping[str, Any]) -> Any:
    from great_expectations.core import ExpectationValidationResult  # noqa: PLC0415
    from great_expectations.expectations.expectation_configuration import (  # noqa: PLC0415
        ExpectationConfiguration,
    )

    config = json.loads(check["aturan"])
    examples = [json.loads(example) for example in check["contoh"]]
    names = [name for key, name in config["kwargs"].items() if key.startswith("column")]
    return ExpectationValidationResult(
        success=not check["menyimpang"],
        expectation_config=ExpectationConfiguration(**config),
        result=_counts(check["dinilai"], check["kosong"], check["menyimpang"])
        | {
            "partial_unexpected_list": [example["value"] for example in examples],
            "partial_unexpected_index_list": [_at(names, example) for example in examples],
        },
        exception_info={
            "raised_exception": False,
            "exception_traceback": None,
            "exception_message": None,
        },
    )


def _counts(judged: int, missing: int | None, failing: int) -> dict[str, Any]:
    total = _percent(failing, judged)
    counts = {"element_count": judged, "unexpected_count": failing}
    if missing is None:
        return {**counts, "unexpected_percent": total}
    of_present = _percent(failing, judged - missing)
    return {
        **counts,
        "unexpected_percent": of_present,
        "missing_count": missing,
        "missing_percent": _percent(missing, judged),
        "unexpected_percent_total": total,
        "unexpected_percent_nonmissing": of_present,
    }


def _percent(part: int, whole: int) -> float | None:
    return part / whole * 100 if whole else None


def _at(names: Sequence[str], example: Mapping[str, Any]) -> dict[str, Any]:
    """Where an example stands, and what stands there, as GX lists them."""
    values = example["value"] if len(names) > 1 else [example["value"]]
    return {**dict(zip(names, values, strict=True)), **example["at"]}
