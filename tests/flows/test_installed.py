"""The program as a wheel, away from its checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.usefixtures("prefect_server")
PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder that holds what the wheel holds, as in site-packages."""
    folder = tmp_path_factory.mktemp("installed")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=PROJECT, check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as kept:
        kept.extractall(folder / "site")
    return folder / "site"


def _run(installed, home, *words):
    """Run the program there, for a user at home, with nothing of the checkout in sight."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PEMBINAAN_")}
    main = "from flows.commands import app; app()"
    return subprocess.run(
        [sys.executable, "-c", main, *words],
        env=kept | {"PYTHONPATH": str(installed), "HOME": str(home)},
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )


def test_demo_runs_from_a_wheel_in_the_users_own_folder(installed, tmp_path):
    before = {path for path in installed.rglob("*") if "__pycache__" not in path.parts}

    shown = _run(installed, tmp_path, "demo")

    assert (shown.returncode, shown.stderr) == (0, "")
    assert "published 18 of 18 reports" in shown.stdout
    assert ".venv" not in shown.stdout
    assert {path.name for path in tmp_path.iterdir()} >= {".pembinaan"}
    after = {path for path in installed.rglob("*") if "__pycache__" not in path.parts}
    assert after == before
