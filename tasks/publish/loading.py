"""Versions and their rows into the tables: one COPY each."""

from collections.abc import Iterator
from datetime import datetime

import polars as pl
import psycopg

from schemas.contracts import DATASETS
from tasks.publish.copy import copy_frame, copy_frames
from tasks.publish.night import Night
from tasks.publish.resolve import Resolved
from tasks.publish.versions import Fate
from tasks.read import CELL_COUNTS


def supersede(connection: psycopg.Connection, at: datetime, resolved: Resolved) -> None:
    """End the versions in `digantikan`; give those said again the place of the latest report."""
    connection.execute(
        "UPDATE ops.report r SET is_current = false, superseded_at = %s FROM digantikan d "
        "WHERE r.id = d.lama",
        (at,),
    )
    renewed = resolved.versions.filter(pl.col("renews").is_not_null())
    connection.execute(
        "CREATE TEMP TABLE diperbarui (tanggal date, diterima timestamptz, sha256 text, id bigint) "
        "ON COMMIT DROP"
    )
    copy_frame(
        connection,
        "diperbarui",
        renewed.select(
            tanggal="tanggal_laporan", diterima="received_at", sha256="sha256", id="renews"
        ),
    )
    connection.execute(
        "UPDATE ops.report r SET place_tanggal = d.tanggal, place_received_at = d.diterima, "
        "place_sha256 = d.sha256 FROM diperbarui d WHERE r.id = d.id"
    )


def write_reports(
    connection: psycopg.Connection, night: Night, at: datetime, versions: pl.DataFrame
) -> None:
    """COPY the new versions into `ops.report`."""
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
        "tabel",
        *CELL_COUNTS,
        is_current=is_current,
        current_from=pl.when(is_current).then(pl.lit(at)),
        place_tanggal="tanggal_laporan",
        place_received_at="received_at",
        place_sha256="sha256",
        published_at=pl.lit(at),
        run_id=pl.lit(night.run.run_id),
    )
    copy_frame(connection, "ops.report", lines)


def write_rows(
    connection: psycopg.Connection, night: Night, at: datetime, versions: pl.DataFrame
) -> None:
    """COPY the rows of new versions: published ones into `fact`, held ones into quarantine."""
    of_report = versions.filter(pl.col("id").is_not_null()).select(
        "report_no", "upt_id", "bulan", "berkas", "lembar", report_id="id"
    )
    copy_frames(connection, _rows_of(night, at, of_report))


def _rows_of(
    night: Night, at: datetime, of_report: pl.DataFrame
) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield each table with its lines."""
    held = []
    for verdict in night.rows:
        facts = verdict.accepted.join(of_report, on="report_no", how="inner", maintain_order="left")
        values = list(DATASETS[verdict.dataset].value_schema)
        keys = ["report_id", "baris", "bulan", "perkiraan", "peringatan", "tertulis"]
        reporter = pl.col("upt_id_right" if "upt_id" in values else "upt_id").alias("pelapor_id")
        yield f"fact.{verdict.dataset}", facts.select(*keys, *values, reporter)
        rows = verdict.quarantined.join(
            of_report, on="report_no", how="inner", maintain_order="left"
        )
        held.append(rows.with_columns(dataset=pl.lit(verdict.dataset)))
    if held:
        lines = pl.concat(held).drop("report_no").rechunk()
        lines = lines.with_columns(
            pl.col("temuan").list.eval(pl.element().struct.json_encode()),
            sejak=pl.lit(at),
            perubahan=pl.lit([], pl.List(pl.String)),
        )
        yield "ops.quarantined_row", lines
