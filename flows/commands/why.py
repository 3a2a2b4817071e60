"""`why` and `quarantine`: what became of a unit's files, and the rows still held."""

import json
import sys
from dataclasses import asdict
from enum import StrEnum
from operator import methodcaller
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.app import Json, app, asking, console
from flows.commands.failures import told_of_system
from flows.commands.quarantine_output import show_listing
from flows.commands.why_output import show_files, show_story
from flows.printing import count
from schemas.errors import TerminalError
from tasks.report.lookup import (
    UnknownNameError,
    find_dataset,
    find_kanwil,
    find_row_code,
    find_unit,
    read_month,
)
from tasks.report.quarantine_files import write_csv, write_json
from tasks.report.quarantine_workbook import write_workbook
from tasks.report.quarantined import Asked, Listing, list_rows
from tasks.report.story import Story, advise, find_files, list_files, tell_files, tell_month

_TOLD = 10  # files told one after the other; more are listed
_SHOWN = 50  # rows of a table; the other formats have all


class Output(StrEnum):
    """How `quarantine` answers."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"


_FILES = {Output.CSV: write_csv, Output.JSON: write_json}
Dataset = Annotated[str, typer.Option(help="One dataset only, such as ekspor.")]


@app.command()
def why(
    unit: Annotated[
        str,
        typer.Argument(metavar="[UNIT]", help="Its id or name: lapas-garut, 'Lapas Garut'."),
    ] = "",
    month: Annotated[str, typer.Argument(metavar="[MONTH]", help="YYYY-MM.")] = "",
    *,
    file: Annotated[
        str, typer.Option(help="Instead: a file, by its name or the first digits of its SHA-256.")
    ] = "",
    dataset: Dataset = "",
    as_json: Json = False,
) -> None:
    """Tell what became of every file, report and row of a unit's month, and what to do next.

    Example: pembinaan why lapas-sragen 2025-07
    """
    with asking() as connection:
        chosen = find_dataset(connection, dataset) if dataset else None
        if file and not unit and not month:
            keys = find_files(connection, file)
            if len(keys) > _TOLD and not as_json:
                show_files(console, list_files(connection, keys))
                console.print(f"{count(len(keys), 'file')}: name one of them; --json tells all")
                return
            story = tell_files(connection, keys, chosen)
        elif unit and month and not file:
            named = find_unit(connection, unit)
            story = tell_month(connection, named, read_month(month), chosen)
        else:
            raise UnknownNameError("name UNIT and MONTH, or --file")
    _tell(story, as_json=as_json)


def _tell(story: Story, *, as_json: bool) -> None:
    advice = advise(story)
    if as_json:
        told = {**asdict(story), "langkah": advice}
        typer.echo(
            json.dumps(told, ensure_ascii=False, indent=2, default=methodcaller("isoformat"))
        )
    else:
        show_story(console, story, advice)


@app.command()
def quarantine(  # noqa: PLR0913 (one keyword per option)
    *,
    upt: Annotated[str, typer.Option(help="One unit only, by its id or name.")] = "",
    kanwil: Annotated[str, typer.Option(help="One Kanwil's units only.")] = "",
    dataset: Dataset = "",
    month: Annotated[str, typer.Option(help="One month only, YYYY-MM.")] = "",
    code: Annotated[str, typer.Option(help="One reason code only, such as E201.")] = "",
    closed: Annotated[
        bool, typer.Option("--closed", help="Closed rows: when, by which run, why.")
    ] = False,
    older_than: Annotated[
        int, typer.Option(min=0, metavar="DAYS", help="Only rows held at least so many days.")
    ] = 0,
    limit: Annotated[
        int | None, typer.Option(min=0, help=f"Rows at most; a table has {_SHOWN}, a file all.")
    ] = None,
    output: Annotated[
        Output, typer.Option("--format", "-f", help="csv, json for programs, xlsx for the units.")
    ] = Output.TABLE,
    out: Annotated[Path | None, typer.Option(help="File to write instead of printing.")] = None,
    as_json: Json = False,
) -> None:
    """List the rows in quarantine, newest month first, with the reasons their senders read.

    Example: pembinaan quarantine --kanwil 'Jawa Barat' --format xlsx --out karantina.xlsx
    """
    output = Output.JSON if as_json else output
    with asking() as connection:
        if (output is Output.XLSX and out is None) or (output is Output.TABLE and out is not None):
            raise UnknownNameError("--format xlsx needs --out FILE, and --out a format of files")
        asked = Asked(
            upt_id=find_unit(connection, upt).upt_id if upt else None,
            kanwil_id=find_kanwil(connection, kanwil) if kanwil else None,
            dataset=find_dataset(connection, dataset) if dataset else None,
            bulan=read_month(month) if month else None,
            kode=find_row_code(code) if code else None,
            closed=closed,
            older_than=older_than,
        )
        most = _SHOWN if limit is None and output is Output.TABLE else limit
        _answer(list_rows(connection, asked, most), output, out)


def _answer(listing: Listing, output: Output, out: Path | None) -> None:
    if output is Output.TABLE:
        show_listing(console, listing)
        return
    try:
        if out is None:
            _FILES[output](listing.lines, sys.stdout)
        elif output is Output.XLSX:
            write_workbook(listing.lines, out, closed=listing.asked.closed)
        else:
            with out.open("w", encoding="utf-8", newline="") as file:
                _FILES[output](listing.lines, file)
    except OSError as error:
        raise TerminalError(told_of_system(error)) from error
    if out:
        console.print(
            f"{count(len(listing.lines), 'row')} written to {out}", highlight=False, markup=False
        )
