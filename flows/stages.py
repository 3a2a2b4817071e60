"""What every run does between its deliveries and its transaction: read, then judge.

read (one task per Kanwil) -> judge envelopes -> judge (one task per dataset)

What is submitted may travel to a worker of another machine (`flows/runners.py`), so each task gets
its own share and no more.
"""

import gc
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import polars as pl
from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.utilities.annotations import opaque

from flows.runners import runner_of
from schemas.contracts import DATASETS
from schemas.references import load_references
from schemas.settings import Settings
from schemas.warehouse.connect import warehouse_url
from schemas.warehouse.migrate import apply_settings, check_schema, migrate
from tasks.audit import ReportVerdict, RowVerdict, judge_dataset_task, judge_reports
from tasks.collect import Delivery, group_by_kanwil
from tasks.conform.identity import identify_reports
from tasks.publish import Night, Run
from tasks.read import NOTES, SHEETS, SUBMISSIONS, Known, Reading
from tasks.read.kanwil import read_kanwil_task
from tasks.retries import DELAYS, is_transient

_REPORTS_PER_KANWIL = 10_000_000  # report numbers of one Kanwil's task never reach the next's


_Opaque: Any = opaque  # mypy loses its type variable


class _Unvisited(_Opaque):  # type: ignore[misc]
    """A parameter that Prefect hands on as it is.

    In all others it looks for futures: 70 µs for each file the ledger knows, for each task.
    """

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle for another machine; Prefect's own comes back wrapped twice."""
        return type(self), (self.value,)


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
    apply_settings(url, settings)
    return url


def read_all(
    deliveries: list[Delivery],
    known: Mapping[tuple[str, str], Known],
    settings: Settings,
    *,
    after: int = 0,
    only_known: bool = False,
) -> tuple[list[Reading], list[tuple[str, str]]]:
    """Read every Kanwil's files side by side; say which Kanwil could not be reached and why.

    Numbers of reports begin behind those of `after` readings. With `only_known`, files that no
    run has seen are left for the next.
    """
    _collect_rarely()
    groups = group_by_kanwil(deliveries, load_references())
    known_of: dict[str, dict[tuple[str, str], Known]] = defaultdict(dict)
    for key, found in known.items():
        known_of[key[1]][key] = found
    readings, unread = [], []
    with runner_of(settings) as runner:
        futures: dict[str, PrefectFuture[Reading]] = {
            kanwil: runner.submit(
                read_kanwil_task,
                {
                    "kanwil_id": kanwil,
                    "deliveries": _Unvisited(files),
                    "first_number": number * _REPORTS_PER_KANWIL,
                    "known": _Unvisited(_known_among(known_of, files)),
                    "settings": settings,
                    "only_known": only_known,
                },
            )
            for number, (kanwil, files) in enumerate(groups.items(), after)
        }
        for kanwil, future in futures.items():
            future.wait()
            if future.state.is_completed():
                readings.append(future.result())
            else:
                unread.append((kanwil, future.state.message or "its worker was lost"))
    return readings, unread


@cache
def _collect_rarely() -> None:
    """Have Python look for garbage rarely: cells come and go by the million, none in a cycle.

    What stands by now, Prefect and its kind, is left out for good. Together an eighth of a
    night's processor time.
    """
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


def _known_among(
    known_of: Mapping[str, Mapping[tuple[str, str], Known]], files: Iterable[Delivery]
) -> dict[tuple[str, str], Known]:
    """What the ledger knows of the senders of these files, by (sha256, sender)."""
    senders = {file.sender for file in files}
    return {key: found for sender in senders for key, found in known_of.get(sender, {}).items()}


def judge_all(readings: list[Reading], settings: Settings, run: Run) -> Night:
    """Judge all envelopes, then the rows of each dataset side by side."""
    submissions = _together([reading.submissions for reading in readings], SUBMISSIONS)
    verdict = judge_envelopes_task(
        _together([reading.sheets for reading in readings], SHEETS), submissions, settings
    )
    reported = {
        dataset: [reading.rows[dataset] for reading in readings if dataset in reading.rows]
        for dataset in DATASETS
    }
    with runner_of(settings) as runner:
        futures: list[PrefectFuture[RowVerdict]] = [
            runner.submit(
                judge_dataset_task,
                {
                    "dataset": dataset,
                    "reported": rows,
                    "reports": verdict.accepted.filter(pl.col("dataset") == dataset),
                    "settings": settings,
                },
            )
            for dataset, rows in reported.items()
            if rows
        ]
        judged = tuple(future.result() for future in futures)
    return Night(
        run=run,
        submissions=submissions,
        notes=_together([reading.notes for reading in readings], NOTES),
        reports=verdict,
        rows=judged,
        known=sum(reading.known for reading in readings),
    )


def _together(frames: list[pl.DataFrame], schema: pl.Schema) -> pl.DataFrame:
    return pl.concat([pl.DataFrame(schema=schema), *frames])


@task(name="judge-envelopes", task_run_name="judge amplop", cache_policy=NO_CACHE)
def judge_envelopes_task(
    sheets: pl.DataFrame, submissions: pl.DataFrame, settings: Settings
) -> ReportVerdict:
    """Say whose report every sheet is, and which reports may be taken."""
    reports = identify_reports(sheets, load_references())
    verdict = judge_reports(reports, settings)
    get_run_logger().info(
        "reports=%d accepted=%d rejected=%d",
        reports.height,
        verdict.accepted.height,
        verdict.rejected.height,
    )
    return verdict
