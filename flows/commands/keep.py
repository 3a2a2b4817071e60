"""`migrate`, `settings` and `simulate`: the warehouse, its rules, and reports to try it with."""

import json
import os
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.app import Json, app, console, failing_plainly
from flows.commands.screens import show, table_of
from schemas.settings import Settings
from schemas.warehouse.connect import connect, warehouse_url
from tasks.report.redefined import redefined_figures

_REDEFINED = "National figures that this release defines anew (`ops.restatement` has all)"
_NONE_OF_THE_NATION = "none; those of units and Kanwil stand in ops.restatement"


@app.command()
def migrate() -> None:
    """Create or upgrade the warehouse: tables, references, figures, views, roles. Safe to repeat.

    Figures whose definition has changed are rebuilt for the whole past. Where the server lets it
    make no roles, it prints the statements for the server's owner.
    """
    from schemas.warehouse.migrate import migrate as upgrade  # noqa: PLC0415 (Alembic)

    with failing_plainly():
        settings = Settings()
        url = warehouse_url(settings)
        done = upgrade(url, settings)
        if done.derived:
            console.print(done.derived.sentence, highlight=False)
        if done.derived and done.derived.restated:
            with connect(url) as connection:
                redefined = redefined_figures(connection, done.derived.run_id)
            show(console, _REDEFINED, redefined, _NONE_OF_THE_NATION)
        where = "PEMBINAAN_WAREHOUSE_URL" if settings.warehouse_url else f"{settings.home}/postgres"
        console.print(f"the warehouse is up to date ({where})", highlight=False)
        if done.left:
            console.print("left to the server's owner, in this database; then migrate again:")
            typer.echo("".join(f"{statement};\n" for statement in done.left), nl=False)


@app.command()
def settings(
    name: Annotated[str, typer.Argument(help="Setting to change; none lists them.")] = "",
    value: Annotated[str, typer.Argument(help="Its new value.")] = "",
    *,
    as_json: Json = False,
) -> None:
    """Show or change the settings that decide what is published.

    They are kept in the warehouse and hold for whoever runs: what is on time, what is refused or
    flagged, what the gate holds. A change leaves a line among the runs. Reports judged before are
    judged by it with the next backfill; the ledger at once.

    Example: pembinaan settings due_day 10
    """
    from schemas.warehouse.deciding import change_setting, read_settings  # noqa: PLC0415

    if bool(name) != bool(value):
        raise typer.BadParameter("give both, or none", param_hint="NAME VALUE")
    with failing_plainly():
        url = warehouse_url(Settings())
        if name:
            console.print(change_setting(url, name, value), highlight=False)
            return
        with connect(url) as connection:
            kept = read_settings(connection)
        if as_json:
            typer.echo(json.dumps(kept))
        else:
            console.print(table_of(("setting", "value"), [(n, str(v)) for n, v in kept.items()]))


class Format(StrEnum):
    """Formats a report may come in."""

    XLSX = "xlsx"
    XLS = "xls"
    XLSB = "xlsb"
    ODS = "ods"
    CSV = "csv"
    JSON = "json"


@app.command()
def simulate(  # noqa: PLR0913 (one option each)
    *,
    units: Annotated[int, typer.Option(min=1, max=656, help="How many real units report.")],
    out: Annotated[Path, typer.Option(help="Folder to fill: <out>/<unit_id>/<file>.")],
    month: Annotated[
        str | None, typer.Option(help="Report this month once, when it is over: YYYY-MM.")
    ] = None,
    nights: Annotated[
        int, typer.Option(min=0, help="Report on so many nights, to <out>/<unit_id>/<date>/<file>.")
    ] = 0,
    first_night: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="The first night.")
    ] = None,
    rows: Annotated[int, typer.Option(min=1, help="Rows of a unit and month, roughly.")] = 20,
    formats: Annotated[
        list[Format] | None, typer.Option("--format", help="Only this format; may be repeated.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Same seed, same files.")] = 1,
    defects: Annotated[float, typer.Option(min=0, max=1, help="Share of defective rows.")] = 0.05,
    forms: Annotated[
        float, typer.Option(min=0, max=1, help="Share of units with forms of their own.")
    ] = 0.2,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Processes; as many as there are processors.")
    ] = None,
) -> None:
    """Write plausible reports of real units, in all formats and shapes, with planted defects.

    Beside the folder, <out>.truth.parquet says for every row and file what should become of it.

    --forms of the units have forms of their own, month after month: each of their reports is
    rewritten in one to three of the ways of docs/forms.md that change nothing a clerk reads.

    With --nights and --from, units send every night the month as it stands: rows grow, some are
    corrected, and files are left out, repeated, late or sent again at rates printed at the end.
    """
    from rich.progress import Progress  # noqa: PLC0415

    try:
        from simulation import MIX, SimulationRequest, describe_habits  # noqa: PLC0415
        from simulation import simulate as write_reports  # noqa: PLC0415
    except ModuleNotFoundError as error:
        said = f"{error.name} is not installed: pip install '.[simulation]'"
        raise typer.BadParameter(said, param_hint="simulate") from error

    request = SimulationRequest(
        units,
        _start(month, nights, first_night),
        seed,
        out,
        defects,
        rows,
        tuple(name for name in MIX if not formats or name in formats),
        nights,
        jobs or os.cpu_count() or 1,
        forms,
    )
    with Progress(console=console, transient=True) as progress:
        bar = progress.add_task("writing reports", total=units * len(request.months))
        written = write_reports(request, lambda done: progress.update(bar, completed=done))
    console.print(
        f"{written.files:,} files of {units} units in {out}: {written.rows:,} rows, "
        f"{written.planted:,} of them with a planted defect, {written.refused:,} whole reports or "
        f"files; {written.nil:,} reports say Nihil, {written.repeats:,} files repeat earlier ones"
    )
    if nights:
        console.print(describe_habits(), highlight=False)


def _start(month: str | None, nights: int, first_night: datetime | None) -> date:
    """The reported month, or the first night."""
    if nights and first_night and not month:
        return first_night.date()
    if nights or first_night or not month:
        message = "either --month, or --nights with --from"
        raise typer.BadParameter(message, param_hint="--month")
    try:
        return datetime.strptime(month, "%Y-%m").date()  # noqa: DTZ007 (a month has no zone)
    except ValueError as error:
        raise typer.BadParameter(f"{month!r} is not YYYY-MM", param_hint="--month") from error
