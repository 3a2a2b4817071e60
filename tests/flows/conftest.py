"""What `pembinaan deploy` makes, on the session's server."""

import pytest
from nights import settings_of


@pytest.fixture(scope="session")
def deployed(prefect_server, tmp_path_factory) -> None:
    """Work pools, deployments and alarms, all of them made."""
    from flows.deploying import deploy

    settings = settings_of(tmp_path_factory.mktemp("deployed"))
    made = dict(deploy(settings))
    assert made["pool pembinaan"] == "made"
