"""A warehouse that goes away in the middle and comes back: the run ends as if it had not."""

import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from crash.children import wait_until
from crash.proxy import NAME, Proxy
from crash.remains import Watch, assert_nothing_remains, standing_of
from crash.reports import Tasks
from crash.test_killed_postgres import (
    kill_postgres,
    own_postgres,
    restart_postgres,
    wait_until_seen,
)

__all__ = ["own_postgres"]
pytestmark = pytest.mark.server


def patient(seconds: int) -> str:
    """What makes a URL's holder wait for a server that is away."""
    return "&options=" + quote(f"-c pembinaan.outage_s={seconds}")


@pytest.fixture(scope="module")
def own_tasks(own_postgres: Any, crash_folder: Path, nursery: Any) -> Tasks:
    return Tasks(own_postgres.get_uri(), crash_folder / "outages", nursery)


def test_a_run_outlasts_a_postgresql_that_is_away(own_postgres: Any, own_tasks: Tasks):
    """Killed while it answers what is known, and while it publishes."""
    task = own_tasks.later

    house = own_tasks.house_for(task)
    child = own_tasks.start(task, house, url=house.url + patient(110))
    for place in ("is_connected", "is_locked"):
        watch = Watch(house)
        wait_until_seen(child, getattr(watch, place))
        kill_postgres(own_postgres)
        watch.close()
        time.sleep(1)
        restart_postgres(own_postgres)
    end = child.end()

    assert end.code == 0, end
    assert standing_of(house) == task.after
    assert_nothing_remains(house)


def test_a_run_fails_plainly_when_postgresql_stays_away(own_postgres: Any, own_tasks: Tasks):
    task = own_tasks.later
    house = own_tasks.house_for(task)
    watch = Watch(house)

    child = own_tasks.start(task, house, url=house.url + patient(2))
    wait_until_seen(child, watch.is_locked)
    kill_postgres(own_postgres)
    end = child.end()
    watch.close()
    restart_postgres(own_postgres)

    assert end.code == 1
    assert end.error.startswith("warehouse: away for more than 2 s (PEMBINAAN_OUTAGE_S): ")
    assert standing_of(house) == task.before
    assert own_tasks.start(task, house).end().code == 0
    assert standing_of(house) == task.after


def test_a_commit_that_is_never_answered_is_looked_up(tasks: Tasks):
    task = tasks.later
    house = tasks.house_for(task)
    with tempfile.TemporaryDirectory() as folder, Proxy(house.url, Path(folder)) as whole:
        assert tasks.start(task, house, url=whole.url).end().code == 0
    tasks.drop(house)
    house = tasks.house_for(task)

    with tempfile.TemporaryDirectory() as folder:
        with Proxy(house.url, Path(folder), last=whole.commits) as way:
            child = tasks.start(task, house, url=way.url + patient(110))
            wait_until(
                lambda: way.is_cut, "the commit is on its way, its answer is not", child.kill
            )
            wait_until(lambda: standing_of(house) == task.after, "the server does as it was told")
        (Path(folder) / NAME).unlink()
        with Proxy(house.url, Path(folder)):
            end = child.end()

    assert end.code == 0, end
    assert standing_of(house) == task.after
    assert house.ask("SELECT count(*) FROM ops.run") == [(2,)]
    assert_nothing_remains(house)
