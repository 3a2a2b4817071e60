"""Whoever asks wrongly, or asks for what cannot be, is told so in a line or two, and what helps."""

import subprocess
import sys
from pathlib import Path

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings
from typer.testing import CliRunner

from flows.commands import app

_NOBODY_THERE = "postgresql://127.0.0.1:1/pembinaan"
_BACKFILL = ("backfill", "--from", "2025-10", "--to")


@pytest.fixture
def ask(warehouse, tmp_path, monkeypatch):
    """Run a command in this process, with variables of its own."""
    monkeypatch.setenv("PEMBINAAN_WAREHOUSE_URL", warehouse)
    monkeypatch.setenv("PEMBINAAN_HOME", str(tmp_path / "rumah"))
    monkeypatch.chdir(tmp_path)
    Path("kosong.xlsx").touch()
    Path("berkas").write_text("bukan folder")

    def run(words, variables):
        return CliRunner().invoke(app, words, env=variables)

    return run


_WORDS = [
    ((), "Usage"),
    (("stat",), "status"),
    (("status", "--moth", "2025-10"), "--month"),
    (("status", "--month", "Oktober"), "YYYY-MM"),
    (("status", "--kanwil", "Jawa Bart"), "kanwil-jawa-barat"),
    (("why", "lapas-garot", "2025-10"), "lapas-garut"),
    (("why", "lapas-garut"), "UNIT and MONTH"),
    (("why", "lapas-garut", "2025-13"), "YYYY-MM"),
    (("sql",), "--help"),
    (("sql", "SELECT 1", "--format", "xml"), "'csv'"),
    (("metrics", "penghunii"), "penghuni"),
    (("metrics", "penghuni", "--month", "2025-11", "--to", "2025-10"), "--to"),
    (("metrics", "penghuni", "--month", "2025-11", "--as-of", "kemarin"), "ISO"),
    (("trace", "penghuni", "--month", "2025-11", "--country", "ID"), "ekspor_jumlah"),
    (("quarantine", "--code", "E999"), "nearest: E"),
    (("quarantine", "--code", "W301"), "nearest: E"),
    (("quarantine", "--format", "xlsx"), "--out"),
    (("quarantine", "--older-than", "-1"), "0 or more"),
    (("anatomy", "tak-ada.xlsx"), "is the path right"),
    (("anatomy", "."), "name one report file"),
    (("anatomy", "kosong.xlsx", "--rows", "banyak"), "from 1 on"),
    (("backfill", "--from", "Mei", "--to", "2025-11"), "YYYY-MM"),
    ((*_BACKFILL, "2025-09"), "--from is after --to"),
    ((*_BACKFILL, "2025-10", "--upt", "lapas-garot"), "lapas-garut"),
    ((*_BACKFILL, "2025-10", "--dataset", "ekspor", "--source", "x"), "leave one out"),
    ((*_BACKFILL, "2025-10", "--source", "sftp://ali:rahasia@h/x"), "docs/scale.md"),
    (("settings", "due_day"), "new value"),
    (("settings", "due_day", "empat"), "whole number"),
    (("settings", "due_dai", "4"), "due_day"),
    (("simulate", "--units", "1", "--month", "Mei", "--out", "x"), "YYYY-MM"),
    (("simulate", "--units", "999", "--month", "2025-10", "--out", "x"), "656 or less"),
    (("simulate", "--units", "1", "--nights", "2", "--out", "x"), "--from YYYY-MM-DD"),
]
_SETTINGS = [
    ("PEMBINAAN_MAX_FILE_MB", "abc", "whole number"),
    ("PEMBINAAN_DUE_DAY", "40", "28 or less"),
    ("PEMBINAAN_SPLIT_PCT", "abc", "[50, 15, 35]"),
    ("PEMBINAAN_ASK_ROLE", "raja", "'reader'"),
    ("PEMBINAAN_FIRST_MONTH", "kemarin", "YYYY-MM-DD"),
    ("PEMBINAAN_INBOKS", "x", "is PEMBINAAN_INBOX meant?"),
    ("PEMBINAAN_WAREHOUSE_URL", "mysql://ali:rahasia@h/db", "postgresql://"),
    ("PEMBINAAN_WAREHOUSE_URL", "postgresql://ali:rahasia/@h/db", "%2F"),
]
_FAILURES = [
    (("sql", "SELEC 1"), {}, "docs/data-dictionary.md"),
    (("sql", "SELECT * FROM tak_ada"), {}, "docs/data-dictionary.md"),
    (("sql", "DELETE FROM ops.run"), {}, "write one SELECT"),
    (("sql", "SELECT pg_read_file('/etc/hostname')"), {}, "auditor"),
    (("status",), {"PEMBINAAN_WAREHOUSE_URL": _NOBODY_THERE}, "is PostgreSQL running there"),
    (("migrate",), {"PEMBINAAN_WAREHOUSE_URL": _NOBODY_THERE}, "is PostgreSQL running there"),
    (("quarantine", "-f", "csv", "--out", "tak/ada.csv"), {}, "is the path right"),
    (("simulate", "--units", "1", "--month", "2025-10", "--out", "berkas/x"), {}, "berkas"),
    (("nightly",), {"PEMBINAAN_HOME": "berkas"}, "name a folder that may be written"),
    (("demo",), {"PEMBINAAN_HOME": "berkas/x"}, "name a folder that may be written"),
]


@pytest.mark.parametrize(("words", "helps"), _WORDS, ids=lambda part: str(part)[:60])
def test_wrong_words_are_wrong_usage(ask, words, helps):
    _told(ask(words, {}), 2, helps, most=2 if words else 99)


@pytest.mark.parametrize(("variable", "value", "helps"), _SETTINGS)
@pytest.mark.parametrize("words", [("status",), ("nightly",)], ids=str)
def test_a_wrong_setting_is_wrong_usage(ask, words, variable, value, helps):
    answered = ask(words, {variable: value})

    _told(answered, 2, helps)
    assert variable in answered.stderr
    assert "rahasia" not in answered.output


@pytest.mark.parametrize(
    ("words", "variables", "helps"), _FAILURES, ids=lambda part: str(part)[:60]
)
def test_what_cannot_be_done_fails(ask, words, variables, helps):
    _told(ask(words, variables), 1, helps)


def _told(answered, code, helps, most=2):
    assert answered.exit_code == code, answered.output
    said = answered.stderr or answered.stdout
    assert helps in said
    assert len(said.splitlines()) <= most
    assert not [word for word in ("Traceback", "pydantic", "type=", "Input should") if word in said]


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/api", "bukan-url"])
@pytest.mark.parametrize("words", [("nightly",), (*_BACKFILL, "2025-10")], ids=lambda w: w[0])
def test_a_prefect_server_that_does_not_answer_is_named(ask, words, url):
    with temporary_settings({PREFECT_API_URL: url}):
        _told(ask(words, {}), 1, f"no Prefect server answers at {url}: start it")


def test_a_disk_that_takes_no_more_is_said(tmp_path):
    limited = f"ulimit -f 1; exec {sys.executable} -c 'from flows.commands import app; app()' "
    words = f"simulate --units 1 --month 2025-10 --jobs 1 --out {tmp_path / 'keluar'}"

    answered = subprocess.run(
        ["bash", "-c", limited + words], capture_output=True, text=True, check=False
    )

    assert answered.returncode == 1
    assert "ulimit -f" in answered.stderr
    assert len(answered.stderr.splitlines()) <= 2
