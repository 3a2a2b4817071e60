"""What all commands share: the application, the consoles, how the warehouse is asked."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import psycopg
import typer
from rich.console import Console

from flows.commands.failures import WRONG_USAGE, PlainGroup, errors, failing_plainly
from schemas.errors import TerminalError
from schemas.settings import Settings, release
from schemas.warehouse.asking import connect_to_ask
from schemas.warehouse.connect import connect, warehouse_url

app = typer.Typer(
    name="pembinaan",
    cls=PlainGroup,
    help="The nightly national record of what Indonesia's correctional facilities teach, make "
    "and export.\n\nReports lie in $PEMBINAAN_HOME/inbox/<unit_id>/; `nightly` takes them in, "
    "`sql` and `status` show what came of them.",
    epilog="Exit codes: 0 done, 1 failed, 2 wrong usage. Settings are environment variables "
    "PEMBINAAN_…; the README lists them.",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
console = Console()
if not console.is_terminal and "COLUMNS" not in os.environ:  # a pipe breaks no sentence
    console = Console(width=240)
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show Prefect's log.")]
__all__ = ["Json", "Verbose", "app", "asking", "console", "errors", "failing_plainly"]


def _say_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"pembinaan {release()}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def pembinaan(
    context: typer.Context,
    *,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Say which release."),
    ] = False,
) -> None:
    """Show what commands there are where none is named."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(WRONG_USAGE)


@contextmanager
def asking(
    settings: Settings | None = None, *, own_run: bool = False
) -> Iterator[psycopg.Connection]:
    """A connection that can only read, and sees one state of the warehouse throughout.

    A warehouse of another release shows when what is asked for is not there: asking Alembic first
    costs 1.2 s.

    Args:
        settings: Those of the environment where none are given.
        own_run: What the command itself did is told to whoever let it: with the rights it ran
            with, which may be neither auditor's nor reader's. All else is asked as `ask_role`.
    """
    chosen = settings or Settings()
    with _connect_as_runner(chosen) if own_run else connect_to_ask(chosen) as connection:
        try:
            yield connection
        except tuple(_WHAT_HELPS) as error:
            first = str(error).splitlines()[0]
            helps = next(said for kind, said in _WHAT_HELPS.items() if isinstance(error, kind))
            raise TerminalError(f"warehouse: {first}{helps(chosen)}") from error


def _connect_as_runner(settings: Settings) -> psycopg.Connection:
    connection = connect(warehouse_url(settings))
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    return connection


def _migrating(_settings: Settings) -> str:
    return ": pembinaan migrate"


def _other_role(settings: Settings) -> str:
    if settings.ask_role == "auditor":
        return ": the auditor reads everything and changes nothing; or pembinaan migrate"
    return ": the reader sees figures and ref only (PEMBINAAN_ASK_ROLE)"


_WHAT_HELPS: dict[type[psycopg.Error], Callable[[Settings], str]] = {
    psycopg.errors.UndefinedTable: _migrating,
    psycopg.errors.UndefinedColumn: _migrating,
    psycopg.errors.UndefinedFunction: _migrating,
    psycopg.errors.InsufficientPrivilege: _other_role,
    psycopg.errors.QueryCanceled: lambda settings: (
        f" ({settings.ask_timeout_s} s, PEMBINAAN_ASK_TIMEOUT_S)"
    ),
}
