"""Read the submissions of one Kanwil into one frame per dataset."""

import json
import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import polars as pl
from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from schemas.addresses import column_letters
from schemas.contracts.amplop import ENVELOPE
from schemas.errors import Fault, FileRejectedError
from schemas.references import load_references
from schemas.settings import Settings
from tasks.collect import Delivery, Kept, keep
from tasks.read.formats import Cell, Grid, read_grids
from tasks.read.frames import (
    NOTES,
    SHEETS,
    SUBMISSIONS,
    Reading,
    RowBuffer,
    cell_kind,
    frame_of,
    other_columns,
)
from tasks.read.layout import (
    Header,
    choose_dataset,
    is_column_numbers,
    is_nil,
    read_envelope,
    share_envelopes,
)
from tasks.read.names import Known, fresh_of, told_apart
from tasks.retries import DELAYS, is_transient

_MOST_BUFFERED = 20_000  # rows; a cell takes five times as much as a Python object as in a frame


class _Found(NamedTuple):
    """A sheet that names a dataset: its header, and why it cannot be a report, if so."""

    grid: Grid
    dataset: str
    header: Header | None
    fault: Fault | None


class _Reader:
    """Gathers sheets and rows over the files of one Kanwil."""

    def __init__(self, first_number: int, max_cells: int) -> None:
        self.number = first_number
        self.max_cells = max_cells
        self.submissions: list[tuple[Any, ...]] = []
        self.sheets: list[dict[str, Any]] = []
        self.notes: list[tuple[str, ...]] = []
        self.buffers: dict[str, RowBuffer] = {}
        self.frames: dict[str, list[pl.DataFrame]] = defaultdict(list)

    def rows(self) -> dict[str, pl.DataFrame]:
        """Everything read so far, by dataset; the buffers are empty afterwards."""
        for dataset, buffer in self.buffers.items():
            self.frames[dataset].append(frame_of(dataset, buffer))
        self.buffers.clear()
        return {dataset: pl.concat(frames) for dataset, frames in self.frames.items()}

    def read(self, kept: Kept) -> None:
        """Read one submission; a file that cannot be read is recorded with its fault."""
        fault = kept.fault
        sheets, notes = len(self.sheets), len(self.notes)
        if fault is None:
            try:
                fault = self._read_names(kept)
            except FileRejectedError as error:
                fault = error.fault
            except Exception as error:
                del self.sheets[sheets:], self.notes[notes:]  # its rows belong to no report now
                logging.getLogger(__name__).exception("%s/%s", kept.sender, kept.name)
                fault = Fault("E021", written=repr(error))
        if sum(len(buffer.lines) for buffer in self.buffers.values()) > _MOST_BUFFERED:
            self.rows()
        f = fault or Fault("")
        self.submissions.append(
            (
                kept.sha256,
                kept.sender,
                kept.name,
                kept.first_received_at,
                kept.received_at,
                kept.size,
                json.dumps(
                    [(r.name, r.first.isoformat(), r.last.isoformat()) for r in kept.receipts]
                ),
                f.code or None,
                f.sheet,
                f.written[:500],
                f.expected[:500],
            )
        )

    def _read_names(self, kept: Kept) -> Fault | None:
        """Read a file under every name that says something of its own; mostly one."""
        faults = [
            self._read_file(kept._replace(receipts=(receipt,))) for receipt in told_apart(kept)
        ]
        return next((fault for fault in faults if fault is None), faults[0])

    def _read_file(self, kept: Kept) -> Fault | None:
        grids = read_grids(kept.content, kept.name, self.max_cells)
        own: dict[str, dict[str, Cell]] = {}
        apart: dict[str, dict[str, Cell]] = {}
        chosen: list[_Found] = []
        strangers: list[str] = []
        for grid in grids:
            named = choose_dataset(grid)
            if named is None:
                fields = read_envelope(grid.rows[:50])
                if "upt_name" in fields or "kanwil" in fields:
                    apart[grid.name] = fields
                elif grid.rows:  # a table of another kind may have a column `Bulan` of its own
                    strangers.append(grid.name)
                continue
            header = named[1]
            above = header.first if header and header.row >= 0 else 50
            own[grid.name] = read_envelope(grid.rows[:above])
            chosen.append(_Found(grid, *named))
        if not chosen:
            return Fault("E010", written=", ".join(grid.name for grid in grids))
        for name in strangers:
            self._note(kept, name, "W002", name)
        envelopes = share_envelopes(own, apart)
        for found in chosen:
            self._add_sheet(kept, found, envelopes[found.grid.name])
        return None

    def _add_sheet(self, kept: Kept, found: _Found, shared: tuple[Mapping[str, Cell], str]) -> None:
        grid, dataset, _, fault = found
        envelope, contradicted = shared
        self.number += 1
        header = found.header or Header(len(grid.rows))
        read, blank, nil = (0, 0, False) if fault else self._add_rows(kept, grid, dataset, header)
        if contradicted and not fault:
            fault = Fault("E109", written=str(envelope[contradicted]))
        if not fault and not nil and read == blank:
            fault = Fault("E013")
        for text in header.unknown:
            self._note(kept, grid.name, "W001", text)
        f = fault or Fault("")
        self.sheets.append(
            {
                "report_no": self.number,
                "sha256": kept.sha256,
                "sender": kept.sender,
                "berkas": kept.name,
                "first_received_at": kept.first_received_at,
                "received_at": kept.received_at,
                "dataset": dataset,
                "lembar": grid.name,
                "kolom": json.dumps({k: grid.left + v for k, v in header.columns.items()}),
                "satuan_judul": next(iter(header.satuan.values()), None),
                "baris_pertama": grid.top + header.row + 2,
                "rows_read": read,
                "rows_blank": blank,
                "says_nil": nil,
                "is_csv": grid.is_csv,
                "kode": f.code or None,
                "tertulis": f.written[:500],
                "diharapkan": f.expected[:500],
                **{name: str(envelope.get(name, "")) for name in ENVELOPE},
                **{f"{name}_kind": cell_kind(envelope.get(name, "")) for name in ENVELOPE},
            }
        )

    def _note(self, kept: Kept, sheet: str, code: str, written: str) -> None:
        self.notes.append((kept.sha256, kept.sender, sheet, code, written[:500]))

    def _add_rows(
        self, kept: Kept, grid: Grid, dataset: str, header: Header
    ) -> tuple[int, int, bool]:
        """Buffer the rows below the header; return rows read, blank or nil ones, and is-nil."""
        below = grid.rows[header.row + 1 :]
        if below and is_column_numbers(below[0]):
            below[0] = [""] * len(below[0])
        width = len(below[0]) if below else 0
        filled = [(at, row) for at, row in enumerate(below) if row.count("") < width]
        nils = {at for at, row in filled if is_nil(row)}
        if header.row < 0:  # a sheet that says Nihil under its title, without a header
            return len(nils), len(nils), True
        rows = [(at, row) for at, row in filled if at not in nils]
        if rows:
            self._buffer(grid, dataset, header, rows)
            if nils and any(len(row) - row.count("") > 2 for _, row in rows):
                self._note(
                    kept, grid.name, "W004", f"baris {grid.top + header.row + 2 + min(nils)}"
                )
        return len(below), len(below) - len(rows), bool(nils)

    def _buffer(
        self, grid: Grid, dataset: str, header: Header, rows: list[tuple[int, list[Cell]]]
    ) -> None:
        columns = list(zip(*(row for _, row in rows), strict=True))
        places = {**header.columns, "_nomor": header.numbering}
        titled = {*header.unknown.values(), *places.values()}
        for at in sorted(set(range(len(columns))) - titled):
            if any(cell != "" for cell in columns[at]):
                header.unknown[f"(kolom {column_letters(grid.left + at)})"] = at
        cells = {name: columns[at] for name, at in places.items() if at is not None}
        first = grid.top + header.row + 2
        if dataset not in self.buffers:
            self.buffers[dataset] = RowBuffer.of(dataset)
        self.buffers[dataset].add(
            self.number,
            [first + at for at, _ in rows],
            cells,
            other_columns(header.unknown, columns),
        )


def read_submissions(kept: Iterable[Kept], first_number: int, max_cells: int) -> Reading:
    """Read submissions into frames; report numbers count up from `first_number` + 1.

    A file that cannot be read becomes a line of `submissions` with its reason.
    """
    reader = _Reader(first_number, max_cells)
    for submission in kept:
        reader.read(submission)
    return Reading(
        pl.DataFrame(reader.submissions, SUBMISSIONS, orient="row"),
        pl.DataFrame(reader.sheets, SHEETS, orient="row"),
        pl.DataFrame(reader.notes, NOTES, orient="row"),
        reader.rows(),
    )


@task(
    name="read-kanwil",
    task_run_name="read {kanwil_id}",
    retries=len(DELAYS),
    retry_delay_seconds=DELAYS,
    retry_condition_fn=is_transient,
    cache_policy=NO_CACHE,
)
def read_kanwil_task(  # noqa: PLR0913, PLR0917 (a task gets what it needs)
    kanwil_id: str,
    deliveries: list[Delivery],
    first_number: int,
    known: Mapping[tuple[str, str], Known],
    settings: Settings,
    only_known: bool,
) -> Reading:
    """Archive and read what the units of one Kanwil delivered, except what is already known.

    Only landing zone and archive can fail here, so trying again is safe and useful.
    """
    kept = keep(
        deliveries,
        settings.inbox_url,
        settings.archive_url,
        settings.max_file_mb,
        load_references(),
    )
    if only_known:
        kept = [k for k in kept if (k.sha256, k.sender) in known]
    fresh = fresh_of(kept, known)
    reading = read_submissions(fresh, first_number, settings.max_cells)
    kinds = Counter(reading.submissions["kode"].is_null().to_list())
    get_run_logger().info(
        "%s: files=%d known=%d read=%d refused=%d",
        kanwil_id,
        len(kept),
        len(kept) - len(fresh),
        kinds[True],
        kinds[False],
    )
    return reading._replace(known=len(kept) - len(fresh))
