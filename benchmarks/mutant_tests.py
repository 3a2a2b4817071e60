"""A pytest that learns which test calls which function, then runs those of one mutant at a time.

`python -m benchmarks.mutants` starts it with `-p benchmarks.mutant_tests`. It stays in one process:
the code of a mutated function is put into the function that is already loaded, what was remembered
is forgotten, its tests run, the quickest first, until one fails. A test that fails must pass again
without the fault, or the process is no longer fit to judge, and ends.
"""

import gc
import json
import os
import signal
import sys
import threading
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from benchmarks.mutations import Mutant, code_of

ROOT = Path(__file__).parents[1]
LOADING = ""  # who calls what is called while modules are imported
_TIMES, _SECONDS = (
    10,
    20,
)  # processor time a mutant's tests may take: so many times theirs, and more
_SLOWEST = 400  # tests of one mutant; the quickest of those that call its function


class OvertimeError(BaseException):
    """A mutant runs and runs."""


class Calls:
    """Which functions of the mutated files were called, and by whom."""

    def __init__(self, files: frozenset[str]) -> None:
        self._files = files
        self.by: dict[str, set[CodeType]] = defaultdict(set)
        self.who = LOADING

    def start(self) -> None:
        """Look at every call from now on."""
        sys.setprofile(self._see)
        threading.setprofile(self._see)

    def _see(self, frame: FrameType, event: str, _: Any) -> None:
        if event == "call":
            self.by[self.who].add(frame.f_code)

    def stop(self) -> dict[str, list[str]]:
        """Look no longer; callers by `path:line` of the function."""
        sys.setprofile(None)
        threading.setprofile(None)
        found: dict[str, list[str]] = defaultdict(list)
        for who, codes in self.by.items():
            for code in codes:
                if code.co_filename in self._files:
                    path = Path(code.co_filename).relative_to(ROOT)
                    found[f"{path}:{code.co_firstlineno}"].append(who)
        return found


ORDER = json.loads(Path(os.environ["MUTANTS"]).read_text())  # written by `benchmarks.mutants`
MUTANTS = [Mutant(*fields) for fields in ORDER["mutants"]]
CALLS = Calls(frozenset(str(ROOT / path) for path in ORDER["files"]))
if not ORDER["known"]:
    CALLS.start()


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """In place of the run: learn, or judge the mutants asked for."""
    gc.unfreeze()  # what tests/pace.py leaves out of the search is where mutants are planted
    if ORDER["known"]:
        _judge_all(session.items, ORDER["known"])
    else:
        _learn(session.items)
    return True


def _learn(items: list[pytest.Item]) -> None:
    spent = {}
    for item, following in zip(items, [*items[1:], None], strict=True):
        CALLS.who = item.nodeid
        begun = time.process_time()
        failed = [r for r in runtestprotocol(item, log=False, nextitem=following) if r.failed]
        spent[item.nodeid] = time.process_time() - begun
        if failed:
            raise RuntimeError(f"{item.nodeid} fails unmutated:\n{failed[0].longreprtext}")
    known = {"callers": CALLS.stop(), "spent": spent}
    Path(ORDER["learned"]).write_text(json.dumps(known))


def _judge_all(items: list[pytest.Item], known: dict[str, Any]) -> None:
    by_name = {item.nodeid: item for item in items}
    signal.signal(signal.SIGPROF, _overtime)
    with Path(ORDER["judged"]).open("a") as out:
        for mutant in MUTANTS:
            names = [n for n in tests_of(mutant, known) if n in by_name]
            killer = _killer(mutant, [by_name[name] for name in names], known["spent"])
            line = {"mutant": mutant, "killer": killer, "tests": len(names)}
            print(json.dumps(line), file=out, flush=True)


def tests_of(mutant: Mutant, known: dict[str, Any]) -> list[str]:
    """The tests that reach a mutant's function, the quickest first.

    What a fixture of a module calls is noticed in the test that asks for it first, so those beside
    it count too.
    """
    callers = {c for c in known["callers"].get(f"{mutant.path}:{mutant.line}", ()) if c}
    spent = known["spent"]
    quick = sorted(callers, key=lambda name: spent.get(name, 0))
    files = {name.partition("::")[0] for name in callers}
    beside = sorted(
        (n for n in spent if n.partition("::")[0] in files and n not in callers), key=spent.get
    )
    return [*quick[:_SLOWEST], *beside[:_SLOWEST]]


def _killer(mutant: Mutant, items: list[pytest.Item], spent: dict[str, float]) -> str | None:
    """The first test that fails with the fault; None where it lives."""
    functions = _loaded(mutant)
    whole = functions[0].__code__ if functions else None
    faulty = code_of(ROOT, mutant)
    allowed = _SECONDS + _TIMES * sum(spent.get(item.nodeid, 0) for item in items)
    try:
        _put(functions, faulty)
        signal.setitimer(signal.ITIMER_PROF, allowed)
        failing = _first_failing(items)
    except OvertimeError:
        failing = items[-1]
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        if whole:
            _put(functions, whole)
    if failing is not None and _first_failing([failing]) is not None:
        os._exit(3)  # it fails without the fault, too: begin anew with this mutant
    return failing.nodeid if failing else None


def _first_failing(items: list[pytest.Item]) -> pytest.Item | None:
    for item, following in zip(items, [*items[1:], None], strict=True):
        if any(r.failed for r in runtestprotocol(item, log=False, nextitem=following)):
            with suppress(BaseException):
                item.session._setupstate.teardown_exact(None)
            return item
    return None


def _loaded(mutant: Mutant) -> list[FunctionType]:
    path = str(ROOT / mutant.path)
    return [
        found
        for found in gc.get_objects()
        if isinstance(found, FunctionType)
        and found.__code__.co_filename == path
        and (found.__code__.co_qualname, found.__code__.co_firstlineno)
        == (mutant.function, mutant.line)
    ]


def _put(functions: list[FunctionType], code: CodeType) -> None:
    """Let functions run this code, and forget what was worked out with other code."""
    for function in functions:
        function.__code__ = code
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in {"tasks", "expectations", "schemas"}:
            for kept in list(vars(module).values()):
                if hasattr(kept, "cache_clear") and kept.__module__.startswith("tasks"):
                    kept.cache_clear()


def _overtime(_signal: int, _frame: FrameType | None) -> None:
    raise OvertimeError
