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

from prefect import flow, runtime
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.runners import prefect_executor
from schemas.calendar import JAKARTA
from schemas.settings import Settings
from schemas.warehouse.deciding import settle
from tasks.collect.inbox import list_inbox_task
from tasks.pipeline import Pipeline
from tasks.publish import HeldError, Run, Terms, publish_task
from tasks.read.apart import start_readers
from tasks.report.night_artifacts import report_held_task, report_task
from tasks.report.validations import keep_validations_task
from tasks.rulebook import read_rulebook
from tasks.warehouse import held_since, open_warehouse_task


@flow(
    name="nightly",
    flow_run_name=lambda: f"nightly {datetime.now(JAKARTA):%Y-%m-%d %H:%M}",
)
def nightly(release: bool = False) -> State[Any]:
    """Take in everything the landing zone holds, judge it and publish it.

    Args:
        release: Publish what the gate held, and nothing that came later.
    """
    settings = Settings()
    run_id, started_at = str(runtime.flow_run.id), datetime.now(UTC)
    if not settings.inbox:
        (settings.home / "inbox").mkdir(parents=True, exist_ok=True)
    start_readers(settings)  # they come up while the warehouse does
    url = open_warehouse_task(settings)
    settings = settle(settings, url)
    arrived = list_inbox_task(settings.inbox_url)
    if release and held_since(url) is None:
        return Completed(message="no night is held")
    run = Run(run_id, "nightly", started_at, read_rulebook(settings))
    pipeline = Pipeline(settings, url, prefect_executor(settings))
    night, unread = pipeline.night(run, arrived, release=release)
    kept = keep_validations_task(night, settings)
    missing = "".join(f"; {kanwil} not read: {why}" for kanwil, why in unread) + kept.problem
    try:
        outcome = publish_task(night, url, Terms(settings, release)).outcome
    except HeldError as held:
        report_held_task(run_id, url)
        return Failed(name="Held", message=str(held) + missing)
    report_task(run_id, url, kept.docs)
    message = outcome.message + missing
    if unread:
        return Failed(message=message)
    name = "Completed" if outcome.is_clean else "CompletedWithRejects"
    return Completed(name=name, message=message)


if __name__ == "__main__":
    nightly()
