"""Judge the rules between reports again, over everything a run has touched."""

import json

import polars as pl
import psycopg

from expectations.lintas import CROSS_RULES
from expectations.rules import CrossRule, Scope
from expectations.runner import find_violations
from schemas.addresses import column_letters
from schemas.contracts import DATASETS
from tasks.publish.copy import copy_frame

_TOUCHED = {
    Scope.MONTH: "(upt_id, bulan) IN (SELECT upt_id, bulan FROM tersentuh)",
    Scope.UNIT: "upt_id IN (SELECT upt_id FROM tersentuh)",
    Scope.YEAR: "(upt_id, bulan) IN (SELECT upt_id, (bulan + n * interval '1 month')::date "
    "FROM tersentuh, generate_series(0, 12) AS n)",
    Scope.NATION: "true",
}


def refresh_cross_warnings(connection: psycopg.Connection) -> None:
    """Replace the warnings between reports for the pairs in the temporary table `tersentuh`.

    Within the publishing transaction: what is committed is always judged as it stands.
    """
    for cross in CROSS_RULES:
        where = _TOUCHED[cross.scope]
        connection.execute(
            f"DELETE FROM ops.warning WHERE lintas AND kode = %s AND {where}",
            (cross.rule.code,),
        )
        rows = _compared(connection, cross, where)
        found = find_violations(rows, cross.suite)
        if not found.is_empty():
            copy_frame(connection, "ops.warning", _lines(connection, cross, rows, found))


def _compared(connection: psycopg.Connection, cross: CrossRule, where: str) -> pl.DataFrame:
    cursor = connection.execute(f"SELECT * FROM ({cross.query}) AS q WHERE {where}")
    names = [column.name for column in cursor.description or ()]
    rows = pl.DataFrame(cursor.fetchall(), names, orient="row", infer_schema_length=None)
    if rows.is_empty():
        return rows
    if cross.derive:
        rows = cross.derive(rows)
    if cross.dataset:
        rows = rows.with_columns(dataset=pl.lit(cross.dataset), kolom=pl.lit(cross.rule.columns[0]))
    compared = [pl.col(name).cast(pl.Float64) for name in ("kiri", "kanan")]
    return rows.with_columns(*compared, pl.col("baris").cast(pl.Int64)).with_row_index("row")


def _lines(
    connection: psycopg.Connection, cross: CrossRule, rows: pl.DataFrame, found: pl.DataFrame
) -> pl.DataFrame:
    """Lines of `ops.warning`: where the row stands, what was compared."""
    failing = rows.join(found.select("row"), on="row", how="semi")
    reports = pl.DataFrame(
        connection.execute(
            "SELECT id, sha256, berkas, lembar, kolom::text FROM ops.report WHERE id = ANY(%s)",
            (failing["report_id"].unique().to_list(),),
        ).fetchall(),
        ["report_id", "sha256", "berkas", "lembar", "tempat"],
        orient="row",
    )
    lines = failing.join(reports, on="report_id", how="inner", maintain_order="left").rechunk()
    lines = lines.with_columns(
        pl.Series("sel", [_address(*at) for at in lines.select(_PLACE).iter_rows()], pl.String),
        pl.Series("judul", [_header(*of) for of in lines.select("dataset", "kolom").iter_rows()]),
    )
    compared = pl.when(pl.col("kanan").is_not_null()).then(
        pl.format(" ({} dibanding {})", _plain("kiri"), _plain("kanan"))
    )
    sentence = pl.concat_str(
        pl.format("{}: {}", "judul", pl.lit(cross.rule.message)),
        compared,
        pl.lit("."),
        ignore_nulls=True,
    )
    return lines.select(
        "report_id",
        "sha256",
        "upt_id",
        "bulan",
        "berkas",
        "lembar",
        "baris",
        "dataset",
        "sel",
        kode=pl.lit(cross.rule.code),
        alasan=sentence,
        lintas=pl.lit(value=True),
    )


_PLACE = ("tempat", "kolom", "baris")


def _address(places: str, column: str, row: int | None) -> str:
    """Cell of a column in a row; empty where a whole report is meant or the sheet lacks it."""
    at = json.loads(places).get(column)
    return f"{column_letters(at)}{row}" if at is not None and row is not None else ""


def _header(dataset: str, column: str) -> str:
    return DATASETS[dataset].columns[column].header


def _plain(column: str) -> pl.Expr:
    """A number without a needless `.0`."""
    return pl.col(column).round(2).cast(pl.String).str.replace(r"\.0$", "")
