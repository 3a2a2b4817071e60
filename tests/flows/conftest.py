"""The deployments of prefect.yaml on the session's server."""

import pytest
from deployments import prefect

POOLS = ("pembinaan", "pembinaan-months")


@pytest.fixture(scope="session")
def deployed(prefect_server: str) -> None:
    """Every deployment, with work pools of the names they ask for."""
    for pool in POOLS:
        prefect("work-pool", "create", pool, "--type", "process")
    prefect("--no-prompt", "deploy", "--all")
