"""Whether a number fits its column: whole where people are counted, in the right unit."""

import polars as pl

from schemas.contracts import NUMERIC, Contract, Kind, Reported
from schemas.contracts.base import UNIT_WORDS
from schemas.references import References
from schemas.wording import wording_key
from tasks.conform.cells import CellKind


def judge_numbers(rows: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Add `<column>_value`, `_problem`, `_flag`, `_approx` for every numeric column.

    Words without a number are a flag (W202) where the column is optional; a range fills the
    column's bounds (W208) where it has some, else it is a problem (E203).
    """
    for column in sorted(contract.of(*NUMERIC), key=lambda c: c.bounds is not None):
        rows = rows.with_columns(_judge(column, contract)).drop(f"{column.name}_read")
    return rows


def _judge(column: Reported, contract: Contract) -> list[pl.Expr]:
    name = column.name
    read = pl.col(f"{name}_read").struct
    value = _value(column)
    is_range = read.field("low").is_not_null()
    words = read.field("problem") == "E204"
    problem = _problem(column, value)
    if not column.required:
        problem = pl.when(words).then(None).otherwise(problem)
    if not column.bounds:
        problem = pl.when(is_range).then(pl.lit("E203")).otherwise(problem)
    flag = (
        pl.when(words & pl.lit(not column.required))
        .then(pl.lit("W202"))
        .when(is_range & pl.lit(column.bounds is not None and column.required))
        .then(pl.lit("W208"))
        .when(read.field("is_approx") & problem.is_null())
        .then(pl.lit("W206"))
    )
    kept = pl.when(problem.is_null()).then(value)
    judged = [
        read.field("unit").alias(f"{name}_unit"),
        kept.alias(f"{name}_value"),
        problem.alias(f"{name}_problem"),
        flag.alias(f"{name}_flag"),
        read.field("is_approx").fill_null(False).alias(f"{name}_approx"),
    ]
    if column.bounds:
        lower, upper = column.bounds
        own_upper = pl.col(f"{upper}_value") if upper in contract.columns else kept
        judged = [e for e in judged if e.meta.output_name() != f"{lower}_value"]
        judged.append(pl.coalesce(read.field("low"), kept).alias(f"{lower}_value"))
        judged.append(pl.coalesce(own_upper, read.field("high")).alias(f"{upper}_value"))
    return judged


def _value(column: Reported) -> pl.Expr:
    read = pl.col(f"{column.name}_read").struct
    value = read.field("value")
    if column.kind is Kind.COUNT:
        return pl.when(read.field("is_nil")).then(0).otherwise(value)
    if column.kind is Kind.PERCENT:  # a cell formatted as percent holds 0.05 for 5 %
        fraction = (pl.col(f"{column.name}_kind") == CellKind.NUMBER) & value.is_between(0, 1)
        return pl.when(fraction).then(value * 100).otherwise(value)
    return value


def _problem(column: Reported, value: pl.Expr) -> pl.Expr:
    read = pl.col(f"{column.name}_read").struct
    currency, unit = read.field("currency"), read.field("unit")
    wanted = "USD" if column.unit == "USD" else "IDR"
    wrong_currency = currency != wanted if column.kind is Kind.MONEY else currency.is_not_null()
    if column.kind is Kind.NUMBER:
        wrong_unit = pl.lit(value=False)  # judged with the column `satuan`
    elif column.unit == "IDR/satuan":
        wrong_unit = ~unit.str.contains(r"^(/|per )")
    else:
        wrong_unit = ~unit.is_in(sorted(UNIT_WORDS.get(column.unit, ())))
    whole = column.kind in {Kind.COUNT, Kind.ORDINAL}
    digits = 0 if whole else column.dtype.scale  # type: ignore[attr-defined]
    is_text = pl.col(f"{column.name}_kind") == CellKind.TEXT
    return (
        pl.when(read.field("problem").is_not_null())
        .then(read.field("problem"))
        .when(read.field("is_percent") & pl.lit(column.kind is not Kind.PERCENT))
        .then(pl.lit("E202"))
        .when(wrong_currency | (unit.is_not_null() & wrong_unit))
        .then(pl.lit("E215"))
        .when((value != value.round(digits)) & (is_text | pl.lit(whole)))
        .then(pl.lit("E205" if whole else "E202"))
    )


def settle_satuan(rows: pl.DataFrame, contract: Contract, references: References) -> pl.DataFrame:
    """Bring together what a row says of its unit: cell, words behind the number, header.

    The row's `satuan` is its cell's, else the number's (`1200 pic`), else the header's
    (`Jumlah (kg)`). Where they contradict each other the quantity has problem E215.
    """
    quantities = contract.of(Kind.NUMBER)
    if not quantities:
        return rows
    names = [q.name for q in quantities]
    rows = rows.with_columns(
        _satuan_of(rows, f"{name}_unit", references).alias(f"{name}_satuan") for name in names
    )
    stated = [pl.col(f"{name}_satuan") for name in names if contract.columns[name].unit == "satuan"]
    known = [pl.when(s != "?").then(s) for s in stated]
    rows = rows.with_columns(satuan_value=pl.coalesce("satuan_value", *known, "satuan_judul"))
    problems = []
    for name in names:
        own = pl.col(f"{name}_satuan")
        other = (own != pl.col("satuan_value")) | (own == "?")
        if contract.columns[name].unit == "satuan":
            filled = pl.col(f"{name}_value").is_not_null()
            other |= filled & (pl.col("satuan_judul") != pl.col("satuan_value"))
        problem = pl.col(f"{name}_problem")
        problems.append(
            pl.when(problem.is_null() & other)
            .then(pl.lit("E215"))
            .otherwise(problem)
            .alias(f"{name}_problem")
        )
    return rows.with_columns(problems)


def _satuan_of(rows: pl.DataFrame, column: str, references: References) -> pl.Series:
    """Unit codes of the words behind numbers; `?` for words that are no unit."""
    satuan = references.terms["satuan"]
    words = rows.get_column(column).str.replace(r"\s*(?:/|\bper)\s*(?:hari|bulan)$", "")
    words = words.str.strip_chars("/ .")
    codes = {w: satuan.get(wording_key(w), "?") for w in words.unique().drop_nulls() if w}
    return words.replace_strict(codes, default=None, return_dtype=pl.String)
