"""What is kept of a judging is what Great Expectations' own validation would have kept."""

import json
import tomllib
from datetime import UTC, date, datetime
from importlib.metadata import version
from math import isfinite

import numpy as np
import pandas as pd
import polars as pl
import pytest
from gx_own import AWKWARD, RULES, validated_by_gx

from expectations.evidence.results import RunName, validation_result
from expectations.gx_suites import HELD_AGAINST, BrokenSuiteError, check_release, gx_suite
from expectations.rules import Suite, between, present
from expectations.runner import MOST_EXAMPLES, judge, merge_checks
from expectations.suite_amplop import amplop_suite
from schemas.settings import PROJECT

IN_FULL = ("unexpected_list", "unexpected_index_list", "unexpected_index_query")
"""What Great Expectations lists without a bound, and is not kept."""
RUN = RunName("7c0ffee", datetime(2025, 12, 1, 18, 0, tzinfo=UTC))


def _kept(rows, *rules):
    checks = judge(rows, Suite("coba", {}, rules)).checks
    return validation_result("coba", checks, RUN)


def _as_json(value):
    """NaN, infinity and days as texts, pairs as lists: what JSON can hold."""
    if isinstance(value, list | tuple):
        return [_as_json(one) for one in value]
    if isinstance(value, dict):
        return {key: _as_json(one) for key, one in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    if value is pd.NA:
        return None
    value = value.item() if isinstance(value, np.generic) else value
    return str(value) if isinstance(value, float) and not isfinite(value) else value


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.expectation} {rule.arguments}")
def test_a_rules_result_is_what_a_validation_of_great_expectations_says(rule):
    theirs = validated_by_gx(rule)
    [ours] = _kept(AWKWARD, rule).results

    more = {"partial_unexpected_counts", "unexpected_index_column_names", *IN_FULL}
    expected = {key: _as_json(value) for key, value in theirs.result.items() if key not in more}
    assert ours.success == theirs.success
    assert _as_json(ours.result) == expected


def test_examples_are_few_whatever_the_number_of_rows():
    rows = pl.select(row=pl.int_range(30_000)).with_columns(a=-1 - pl.col("row"))

    [result] = _kept(rows, between("E206", "a", (0, None), "x")).results

    assert result.result["unexpected_count"] == 30_000
    assert result.result["partial_unexpected_list"] == list(range(-1, -1 - MOST_EXAMPLES, -1))
    assert result.result["partial_unexpected_index_list"][1] == {"a": -2, "row": 1}


def test_a_result_counts_good_and_broken_rules_and_names_its_run():
    rows = pl.DataFrame({"row": [0, 1], "a": [1, None], "b": [1, 2]})

    kept = _kept(rows, present("E201", "a", "x"), present("E201", "b", "x"))

    assert kept.statistics == {
        "evaluated_expectations": 2,
        "successful_expectations": 1,
        "unsuccessful_expectations": 1,
        "success_percent": 50.0,
    }
    assert not kept.success
    assert kept.meta["run_id"] == {
        "run_name": "7c0ffee",
        "run_time": "2025-12-01T18:00:00+00:00",
    }


def test_passes_over_a_dataset_add_up_to_what_one_would_have_found():
    rows = pl.select(row=pl.int_range(50)).with_columns(
        a=pl.when(pl.col("row") % 7 > 0).then(-pl.col("row")), b=pl.lit(None, pl.Int64)
    )
    rules = (between("E206", "a", (-9, None), "x"), present("E201", "a", "x"))
    suite = Suite("coba", {}, (*rules, between("E300", "b", (0, None), "x")))

    passes = [judge(rows[first : first + 10], suite).checks for first in range(0, 50, 10)]

    assert merge_checks(passes).to_dicts() == judge(rows, suite).checks.to_dicts()


def test_suites_are_those_of_great_expectations_and_say_what_each_rule_is_for():
    import great_expectations as gx

    suite = amplop_suite(date(2020, 1, 1))

    opened = gx_suite(suite)

    assert isinstance(opened, gx.ExpectationSuite)
    assert [e.meta["code"] for e in opened.expectations] == [r.code for r in suite.rules]
    assert [e.meta["message"] for e in opened.expectations] == [r.message for r in suite.rules]
    assert {e.severity.value for e in opened.expectations} == {"critical", "warning"}
    assert opened.meta["helper_columns"].keys() == suite.derived.keys()
    json.dumps(opened.to_json_dict())


def test_only_the_release_the_runner_was_held_against_may_judge():
    pinned = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["dependencies"]

    assert f"great-expectations=={HELD_AGAINST}" in pinned
    assert version("great-expectations") == HELD_AGAINST
    with pytest.raises(BrokenSuiteError, match=r"1\.24\.2 is installed"):
        check_release("1.24.2")
