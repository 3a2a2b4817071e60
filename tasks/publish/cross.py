"""Judge the rules between reports again, over everything a run has touched."""

import polars as pl
import psycopg

from expectations.lintas import CROSS_RULES, CrossRule, Scope
from expectations.runner import find_violations
from schemas.contracts import DATASETS
from tasks.publish.copy import copy_frame
from tasks.read.layout import column_letters

_TOUCHED = {
    Scope.MONTH: "(upt_id, bulan) IN (SELECT upt_id, bulan FROM tersentuh)",
    Scope.UNIT: "upt_id IN (SELECT upt_id FROM tersentuh)",
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
    compared = [pl.col(name).cast(pl.Float64) for name in ("kiri", "kanan")]
    return rows.with_columns(compared).with_row_index("row")


def _lines(
    connection: psycopg.Connection, cross: CrossRule, rows: pl.DataFrame, found: pl.DataFrame
) -> pl.DataFrame:
    """Lines of `ops.warning`: where the row stands, what was compared."""
    failing = rows.join(found.select("row"), on="row", how="semi")
    reports = pl.DataFrame(
        connection.execute(
            "SELECT id, sha256, berkas, lembar, kolom ->> %s FROM ops.report WHERE id = ANY(%s)",
            (cross.rule.columns[0], failing["report_id"].unique().to_list()),
        ).fetchall(),
        ["report_id", "sha256", "berkas", "lembar", "huruf"],
        orient="row",
    )
    letters = [column_letters(int(at)) if at is not None else "" for at in reports["huruf"]]
    reports = reports.with_columns(huruf=pl.Series(letters, dtype=pl.String))
    lines = failing.join(reports, on="report_id", how="inner", maintain_order="left").rechunk()
    header = DATASETS[cross.dataset].columns[cross.rule.columns[0]].header
    compared = pl.when(pl.col("kanan").is_not_null()).then(
        pl.format(" ({} dibanding {})", _plain("kiri"), _plain("kanan"))
    )
    sentence = pl.concat_str(
        pl.lit(f"{header}: {cross.rule.message}"), compared, pl.lit("."), ignore_nulls=True
    )
    return lines.select(
        "report_id",
        "sha256",
        "upt_id",
        "bulan",
        "berkas",
        "lembar",
        "baris",
        dataset=pl.lit(cross.dataset),
        sel=pl.when(pl.col("huruf") != "")
        .then(pl.concat_str("huruf", "baris"))
        .otherwise(pl.lit("")),
        kode=pl.lit(cross.rule.code),
        alasan=sentence,
        lintas=pl.lit(value=True),
    )


def _plain(column: str) -> pl.Expr:
    """A number without a needless `.0`."""
    return pl.col(column).round(2).cast(pl.String).str.replace(r"\.0$", "")
