"""Texts of numbers taken apart: `Rp19,5 juta` into currency, `19.5` and scale.

Source of the shapes: domain.md §4. One dot before exactly three digits parts thousands, except in
a percentage; a lone comma before exactly three digits could be either and is refused, as are
`05.400` and `1000.000`, which fit neither habit.
"""

from typing import Any

import polars as pl

from schemas.cells import CellKind
from tasks.conform.marks import without_marks
from tasks.conform.numerals import unfold_aside

VALUE = pl.Decimal(38, 6)
_APPROX = (
    r"^(?:(?:sekitar|kurang lebih|lebih kurang|kira-kira|kira kira|hampir|lebih dari|mencapai|"
    r"kl\.|\+/-|\+-|±|~|>)\s*)+"
)
QUANTITY_WORDS = r"^(?:belasan|puluhan|ratusan|ribuan|jutaan|beberapa|banyak|sejumlah)\b"
SCALES = {"ribu": 10**3, "rb": 10**3, "juta": 10**6, "jt": 10**6}
SCALES |= {"miliar": 10**9, "milyar": 10**9, "triliun": 10**12}
SCALE = "|".join(SCALES)
IDR = r"rupiah|idr|rp\.?"
USD = r"us\$|usd|us dollar|dolar as|dollar as|dolar|dollar|\$"
_SHAPE = (
    rf"^(?:(?P<prefix>rp|idr|{USD})\.?)?\s*(?P<sign>-)?(?P<low>[0-9][0-9.,]*)"
    r"(?:\s*(?:-|s/d|s\.d\.?|sampai dengan|sampai|hingga)\s*(?P<high>[0-9][0-9.,]*))?"
    r"(?P<an>-an)?\s*(?P<percent>%|persen)?"
    rf"\s*(?P<scale>{SCALE})?\s*(?P<suffix>rupiah|idr|rp|{USD})?"
    r"\s*(?P<unit>(?:/|per )?\s*[a-z].*)?$"
)
_SCIENTIFIC = r"^-?[0-9]+(?:[.,][0-9]+)?e(?:\+?[0-9]{1,2}|-0?[1-3])$"
# how Excel shows what does not fit a cell: figures behind these are cut off
_CUT_OFF = r"^[0-9][.,](?:[0-9]{2}|[0-9]{5})E\+[0-9]{2}$"


def part_numbers(cells: pl.DataFrame, *, percent: bool) -> pl.DataFrame:
    """The parts of every text: `low` and `high` as `1234.56`, `multiplier`, `unit` and others."""
    texts = without_marks(cells.get_column("text"))
    plain = texts.to_frame("plain").select(_plain(pl.col("plain"))).to_series()
    rest, said = _unfold(plain)
    shape = pl.col("rest").str.replace(_APPROX, "").str.extract_groups(_SHAPE)
    is_scientific = pl.col("plain").str.contains(_SCIENTIFIC)
    cut_off = is_scientific & texts.str.strip_chars().str.contains(_CUT_OFF)
    parts = cells.with_columns(plain=plain, rest=rest, said=said).with_columns(shape.alias("_"))
    parts = parts.unnest("_").with_columns(
        is_scientific=is_scientific,
        is_approx=pl.col("plain").str.contains(_APPROX) | pl.col("an").is_not_null() | cut_off,
        is_text=pl.col("kind") == CellKind.TEXT,
        multiplier=pl.col("scale").replace_strict(SCALES, default=1, return_dtype=pl.Int64),
    )
    is_percent = pl.lit(percent) | pl.col("percent").is_not_null()
    has_scale = pl.col("scale").is_not_null()
    return parts.with_columns(
        _decimal_text(pl.col(end), is_percent, has_scale).alias(end) for end in ("low", "high")
    )


def _unfold(plain: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Texts without the brackets in which they say their number again, and that number.

    Brackets that hold anything else make a text unreadable (`?`).
    """
    bracketed = plain.filter(plain.str.contains("(", literal=True)).unique()
    if bracketed.is_empty():
        return plain, pl.Series(values=[None] * len(plain), dtype=VALUE)
    found = [unfold_aside(text) for text in bracketed]
    unfolded: dict[str, Any] = {
        "text": bracketed,
        "rest": [twice.text if twice else "?" for twice in found],
        "said": [twice.number if twice else None for twice in found],
    }
    schema = pl.Schema({"text": pl.String(), "rest": pl.String(), "said": VALUE})
    known = pl.DataFrame(unfolded, schema)
    texts = plain.alias("text").to_frame()
    both = texts.join(known, on="text", how="left", maintain_order="left")
    return both.select(pl.coalesce("rest", "text")).to_series(), both.get_column("said")


def _plain(text: pl.Expr) -> pl.Expr:
    """NFKC, lower case, one kind of dash and space, no `,-` at the end."""
    plain = text.str.normalize("NFKC").str.to_lowercase().str.replace_all(r"[‐-―−–—]", "-")
    plain = plain.str.replace_all(r"([0-9])\s*[\n\r\t]\s*([0-9])", "$1?$2")  # two in a cell
    plain = plain.str.replace_all(r"\s+", " ").str.strip_chars()
    plain = plain.str.replace(r"[.,] ?[-=]+ ?([/(]|$)", "$1")  # Rp. 5.000,-/pcs
    plain = plain.str.replace(r"(\.[0-9]{3}), +([0-9]{2})$", "$1,$2")  # Rp. 3.046.025, 00
    spaced = plain.str.contains(r"^[0-9]{1,3}( [0-9]{3})+$")
    return pl.when(spaced).then(plain.str.replace_all(" ", "")).otherwise(plain)


def _decimal_text(token: pl.Expr, is_percent: pl.Expr, has_scale: pl.Expr) -> pl.Expr:
    """Turn one written number into `1234.56`; `?` where two readings are possible."""
    dots = r"^[1-9][0-9]{0,2}(\.[0-9]{3})+$"
    comma_once = r"^[1-9][0-9]{0,2},[0-9]{3}$"
    us = r"^[1-9][0-9]{0,2}((,[0-9]{3}){2,}(\.[0-9]+)?|(,[0-9]{3})+\.[0-9]+)$"
    dot_once = r"^[0-9]+\.[0-9]{3}$"
    neither = r"^(0[0-9]+|[0-9]{4,}),[0-9]{3}$"
    both = r"^[0-9]{1,3}((\.[0-9]{3})+,|(,[0-9]{3})+\.)[0-9]{3}$"  # 12.500,000
    simple = r"^[0-9]+[.,][0-9]+$"
    decimal = token.str.replace(",", ".", literal=True)
    return (
        pl.when(token.str.len_chars() > 20)  # more than any sum of money of a unit, and no overflow
        .then(None)
        .when(token.is_in(["000"]))  # what a comma cuts off from 1,250,000
        .then(pl.lit("?"))
        .when(token.str.contains(r"^[0-9]+$"))
        .then(token)
        .when(is_percent & token.str.contains(simple))
        .then(decimal)
        .when(has_scale & token.str.contains(f"{dot_once}|{comma_once}"))
        .then(pl.lit("?"))
        .when(token.str.contains(both))
        .then(pl.lit("?"))
        .when(token.str.contains(dots))
        .then(token.str.replace_all(".", "", literal=True))
        .when(token.str.contains(r"^[1-9][0-9]{0,2}(\.[0-9]{3})+,[0-9]+$"))
        .then(token.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True))
        .when(token.str.contains(comma_once))
        .then(pl.lit("?"))
        .when(token.str.contains(us))
        .then(token.str.replace_all(",", "", literal=True))
        .when(token.str.contains(f"{dot_once}|{neither}"))
        .then(pl.lit("?"))
        .when(token.str.contains(simple))
        .then(decimal)
    )


def thousands_meant(text: pl.Expr) -> pl.Expr:
    """What `5.4`, `05.400` or `1000.000` would be if its point parted thousands; else null."""
    parts = text.str.extract_groups(
        r"^[^0-9]*(?:(?P<a>[0-9]{1,3})[.,](?P<b>[0-9]{1,3})|(?P<c>[0-9]{4,6})[.,](?P<d>[0-9]{3}))"
        r"(?:[^0-9.,].*)?$"
    ).struct
    whole, rest = (pl.coalesce(*(parts.field(name) for name in names)) for names in ("ac", "bd"))
    digits = (whole + rest.str.pad_end(3, "0")).str.strip_chars_start("0")
    grouped = digits.str.replace(r"([0-9]{3})$", ".$1")
    return grouped.str.replace(r"([0-9])([0-9]{3}\.)", "$1.$2").str.strip_chars_start(".")
