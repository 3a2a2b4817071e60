"""`prefect` commands of the tests, and workers of their work pools."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from nights import PROJECT, House

COMMAND = Path(sys.executable).parent / "prefect"


def prefect(*words: str, **env: str) -> str:
    """What a `prefect` command says; it must succeed."""
    done = subprocess.run(
        [COMMAND, *words],
        env={**os.environ, **env},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def environment_of(house: House) -> dict[str, str]:
    """The settings of a worker that serves a house."""
    return {"PEMBINAAN_HOME": str(house.home), "PEMBINAAN_WAREHOUSE_URL": house.url}


@contextmanager
def machine(house: House, pool: str, **env: str) -> Iterator[psutil.Process]:
    """A worker of a pool that takes one run at a time; gone at the end with all its runs."""
    words = [COMMAND, "worker", "start", "--pool", pool, "--limit", "1"]
    settings = {**os.environ, **environment_of(house), "PREFECT_WORKER_QUERY_SECONDS": "1", **env}
    worker = subprocess.Popen(
        words, env=settings, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    process = psutil.Process(worker.pid)
    try:
        yield process
    finally:
        switch_off(process)
        worker.wait()


def switch_off(machine: psutil.Process) -> None:
    """End a worker and its runs as a power cut does: none of them can say so."""
    if machine.is_running():
        for process in [machine, *machine.children(recursive=True)]:
            process.kill()
