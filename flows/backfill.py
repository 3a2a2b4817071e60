"""The backfill: months judged again with today's rules, references and code.

    for each month: archived files -> read -> judge -> publish (one transaction)

The files come from the archive, or from a folder of historical files (`flows/history.py`). Each
month is a flow run of its own, may be repeated at any time, and is left out where nothing has
changed since it was last done; so a backfill that was killed is finished by the same command. A
month that fails is named in the final state, and the others go on. With a work pool the months run
side by side on its workers (`flows/pool.py`); historical files stay in one process.
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Annotated, Any

from prefect import flow, get_run_logger, runtime
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from pydantic import AfterValidator, Field

from flows.history import History, publish_history
from flows.pool import run_months
from flows.runners import prefect_executor
from schemas.calendar import month_of, months
from schemas.contracts import DATASETS
from schemas.errors import TerminalError, TransientError
from schemas.references import load_references
from schemas.settings import Settings
from schemas.urls import has_password
from schemas.warehouse.deciding import settle
from tasks.collect import Delivery, say_left
from tasks.pipeline import Pipeline
from tasks.publish import Chunk, HeldError, Run, Scope, Terms, count_of, publish_task, write_chunks
from tasks.read.apart import start_readers
from tasks.report.backfill_artifact import report_backfill_task
from tasks.report.changes import Backfill
from tasks.report.validations import keep_validations_task
from tasks.rulebook import Rulebook, read_rulebook
from tasks.warehouse import done_tasks, open_warehouse_task

_ATTEMPTS = 5  # a backfill is read anew when a night has published into its month meanwhile
_UNITS = load_references().units


def _one_of(what: str, names: Iterable[str]) -> tuple[Any, Any]:
    """Choices of the form in the UI, and their check for those who come another way."""
    choices = tuple(names)

    def check(name: str) -> str:
        if name not in choices:
            raise ValueError(f"unknown {what} {name!r}")
        return name

    return Field(json_schema_extra={"enum": list(choices)}), AfterValidator(check)


Kanwil = Annotated[str, *_one_of("Kanwil", (unit for unit in _UNITS if unit.startswith("kanwil-")))]
Upt = Annotated[str, *_one_of("UPT", (unit for unit in _UNITS if not unit.startswith("kanwil-")))]
Dataset = Annotated[str, *_one_of("dataset", DATASETS)]


@flow(
    name="backfill",
    flow_run_name="backfill {from_month:%Y-%m} to {to_month:%Y-%m}",
)
def backfill(  # noqa: PLR0913 (one field of the form each)
    from_month: date,
    to_month: date,
    upt: list[Upt] = [],  # noqa: B006 (a form shows the choices of a list, not of None)
    kanwil: list[Kanwil] = [],  # noqa: B006
    dataset: list[Dataset] = [],  # noqa: B006
    *,
    source: str = "",
    pool: str = "",
    dry_run: bool = False,
    release: bool = False,
) -> State[Any]:
    """Judge past months again, or take in historical files. Safe to repeat.

    Args:
        from_month: Any day of the first month.
        to_month: Any day of the last month.
        upt: Only these UPT; empty = all.
        kanwil: Only the UPT of these Kanwil, and the Kanwil themselves; empty = all.
        dataset: Only these datasets; empty = all.
        source: Folder or fsspec URL of historical files, `<unit_id>/<file>` below it; empty = the
            files already in the archive.
        pool: Work pool whose workers take the months side by side; empty = one after the other.
        dry_run: Do everything, show what would change, and take it all back.
        release: Publish also what the gate would hold.
    """
    first, last = month_of(from_month), month_of(to_month)
    units = _chosen_units(upt, kanwil)
    title = f"backfill {first:%Y-%m} to {last:%Y-%m}" + (" (dry run)" if dry_run else "")
    if has_password(source):
        raise TerminalError(
            "source: no password in a URL; access comes from the environment (docs/scale.md)"
        )
    if source and dataset:
        raise TerminalError("--dataset and --source: a new file is taken whole")
    if pool and (source or dry_run):
        raise TerminalError("--pool is for the archive, and what it does is done, not only shown")
    settings = Settings()
    if not pool:
        start_readers(settings)  # they come up while the warehouse does
    run_id, url = str(runtime.flow_run.id), open_warehouse_task(settings)
    common = {"units": units, "datasets": dataset or None, "release": release}
    named = {f"{bulan:%Y-%m}": {"bulan": bulan, **common} for bulan in months(first, last)}
    if source:
        asked = History(source, first, last, units, dry_run, release)
        chunks = publish_history(asked, run_id, url)
    elif pool:
        chunks = run_months(pool, named, url)
    else:
        chunks = [
            _chunk_of(name, backfill_month(**month, dry_run=dry_run, return_state=True))
            for name, month in named.items()
        ]
    write_chunks(url, run_id, chunks)
    return _conclude(title, report_backfill_task(title, run_id, url))


@flow(
    name="backfill-month",
    flow_run_name="backfill {bulan:%Y-%m}",
)
def backfill_month(
    bulan: date,
    units: list[str] | None = None,
    datasets: list[str] | None = None,
    *,
    dry_run: bool = False,
    release: bool = False,
) -> State[Any]:
    """Judge one month again from the archive and publish it in one transaction.

    Args:
        bulan: First day of the month.
        units: Only these reporting units; empty = all.
        datasets: Only these datasets; empty = all.
        dry_run: Do everything, show what would change, and take it all back.
        release: Publish also what the gate would hold.
    """
    settings = Settings()
    start_readers(settings)  # on a worker of a pool they come up while the warehouse does
    url = open_warehouse_task(settings)
    settings = settle(settings, url)
    scope = Scope(bulan, _frozen(units), _frozen(datasets))
    rulebook = read_rulebook(settings)
    pipeline = Pipeline(settings, url, prefect_executor(settings))
    for left in reversed(range(_ATTEMPTS)):
        found = pipeline.files_of(scope)
        task = _fingerprint(scope, rulebook, found)
        if not dry_run and task in done_tasks(url):
            return Completed(message="unchanged since it was last done")
        run_id, now = str(runtime.flow_run.id), datetime.now(UTC)
        run = Run(run_id, "backfill", now, rulebook, scope.words, task)
        try:
            return _judge_again(pipeline, found, run, Terms(settings, release, scope, dry_run))
        except TransientError as error:  # a night has published a file of this month meanwhile
            problem = str(error)
            get_run_logger().warning("%s (%d attempts left)", problem, left)
    return Failed(message=problem)


def _judge_again(pipeline: Pipeline, found: list[Delivery], run: Run, terms: Terms) -> State[Any]:
    """Read, judge and publish a month's files."""
    night, unread = pipeline.month(run, found)
    if unread:  # judged without some of its files, a month could lose reports
        return Failed(message="; ".join(f"{kanwil} not read: {why}" for kanwil, why in unread))
    if night.left:  # to be done again once they are mended
        night = night._replace(run=run._replace(task=""))
    problem = "" if terms.dry_run else keep_validations_task(night, terms.settings).problem
    try:
        published = publish_task(night, pipeline.url, terms)
    except HeldError as held:
        return Failed(name="Held", message=str(held))
    return Completed(message=published.sentence + say_left(night.left) + problem)


def _chunk_of(name: str, state: State[Any]) -> Chunk:
    """What became of a month that ran as a flow of its own."""
    if not state.is_completed():
        return Chunk(name, False, str(state.message))
    return Chunk(name, True, str(state.message), str(state.state_details.flow_run_id))


def _conclude(title: str, found: Backfill) -> State[Any]:
    """One state of all months."""
    months = count_of(len(found.chunks), "month")
    failed = [chunk for chunk in found.chunks if not chunk["is_done"]]
    if failed:
        done = f"{len(found.chunks) - len(failed)} of {len(found.chunks)} months done"
        why = (f"{chunk['name']}: {chunk['message'].splitlines()[0]}" for chunk in failed)
        return Failed(message=f"{done}; {'; '.join(why)}")
    versions, cleared = found.count("versions"), found.count("rows_cleared")
    message = (
        f"{title}: {months}, {count_of(versions, 'new version')}, {found.count('withdrawn')} "
        f"withdrawn, {count_of(cleared, 'quarantined row')} cleared"
    )
    get_run_logger().info(message)
    return Completed(message=message)


def _chosen_units(upt: list[str], kanwil: list[str]) -> list[str] | None:
    """Reporting units asked for; a Kanwil stands for itself and its UPT."""
    if not upt and not kanwil:
        return None
    wanted = set(kanwil)
    of_kanwil = {unit for unit, history in _UNITS.items() if history[-1].kanwil_id in wanted}
    return sorted(of_kanwil.union(upt))


def _fingerprint(scope: Scope, rulebook: Rulebook, found: list[Delivery]) -> str:
    """What a chunk does: its scope, the rulebook and the files it judges."""
    lines = [scope.words, rulebook.stamp, *(f"{d.path} {d.sender} {d.receipts}" for d in found)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _frozen(names: list[str] | None) -> frozenset[str] | None:
    return frozenset(names) if names is not None else None
