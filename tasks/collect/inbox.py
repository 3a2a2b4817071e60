"""The task that lists the landing zone; apart, so that collecting alone needs no Prefect."""

from prefect import task
from prefect.cache_policies import NO_CACHE

from tasks.collect.deliveries import Delivery, list_deliveries
from tasks.retries import DELAYS, is_transient


@task(
    name="list-inbox",
    task_run_name="list inbox",
    retries=len(DELAYS),
    retry_delay_seconds=DELAYS,
    retry_condition_fn=is_transient,
    cache_policy=NO_CACHE,
)
def list_inbox_task(inbox_url: str) -> list[Delivery]:
    """List the landing zone; tried again when it does not answer."""
    return list_deliveries(inbox_url)
