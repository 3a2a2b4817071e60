"""What all commands share: the application, the consoles, how a failure is said."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import psycopg
import typer
from pydantic import ValidationError
from rich.console import Console

from flows.lookup import UnknownNameError
from schemas.errors import EtlError, TerminalError
from schemas.settings import Settings
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


@contextmanager
def failing_plainly() -> Iterator[None]:
    """Say what went wrong in one line and exit with 1."""
    try:
        yield
    except (EtlError, psycopg.Error, ValidationError) as error:
        errors.print(f"failed: {str(error).strip()}", style="red", markup=False)
        raise typer.Exit(1) from error


@contextmanager
def asking() -> Iterator[psycopg.Connection]:
    """A read-only connection that sees one state of the warehouse throughout.

    Wrong usage ends with one line and exit code 2, a failure with 1. A warehouse of another
    release shows when what is asked for is not there: asking Alembic first costs 1.2 s.
    """
    with failing_plainly(), connect(warehouse_url(Settings())) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        try:
            yield connection
        except UnknownNameError as error:
            errors.print(f"wrong usage: {error}", markup=False, highlight=False, soft_wrap=True)
            raise typer.Exit(2) from error
        except _NOT_THERE as error:
            first = str(error).splitlines()[0]
            raise TerminalError(f"warehouse: {first}: pembinaan migrate") from error


_NOT_THERE = (
    psycopg.errors.UndefinedTable,
    psycopg.errors.UndefinedColumn,
    psycopg.errors.UndefinedFunction,
)
