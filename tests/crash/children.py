"""Runs as processes that can be killed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from nights import PROJECT

PATIENCE = 120  # seconds after which a run counts as hung; one takes about two


class End(NamedTuple):
    """How a run ended.

    Attributes:
        code: Exit code; -9 = killed.
        said: What it published, where it did.
        error: Its exception, where it failed.
        kinds: Class names of the exception.
    """

    code: int
    said: str = ""
    error: str = ""
    kinds: tuple[str, ...] = ()
    trace: str = ""


class Child:
    """One run in a process of its own."""

    def __init__(self, nursery: "Nursery", pid: int, result: Path) -> None:
        self.nursery = nursery
        self.pid = pid
        self.result = result
        self.code: int | None = None

    def lives(self) -> bool:
        """Whether it still runs."""
        if self.code is None:
            self.code = self.nursery.ask({"end": self.pid})
        return self.code is None

    def kill(self) -> None:
        """SIGKILL, if it still runs; its pid is nobody else's before it was asked for."""
        if self.code is None:
            os.kill(self.pid, signal.SIGKILL)

    def end_code(self) -> int:
        """Wait for its end; a run that hangs is killed, and the test fails."""
        wait_until(lambda: not self.lives(), f"run {self.pid} ends", on_timeout=self.kill)
        assert self.code is not None
        return self.code

    def end(self) -> End:
        """Wait for its end; say how it ended."""
        code = self.end_code()
        return End(code, **(json.loads(self.result.read_text()) if code >= 0 else {}))


class Nursery:
    """The process that forks the runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = count(1)
        folder.mkdir()
        self.log = (folder / "zygote.log").open("w")
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("zygote.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
            env={**os.environ, "PYTHONPATH": f"{PROJECT}:{PROJECT / 'tests'}"},
        )
        self.threads = self._answer()

    def _answer(self) -> Any:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, (self.folder / "zygote.log").read_text()
        return json.loads(line)

    def ask(self, asked: dict[str, Any]) -> Any:
        """Say a line and hear its answer."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def start(self, kind: str, home: Path, url: str, **more: Any) -> Child:
        """Begin a run: `night`, `flow` (the same with Prefect around it) or `backfill`."""
        result = self.folder / f"{next(self.numbers)}.json"
        job = {"kind": kind, "home": str(home), "url": url, "result": str(result)}
        job["log"] = str(self.folder / "children.log")
        return Child(self, self.ask({"run": {**job, **more}}), result)

    def close(self) -> None:
        """End the process; runs that still live are killed by their tests."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(PATIENCE)
        self.log.close()


def wait_until(
    is_so: Callable[[], bool], what: str, on_timeout: Callable[[], None] = lambda: None
) -> None:
    """Wait for something that must come; fail where it does not."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > deadline:
            on_timeout()
            raise AssertionError(f"waited {PATIENCE} s in vain until {what}")
        time.sleep(0.005)
