"""The night: from the landing zone to national figures.

    list inbox -> read (one task per Kanwil) -> judge envelopes -> judge (one per dataset)
      -> publish (one transaction) -> report (artifacts)

About 50 task runs whatever the number of files. A file that cannot be read is a line of the
ledger; a Kanwil whose folder cannot be reached is said in the final state and taken the next
night; a rule that cannot be evaluated stops the run before anything is published.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from prefect import flow, get_run_logger, runtime, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.futures import PrefectFuture
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner

from expectations.suites import Standards
from schemas.contracts import DATASETS
from schemas.references import load_references
from schemas.settings import Settings
from schemas.warehouse.connect import warehouse_url
from schemas.warehouse.migrate import check_schema, migrate
from tasks.audit import ReportVerdict, judge_dataset_task, judge_reports
from tasks.collect import Delivery, group_by_kanwil, list_inbox_task
from tasks.conform.identity import JAKARTA, identify_reports
from tasks.publish import Night, publish_task
from tasks.read import NOTES, SHEETS, SUBMISSIONS, Reading, read_kanwil_task
from tasks.report import report_task
from tasks.retries import DELAYS, is_transient
from tasks.warehouse import known_submissions

_REPORTS_PER_KANWIL = 10_000_000  # report numbers of one Kanwil's task never reach the next's


@flow(
    name="nightly",
    flow_run_name=lambda: f"nightly {datetime.now(ZoneInfo(JAKARTA)):%Y-%m-%d %H:%M}",
    task_runner=ThreadPoolTaskRunner(max_workers=4),  # type: ignore[arg-type]
)
def nightly() -> State[Any]:
    """Take in everything the landing zone holds, judge it and publish it."""
    settings = Settings()
    started_at = datetime.now(UTC)
    if not settings.inbox:
        (settings.home / "inbox").mkdir(parents=True, exist_ok=True)
    url = open_warehouse_task(settings)
    known = known_submissions(url)
    deliveries = list_inbox_task(settings.inbox_url)
    readings, unread = _read_all(deliveries, known, settings)
    night = _judge_all(readings, settings, started_at)
    outcome = publish_task(night, url)
    report_task(night.run_id, url)
    message = outcome.message + "".join(f"; {kanwil} not read: {why}" for kanwil, why in unread)
    if unread:
        return Failed(message=message, data=outcome)
    name = "Completed" if outcome.is_clean else "CompletedWithRejects"
    return Completed(name=name, message=message, data=outcome)


@task(
    name="open-warehouse",
    task_run_name="open warehouse",
    retries=len(DELAYS),
    retry_delay_seconds=DELAYS,
    retry_condition_fn=is_transient,
    cache_policy=NO_CACHE,
)
def open_warehouse_task(settings: Settings) -> str:
    """URL of a warehouse whose tables are those this code expects.

    Our own embedded PostgreSQL is brought up to date; a server of others' is only checked.
    """
    url = warehouse_url(settings)
    if settings.warehouse_url is None:
        migrate(url)
    else:
        check_schema(url)
    return url


def _read_all(
    deliveries: list[Delivery], known: Mapping[tuple[str, str], datetime], settings: Settings
) -> tuple[list[Reading], list[tuple[str, str]]]:
    """Read every Kanwil's files side by side; say which Kanwil could not be reached."""
    groups = group_by_kanwil(deliveries, load_references())
    futures: dict[str, PrefectFuture[Reading]] = {
        kanwil: read_kanwil_task.submit(
            kanwil, files, number * _REPORTS_PER_KANWIL, known, settings
        )
        for number, (kanwil, files) in enumerate(groups.items())
    }
    readings, unread = [], []
    for kanwil, future in futures.items():
        future.wait()
        if future.state.is_completed():
            readings.append(future.result())
        else:
            unread.append((kanwil, str(future.state.message)))
    return readings, unread


def _judge_all(readings: list[Reading], settings: Settings, started_at: datetime) -> Night:
    """Judge all envelopes, then the rows of each dataset side by side."""
    submissions = _together([reading.submissions for reading in readings], SUBMISSIONS)
    verdict = judge_envelopes_task(
        _together([reading.sheets for reading in readings], SHEETS), submissions, settings
    )
    standards = Standards(load_references(), settings.split_pct)
    futures = []
    for dataset in DATASETS:
        reported = [reading.rows[dataset] for reading in readings if dataset in reading.rows]
        if reported:
            futures.append(
                judge_dataset_task.submit(dataset, reported, verdict.accepted, standards)
            )
    return Night(
        run_id=str(runtime.flow_run.id),
        started_at=started_at,
        submissions=submissions,
        notes=_together([reading.notes for reading in readings], NOTES),
        reports=verdict,
        rows=tuple(future.result() for future in futures),
        known=sum(reading.known for reading in readings),
    )


def _together(frames: list[pl.DataFrame], schema: pl.Schema) -> pl.DataFrame:
    return pl.concat([pl.DataFrame(schema=schema), *frames])


@task(name="judge-envelopes", task_run_name="judge amplop", cache_policy=NO_CACHE)
def judge_envelopes_task(
    sheets: pl.DataFrame, submissions: pl.DataFrame, settings: Settings
) -> ReportVerdict:
    """Say whose report every sheet is, and which reports may be taken."""
    reports = identify_reports(sheets, submissions, load_references())
    verdict = judge_reports(reports, settings)
    get_run_logger().info(
        "reports=%d accepted=%d rejected=%d",
        reports.height,
        verdict.accepted.height,
        verdict.rejected.height,
    )
    return verdict


if __name__ == "__main__":
    nightly()
