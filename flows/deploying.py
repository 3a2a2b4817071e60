"""What stands on a Prefect server: work pools, deployments, alarms. Made and made again alike.

`prefect.yaml` says what is deployed and is read by Prefect's own command; the pools it needs and
the automations (`flows/alarms.py`) come from here. What somebody set by hand on the server, such as
a pool's limit or an alarm switched off, stays.
"""

import os
import subprocess
import sys
from collections.abc import Iterator

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.filters import WorkerFilter, WorkerFilterStatus
from prefect.client.schemas.objects import WorkerStatus
from prefect.exceptions import ObjectNotFound
from prefect.workers.process import ProcessWorker

from flows.alarms import settle_alarms
from flows.lost_runs import watch_runs
from schemas.errors import TerminalError
from schemas.settings import IS_CHECKOUT, PROJECT, Settings

MONTHS = "pembinaan-months"
POOLS = {
    "pembinaan": "The night, and backfills that are asked for.",
    MONTHS: "Months of a backfill, side by side on as many workers as there are.",
}
# a wheel carries the file beside the flows
DEPLOYMENTS = PROJECT / "prefect.yaml" if IS_CHECKOUT else PROJECT / "flows" / "prefect.yaml"


def deploy(settings: Settings) -> Iterator[tuple[str, str]]:
    """Make pools, deployments and alarms on the server that `PREFECT_API_URL` names.

    Returns:
        What was done, and how, as it is done.

    Raises:
        TerminalError: Prefect refuses.
    """
    with get_client(sync_client=True) as client:
        for pool, purpose in POOLS.items():
            yield f"pool {pool}", _settle_pool(client, pool, purpose)
    _run_prefect("--no-prompt", "deploy", "--all", "--prefect-file", str(DEPLOYMENTS))
    yield "deployments", "nightly (01:00 WIB), backfill, backfill-month"
    with get_client(sync_client=True) as client:
        done = list(settle_alarms(client, settings))
    told = settings.alarm_webhook is not None or settings.alarm_mail is not None
    whom = "" if told else "; nobody is told: PEMBINAAN_ALARM_WEBHOOK, PEMBINAAN_ALARM_MAIL"
    yield "alarms", f"{len(done)}{whom}"
    if under_way := watch_runs(POOLS):
        yield "runs under way", f"{under_way}; one that gives no sign of life is taken for crashed"


def _settle_pool(client: SyncPrefectClient, pool: str, purpose: str) -> str:
    try:
        client.read_work_pool(pool)
    except ObjectNotFound:
        template = ProcessWorker.get_default_base_job_template()
        made = WorkPoolCreate(
            name=pool, type="process", description=purpose, base_job_template=template
        )
        client.create_work_pool(made)
        return "made"
    return "there"


def has_worker(pool: str) -> bool:
    """Whether a worker of a pool has lately said that it lives."""
    online = WorkerFilter(status=WorkerFilterStatus(any_=[WorkerStatus.ONLINE]))
    with get_client(sync_client=True) as client:
        return bool(client.read_workers_for_work_pool(pool, worker_filter=online))


def _run_prefect(*words: str) -> None:
    done = subprocess.run(  # noqa: S603 (our own words)
        [sys.executable, "-m", "prefect", *words],
        env={**os.environ, "PREFECT_LOGGING_LEVEL": "WARNING"},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stdout + done.stderr).strip().splitlines() or ["it says nothing"]
        raise TerminalError(f"prefect {' '.join(words)}: {said[-1]}")
