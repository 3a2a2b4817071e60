"""`prefect deploy --all` on a real server, and a night run by a real process worker."""

import datetime
import json
import os
import subprocess
import sys
import time
from subprocess import PIPE
from zoneinfo import ZoneInfo

import pytest
from deployments import environment_of, prefect
from nights import PROJECT, House
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.states import Running
from servers import free_port

from flows.deploying import POOLS
from flows.lost_runs import end_lost_runs
from flows.running_parts import await_server
from schemas.contracts import DATASETS
from schemas.errors import TerminalError


def inspect(name: str) -> dict:
    return json.loads(prefect("deployment", "inspect", name, "--output", "json"))


def work(house: House) -> None:
    """Let a process worker do what is due now."""
    words = ("worker", "start", "--pool", "pembinaan", "--run-once")
    prefect(*words, **environment_of(house))


@pytest.mark.usefixtures("deployed")
def test_deployment_runs_the_night_and_a_backfill_on_a_process_worker(warehouse, tmp_path):
    house = House(tmp_path, warehouse)
    house.deliver_examples()

    prefect("deployment", "run", "nightly/nightly")
    work(house)
    asked = ("from_month=2025-10", "to_month=2025-10", 'dataset=["ekspor"]', "dry_run=false")
    prefect("deployment", "run", "backfill/backfill", *(f"--param={word}" for word in asked))
    work(house)

    assert house.ask("SELECT flow, scope, message FROM ops.run ORDER BY published_at") == [
        ("nightly", "", "published 18 of 18 reports, 2 rows quarantined, 0 files rejected"),
        (
            "backfill",
            "2025-10 ekspor",
            "published 0 of 1 report (1 unchanged), 0 rows quarantined, 0 files rejected",
        ),
    ]


@pytest.mark.usefixtures("deployed")
def test_the_night_is_scheduled_for_one_in_the_morning_in_jakarta():
    deployment = inspect("nightly/nightly")
    of_nightly = FlowRunFilter(
        deployment_id=FlowRunFilterDeploymentId(any_=[deployment["id"]]),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
    )
    for _ in range(120):  # the server's scheduler looks every few seconds
        with get_client(sync_client=True) as client:
            runs = client.read_flow_runs(flow_run_filter=of_nightly)
        if runs:
            break
        time.sleep(0.5)

    assert deployment["global_concurrency_limit"]["limit"] == 1
    assert {
        run.expected_start_time.astimezone(ZoneInfo("Asia/Jakarta")).time() for run in runs
    } == {datetime.time(1)}


@pytest.mark.usefixtures("deployed")
def test_the_form_of_a_backfill_offers_real_choices():
    fields = inspect("backfill/backfill")["parameter_openapi_schema"]["properties"]

    assert fields["from_month"]["pattern"] == fields["to_month"]["pattern"]
    shown = sorted(fields, key=lambda name: fields[name]["position"])  # as the UI does
    assert shown[-2:] == ["source", "release"]  # dangerous ones last
    assert fields["dry_run"]["default"] is True
    assert "Lapas Kelas IIA Sragen (lapas-sragen)" in fields["upt"]["items"]["enum"]
    assert fields["dataset"]["items"]["enum"] == sorted(DATASETS)
    assert len(fields["kanwil"]["items"]["enum"]) == 33
    assert len(fields["upt"]["items"]["enum"]) == 623
    assert all(field["description"] for field in fields.values())


@pytest.mark.server
def test_deploy_waits_for_a_server_that_has_just_been_started(tmp_path):
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "health").touch()
    port = free_port()
    api = f"http://127.0.0.1:{port}/api"

    with pytest.raises(TerminalError, match="no Prefect server answers"):
        await_server(api, 0)
    words = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    with subprocess.Popen(words, cwd=tmp_path, stderr=subprocess.DEVNULL) as started:
        await_server(api, 20)  # it does not answer yet
        started.kill()


@pytest.mark.parametrize("started", ["pembinaan-server.service", "compose.yaml"])
def test_a_server_that_is_started_again_expects_signs_of_life(started):
    assert "pembinaan deploy --wait" in (PROJECT / "deploy" / started).read_text()


@pytest.mark.usefixtures("deployed")
def test_a_run_that_the_power_took_is_crashed_when_all_is_brought_up_again():
    with get_client(sync_client=True) as client:
        deployment = client.read_deployment_by_name("nightly/nightly")
        lost = client.create_flow_run_from_deployment(deployment.id, state=Running())
        alive = client.create_flow_run_from_deployment(deployment.id, state=Running())
        env = os.environ | {"PREFECT__FLOW_RUN_ID": str(alive.id)}
        with subprocess.Popen([sys.executable, "-c", "input()"], env=env, stdin=PIPE) as process:
            ended = end_lost_runs(POOLS)
            process.communicate(b"\n")
        states = [client.read_flow_run(run.id).state.name for run in (lost, alive)]
        for run in (lost, alive):
            client.delete_flow_run(run.id)

    assert ended >= 1  # another test may have left one
    assert states == ["Crashed", "Running"]
