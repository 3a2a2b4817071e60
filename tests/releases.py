"""Another release beside a warehouse of this one: other references, or other definitions."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nights import PROJECT

from schemas import references

NEW_UNIT = "lapas-baru,,Lapas Kelas III Baru,Lapas,Umum,III,kanwil-banten,36,,,own"


@contextmanager
def other_references(folder: Path, **lines: str) -> Iterator[None]:
    """Reference files with a line added to each one named; they are in force inside.

    Args:
        folder: Where they are kept; made once.
        lines: By name of the file, what stands below its last line.
    """
    original = references.FOLDER
    if not folder.exists():
        shutil.copytree(original, folder)
        for name, line in lines.items():
            path = folder / f"{name}.csv"
            path.write_text(f"{path.read_text().rstrip()}\n{line}\n")
    references.FOLDER = folder
    references.load_references.cache_clear()
    try:
        yield
    finally:
        references.FOLDER = original
        references.load_references.cache_clear()


def run_release(definitions: str, deed: str, home: Path, url: str) -> str:
    """Do something in a process of another release; what it prints, or its error.

    Args:
        definitions: Python that changes `metrics`, the module `schemas.metrics`, before anything
            derives from it.
        deed: Python with `migrate`, `night` and `url` to do.
        home: Where its inbox and archive are.
        url: The warehouse.
    """
    program = "\n".join([_BEGIN, definitions, _DERIVED, deed])
    done = subprocess.run(
        [sys.executable, "-c", program, str(home), url],
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(PROJECT), str(PROJECT / "tests")])},
    )
    return done.stdout if done.returncode == 0 else done.stderr


_BEGIN = """
import sys
from pathlib import Path
from schemas import metrics
from schemas.metrics import Metric
home, url = Path(sys.argv[1]), sys.argv[2]
"""
_DERIVED = """
from schemas.warehouse.migrate import check_schema, migrate
def night():
    from nights import run_night, settings_of
    return run_night(settings_of(home), url)
"""
