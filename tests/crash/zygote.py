"""A process that has imported everything and forks a child for each run: 20 s of imports once.

It reads one JSON object a line: `{"run": {...}}` forks a child and answers its pid, `{"end": pid}`
answers how it ended, null while it lives. A child's pid stays its own until it was asked for.
"""

import json
import os
import resource
import signal
import sys
import traceback
from datetime import date
from pathlib import Path
from typing import Any

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # numpy starts no threads: what forks should have none


def preload() -> None:
    """Import what a run needs; no polars pool, no Prefect loop, no connection is begun."""
    import great_expectations.execution_engine.pandas_execution_engine
    import great_expectations.expectations
    import great_expectations.validator.metrics_calculator  # noqa: F401
    import nights  # noqa: F401
    import psycopg.types.json  # noqa: F401
    import pyarrow  # noqa: F401
    import python_calamine  # noqa: F401

    import flows.nightly  # noqa: F401


def run(job: dict[str, Any]) -> str:
    """Do one run; say what came of it."""
    from nights import House, run_backfill, run_night, settings_of

    from schemas import references
    from tasks import pipeline
    from tasks.read import read_submissions

    if job.get("references"):
        references.FOLDER = Path(job["references"])
    if job.get("file_limit"):  # write() beyond it fails with EFBIG, as on a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (job["file_limit"], resource.RLIM_INFINITY))
    home = Path(job["home"])
    if job.get("retry_delays"):
        from flows.runners import task_of
        from tasks.pipeline import READ

        task_of(READ).retry_delay_seconds = job["retry_delays"]
    if job["kind"] == "flow":  # with readers of its own; to start them takes as long as a night
        state = House(home, job["url"]).run_night()
        return f"{state.name}: {state.message}"
    pipeline.read_apart = lambda kept, after, its: read_submissions(kept, after, its.max_cells)
    settings = settings_of(home)
    if job["kind"] == "backfill":
        return run_backfill(settings, job["url"], date.fromisoformat(job["bulan"])).sentence
    return run_night(settings, job["url"]).sentence


def be_child(job: dict[str, Any]) -> None:
    """Run, leave the result in a file, and be gone without a word to anything inherited."""
    status = 1
    try:
        said = {"said": run(job)}
        status = 0
    except BaseException as error:  # noqa: BLE001 (whatever it is, the test wants to see it)
        kinds = [kind.__name__ for kind in type(error).__mro__]
        said = {"error": str(error), "kinds": kinds, "trace": traceback.format_exc()}
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        Path(job["result"]).write_text(json.dumps(said))
        os._exit(status)


def fork(job: dict[str, Any]) -> int:
    """Start a child in a process group of its own."""
    pid = os.fork()
    if pid == 0:
        os.setpgid(0, 0)
        log = os.open(job["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        for descriptor, target in ((os.open(os.devnull, os.O_RDONLY), 0), (log, 1), (log, 2)):
            os.dup2(descriptor, target)
        be_child(job)
    return pid


def end_of(pid: int) -> int | None:
    """Exit code of a child, negative = signal; None while it lives."""
    ended, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if ended else None


def main() -> None:
    preload()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the test ends it by closing its stdin
    print(json.dumps(len(list(Path("/proc/self/task").iterdir()))), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        answer = fork(asked["run"]) if "run" in asked else end_of(asked["end"])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
