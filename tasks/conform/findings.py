"""Gather what reading found wrong: per row and reason code, the columns concerned."""

import polars as pl

from schemas.contracts import NUMERIC, Contract

# an untitled column in `_lain`; in a CSV it means a shifted row. Not what a cell says: the quotes
# of a text within JSON have a backslash
SHIFTED = r'"\(kolom [A-Z]+\)": '


def gather_codes(rows: pl.DataFrame, contract: Contract) -> tuple[pl.DataFrame, list[str]]:
    """Turn what is known of cells and rows into one column per code.

    Args:
        rows: Rows with index `row`, `<column>_problem`, `_flag`, `_notice`, `_approx`, and
            `_temuan`, the reader's own findings (`CODE=column,column;CODE=`).
        contract: The dataset.

    Returns:
        The rows with `perkiraan` and, per code found, a column of that name that lists the
        columns concerned, comma-separated (null = none, empty = the row as a whole); and the
        codes found. What the reader found wrong with a cell is the only thing wrong with it.
    """
    found = []
    for name in contract.columns:
        for part in ("problem", "flag", "notice"):
            if f"{name}_{part}" in rows.columns:
                lines = rows.select("row", kode=f"{name}_{part}", kolom=pl.lit(name))
                found.append(lines.drop_nulls("kode"))
    shifted = rows.filter(pl.col("is_csv") & pl.col("_lain").str.contains(SHIFTED))
    reader = _findings_of_reader(rows)
    held = reader.filter(pl.col("kode").str.starts_with("E") & (pl.col("kolom") != ""))
    own = pl.concat(found).join(held, on=["row", "kolom"], how="anti")
    of_rows = shifted.select("row", kode=pl.lit("E213"), kolom=pl.lit(""))
    long = pl.concat([own, reader, of_rows]).unique(maintain_order=True)
    long = long.group_by("row", "kode").agg(pl.col("kolom").str.join(",").str.strip_chars(","))
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


def _findings_of_reader(rows: pl.DataFrame) -> pl.DataFrame:
    """`_temuan` as lines of `row, kode, kolom`; `kolom` is empty where the whole row is meant."""
    lines = rows.select("row", kode="_temuan").drop_nulls("kode")
    lines = lines.with_columns(pl.col("kode").str.split(";")).explode("kode")
    parts = pl.col("kode").str.split_exact("=", 1).struct
    lines = lines.filter(pl.col("kode") != "").select(
        "row", kode=parts.field("field_0"), kolom=parts.field("field_1").fill_null("")
    )
    return lines.with_columns(pl.col("kolom").str.split(",")).explode("kolom")
