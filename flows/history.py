"""Historical files: a folder sorted by sender, taken in month by month.

A file is taken whole, in the transaction of the first month it speaks of; files that speak only of
other months are kept in the archive and named in the ledger, not judged.
"""

import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import NamedTuple

import psycopg
from prefect import runtime

from flows.runners import prefect_executor
from schemas.errors import EtlError
from schemas.settings import Settings
from schemas.warehouse.deciding import settle
from tasks.collect import Delivery, say_left
from tasks.collect.inbox import list_inbox_task
from tasks.pipeline import Pipeline
from tasks.publish import Chunk, Night, Run, Terms, count_of, part_by_month, publish_task
from tasks.report.validations import keep_validations_task
from tasks.rulebook import read_rulebook
from tasks.warehouse import keep_apart

_BATCH = 5_000  # files read at a time: about a week of the whole nation; bounds the memory


class History(NamedTuple):
    """What is asked for.

    Attributes:
        source: Folder or fsspec URL, `<unit_id>/<file>` below it.
        first: First month.
        last: Last month.
        units: Senders; None = all.
        dry_run: Take everything back.
        release: Publish also what the gate would hold.
    """

    source: str
    first: date
    last: date
    units: list[str] | None
    dry_run: bool
    release: bool


def publish_history(asked: History, run_id: str, url: str) -> list[Chunk]:
    """Take in historical files, oldest delivery first; one transaction per batch and month.

    Files the warehouse knows are passed over, so the same command finishes what was begun.

    Returns:
        What became of each batch and month.
    """
    settings = settle(Settings(), url)
    with tempfile.TemporaryDirectory() as scratch:
        changes = {"inbox": asked.source, **({"archive": scratch} if asked.dry_run else {})}
        placed = settings.model_copy(update=changes)
        chunks = []
        for number, batch in enumerate(_batches(asked)):
            chunks += _publish_batch(asked, placed, batch, url, f"{run_id}-{number}")
    return chunks


def _batches(asked: History) -> Iterator[list[Delivery]]:
    """Deliveries of the senders asked for, by instant; a dry run sees them all at once."""
    found = list_inbox_task(asked.source)
    wanted = [
        d._replace(is_historic=True)
        for d in found
        if asked.units is None or d.sender in asked.units
    ]
    wanted.sort(key=lambda d: (d.received_at, d.path))
    size = len(wanted) or 1 if asked.dry_run else _BATCH
    for start in range(0, len(wanted), size):
        yield wanted[start : start + size]


def _publish_batch(
    asked: History, settings: Settings, batch: list[Delivery], url: str, run_id: str
) -> list[Chunk]:
    run = Run(run_id, "backfill", datetime.now(UTC), read_rulebook(settings))
    run = run._replace(flow_run_id=str(runtime.flow_run.id))
    pipeline = Pipeline(settings, url, prefect_executor(settings))
    judged, unread = pipeline.history(run, batch)
    problem = "" if asked.dry_run else keep_validations_task(judged, settings).problem
    parts = part_by_month(judged, asked.first, asked.last)
    terms = Terms(settings, asked.release, dry_run=asked.dry_run)
    chunks = [Chunk(kanwil, False, f"not read: {why}") for kanwil, why in unread]
    if judged.left:
        chunks.append(Chunk("left", True, say_left(judged.left).removeprefix("; ")))
    if problem:
        chunks.append(Chunk("results", True, problem.removeprefix("; ")))
    for bulan, night in parts.months.items():
        name = f"{bulan:%Y-%m}" if bulan else "no month"
        part = run._replace(run_id=f"{run_id}-{name}", scope=f"{name} {asked.source}")
        own = night._replace(run=part)
        chunks.append(_publish_month(name, own, url, terms))
    if parts.outside.height:
        message = f"{count_of(parts.outside.height, 'file')} of other months only"
        if not asked.dry_run:
            keep_apart(url, parts.outside, run_id)
            message += "; kept in the archive"
        chunks.append(Chunk("other months", True, message))
    return chunks


def _publish_month(name: str, night: Night, url: str, terms: Terms) -> Chunk:
    """Publish one month's files; a failure is this month's alone."""
    try:
        published = publish_task(night, url, terms)
    except (EtlError, psycopg.Error) as error:
        return Chunk(name, False, str(error))
    return Chunk(name, True, published.sentence, night.run.run_id)
