"""`sql` and `status`: what is committed in the warehouse."""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

import psycopg
import typer

from flows import question
from flows.commands import screens
from flows.commands.app import Json, app, asking, console
from flows.printing import table_of
from schemas.settings import Settings
from schemas.spoken import say_number
from tasks.report import status as status_of
from tasks.report.answers import ask, ask_json
from tasks.report.lookup import find_kanwil


class Format(StrEnum):
    """How a command prints its answer."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


Output = Annotated[
    Format, typer.Option("--format", "-f", help="How to print; --json is --format json.")
]


@app.command()
def sql(
    query: Annotated[
        str, typer.Argument(help="One SELECT, such as 'SELECT * FROM mart.ekspor_negara'.")
    ],
    *,
    output: Output = Format.TABLE,
    as_json: Json = False,
) -> None:
    """Ask the warehouse one question, with rights to read only.

    Example: pembinaan sql "SELECT * FROM mart.nasional_bulanan ORDER BY bulan" --format csv
    """
    text, settings = query.strip().rstrip(";"), Settings()
    output = Format.JSON if as_json else output
    with asking(settings) as connection:
        answer = question.ask(connection, text, settings.ask_max_rows, _LOADERS[output])
    if output is Format.CSV:
        for line in question.csv_lines(answer):
            typer.echo(line, nl=False)
    elif output is Format.JSON:
        typer.echo(question.write_json(answer))
    else:
        console.print(table_of(*answer))


_LOADERS = {
    Format.TABLE: question.as_values,
    Format.CSV: question.as_text,
    Format.JSON: question.as_json,
}


@app.command()
def status(
    *,
    month: Annotated[
        str, typer.Option(help="Month, YYYY-MM; without it, the latest one anybody reported.")
    ] = "",
    kanwil: Annotated[
        str, typer.Option(help="A Kanwil's units instead of all Kanwil: its id or name.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Show who owed which report for a month and what became of it, and the last runs.

    Example: pembinaan status --month 2025-10 --kanwil kanwil-jawa-barat
    """
    with asking() as connection:
        owner = find_kanwil(connection, kanwil) if kanwil else None
        asked = {"bulan": status_of.month_in_ledger(connection, month), "kanwil": owner}
        if as_json:
            found = ask_json(connection, _OF_KANWIL if owner else _OF_NATION, asked)
            found |= ask_json(connection, _BENEATH)
            typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
            return
        _show_ledger(connection, asked)
        _show_beneath(connection)


def _show_ledger(connection: psycopg.Connection, asked: Mapping[str, Any]) -> None:
    owner = asked["kanwil"]
    ledger = ask(connection, status_of.KANWIL_LEDGER if owner else status_of.NATION_LEDGER, asked)
    if ledger:
        screens.show_ledger(console, ledger[0])
    else:
        screens.show_line(console, "Reports owed", "none yet")
    title = f"Reports owed by {'unit' if owner else 'Kanwil'}, worst first"
    lines = ask(connection, status_of.UNITS if owner else status_of.KANWIL, asked)
    screens.show(console, title, lines, "no report is owed yet")


def _show_beneath(connection: psycopg.Connection) -> None:
    runs = ask(connection, status_of.RUNS)
    screens.show(console, "Last runs, and those still held", runs, "no run has committed yet")
    files = ask(connection, status_of.FILES)
    counts = " · ".join(f"{f['state']} {say_number(f['files'])}" for f in files)
    screens.show_line(console, "Files ever seen", counts or "none")
    national = ask(connection, status_of.national_query())
    screens.show(console, "National figures by month", national, "no figures yet")


# a script gets the lines of the marts
_OF_NATION = {"ledger": status_of.NATION_LEDGER, "kanwil": status_of.EVERY_KANWIL}
_OF_KANWIL = {"ledger": status_of.KANWIL_LEDGER, "obligations": status_of.OBLIGATIONS}
_BENEATH = {
    "runs": status_of.RUNS,
    "files": status_of.FILES,
    "national": status_of.national_query(),
}
