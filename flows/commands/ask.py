"""`sql` and `status`: what is committed in the warehouse."""

import json
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Annotated

import psycopg
import typer

from flows import question, screens
from flows.commands.app import Json, app, asking, console, failing_plainly
from flows.lookup import UnknownNameError, find_kanwil, read_month
from schemas.settings import Settings


class Format(StrEnum):
    """How a command prints its answer."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


@app.command()
def sql(
    query: Annotated[
        str, typer.Argument(help="One SELECT, such as 'SELECT * FROM mart.ekspor_negara'.")
    ],
    *,
    output: Annotated[Format, typer.Option("--format", "-f", help="How to print.")] = Format.TABLE,
) -> None:
    """Ask the warehouse one question, with rights to read only.

    Example: pembinaan sql "SELECT * FROM mart.nasional_bulanan ORDER BY bulan" --format csv
    """
    text = query.strip().rstrip(";")
    with failing_plainly():
        settings = Settings()
        with asking(settings) as connection:
            answer = question.ask(connection, text, settings.ask_max_rows, _LOADERS[output])
    if output is Format.CSV:
        for line in question.csv_lines(answer):
            typer.echo(line, nl=False)
    elif output is Format.JSON:
        typer.echo(question.write_json(answer))
    else:
        console.print(screens.table_of(*answer))


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
        asked = {"bulan": _month_in_ledger(connection, month), "kanwil": owner}
        ledger, listed = _OF_KANWIL if owner else _OF_NATION
        if as_json:
            found = screens.as_records(connection, {"ledger": ledger.query} | listed, asked)
            found |= screens.as_records(connection, _BENEATH)
            typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
            return
        show = partial(screens.show, console, connection, number=screens.indonesian)
        screens.show_ledger(console, connection, ledger, asked)
        show(screens.UNITS if owner else screens.KANWIL, values=asked)
        show(screens.RUNS)
        screens.show_in_one_line(console, connection, screens.FILES)
        show(screens.NATIONAL)


# a script gets the lines of the marts
_OF_NATION = (
    screens.NATION_LEDGER,
    {
        "kanwil": "SELECT * FROM mart.kepatuhan_kanwil WHERE bulan = %(bulan)s "
        "ORDER BY kelengkapan, ketepatan, kanwil_id"
    },
)
_OF_KANWIL = (
    screens.KANWIL_LEDGER,
    {
        "obligations": "SELECT * FROM mart.kepatuhan WHERE (bulan, kanwil_id) = "
        "(%(bulan)s, %(kanwil)s) ORDER BY upt_id, dataset"
    },
)
_BENEATH = {
    "runs": screens.RUNS.query,
    "files": screens.FILES.query,
    "national": screens.NATIONAL.query,
}
_MONTHS_IN_LEDGER = """
SELECT min(b.bulan), max(b.bulan), max(b.bulan) FILTER (
    WHERE EXISTS (SELECT FROM ops.report r WHERE r.bulan = b.bulan AND r.is_current)
) FROM mart.bulan_wajib b
"""


def _month_in_ledger(connection: psycopg.Connection, words: str) -> date | None:
    """The month asked for, else the latest anybody reported, else the latest; None: none is owed.

    Raises:
        UnknownNameError: It is no month of the ledger.
    """
    first, last, reported = connection.execute(_MONTHS_IN_LEDGER).fetchall()[0]
    latest: date | None = reported or last
    if not words:
        return latest
    month = read_month(words)
    if first is None or not first <= month <= last:
        held = f"the months {first:%Y-%m} to {last:%Y-%m}" if first else "no month yet"
        raise UnknownNameError(f"{month:%Y-%m} is not in the ledger; it holds {held}")
    return month
