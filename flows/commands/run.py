"""`nightly`, `backfill` and `demo`: run a flow and show what came of it."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path
from typing import Annotated, Any

import psycopg
import typer

from flows.commands import screens
from flows.commands.app import Json, Verbose, app, asking, console
from flows.commands.backfill_output import show_backfill
from flows.commands.known_names import check_known
from flows.commands.screens import show_state
from flows.commands.waiting import watching_run
from schemas.calendar import months
from schemas.errors import TransientError, WrongUsageError
from schemas.settings import IS_CHECKOUT, PROJECT, Settings
from schemas.urls import has_password, without_password
from tasks.report import status
from tasks.report.answers import ask
from tasks.report.changes import counts_of
from tasks.report.held import held_run
from tasks.report.lookup import read_month
from tasks.report.quarantined import Asked, list_rows

_PATIENCE_S = 5  # with a Prefect server that is named
_HELD = 40  # figures of a held run on a screen; its artifact has all


def _quiet_prefect(*, verbose: bool) -> None:
    """Set what Prefect reads from the environment before it is imported."""
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    # every run says that it lives; what warns while the warehouse is away stands on its page
    os.environ.setdefault("PREFECT_FLOWS_HEARTBEAT_FREQUENCY", "30")
    os.environ.setdefault("PREFECT_LOGGING_EXTRA_LOGGERS", "schemas,tasks")
    os.environ.setdefault("PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW", "ignore")
    # its own 20 s are too few for a first start on a busy machine (seen)
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "180")
    if not verbose:
        # the console is ours to print on; the run's log goes to the UI all the same
        os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
        os.environ.setdefault("PREFECT_SERVER_LOGGING_LEVEL", "ERROR")


def _check_server() -> None:
    """Make sure that the Prefect server that is named answers: Prefect itself would print pages.

    Raises:
        TransientError: It does not.
    """
    from prefect.client.orchestration import get_client  # noqa: PLC0415 (slow)
    from prefect.settings import get_current_settings  # noqa: PLC0415

    if not (url := get_current_settings().api.url):
        return  # one of its own is started
    with get_client(sync_client=True, httpx_settings={"timeout": _PATIENCE_S}) as client:
        problem = client.api_healthcheck()
    if problem is not None:
        raise TransientError(
            f"no Prefect server answers at {without_password(url)}: start it (prefect server "
            "start), mend PREFECT_API_URL, or unset it to run without one"
        )


def _run_night(*, verbose: bool, release: bool = False, with_deleted: bool = False) -> Any:
    """Run the nightly flow; return its final state."""
    Settings().make_home()  # what is wrong with them is said before Prefect is started
    _quiet_prefect(verbose=verbose)
    with watching_run("starting Prefect and running the night", quiet=verbose):
        _check_server()
        from flows.nightly import nightly as flow  # noqa: PLC0415

        return flow(release=release, with_deleted=with_deleted, return_state=True)


@app.command()
def nightly(
    *,
    release: Annotated[
        bool, typer.Option("--release", help="Publish what the gate held, and nothing newer.")
    ] = False,
    with_deleted: Annotated[
        bool,
        typer.Option(
            "--with-deleted",
            help="With --release: also what was deleted from the landing zone since.",
        ),
    ] = False,
    verbose: Verbose = False,
    as_json: Json = False,
) -> None:
    """Take in everything the landing zone holds, judge it and publish it.

    Running it again publishes nothing that is already known. A run that would reject too many
    files or move a national figure too far is held: it publishes nothing, shows the differences
    and exits with 1; `--release` publishes it, but for files that were deleted since.
    """
    if with_deleted and not release:
        raise WrongUsageError("--with-deleted goes with --release only")
    state = _run_night(verbose=verbose, release=release, with_deleted=with_deleted)
    flow_run_id = str(state.state_details.flow_run_id)
    if as_json:
        from tasks.publish import attempt_of  # noqa: PLC0415 (polars)

        with asking(own_run=True) as connection:
            counts = counts_of(connection, attempt_of(connection, flow_run_id))
        typer.echo(json.dumps({"state": state.name, "message": state.message, **counts}))
    else:
        show_state(console, state)
        if state.name == "Held":
            _show_held(flow_run_id)
    if not state.is_completed():
        raise typer.Exit(1)


def _show_held(flow_run_id: str) -> None:
    from tasks.publish import attempt_of  # noqa: PLC0415 (polars)

    with asking(own_run=True) as connection:
        held = held_run(connection, attempt_of(connection, flow_run_id))
    title = "Why the held run would reject files"
    screens.show(console, title, held.refusals, "it would reject none")
    title = "National figures the held run would have changed (those that hold it first)"
    screens.show(console, title, held.figures[:_HELD], "no published figure would change")


First = Annotated[str, typer.Option("--from", help="First month, YYYY-MM.")]
Last = Annotated[str, typer.Option("--to", help="Last month, YYYY-MM.")]
Upt = Annotated[list[str] | None, typer.Option(help="Only this UPT; may be repeated.")]
Kanwil = Annotated[
    list[str] | None, typer.Option(help="Only this Kanwil and its UPT; may be repeated.")
]
Dataset = Annotated[list[str] | None, typer.Option(help="Only this dataset; may be repeated.")]
Source = Annotated[
    str, typer.Option(help="Folder or URL of historical files, <unit_id>/<file> below it.")
]
Pool = Annotated[str, typer.Option(help="Work pool whose workers take the months side by side.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Do everything, show it, and take it all back.")
]
Apply = Annotated[
    str, typer.Option(help="Token of a dry run: do exactly what it showed, or refuse.")
]
ReleaseAll = Annotated[
    bool, typer.Option("--release", help="Publish also what the gate would hold.")
]


@app.command()
def backfill(  # noqa: PLR0913 (one option each)
    *,
    first: First = "",
    last: Last = "",
    upt: Upt = None,
    kanwil: Kanwil = None,
    dataset: Dataset = None,
    source: Source = "",
    pool: Pool = "",
    dry_run: DryRun = False,
    apply: Apply = "",
    release: ReleaseAll = False,
    verbose: Verbose = False,
    as_json: Json = False,
) -> None:
    """Judge past months again with today's rules, or take in historical files.

    Each month is one transaction. The same command again finishes what was cut off and redoes
    nothing that is unchanged. A dry run ends with a token, by which exactly that is done.

    Example: pembinaan backfill --from 2025-07 --to 2025-11 --kanwil kanwil-jawa-barat --dry-run
    """
    chosen = {"upt": upt or [], "kanwil": kanwil or [], "dataset": dataset or []}
    asked: dict[str, Any] = {
        "from_month": f"{read_month(first):%Y-%m}" if first else "",
        "to_month": f"{read_month(last):%Y-%m}" if last else "",
        **chosen,
        "source": str(Path(source).absolute()) if source and "://" not in source else source,
        "pool": pool,
        "dry_run": dry_run,
        "apply": apply,
        "release": release,
    }
    _check_backfill(asked)
    check_known(chosen)
    state = _run_backfill(asked, verbose=verbose)
    show_backfill(console, state, as_json=as_json)
    if not state.is_completed():
        raise typer.Exit(1)


def _check_backfill(asked: Mapping[str, Any]) -> None:
    """Refuse what cannot be meant before anything is started."""
    if asked["apply"]:
        beside = {name for name, value in asked.items() if value} - {"apply", "pool"}
        if beside:
            raise WrongUsageError("--apply: a token says all by itself, leave the rest out")
        return
    if not (asked["from_month"] and asked["to_month"]):
        raise WrongUsageError("--from and --to: name both months, or --apply TOKEN")
    if asked["from_month"] > asked["to_month"]:
        raise WrongUsageError("--from is after --to: the first month comes first")
    if asked["source"] and asked["dataset"]:
        raise WrongUsageError("--dataset with --source: a new file is taken whole, leave one out")
    if has_password(asked["source"]):  # the flow's parameters are kept, and shown in the UI
        raise WrongUsageError(
            "--source: no password in a URL; access comes from the environment (docs/scale.md)"
        )
    if asked["pool"] and (asked["source"] or asked["dry_run"]):
        raise WrongUsageError(
            "--pool with --source or --dry-run: a pool takes months of the archive, for good"
        )


def _months_of(asked: Mapping[str, Any]) -> int:
    """How many months a backfill has; 0 where only its plan knows."""
    ends = [
        date.fromisoformat(f"{asked[end]}-01") for end in ("from_month", "to_month") if asked[end]
    ]
    return len(list(months(*ends))) if ends else 0


def _run_backfill(asked: Mapping[str, Any], *, verbose: bool) -> Any:
    """Run the backfill flow; return its final state."""
    Settings().make_home()
    _quiet_prefect(verbose=verbose)
    many = _months_of(asked)
    with watching_run("starting Prefect", months=many, quiet=verbose) as tell:
        _check_server()
        from flows.backfill import backfill as flow  # noqa: PLC0415
        from flows.backfill import backfill_month  # noqa: PLC0415

        done = count(1)

        def tell_month(flow: Any, flow_run: Any, state: Any) -> None:
            tell("months", next(done), many)

        for ended in (backfill_month.on_completion, backfill_month.on_failure):
            ended(tell_month)
        return flow(**asked, return_state=True)


@app.command()
def demo(*, verbose: Verbose = False, as_json: Json = False) -> None:
    """Put the example reports into the landing zone, run the night and show what came of it."""
    inbox = Settings().make_home() / "inbox"
    shutil.copytree(_EXAMPLES, inbox, dirs_exist_ok=True)
    if as_json:
        nightly(verbose=verbose, as_json=True)
        return
    state = _run_night(verbose=verbose)
    show_state(console, state)
    if not state.is_completed():
        raise typer.Exit(1)
    console.print()
    _show_demo()
    console.print(f"Where to look next\n{_NEXT}", highlight=False)


# the wheel carries the examples, not what is written about them
_EXAMPLES = PROJECT / "examples" / "inbox" if IS_CHECKOUT else PROJECT / "flows" / "examples"
_BIN = ".venv/bin/" if IS_CHECKOUT else ""
_NEXT = "\n".join(
    f"  {what:<54} {why}"
    for what, why in (
        (f'{_BIN}pembinaan sql "SELECT * FROM mart.program"', "any question, read-only"),
        (f"{_BIN}pembinaan status", "runs, months, figures"),
        (f"{_BIN}prefect server start", "this night in the Prefect UI"),
        *(
            [("examples/README.md, docs/data-dictionary.md", "the reports and every column")]
            if IS_CHECKOUT
            else []
        ),
    )
)


def _show_demo() -> None:
    show = partial(screens.show, console)
    with asking(own_run=True) as connection:
        show("What came in", ask(connection, status.ARRIVED), "nothing yet")
        title = "Quarantined rows of current reports, and why (as their senders read it)"
        show(title, list(_held(connection)), "no row is quarantined")
        national = ask(connection, status.national_query())
        show("National figures by month", national, "no figures yet")
        title = "Exports by month and country (no country = quantity not divided between several)"
        show(title, ask(connection, status.EXPORTS), "no exports yet")


def _held(connection: psycopg.Connection) -> Iterator[dict[str, Any]]:
    for row in list_rows(connection, Asked(), 20).lines:
        for reason in zip(row.kode, row.alasan, strict=True):
            report = f"{row.dataset} {row.bulan:%Y-%m}"
            unit = {"unit": row.upt_id, "report": report, "row": row.baris}
            yield unit | {"reason": " ".join(reason)}
