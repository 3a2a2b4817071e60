"""The rulebook holds everything that decides a verdict, whoever moves or adds it."""

import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from nights import PROJECT, settings_of

from tasks.rulebook import read_rulebook

pytestmark = pytest.mark.outside

_JUDGING = "tasks.collect, tasks.read, tasks.conform.identity, tasks.audit"
# what is loaded with the judges and decides nothing by itself
_NO_JUDGE = {
    "schemas/base.py",
    "schemas/addresses.py",
    "schemas/errors.py",
    "schemas/settings.py",
    "schemas/urls.py",
    "tasks/retries.py",
}


@pytest.fixture
def parts(tmp_path):
    return read_rulebook(settings_of(tmp_path)).parts


def test_every_module_a_verdict_runs_through_is_part_of_the_rulebook(parts):
    program = (
        f"import sys, {_JUDGING}\nfrom expectations import lintas\n"
        "print(*(m.__file__ for m in sys.modules.values() if getattr(m, '__file__', None)), "
        "sep='\\n')"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=PROJECT
    ).stdout.splitlines()
    ours = {str(Path(p).relative_to(PROJECT)) for p in loaded if Path(p).is_relative_to(PROJECT)}
    ours = {name for name in ours if name.split("/")[0] in {"schemas", "expectations", "tasks"}}

    judges = {
        n for n in ours if not n.endswith("__init__.py") or (PROJECT / n).stat().st_size > 1e3
    }
    assert len(ours) > 50
    assert judges - _NO_JUDGE <= parts.keys()


def test_every_module_that_gives_a_reason_is_part_of_the_rulebook(parts):
    files = [
        p for room in ("schemas", "expectations", "tasks") for p in (PROJECT / room).rglob("*.py")
    ]
    giving = {
        str(p.relative_to(PROJECT))
        for p in files
        if "report" not in p.parts and re.search(r'"[EW]\d{3}"', p.read_text())
    }

    assert {
        "tasks/collect/archive.py",
        "tasks/read/sheet_reading.py",
        "schemas/reasons.py",
    } <= giving
    assert giving <= parts.keys()


def test_metrics_and_what_reads_and_judges_below_us_are_parts(parts):
    assert "schemas/metrics.py" in parts
    for package in ("polars", "python-calamine", "great-expectations", "pandas", "babel", "xlrd"):
        assert parts[f"paket/{package}"] == version(package)
    assert parts["paket/python"] == f"{sys.version_info.major}.{sys.version_info.minor}"
