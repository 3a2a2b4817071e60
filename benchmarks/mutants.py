"""Mutation testing: how many of a random few hundred small faults the tests of `make check` notice.

`make mutants` plants faults into what reads, conforms, judges and orders reports, and says which of
them live. Written here, since a kept tool would fork what has polars loaded (polars may then wait
for ever) or start a pytest for every fault (it takes ten seconds to find the tests).
"""

import ast
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from benchmarks.mutations import Mutant, mutants_of, planted

ROOT = Path(__file__).parents[1]
MUTATED = (
    "tasks/read",
    "tasks/conform",
    "tasks/audit.py",
    "expectations",
    "tasks/publish/versions.py",
)
CHECKED = "not server and not long"
_ANEW = 3  # exit code of a process that is no longer fit to judge
_PATIENCE = 900  # seconds; the files of a module take a minute or two
Line = dict[str, Any]


def main(
    count: Annotated[int, typer.Option(help="How many faults, chosen at random.")] = 300,
    seed: Annotated[int, typer.Option(help="Of the choice and its order.")] = 627_034,
    seconds: Annotated[int, typer.Option(help="Begin no fault after so long.")] = 36_000,
    room: Annotated[Path, typer.Option(help="Where to go on from.")] = ROOT / ".mutants",
) -> None:
    """Plant faults, run the tests that reach them, list those that live."""
    room.mkdir(exist_ok=True)
    until = time.monotonic() + seconds
    chosen = choose(count, seed)
    known = _learned(room)
    judged = {tuple(line["mutant"]): line for line in _lines(room / "judged.jsonl")}
    waiting = [mutant for mutant in chosen if tuple(mutant) not in judged]
    for some in _portions(waiting):
        if time.monotonic() > until:
            break
        _judge(some, known, room)
    judged = {tuple(line["mutant"]): line for line in _lines(room / "judged.jsonl")}
    _tell([judged[tuple(mutant)] for mutant in chosen if tuple(mutant) in judged])


def choose(count: int, seed: int) -> list[Mutant]:
    """A random few of all faults, in random order: any first part of them is a fair sample."""
    everything = [mutant for path in _files() for mutant in mutants_of(ROOT, path)]
    print(f"{len(everything):,} faults are possible")
    return random.Random(seed).sample(  # noqa: S311
        everything, min(count, len(everything))
    )


def _files() -> list[Path]:
    return sorted(
        path
        for name in MUTATED
        for path in ([ROOT / name] if name.endswith(".py") else (ROOT / name).rglob("*.py"))
    )


def _learned(room: Path) -> dict[str, Any]:
    """Who calls what, from a run of all tests without any fault; of an earlier time, where kept."""
    kept = room / "learned.json"
    if not kept.exists():
        print("learning which test reaches what …", flush=True)
        if _pytest({"known": None, "learned": str(kept)}, room) != 0:
            raise SystemExit(f"the tests fail without any fault: {room / 'pytest.log'}")
    known: dict[str, Any] = json.loads(kept.read_text())
    return known


def _portions(waiting: list[Mutant], size: int = 20) -> Iterator[list[Mutant]]:
    for first in range(0, len(waiting), size):
        yield waiting[first : first + size]


def _judge(some: list[Mutant], known: dict[str, Any], room: Path) -> None:
    """Judge some faults: those of functions that build modules in a copied tree, others at once."""
    judged = room / "judged.jsonl"
    loading = [m for m in some if "" in known["callers"].get(f"{m.path}:{m.line}", ())]
    unreached = [m for m in some if f"{m.path}:{m.line}" not in known["callers"]]
    for mutant in (*loading, *unreached):
        _keep(judged, _judge_in_copy(mutant, known))
    left = [m for m in some if m not in loading and m not in unreached]
    while left:
        status = _pytest({"known": known, "judged": str(judged), "mutants": left}, room)
        done = {tuple(line["mutant"]) for line in _lines(judged)}
        stuck = [m for m in left if tuple(m) not in done]
        if stuck and status != _ANEW:  # it brought the process down
            _keep(judged, {"mutant": stuck[0], "killer": f"exit {status}", "tests": 0})
            stuck = stuck[1:]
        elif len(stuck) == len(left):  # nor is the next process fit: its test fails at times
            _keep(judged, {"mutant": stuck[0], "killer": "a test that left traces", "tests": 0})
            stuck = stuck[1:]
        left = stuck


def _pytest(order: dict[str, Any], room: Path) -> int:
    told = {"files": [str(p.relative_to(ROOT)) for p in _files()], "mutants": [], **order}
    (room / "order.json").write_text(json.dumps(told))
    env = {**os.environ, "MUTANTS": str(room / "order.json"), "PYTHONPATH": str(ROOT)}
    command = [*_PYTEST, "-p", "benchmarks.mutant_tests", "-m", CHECKED]
    out = (room / "pytest.log").open("w")
    return subprocess.run(  # noqa: S603
        command, cwd=ROOT, env=env, stdout=out, stderr=out, check=False
    ).returncode


_PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]


def _judge_in_copy(mutant: Mutant, known: dict[str, Any]) -> Line:
    """Judge one fault by a fresh process in a copy of the tree."""
    names = _near(mutant, known)
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        (tree / mutant.path).write_text(ast.unparse(planted(ROOT, mutant)))
        command = [*_PYTEST, "-x", "-m", CHECKED, *names]
        env = {**os.environ, "PYTHONPATH": str(tree)}
        try:
            ran = subprocess.run(  # noqa: S603
                command,
                cwd=tree,
                env=env,
                capture_output=True,
                text=True,
                check=False,
                timeout=_PATIENCE,
            )
        except subprocess.TimeoutExpired:
            return {"mutant": mutant, "killer": "it never ends", "tests": len(names)}
    failed = [line for line in ran.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    killer = (failed or [f"exit {ran.returncode}"])[0] if ran.returncode else None
    return {"mutant": mutant, "killer": killer, "tests": len(names)}


def _near(mutant: Mutant, known: dict[str, Any]) -> list[str]:
    """Test files that reach a fault's function or, where none is seen to, its module."""
    own = known["callers"].get(f"{mutant.path}:{mutant.line}", [])
    module = [c for at, who in known["callers"].items() if at.startswith(mutant.path) for c in who]
    files = {name.partition("::")[0] for name in (*own, *module) if name}
    spent: dict[str, float] = {}
    for name, seconds in known["spent"].items():
        file = name.partition("::")[0]
        spent[file] = spent.get(file, 0) + seconds
    if mutant.path in {"tasks/read/apart.py", "tasks/read/reader.py"}:
        files |= {"tests/tasks/read/test_apart.py"}
    if mutant.path.startswith("expectations/"):  # asks for all suites while it is loaded
        files |= {"tests/expectations/test_rules.py"}
    return sorted(files or spent, key=lambda name: spent.get(name, 0))


def _lines(path: Path) -> list[Line]:
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def _keep(path: Path, line: Line) -> None:
    with path.open("a") as out:
        print(json.dumps(line), file=out)


def _tell(judged: list[Line]) -> None:
    alive = [line for line in judged if line["killer"] is None]
    killed = len(judged) - len(alive)
    print(f"{len(judged)} planted, {killed} noticed ({killed / max(len(judged), 1):.1%})")
    for line in alive:
        mutant = Mutant(*line["mutant"])
        print(f"{mutant.path}:{mutant.at}\n  - {mutant.was}\n  + {mutant.now}")


if __name__ == "__main__":
    typer.run(main)
