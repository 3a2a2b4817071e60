"""`migrate`, `verify`, `settings`, `simulate`: the warehouse, its rules, reports to try it with."""

import json
import os
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.app import Json, app, asking, console
from flows.commands.screens import show
from flows.commands.waiting import counting, working
from flows.printing import count, marked, table_of
from schemas.errors import TerminalError, WrongUsageError
from schemas.settings import Settings
from schemas.spoken import say_number
from schemas.warehouse.connect import warehouse_url
from tasks.report.answers import Record
from tasks.report.lookup import read_month
from tasks.report.redefined import redefined_figures

if TYPE_CHECKING:
    from schemas.warehouse.migrate import Migrated
    from simulation import SimulationRequest, Summary

_REDEFINED = "National figures that this release defines anew (`ops.restatement` has all)"
_NONE_OF_THE_NATION = "none; those of units and Kanwil stand in ops.restatement"


@app.command()
def migrate(*, as_json: Json = False) -> None:
    """Create or upgrade the warehouse: tables, references, figures, views, roles. Safe to repeat.

    Figures whose definition has changed are rebuilt for the whole past. Where the server lets it
    make no roles, it prints the statements for the server's owner.
    """
    from schemas.warehouse.migrate import migrate as upgrade  # noqa: PLC0415 (Alembic)

    settings = Settings()
    url = warehouse_url(settings)
    with working("bringing the warehouse up to date"):
        done = upgrade(url, settings)
    redefined: list[Record] = []
    if done.derived and done.derived.restated:
        with asking(settings, own_run=True) as connection:
            redefined = redefined_figures(connection, done.derived.run_id)
    if as_json:
        run = done.derived and done.derived._asdict()
        told = {"derived": run, "redefined": redefined, "left": done.left}
        typer.echo(json.dumps(told, default=str, ensure_ascii=False))
        return
    where = "PEMBINAAN_WAREHOUSE_URL" if settings.warehouse_url else f"{settings.home}/postgres"
    _show_migrated(done, redefined, where)


def _show_migrated(done: "Migrated", redefined: list[Record], where: str) -> None:
    if done.derived:
        console.print(done.derived.sentence, highlight=False)
        if done.derived.restated:
            show(console, _REDEFINED, redefined, _NONE_OF_THE_NATION)
    console.print(f"the warehouse is up to date ({where})", highlight=False)
    if done.left:
        console.print("left to the server's owner, in this database; then migrate again:")
        typer.echo("".join(f"{statement};\n" for statement in done.left), nl=False)


@app.command()
def verify(
    *,
    sample: Annotated[
        int | None, typer.Option(min=1, help="Look at so many copies, at random.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Compare the archive's copies with their hashes; mend what the landing zone still has.

    Exits with 1 where a copy is damaged or missing and could not be mended.
    """
    from schemas.warehouse.deciding import settle  # noqa: PLC0415
    from tasks.verify import verify as check  # noqa: PLC0415 (polars)

    settings = Settings()
    url = warehouse_url(settings)
    with working("comparing copies with their hashes"):
        found = check(settle(settings, url), url, sample)
    if as_json:
        files = {n: [f._asdict() for f in getattr(found, n)] for n in ("mended", "lost")}
        typer.echo(json.dumps({"sound": found.sound, **files}))
    else:
        console.print(marked(found.sentence), highlight=False)
    if found.lost:
        raise typer.Exit(1)


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
        raise WrongUsageError("a setting needs its new value, too: pembinaan settings due_day 10")
    changed = change_setting(warehouse_url(Settings()), name, value) if name else ""
    if changed and not as_json:
        console.print(changed, highlight=False)
        return
    with asking(own_run=True) as connection:
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


Units = Annotated[int, typer.Option(min=1, max=656, help="How many real units report.")]
Out = Annotated[Path, typer.Option(help="Folder to fill: <out>/<unit_id>/<file>.")]
Month = Annotated[str, typer.Option(help="Report this month once, when it is over: YYYY-MM.")]
Nights = Annotated[
    int, typer.Option(min=0, help="Report on so many nights, to <out>/<unit_id>/<date>/<file>.")
]
FirstNight = Annotated[str, typer.Option("--from", help="The first night, YYYY-MM-DD.")]
Rows = Annotated[int, typer.Option(min=1, help="Rows of a unit and month, roughly.")]
Formats = Annotated[
    list[Format] | None, typer.Option("--format", help="Only this format; may be repeated.")
]
Seed = Annotated[int, typer.Option(help="Same seed, same files.")]
Defects = Annotated[float, typer.Option(min=0, max=1, help="Share of defective rows.")]
Forms = Annotated[float, typer.Option(min=0, max=1, help="Share of units with forms of their own.")]
Jobs = Annotated[int, typer.Option(min=0, help="Processes; 0 = as many as there are processors.")]


@app.command()
def simulate(  # noqa: PLR0913 (one option each)
    *,
    units: Units,
    out: Out,
    month: Month = "",
    nights: Nights = 0,
    first_night: FirstNight = "",
    rows: Rows = 20,
    formats: Formats = None,
    seed: Seed = 1,
    defects: Defects = 0.05,
    forms: Forms = 0.2,
    jobs: Jobs = 0,
    as_json: Json = False,
) -> None:
    """Write plausible reports of real units, in all formats and shapes, with planted defects.

    Beside the folder, <out>.truth.parquet says for every row and file what should become of it.

    --forms of the units have forms of their own, month after month: each of their reports is
    rewritten in one to three of the ways of docs/forms.md that change nothing a clerk reads.

    With --nights and --from, units send every night the month as it stands: rows grow, some are
    corrected, and files are left out, repeated, late or sent again at rates printed at the end.
    """
    start = _start(month, nights, first_night)
    room = _simulation()
    chosen = tuple(name for name in room.MIX if not formats or name in formats)
    many = jobs or os.cpu_count() or 1
    request = room.SimulationRequest(
        units, start, seed, out, defects, rows, chosen, nights, many, forms
    )
    with counting("reports written", units * len(request.months)) as tell:
        written = room.simulate(request, tell)
    if as_json:
        typer.echo(json.dumps(written._asdict()))
        return
    console.print(_say_written(written, request), highlight=False)
    if nights:
        console.print(room.describe_habits(), highlight=False)


def _simulation() -> ModuleType:
    """The room of the simulation, whose writers are an extra."""
    try:
        import simulation  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise TerminalError(
            f"{error.name} is not installed: pip install '.[simulation]'"
        ) from error
    return simulation


def _say_written(written: "Summary", request: "SimulationRequest") -> str:
    return (
        f"{count(written.files, 'file')} of {count(request.units, 'unit')} in {request.out}: "
        f"{count(written.rows, 'row')}, {say_number(written.planted)} of them with a planted "
        f"defect, {say_number(written.refused)} whole reports or files; "
        f"{count(written.nil, 'report')} say Nihil, {count(written.repeats, 'file')} repeat "
        "earlier ones"
    )


def _start(month: str, nights: int, first_night: str) -> date:
    """The reported month, or the first night."""
    if month and not nights and not first_night:
        return read_month(month)
    if month or not (nights and first_night):
        raise WrongUsageError("either --month YYYY-MM, or --nights N with --from YYYY-MM-DD")
    try:
        return date.fromisoformat(first_night)
    except ValueError:
        raise WrongUsageError(f"{first_night!r} is no day; write YYYY-MM-DD") from None
