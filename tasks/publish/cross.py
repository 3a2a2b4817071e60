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
    Scope.CALENDAR_YEAR: "(upt_id, date_trunc('year', bulan)) IN "
    "(SELECT upt_id, date_trunc('year', bulan) FROM tersentuh)",
    Scope.YEAR: "(upt_id, bulan) IN (SELECT upt_id, (bulan + n * interval '1 month')::date "
    "FROM tersentuh, generate_series(0, 12) AS n)",
    Scope.NATION: "true",
}
_TYPES = {  # of the columns that are no text
    "report_id": pl.Int64,
    "baris": pl.Int64,
    "bulan": pl.Date,
    "kiri": pl.Float64,
    "kanan": pl.Float64,
    "least": pl.Float64,
}


def refresh_cross_warnings(connection: psycopg.Connection) -> None:
    """Replace the warnings between reports for the pairs in the temporary table `tersentuh`.

    Within the publishing transaction: what is committed is always judged as it stands.
    """
    for scope, touched in _TOUCHED.items():
        rules = [cross for cross in CROSS_RULES if cross.scope is scope]
        connection.execute(
            f"DELETE FROM ops.warning WHERE lintas AND kode = ANY(%s) AND {touched}",
            ([cross.rule.code for cross in rules],),
        )
        reports = f"laporan_{scope.name.lower()}"
        connection.execute(
            f"CREATE TEMP TABLE {reports} ON COMMIT DROP AS "
            f"SELECT id, upt_id, dataset, bulan FROM ops.report WHERE is_current AND {touched}"
        )
        connection.execute(f"ANALYZE {reports}")
        for cross in rules:
            rows = _compared(connection, cross, reports)
            found = find_violations(rows, cross.suite)
            if not found.is_empty():
                copy_frame(connection, "ops.warning", _lines(connection, cross, rows, found))


def _compared(connection: psycopg.Connection, cross: CrossRule, reports: str) -> pl.DataFrame:
    rows = _fetch(connection, cross.query.format(laporan=reports))
    if rows.is_empty():
        return rows
    if cross.derive:
        rows = cross.derive(rows)
    if cross.dataset:
        rows = rows.with_columns(dataset=pl.lit(cross.dataset), kolom=pl.lit(cross.rule.columns[0]))
    return rows.with_row_index("row")


def _fetch(connection: psycopg.Connection, query: str) -> pl.DataFrame:
    """What a query finds, column by column: a third of the time of row by row."""
    described = connection.execute(f"SELECT * FROM ({query}) AS q LIMIT 0").description or ()
    names = [column.name for column in described]
    arrays = ", ".join(f"array_agg({name})" for name in names)
    (columns,) = connection.execute(f"SELECT {arrays} FROM ({query}) AS q", binary=True)
    return pl.DataFrame(
        [
            pl.Series(name, values or [], _TYPES.get(name, pl.String))
            for name, values in zip(names, columns, strict=True)
        ]
    )


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
        pl.Series("sel", _addresses(lines), pl.String),
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


def _addresses(lines: pl.DataFrame) -> list[str]:
    """Cell of each line's column; empty where a whole report is meant or the sheet lacks it."""
    places = {text: json.loads(text) for text in lines["tempat"].unique()}
    return [
        f"{column_letters(places[text][column])}{row}"
        if row is not None and column in places[text]
        else ""
        for text, column, row in lines.select("tempat", "kolom", "baris").iter_rows()
    ]


def _header(dataset: str, column: str) -> str:
    return DATASETS[dataset].columns[column].header


def _plain(column: str) -> pl.Expr:
    """A number without a needless `.0`."""
    return pl.col(column).round(2).cast(pl.String).str.replace(r"\.0$", "")
