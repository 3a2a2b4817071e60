"""What a run's judging found, as files of a Great Expectations project that anyone can open.

Under `gx/` in the program's folder: `expectations/` has today's suites, `uncommitted/validations/`
one result per suite and run, `uncommitted/data_docs/local_site/` the Data Docs of the latest run
that judged anything. Great Expectations finds them there
(`gx.get_context(mode="file", project_root_dir=…)`); the verdicts themselves are in the warehouse.
"""

import fcntl
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from expectations.evidence.pages import SuiteFound, index_page, result_page
from expectations.evidence.results import RunName, validation_result
from expectations.gx_suites import gx_suite
from expectations.suites import Standards, every_suite
from schemas.references import load_references
from schemas.settings import Settings
from tasks.publish import Night


def docs_of(home: Path) -> Path:
    """Where the Data Docs begin."""
    return home.absolute() / "gx" / "uncommitted" / "data_docs" / "local_site" / "index.html"


def keep_validations(night: Night, settings: Settings) -> Path | None:
    """Write a run's validation results, the suites and the Data Docs.

    Again for the same run: the same files. Two runs at once write one after the other.

    Returns:
        The first page of the Data Docs; None where the run has judged nothing.
    """
    found = {"amplop": night.reports.checks, **{v.dataset: v.checks for v in night.rows}}
    judged = {name: checks for name, checks in found.items() if not checks.is_empty()}
    if not judged:
        return None
    project = settings.home.absolute() / "gx"
    run = RunName(night.run.run_id, night.run.started_at)
    results = {name: validation_result(name, checks, run) for name, checks in judged.items()}
    with _alone(project):
        _write_suites(project / "expectations", settings)
        for name, result in results.items():
            _write(project / "uncommitted" / "validations" / _key(name, run), _json(result))
        docs = docs_of(settings.home)
        _write_pages(docs.parent, {f"{name}.html": result_page(r) for name, r in results.items()})
        _write(docs, index_page([_summed(*item) for item in judged.items()], run))
    return docs


def _key(suite: str, run: RunName) -> Path:
    """Where Great Expectations' own store looks for a result."""
    at = run.started_at.strftime("%Y%m%dT%H%M%S.%fZ")
    return Path(suite, run.run_id, at, f"pembinaan-{suite}.json")


def _write_suites(folder: Path, settings: Settings) -> None:
    standards = Standards(load_references(), settings.split_pct)
    for suite in every_suite(standards, settings.first_month):
        _write(folder / f"{suite.name}.json", _json(gx_suite(suite)))


def _write_pages(folder: Path, pages: Mapping[str, str]) -> None:
    """Write these pages, and remove those of suites this run had nothing for."""
    for name, page in pages.items():
        _write(folder / name, page)
    for left in folder.glob("*.html"):
        if left.name not in pages and left.name != "index.html":
            left.unlink()


def _summed(name: str, checks: pl.DataFrame) -> SuiteFound:
    failing: list[int] = checks["menyimpang"].to_list()
    broken = sum(count > 0 for count in failing)
    return SuiteFound(name, max(checks["dinilai"].to_list()), len(failing), broken, sum(failing))


def _json(kept: Any) -> str:
    return json.dumps(kept.to_json_dict(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


@contextmanager
def _alone(project: Path) -> Iterator[None]:
    """Nobody else writes here meanwhile; the lock ends with the process, however it ends."""
    project.mkdir(parents=True, exist_ok=True)
    with (project / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class Kept(NamedTuple):
    """What became of a run's validation results.

    Attributes:
        docs: First page of the Data Docs; empty where nothing was judged or could be written.
        problem: To be said in the run's message; empty where everything is well.
    """

    docs: str = ""
    problem: str = ""


@task(name="keep-validations", task_run_name="keep validations", cache_policy=NO_CACHE)
def keep_validations_task(night: Night, settings: Settings) -> Kept:
    """Write what judging found; what cannot be written stops no night, and is said."""
    try:
        docs = keep_validations(night, settings)
    except OSError as error:
        problem = f"validation results not kept: {error.strerror or error}"
        get_run_logger().error("%s (%s)", problem, error)
        return Kept(problem=f"; {problem}")
    return Kept(str(docs or ""))
