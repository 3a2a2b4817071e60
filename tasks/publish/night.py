"""The night's verdicts as the lines of the warehouse's tables. Pure: no connection, no clock."""

import hashlib
from datetime import datetime
from typing import NamedTuple

import polars as pl

from schemas.contracts import DATASETS
from schemas.sentences import PARTS, say_reports
from schemas.spoken import say_number
from tasks.audit import ReportVerdict, RowVerdict
from tasks.collect import Left
from tasks.publish.versions import content_hashes
from tasks.read import CELL_COUNTS
from tasks.read.frames import LISTED
from tasks.rulebook import Rulebook


class Run(NamedTuple):
    """Which run this is.

    Attributes:
        run_id: Id of the attempt; that of the Prefect flow run until it is begun.
        flow: `nightly` or `backfill`.
        started_at: When the run began (UTC).
        rulebook: What decides its verdicts.
        scope: What a backfill judges, in words; empty for a night.
        task: Fingerprint of a backfill's task; empty for a night.
        flow_run_id: Prefect flow run; empty where the attempt's id is its own.
        attempt: Which attempt at the flow run it is.
        plan: Token of the plan that a backfill does; empty for any other run.
    """

    run_id: str
    flow: str
    started_at: datetime
    rulebook: Rulebook
    scope: str = ""
    task: str = ""
    flow_run_id: str = ""
    attempt: int = 1
    plan: str = ""


class Night(NamedTuple):
    """Everything one run found out.

    Attributes:
        run: Which run.
        submissions: Frame of `tasks.read.frames.SUBMISSIONS`.
        notes: Frame of `tasks.read.frames.NOTES`.
        reports: Verdict on every candidate report.
        rows: Verdict on every row, one per dataset.
        known: Files delivered again that the warehouse already knows.
        left: Files left as they are, each with why.
        listed: Frame of `tasks.read.frames.LISTED`.
    """

    run: Run
    submissions: pl.DataFrame
    notes: pl.DataFrame
    reports: ReportVerdict
    rows: tuple[RowVerdict, ...]
    known: int
    left: tuple[Left, ...] = ()
    listed: pl.DataFrame = pl.DataFrame(schema=LISTED)


class Outcome(NamedTuple):
    """What a committed run did.

    Attributes:
        files: Files read this run.
        files_rejected: Files of which nothing could be taken.
        files_known: Files delivered again.
        reports: Candidate reports found.
        reports_unchanged: Reports that say what is already known.
        versions: New versions.
        rows_published: Rows of new versions published.
        rows_quarantined: Rows of new versions in quarantine.
        withdrawn: Versions that are no longer current because their files say so no more.
        rows_cleared: Quarantined rows closed and not held again.
        figures_restated: Published national figures that changed.
        files_left: Files left as they are; `ops.left_file` says why.
        files_unplaced: In a backfill, files beside its month: refused before and still, their
            months unread. Every month's backfill tries them again.
    """

    files: int
    files_rejected: int
    files_known: int
    reports: int
    reports_unchanged: int
    versions: int
    rows_published: int
    rows_quarantined: int
    withdrawn: int
    rows_cleared: int
    figures_restated: int
    files_left: int = 0
    files_unplaced: int = 0

    @property
    def message(self) -> str:
        """The run in one line, as the final state shows it."""
        return self.told("published")

    def told(self, did: str) -> str:
        """The run in one line: what it did, or would do."""
        if not self.files:
            left = f", {count_of(self.files_left, 'file')} left" if self.files_left else ""
            return f"nothing new: {count_of(self.files_known, 'file')} already known{left}"
        unchanged = f" ({self.reports_unchanged} unchanged)" if self.reports_unchanged else ""
        return (
            f"{did} {say_number(self.versions)} of {count_of(self.reports, 'report')}{unchanged}, "
            f"{count_of(self.rows_quarantined, 'row')} quarantined, "
            f"{count_of(self.files_rejected, 'file')} rejected"
            + self._unplaced
            + (f", {count_of(self.withdrawn, 'report')} withdrawn" if self.withdrawn else "")
            + (f", {count_of(self.rows_cleared, 'row')} cleared" if self.rows_cleared else "")
            + self._restated
            + (f", {count_of(self.files_left, 'file')} left" if self.files_left else "")
        )

    @property
    def _unplaced(self) -> str:
        files = count_of(self.files_unplaced, "file")
        return f", {files} of unread months rejected as before" if self.files_unplaced else ""

    @property
    def _restated(self) -> str:
        figures = count_of(self.figures_restated, "national figure")
        return f", {figures} restated" if self.figures_restated else ""

    @property
    def is_clean(self) -> bool:
        """Whether nothing was rejected or quarantined."""
        return not (
            self.files_rejected
            or self.rows_quarantined
            or self.versions + self.reports_unchanged < self.reports
        )


def count_of(number: int, noun: str) -> str:
    """A number and its noun, such as `1 file` and `2 files`."""
    return f"{say_number(number)} {noun}{'' if number == 1 else 's'}"


def report_lines(night: Night) -> pl.DataFrame:
    """One line per accepted report, with counts and content hash, ready for `resolve_versions`.

    `rows_read` = published + quarantined + totals + blanks; the database checks it.
    """
    reports = night.reports.accepted.rename({"pelapor_id": "upt_id"})
    counts = [pl.DataFrame(schema=_COUNTS)]
    for verdict in night.rows:
        published = verdict.accepted.group_by("report_no").len("rows_published")
        held = verdict.quarantined.group_by("report_no").len("rows_quarantined")
        hashes = content_hashes(verdict, DATASETS[verdict.dataset])
        joined = published.join(held, on="report_no", how="full", coalesce=True)
        joined = joined.join(hashes, on="report_no", how="left")
        counts.append(joined.select(list(_COUNTS)).cast(_COUNTS))
    reports = reports.join(pl.concat(counts), on="report_no", how="left", maintain_order="left")
    numbers = ("rows_published", "rows_quarantined")
    said = [
        hashlib.sha256(f"{rows or 'nihil'} {status or ''}".encode()).hexdigest()
        for rows, status in reports.select("content_hash", "status").iter_rows()
    ]
    reports = reports.with_columns(
        *(pl.col(name).fill_null(0) for name in numbers),
        content_hash=pl.Series(said, dtype=pl.String),
    )
    return reports.with_columns(
        is_nil=pl.col("says_nil") & (pl.col("rows_published") + pl.col("rows_quarantined") == 0),
    )


_COUNTS = pl.Schema(
    {
        "report_no": pl.Int64,
        "rows_published": pl.Int64,
        "rows_quarantined": pl.Int64,
        "content_hash": pl.String,
    }
)


def submission_lines(night: Night, versions: pl.DataFrame) -> pl.DataFrame:
    """One line per file read, with the reason where nothing of it can be taken.

    Args:
        night: The run.
        versions: The accepted reports.
    """
    key = ["sha256", "sender"]
    accepted = versions.group_by(key).agg(accepted=pl.len())
    rejected = (
        night.reports.rejected.sort("report_no")
        .group_by(key)
        .agg(kode_lembar=pl.col("kode").first(), alasan_lembar=pl.col("alasan").first())
    )
    files = night.submissions.join(accepted, on=key, how="left", maintain_order="left")
    files = files.join(rejected, on=key, how="left", maintain_order="left").rechunk()
    own = say_reports(files, "lembar")
    none = pl.col("accepted").fill_null(0) == 0
    return files.select(
        *key,
        name="berkas",
        first_received_at="first_received_at",
        received_at="received_at",
        size="size",
        receipts="receipts",
        state=pl.when(none).then(pl.lit("rejected")).otherwise(pl.lit("published")),
        kode=pl.when(none).then(pl.coalesce("kode", "kode_lembar")),
        alasan=pl.when(none).then(pl.coalesce(own, "alasan_lembar")),
        run_id=pl.lit(night.run.run_id),
    )


def rejected_lines(night: Night) -> pl.DataFrame:
    """One line per sheet refused as a report."""
    return night.reports.rejected.select(
        "sha256",
        "sender",
        "lembar",
        "dataset",
        "tabel",
        *CELL_COUNTS,
        *PARTS,
        "bulan",
        "berkas",
        "alasan",
        upt_id="pelapor_id",
        run_id=pl.lit(night.run.run_id),
    ).unique(["sha256", "sender", "lembar", "dataset", "tabel"], keep="first", maintain_order=True)


def warning_lines(night: Night, versions: pl.DataFrame) -> pl.DataFrame:
    """Warnings on new versions, and notes on files beside their reports."""
    of_report = versions.filter(pl.col("id").is_not_null()).select(
        "report_no", "upt_id", "dataset", "bulan", "sha256", "berkas", "lembar", report_id="id"
    )
    found = [night.reports.warnings, *(verdict.warnings for verdict in night.rows)]
    on_reports = pl.concat(found).join(
        of_report, on="report_no", how="inner", maintain_order="left"
    )
    files = night.submissions.select("sha256", "sender", "berkas")
    noted = night.notes.join(files, on=["sha256", "sender"], how="inner").rechunk()
    nowhere = pl.lit([], pl.List(pl.String))
    on_files = noted.with_columns(
        upt_id="sender", kolom=nowhere, sel=nowhere, diharapkan=pl.lit("")
    )
    on_files = on_files.with_columns(say_reports(on_files))
    columns = ["report_id", "sha256", "upt_id", "dataset", "bulan", "berkas", "lembar", "baris"]
    lines = pl.concat([on_reports, on_files], how="diagonal_relaxed")
    return lines.select(*columns, *PARTS, "alasan", lintas=pl.lit(value=False))
