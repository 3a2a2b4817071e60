"""A run killed at any instant leaves nothing half done, and the next ends where it would have.

`KILLS` says how many; a third of the instants lie anywhere in the run, the others in its
transaction.
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from crash.children import PATIENCE, Child, wait_until
from crash.remains import Watch, assert_nothing_remains, standing_of
from crash.reports import Task, Tasks
from nights import House

KILLS = int(os.environ.get("KILLS", "24"))
SHARES = {"first": 0.35, "later": 0.35, "backfill": 0.3}
TOGETHER = 6  # kills in one house before it is left in peace
REAL_KILLS = 3  # of the command itself, which takes some ten seconds to start


BEFORE, INSIDE, AFTER = "before the transaction", "inside it", "after its commit"


class Pace(NamedTuple):
    """Seconds an undisturbed run takes, and how many of them its transaction."""

    whole: float
    inside: float


class Command:
    """`pembinaan nightly` as its own process and group."""

    def __init__(self, house: House, log: Path) -> None:
        environment = {"PEMBINAAN_HOME": str(house.home), "PEMBINAAN_WAREHOUSE_URL": house.url}
        with log.open("a") as out:
            self.process = subprocess.Popen(
                [str(Path(sys.executable).with_name("pembinaan")), "nightly"],
                env={**os.environ, **environment},
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    def lives(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        if self.lives():
            os.killpg(self.process.pid, signal.SIGKILL)

    def end_code(self) -> int:
        return self.process.wait(PATIENCE)


@pytest.mark.parametrize("name", SHARES)
def test_a_killed_run_leaves_nothing_half_done(
    tasks: Tasks, name: str, seed: str, hits: Counter[str]
):
    task: Task = getattr(tasks, name)
    wanted = round(KILLS * SHARES[name])
    rng = Random(seed)
    pace = measure(tasks, task)

    for _ in range(4 * wanted):  # a child may end before its kill
        with house_of(tasks, task) as (house, watch):
            for _ in range(min(TOGETHER, wanted - hits.total())):
                child = tasks.start(task, house)
                aim_inside = hits.total() % 3 != 2
                place = kill_somewhere(child, watch, pace, rng, aim_inside=aim_inside)
                killed = child.end_code() == -signal.SIGKILL
                place = place_of(house, task, place)
                hits.update([place] if killed else [])
                if place == AFTER:
                    break
            assert_next_run_ends_as_undisturbed(tasks, task, house)
        if hits.total() >= wanted:
            break

    assert hits.total() >= 0.9 * wanted
    assert hits[INSIDE] > 0


@pytest.mark.usefixtures("prefect_server")
def test_the_killed_command_leaves_nothing_half_done(
    tasks: Tasks, crash_folder: Path, seed: str, hits: Counter[str]
):
    task, rng = tasks.later, Random(seed)

    with house_of(tasks, task) as (house, watch):
        for number in range(REAL_KILLS):
            command = Command(house, crash_folder / "command.log")
            wait_until_connected(command, watch)
            place = kill_somewhere(command, watch, Pace(4, 0.5), rng, aim_inside=number > 0)
            killed = command.end_code() == -signal.SIGKILL
            place = place_of(house, task, place)
            hits.update([place] if killed else [])
        assert_next_run_ends_as_undisturbed(tasks, task._replace(kind="flow"), house)

    assert hits.total() > 0


@contextmanager
def house_of(tasks: Tasks, task: Task) -> Iterator[tuple[House, Watch]]:
    """A house of one's own and the watch over it."""
    house = tasks.house_for(task)
    watch = Watch(house)
    try:
        yield house, watch
    finally:
        watch.close()
        tasks.drop(house)


def measure(tasks: Tasks, task: Task) -> Pace:
    """How long the run takes on this machine, now."""
    with house_of(tasks, task) as (house, watch):
        start = time.monotonic()
        child = tasks.start(task, house)
        wait_until(lambda: not child.lives() or watch.is_locked(), "the run publishes")
        locked = time.monotonic()
        wait_until(lambda: not watch.is_locked(), "the run has published")
        end = time.monotonic()
        assert child.end().code == 0
    return Pace(end - start, end - locked)


def wait_until_connected(command: Command, watch: Watch) -> None:
    """Wait until the command opens the warehouse, or ends."""
    wait_until(
        lambda: not command.lives() or watch.is_connected(),
        "the command opens the warehouse",
        on_timeout=command.kill,
    )


def kill_somewhere(
    run: Child | Command, watch: Watch, pace: Pace, rng: Random, *, aim_inside: bool
) -> str:
    """Kill a run at a random instant; say where it was."""
    # a tenth longer than it took: the instant of the commit and what follows are aimed at too
    delay = rng.uniform(0, 1.1 * (pace.inside if aim_inside else pace.whole))
    if aim_inside:
        wait_until(
            lambda: watch.is_locked() or not run.lives(), "the run publishes", on_timeout=run.kill
        )
    time.sleep(delay)
    is_locked = watch.is_locked()
    run.kill()
    return INSIDE if is_locked else BEFORE


def place_of(house: House, task: Task, place: str) -> str:
    """Where a kill hit, now that it is known what came of it: all of the run or nothing."""
    assert_nothing_remains(house)
    standing = standing_of(house)
    assert standing in {task.before, task.after}
    return place if standing == task.before else AFTER


def assert_next_run_ends_as_undisturbed(tasks: Tasks, task: Task, house: House) -> None:
    """Run once more in peace."""
    end = tasks.start(task, house).end()
    assert end.code == 0, end
    assert_nothing_remains(house)
    assert standing_of(house) == task.after
