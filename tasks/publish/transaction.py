"""The one transaction that makes a night's figures true."""

import json
from datetime import datetime
from typing import Any

import polars as pl
import psycopg
from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from schemas.contracts import DATASETS
from schemas.warehouse.connect import connect
from schemas.warehouse.mart import rebuild_aggregate
from tasks.publish.copy import copy_frame
from tasks.publish.cross import refresh_cross_warnings
from tasks.publish.night import (
    Night,
    Outcome,
    refuse_empty,
    rejected_lines,
    report_lines,
    submission_lines,
    warning_lines,
)
from tasks.publish.versions import KNOWN, Fate, resolve_versions

PUBLISH_LOCK = 627_034  # advisory lock: one run publishes at a time; released with the transaction


def publish(night: Night, url: str) -> Outcome:
    """Publish a night: all of it or none of it.

    Repeating it with the same submissions changes nothing but places in the order of versions.
    """
    with connect(url) as connection:  # commits at the end, rolls back on any error
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (PUBLISH_LOCK,))
        at = _instant(connection)
        night, reports = refuse_empty(night, report_lines(night))
        versions = resolve_versions(reports, _known_versions(connection, reports))
        versions = _number_versions(connection, versions)
        _write_submissions(connection, night, submission_lines(night, versions))
        copy_frame(connection, "ops.rejected_report", rejected_lines(night))
        _supersede(connection, at, versions)
        _write_reports(connection, night, at, versions)
        _write_rows(connection, night, versions)
        copy_frame(connection, "ops.warning", warning_lines(night, versions))
        _rebuild_marts(connection, versions)
        outcome = _outcome(night, versions)
        _write_run(connection, night, at, outcome)
    return outcome


def _instant(connection: psycopg.Connection) -> datetime:
    """The instant this run's figures count from: later than every earlier run's, clock or not."""
    row = connection.execute(
        "SELECT greatest(clock_timestamp(), max(published_at) + interval '1 microsecond') "
        "FROM ops.run"
    ).fetchone()
    assert row is not None  # noqa: S101 (an aggregate always has a row)
    instant: datetime = row[0]
    return instant


def _known_versions(connection: psycopg.Connection, reports: pl.DataFrame) -> pl.DataFrame:
    connection.execute(
        "CREATE TEMP TABLE kunci (upt_id text, dataset text, bulan date) ON COMMIT DROP"
    )
    copy_frame(connection, "kunci", reports.select("upt_id", "dataset", "bulan").unique())
    lines = connection.execute(
        "SELECT upt_id, dataset, bulan, id, version, is_current, content_hash, "
        "CASE WHEN is_current THEN place_tanggal ELSE tanggal_laporan END, "
        "CASE WHEN is_current THEN place_received_at ELSE received_at END, "
        "CASE WHEN is_current THEN place_sha256 ELSE sha256 END, sender "
        "FROM ops.report JOIN kunci USING (upt_id, dataset, bulan)"
    ).fetchall()
    return pl.DataFrame(lines, KNOWN, orient="row")


def _number_versions(connection: psycopg.Connection, versions: pl.DataFrame) -> pl.DataFrame:
    """Give every new version an id from the sequence."""
    new = versions["version"].is_not_null()
    ids = connection.execute(
        "SELECT nextval('ops.report_id_seq') FROM generate_series(1, %s)", (int(new.sum()),)
    ).fetchall()
    numbers = pl.DataFrame(
        {"report_no": versions.filter(new)["report_no"], "id": [number for (number,) in ids]},
        {"report_no": pl.Int64, "id": pl.Int64},
    )
    return versions.join(numbers, on="report_no", how="left", maintain_order="left")


def _write_submissions(connection: psycopg.Connection, night: Night, files: pl.DataFrame) -> None:
    """Insert or renew submissions; the same content again does not turn `published` around."""
    connection.execute("CREATE TEMP TABLE kiriman (LIKE ops.submission) ON COMMIT DROP")
    copy_frame(connection, "kiriman", files)
    connection.execute(
        "DELETE FROM ops.rejected_report r USING kiriman k "
        "WHERE (r.sha256, r.sender) = (k.sha256, k.sender)"
    )
    connection.execute(
        "INSERT INTO ops.submission AS s SELECT * FROM kiriman "
        "ON CONFLICT (sha256, sender) DO UPDATE SET name = excluded.name, "
        "received_at = greatest(s.received_at, excluded.received_at), "
        "state = CASE WHEN excluded.state = 'duplicate' THEN s.state ELSE excluded.state END, "
        "kode = CASE WHEN excluded.state = 'duplicate' THEN s.kode ELSE excluded.kode END, "
        "alasan = CASE WHEN excluded.state = 'duplicate' THEN s.alasan ELSE excluded.alasan END"
    )


def _supersede(connection: psycopg.Connection, at: datetime, versions: pl.DataFrame) -> None:
    replaced = versions["supersedes"].drop_nulls().to_list()
    connection.execute(
        "UPDATE ops.report SET is_current = false, superseded_at = %s WHERE id = ANY(%s)",
        (at, replaced),
    )
    renewed = versions.filter(pl.col("renews").is_not_null())
    connection.cursor().executemany(
        "UPDATE ops.report SET place_tanggal = %s, place_received_at = %s, place_sha256 = %s "
        "WHERE id = %s",
        renewed.select("tanggal_laporan", "received_at", "sha256", "renews").rows(),
    )


def _write_reports(
    connection: psycopg.Connection, night: Night, at: datetime, versions: pl.DataFrame
) -> None:
    is_current = pl.col("fate") == Fate.CURRENT.value
    new = versions.filter(pl.col("id").is_not_null())
    lines = new.select(
        "id",
        "upt_id",
        "dataset",
        "bulan",
        "version",
        "is_nil",
        "tanggal_laporan",
        "received_at",
        "sha256",
        "sender",
        "berkas",
        "lembar",
        "kolom",
        "status",
        "content_hash",
        "rows_read",
        "rows_published",
        "rows_quarantined",
        "rows_total",
        "rows_blank",
        is_current=is_current,
        current_from=pl.when(is_current).then(pl.lit(at)),
        place_tanggal="tanggal_laporan",
        place_received_at="received_at",
        place_sha256="sha256",
        published_at=pl.lit(at),
        run_id=pl.lit(night.run_id),
    )
    copy_frame(connection, "ops.report", lines)


def _write_rows(connection: psycopg.Connection, night: Night, versions: pl.DataFrame) -> None:
    of_report = versions.filter(pl.col("id").is_not_null()).select(
        "report_no", "upt_id", "bulan", "berkas", "lembar", report_id="id"
    )
    for verdict in night.rows:
        facts = verdict.accepted.join(of_report, on="report_no", how="inner", maintain_order="left")
        values = list(DATASETS[verdict.dataset].value_schema)
        keys = ["report_id", "baris", "bulan", "perkiraan", "peringatan", "tertulis"]
        reporter = pl.col("upt_id_right" if "upt_id" in values else "upt_id").alias("pelapor_id")
        copy_frame(connection, f"fact.{verdict.dataset}", facts.select(*keys, *values, reporter))
        held = verdict.quarantined.join(
            of_report, on="report_no", how="inner", maintain_order="left"
        )
        copy_frame(
            connection,
            "ops.quarantined_row",
            held.drop("report_no").with_columns(dataset=pl.lit(verdict.dataset)),
        )


def _rebuild_marts(connection: psycopg.Connection, versions: pl.DataFrame) -> None:
    """Rebuild the aggregate of the touched (unit, month) pairs, then the rules between reports."""
    touched = (
        versions.filter(pl.col("fate") == Fate.CURRENT.value).select("upt_id", "bulan").unique()
    )
    connection.execute("CREATE TEMP TABLE tersentuh (upt_id text, bulan date) ON COMMIT DROP")
    copy_frame(connection, "tersentuh", touched)
    connection.execute("ANALYZE tersentuh")
    connection.execute(
        "DELETE FROM mart.agregat_upt a USING tersentuh t "
        "WHERE (a.upt_id, a.bulan) = (t.upt_id, t.bulan)"
    )
    connection.execute(rebuild_aggregate("tersentuh"))
    if not touched.is_empty():
        refresh_cross_warnings(connection)


def _outcome(night: Night, versions: pl.DataFrame) -> Outcome:
    new = versions.filter(pl.col("id").is_not_null())
    states = submission_lines(night, versions)["state"]
    return Outcome(
        files=night.submissions.height,
        files_rejected=int((states == "rejected").sum()),
        files_known=night.known,
        reports=versions.height + night.reports.rejected.height,
        reports_unchanged=versions.height - new.height,
        versions=new.height,
        rows_published=int(new["rows_published"].sum()),
        rows_quarantined=int(new["rows_quarantined"].sum()),
    )


def _write_run(
    connection: psycopg.Connection, night: Night, at: datetime, outcome: Outcome
) -> None:
    counts: dict[str, Any] = outcome._asdict()
    connection.execute(
        "INSERT INTO ops.run (run_id, started_at, published_at, message, counts) "
        "VALUES (%s, %s, %s, %s, %s) ON CONFLICT (run_id) DO UPDATE SET "
        "published_at = excluded.published_at, message = excluded.message, "
        "counts = excluded.counts",
        (night.run_id, night.started_at, at, outcome.message, json.dumps(counts)),
    )


@task(name="publish", task_run_name="publish", cache_policy=NO_CACHE)
def publish_task(night: Night, url: str) -> Outcome:
    """Publish the night in one transaction."""
    outcome = publish(night, url)
    counts = (outcome.message, outcome.versions, outcome.rows_published)
    get_run_logger().info("%s; versions=%d rows=%d", *counts)
    return outcome
