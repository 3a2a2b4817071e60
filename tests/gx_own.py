"""Rules of every kind over awkward values, and what Great Expectations itself says of them."""

from datetime import UTC, date, datetime
from functools import cache

import polars as pl

from expectations.rules import Rule
from expectations.runner import MOST_EXAMPLES

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
def _all_validated():
    """All rules over the awkward values in one validation, as a suite is meant to be run."""
    import great_expectations as gx
    import great_expectations.expectations as gxe
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    frame = AWKWARD.with_columns(pl.selectors.decimal().cast(pl.Float64)).to_pandas(
        use_pyarrow_extension_array=True
    )
    rules = [
        getattr(gxe, rule.expectation)(**rule.arguments, meta={"at": at})
        for at, rule in enumerate(RULES)
    ]
    done = context.data_sources.pandas_default.read_dataframe(frame).validate(
        gx.ExpectationSuite("semua", expectations=rules),
        result_format={
            "result_format": "COMPLETE",
            "unexpected_index_column_names": ["row"],
            "partial_unexpected_count": MOST_EXAMPLES,
        },
    )
    return {one.expectation_config.meta["at"]: one for one in done.results}


def validated_by_gx(rule):
    """The result of Great Expectations' own validation of the awkward values by one of `RULES`."""
    return _all_validated()[RULES.index(rule)]
