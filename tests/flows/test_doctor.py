"""What `doctor` says of a house that works, of one where everything is away, and how soon."""

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
from nights import House, settings_of

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
