"""How long Prefect keeps what a night leaves: the same by `up` and as a service."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from flows.running_parts import USUAL

_DEPLOYED = Path(__file__).parents[2] / "deploy" / "pembinaan.env"
_VACUUM = "PREFECT_SERVER_SERVICES_DB_VACUUM"


@pytest.fixture
def deployed():
    """Settings of the service; a value that holds quotes stands in others."""
    lines = _DEPLOYED.read_text().splitlines()
    told = (line.partition("=") for line in lines if line.strip() and not line.startswith("#"))
    return {name: value.strip("'") for name, _, value in told}


def test_a_service_keeps_what_up_keeps(deployed):
    kept = {name: value for name, value in USUAL.items() if "VACUUM" in name or "RETENTION" in name}

    assert len(kept) == 4
    assert {name: deployed[name] for name in kept} == kept


def test_prefect_forgets_the_events_of_tasks_after_two_days(deployed, monkeypatch):
    from prefect.settings.models.server.services import ServerServicesDBVacuumSettings

    for name, value in deployed.items():
        if name.startswith(_VACUUM):
            monkeypatch.setenv(name, value)
    overrides = ServerServicesDBVacuumSettings().event_retention_overrides

    assert overrides["prefect.task-run.Completed"] == timedelta(days=2)
    assert json.loads(USUAL[f"{_VACUUM}_EVENT_RETENTION_OVERRIDES"]).keys() == overrides.keys()
