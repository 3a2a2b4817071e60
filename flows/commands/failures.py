"""How a failure is said: one or two lines on standard error, what to do among them, an exit code.

1 is a failure, 2 wrong usage: a command, name or setting that cannot be meant. Nobody is shown a
traceback; of a fault of our own, its place.
"""

import errno
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import psycopg
import typer
from pydantic import ValidationError
from rich.console import Console
from typer.core import TyperGroup

from schemas.errors import EtlError, WrongUsageError
from schemas.escapes import plain
from schemas.wrong_values import what_it_takes

FAILED, WRONG_USAGE = 1, 2
errors = Console(stderr=True)


class PlainGroup(TyperGroup):
    """Commands that fail plainly, however they fail."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command line; where it stands alone, end with its exit code."""
        run = partial(
            super().main, args, prog_name, complete_var, False, windows_expand_args, **extra
        )
        if not standalone_mode:
            return run()
        try:
            with failing_plainly():
                code = run()
        except typer.Exit as ended:
            code = ended.exit_code
        sys.exit(code if isinstance(code, int) else 0)


@contextmanager
def failing_plainly() -> Iterator[None]:
    """Say what went wrong and exit: with 2 where it was asked wrongly, else with 1."""
    try:
        yield
    except typer.Exit:
        raise
    except typer.Abort as stopped:
        _fail("stopped", FAILED, stopped)
    except (typer.TyperException, WrongUsageError) as error:
        _fail(f"wrong usage: {_told(error)}", WRONG_USAGE, error)
    except Exception as error:  # noqa: BLE001 (whatever it is, nobody is to read a traceback)
        _fail(f"failed: {_told(error)}", FAILED, error)


def _fail(said: str, code: int, error: BaseException) -> None:
    # two lines at most: libpq and others write whole paragraphs
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    text = "\n".join(plain(line) for line in lines[:2])
    errors.print(text, style="red", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(code) from error


def _told(error: Exception) -> str:
    """What went wrong, in a sentence that says what helps."""
    match error:
        case typer.TyperException():
            return _told_of_words(error)
        case EtlError() | psycopg.Error():
            return _told_of_warehouse(error)
        case ValidationError():  # our own settings are a WrongUsageError by now
            fault = error.errors()[0]
            named = ".".join(map(str, fault["loc"])) or error.title
            return f"a setting of Prefect's, {named}: {what_it_takes(fault)}"
        case OSError() if error.strerror:
            return told_of_system(error)
    if _is_of_http(error):
        return f"the Prefect server does not answer any more: {_first_line(error)}"
    return _told_of_a_fault(error)


def _told_of_warehouse(error: EtlError | psycopg.Error) -> str:
    """Our own words as they are; those of libpq on one line, with where to look."""
    if isinstance(error, EtlError) and not isinstance(error.__cause__, psycopg.OperationalError):
        return str(error)
    said = _first_line(error)
    if isinstance(error, psycopg.Error):
        return f"warehouse: {said}"
    return f"{said}\nis PostgreSQL running there, and PEMBINAAN_WAREHOUSE_URL (_ASK_URL) right?"


def _told_of_words(error: typer.TyperException) -> str:
    """A wrong word of the command line, without pydantic's words for it."""
    cause = error.__cause__
    if isinstance(cause, ValidationError) and getattr(error, "param", None) is not None:
        name = error.param.get_error_hint()  # type: ignore[attr-defined]
        said = f"{name}: {what_it_takes(cause.errors()[0])}"
    else:
        said = error.format_message()
    context = getattr(error, "ctx", None)
    said = said if said.endswith("?") else said.rstrip(".") + ";"
    return f"{said} {context.command_path} --help explains" if context else said


def told_of_system(error: OSError) -> str:
    """What the system refuses, of which file, and what helps."""
    path = error.filename
    where = "" if path is None else os.fsdecode(path).encode("utf-8", "backslashreplace").decode()
    helps = _HELPS.get(error.errno or 0, "")
    return f"{where + ': ' if where else ''}{error.strerror}{helps}"


_HELPS = {
    errno.ENOENT: "; is the path right?",
    errno.ENOSPC: "; the disk is full: make room, then the same command again",
    errno.EDQUOT: "; the quota is used up: make room, then the same command again",
    errno.EFBIG: "; no file may grow so large here: raise the limit (ulimit -f)",
    errno.EACCES: "; let this user read and write there, or name another place",
    errno.EPERM: "; let this user read and write there, or name another place",
    errno.EROFS: "; the place is read-only: name another (PEMBINAAN_HOME, --out)",
    errno.EMFILE: "; raise the number of open files (ulimit -n)",
}


def _is_of_http(error: Exception) -> bool:
    httpx = sys.modules.get("httpx")  # not loaded for this
    return httpx is not None and isinstance(error, httpx.HTTPError | httpx.InvalidURL)


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def _told_of_a_fault(error: Exception) -> str:
    """A fault of our own by its place, for whoever mends it."""
    place, trace = "", error.__traceback__
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    name = type(error).__name__
    return f"{name}: {_first_line(error)}\nthis should not happen; please report it with {place}"
