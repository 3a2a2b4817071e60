"""What a backfill changed, or would change: months, versions, cleared rows, figures."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from prefect import task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from tasks.publish import Published
from tasks.report.tables import markdown_table


class Chunk(NamedTuple):
    """What became of one month of a backfill.

    Attributes:
        name: The month, or what else was done.
        is_done: Whether it went through.
        message: What it did, or why it did not.
        published: What it changed; None where there was nothing to do or it failed.
    """

    name: str
    is_done: bool
    message: str
    published: Published | None = None


_LINES = 100  # an artifact is for reading; the warehouse has everything


@task(name="report-backfill", task_run_name="report", cache_policy=NO_CACHE)
def report_backfill_task(title: str, chunks: Sequence[Chunk]) -> None:
    """Write the Markdown summary of a backfill: what was asked for and what became of it."""
    published = [chunk.published for chunk in chunks if chunk.published]
    months = [
        (chunk.name, "done" if chunk.is_done else "FAILED", chunk.message) for chunk in chunks
    ]
    parts = [f"## {title}", markdown_table(("month", "", "what became of it"), months)]
    for heading, header, lines in _lists(published):
        if lines:
            more = f" (first {_LINES} of {len(lines):,})" if len(lines) > _LINES else ""
            parts += [f"## {heading}{more}"]
            parts += [markdown_table(header, [_fields(line, header) for line in lines[:_LINES]])]
    create_markdown_artifact("\n\n".join(parts), key="backfill-summary", description=title)


def _lists(
    published: Sequence[Published],
) -> list[tuple[str, tuple[str, ...], list[dict[str, Any]]]]:
    return [
        (
            "Figures before and after",
            ("tingkat", "unit_id", "bulan", "metrik", "rincian", "sebelum", "sesudah"),
            [line for p in published for line in p.figures],
        ),
        (
            "Reports with a new version, and versions withdrawn",
            ("upt_id", "dataset", "bulan", "version", "fate"),
            [line for p in published for line in p.versions],
        ),
        (
            "Quarantined rows cleared",
            ("upt_id", "dataset", "bulan", "lembar", "baris", "kode", "sebab", "perubahan"),
            [line for p in published for line in p.cleared],
        ),
    ]


def _fields(line: Mapping[str, Any], header: Sequence[str]) -> list[Any]:
    values = [line[name] for name in header]
    return [", ".join(v) if isinstance(v, list) else v for v in values]
