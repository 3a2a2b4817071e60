"""`prefect deploy --all` on a real server, and a night run by a real process worker."""

import json
import os
import subprocess
import sys
from pathlib import Path

from nights import PROJECT, House


def prefect(*words: str, **env: str) -> str:
    command = [Path(sys.executable).parent / "prefect", *words]
    done = subprocess.run(
        command, env={**os.environ, **env}, cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_deployment_runs_the_night_on_a_process_worker(prefect_server, warehouse, tmp_path):
    house = House(tmp_path, warehouse)
    house.deliver_examples()
    prefect("work-pool", "create", "pembinaan", "--type", "process")

    prefect("--no-prompt", "deploy", "--all")
    deployment = json.loads(prefect("deployment", "inspect", "nightly/nightly", "--output", "json"))
    prefect("deployment", "run", "nightly/nightly")
    prefect(
        "worker",
        "start",
        "--pool",
        "pembinaan",
        "--run-once",
        PEMBINAAN_HOME=str(tmp_path),
        PEMBINAAN_WAREHOUSE_URL=warehouse,
    )

    schedule = deployment["schedules"][0]["schedule"]
    assert (schedule["cron"], schedule["timezone"]) == ("0 1 * * *", "Asia/Jakarta")
    assert deployment["global_concurrency_limit"]["limit"] == 1
    assert house.ask("SELECT message FROM ops.run") == [
        ("published 18 of 18 reports, 2 rows quarantined, 0 files rejected",)
    ]
