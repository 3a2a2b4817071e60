"""`anatomy`: what the reader sees in a file, without a warehouse."""

import json
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.app import Json, app, console
from flows.commands.failures import told_of_system
from flows.commands.waiting import working
from schemas.errors import Fault, TerminalError, WrongUsageError
from schemas.escapes import plain
from schemas.personal_data import masked
from schemas.settings import Settings

if TYPE_CHECKING:
    from flows.picture import Picture

_ON_SCREEN, _ON_PAGE = 40, 1_000  # rows of a sheet where nobody says how many


@app.command()
def anatomy(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A report file, anywhere.")],
    *,
    rows: Annotated[
        str,
        typer.Option(
            metavar="N|all",
            help=f"Rows of a sheet at most, {_ON_SCREEN} here and 1.000 on a page: headers, "
            "held rows and totals first.",
        ),
    ] = "",
    html: Annotated[
        Path | None, typer.Option(metavar="OUT", help="Write one self-contained page.")
    ] = None,
    name: Annotated[
        str, typer.Option(help="Read it under this name, which may state dataset and month.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Show what the reader takes a file for: its tables, and a role for every cell.

    Needs no warehouse and changes none. Exits with 1 if the file, or a table in it, is refused.

    Example: pembinaan anatomy "produksi oktober.xlsx" --html produksi.html
    """
    most = _read_rows(rows, _ON_PAGE if html else _ON_SCREEN)
    _check_is_file(file)
    if html and html.exists() and html.samefile(file):
        raise WrongUsageError("--html names the file itself; name another to write to")
    with working(f"reading {plain(_shown(file.name))}"):
        picture = _look_at(file, masked(name or _shown(file.name)))
    _answer(picture, most, html, as_json=as_json)
    if picture.is_refused:
        raise typer.Exit(1)


def _read_rows(text: str, most: int) -> int | None:
    """How many rows are asked for; None for all."""
    if text in {"", "all"}:
        return most if not text else None
    if not (text.isascii() and text.isdecimal() and int(text)):
        raise WrongUsageError("--rows takes a number from 1 on, or all")
    return int(text)


def _shown(path: str) -> str:
    """A path as text; what in it is not UTF-8 is spelt out."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _check_is_file(file: Path) -> None:
    try:
        mode = file.stat().st_mode
    except PermissionError:
        return  # reading it says so
    except OSError as error:
        raise WrongUsageError(told_of_system(error)) from error
    if not stat.S_ISREG(mode):
        what = "a folder" if stat.S_ISDIR(mode) else "no ordinary file"
        raise WrongUsageError(f"{_shown(str(file))} is {what}; name one report file")


def _look_at(file: Path, name: str) -> "Picture":
    os.environ.setdefault("DO_NOT_TRACK", "1")  # Prefect comes with the reader; it need say nothing
    from flows.picture import Picture, take_picture  # noqa: PLC0415 (the reader: polars, Prefect)

    settings = Settings()
    try:
        size = file.stat().st_size
        if size > settings.max_file_mb * 2**20:
            expected = f"paling besar {settings.max_file_mb} MB"
            return Picture(name, Fault("E006", written=f"{size} bita", expected=expected))
        content = file.read_bytes()
    except OSError as error:
        raise TerminalError(told_of_system(error)) from error
    return take_picture(content, name, settings)


def _answer(picture: "Picture", most: int | None, html: Path | None, *, as_json: bool) -> None:
    from flows.picture import page_of, record_of, show_picture, show_summary  # noqa: PLC0415

    if html:
        try:
            html.write_text(page_of(picture, most), encoding="utf-8")
        except OSError as error:
            raise TerminalError(told_of_system(error)) from error
    if as_json:
        typer.echo(json.dumps(record_of(picture), ensure_ascii=False, indent=1))
    elif html:
        show_summary(console, picture)
        said = f"page written to {plain(_shown(str(html)))}"
        console.print(said, markup=False, highlight=False, soft_wrap=True)
    else:
        show_picture(console, picture, most)
