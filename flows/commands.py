"""The `pembinaan` command.

Exit codes: 0 done, 1 failed, 2 wrong usage. Heavy imports (Prefect, polars, Great Expectations)
happen inside the commands that need them, so `--help`, `sql` and `status` answer at once.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import psycopg
import typer
from pydantic import ValidationError
from rich.console import Console

from flows import screens
from schemas.errors import EtlError
from schemas.settings import PROJECT, Settings
from schemas.warehouse.connect import connect, warehouse_url

app = typer.Typer(
    name="pembinaan",
    help="The nightly national record of what Indonesia's correctional facilities teach, make "
    "and export.\n\nReports lie in $PEMBINAAN_HOME/inbox/<unit_id>/; `nightly` takes them in, "
    "`sql` and `status` show what came of them.",
    epilog="Exit codes: 0 done, 1 failed, 2 wrong usage. Settings are environment variables "
    "PEMBINAAN_…; the README lists them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
console = Console()
if not console.is_terminal:  # a pipe has no width of its own; a table is as wide as its content
    console = Console(width=240)
errors = Console(stderr=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show Prefect's log.")]


class Format(StrEnum):
    """How `sql` prints its answer."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


@contextmanager
def failing_plainly() -> Iterator[None]:
    """Say what went wrong in one line and exit with 1."""
    try:
        yield
    except (EtlError, psycopg.Error, ValidationError) as error:
        errors.print(f"failed: {str(error).strip()}", style="red", markup=False)
        raise typer.Exit(1) from error


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


def _run_night(*, verbose: bool) -> Any:
    """Run the nightly flow; return its final state."""
    _quiet_prefect(verbose=verbose)
    with console.status(
        "starting Prefect (about 10 seconds the first time) and running the night …"
    ):
        from flows.nightly import nightly as flow  # noqa: PLC0415

        return flow(return_state=True)


@app.command()
def nightly(*, verbose: Verbose = False, as_json: Json = False) -> None:
    """Take in everything the landing zone holds, judge it and publish it.

    Running it again publishes nothing that is already known.
    """
    with failing_plainly():
        state = _run_night(verbose=verbose)
        if as_json:
            outcome = state.result(raise_on_failure=False)
            counts = outcome._asdict() if hasattr(outcome, "_asdict") else {}
            typer.echo(json.dumps({"state": state.name, "message": state.message, **counts}))
        else:
            style = "green" if state.is_completed() else "red"
            console.print(f"[{style}]{state.name}[/{style}]: {state.message}")
        if not state.is_completed():
            raise typer.Exit(1)


@app.command()
def sql(
    query: Annotated[
        str, typer.Argument(help="One SELECT, such as 'SELECT * FROM mart.ekspor_negara'.")
    ],
    *,
    output: Annotated[Format, typer.Option("--format", "-f", help="How to print.")] = Format.TABLE,
) -> None:
    """Ask the warehouse one question, read-only.

    Example: pembinaan sql "SELECT * FROM mart.nasional_bulanan ORDER BY bulan" --format csv
    """
    text = query.strip().rstrip(";")
    with failing_plainly(), connect(warehouse_url(Settings())) as connection:
        connection.execute("SET default_transaction_read_only = on")
        connection.commit()
        cursor = connection.cursor()
        if output is Format.CSV:
            with cursor.copy(f"COPY ({text}) TO STDOUT WITH (FORMAT csv, HEADER)") as lines:
                for block in lines:
                    typer.echo(bytes(block).decode(), nl=False)
            return
        if output is Format.JSON:
            text = f"SELECT coalesce(json_agg(q), '[]')::text FROM ({text}) AS q"
        cursor.execute(text, prepare=True)  # prepared: one statement only
        if cursor.description is None:
            raise EtlError("not a question: the statement returns no rows")
        found = cursor.fetchall()
        if output is Format.JSON:
            typer.echo(found[0][0])
        else:
            console.print(screens.table_of([c.name for c in cursor.description], found))


@app.command()
def status(*, as_json: Json = False) -> None:
    """Show the last runs, who reported in which month, and the national figures."""
    shown = {"runs": screens.RUNS, "files": screens.FILES, "months": screens.MONTHS}
    shown["national"] = screens.NATIONAL
    with failing_plainly(), connect(_checked_url()) as connection:
        if as_json:
            typer.echo(screens.as_json(connection, shown))
            return
        for screen in shown.values():
            screens.show(console, connection, screen)


def _checked_url() -> str:
    """URL of a warehouse that has our tables."""
    from schemas.warehouse.migrate import check_schema  # noqa: PLC0415 (Alembic)

    url = warehouse_url(Settings())
    check_schema(url)
    return url


@app.command()
def migrate() -> None:
    """Create or upgrade the warehouse: tables, views, reference data. Safe to repeat."""
    from schemas.warehouse.migrate import migrate as upgrade  # noqa: PLC0415

    with failing_plainly():
        settings = Settings()
        upgrade(warehouse_url(settings))
        where = "PEMBINAAN_WAREHOUSE_URL" if settings.warehouse_url else f"{settings.home}/postgres"
        console.print(f"the warehouse is up to date ({where})", highlight=False)


@app.command()
def simulate(
    *,
    units: Annotated[int, typer.Option(min=1, max=656, help="How many real units report.")],
    month: Annotated[str, typer.Option(help="Month of the reports, YYYY-MM.")],
    out: Annotated[Path, typer.Option(help="Folder to fill: <out>/<unit_id>/<file>.")],
    seed: Annotated[int, typer.Option(help="Same seed, same files.")] = 1,
    defects: Annotated[float, typer.Option(min=0, max=1, help="Share of defective rows.")] = 0.05,
) -> None:
    """Write plausible reports of real units, in all formats and shapes, with planted defects.

    Beside the folder, <out>.truth.csv says for every row and file what should become of it.
    """
    from rich.progress import Progress  # noqa: PLC0415

    from flows.simulation import SimulationRequest  # noqa: PLC0415
    from flows.simulation import simulate as write_reports  # noqa: PLC0415

    try:
        first_day = datetime.strptime(month, "%Y-%m").date()  # noqa: DTZ007 (a month has no zone)
    except ValueError as error:
        raise typer.BadParameter(f"{month!r} is not YYYY-MM", param_hint="--month") from error
    request = SimulationRequest(units, first_day, seed, out, defects)
    with Progress(console=console, transient=True) as progress:
        bar = progress.add_task("writing reports", total=units)
        truth = write_reports(request, progress=lambda done: progress.update(bar, completed=done))
    truth.write_csv(out.with_name(out.name + ".truth.csv"))
    rows = truth["baris"].is_not_null()
    bad = int((rows & truth["kode"].is_not_null()).sum())
    files = sum(path.is_file() for path in out.rglob("*"))
    console.print(
        f"{files} files of {truth['sender'].n_unique()} units in {out}: {int(rows.sum()):,} rows, "
        f"{bad:,} of them with a planted defect, {int((~rows).sum())} whole reports or files"
    )


@app.command()
def demo(*, verbose: Verbose = False) -> None:
    """Put the example reports into the landing zone, run the night and show what came of it."""
    with failing_plainly():
        settings = Settings()
        inbox = settings.home / "inbox"
        shutil.copytree(PROJECT / "examples" / "inbox", inbox, dirs_exist_ok=True)
        state = _run_night(verbose=verbose)
        console.print(f"\n[bold]{state.name}[/bold]: {state.message}\n")
        if not state.is_completed():
            raise typer.Exit(1)
        with connect(warehouse_url(settings)) as connection:
            for screen in (
                screens.ARRIVED,
                screens.QUARANTINED,
                screens.NATIONAL,
                screens.EXPORTS,
            ):
                screens.show(console, connection, screen)
    console.print(
        "Where to look next\n"
        '  .venv/bin/pembinaan sql "SELECT * FROM mart.program"   any question, read-only\n'
        "  .venv/bin/pembinaan status                             runs, months, figures\n"
        "  .venv/bin/prefect server start                         this night in the Prefect UI\n"
        "  examples/README.md, docs/data-dictionary.md            the reports and every column",
        highlight=False,
    )


if __name__ == "__main__":
    app()
