"""Whole processes: wall time, processor time and peak memory."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parent.parent
_LAUNCH = Path(__file__).with_name("launch.py")


class Cost(NamedTuple):
    """What one process cost.

    Attributes:
        wall_s: From its start to its end, seconds.
        cpu_s: User and system time of the process and the children it waited for, seconds.
        peak_mb: Largest resident set of the process, MiB.
        said: Its standard output.
        muttered: Its standard error.
    """

    wall_s: float
    cpu_s: float
    peak_mb: float
    said: str
    muttered: str


def run_process(command: Sequence[str], environment: Mapping[str, str]) -> Cost:
    """Run a command from the project's folder and say what it cost.

    Raises:
        RuntimeError: It failed; with the last lines it wrote.
    """
    with tempfile.TemporaryDirectory() as scratch:
        result = Path(scratch) / "cost.json"
        launch = [sys.executable, "-I", "-S", str(_LAUNCH), str(result), *command]
        done = subprocess.run(  # noqa: S603 (commands of the benchmarks)
            launch, env=dict(environment), cwd=PROJECT, capture_output=True, text=True, check=False
        )
        if done.returncode:
            last = "\n".join((done.stdout + done.stderr).splitlines()[-30:])
            raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{last}")
        return Cost(**json.loads(result.read_text()), said=done.stdout, muttered=done.stderr)


def run_python(arguments: Sequence[str], environment: Mapping[str, str]) -> Cost:
    """Run this Python with arguments, as `run_process` does."""
    return run_process([sys.executable, *arguments], environment)


def last_json(cost: Cost) -> dict[str, float]:
    """What a measured script says of itself: JSON on its last line."""
    said: dict[str, float] = json.loads(cost.said.strip().splitlines()[-1])
    return said
