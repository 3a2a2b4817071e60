"""Cells that hold no value of anybody's.

Errors of a spreadsheet, formulas nobody computed, and texts that a program took for a date, a time
or a figure: the contract 12/2025 is December then, and of 18 digits it keeps 15.
"""

import polars as pl

from schemas.cells import CellKind
from schemas.contracts import Contract, Kind, Reported
from schemas.wording import INVISIBLE

_GAP = rf"[\s{INVISIBLE}]*"  # marks that come along when copying from a chat
_LOOKS_BROKEN = rf"^{_GAP}(?:[#=]|[+@-]\s*\$?[A-Z]|(?i:err):|(?i:of|oooc|msoxl):)"
_ERROR = (
    rf"(?i)^{_GAP}(?:#(?:ref!?|div/0!?|n/?a|value!?|name\??|num!?|null!?|error!?|spill!?|calc!?|"
    rf"getting_data|field!?|blocked!?|connect!?|unknown!?|busy!?)|err:[0-9]{{3}}){_GAP}$"
)
# after `=` a reference, a function, a figure, a text, a list or another sheet; after another sign
# only what cannot be words: `-A1*2`, `+SUM(C8:C9)`, not `- Rapat (internal)` and not `@kg`
_REFERENCE = r"\$?[A-Z]{1,3}\$?[0-9]{1,7}"
_FORMULA = (
    rf"^{_GAP}(?:(?i:of|oooc|msoxl):)?=\s*[-+(]*\s*(?:(?i:{_REFERENCE}|[a-z_][\w.]*\(|[a-z_]\w*!)"
    r"|[0-9.]|'|\"|\{|\[)"
    rf"|^{_GAP}[+@-]\s*(?:{_REFERENCE}\s*(?:$|[-+*/^&:;,)!])"
    r"|[A-Z][A-Z0-9.]+\([^a-z]*\)\s*(?:$|[-+*/]))"
)
_WORDED = frozenset({Kind.TEXT, Kind.COMPANY, Kind.PRODUCT})
# what is left of a long number: `4,50112E+11`; and more digits than a spreadsheet keeps
_SHORTENED = r"(?i)^\s*\d(?:[.,]\d+)?e\+?\d+\s*$"
_KEPT_DIGITS = 15


def mark_broken(rows: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Give cells that hold an error (E218), a formula (E219) or no text (E234) that problem only.

    Args:
        rows: Rows with each column as text, its `_value` and what is known of it.
        contract: The dataset; texts and optional columns are looked at like all others.
    """
    for column in contract.columns.values():
        name = column.name
        broken = rows.select(_code(column)).to_series()
        if broken.null_count() == len(broken):
            continue
        rows = rows.with_columns(broken.alias("_broken"))
        emptied = {name, *(column.bounds or ())}
        parts = [f"{end}_value" for end in emptied] + [f"{name}_{p}" for p in ("flag", "notice")]
        problem = f"{name}_problem"
        known = pl.col(problem) if problem in rows.columns else pl.lit(None, pl.String)
        rows = rows.with_columns(
            *(pl.when(pl.col("_broken").is_null()).then(p).alias(p) for p in parts if p in rows),
            pl.coalesce("_broken", known).alias(problem),
        ).drop("_broken")
    return rows


def _code(column: Reported) -> pl.Expr:
    text = pl.col(column.name)
    looks = text.str.contains(_LOOKS_BROKEN)
    code = (
        pl.when(looks & text.str.contains(_ERROR))
        .then(pl.lit("E218"))
        .when(looks & text.str.contains(_FORMULA))
        .then(pl.lit("E219"))
    )
    return code.when(_is_turned(column)).then(pl.lit("E234")) if column.kind in _WORDED else code


def _is_turned(column: Reported) -> pl.Expr:
    """Whether a program made a date, a time or a figure of a text; what names an item is none."""
    text, kind = pl.col(column.name), pl.col(f"{column.name}_kind")
    is_name = column.required or column.kind is Kind.PRODUCT
    digits = text.str.count_matches(r"\d") - text.str.ends_with(".0").cast(pl.UInt32)
    is_short = text.str.contains("e+", literal=True) | (digits > _KEPT_DIGITS)
    is_figure = (kind == CellKind.NUMBER) & (pl.lit(is_name) | is_short)
    return (
        is_figure
        | ((text != "") & kind.is_in([CellKind.DATE, CellKind.OTHER]))
        | (text.str.contains(_SHORTENED))
    )
