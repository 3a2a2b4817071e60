"""Our shorter way through Great Expectations says what its own validation says."""

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from functools import cache
from threading import Barrier

import polars as pl
import pytest

from expectations.amplop import amplop_suite
from expectations.lintas import CROSS_RULES
from expectations.rules import Rule, Suite, at_most, between, holds, present
from expectations.runner import BrokenSuiteError, find_violations
from expectations.suites import Standards, suite_for
from schemas.contracts import DATASETS
from schemas.reasons import VALUE_CODES
from schemas.references import load_references

NAN, INF = float("nan"), float("inf")
EXACT = 2**53
AWKWARD = pl.DataFrame(
    {
        "row": [16, 15, 14, 13, 12, 11, 10, 9],
        "bersih": [0.0, None, 1.0, -1.0, INF, -INF, 2.5, 1e300],
        "nan": [NAN, None, 1.0, -1.0, INF, -INF, NAN, 2.5],
        "bulat": [0, None, 1, -1, 2, 3, EXACT, -EXACT],
        "penuh": [0, 1, 1, -1, 2, 3, 4, 5],
        "besar": [EXACT + 1, None, EXACT, -EXACT - 1, 2**62, 0, 1, 2],
        "tanggal": [date(2025, 11, n) if n % 3 else None for n in range(1, 9)],
        "sampai": [date(2025, 11, n) if n % 4 else None for n in range(8, 0, -1)],
        "saat": [datetime(2025, 11, n, tzinfo=UTC) if n % 3 else None for n in range(1, 9)],
        "teks": ["0", "1", "a", None, "", "1", "b1", "é"],
        "sama": ["0", "1", "b", None, None, "1", "B1", "é"],
        "ya": [True, None, False, True, False, True, None, True],
        "kosong": [None] * 8,
        "tiada": [None] * 8,
    },
    schema_overrides={"kosong": pl.String, "tiada": pl.Float64},
).with_columns(
    kecil=pl.col("penuh").abs().cast(pl.UInt8),
    desimal=pl.col("penuh").cast(pl.Decimal(20, 2)),
)
NUMBERS = ["bersih", "nan", "bulat", "penuh", "besar", "kecil", "desimal", "tiada"]
PAIRS = [
    ("bersih", "bulat"),
    ("nan", "bersih"),
    ("bulat", "penuh"),
    ("besar", "bulat"),
    ("desimal", "bulat"),
    ("sampai", "tanggal"),
    ("teks", "sama"),
    ("tiada", "penuh"),
]
LIMITS = [
    {"min_value": 0, "max_value": None},
    {"min_value": None, "max_value": 1},
    {"min_value": 1, "max_value": 1},
    {"min_value": 0, "max_value": 2.5, "strict_min": True},
    {"min_value": -EXACT, "max_value": EXACT},
    {"min_value": -1, "max_value": EXACT, "strict_max": True},
]
EITHER = {"ignore_row_if": "either_value_is_missing"}


def _rules():
    for column in NUMBERS:
        for limits in LIMITS:
            yield "ExpectColumnValuesToBeBetween", {"column": column, **limits}
    yield (
        "ExpectColumnValuesToBeBetween",
        {"column": "tanggal", "min_value": date(2025, 11, 4), "max_value": None},
    )
    for column in AWKWARD.columns[1:]:
        for kind in ("NotBeNull", "BeNull", "BeUnique"):
            yield f"ExpectColumnValuesTo{kind}", {"column": column}
    for a, b in PAIRS:
        yield "ExpectColumnPairValuesToBeEqual", {"column_A": a, "column_B": b, **EITHER}
        for more in ({}, {"or_equal": True}):
            arguments = {"column_A": a, "column_B": b, **more, **EITHER}
            yield "ExpectColumnPairValuesAToBeGreaterThanB", arguments
    yield "ExpectColumnValuesToBeInSet", {"column": "ya", "value_set": [True]}
    yield "ExpectColumnValuesToBeInSet", {"column": "teks", "value_set": ["0", "é"]}
    yield "ExpectColumnValuesToBeInSet", {"column": "bulat", "value_set": [0, 1]}
    for column in ("teks", "penuh", "bulat"):
        yield "ExpectColumnValuesToMatchRegex", {"column": column, "regex": "^[0-9]+$"}


RULES = [Rule("E999", kind, arguments, (), "x", "own") for kind, arguments in _rules()]


@cache
def _context():
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    return context


def _listed_by_gx(rows, rule):
    """Rows that Great Expectations' own validation lists, ordered; None where the rule raises."""
    import great_expectations.expectations as gxe

    frame = rows.with_columns(pl.selectors.decimal().cast(pl.Float64)).to_pandas(
        use_pyarrow_extension_array=True
    )
    batch = _context().data_sources.pandas_default.read_dataframe(frame)
    result = batch.validate(
        getattr(gxe, rule.expectation)(**rule.arguments),
        result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["row"]},
    )
    if "unexpected_index_list" not in result.result:
        return None
    return sorted(int(line["row"]) for line in result.result["unexpected_index_list"])


def _listed(rows, rule):
    try:
        return find_violations(rows, Suite("coba", {}, (rule,)))["row"].to_list()
    except BrokenSuiteError:
        return None


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.expectation} {rule.arguments}")
def test_find_violations_lists_what_a_validation_of_great_expectations_lists(rule):
    assert _listed(AWKWARD, rule) == _listed_by_gx(AWKWARD, rule)


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
