"""Tables in thousands or millions: `(dalam ribuan rupiah)` holds for a column of the report."""

import json

import polars as pl

from schemas.contracts import NUMERIC, Contract


def attach_scales(rows: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Add `<column>_skala`, the factor of a cell's column, for columns that some report scales.

    Args:
        rows: Rows with `skala`, their report's factors by column as JSON, or null.
        contract: The dataset.
    """
    told = rows.get_column("skala").unique().drop_nulls()
    factors = {text: json.loads(text) for text in told}
    for column in contract.of(*NUMERIC):
        of_column = {
            text: by_name[column.name]
            for text, by_name in factors.items()
            if by_name.get(column.name, 1) != 1
        }
        if of_column:
            factor = pl.col("skala").replace_strict(of_column, default=None, return_dtype=pl.Int64)
            rows = rows.with_columns(factor.alias(f"{column.name}_skala"))
    return rows
