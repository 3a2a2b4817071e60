"""What `doctor` says of a house that works, of one where everything is away, and how soon."""

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from nights import House, new_run, settings_of

from schemas.spoken import say_instant
from tasks.publish import begin_run
from tasks.report.checkup import look_at_all

pytestmark = pytest.mark.server

_SLEEPING = "pembinaan up; or start the services (deploy/)"
AWAY = "postgresql://nobody@127.0.0.1:9/away"


@pytest.fixture
def looks(deployed, warehouse, tmp_path):
    """What is found in a house after its first night, by name; the server is the session's."""
    house = House(tmp_path, warehouse)
    house.deliver("lapas-garut", "laporan.xlsx", b"no workbook", datetime.now(UTC))
    house.run_night()
    (house.home / "archive").mkdir(exist_ok=True)
    settings = settings_of(house.home, warehouse_url=warehouse)
    return {look.name: look for look in look_at_all(settings)}


def test_doctor_finds_what_is_there_and_says_how_the_rest_is_mended(looks):
    wrong = {name: look.mend for name, look in looks.items() if not look.is_ok}

    assert set(looks) >= {"database", "tables", "references", "roles", "last night", "files"}
    assert set(looks) >= {"clock", "landing zone", "archive", "disk", "server", "schedule"}
    # the server is this session's: the worker of another test may have been there a moment ago
    assert wrong.pop("worker", _SLEEPING) == _SLEEPING
    assert wrong == {
        "alarms": "PEMBINAAN_ALARM_WEBHOOK or PEMBINAAN_ALARM_MAIL, then pembinaan deploy",
    }


@pytest.mark.usefixtures("prefect_server")
def test_doctor_and_the_night_say_that_the_clock_was_ahead_of_an_earlier_run(warehouse, tmp_path):
    house = House(tmp_path, warehouse)
    settings = settings_of(house.home, warehouse_url=warehouse)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    begin_run(warehouse, new_run(settings)._replace(started_at=tomorrow))

    state = house.run_night()
    clock = next(look for look in look_at_all(settings) if look.name == "clock")

    said = f"the clock was ahead, or is behind now: a run began at {say_instant(tomorrow)}"
    assert state.message.endswith(f"; {said} (docs/runbook.md, The clock jumped)")
    assert clock.found == said
    assert clock.mend == "set it by NTP; docs/runbook.md, The clock jumped"


def test_doctor_ends_soon_where_everything_is_away(tmp_path):
    main = "from flows.commands import app; app()"
    env = os.environ | {
        "PEMBINAAN_HOME": str(tmp_path),
        "PEMBINAAN_WAREHOUSE_URL": AWAY,
        "PEMBINAAN_INBOX": "/nowhere/mounted",
        "PREFECT_API_URL": "http://127.0.0.1:9/api",
    }
    started = time.monotonic()

    words = [sys.executable, "-c", main, "doctor", "--json"]
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)

    wrong = {look["name"] for look in json.loads(done.stdout) if not look["is_ok"]}
    assert (done.returncode, done.stderr) == (1, "")
    assert wrong >= {"database", "tables", "landing zone", "archive", "server", "worker"}
    assert time.monotonic() - started < 60
