"""`sql` and `status`: what is committed in the warehouse."""

import json
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Annotated, Any

import psycopg
import typer

from flows import screens
from flows.commands.app import Json, app, asking, console, failing_plainly
from flows.lookup import UnknownNameError, find_kanwil, read_month
from schemas.errors import EtlError
from schemas.settings import Settings
from schemas.warehouse.connect import connect, warehouse_url


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
            names = _apart(cursor.execute(f"SELECT * FROM ({text}) AS q LIMIT 0", prepare=True))
            text = f"SELECT coalesce(json_agg(q), '[]')::text FROM ({text}) AS q ({names})"
        cursor.execute(text, prepare=True)  # prepared: one statement only
        if cursor.description is None:
            raise EtlError("not a question: the statement returns no rows")
        found = cursor.fetchall()
        if output is Format.JSON:
            typer.echo(found[0][0])
        else:
            console.print(screens.table_of([c.name for c in cursor.description], found))


def _apart(cursor: psycopg.Cursor[Any]) -> str:
    """Names of a question's columns, no two alike: a JSON object would keep one of two `sum`."""
    names: list[str] = []
    for column in cursor.description or ():
        name, number = column.name, 2
        while name in names:
            name, number = f"{column.name}_{number}", number + 1
        names.append(name)
    return ", ".join('"' + name.replace('"', '""') + '"' for name in names)


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
