"""Judge the rules between reports again, wherever what a run changed reaches.

Cost follows that, not the history: it is paid while nobody else can publish. A remark that stands
as it stood is left alone: most of what a run reaches it does not change.
"""

import json
from collections import defaultdict
from pathlib import Path

import polars as pl
import psycopg

from expectations import kebiasaan, lintas
from expectations import rules as rule_forms
from expectations.rules import CrossRule, Scope
from expectations.runner import find_violations
from schemas.addresses import column_letters
from schemas.contracts import DATASETS
from schemas.sentences import PARTS, say_comparison
from schemas.warehouse.definitions import (
    FIGURES,
    REMARKS,
    keep_stamps,
    kept_stamps,
    stamp_of,
    stamps,
)
from tasks.publish.copy import copy_frame

# rows to judge again, given the reports that came or went
_REACHED = {
    Scope.MONTH: "(upt_id, bulan) IN (SELECT upt_id, bulan FROM {berubah})",
    Scope.UNIT: "upt_id IN (SELECT upt_id FROM {berubah})",
    Scope.CALENDAR_YEAR: "(upt_id, date_trunc('year', bulan)) IN "
    "(SELECT upt_id, date_trunc('year', bulan) FROM {berubah})",
    Scope.YEAR: "(upt_id, bulan) IN (SELECT upt_id, (bulan + n * interval '1 month')::date "
    "FROM generate_series(0, 12) AS n, {berubah})",
}
_TYPES = {  # of the columns that are no text
    "id": pl.Int64,
    "report_id": pl.Int64,
    "baris": pl.Int64,
    "bulan": pl.Date,
    "kiri": pl.Float64,
    "kanan": pl.Float64,
    "least": pl.Float64,
}


def refresh_cross_warnings(connection: psycopg.Connection) -> None:
    """Replace the warnings between reports wherever one that came or went reaches.

    Those are the reports in the temporary tables `sebab_laporan`, `digantikan` and `terlambat`;
    where the rules themselves are others than when they were last judged, every current report.
    Within the publishing transaction: what is committed is always judged as it stands.
    """
    stamp = _rules_stamp()
    is_other = kept_stamps(connection).get(REMARKS) != stamp
    connection.execute(
        "CREATE TEMP TABLE berubah ON COMMIT DROP AS SELECT id, upt_id, dataset, bulan "
        f"FROM ops.report WHERE {'is_current OR' if is_other else ''} id IN "
        "(SELECT report_id FROM sebab_laporan UNION SELECT lama FROM digantikan "
        "UNION SELECT report_id FROM terlambat)"
    )
    if is_other:
        connection.execute("DELETE FROM ops.warning WHERE lintas")
        keep_stamps(connection, {REMARKS: stamp})
    connection.execute("ANALYZE berubah")
    changed = {d for (d,) in connection.execute("SELECT DISTINCT dataset FROM berubah")}
    for (scope, datasets), rules in _alike().items():
        if changed.isdisjoint(datasets):
            continue
        if scope is Scope.NUMBER:
            _judge_numbers(connection, rules, datasets)
        else:
            _judge_reached(connection, rules, scope, datasets)


def _rules_stamp() -> str:
    """Stamp of the rules between reports, and of the figures they look at."""
    sources = [
        Path(str(module.__file__)).read_bytes() for module in (kebiasaan, lintas, rule_forms)
    ]
    return stamp_of(sources, stamps()[FIGURES])


def _alike() -> dict[tuple[Scope, tuple[str, ...]], list[CrossRule]]:
    """The rules by what a change reaches and which datasets they compare."""
    alike: dict[tuple[Scope, tuple[str, ...]], list[CrossRule]] = defaultdict(list)
    for cross in lintas.CROSS_RULES:
        alike[cross.scope, cross.compares or tuple(DATASETS)].append(cross)
    return alike


def _judge_reached(
    connection: psycopg.Connection,
    rules: list[CrossRule],
    scope: Scope,
    datasets: tuple[str, ...],
) -> None:
    """Judge by some rules whatever current reports the changed ones of these datasets reach."""
    own = _one_of(datasets)
    reached = _REACHED[scope].format(berubah=f"berubah WHERE {own}")
    codes = [cross.rule.code for cross in rules]
    reports = f"laporan_{codes[0].lower()}"
    connection.execute(
        f"CREATE TEMP TABLE {reports} ON COMMIT DROP AS SELECT id, upt_id, dataset, bulan "
        f"FROM ops.report WHERE is_current AND {own} AND {reached}"
    )
    connection.execute(f"ANALYZE {reports}")
    for cross in rules:
        rows = _compared(connection, cross, reports)
        _remark(connection, cross, rows, reached)


def _judge_numbers(
    connection: psycopg.Connection, rules: list[CrossRule], datasets: tuple[str, ...]
) -> None:
    """Judge wherever a number stands that changed reports hold, or held."""
    own = _one_of(datasets)
    for cross in rules:
        code = cross.rule.code.lower()
        query = cross.query.format(laporan=f"(SELECT * FROM berubah WHERE {own})")
        connection.execute(f"CREATE TEMP TABLE nomor_{code} ON COMMIT DROP AS {query}")
        connection.execute(f"ANALYZE nomor_{code}")
        held = (
            f"(report_id IN (SELECT id FROM berubah) OR EXISTS (SELECT FROM nomor_{code} n "
            "WHERE (n.report_id, n.baris) = (w.report_id, w.baris)))"
        )
        rows = _prepared(cross, _fetch(connection, f"SELECT * FROM nomor_{code}"))
        _remark(connection, cross, rows, held)


def _one_of(datasets: tuple[str, ...]) -> str:
    names = ", ".join(f"'{name}'" for name in datasets)
    return f"dataset IN ({names})"


# what tells two remarks of one rule apart; all else follows from these
_SAME = ["report_id", "baris", "dataset", "kolom", "tertulis", "diharapkan"]


def _remark(
    connection: psycopg.Connection, cross: CrossRule, rows: pl.DataFrame, reached: str
) -> None:
    """Let the remarks of a rule that are `reached` be those its rows call for, and no others."""
    failing = _failing(cross, rows)
    standing = _fetch(
        connection,
        "SELECT id, report_id, baris, dataset, kolom[1] AS kolom, tertulis, diharapkan "
        f"FROM ops.warning w WHERE lintas AND kode = '{cross.rule.code}' AND {reached}",
    )
    gone = standing.join(failing, on=_SAME, how="anti", nulls_equal=True)
    if not gone.is_empty():
        connection.execute("DELETE FROM ops.warning WHERE id = ANY(%s)", (gone["id"].to_list(),))
    new = failing.join(standing, on=_SAME, how="anti", nulls_equal=True)
    if not new.is_empty():
        copy_frame(connection, "ops.warning", _lines(connection, cross, new))


def _failing(cross: CrossRule, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows a rule remarks on, with what was compared."""
    if rows.is_empty():
        return pl.DataFrame(schema={name: _TYPES.get(name, pl.String) for name in _SAME})
    found = find_violations(rows, cross.suite)
    return rows.join(found.select("row"), on="row", how="semi").with_columns(
        tertulis=pl.when(pl.col("kanan").is_not_null()).then(_plain("kiri")).fill_null(""),
        diharapkan=_plain("kanan").fill_null(""),
    )


def _compared(connection: psycopg.Connection, cross: CrossRule, reports: str) -> pl.DataFrame:
    """What a rule compares in the reports of a table."""
    if cross.choose:
        chosen = cross.choose(_fetch(connection, cross.first.format(laporan=reports)))
        if chosen.is_empty():
            return chosen
        connection.execute(
            "CREATE TEMP TABLE dipilih (upt_id text, nama text, kiri float8) ON COMMIT DROP"
        )
        copy_frame(connection, "dipilih", chosen)
    return _prepared(cross, _fetch(connection, cross.query.format(laporan=reports)))


def _prepared(cross: CrossRule, rows: pl.DataFrame) -> pl.DataFrame:
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


def _lines(connection: psycopg.Connection, cross: CrossRule, failing: pl.DataFrame) -> pl.DataFrame:
    """Lines of `ops.warning`: where the row stands, what was compared."""
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
        pl.Series("sel", _addresses(lines), pl.List(pl.String)),
        pl.Series("judul", [_header(*of) for of in lines.select("dataset", "kolom").iter_rows()]),
        kolom=pl.concat_list("kolom"),
        kode=pl.lit(cross.rule.code),
        pesan=pl.lit(cross.rule.message),
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
        *PARTS,
        alasan=say_comparison(),
        lintas=pl.lit(value=True),
    )


def _addresses(lines: pl.DataFrame) -> list[list[str]]:
    """Cell of each line's column; none where a whole report is meant or the sheet lacks it."""
    places = {text: json.loads(text) for text in lines["tempat"].unique()}
    return [
        [f"{column_letters(places[text][column])}{row}"]
        if row is not None and column in places[text]
        else []
        for text, column, row in lines.select("tempat", "kolom", "baris").iter_rows()
    ]


def _header(dataset: str, column: str) -> str:
    return DATASETS[dataset].columns[column].header


def _plain(column: str) -> pl.Expr:
    """A number without a needless `.0`."""
    return pl.col(column).round(2).cast(pl.String).str.replace(r"\.0$", "")
