"""Gather what reading found wrong: per row and reason code, the columns concerned."""

import polars as pl

from schemas.contracts import NUMERIC, Contract

SHIFTED = '"(kolom '  # an untitled column in `_lain`; in a CSV it means a shifted row


def gather_codes(rows: pl.DataFrame, contract: Contract) -> tuple[pl.DataFrame, list[str]]:
    """Turn `<column>_problem` and `<column>_flag` into one column per code.

    Args:
        rows: Rows with index `row`, `<column>_problem`, `<column>_flag`, `<column>_approx`.
        contract: The dataset.

    Returns:
        The rows with `perkiraan` and, per code found, a column of that name that lists the
        columns concerned, comma-separated (null = none); and the codes found.
    """
    found = []
    for name in contract.columns:
        for part in ("problem", "flag"):
            if f"{name}_{part}" in rows.columns:
                lines = rows.select("row", kode=f"{name}_{part}", kolom=pl.lit(name))
                found.append(lines.drop_nulls("kode"))
    shifted = rows.filter(pl.col("is_csv") & pl.col("_lain").str.contains(SHIFTED, literal=True))
    found.append(shifted.select("row", kode=pl.lit("E213"), kolom=pl.lit("")))
    long = pl.concat(found).group_by("row", "kode").agg(pl.col("kolom").str.join(","))
    codes = long.get_column("kode").unique().sort().to_list()
    wide = long.pivot("kode", index="row", values="kolom")
    rows = rows.join(wide, on="row", how="left", maintain_order="left")
    approximate = [pl.when(f"{c.name}_approx").then(pl.lit(c.name)) for c in contract.of(*NUMERIC)]
    listed = (
        pl.concat_list(approximate).list.drop_nulls()
        if approximate
        else pl.lit([], pl.List(pl.String))
    )
    return rows.with_columns(perkiraan=listed), codes
