"""`nightly`, `backfill` and `demo`: run a flow and show what came of it."""

import json
import os
import shutil
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.commands import screens
from flows.commands.app import Json, Verbose, app, asking, console, failing_plainly
from flows.commands.backfill_output import show_backfill
from flows.printing import marked
from schemas.settings import IS_CHECKOUT, PROJECT, Settings
from schemas.urls import has_password
from schemas.warehouse.connect import connect, warehouse_url
from tasks.publish import attempt_of
from tasks.report import status
from tasks.report.answers import ask
from tasks.report.changes import counts_of
from tasks.report.held import held_run
from tasks.report.lookup import nearest
from tasks.report.quarantined import Asked, list_rows

_HELD = 40  # figures of a held run on a screen; its artifact has all


def _quiet_prefect(*, verbose: bool) -> None:
    """Set what Prefect reads from the environment before it is imported."""
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    # its own 20 s are too few for a first start on a busy machine (seen)
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "180")
    if not verbose:
        # the console is ours to print on; the run's log goes to the UI all the same
        os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
        os.environ.setdefault("PREFECT_SERVER_LOGGING_LEVEL", "ERROR")


def _run_night(*, verbose: bool, release: bool = False) -> Any:
    """Run the nightly flow; return its final state."""
    _quiet_prefect(verbose=verbose)
    with console.status(
        "starting Prefect (about 10 seconds the first time) and running the night …"
    ):
        from flows.nightly import nightly as flow  # noqa: PLC0415

        return flow(release=release, return_state=True)


@app.command()
def nightly(
    *,
    release: Annotated[
        bool, typer.Option("--release", help="Publish what the gate held, and nothing newer.")
    ] = False,
    verbose: Verbose = False,
    as_json: Json = False,
) -> None:
    """Take in everything the landing zone holds, judge it and publish it.

    Running it again publishes nothing that is already known. A run that would reject too many
    files or move a national figure too far is held: it publishes nothing, shows the differences
    and exits with 1; `--release` publishes it.
    """
    with failing_plainly():
        state = _run_night(verbose=verbose, release=release)
        if as_json:
            with connect(warehouse_url(Settings())) as connection:  # as who ran it
                run_id = attempt_of(connection, str(state.state_details.flow_run_id))
                counts = counts_of(connection, run_id)
            typer.echo(json.dumps({"state": state.name, "message": state.message, **counts}))
        else:
            style = "green" if state.is_completed() else "red"
            console.print(f"[{style}]{state.name}[/{style}]: {marked(state.message)}")
        if state.name == "Held" and not as_json:
            _show_held(str(state.state_details.flow_run_id))
        if not state.is_completed():
            raise typer.Exit(1)


def _show_held(flow_run_id: str) -> None:
    with asking() as connection:
        held = held_run(connection, attempt_of(connection, flow_run_id))
    title = "Why the held run would reject files"
    screens.show(console, title, held.refusals, "it would reject none")
    title = "National figures the held run would have changed (those that hold it first)"
    screens.show(console, title, held.figures[:_HELD], "no published figure would change")


@app.command()
def backfill(  # noqa: PLR0913 (one option each)
    *,
    first: Annotated[datetime, typer.Option("--from", formats=["%Y-%m"], help="First month.")],
    last: Annotated[datetime, typer.Option("--to", formats=["%Y-%m"], help="Last month.")],
    upt: Annotated[list[str] | None, typer.Option(help="Only this UPT; may be repeated.")] = None,
    kanwil: Annotated[
        list[str] | None, typer.Option(help="Only this Kanwil and its UPT; may be repeated.")
    ] = None,
    dataset: Annotated[
        list[str] | None, typer.Option(help="Only this dataset; may be repeated.")
    ] = None,
    source: Annotated[
        str, typer.Option(help="Folder or URL of historical files, <unit_id>/<file> below it.")
    ] = "",
    pool: Annotated[
        str, typer.Option(help="Work pool whose workers take the months side by side.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Do everything, show it, and take it all back.")
    ] = False,
    release: Annotated[
        bool, typer.Option("--release", help="Publish also what the gate would hold.")
    ] = False,
    verbose: Verbose = False,
    as_json: Json = False,
) -> None:
    """Judge past months again with today's rules, or take in historical files.

    Each month is one transaction. The same command again finishes what was cut off and redoes
    nothing that is unchanged.

    Example: pembinaan backfill --from 2025-07 --to 2025-11 --kanwil kanwil-jawa-barat --dry-run
    """
    if first > last:
        raise typer.BadParameter("the first month is after the last", param_hint="--from")
    if dataset and source:
        raise typer.BadParameter("a new file is taken whole", param_hint="--dataset with --source")
    if has_password(source):  # the flow's parameters are kept, and shown in the UI
        message = "no password in a URL; access comes from the environment (docs/scale.md)"
        raise typer.BadParameter(message, param_hint="--source")
    if pool and (source or dry_run):
        hint = "--pool with --source or --dry-run"
        raise typer.BadParameter("a pool takes months of the archive, for good", param_hint=hint)
    _check_names({"--upt": upt, "--kanwil": kanwil, "--dataset": dataset})
    _quiet_prefect(verbose=verbose)
    with failing_plainly():
        with console.status("starting Prefect and judging the months …"):
            from flows.backfill import backfill as flow  # noqa: PLC0415

            state = flow(
                from_month=first.date(),
                to_month=last.date(),
                upt=upt or [],
                kanwil=kanwil or [],
                dataset=dataset or [],
                source=str(Path(source).absolute()) if source and "://" not in source else source,
                pool=pool,
                dry_run=dry_run,
                release=release,
                return_state=True,
            )
        show_backfill(console, state, as_json=as_json)
        if not state.is_completed():
            raise typer.Exit(1)


def _check_names(asked: Mapping[str, list[str] | None]) -> None:
    """Refuse a unit, Kanwil or dataset nobody knows, with the nearest known ones."""
    from schemas.contracts import DATASETS  # noqa: PLC0415 (polars)
    from schemas.references import read_reference  # noqa: PLC0415

    units = [str(unit) for unit in read_reference("upt")["upt_id"].unique()]
    offices = [str(kanwil) for kanwil in read_reference("kanwil")["kanwil_id"]]
    known = {"--upt": units, "--kanwil": offices, "--dataset": [*DATASETS]}
    for option, names in asked.items():
        for name in set(names or ()) - set(known[option]):
            near = ", ".join(nearest(name, known[option]))
            raise typer.BadParameter(f"nobody knows {name!r}; nearest: {near}", param_hint=option)


@app.command()
def demo(*, verbose: Verbose = False) -> None:
    """Put the example reports into the landing zone, run the night and show what came of it."""
    with failing_plainly():
        settings = Settings()
        inbox = settings.home / "inbox"
        shutil.copytree(_EXAMPLES, inbox, dirs_exist_ok=True)
        state = _run_night(verbose=verbose)
        console.print(f"\n[bold]{state.name}[/bold]: {marked(state.message)}\n")
        if not state.is_completed():
            raise typer.Exit(1)
        _show_demo(settings)
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


def _show_demo(settings: Settings) -> None:
    show = partial(screens.show, console)
    with asking(settings) as connection:
        show("What came in", ask(connection, status.ARRIVED), "nothing yet")
        held = [
            {
                "unit": row.upt_id,
                "report": f"{row.dataset} {row.bulan:%Y-%m}",
                "row": row.baris,
                "reasons": "\n".join(map(" ".join, zip(row.kode, row.alasan, strict=True))),
            }
            for row in list_rows(connection, Asked(), 20).lines
        ]
        title = "Quarantined rows of current reports, and why (as their senders read it)"
        show(title, held, "no row is quarantined")
        national = ask(connection, status.national_query())
        show("National figures by month", national, "no figures yet")
        title = "Exports by month and country (no country = quantity not divided between several)"
        show(title, ask(connection, status.EXPORTS), "no exports yet")
