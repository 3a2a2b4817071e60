"""The rulebook: what besides the submissions decides a verdict, each part with its hash.

A quarantined row that a later reading publishes was cured by some part of it; a month judged by
the same rulebook over the same submissions need not be judged again.
"""

import hashlib
import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import expectations
import schemas
import tasks
from schemas import references
from schemas.settings import Settings

_DECIDING = (
    (schemas, "calendar.py"),
    (schemas, "cells.py"),
    (schemas, "contracts/*.py"),
    (schemas, "metrics.py"),
    (schemas, "reasons.py"),
    (schemas, "references.py"),
    (schemas, "sentences.py"),
    (schemas, "unit_names.py"),
    (schemas, "wording.py"),
    (expectations, "**/*.py"),
    (tasks, "collect/**/*.py"),
    (tasks, "culprits.py"),
    (tasks, "pipeline.py"),
    (tasks, "read/**/*.py"),
    (tasks, "conform/**/*.py"),
    (tasks, "audit*/**/*.py"),
    (tasks, "audit*.py"),
    # which files are judged again, and whose report counts
    (tasks, "publish/candidates.py"),
    (tasks, "publish/scope.py"),
    (tasks, "publish/versions.py"),
)
# what reads cells and names, and judges, below us: another version may say otherwise
_PACKAGES = (
    "babel",
    "great-expectations",
    "pandas",
    "polars",
    "pyarrow",
    "python-calamine",
    "rapidfuzz",
    "xlrd",
)
_SETTINGS = ("first_month", "split_pct", "max_file_mb", "max_cells")


class Rulebook(NamedTuple):
    """Parts with their hashes, and one stamp of all.

    A part is a file (`schemas/reference/satuan.csv`), the settings (`setelan`), or a package with
    its version (`paket/polars`).
    """

    stamp: str
    parts: dict[str, str]


def read_rulebook(settings: Settings) -> Rulebook:
    """Hash every part as it lies on disk now."""
    parts = {}
    for package, pattern in _DECIDING:
        folder = Path(package.__path__[0])
        for path in sorted(folder.glob(pattern)):
            parts[f"{folder.name}/{path.relative_to(folder)}"] = _hash(path.read_bytes())
    for path in sorted(references.FOLDER.glob("*.csv")):
        parts[f"schemas/reference/{path.name}"] = _hash(path.read_bytes())
    parts |= {f"paket/{name}": version(name) for name in _PACKAGES}
    parts["paket/python"] = f"{sys.version_info.major}.{sys.version_info.minor}"  # its Unicode
    chosen = settings.model_dump(mode="json", include=set(_SETTINGS))
    parts["setelan"] = _hash(json.dumps(chosen, sort_keys=True).encode())
    return Rulebook(_hash(json.dumps(parts, sort_keys=True).encode()), parts)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
