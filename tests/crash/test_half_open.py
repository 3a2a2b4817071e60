"""A run that lives and says nothing: it loses the publishing lock, and the next one publishes."""

import os
import signal
import tempfile
from collections import Counter
from pathlib import Path
from random import Random
from urllib.parse import quote

from crash.children import Child, wait_until
from crash.proxy import Proxy
from crash.remains import Watch, assert_nothing_remains, standing_of
from crash.reports import Task, Tasks
from nights import House

IDLE = "&options=" + quote("-c idle_in_transaction_session_timeout=2s")
SWALLOWED = 4


def _end_of_next(tasks: Tasks, task: Task, house: House, silent: Child) -> None:
    """The same run again while the first is silent; then the first may speak, and has failed."""
    watch = Watch(house)
    try:
        wait_until(watch.is_locked, "the silent run holds the lock")
        end = tasks.start(task, house, url=house.url + IDLE).end()
        assert silent.lives()
    finally:
        watch.close()
    assert end.code == 0, end
    assert standing_of(house) == task.after


def test_a_stopped_run_holds_nobody_up(tasks: Tasks):
    task = tasks.later
    house = tasks.house_for(task)
    watch = Watch(house)
    silent = tasks.start(task, house, url=house.url + IDLE)
    wait_until(watch.is_locked, "the run publishes")
    os.kill(silent.pid, signal.SIGSTOP)
    try:
        _end_of_next(tasks, task, house, silent)
    finally:
        os.kill(silent.pid, signal.SIGCONT)
        watch.close()

    assert silent.end().code == 1
    assert standing_of(house) == task.after
    assert_nothing_remains(house)
    tasks.drop(house)


def test_a_run_whose_packets_are_swallowed_holds_nobody_up(
    tasks: Tasks, seed: str, hits: Counter[str]
):
    """At any byte: between statements, within one, and within a COPY, which no timeout ends."""
    task, rng = tasks.later, Random(seed)
    house = tasks.house_for(task)
    with tempfile.TemporaryDirectory() as folder, Proxy(house.url, Path(folder)) as whole:
        assert tasks.start(task, house, url=whole.url).end().code == 0
    tasks.drop(house)
    first = whole.starts[-1] + 2_000  # behind the beginning of the connection that publishes

    for _ in range(SWALLOWED):
        house, limit = tasks.house_for(task), rng.randrange(first, whole.sent - 500)
        with (
            tempfile.TemporaryDirectory() as folder,
            Proxy(house.url, Path(folder), limit, swallows=True) as way,
        ):
            silent = tasks.start(task, house, url=way.url + IDLE)
            try:
                wait_until(lambda: way.is_cut, "its packets are swallowed")
                hits["in a COPY" if _copies(house) else "between"] += 1
                _end_of_next(tasks, task, house, silent)
            finally:
                silent.kill()
                silent.end_code()
        assert_nothing_remains(house)
        tasks.drop(house)


def _copies(house: House) -> bool:
    return house.ask(
        "SELECT EXISTS (SELECT FROM pg_stat_progress_copy WHERE datname = current_database())"
    ) == [(True,)]
