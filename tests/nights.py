"""Run nights over folders of reports, and ask the warehouse what came of them."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from schemas.contracts import DATASETS
from schemas.settings import Settings
from tasks.collect import Delivery, Kept, list_deliveries
from tasks.pipeline import Executor, Pipeline, here
from tasks.publish import Night, Published, Run, Scope, Terms, publish
from tasks.read import read_submissions
from tasks.report.changes import Backfill, backfill_by
from tasks.rulebook import read_rulebook

PROJECT = Path(__file__).parent.parent
EXAMPLES = PROJECT / "examples" / "inbox"
RECEIVED = datetime(2025, 12, 3, 4, 0, tzinfo=UTC)


def new_database(postgres: str, name: str) -> str:
    """URL of a new, migrated, empty warehouse."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template_pembinaan')
    return postgres.replace("/postgres?", f"/{name}?")


def settings_of(home: Path, **changes: Any) -> Settings:
    """Settings of a house at `home`, whatever the environment says."""
    places = {"home": home, "inbox": str(home / "inbox"), "archive": str(home / "archive")}
    own: dict[str, Any] = {**places, "quiet_seconds": 0}  # files are seen when they are written
    return Settings(**(own | changes))


def new_run(settings: Settings, flow: str = "nightly", scope: str = "") -> Run:
    """A run that begins now."""
    return Run(str(uuid4()), flow, datetime.now(UTC), read_rulebook(settings), scope)


def run_night(
    settings: Settings,
    url: str,
    *,
    release: bool = False,
    with_deleted: bool = False,
    execute: Executor = here,
    seen_at: Callable[[Delivery], datetime] = lambda delivery: delivery.modified_at,
) -> Published:
    """The flow's night without Prefect around it: for runs by the hundred.

    A file is seen when it says it was written, unless `seen_at` knows better.
    """
    listed = list_deliveries(settings.inbox_url)
    arrived = [delivery._replace(seen_at=seen_at(delivery)) for delivery in listed]
    pipeline = Pipeline(settings, url, execute)
    night, _ = pipeline.night(
        new_run(settings), arrived, release=release, with_deleted=with_deleted
    )
    return publish(night, url, Terms(settings, release))


def run_backfill(
    settings: Settings, url: str, bulan: date, *, execute: Executor = here, **terms: Any
) -> Published:
    """One month of the flow's backfill from the archive, without Prefect around it."""
    scope, pipeline = Scope(bulan), Pipeline(settings, url, execute)
    run = new_run(settings, "backfill", scope.words)
    night, _ = pipeline.month(run, pipeline.files_of(scope))
    return publish(night, url, Terms(settings, scope=scope, **terms))


def judge_files(files: Iterable[Kept], settings: Settings, run: Run | None = None) -> Night:
    """Read and judge files together, without a warehouse."""
    reading = read_submissions(files, 0, settings.max_cells)
    return Pipeline(settings, "").judge([reading], run or new_run(settings))


class House:
    """A landing zone, an archive and a warehouse, and the flow that runs between them."""

    def __init__(self, home: Path, url: str) -> None:
        self.home = home
        self.url = url
        self.inbox = home / "inbox"
        self.inbox.mkdir(parents=True, exist_ok=True)

    def deliver(self, sender: str, name: str, content: bytes, at: datetime = RECEIVED) -> Path:
        """Put a file into a sender's folder as of an instant."""
        path = self.inbox / sender / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (at.timestamp(), at.timestamp()))
        return path

    def deliver_examples(self) -> None:
        """Put the example reports into the landing zone."""
        shutil.copytree(EXAMPLES, self.inbox, dirs_exist_ok=True)

    @contextmanager
    def lived_in(self) -> Iterator[None]:
        """The environment as a process that works in this house has it."""
        os.environ["PEMBINAAN_HOME"] = str(self.home)
        os.environ["PEMBINAAN_WAREHOUSE_URL"] = self.url
        try:
            yield
        finally:
            del os.environ["PEMBINAAN_WAREHOUSE_URL"]

    def run_night(self, **parameters: Any) -> Any:
        """Run the nightly flow; return its final state."""
        from flows.nightly import nightly

        with self.lived_in():
            return nightly(return_state=True, **parameters)

    def pass_night(self) -> Published:
        """Let a night go by without Prefect around it, for what is to be seen in the warehouse."""
        return run_night(settings_of(self.home), self.url)

    def run_backfill(self, first: str, last: str, **parameters: Any) -> Any:
        """Run the backfill flow over the months `YYYY-MM`; return its final state."""
        from flows.backfill import backfill

        with self.lived_in():
            return backfill(first, last, return_state=True, **{"dry_run": False, **parameters})

    def apply_plan(self, token: str) -> Any:
        """Run the backfill flow with the token of a dry run; return its final state."""
        from flows.backfill import backfill

        with self.lived_in():
            return backfill(apply=token, return_state=True)

    def told(self, state: Any) -> Backfill:
        """What the warehouse has of a backfill that ended in this state."""
        with psycopg.connect(self.url) as connection:
            return backfill_by(connection, str(state.state_details.flow_run_id))

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Lines of a query."""
        with psycopg.connect(self.url) as connection:
            return connection.execute(query, values).fetchall()

    def standing(self, *, sights: bool = False) -> dict[str, list[str]]:
        """Everything the warehouse says now that submissions and rules alone decide.

        Current rows, figures, quarantine, warnings, refusals. Not: which of several files with the
        same content a row is shown to come from, numbers, instants of publication.

        Args:
            sights: Also when each file was first seen, and so what was in time.
        """
        queries = {table: self._without_lineage(table) for table in DATASET_VIEWS} | _STANDING
        queries |= _SIGHTS if sights else {}
        with psycopg.connect(self.url) as connection:
            return {
                name: sorted(map(repr, connection.execute(query).fetchall()))
                for name, query in queries.items()
            }

    def _without_lineage(self, table: str) -> str:
        lineage = {"sha256", "berkas", "lembar", "baris"}
        [(columns,)] = self.ask(
            "SELECT array_agg(column_name::text) FROM information_schema.columns "
            "WHERE table_schema || '.' || table_name = %s",
            table,
        )
        return f"SELECT {', '.join(sorted(set(columns) - lineage))} FROM {table}"

    def fingerprint(self) -> str:
        """Hash over `standing`."""
        return hashlib.sha256(repr(self.standing()).encode()).hexdigest()


DATASET_VIEWS = tuple(f"mart.{name}" for name in DATASETS)
_MARTS = ("upt_bulanan", "kanwil_bulanan", "nasional_bulanan", "ekspor_bulanan", "ekspor_negara")
_OF_CURRENT = "JOIN ops.report r ON r.id = x.report_id AND r.is_current"
_OF_MONTHS = (
    "FROM mart.kepatuhan WHERE status <> 'belum' AND bulan = ANY (ARRAY("
    "SELECT bulan FROM ops.submission_report UNION SELECT bulan FROM ops.rejected_report))"
)
_STANDING = {
    **{f"mart.{name}": f"SELECT * FROM mart.{name}" for name in _MARTS},
    "quarantine": "SELECT x.upt_id, x.dataset, x.bulan, x.kode, x.tertulis::text "
    f"FROM ops.quarantined_row x {_OF_CURRENT}",
    "warnings between reports": "SELECT x.upt_id, x.dataset, x.bulan, x.kode, x.alasan "
    f"FROM ops.warning x {_OF_CURRENT} WHERE x.lintas",
    "notes": "SELECT sha256, upt_id, lembar, kode, alasan FROM ops.warning WHERE report_id IS NULL",
    "kepatuhan": "SELECT bulan, upt_id, dataset, kosong, "
    f"replace(status, 'tepat_waktu', 'terlambat') {_OF_MONTHS}",
    "files": "SELECT sha256, sender, received_at, state = 'rejected', kode FROM ops.submission",
    "refused": "SELECT sha256, sender, dataset, upt_id, bulan, kode FROM ops.rejected_report",
    "accepted": "SELECT sha256, sender, upt_id, dataset, bulan, tanggal_laporan "
    "FROM ops.submission_report",
}
_SIGHTS = {
    "in time": f"SELECT * {_OF_MONTHS}",
    "seen": "SELECT sha256, sender, first_received_at FROM ops.submission",
    "said": "SELECT sha256, sender, upt_id, dataset, bulan, first_received_at "
    "FROM ops.submission_report",
}


def csv_report(unit: str, bulan: str, tanggal: str, header: str, *rows: str) -> bytes:
    """A CSV report: envelope, header, rows."""
    lines = [f"Nama UPT;{unit}", f"Periode;{bulan}", f"Tanggal Laporan;{tanggal}", "", header]
    return "\n".join([*lines, *rows]).encode()
