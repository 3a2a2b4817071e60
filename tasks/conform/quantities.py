"""Whether a number fits its column: whole where people are counted, in the right unit and scale."""

import re

import polars as pl

from schemas.cells import CellKind
from schemas.contracts import NUMERIC, Contract, Kind, Reported
from schemas.contracts.contract import OF_ROW, UNIT_WORDS
from schemas.references import References
from schemas.wording import wording_key
from tasks.conform.numbers import LARGEST, within_reason

# words that may follow a unit and never stand for it: `30 orang narapidana`
_MORE_WORDS = {"orang": ("narapidana", "warga", "binaan")}
# a point before three figures that parts no thousands: `05.400`, `1000.000`, `0.400`
# or one that a format shows so
_ODD_POINT = r"^\s*(?:0[0-9]*|[0-9]{4,})\.[0-9]{3}(?:[^0-9.,]|$)|tiga desimal$"
# in a table of millions: 1.250 of them, or 1.25
_MAY_BE_DECIMAL = r"^\D*[0-9]{1,3}\.[0-9]{3}\D*$"
# so many thousands are a thousand million rupiah: of one cell of a unit, told in full rather
_LARGE_IN_SCALE, _TIMES_OTHERS = 10**6, 100
_RUPIAH = r"(?i)\brp\b|\bidr\b|rupiah|\brp[0-9]"
# what the columns of the warehouse hold less than; other kinds hold all that is within reason
_LARGEST = {Kind.PERCENT: 10**6, Kind.ORDINAL: 10**9}
_LARGEST_OF = {"kontainer": 10_000}  # more is the number of one
# less than this in rupiah has no decimals: Rp 5,4 is 5.400 typed into an English Excel
_LEAST_RUPIAH = 1000


def judge_numbers(rows: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Add `<column>_value`, `_problem`, `_flag`, `_notice`, `_approx` for every numeric column.

    Words without a number are a flag (W202) where the column is optional; a range fills the
    column's bounds (W208) where it has some, else it is a problem (E203). Where the report scales
    the column (`<column>_skala`) the value is multiplied and the notice says so (W210).
    """
    for column in sorted(contract.of(*NUMERIC), key=lambda c: c.bounds is not None):
        scaled = f"{column.name}_skala" in rows.columns
        rows = rows.with_columns(_judge(column, contract, scaled=scaled))
        rows = rows.drop(f"{column.name}_read")
    return rows


def _judge(column: Reported, contract: Contract, *, scaled: bool) -> list[pl.Expr]:
    name = column.name
    read = pl.col(f"{name}_read").struct
    value = _value(column, scaled=scaled)
    is_range = read.field("low").is_not_null()
    words = read.field("problem") == "E204"
    problem = _problem(column, value, scaled=scaled)
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
    multiplied = kept.is_not_null() & (kept != 0) & (_factor(column, scaled=scaled) != 1)
    judged = [
        read.field("unit").alias(f"{name}_unit"),
        kept.alias(f"{name}_value"),
        problem.alias(f"{name}_problem"),
        flag.alias(f"{name}_flag"),
        pl.when(multiplied).then(pl.lit("W210")).alias(f"{name}_notice"),
        read.field("is_approx").fill_null(False).alias(f"{name}_approx"),
    ]
    return _with_bounds(judged, column, contract, scaled=scaled) if column.bounds else judged


def _with_bounds(
    judged: list[pl.Expr], column: Reported, contract: Contract, *, scaled: bool
) -> list[pl.Expr]:
    """Fill the bounds of a written range; where none is written both are the value."""
    lower, upper = column.bounds or ("", "")
    read = pl.col(f"{column.name}_read").struct
    low, high = (_times(read.field(end), column, scaled=scaled) for end in ("low", "high"))
    kept = next(e for e in judged if e.meta.output_name() == f"{column.name}_value")
    judged = [e for e in judged if e.meta.output_name() != f"{lower}_value"]
    own_upper = pl.col(f"{upper}_value") if upper in contract.columns else kept
    judged.append(pl.coalesce(low, kept).alias(f"{lower}_value"))
    judged.append(pl.coalesce(own_upper, high).alias(f"{upper}_value"))
    return judged


def _factor(column: Reported, *, scaled: bool) -> pl.Expr:
    """What the cell's number stands for so many of; its format may have divided it before."""
    if not scaled:
        return pl.lit(1)
    hidden = pl.col(f"{column.name}_read").struct.field("hidden_scale")
    told = pl.col(f"{column.name}_skala")
    return pl.when(hidden.is_null()).then(told).fill_null(1)


def _times(number: pl.Expr, column: Reported, *, scaled: bool) -> pl.Expr:
    if not scaled:
        return number
    return within_reason(number * _factor(column, scaled=True).cast(pl.Decimal(38, 0)))


def _value(column: Reported, *, scaled: bool) -> pl.Expr:
    read = pl.col(f"{column.name}_read").struct
    value = _times(read.field("value"), column, scaled=scaled)
    if column.kind is Kind.COUNT:
        return pl.when(read.field("is_nil")).then(0).otherwise(value)
    if column.kind is Kind.PERCENT:  # a cell formatted as percent holds 0.05 for 5 %
        fraction = (pl.col(f"{column.name}_kind") == CellKind.NUMBER) & value.is_between(0, 1)
        fraction &= ~read.field("is_percent")
        return pl.when(fraction).then(value * 100).otherwise(value)
    return value


def _problem(column: Reported, value: pl.Expr, *, scaled: bool) -> pl.Expr:
    read = pl.col(f"{column.name}_read").struct
    currency, unit = read.field("currency"), read.field("unit")
    wanted = "USD" if column.unit == "USD" else "IDR"
    wrong_currency = currency != wanted if column.kind is Kind.MONEY else currency.is_not_null()
    whole = column.kind in {Kind.COUNT, Kind.ORDINAL}
    digits = 0 if whole else column.dtype.scale  # type: ignore[attr-defined]
    is_text = pl.col(f"{column.name}_kind") == CellKind.TEXT
    in_rupiah = pl.lit(column.unit.startswith("IDR"))
    told = pl.col(f"{column.name}_skala") if scaled else pl.lit(None, pl.Int64)
    in_scale = told.is_not_null()
    hidden = read.field("hidden_scale")
    return (
        pl.when(read.field("problem").is_not_null())
        .then(read.field("problem"))
        .when(read.field("is_percent") & pl.lit(column.kind is not Kind.PERCENT))
        .then(pl.lit("E202"))
        .when((told >= 10**6) & pl.col(column.name).str.contains(_MAY_BE_DECIMAL) & is_text)
        .then(pl.lit("E214"))
        .when(in_scale & (read.field("scale").is_not_null() | wrong_currency))
        .then(pl.lit("E230"))
        .when(in_scale & (_says_rupiah_alone(column, scaled=scaled) | _is_unscaled_alone(column)))
        .then(pl.lit("E230"))
        .when(hidden.is_not_null() & hidden.ne_missing(told))
        .then(pl.lit("E220"))
        .when(wrong_currency | (unit.is_not_null() & _is_wrong_unit(column, unit)))
        .then(pl.lit("E215"))
        .when(read.field("value").is_not_null() & value.is_null())
        .then(pl.lit("E202"))
        .when(value.abs() >= _LARGEST_OF.get(column.unit, _LARGEST.get(column.kind, LARGEST)))
        .then(pl.lit("E202"))
        .when((value != value.round(digits)) & (is_text | pl.lit(whole)))
        .then(pl.lit("E205" if whole else "E202"))
        .when(in_rupiah & (value.abs() < _LEAST_RUPIAH) & (value != value.round(0)))
        .then(pl.lit("E214"))
    )


def _says_rupiah_alone(column: Reported, *, scaled: bool) -> pl.Expr:
    """Whether a cell of a scaled table says rupiah where others of its column are bare."""
    if not scaled or column.kind is not Kind.MONEY:
        return pl.lit(value=False)
    says = pl.col(column.name).str.contains(_RUPIAH)
    is_bare = ~says & pl.col(column.name).str.contains(r"[1-9]")
    return says & is_bare.any().over("report_no")


def _is_unscaled_alone(column: Reported) -> pl.Expr:
    """Whether a cell of a scaled table may be in full rupiah: 7.500.000 where another is 12.000."""
    read = pl.col(f"{column.name}_read").struct
    number = pl.when(read.field("hidden_scale").is_null()).then(read.field("value"))
    least = pl.when(number > 0).then(number).min().over("report_no")
    is_large = (number >= _LARGE_IN_SCALE) & (number >= _TIMES_OTHERS * least)
    return is_large & pl.lit(column.kind is Kind.MONEY)


def _is_wrong_unit(column: Reported, unit: pl.Expr) -> pl.Expr:
    """Whether words behind a number say another unit than its column's."""
    if column.kind is Kind.NUMBER and column.unit not in UNIT_WORDS:
        return pl.lit(value=False)  # by its code, in `settle_satuan`
    if column.unit == "IDR/satuan":
        return ~unit.str.contains(r"^(/|per )")
    words = sorted(UNIT_WORDS.get(column.unit, ()), key=len, reverse=True)
    if not words:
        return pl.lit(value=True)
    if column.unit == "kali":  # `8 kali/bulan`: of the month as it is
        unit = unit.str.replace(r"\s*(?:/|\bper|\bse|\bdalam)\s*(?:se)?bulan$", "")
    first = "|".join(map(re.escape, words))
    more = "|".join(map(re.escape, (*words, *_MORE_WORDS.get(column.unit, ()))))
    return ~unit.str.contains(rf"^(?:{first})(?: (?:{more}))*$")


def settle_satuan(rows: pl.DataFrame, contract: Contract, references: References) -> pl.DataFrame:
    """Bring together what a row says of its units: cell, words behind the number, header.

    The row's `satuan` is its cell's, else the number's (`1200 pic`), else the header's
    (`Jumlah (kg)`). Where they contradict each other the quantity has problem E215, as one has
    whose column is of one unit always and whose words say another; one that is not whole, in a
    unit that is counted, has E229.
    """
    quantities = [q for q in contract.of(Kind.NUMBER) if q.unit not in UNIT_WORDS]
    if not quantities:
        return rows
    rows = rows.with_columns(
        _satuan_of(rows, q, references).alias(f"{q.name}_satuan") for q in quantities
    )
    stated = [pl.col(f"{q.name}_satuan") for q in quantities if q.unit == OF_ROW]
    if stated:
        known = [pl.when(s != "?").then(s) for s in stated]
        rows = rows.with_columns(satuan_value=pl.coalesce("satuan_value", *known, "satuan_judul"))
    prices = [p for p in contract.of(Kind.MONEY) if p.unit == "IDR/satuan"]
    rows = rows.with_columns(
        _satuan_of(rows, p, references).alias(f"{p.name}_satuan") for p in prices
    )
    rows = rows.with_columns(_refuse_other(q) for q in (*quantities, *prices))
    counted = [q for q in quantities if q.unit != f"{OF_ROW}/hari"]
    return rows.with_columns(e for q in counted for e in _refuse_parts(q, references))


def _satuan_wanted(column: Reported) -> pl.Expr:
    """The unit a quantity is in: its row's, or the one of its column."""
    is_of_row = column.unit.startswith(OF_ROW) or column.unit == "IDR/satuan"
    return pl.col("satuan_value") if is_of_row else pl.lit(column.unit)


def _refuse_other(column: Reported) -> pl.Expr:
    """Hold back a quantity or a price whose words or header say another unit than it is in."""
    own, wanted = pl.col(f"{column.name}_satuan"), _satuan_wanted(column)
    other = (own != wanted) | (own == "?")
    if column.unit == OF_ROW:
        filled = pl.col(f"{column.name}_value").is_not_null()
        other |= filled & (pl.col("satuan_judul") != wanted)
    problem = pl.col(f"{column.name}_problem")
    refused = pl.when(problem.is_null() & other).then(pl.lit("E215")).otherwise(problem)
    return refused.alias(f"{column.name}_problem")


def _refuse_parts(column: Reported, references: References) -> list[pl.Expr]:
    """Hold back what is not whole in a unit that is counted: 5,4 pcs, perhaps 5.400."""
    name, problem = column.name, pl.col(f"{column.name}_problem")
    parts = _satuan_wanted(column).replace_strict(
        dict(references.countable), default=None, return_dtype=pl.Decimal(38, 0)
    )
    ends = [f"{end}_value" for end in dict.fromkeys((name, *(column.bounds or ())))]
    broken = pl.any_horizontal((pl.col(e) * parts) != (pl.col(e) * parts).round(0) for e in ends)
    odd = (problem == "E214") & pl.col(name).str.contains(_ODD_POINT) & parts.is_not_null()
    found = ((problem.is_null() & broken) | odd).fill_null(value=False)
    return [
        pl.when(found).then(pl.lit("E229")).otherwise(problem).alias(f"{name}_problem"),
        *(pl.when(~found).then(end).alias(end) for end in ends),
    ]


def _satuan_of(rows: pl.DataFrame, column: Reported, references: References) -> pl.Series:
    """Unit codes of the words behind numbers; `?` for words that are no unit.

    The time a column counts by may follow: `40 pcs/hari` of a day; of a month it is another figure.
    """
    satuan = references.terms["satuan"]
    time = "hari" if column.unit == "satuan/hari" else "bulan"
    words = rows.get_column(f"{column.name}_unit")
    words = words.str.replace(rf"\s*(?:/|\bper)\s*{time}$", "").str.strip_chars(" .")
    if column.kind is Kind.MONEY:  # `15.000/lembar`, `per satuan`
        words = words.str.replace(r"^(?:/|per\b)\s*(?:satuan$)?", "")
    codes = {w: satuan.get(wording_key(w), "?") for w in words.unique().drop_nulls() if w}
    codes |= {w: "?" for w in codes if w.startswith("/")}  # `300/lembar` is a price
    return words.replace_strict(codes, default=None, return_dtype=pl.String)
