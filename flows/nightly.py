"""The night: from the landing zone to national figures.

    list inbox -> read (one task per Kanwil) -> judge envelopes -> judge (one per dataset)
      -> keep validation results -> publish (one transaction) -> report (artifacts)

About 50 task runs whatever the number of files. A file that cannot be read is a line of the
ledger; a Kanwil whose folder cannot be reached is said in the final state and taken the next
night; a rule that cannot be evaluated stops the run before anything is published. A run that looks
like a broken night is held by the gate until someone releases it.
"""

from datetime import UTC, datetime
from typing import Any

import psycopg
from prefect import flow, get_run_logger, runtime
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.outcome import HELD, REJECTS, RETRY, in_ledger, plainly, tag_run, warn_of
from flows.progress import Progress
from flows.run_names import name_night
from flows.runners import prefect_executor
from schemas.calendar import day_of
from schemas.errors import EtlError
from schemas.settings import Settings
from schemas.warehouse.deciding import settle
from tasks.collect import Delivery, say_left
from tasks.collect.inbox import list_inbox_task
from tasks.pipeline import Pipeline
from tasks.publish import HeldError, Outcome, Published, Run, Terms, count_of, publish_task
from tasks.read.apart import start_readers
from tasks.report.ahead import ahead_problem, check_together, database_now
from tasks.report.announce import announce_task
from tasks.report.night_artifacts import Report, keep_pages, report_held_task, report_task
from tasks.report.validations import keep_validations_task
from tasks.rulebook import read_rulebook
from tasks.verify import verify_sample
from tasks.warehouse import held_since, open_warehouse_task

_RELEASE = (
    "If the figures of the artifact nightly-summary are right: `pembinaan nightly --release`, or "
    "*Custom run* with release on. If not: mend the cause, and the next night takes them in again"
)


@flow(name="nightly", flow_run_name=name_night)
def nightly(release: bool = False, with_deleted: bool = False) -> State[Any]:
    """Take in everything the landing zone holds, judge it and publish it.

    Args:
        release: Publish what the gate held, and nothing that came later, but for files that were
            deleted from the landing zone since.
        with_deleted: Publish those, too.
    """
    return plainly(lambda: _begin(release=release, with_deleted=with_deleted), RETRY)


def _begin(*, release: bool, with_deleted: bool) -> State[Any]:
    """Open the warehouse, and do the night that its ledger tells of."""
    settings = Settings()
    run_id, started_at = str(runtime.flow_run.id), datetime.now(UTC)
    if not settings.inbox:
        (settings.home / "inbox").mkdir(parents=True, exist_ok=True)
    start_readers(settings)  # they come up while the warehouse does
    url = open_warehouse_task(settings)
    theirs = database_now(url)
    check_together(datetime.now(UTC), theirs)
    settings = settle(settings, url)
    if release and held_since(url) is None:
        return Completed(message="no night is held: nothing to release, nothing published")
    run = Run(run_id, "nightly", started_at, read_rulebook(settings))
    terms = Terms(settings, release)
    return in_ledger(
        url, run, lambda begun: _take_in(begun, url, terms, with_deleted=with_deleted), RETRY
    )


def _take_in(run: Run, url: str, terms: Terms, *, with_deleted: bool) -> State[Any]:
    """List, read, judge, publish and report."""
    arrived: list[Delivery] = list_inbox_task(terms.settings.inbox_url)
    execute = prefect_executor(terms.settings, Progress("nightly-progress").tell)
    pipeline = Pipeline(terms.settings, url, execute)
    night, unread = pipeline.night(run, arrived, release=terms.release, with_deleted=with_deleted)
    kept = keep_validations_task(night, terms.settings)
    besides = say_left(night.left) + kept.problem
    try:
        published = publish_task(night, url, terms)
    except HeldError as held:
        _tell(report_held_task(run.run_id, url))
        tag_run(HELD)
        files = count_of(night.submissions.height, "file")
        message = f"{held}; {files} wait in the archive. {_RELEASE}{besides}"
        get_run_logger().error("%s", message)
        return Failed(name="Held", message=message)
    problem = besides + verify_sample(terms.settings, url, run.run_id)
    problem += ahead_problem(url)
    problem += _report(run, url, terms.settings, published, kept.docs)
    tag_run(*([] if published.outcome.is_clean else [REJECTS]))
    return _conclude(published.outcome, unread, problem)


def _report(run: Run, url: str, settings: Settings, published: Published, docs: str) -> str:
    """Write the night's pages; what the message says where they cannot be: it is published."""
    try:
        _tell(report_task(run.run_id, url, published.figures, docs))
        announce_task(run.run_id, url, settings, day_of(run.started_at))
    except (EtlError, psycopg.Error) as error:
        return f"; its pages could not be written: {error}"
    return ""


def _tell(report: Report) -> None:
    """Keep the pages, and log each unit that is held back."""
    keep_pages(report.pages)
    warn_of(report.held_back)


def _conclude(outcome: Outcome, unread: list[tuple[str, str]], problem: str) -> State[Any]:
    """One sentence of what was published, and of what was not."""
    message = outcome.message + problem
    if unread:
        missing = (f"{name} not read, nothing of it published: {why}" for name, why in unread)
        message = f"{message}; {'; '.join(missing)}; {RETRY}"
        get_run_logger().error("%s", message)
        return Failed(message=message)
    get_run_logger().info("%s", message)
    name = "Completed" if outcome.is_clean else "CompletedWithRejects"
    return Completed(name=name, message=message)


if __name__ == "__main__":
    nightly()
