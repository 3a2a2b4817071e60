"""Forget a file: its texts in the warehouse, then its bytes in the archive, then its traces in gx.

The warehouse comes first: what is gone from the archive and still counts as there would stop a
backfill. Cut off in between, the same command does what is left.
"""

import shutil
from typing import NamedTuple

import psycopg

from schemas.errors import TerminalError
from schemas.personal_data import masked
from schemas.settings import Settings
from schemas.warehouse.connect import connect
from tasks.collect import remove_archived
from tasks.publish.forgetting import find_file, forget_texts, runs_of, say_archive_is_clean


class Request(NamedTuple):
    """Which file is to be forgotten, who asks for it, and why."""

    sha256: str
    who: str
    why: str


class Forgotten(NamedTuple):
    """What was done: in the warehouse, and in the archive; False where it was done before."""

    texts: bool
    bytes: bool


def forget(request: Request, url: str, settings: Settings) -> Forgotten:
    """Forget a file. Idempotent.

    Args:
        request: Its whole SHA-256, who, why.
        url: Warehouse, as the owner of its tables.
        settings: Where the archive is.

    Raises:
        TerminalError: The warehouse's user does not own the tables: nothing is changed.
        TransientError: The archive does not answer: the texts are gone, the bytes are not.
    """
    who, why = masked(request.who), masked(request.why)
    try:
        with connect(url) as connection:
            runs = runs_of(connection, request.sha256)
            texts = forget_texts(connection, request.sha256, who, why)
    except psycopg.errors.InsufficientPrivilege as error:
        raise TerminalError(f"only the owner of the tables can forget: {error}") from error
    gone = remove_archived(settings.archive_url, request.sha256)
    with connect(url) as connection:
        say_archive_is_clean(connection, request.sha256)
    _forget_validations(settings, runs)
    return Forgotten(texts, gone)


def _forget_validations(settings: Settings, runs: list[str]) -> None:
    """Remove the validation results of the runs that read it, with their failing values."""
    left = settings.home.absolute() / "gx" / "uncommitted"
    for run in runs:
        for folder in (left / "validations").glob(f"*/{run}"):
            shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(left / "data_docs", ignore_errors=True)  # of the latest run; the next makes it


def which_file(url: str, beginning: str) -> str:
    """The SHA-256 of the file that is meant by its first letters."""
    with connect(url) as connection:
        return find_file(connection, beginning.lower())
