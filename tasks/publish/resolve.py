"""Whose word counts: a run's reports against the versions the warehouse holds under the lock."""

import json
from datetime import datetime
from typing import Any, NamedTuple

import polars as pl
import psycopg

from schemas.errors import TransientError
from tasks.publish.candidates import files_to_judge_again
from tasks.publish.copy import copy_frame
from tasks.publish.night import Night, report_lines
from tasks.publish.scope import Scope
from tasks.publish.submissions import Past, read_past, restrict
from tasks.publish.versions import KEY, KNOWN, resolve_versions

_FILE = ["sha256", "sender"]


class Resolved(NamedTuple):
    """A run's reports with their fates.

    Attributes:
        night: The run, less what a backfill leaves alone.
        versions: Its accepted reports as `resolve_versions` gives them, new versions with `id`.
        withdrawn: Current versions that nothing supports any more: `id`, key, `version`.
    """

    night: Night
    versions: pl.DataFrame
    withdrawn: pl.DataFrame


def resolve_reports(connection: psycopg.Connection, night: Night, scope: Scope | None) -> Resolved:
    """Decide the fate of every report, against the versions the warehouse holds now."""
    reports = report_lines(night)
    past = read_past(connection, night)
    reports = _mark_known(reports, past)
    if scope is not None:
        _refuse_stale(connection, night, scope)
        night, reports = restrict(night, reports, past, scope)
    again = _files_read_again(night, past) if scope else []
    known = _known_versions(connection, reports, scope, again)
    versions = _number_versions(connection, resolve_versions(reports, known))
    withdrawn = _withdrawn(connection, versions, scope, again)
    return Resolved(night, versions, withdrawn)


def _refuse_stale(connection: psycopg.Connection, night: Night, scope: Scope) -> None:
    """Make sure that what was read is still all there is to read, now that nobody else publishes.

    Raises:
        TransientError: Another run has published a file of this scope meanwhile.
    """
    lines = night.submissions.select(*_FILE, "receipts").iter_rows()
    read = {(sha256, sender): receipts for sha256, sender, receipts in lines}
    left = {(file.sha256, file.sender) for file in night.left}  # what they said before stands
    for sha256, sender, *_, receipts in files_to_judge_again(connection, scope):
        if (sha256, sender) in left:
            continue
        if (sha256, sender) not in read or _instants(json.loads(read[sha256, sender])) != (
            _instants(receipts)
        ):
            raise TransientError(f"{sender} was published by another run meanwhile: try again")


def _instants(receipts: list[list[Any]]) -> list[tuple[str, datetime, datetime, bool]]:
    instant = datetime.fromisoformat
    return sorted((name, instant(own), instant(seen), kind) for name, own, seen, kind in receipts)


def _mark_known(reports: pl.DataFrame, past: Past) -> pl.DataFrame:
    key = ["sha256", "sender", *KEY]
    known = past.reports.with_columns(was_known=pl.lit(value=True))
    marked = reports.join(known, on=key, how="left", maintain_order="left")
    return marked.with_columns(pl.col("was_known").fill_null(value=False))


def _files_read_again(night: Night, past: Past) -> list[str]:
    files = night.submissions.join(past.files, on=["sha256", "sender"], how="semi")
    return files["sha256"].unique().to_list()


def _known_versions(
    connection: psycopg.Connection, reports: pl.DataFrame, scope: Scope | None, again: list[str]
) -> pl.DataFrame:
    connection.execute(
        "CREATE TEMP TABLE kunci (upt_id text, dataset text, bulan date) ON COMMIT DROP"
    )
    copy_frame(connection, "kunci", reports.select(KEY).unique())
    inside, values = _inside(scope)
    lines = connection.execute(
        "SELECT upt_id, dataset, bulan, id, version, is_current, content_hash, "
        "CASE WHEN is_current THEN place_tanggal ELSE tanggal_laporan END, "
        "CASE WHEN is_current THEN place_received_at ELSE received_at END, "
        "CASE WHEN is_current THEN place_sha256 ELSE sha256 END, sender, "
        f"is_current AND place_sha256 = ANY(%s) AND {inside} "
        "FROM ops.report r JOIN kunci USING (upt_id, dataset, bulan)",
        [again, *values],
    ).fetchall()
    return pl.DataFrame(lines, KNOWN, orient="row")


def _inside(scope: Scope | None) -> tuple[str, list[object]]:
    """SQL over the joined keys: whether a version lies in the scope."""
    if scope is None:
        return "false", []
    condition, values = scope.condition("kunci")
    return f"({condition})", values


def _withdrawn(
    connection: psycopg.Connection, versions: pl.DataFrame, scope: Scope | None, again: list[str]
) -> pl.DataFrame:
    """Current versions whose files were read again and say nothing about their month now."""
    lines = []
    if scope is not None:
        condition, values = scope.condition("r")
        lines = connection.execute(
            "SELECT id, upt_id, dataset, bulan, version FROM ops.report r WHERE is_current "
            f"AND place_sha256 = ANY(%s) AND {condition} AND NOT EXISTS (SELECT FROM kunci k "
            "WHERE (k.upt_id, k.dataset, k.bulan) = (r.upt_id, r.dataset, r.bulan))",
            [again, *values],
        ).fetchall()
    columns = ("id", *KEY, "version")
    return pl.DataFrame(lines, {name: KNOWN[name] for name in columns}, orient="row")


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
