"""The backfill: months judged again with today's rules, references and code.

    for each month: archived files -> read -> judge -> publish (one transaction)

The files come from the archive, or from a folder of historical files (`flows/history.py`). Each
month is a flow run of its own, may be repeated at any time, and is left out where nothing has
changed since it was last done; so a backfill that was killed or cancelled is finished by the same
form. A month that fails is named in the final state, and the others go on. With a work pool the
months run side by side on its workers (`flows/pool.py`); historical files stay in one process.

From the form it is a dry run unless somebody says otherwise: it shows everything and ends with a
token, by which exactly that is done, or nothing.
"""

import hashlib
from datetime import UTC, date, datetime
from typing import Any

from prefect import flow, get_run_logger, runtime
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.backfill_form import (
    Asked,
    Dataset,
    Kanwil,
    Month,
    Upt,
    check_apply,
    read_asked,
    read_form,
)
from flows.backfill_months import do_months
from flows.history import History, publish_history
from flows.outcome import DRY_RUN, HELD, REJECTS, in_ledger, plainly, tag_run
from flows.plain_logs import log_plainly
from flows.run_names import name_backfill, name_month, say_months
from flows.runners import prefect_executor
from schemas.errors import AwayError, EtlError, TransientError
from schemas.settings import Settings
from schemas.warehouse.deciding import settle
from tasks.collect import Delivery, Left, say_left
from tasks.pipeline import Pipeline
from tasks.publish import (
    HeldError,
    Run,
    Scope,
    Terms,
    count_of,
    next_backfill,
    publish_task,
    write_chunks,
)
from tasks.publish.plans import (
    Part,
    Plan,
    check_basis,
    keep_part,
    keep_plan,
    part_of_plan,
    read_plan,
)
from tasks.read.apart import start_readers
from tasks.report.backfill_artifact import report_backfill_task
from tasks.report.changes import Backfill
from tasks.report.validations import keep_validations_task
from tasks.rulebook import read_rulebook
from tasks.warehouse import done_tasks, open_warehouse_task

_ATTEMPTS = 5  # a backfill is read anew when a night has published into its month meanwhile
_AGAIN = "the same form, or *Retry*, does what is left and nothing twice"


@flow(name="backfill", flow_run_name=name_backfill)
def backfill(  # noqa: PLR0913 (one field of the form each)
    from_month: Month = "",
    to_month: Month = "",
    upt: list[Upt] = [],  # noqa: B006 (a form shows the choices of a list, not of None)
    kanwil: list[Kanwil] = [],  # noqa: B006
    dataset: list[Dataset] = [],  # noqa: B006
    *,
    dry_run: bool = True,
    apply: str = "",
    pool: str = "",
    source: str = "",
    release: bool = False,
) -> State[Any]:
    """Judge past months again, or take in historical files. Safe to repeat.

    Args:
        from_month: First month, such as 2025-07.
        to_month: Last month, such as 2025-11.
        upt: Only these UPT; empty = all.
        kanwil: Only the UPT of these Kanwil, and the Kanwil themselves; empty = all.
        dataset: Only these datasets; empty = all.
        dry_run: Show what would change and change nothing. Its summary ends with a token.
        apply: Token of a dry run: do exactly what it showed, or refuse. All else stays empty.
        pool: Work pool whose workers take the months side by side; empty = one after the other.
        source: DANGER, TAKES IN NEW FILES. Folder or fsspec URL of historical files,
            `<unit_id>/<file>` below it; empty = the files already in the archive.
        release: DANGER, OPENS THE GATE. Publish also what it would hold because figures jump.
    """
    form = dict(locals())
    return _begin(form, apply, pool)


def _begin(form: dict[str, Any], apply: str, pool: str) -> State[Any]:
    """Read the form, open the warehouse and do what is asked for."""
    log_plainly()
    try:
        check_apply(form) if apply else read_form(form)  # before anything is opened
        settings = Settings()
        if not pool:
            start_readers(settings)  # they come up while the warehouse does
        url = open_warehouse_task(settings)
        asked = _take_plan(url, settings, apply, pool) if apply else read_form(form)
    except EtlError as error:
        message = f"refused, nothing done: {error}"
        get_run_logger().error("%s", message)
        return Failed(name="Refused", message=message)
    return plainly(lambda: _do(asked, url), _AGAIN)


def _do(asked: Asked, url: str) -> State[Any]:
    """Do the months, and conclude."""
    own = next_backfill(url, str(runtime.flow_run.id))
    title = f"backfill {say_months(f'{asked.first}', f'{asked.last}')}"
    title += " dry run" if asked.dry_run else f" plan {asked.plan}" if asked.plan else ""
    tag_run(*([DRY_RUN] if asked.dry_run else []))
    if asked.source:
        history = History(
            asked.source, asked.first, asked.last, asked.units, asked.dry_run, asked.release
        )
        write_chunks(url, own, publish_history(history, own, url))
    else:
        chunks = do_months(asked, url, own, backfill_month)
        if asked.dry_run and all(chunk.is_done for chunk in chunks):
            token = keep_plan(url, own, asked.as_json, [chunk.run_id for chunk in chunks])
            return _conclude(title, report_backfill_task(title, own, url, token), asked, token)
    return _conclude(title, report_backfill_task(title, own, url), asked)


@flow(name="backfill-month", flow_run_name=name_month)
def backfill_month(  # noqa: PLR0913 (one term of the month each)
    bulan: date,
    units: list[str] | None = None,
    datasets: list[str] | None = None,
    *,
    dry_run: bool = False,
    release: bool = False,
    plan: str = "",
) -> State[Any]:
    """Judge one month again from the archive and publish it in one transaction.

    Args:
        bulan: First day of the month.
        units: Only these reporting units; empty = all.
        datasets: Only these datasets; empty = all.
        dry_run: Do everything, show what would change, and take it all back.
        release: Publish also what the gate would hold.
        plan: Token of the plan whose month it is; done as it was shown, or not at all.
    """
    settings = Settings()
    start_readers(settings)  # on a worker of a pool they come up while the warehouse does
    url = open_warehouse_task(settings)
    settings = settle(settings, url)
    scope = Scope(bulan, _frozen(units), _frozen(datasets))
    part = _part_of(url, plan, scope) if plan else None
    terms = Terms(settings, release, scope, dry_run, part)
    run_id, rulebook = str(runtime.flow_run.id), read_rulebook(settings)
    run = Run(run_id, "backfill", datetime.now(UTC), rulebook, scope.words, plan=plan)
    pipeline = Pipeline(settings, url, prefect_executor(settings))
    if dry_run:
        tag_run(DRY_RUN)
        return plainly(lambda: _judge_again(pipeline, run, terms), _AGAIN)
    if not plan and _fingerprint(run, scope, pipeline.files_of(scope)) in done_tasks(url):
        return Completed(message="unchanged since it was last done")
    return in_ledger(url, run, lambda begun: _judge_again(pipeline, begun, terms), _AGAIN)


def _take_plan(url: str, settings: Settings, token: str, pool: str) -> Asked:
    """What a plan was made for, all of whose months still rest on what they rested on."""
    kept = read_plan(url, token)
    settled = settle(settings, url)
    asked = read_asked(kept.asked, token, pool)
    rulebook, pipeline = read_rulebook(settled), Pipeline(settled, url)
    for bulan in asked.months:
        plan = _part_of(url, token, Scope(bulan, _frozen(asked.units), _frozen(asked.datasets)))
        check_basis(url, plan, rulebook, pipeline.files_of(plan.scope))
    return asked


def _part_of(url: str, token: str, scope: Scope) -> Plan:
    parts: dict[str, Part] = {part.bulan: part for part in read_plan(url, token).parts}
    return Plan(token, scope, parts[f"{scope.bulan:%Y-%m}"])


def _judge_again(pipeline: Pipeline, run: Run, terms: Terms) -> State[Any]:
    """Read, judge and publish a month's files; anew where a night came in between."""
    assert terms.scope is not None  # noqa: S101 (a month is always one)
    for left in reversed(range(_ATTEMPTS)):
        found = pipeline.files_of(terms.scope)
        run = run._replace(task=_fingerprint(run, terms.scope, found))
        if terms.plan:
            check_basis(pipeline.url, terms.plan, run.rulebook, found)
        try:
            return _publish_month(pipeline, found, run, terms)
        except AwayError:
            raise
        except TransientError as error:  # a night has published a file of this month meanwhile
            problem = str(error)
            get_run_logger().warning("%s (%d attempts left)", problem, left)
    return Failed(message=f"failed, nothing published: {problem}; {_AGAIN}")


def _publish_month(pipeline: Pipeline, found: list[Delivery], run: Run, terms: Terms) -> State[Any]:
    """Read, judge and publish a month's files, or show what that would do."""
    night, unread = pipeline.month(run, found)
    if unread:  # judged without some of its files, a month could lose reports
        return Failed(message="; ".join(f"{kanwil} not read: {why}" for kanwil, why in unread))
    if night.left:  # to be done again once they are mended
        night = night._replace(run=run._replace(task=""))
    problem = "" if terms.dry_run else keep_validations_task(night, terms.settings).problem
    try:
        published = publish_task(night, pipeline.url, terms)
    except HeldError as held:
        tag_run(HELD)
        helps = "if its figures are right, the same form with release publishes it"
        return Failed(name="Held", message=f"{held}; {helps}")
    message = published.sentence + say_left(night.left) + problem
    get_run_logger().info("%s", message)
    if terms.scope and published.since:
        part = part_of_plan(terms.scope, run.rulebook, found, published.since)
        keep_part(pipeline.url, run.run_id, part, run.rulebook)
        return Completed(name="WouldPublish", message=message)
    tag_run(*([] if published.outcome.is_clean else [REJECTS]))
    name = "Completed" if published.outcome.is_clean else "CompletedWithRejects"
    return Completed(name=name, message=message)


def _conclude(title: str, found: Backfill, asked: Asked, token: str = "") -> State[Any]:
    """One state of all months."""
    months = count_of(len(found.chunks), "month")
    failed = [chunk for chunk in found.chunks if not chunk["is_done"]]
    if failed:
        done = f"{len(found.chunks) - len(failed)} of {len(found.chunks)} months done"
        why = (f"{chunk['name']}: {chunk['message'].splitlines()[0]}" for chunk in failed)
        return Failed(message=f"{done}; {'; '.join(why)}; {_AGAIN}")
    versions, cleared = found.count("versions"), found.count("rows_cleared")
    left = say_left(Left(**line) for line in found.left)
    message = (
        f"{title}: {months}, {count_of(versions, 'new version')}, {found.count('withdrawn')} "
        f"withdrawn, {count_of(cleared, 'quarantined row')} cleared{left}"
    )
    if asked.dry_run:
        message = message.replace(": ", ": would publish ", 1) + "; nothing is changed"
    if token:
        form = f"the form with apply = {token}"
        message += f". To do exactly this: `pembinaan backfill --apply {token}`, or {form}"
    get_run_logger().info("%s", message)
    return Completed(name="WouldPublish" if asked.dry_run else "Completed", message=message)


def _fingerprint(run: Run, scope: Scope, found: list[Delivery]) -> str:
    """What a chunk does: its scope, the rulebook and the files it judges."""
    lines = [scope.words, run.rulebook.stamp]
    lines += [f"{d.path} {d.sender} {d.receipts}" for d in found]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _frozen(names: list[str] | None) -> frozenset[str] | None:
    return frozenset(names) if names is not None else None
