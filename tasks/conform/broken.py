"""Cells that hold no value of anybody's: errors of a spreadsheet, formulas nobody computed."""

import polars as pl

from schemas.contracts import Contract
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


def mark_broken(rows: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Give cells that hold an error (E218) or a formula (E219) that problem and no other.

    Args:
        rows: Rows with each column as text, its `_value` and what is known of it.
        contract: The dataset; texts and optional columns are looked at like all others.
    """
    for column in contract.columns.values():
        name = column.name
        if not rows.get_column(name).str.contains(_LOOKS_BROKEN).any():
            continue
        code = (
            pl.when(pl.col(name).str.contains(_ERROR))
            .then(pl.lit("E218"))
            .when(pl.col(name).str.contains(_FORMULA))
            .then(pl.lit("E219"))
        )
        rows = rows.with_columns(code.alias("_broken"))
        emptied = {name, *(column.bounds or ())}
        parts = [f"{end}_value" for end in emptied] + [f"{name}_{p}" for p in ("flag", "notice")]
        problem = f"{name}_problem"
        known = pl.col(problem) if problem in rows.columns else pl.lit(None, pl.String)
        rows = rows.with_columns(
            *(pl.when(pl.col("_broken").is_null()).then(p).alias(p) for p in parts if p in rows),
            pl.coalesce("_broken", known).alias(problem),
        ).drop("_broken")
    return rows
