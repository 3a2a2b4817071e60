"""Reading and judging on the workers of a real Dask scheduler: the same night as on threads."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from nights import House, new_database

if TYPE_CHECKING:  # half a second in each process of `make check`, which runs none of this
    from distributed import Client

SCHEDULER = ("-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0")
WORKER = ("-m", "distributed.cli.dask_worker", "--nthreads", "1", "--no-dashboard")
KANWIL = ("Jawa Barat", "Jawa Tengah", "Sulawesi Tenggara")  # of the examples


@pytest.fixture
def dask(tmp_path: Path) -> "Iterator[Client]":
    """Client of a scheduler process with two worker processes."""
    from distributed import Client

    file = tmp_path / "scheduler.json"
    places = ("--scheduler-file", str(file))
    commands = [(*SCHEDULER, "--no-dashboard", *places)]
    commands += [(*WORKER, *places, "--local-directory", str(tmp_path))] * 2
    env = {name: value for name, value in os.environ.items() if "PEMBINAAN" not in name}
    with (tmp_path / "dask.log").open("w") as log:
        running = [
            subprocess.Popen([sys.executable, *words], env=env, stdout=log, stderr=log)
            for words in commands
        ]
        with Client(scheduler_file=str(file), timeout=60, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
            yield client
        for process in reversed(running):
            process.terminate()
            process.wait(20)


@pytest.mark.usefixtures("prefect_server")
def test_a_night_on_dask_workers_ends_where_one_on_threads_ends(
    postgres, tmp_path, dask: "Client", monkeypatch
):
    threads = House(tmp_path / "threads", new_database(postgres, "on_threads"))
    spread = House(tmp_path / "dask", new_database(postgres, "on_dask"))
    for house in (threads, spread):
        house.deliver_examples()
    threads.run_night()
    monkeypatch.setenv("PEMBINAAN_DASK_ADDRESS", dask.scheduler.address)

    state = spread.run_night()
    done = dask.run(lambda dask_worker: dask_worker.state.executed_count)
    again = spread.run_night()

    datasets = spread.ask("SELECT count(DISTINCT dataset) FROM ops.submission_report")[0][0]
    assert sum(done.values()) == len(KANWIL) + datasets
    assert state.name == "CompletedWithRejects", state.message
    assert spread.standing() == threads.standing()
    assert again.message == "nothing new: 11 files already known"


@pytest.mark.usefixtures("prefect_server")
def test_a_night_that_asks_for_dask_without_it_says_what_to_install(
    warehouse, tmp_path, monkeypatch
):
    monkeypatch.setitem(sys.modules, "prefect_dask.task_runners", None)
    monkeypatch.setenv("PEMBINAAN_DASK_ADDRESS", "tcp://127.0.0.1:1")
    house = House(tmp_path, warehouse)
    house.deliver_examples()

    state = house.run_night()

    assert state.is_failed()
    assert "pip install '.[dask]'" in state.message
