"""Numbers as staff write them: `5.400`, `Rp. 3.046.025, 00`, `Rp19,5 juta`, `sekitar 3.000`.

A cell is a text, taken apart by `tasks.conform.number_texts`, or a number of its file, perhaps with
what its format shows beside it: `540.0 kg`.
"""

import polars as pl

from schemas.cells import MISSING, CellKind
from tasks.conform.number_texts import IDR, QUANTITY_WORDS, SCALE, SCALES, USD, VALUE, part_numbers

# no count, quantity or sum of money of a unit comes near; NUMERIC(18,3) ends here
LARGEST = 10**14
# what `read_numbers` makes of one distinct cell
NUMBERS = pl.Schema(
    {
        "text": pl.String(),
        "kind": pl.UInt8(),
        "value": VALUE,
        "low": VALUE,
        "high": VALUE,
        "is_approx": pl.Boolean(),
        "is_percent": pl.Boolean(),
        "is_nil": pl.Boolean(),
        "currency": pl.String(),
        "unit": pl.String(),
        "scale": pl.Int64(),
        "hidden_scale": pl.Int64(),
        "problem": pl.String(),
    }
)
_READ = {name: dtype for name, dtype in NUMBERS.items() if name not in {"text", "kind"}}

# what a format shows beside a number: `kg`, `Rp`, `$`, `tampil ribu`
_WORDS = (
    rf"^(?:(?P<prefix>{IDR}|{USD})\s*)?(?:(?P<scale>{SCALE})\b\s*)?"
    rf"(?:(?P<suffix>{IDR}|{USD})\s*)?(?P<unit>.*)$"
)


def read_numbers(cells: pl.DataFrame, *, percent: bool = False) -> pl.DataFrame:
    """Read distinct cells as numbers.

    Args:
        cells: Frame with `text`, `kind` (`CellKind`), one line per distinct cell.
        percent: The column holds percentages, in which a dot never parts thousands.

    Returns:
        Frame of `NUMBERS`, a line per cell. A missing cell has neither value nor problem. A range
        has `low` and `high` and no value. `is_nil`: the cell says `nihil`, which in a column of
        counts is a zero. `scale`: what the cell itself says to multiply by, as the value already
        is; `hidden_scale`: what its number format divides by before a person sees it. `problem` is
        E202 unreadable, E204 words without a number, E214 two readings, E215 another currency.
    """
    is_number = pl.col("kind") == CellKind.NUMBER
    has_words = pl.col("text").str.contains(" ", literal=True)
    shown = cells.filter(is_number & has_words)
    read = [
        _read_written(cells.filter(~is_number), percent=percent),
        _read_typed(cells.filter(is_number & ~has_words)),
        *([] if shown.is_empty() else [_read_shown(shown)]),
    ]
    return pl.concat(read).rechunk()


def _frame(cells: pl.DataFrame, **known: pl.Expr) -> pl.DataFrame:
    """Lines of `NUMBERS`; what is not given is false or null."""
    known = {
        **dict.fromkeys(("is_approx", "is_percent", "is_nil"), pl.lit(value=False)),
        **known,
    }
    return cells.select(
        "text",
        "kind",
        *(known.get(name, pl.lit(None)).cast(dtype).alias(name) for name, dtype in _READ.items()),
    )


def _read_typed(cells: pl.DataFrame) -> pl.DataFrame:
    """Cells that are numbers in their file."""
    number = within_reason(pl.col("text").cast(VALUE, strict=False))
    return _frame(cells, value=number, problem=pl.when(number.is_null()).then(pl.lit("E202")))


def _read_shown(cells: pl.DataFrame) -> pl.DataFrame:
    """Cells that are numbers in their file and whose format shows more: `540.0 kg`, `5.0 $`.

    One shown with three decimals has two readings: `5.400`.
    """
    cells = _with_what_is_shown(cells)
    said, divided = (
        pl.col(name).replace_strict(SCALES, default=None, return_dtype=pl.Int64)
        for name in ("scale", "hidden")
    )
    is_percent = pl.col("unit") == "%"
    # 12000 shown as `12 ribu` is what it says; 12 shown so is not
    untrue = said.is_not_null() & said.ne_missing(divided)
    untrue |= pl.col("hidden").is_not_null() & divided.is_null()
    unit = pl.when((pl.col("unit") != "") & ~is_percent).then("unit")
    return _frame(
        cells,
        value=pl.col("number"),
        is_percent=is_percent,
        currency=_currency(),
        unit=unit,
        scale=said,
        hidden_scale=pl.when(said.is_null()).then(divided),
        problem=pl.when(pl.col("number").is_null())
        .then(pl.lit("E202"))
        .when(untrue)
        .then(pl.lit("E220"))
        .when(_foreign(unit))
        .then(pl.lit("E215"))
        .when("decimals")
        .then(pl.lit("E214")),
    )


def _with_what_is_shown(cells: pl.DataFrame) -> pl.DataFrame:
    """Add number, and what its format shows: words' groups, a hidden scale, three decimals."""
    parts = pl.col("text").str.splitn(" ", 2).struct
    shown = parts.field("field_1").str.normalize("NFKC").str.to_lowercase()
    hidden = r"\btampil\s+([a-z]+)"
    decimals = r"\btiga desimal\b"
    words = (
        shown.str.replace(hidden, "")
        .str.replace(decimals, "")
        .str.replace_all(r"\s+", " ")
        .str.strip_chars(" .")
    )
    return cells.with_columns(
        number=within_reason(parts.field("field_0").cast(VALUE, strict=False)),
        hidden=shown.str.extract(hidden),
        decimals=shown.str.contains(decimals),
        _=words.str.extract_groups(_WORDS),
    ).unnest("_")


def _foreign(text: pl.Expr) -> pl.Expr:
    """Whether a text has the sign of a currency that no column takes."""
    return (
        text.str.replace_all("$", "", literal=True).str.contains(r"\p{Sc}").fill_null(value=False)
    )


def _read_written(cells: pl.DataFrame, *, percent: bool) -> pl.DataFrame:
    """Cells that are texts, or neither text nor number."""
    parts = part_numbers(cells, percent=percent)
    end = {name: _value_of(name) for name in ("low", "high")}
    is_range = pl.col("high").is_not_null()
    is_whole = is_range & (end["low"] <= end["high"])
    sign = pl.when(pl.col("sign") == "-").then(-1).otherwise(1).cast(pl.Decimal(38, 0))
    exact = within_reason(
        pl.col("plain").str.replace(",", ".", literal=True).cast(VALUE, strict=False)
    )
    value = pl.when("is_scientific").then(exact).when(~is_range).then(end["low"] * sign)
    missing = pl.col("plain").is_in(MISSING) & pl.col("is_text")
    written = pl.col("is_text") & ~missing
    return _frame(
        parts,
        value=pl.when(written).then(value),
        low=pl.when(written & is_whole).then(end["low"]),
        high=pl.when(written & is_whole).then(end["high"]),
        is_approx=written & pl.col("is_approx"),
        is_percent=pl.col("percent").is_not_null() & written,
        is_nil=pl.col("plain").is_in(["nihil", "-nihil"]),
        currency=pl.when(written).then(_currency()),
        unit=pl.when(written & ~pl.col("is_scientific")).then(pl.col("unit").str.strip_chars(" .")),
        scale=pl.when(written & (pl.col("multiplier") > 1)).then("multiplier"),
        problem=pl.when(missing).then(None).otherwise(_problem(value, is_range, is_whole)),
    )


def _problem(value: pl.Expr, is_range: pl.Expr, is_whole: pl.Expr) -> pl.Expr:
    """What is wrong with a text that is there."""
    two_readings = (pl.col("low") == "?") | (pl.col("high") == "?")
    said = pl.col("said").cast(VALUE)
    return (
        pl.when(~pl.col("is_text"))
        .then(pl.lit("E202"))
        .when(two_readings)
        .then(pl.lit("E214"))
        .when(pl.col("plain").str.contains(QUANTITY_WORDS))
        .then(pl.lit("E204"))
        .when(_foreign(pl.col("plain")))
        .then(pl.lit("E215"))
        .when(pl.when(is_range).then(~is_whole.fill_null(value=False)).otherwise(value.is_null()))
        .then(pl.lit("E202"))
        .when(said.is_not_null() & said.ne_missing(value))
        .then(pl.lit("E202"))
    )


def _value_of(end: str) -> pl.Expr:
    """An end of what is written, times its scale; null where it is no number of ours."""
    times = pl.col("multiplier").cast(pl.Decimal(38, 0))
    return within_reason(pl.col(end).cast(VALUE, strict=False) * times)


def within_reason(value: pl.Expr) -> pl.Expr:
    """The value, null where no unit's could be so large."""
    return pl.when(value.abs() < LARGEST).then(value)


def _currency() -> pl.Expr:
    named = pl.coalesce("prefix", "suffix")
    rupiah = named.is_in(["rp", "rp.", "idr", "rupiah"])
    return pl.when(rupiah).then(pl.lit("IDR")).when(named.is_not_null()).then(pl.lit("USD"))
