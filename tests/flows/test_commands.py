"""The `pembinaan` command as a person and a script meet it: mostly a real process.

All that is wrong usage is asked in `test_wrong_usage`.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg.types.json import Jsonb
from typer.testing import CliRunner

from flows.commands import app

COMMAND = Path(sys.executable).parent / "pembinaan"


def pembinaan(*words: str, url: str = "", home: Path | None = None) -> subprocess.CompletedProcess:
    env = dict(os.environ, PEMBINAAN_HOME=str(home or os.environ["PEMBINAAN_HOME"]))
    if url:
        env["PEMBINAAN_WAREHOUSE_URL"] = url
    return subprocess.run([COMMAND, *words], env=env, capture_output=True, text=True, check=False)


_RUN = {
    "run_id": "satu",
    "flow": "nightly",
    "state": "published",
    "started_at": "2025-12-01T18:00:00Z",
    "published_at": "2025-12-01T18:01:00Z",
    "message": "published nothing",
    "counts": {},
    "rulebook": "",
    "scope": "",
    "task": "",
    "attempt": 1,
    "plan": "",
    "flow_run_id": "satu",
}


@pytest.mark.outside
def test_help_names_every_command():
    shown = pembinaan("--help")

    assert shown.returncode == 0
    assert all(
        name in shown.stdout
        for name in (
            *("nightly", "backfill", "demo", "migrate", "simulate"),
            *("sql", "status", "metrics", "trace", "why", "quarantine", "anatomy"),
        )
    )


@pytest.mark.parametrize(
    ("words", "code"),
    [
        pytest.param(("sql", "SELECT 1 AS satu"), 0, id="done"),
        pytest.param(("sql", "SELECT * FROM tak_ada"), 1, id="failed"),
        pytest.param(("sql", "DELETE FROM ops.run"), 1, id="nothing can be changed"),
        pytest.param(("sql", "SELECT 1; COMMIT; DELETE FROM ops.run"), 1, id="nor smuggled in"),
        pytest.param(("sql",), 2, id="wrong usage"),
    ],
)
def test_exit_code_tells_done_failed_and_wrong_usage(warehouse, words, code):
    with psycopg.connect(warehouse) as connection:
        connection.execute(
            "INSERT INTO ops.run SELECT r.* FROM jsonb_populate_record(NULL::ops.run, %s) AS r",
            [Jsonb(_RUN)],
        )

    answered = pembinaan(*words, url=warehouse)

    assert answered.returncode == code, answered.stderr
    with psycopg.connect(warehouse) as connection:
        assert connection.execute("SELECT count(*) FROM ops.run").fetchone() == (1,)


@pytest.mark.parametrize(
    ("form", "printed"),
    [
        pytest.param("csv", "kanwil_id,n\nkanwil-aceh,12.50\n", id="csv"),
        pytest.param("json", '[{"kanwil_id":"kanwil-aceh","n":12.50}]\n', id="json, exact"),
    ],
)
def test_sql_prints_for_scripts(warehouse, form, printed):
    query = "SELECT kanwil_id, 12.50 AS n FROM ref.kanwil ORDER BY 1 LIMIT 1;"

    assert pembinaan("sql", query, "--format", form, url=warehouse).stdout == printed


@pytest.mark.server
def test_migrate_makes_an_embedded_warehouse_and_is_safe_to_repeat(tmp_path):
    first = pembinaan("migrate", home=tmp_path)
    second = pembinaan("migrate", home=tmp_path)
    counted = pembinaan("sql", "SELECT count(*) FROM ref.unit", "--format", "csv", home=tmp_path)

    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    assert counted.stdout == "count\n656\n"


def test_status_without_tables_says_what_to_do(postgres):
    shown = pembinaan("status", url=postgres)

    assert shown.returncode == 1
    assert "pembinaan migrate" in shown.stderr


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        pytest.param("PEMBINAAN_INBOKS", "/srv/inbox", id="misspelt"),
        pytest.param("PEMBINAAN_MAX_FILE_MB", "besar", id="no number"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(monkeypatch, variable, value):
    monkeypatch.setenv(variable, value)

    answered = CliRunner().invoke(app, ["migrate"])

    assert answered.exit_code == 2
    assert variable in answered.stderr
    assert len(answered.stderr.splitlines()) == 1


def test_nightly_does_not_take_a_lost_landing_zone_for_a_quiet_night(
    prefect_server, warehouse, monkeypatch, tmp_path
):
    monkeypatch.setenv("PEMBINAAN_INBOX", str(tmp_path / "tidak-terpasang"))

    answered = pembinaan("nightly", url=warehouse)

    assert answered.returncode == 1
    assert "is not there" in answered.stdout + answered.stderr


_ASKING = (
    ("--help",),
    ("migrate",),
    ("sql", "SELECT 1"),
    ("status",),
    ("metrics",),
    ("metrics", "penghuni"),
    ("trace", "penghuni", "--month", "2025-11"),
    ("why", "lapas-garut", "2025-11"),
    ("quarantine",),
    ("anatomy", "examples/inbox/lapas-sragen/ekspor_2025-07.csv"),
    ("simulate", "--units", "1", "--month", "2025-11"),
)
_ASK_ALL = """
import contextlib, io, json, sys
from flows.commands import app
from schemas.errors import EtlError
loading, failed = [], []
for words in json.loads(sys.argv[1]):
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
        try:
            app(words, standalone_mode=False)
        except EtlError:  # of a warehouse without a report there is little to tell
            pass
        except Exception as error:
            failed.append((words[0], repr(error)))
    if {"great_expectations", "pandas"} & sys.modules.keys():
        loading.append(words[0])
print(json.dumps({"loading": loading, "failed": failed}))
"""


def test_no_command_that_does_not_judge_loads_great_expectations(warehouse, tmp_path):
    root = Path(__file__).parents[2]
    commands = [[*words] for words in _ASKING]
    commands[-1] += ["--out", str(tmp_path / "out")]

    answered = subprocess.run(
        [sys.executable, "-c", _ASK_ALL, json.dumps(commands)],
        env=dict(os.environ, PEMBINAAN_WAREHOUSE_URL=warehouse),
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )

    assert json.loads(answered.stdout.splitlines()[-1]) == {"loading": [], "failed": []}
