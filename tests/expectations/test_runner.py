"""Our shorter way through Great Expectations says what its own validation says."""

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import polars as pl
import pytest
from gx_own import AWKWARD, RULES, validated_by_gx

from expectations.gx_suites import BrokenSuiteError
from expectations.lintas import CROSS_RULES
from expectations.rules import Rule, Suite, at_most, between, holds, present
from expectations.runner import find_violations
from expectations.suite_amplop import amplop_suite
from expectations.suites import Standards, suite_for
from schemas.contracts import DATASETS
from schemas.reasons import VALUE_CODES
from schemas.references import load_references


def _listed_by_gx(rule):
    """Rows that Great Expectations' own validation lists, ordered; None where the rule raises."""
    result = validated_by_gx(rule).result
    if "unexpected_index_list" not in result:
        return None
    return sorted(int(line["row"]) for line in result["unexpected_index_list"])


def _listed(rows, rule):
    try:
        return find_violations(rows, Suite("coba", {}, (rule,)))["row"].to_list()
    except BrokenSuiteError:
        return None


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.expectation} {rule.arguments}")
def test_find_violations_lists_what_a_validation_of_great_expectations_lists(rule):
    assert _listed(AWKWARD, rule) == _listed_by_gx(rule)


def test_every_kind_of_expectation_is_held_against_great_expectations():
    standards = Standards(load_references(), (50, 15, 35))
    suites = [suite_for(name, standards, VALUE_CODES) for name in DATASETS]
    suites += [amplop_suite(date(2020, 1, 1)), *(cross.suite for cross in CROSS_RULES)]

    used = {rule.expectation for suite in suites for rule in suite.rules}

    assert used <= {rule.expectation for rule in RULES}


def test_find_violations_gives_every_rule_its_own_lines_in_the_order_of_rows_and_rules():
    rows = pl.DataFrame(
        {"row": [7, 3, 5], "a": [1, None, -1], "b": [2, 2, -2], "siapa": ["a,b", None, "b"]}
    )
    rules = (
        between("E206", "b", (0, None), "x")._replace(columns=(), blame="siapa"),
        at_most("E301", "b", "a", "y"),
        present("E201", "a", "z"),
    )

    found = find_violations(rows, Suite("coba", {}, rules))

    assert found.rows() == [
        (3, "E201", "a", "z"),
        (5, "E206", "b", "x"),
        (7, "E301", "b,a", "y"),
    ]


@pytest.mark.parametrize(
    ("expectation", "arguments"),
    [
        pytest.param("ExpectColumnValuesToBeSplendid", {"column": "angka"}, id="unheard of"),
        pytest.param("ExpectColumnValuesToBeNull", {"column": "angka", "x": 1}, id="argument"),
        pytest.param("ExpectTableRowCountToEqual", {"value": 4}, id="speaks of no row"),
        pytest.param(
            "ExpectColumnValuesToBeBetween",
            {"column": "angka", "min_value": 0, "mostly": 0.5},
            id="lets some bad rows pass",
        ),
        pytest.param(
            "ExpectColumnValuesToBeBetween", {"column": "angka"}, id="range without limits"
        ),
        pytest.param(
            "ExpectColumnValuesToBeBetween", {"column": "daftar", "min_value": 0}, id="lists"
        ),
    ],
)
def test_find_violations_stops_at_a_rule_that_is_none(expectation, arguments):
    rows = pl.DataFrame({"row": range(4), "angka": [1, 2, 3, -1], "daftar": [[1]] * 4})
    rule = Rule("E999", expectation, arguments, (), "x", "own")
    suite = Suite("rusak", {}, (present("E201", "angka", "kosong"), rule))

    with pytest.raises(BrokenSuiteError, match="rusak E999"):
        find_violations(rows, suite)


def _of_size(size):
    """Rows of which every `size`-th breaks each of three rules, and what is found."""
    rows = pl.select(row=pl.int_range(size * 20, dtype=pl.UInt32)).with_columns(
        a=pl.when(pl.col("row") % size == 0).then(-1).otherwise(size),
        b=pl.lit(0),
        c=pl.col("row") % size != 0,
    )
    bad = range(0, size * 20, size)
    lines = [(row, code, column) for row in bad for code, column in TOLD]
    return rows, lines


TOLD = [("E1", "a"), ("E2", "b,a"), ("E3", "c")]
THREE = Suite(
    "coba",
    {},
    (
        between("E1", "a", (0, None), "x"),
        at_most("E2", "b", "a", "x"),
        holds("E3", "c", ("c",), "x"),
    ),
)


def test_threads_judge_their_own_rows():
    threads, repeats = 4, 12
    cases = [_of_size(size) for size in range(2, 2 + threads)]
    start = Barrier(threads)

    def judge(case):
        rows, lines = case
        start.wait()
        for _ in range(repeats):
            found = find_violations(rows, THREE)
            assert found.select("row", "kode", "kolom").rows() == lines

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)  # hand over between any two lines
    try:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(judge, cases))
    finally:
        sys.setswitchinterval(interval)
