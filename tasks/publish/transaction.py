"""The one transaction that makes a run's figures true."""

import logging
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

import polars as pl
import psycopg
from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from schemas.calendar import day_of
from schemas.errors import AwayError, UnansweredError
from schemas.settings import Settings
from schemas.warehouse.connect import connect
from schemas.warehouse.definitions import check_definitions
from schemas.warehouse.kept_lines import keep_lines
from schemas.warehouse.ledger_counts import fill_counts
from schemas.warehouse.mart import rebuild_aggregate
from schemas.warehouse.outage import outlasting
from schemas.warehouse.publish_lock import lock_publishing
from tasks.culprits import MOST_LEFT_OUT
from tasks.publish.copy import copy_frame
from tasks.publish.cross import refresh_cross_warnings
from tasks.publish.gate import Gate, HeldError, Senders, check_gate
from tasks.publish.left_out import DATA_ERRORS, culprit_of, without
from tasks.publish.listed import remember_listed, write_left
from tasks.publish.loading import supersede, write_reports, write_rows
from tasks.publish.night import (
    Night,
    Outcome,
    count_of,
    rejected_lines,
    submission_lines,
    warning_lines,
)
from tasks.publish.open_rows import cleared_rows, close_quarantine
from tasks.publish.plans import check_plan, newest_instant
from tasks.publish.resolve import Resolved, resolve_reports
from tasks.publish.restatements import (
    changed_figures,
    compare_figures,
    remember_figures,
    write_restatements,
)
from tasks.publish.runs import Terms, hold_run, is_published, write_change, write_run
from tasks.publish.scope import Scope
from tasks.publish.submissions import (
    forget_earlier_reading,
    write_rejected,
    write_statements,
    write_submissions,
)
from tasks.publish.versions import KEY, Fate, name_holders

_log = logging.getLogger(__name__)

_LIST_LIMIT = 10_000  # lines of a list kept for people; the counts are whole


class Published(NamedTuple):
    """What a run changed, for people.

    Attributes:
        outcome: Its counts.
        versions: New and withdrawn versions: `upt_id, dataset, bulan, version, fate`.
        cleared: Quarantined rows that were closed and are not held again.
        figures: Changed figures of nation and Kanwil, before and after.
        held: Of a dry run: why the gate would hold the run; empty = it would not.
        since: Of a dry run: instant of the last run that had published by then.
    """

    outcome: Outcome
    versions: list[dict[str, Any]]
    cleared: list[dict[str, Any]]
    figures: list[dict[str, Any]]
    held: str = ""
    since: datetime | None = None

    @property
    def sentence(self) -> str:
        """The chunk of a backfill in one line."""
        found = self.outcome
        if not (self.versions or self.cleared):
            files = count_of(found.files - found.files_unplaced, "file")
            return f"unchanged ({files}, {count_of(found.reports, 'report')})"
        held = f"; the gate would hold it: {self.held}" if self.held else ""
        return found.told("would publish" if self.since else "published") + held

    @property
    def record(self) -> dict[str, Any]:
        """What is kept of a month of a backfill, by the columns of `ops.backfill_change`."""
        return {
            "sentence": self.sentence,
            "counts": self.outcome._asdict(),
            "versions": self.versions,
            "cleared": self.cleared,
            "figures": self.figures,
        }


def publish(night: Night, url: str, terms: Terms) -> Published:
    """Publish a run: all of it or none of it, but for a file whose data the warehouse refuses.

    Repeating it with the same submissions changes nothing but places in the order of versions.

    Raises:
        HeldError: The gate holds the run; nothing is published, and the ledger says so.
    """
    for _ in range(MOST_LEFT_OUT):
        try:
            return _publish_whole(night, url, terms)
        except DATA_ERRORS as error:
            culprit = None if terms.scope else culprit_of(night, partial(_fails, url, terms))
            if culprit is None:
                raise
            _log.exception("%s of %s cannot be published: left out", *culprit)
            night = without(night, culprit, str(error))
    return _publish_whole(night, url, terms)


@outlasting
def _fails(url: str, terms: Terms, night: Night) -> bool:
    """Whether the warehouse refuses a part of a run; nothing of it stays."""
    with connect(url) as connection:
        try:
            lock_publishing(connection)
            _publish(connection, night, terms._replace(dry_run=True, release=True))
        except DATA_ERRORS:
            return True
        finally:
            connection.rollback()
    return False


def _publish_whole(night: Night, url: str, terms: Terms) -> Published:
    """Publish in one transaction, or hold in another; either is done again if it is lost."""
    said: list[Published] = []
    try:
        return _commit(url, night, terms, said)
    except AwayError as error:
        if said and not terms.dry_run:
            raise UnansweredError(str(error)) from error
        raise
    except HeldError as held:
        if not terms.dry_run:
            _hold(url, night, terms, held)
        raise


@outlasting
def _commit(url: str, night: Night, terms: Terms, said: list[Published]) -> Published:
    """Do the transaction.

    Args:
        url: Warehouse.
        night: The run.
        terms: How it is published.
        said: What an earlier try found before its connection was lost. Its commit may have gone
            through all the same, which is looked up under the lock that it held until its end.
    """
    with connect(url) as connection:  # commits at the end, rolls back on any error
        lock_publishing(connection)
        if said and is_published(connection, night.run.run_id):
            return said[-1]
        if terms.plan:
            check_plan(connection, terms.plan)
        since = newest_instant(connection)
        published = _publish(connection, night, terms)
        if terms.dry_run:
            published = published._replace(since=since)
            connection.rollback()
        said.append(published)
        if night.run.flow == "backfill":
            write_change(connection, night.run.run_id, published.record)
    return published


@outlasting
def _hold(url: str, night: Night, terms: Terms, held: HeldError) -> None:
    with connect(url) as connection:
        hold_run(connection, night, terms, held)


def _publish(connection: psycopg.Connection, night: Night, terms: Terms) -> Published:
    check_definitions(connection)
    at = _instant(connection)
    resolved = resolve_reports(connection, night, terms.scope)
    night, versions = resolved.night, resolved.versions
    _mark_touched(connection, resolved)
    remember_figures(connection)
    write_submissions(connection, submission_lines(night, versions))
    forget_earlier_reading(connection, versions, terms.scope)
    write_rejected(connection, rejected_lines(night))
    supersede(connection, at, resolved)
    write_reports(connection, night, at, versions)
    write_rows(connection, night, at, versions)
    copy_frame(connection, "ops.warning", warning_lines(night, versions))
    write_statements(connection, night.run.run_id, name_holders(versions))
    close_quarantine(connection, night.run.run_id, at, night.run.rulebook)
    _rebuild_marts(connection)
    return _conclude(connection, resolved, at, terms)


def _conclude(
    connection: psycopg.Connection, resolved: Resolved, at: datetime, terms: Terms
) -> Published:
    """Compare figures, ask the gate, write down the run."""
    night = resolved.night
    compare_figures(connection)
    write_restatements(connection, night.run.run_id)
    figures = changed_figures(connection, "nasional", "kanwil")
    cleared = cleared_rows(connection, night.run.run_id)
    outcome = _outcome(connection, resolved, figures, cleared, terms.scope)
    published = Published(outcome, _changed_versions(resolved), cleared[:_LIST_LIMIT], figures)
    if not terms.release:
        try:
            _ask_gate(_senders(connection), figures, at, terms.settings)
        except HeldError as held:
            if not terms.dry_run:
                raise
            published = published._replace(held="; ".join(held.reasons))
    write_run(connection, night.run, outcome, at)
    write_left(connection, night)
    remember_listed(connection, night)
    return published


def _senders(connection: psycopg.Connection) -> Senders:
    """Registered units with news: files refused before that still are, are none."""
    found = connection.execute(
        "SELECT count(*), count(*) FILTER (WHERE 2 * refused > files) FROM ("
        "SELECT count(*) AS files, count(*) FILTER (WHERE s.state = 'rejected') AS refused "
        "FROM ops.submission s JOIN kiriman k USING (sha256, sender) "
        "WHERE NOT (k.lama AND s.state = 'rejected') AND s.kode IS DISTINCT FROM 'E017' "
        "AND s.sender IN (SELECT upt_id FROM ref.unit) GROUP BY s.sender) AS x"
    ).fetchone()
    return Senders(*(found or (0, 0)))


def _ask_gate(
    senders: Senders, figures: list[dict[str, Any]], at: datetime, settings: Settings
) -> None:
    gate = Gate(settings, day_of(at))
    national = [line for line in figures if line["tingkat"] == "nasional"]
    check_gate(gate, senders, national)


def _instant(connection: psycopg.Connection) -> datetime:
    """The instant this run's figures count from: later than every earlier run's, clock or not."""
    row = connection.execute(
        "SELECT greatest(clock_timestamp(), max(published_at) + interval '1 microsecond') "
        "FROM ops.run"
    ).fetchone()
    assert row is not None  # noqa: S101 (an aggregate always has a row)
    instant: datetime = row[0]
    return instant


def _mark_touched(connection: psycopg.Connection, resolved: Resolved) -> None:
    """Make the tables the SQL of this transaction starts from.

    `digantikan(lama, baru)`: superseded versions and their successors, null where withdrawn;
    `sebab_laporan`: the reports that change figures; `tersentuh`: their units and months;
    `terlambat`: new versions that are older than the current one.
    """
    connection.execute("CREATE TEMP TABLE digantikan (lama bigint, baru bigint) ON COMMIT DROP")
    connection.execute(
        "CREATE TEMP TABLE sebab_laporan (report_id bigint, upt_id text, dataset text, bulan date) "
        "ON COMMIT DROP"
    )
    connection.execute("CREATE TEMP TABLE terlambat (report_id bigint) ON COMMIT DROP")
    connection.execute("CREATE TEMP TABLE tersentuh (upt_id text, bulan date) ON COMMIT DROP")
    is_current = pl.col("fate") == Fate.CURRENT.value
    current = resolved.versions.filter(is_current)
    late = resolved.versions.filter(~is_current).drop_nulls("id")
    copy_frame(connection, "terlambat", late.select(report_id="id"))
    replaced = current.drop_nulls("supersedes").select(lama="supersedes", baru="id")
    gone = resolved.withdrawn.select(lama="id", baru=pl.lit(None, pl.Int64))
    copy_frame(connection, "digantikan", pl.concat([replaced, gone]))
    causes = pl.concat([current.select("id", *KEY), resolved.withdrawn.select("id", *KEY)])
    copy_frame(connection, "sebab_laporan", causes.rename({"id": "report_id"}))
    copy_frame(connection, "tersentuh", causes.select("upt_id", "bulan").unique())
    connection.execute("ANALYZE tersentuh, digantikan, sebab_laporan")


def _rebuild_marts(connection: psycopg.Connection) -> None:
    """Rebuild the aggregate and what else is kept of the touched pairs; judge between reports."""
    connection.execute(
        "DELETE FROM mart.agregat_upt a USING tersentuh t "
        "WHERE (a.upt_id, a.bulan) = (t.upt_id, t.bulan)"
    )
    connection.execute(rebuild_aggregate("tersentuh"))
    keep_lines(connection, "tersentuh")
    fill_counts(connection)
    refresh_cross_warnings(connection)


def _outcome(
    connection: psycopg.Connection,
    resolved: Resolved,
    figures: list[dict[str, Any]],
    cleared: list[dict[str, Any]],
    scope: Scope | None,
) -> Outcome:
    night, versions = resolved.night, resolved.versions
    new = versions.filter(pl.col("id").is_not_null())
    refused, unplaced = _count_refused(connection, scope)
    of_scope = scope.places() if scope else pl.lit(True)
    restated = [
        line for line in figures if line["tingkat"] == "nasional" and line["sebelum"] is not None
    ]
    return Outcome(
        files=night.submissions.height,
        files_rejected=refused,
        files_known=night.known,
        reports=versions.height + night.reports.rejected.filter(of_scope).height,
        reports_unchanged=versions.height - new.height,
        versions=new.height,
        rows_published=int(new["rows_published"].sum()),
        rows_quarantined=int(new["rows_quarantined"].sum()),
        withdrawn=resolved.withdrawn.height,
        rows_cleared=len(cleared),
        figures_restated=len(restated),
        files_left=len(night.left),
        files_unplaced=unplaced,
    )


def _count_refused(connection: psycopg.Connection, scope: Scope | None) -> tuple[int, int]:
    """Files of which nothing could be taken; of a backfill's, those it cannot place apart."""
    found = connection.execute(
        "SELECT count(*) FILTER (WHERE placed), count(*) FILTER (WHERE NOT placed) FROM ("
        "SELECT NOT k.lama OR %(bulan)s::date IS NULL OR EXISTS (SELECT FROM ops.rejected_report x "
        "WHERE (x.sha256, x.sender) = (k.sha256, k.sender) AND x.bulan = %(bulan)s) AS placed "
        "FROM ops.submission s JOIN kiriman k USING (sha256, sender) WHERE s.state = 'rejected') f",
        {"bulan": scope.bulan if scope else None},
    ).fetchone()
    return found or (0, 0)


def _changed_versions(resolved: Resolved) -> list[dict[str, Any]]:
    new = resolved.versions.filter(pl.col("id").is_not_null()).select(*KEY, "version", "fate")
    gone = resolved.withdrawn.select(*KEY, "version", fate=pl.lit("withdrawn"))
    return pl.concat([new, gone]).sort(KEY).head(_LIST_LIMIT).to_dicts()


@task(name="publish", task_run_name="publish", cache_policy=NO_CACHE)
def publish_task(night: Night, url: str, terms: Terms) -> Published:
    """Publish the run in one transaction."""
    published = publish(night, url, terms)
    outcome = published.outcome
    counts = (outcome.message, outcome.versions, outcome.rows_published)
    get_run_logger().info("%s; versions=%d rows=%d", *counts)
    return published
