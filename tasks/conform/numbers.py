"""Numbers as staff write them: `5.400`, `Rp. 3.046.025, 00`, `Rp19,5 juta`, `sekitar 3.000`.

Source of the shapes: domain.md §4. One dot before exactly three digits parts thousands, except in
a percentage; a lone comma before exactly three digits could be either and is refused.
"""

import polars as pl

from tasks.conform.cells import MISSING, CellKind

VALUE = pl.Decimal(38, 6)
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
        "problem": pl.String(),
    }
)

_APPROX = (
    r"^(?:(?:sekitar|kurang lebih|lebih kurang|kira-kira|kira kira|hampir|lebih dari|mencapai|"
    r"kl\.|\+/-|\+-|±|~|>)\s*)+"
)
_QUANTITY_WORDS = r"^(?:belasan|puluhan|ratusan|ribuan|jutaan|beberapa|banyak|sejumlah)\b"
_SCALES = {"ribu": 10**3, "rb": 10**3, "juta": 10**6, "jt": 10**6}
_SCALES |= {"miliar": 10**9, "milyar": 10**9, "triliun": 10**12}
_USD = r"us\$|usd|us dollar|dolar as|dollar as|dolar|dollar|\$"
_SHAPE = (
    rf"^(?P<prefix>rp|idr|{_USD})?\.?\s*(?P<sign>-)?(?P<low>\d[\d.,]*)"
    r"(?:\s*(?:-|s/d|s\.d\.?|sampai dengan|sampai|hingga)\s*(?P<high>\d[\d.,]*))?"
    r"(?P<an>-an)?\s*(?P<percent>%|persen)?"
    rf"\s*(?P<scale>{'|'.join(_SCALES)})?\s*(?P<suffix>rupiah|idr|rp|{_USD})?"
    r"\s*(?P<unit>(?:/|per )?\s*[a-z].*)?$"
)


def _plain(text: pl.Expr) -> pl.Expr:
    """NFKC, lower case, one kind of dash and space, no `,-` at the end."""
    plain = text.str.normalize("NFKC").str.to_lowercase().str.replace_all(r"[‐-―−–—]", "-")
    plain = plain.str.replace_all(r"\s+", " ").str.strip_chars()
    plain = plain.str.replace(r"[.,] ?[-=]+ ?(/|$)", "$1")  # Rp. 5.000,-/pcs
    plain = plain.str.replace(r"(\.\d{3}), +(\d{2})$", "$1,$2")  # Rp. 3.046.025, 00
    spaced = plain.str.contains(r"^\d{1,3}( \d{3})+$")
    return pl.when(spaced).then(plain.str.replace_all(" ", "")).otherwise(plain)


def _decimal_text(token: pl.Expr, is_percent: pl.Expr, has_scale: pl.Expr) -> pl.Expr:
    """Turn one written number into `1234.56`; `?` where two readings are possible."""
    dots = r"^[1-9]\d{0,2}(\.\d{3})+$"
    dot_once = r"^[1-9]\d{0,2}\.\d{3}$"
    comma_once = r"^[1-9]\d{0,2},\d{3}$"
    us = r"^[1-9]\d{0,2}((,\d{3}){2,}(\.\d+)?|(,\d{3})+\.\d+)$"
    decimal = token.str.replace(",", ".", literal=True)
    return (
        pl.when(token.str.len_chars() > 20)  # more than any sum of money of a unit, and no overflow
        .then(None)
        .when(token.str.contains(r"^\d+$"))
        .then(token)
        .when(is_percent & token.str.contains(r"^\d+[.,]\d+$"))
        .then(decimal)
        .when(has_scale & token.str.contains(dot_once))
        .then(pl.lit("?"))
        .when(token.str.contains(dots))
        .then(token.str.replace_all(".", "", literal=True))
        .when(token.str.contains(r"^[1-9]\d{0,2}(\.\d{3})+,\d+$"))
        .then(token.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True))
        .when(~has_scale & token.str.contains(comma_once))
        .then(pl.lit("?"))
        .when(token.str.contains(us))
        .then(token.str.replace_all(",", "", literal=True))
        .when(token.str.contains(r"^\d+[.,]\d+$"))
        .then(decimal)
    )


def read_numbers(cells: pl.DataFrame, *, percent: bool = False) -> pl.DataFrame:
    """Read distinct cells as numbers.

    Args:
        cells: Frame with `text`, `kind` (`CellKind`), one line per distinct cell.
        percent: The column holds percentages, in which a dot never parts thousands.

    Returns:
        Frame of `NUMBERS`, a line per cell. A missing cell has neither value nor problem. A range
        has `low` and `high` and no value. `is_nil`: the cell says `nihil`, which in a column of
        counts is a zero. `problem` is E202 unreadable, E204 words without a number, E214 two
        readings.
    """
    is_number = pl.col("kind") == CellKind.NUMBER
    typed = cells.filter(is_number)
    read = [_read_written(cells.filter(~is_number), percent=percent), _read_typed(typed)]
    return pl.concat(read).rechunk()


def _read_typed(cells: pl.DataFrame) -> pl.DataFrame:
    """Cells that are numbers in their file."""
    number = _sane(pl.col("text").cast(VALUE, strict=False))
    known = {
        "text": pl.col("text"),
        "kind": pl.col("kind"),
        "value": number,
        "problem": pl.when(number.is_null()).then(pl.lit("E202")),
        **dict.fromkeys(("is_approx", "is_percent", "is_nil"), pl.lit(value=False)),
    }
    return cells.select(
        known.get(name, pl.lit(None)).cast(dtype).alias(name) for name, dtype in NUMBERS.items()
    )


def _read_written(cells: pl.DataFrame, *, percent: bool) -> pl.DataFrame:
    """Cells that are texts, or neither text nor number."""
    shape = _plain(pl.col("text")).str.replace(_APPROX, "").str.extract_groups(_SHAPE)
    parts = cells.with_columns(_plain(pl.col("text")).alias("plain")).with_columns(shape.alias("_"))
    parts = parts.unnest("_").with_columns(
        is_text=pl.col("kind") == CellKind.TEXT,
        is_percent=pl.lit(percent) | pl.col("percent").is_not_null(),
        multiplier=pl.col("scale").replace_strict(_SCALES, default=1, return_dtype=pl.Int64),
    )
    scale = pl.col("scale").is_not_null()
    parts = parts.with_columns(
        _decimal_text(pl.col(end), pl.col("is_percent"), scale).alias(end)
        for end in ("low", "high")
    )
    times = pl.col("multiplier").cast(pl.Decimal(38, 0))
    sign = pl.when(pl.col("sign") == "-").then(-1).otherwise(1).cast(pl.Decimal(38, 0))
    low, high = (_sane(pl.col(end).cast(VALUE, strict=False) * times) for end in ("low", "high"))
    is_range = pl.col("high").is_not_null()
    words = pl.col("plain").str.contains(_QUANTITY_WORDS)
    missing = pl.col("plain").is_in(MISSING) & pl.col("is_text")
    written = pl.col("is_text") & ~missing
    return parts.select(
        "text",
        "kind",
        value=pl.when(written & ~is_range).then(low * sign),
        low=pl.when(written & is_range & (low <= high)).then(low),
        high=pl.when(written & is_range & (low <= high)).then(high),
        is_approx=written
        & (pl.col("plain").str.contains(_APPROX) | pl.col("an").is_not_null()).fill_null(False),
        is_percent=pl.col("percent").is_not_null() & written,
        is_nil=pl.col("plain").is_in(["nihil", "-nihil"]),
        currency=pl.when(written).then(_currency()),
        unit=pl.when(written).then(pl.col("unit").str.strip_chars(" .")),
        problem=pl.when(missing)
        .then(None)
        .when(written & ((pl.col("low") == "?") | (pl.col("high") == "?")))
        .then(pl.lit("E214"))
        .when(written & words)
        .then(pl.lit("E204"))
        .when(written & (low.is_null() | (is_range & (high.is_null() | (low > high)))))
        .then(pl.lit("E202"))
        .when(~pl.col("is_text"))
        .then(pl.lit("E202")),
    ).cast(NUMBERS)


def _sane(value: pl.Expr) -> pl.Expr:
    return pl.when(value.abs() < LARGEST).then(value)


def _currency() -> pl.Expr:
    named = pl.coalesce("prefix", "suffix")
    rupiah = named.is_in(["rp", "idr", "rupiah"])
    return pl.when(rupiah).then(pl.lit("IDR")).when(named.is_not_null()).then(pl.lit("USD"))
