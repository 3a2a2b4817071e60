"""The same run as the flows', without Prefect around it: for runs by the hundred.

Every stage is the flow's own function, in the flow's order; what Prefect adds (task runs, retries,
threads, artifacts) is tested where the flow itself runs.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import polars as pl

from schemas.contracts import DATASETS
from schemas.references import load_references
from schemas.settings import Settings
from tasks.audit import ReportVerdict, RowVerdict, judge_dataset, judge_reports
from tasks.collect import Delivery, Kept, archive_root, keep, list_deliveries
from tasks.conform.identity import identify_reports
from tasks.publish import Night, Published, Run, Scope, Terms, publish
from tasks.publish.parts import part_of
from tasks.read import Known, read_submissions
from tasks.read.kanwil import fresh_of
from tasks.rulebook import Rulebook, read_rulebook
from tasks.warehouse import (
    deliveries_to_judge_again,
    held_deliveries,
    held_since,
    known_submissions,
)

_File = tuple[str, str]  # sha256, sender


class Memory(NamedTuple):
    """What was found in files judged before, so that a run of a thousand judges each but once.

    A file is judged with those that come with it and remembered by itself: verdicts on rows and
    reports look at nothing beyond the file, its times and the rulebook.
    """

    found: dict[tuple[object, ...], Night]
    numbers: Iterator[int]


def new_memory() -> Memory:
    """Nothing judged yet."""
    return Memory({}, count(1))


def settings_of(home: Path, **changes) -> Settings:
    """Settings of a house at `home`, whatever the environment says."""
    places = {"home": home, "inbox": str(home / "inbox"), "archive": str(home / "archive")}
    return Settings(**(places | changes))


def run_night(
    settings: Settings, url: str, *, release: bool = False, memory: Memory | None = None
) -> Published:
    """One night: landing zone (and what the gate held) to figures."""
    arrived = list_deliveries(settings.inbox_url)
    past = known_submissions(url, arrived)
    if release:
        seen = held_since(url)
        arrived = [d for d in arrived if seen and d.received_at <= seen]
    fresh, known = _read(arrived, settings, settings.inbox_url, past)
    if release:
        fresh = [file for file in fresh if (file.sha256, file.sender) in past]
    waiting = held_deliveries(url, archive_root(settings.archive_url), [])
    held, _ = _read(waiting, settings, settings.archive_url, {})
    mine = {(k.sha256, k.sender) for k in fresh}
    files = [*fresh, *(k for k in held if (k.sha256, k.sender) not in mine)]
    night = _judge(files, settings, "nightly", memory)
    return publish(night._replace(known=known), url, Terms(settings, release))


def run_backfill(
    settings: Settings, url: str, bulan: date, *, memory: Memory | None = None, **terms
) -> Published:
    """One month of a backfill from the archive."""
    scope = Scope(bulan)
    found = deliveries_to_judge_again(url, scope, archive_root(settings.archive_url))
    files, _ = _read(found, settings, settings.archive_url, {})
    night = _judge(files, settings, "backfill", memory, scope.words)
    return publish(night, url, Terms(settings, scope=scope, **terms))


def _read(
    deliveries: list[Delivery],
    settings: Settings,
    inbox: str,
    known: Mapping[_File, Known],
) -> tuple[list[Kept], int]:
    """Files to judge, and how many others are known: what `read_kanwil_task` does first."""
    kept = keep(deliveries, inbox, settings.archive_url, settings.max_file_mb, load_references())
    fresh = fresh_of(kept, known)
    return fresh, len(kept) - len(fresh)


def _judge(
    files: list[Kept], settings: Settings, flow: str, memory: Memory | None, scope: str = ""
) -> Night:
    rulebook = read_rulebook(settings)
    run = Run(str(uuid4()), flow, datetime.now(UTC), rulebook, scope)
    if memory is None:
        return judge_together(files, settings, run, 0)
    keys = {_judged_as(file, rulebook): file for file in files}
    if new := [file for key, file in keys.items() if key not in memory.found]:
        night = judge_together(new, settings, run, memory.numbers.__next__() * 10**6)
        for file in new:
            memory.found[_judged_as(file, rulebook)] = _of_file(night, file)
    return _one_night([memory.found[key] for key in keys], run)


def _judged_as(file: Kept, rulebook: Rulebook) -> tuple[object, ...]:
    return (*file._replace(content=b""), rulebook.stamp)


def _of_file(night: Night, file: Kept) -> Night:
    name = {"sha256": [file.sha256], "sender": [file.sender]}
    return part_of(night, pl.DataFrame(name))


def _one_night(parts: list[Night], run: Run) -> Night:
    empty = judge_together([], Settings(), run, 0)
    nights = [empty, *parts]
    verdicts: dict[str, list[RowVerdict]] = defaultdict(list)
    for verdict in (verdict for night in nights for verdict in night.rows):
        verdicts[verdict.dataset].append(verdict)
    return Night(
        run,
        pl.concat([night.submissions for night in nights]),
        pl.concat([night.notes for night in nights]),
        ReportVerdict(*_concat([night.reports for night in nights])),
        tuple(RowVerdict(name, *_concat([v[1:] for v in of])) for name, of in verdicts.items()),
        0,
    )


def _concat(frames: Iterable[Iterable[pl.DataFrame]]) -> Iterator[pl.DataFrame]:
    return (pl.concat(same) for same in zip(*frames, strict=True))


def judge_together(files: list[Kept], settings: Settings, run: Run, after: int) -> Night:
    reading = read_submissions(files, after, settings.max_cells)
    identified = identify_reports(reading.sheets, load_references())
    reports = judge_reports(identified, settings)
    rows = [
        judge_dataset(
            name,
            [reading.rows[name]],
            reports.accepted.filter(pl.col("dataset") == name),
            settings,
        )
        for name in DATASETS
        if name in reading.rows
    ]
    return Night(run, reading.submissions, reading.notes, reports, tuple(rows), known=0)
