"""What all commands share: the application, the consoles, how a failure is said."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import psycopg
import typer
from pydantic import ValidationError
from rich.console import Console

from schemas.errors import EtlError, TerminalError
from schemas.settings import Settings
from schemas.warehouse.asking import connect_to_ask
from tasks.report.lookup import UnknownNameError

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


@contextmanager
def failing_plainly() -> Iterator[None]:
    """Say what went wrong in one line and exit with 1."""
    try:
        yield
    except (EtlError, psycopg.Error, ValidationError) as error:
        errors.print(f"failed: {str(error).strip()}", style="red", markup=False, soft_wrap=True)
        raise typer.Exit(1) from error


@contextmanager
def asking(settings: Settings | None = None) -> Iterator[psycopg.Connection]:
    """A connection that can only read, and sees one state of the warehouse throughout.

    Wrong usage ends with one line and exit code 2, a failure with 1. A warehouse of another
    release shows when what is asked for is not there: asking Alembic first costs 1.2 s.
    """
    with failing_plainly():
        chosen = settings or Settings()
        with connect_to_ask(chosen) as connection:
            try:
                yield connection
            except UnknownNameError as error:
                errors.print(f"wrong usage: {error}", markup=False, highlight=False, soft_wrap=True)
                raise typer.Exit(2) from error
            except tuple(_WHAT_HELPS) as error:
                first = str(error).splitlines()[0]
                helps = next(said for kind, said in _WHAT_HELPS.items() if isinstance(error, kind))
                raise TerminalError(f"warehouse: {first}{helps(chosen)}") from error


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
