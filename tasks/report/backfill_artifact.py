"""The artifact of a backfill: months, versions, cleared rows, figures."""

from collections.abc import Mapping, Sequence
from typing import Any

from prefect import task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from schemas.warehouse.connect import connect
from tasks.report.changes import Backfill, backfill_by
from tasks.report.markdown_tables import markdown_table

_LINES = 100  # an artifact is for reading; the warehouse has everything
_FIGURES = ("tingkat", "unit_id", "bulan", "metrik", "rincian", "sebelum", "sesudah")
_VERSIONS = ("upt_id", "dataset", "bulan", "version", "fate")
_CLEARED = ("upt_id", "dataset", "bulan", "lembar", "baris", "kode", "sebab", "perubahan")


@task(name="report-backfill", task_run_name="report", cache_policy=NO_CACHE)
def report_backfill_task(title: str, run_id: str, url: str) -> Backfill:
    """Write the Markdown summary of a backfill, and return what the warehouse has of it."""
    with connect(url) as connection:
        found = backfill_by(connection, run_id)
    months = [(p["name"], "done" if p["is_done"] else "FAILED", p["message"]) for p in found.chunks]
    parts = [f"## {title}", markdown_table(("month", "", "what became of it"), months)]
    for heading, header, lines in (
        ("Figures before and after", _FIGURES, found.figures),
        ("Reports with a new version, and versions withdrawn", _VERSIONS, found.versions),
        ("Quarantined rows cleared", _CLEARED, found.cleared),
    ):
        if lines:
            more = f" (first {_LINES} of {len(lines):,})" if len(lines) > _LINES else ""
            parts += [f"## {heading}{more}"]
            parts += [markdown_table(header, [_fields(line, header) for line in lines[:_LINES]])]
    create_markdown_artifact("\n\n".join(parts), key="backfill-summary", description=title)
    return found


def _fields(line: Mapping[str, Any], header: Sequence[str]) -> list[Any]:
    values = [line[name] for name in header]
    return [", ".join(v) if isinstance(v, list) else v for v in values]
