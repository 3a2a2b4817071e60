"""The parts of an installation that one command starts and stops: PostgreSQL, server, workers.

Each part is a process of its own whose output goes to a file; whoever started them ends them, and
nothing else. What they keep (warehouse, runs, deployments) lies in the embedded PostgreSQL, so they
go on where they were.
"""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError

import psutil

from schemas.errors import TerminalError
from schemas.settings import Settings
from schemas.warehouse.beside import database_beside

_DATABASE = "prefect"  # beside the warehouse, in the embedded PostgreSQL
_START_SECONDS = 180  # a first start makes the server's tables; 20 s on two busy cores
_STOP_SECONDS = 20
_DAY = 86_400
# of Prefect's own settings, what we want otherwise than it does; the environment's word stands
USUAL = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "INFO",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    # runs, their logs and artifacts are kept for 400 days: a year and its due days; events for 30,
    # those of tasks, half of all that a night leaves, for two: states and logs say the same
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(400 * _DAY),
    "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "P30D",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_EVENT_RETENTION_OVERRIDES": json.dumps(
        {"prefect.flow-run.heartbeat": 7 * _DAY}
        | {f"prefect.task-run.{state}": 2 * _DAY for state in ("Pending", "Running", "Completed")}
    ),
    "PREFECT_SERVER_DATABASE_MIGRATE_ON_START": "false",  # done before: flows/server_database.py
}


class Part(NamedTuple):
    """A process that `up` started.

    Attributes:
        name: As people call it.
        process: The process.
        log: Where its output goes.
    """

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def last_words(self) -> str:
        """The last line it wrote."""
        lines = self.log.read_text(errors="replace").strip().splitlines()
        return lines[-1].strip() if lines else "it said nothing"


class Place(NamedTuple):
    """Where the server listens."""

    host: str
    port: int

    @property
    def api(self) -> str:
        """What `PREFECT_API_URL` is to be."""
        return f"http://{self.host}:{self.port}/api"

    @property
    def ui(self) -> str:
        """What a browser opens."""
        return f"http://{self.host}:{self.port}"


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Make sure that no other `up` works in this home.

    Raises:
        TerminalError: One does.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / "up.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise TerminalError(
                f"it is up already under {home} ({lock.read().strip()}); end that one first"
            ) from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()}")
        lock.flush()
        yield


def check_free(place: Place) -> None:
    """Make sure that nobody listens where the server is to.

    Raises:
        TerminalError: Somebody does.
    """
    with socket.socket() as probe:
        probe.settimeout(2)
        if probe.connect_ex((place.host, place.port)):
            return
    if is_healthy(place.api):
        raise TerminalError(
            f"a Prefect server answers at {place.ui} already: end it, take another --port, or "
            f"PREFECT_API_URL={place.api} pembinaan deploy"
        )
    raise TerminalError(f"port {place.port} is in use by another program: take another --port")


def is_healthy(api: str) -> bool:
    """Whether a Prefect server answers at once."""
    try:
        with urllib.request.urlopen(f"{api}/health", timeout=2) as answer:  # noqa: S310 (http)
            return bool(answer.status == 200)
    except (URLError, OSError, ValueError):
        return False


def await_server(api: str, seconds: float) -> None:
    """Wait until a Prefect server answers.

    Raises:
        TerminalError: None does within so many seconds.
    """
    until = time.monotonic() + seconds
    while not is_healthy(api):
        if time.monotonic() >= until:
            raise TerminalError(f"no Prefect server answers at {api}: pembinaan up, or start it")
        time.sleep(0.5)


def environment(settings: Settings, place: Place) -> dict[str, str]:
    """What every part has in its environment."""
    ours = {
        "PREFECT_HOME": os.environ.get("PREFECT_HOME", str(settings.home.absolute() / "prefect")),
        "PEMBINAAN_HOME": str(settings.home.absolute()),
        "PREFECT_API_URL": place.api,
    }
    return USUAL | dict(os.environ) | ours


def prefect_database(settings: Settings) -> str:
    """URL of the server's own database, made where it is missing; SQLite would lock under load.

    Raises:
        TerminalError: The embedded PostgreSQL does not start.
    """
    given = os.environ.get("PREFECT_SERVER_DATABASE_CONNECTION_URL")
    if given:
        return given
    url = database_beside(settings, _DATABASE)
    return url.replace("postgresql://", "postgresql+asyncpg://", 1)


def make_tables(env: Mapping[str, str]) -> None:
    """Bring the server's tables up to date, in the database that the environment names.

    Raises:
        TerminalError: It cannot be done.
    """
    words = [sys.executable, "-m", "flows.server_database"]
    done = subprocess.run(words, env=dict(env), capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = (done.stdout + done.stderr).strip().splitlines() or ["it says nothing"]
        raise TerminalError(f"the tables of Prefect's server: {said[-1]}")


def start(name: str, words: list[str], env: Mapping[str, str], logs: Path) -> Part:
    """Start a `prefect` command as a part; Ctrl-C in the terminal does not reach it."""
    logs.mkdir(parents=True, exist_ok=True)
    path = logs / f"{name.replace(' ', '-')}.log"
    with path.open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 (our own words)
            [sys.executable, "-m", "prefect", *words],
            env=dict(env),
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    return Part(name, process, path)


def wait_until(part: Part, is_ready: Callable[[], bool]) -> None:
    """Wait until a part does what it is for.

    Raises:
        TerminalError: It has ended, or does not get there.
    """
    for _ in range(2 * _START_SECONDS):
        if is_ready():
            return
        if part.process.poll() is not None:
            raise TerminalError(f"{part.name} ended at once: {part.last_words()} ({part.log})")
        time.sleep(0.5)
    raise TerminalError(f"{part.name} is not ready after {_START_SECONDS} s: see {part.log}")


def stop(part: Part) -> None:
    """End a part and whatever it started, each with time to say so on the server."""
    if part.process.poll() is not None:
        return
    begun = psutil.Process(part.process.pid).children(recursive=True)
    part.process.send_signal(signal.SIGTERM)
    try:
        part.process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        part.process.kill()
        part.process.wait()
    left = [process for process in begun if process.is_running()]
    for process in left:
        _quietly(process.terminate)
    for process in psutil.wait_procs(left, timeout=_STOP_SECONDS)[1]:
        _quietly(process.kill)


def _quietly(end: Callable[[], None]) -> None:
    with suppress(psutil.NoSuchProcess):  # it has just ended
        end()
