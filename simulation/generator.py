"""Simulate: every unit's files, a unit's month at a time, and the truth about them."""

import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, time
from functools import partial
from multiprocessing import get_context
from typing import NamedTuple

import polars as pl

from schemas.calendar import UTC_OFFSET, month_after
from schemas.references import load_references
from simulation.books import OutFile, Style, files_of, spoil
from simulation.envelopes import write_envelope
from simulation.files import WORKBOOKS
from simulation.model import (
    Hand,
    Progress,
    Report,
    SimulationRequest,
    Situation,
    dice,
)
from simulation.monthly_tables import Table, tables_of
from simulation.nights import LAST_DAY, Sending, sendings_of
from simulation.planting import Fate, fate_of, plant_in_reports
from simulation.truth import (
    TRUTH,
    ULANGAN,
    Summary,
    Told,
    ToldOfFile,
    truth_path,
    writing_truth,
)
from simulation.unit_forms import files_in_own_form, has_own_form
from simulation.units import senders, situation_of

_UNREAD = frozenset({"E001", "E016"})  # known by name and time, not by their bytes


class _Month(NamedTuple):
    """What a unit's files of one month are written from.

    Attributes:
        s: Situation when the month is over.
        tables: Everything the unit says of it.
        extension: Its usual format.
        typed: Share of numbers left as typed cells in a workbook or JSON.
        seed: Of what is chosen once.
    """

    s: Situation
    tables: list[Table]
    extension: str
    typed: float
    seed: tuple[object, ...]


def simulate(request: SimulationRequest, progress: Progress | None = None) -> Summary:
    """Write reports, and beside their folder the truth about them (`TRUTH`, as Parquet).

    One unit's month is in memory at a time. Each depends on the seed, the unit and the month alone,
    so more processes, or more units, change nothing of it.

    Args:
        request: Units, month or nights, seed, folder, share of defects.
        progress: Called with the number of (unit, month) written so far.
    """
    request.out.mkdir(parents=True, exist_ok=True)
    summary = Summary()
    with writing_truth(truth_path(request.out)) as add:
        for done, truth in enumerate(_write_all(request), 1):
            add(truth)
            summary = summary.plus(truth)
            if progress:
                progress(done)
    return summary


def _write_all(request: SimulationRequest) -> Iterator[pl.DataFrame]:
    places = [
        (rank, unit_id, month)
        for rank, unit_id in enumerate(senders(request))
        for month in request.months
    ]
    write = partial(_write_month, request)
    if request.jobs == 1:
        yield from map(write, places)
        return
    # not forked: polars has threads
    with ProcessPoolExecutor(request.jobs, get_context("spawn")) as pool:
        yield from pool.map(write, places, chunksize=4)


def _write_month(request: SimulationRequest, place: tuple[int, str, date]) -> pl.DataFrame:
    """Write all files of one unit about one month; return the truth about them."""
    rank, unit_id, bulan = place
    month = _month_of(request, unit_id, bulan)
    truth: list[tuple[object, ...]] = []
    seen: set[str] = set()
    before: list[OutFile] = []
    for sending in _sendings(request, month):
        if sending.is_repeat:
            files = before
        else:
            fate = _fate_on(sending.night, rank, month, request)
            files = _files_on(sending.night, month, fate, request)
            before = [] if fate.file else files
        for file in files:
            lines = _write(file, sending, unit_id, request, seen)
            truth += [(bulan, sending.night, *of_file, *told) for *of_file, told in lines]
    return pl.DataFrame(truth, TRUTH, orient="row")


def _month_of(request: SimulationRequest, unit_id: str, bulan: date) -> _Month:
    seed = (request.seed, unit_id, bulan)
    rng = dice(*seed)
    s = situation_of(unit_id, bulan, rng)
    if request.nights:
        s = s._replace(reported_on=month_after(bulan).replace(day=LAST_DAY))
    extension = rng.choice(request.formats)
    typed = rng.choice((1.0, 0.9, 0.6, 0.1))
    tables = tables_of(s, request, rng, is_csv=extension == "csv")
    return _Month(s, tables, extension, typed, seed)


def _sendings(request: SimulationRequest, month: _Month) -> list[Sending]:
    if not request.nights:
        return [Sending(month.s.reported_on)]
    return sendings_of(request, month.s.month, dice(*month.seed, "malam"))


def _fate_on(night: date, rank: int, month: _Month, request: SimulationRequest) -> Fate:
    """The defect of a night's file; what is sent after the month is over has none."""
    if not request.nights:
        return fate_of(rank, request, month.s.unit.kind)
    if night >= month_after(month.s.month):
        return Fate("", "")
    nights_before = (night - request.start).days * len(load_references().units)
    return fate_of(nights_before + rank, request, month.s.unit.kind)


def _files_on(night: date, month: _Month, fate: Fate, request: SimulationRequest) -> list[OutFile]:
    s = month.s._replace(reported_on=night)
    rng = dice(*month.seed, night, "cacat")
    extension = month.extension
    if extension not in fate.formats:
        extension = rng.choice([f for f in request.formats if f in fate.formats])
    hand = Hand(0.0 if extension == "csv" else month.typed, typed_dates=extension in WORKBOOKS)
    style = Style(month.seed, extension, hand, _is_shared(extension, month, fate))
    reports = _reports_on(night, month, s, style)
    if fate.report:
        plant_in_reports(fate.report, reports, s, rng, is_shared=style.is_shared)
    is_own = not fate.report and has_own_form(s.unit.unit_id, request)
    files = (files_in_own_form if is_own else files_of)(reports, s, style)
    return spoil(files, fate.file, s, rng) if fate.file else files


def _is_shared(extension: str, month: _Month, fate: Fate) -> bool:
    """Whether one envelope holds for the whole file."""
    if extension == "json" or fate.report in {"E109", "E111"}:
        return True
    return extension in WORKBOOKS and dice(*month.seed, "sampul").random() < 0.3


def _reports_on(night: date, month: _Month, s: Situation, style: Style) -> list[Report]:
    envelope = write_envelope(s, style.hand, style.dice("amplop"))
    reports = [table.report_on(night, is_csv=style.extension == "csv") for table in month.tables]
    for report in reports:
        report.envelope = dict(envelope)
    return reports


def _write(
    file: OutFile, sending: Sending, unit_id: str, request: SimulationRequest, seen: set[str]
) -> list[ToldOfFile]:
    """Write a file as if it had come at noon of a day, Jakarta time; return the truth about it.

    Args:
        file: What to write.
        sending: When it comes.
        unit_id: Who sends it.
        request: Where to write it.
        seen: Sender and SHA-256 of what has been sent; added to.
    """
    night, folder = sending.night, f"{sending.night}/{sending.folder}" if request.nights else ""
    sender = unit_id if file.sender is None else file.sender
    name = f"{folder if sender else folder.replace('/', ' ')}{file.name}"
    path = request.out / sender / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    if file.link_to:
        path.symlink_to(file.link_to)
    else:
        path.write_bytes(file.content)
    noon = (datetime.combine(night, time(12), UTC) - UTC_OFFSET).timestamp()
    os.utime(path, (noon, noon), follow_symlinks=False)
    if file.told[0].kode in _UNREAD:
        return [ToldOfFile(sender, name, None, told) for told in file.told]
    sha256 = hashlib.sha256(file.content).hexdigest()
    is_known = f"{sender}/{sha256}" in seen
    seen.add(f"{sender}/{sha256}")
    lines = [Told("", "", None, ULANGAN, None)] if is_known else file.told
    return [ToldOfFile(sender, name, sha256, told) for told in lines]
