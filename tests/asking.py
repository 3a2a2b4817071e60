"""The `pembinaan` command in this process: what it answers, at a fraction of a start's cost.

That a real process says the same and ends with the same code is `test_commands`.
"""

from pathlib import Path

from click.testing import Result
from typer.testing import CliRunner

from flows.commands import app


def pembinaan(url: str, *words: str, home: Path | None = None, **environment: str) -> Result:
    """Ask a warehouse on a wide terminal."""
    env = {"PEMBINAAN_WAREHOUSE_URL": url, "COLUMNS": "240", **environment}
    if home:
        env["PEMBINAAN_HOME"] = str(home)
    return CliRunner().invoke(app, words, env=env)
