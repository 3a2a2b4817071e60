"""Read the submissions of one Kanwil into one frame per dataset."""

import json
import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl
from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from schemas.contracts.amplop import ENVELOPE
from schemas.errors import Fault, FileRejectedError
from schemas.references import load_references
from schemas.settings import Settings
from tasks.collect import Delivery, Kept, keep
from tasks.read.anatomy import Sheet, Table, filled_cells, read_anatomy, roles_of
from tasks.read.body import RowKind
from tasks.read.context import months_in
from tasks.read.formats import read_grids
from tasks.read.frames import (
    NOTES,
    SHEETS,
    SUBMISSIONS,
    Reading,
    RowBuffer,
    cell_kind,
    frame_of,
)
from tasks.read.names import Known, fresh_of, told_apart
from tasks.read.reported import reported_rows
from tasks.retries import DELAYS, is_transient

_MOST_BUFFERED = 20_000  # rows; a cell takes five times as much as a Python object as in a frame


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
        sheets = read_anatomy(read_grids(kept.content, kept.name, self.max_cells), kept.name)
        if not any(sheet.tables for sheet in sheets):
            return Fault("E010", written=", ".join(sheet.grid.name for sheet in sheets))
        for sheet in sheets:
            name = sheet.grid.name
            if not (sheet.tables or sheet.is_cover or sheet.warnings) and sheet.grid.rows:
                self._note(kept, name, "W007" if sheet.grid.is_hidden else "W002", name)
            for code, written in sheet.warnings:
                self._note(kept, name, code, written)
            for table in sheet.tables:
                self._add_table(kept, sheet, table)
        return None

    def _add_table(self, kept: Kept, sheet: Sheet, table: Table) -> None:
        self.number += 1
        grid, heading = table.grid, table.heading
        rows = reported_rows(table)
        if table.fault is None and not rows.lines and not table.says_nil:
            table.fault = Fault("E013", grid.name)
        kinds = list(table.body.kinds.values())
        totals = kinds.count(RowKind.TOTAL)
        read = max(table.end - table.first, 0) if heading and not table.pairs else 1
        if table.fault:
            read = totals = 0
        elif rows.lines:
            if table.dataset not in self.buffers:
                self.buffers[table.dataset] = RowBuffer.of(table.dataset)
            self.buffers[table.dataset].add(
                self.number, rows.lines, rows.cells, rows.other, rows.findings
            )
        self._warn(kept, table, rows.unknown)
        f = table.fault or Fault("")
        self.sheets.append(
            {
                "report_no": self.number,
                "sha256": kept.sha256,
                "sender": kept.sender,
                "berkas": kept.name,
                "first_received_at": kept.first_received_at,
                "received_at": kept.received_at,
                "dataset": table.dataset,
                "lembar": grid.name,
                "tabel": table.number,
                "kolom": json.dumps(_places(table)),
                "satuan_judul": next(iter(heading.satuan.values()), None) if heading else None,
                "skala": json.dumps({n: s.factor for n, s in table.scale.items()})
                if table.scale
                else None,
                "rows_read": read,
                "rows_total": totals,
                "rows_blank": read - totals - (0 if table.fault else len(rows.lines)),
                "sel_dibaca": filled_cells(grid),
                **{f"sel_{role}": n for role, n in roles_of(sheet, table).items()},
                "bulan": table.month,
                "bulan_berkas": _month_of_name(table),
                "bertentangan": table.contradiction[:1000] or None,
                "says_nil": table.says_nil and not table.fault,
                "is_csv": grid.is_csv,
                "kode": f.code or None,
                "tertulis": f.written[:500],
                "diharapkan": f.expected[:500],
                **{name: str(table.envelope(name)) for name in ENVELOPE},
                **{f"{name}_kind": cell_kind(table.envelope(name)) for name in ENVELOPE},
            }
        )

    def _warn(self, kept: Kept, table: Table, unknown: list[str]) -> None:
        """Note what is not taken though it cannot change a figure."""
        grid = table.grid
        for title in unknown:
            self._note(kept, grid.name, "W001", title)
        for code, written in table.warnings:
            self._note(kept, grid.name, code, written)
        if table.fault:
            return
        first = grid.top + 1
        for at, kind in table.body.kinds.items():
            if kind is RowKind.EXAMPLE:
                self._note(kept, grid.name, "W005", f"baris {first + at}")
        for at in table.body.unproven:
            self._note(kept, grid.name, "W008", f"baris {first + at}")
        nils = [at for at, kind in table.body.kinds.items() if kind is RowKind.NIL]
        if nils and table.data_rows():
            self._note(kept, grid.name, "W004", f"baris {first + min(nils)}")

    def _note(self, kept: Kept, sheet: str, code: str, written: str) -> None:
        self.notes.append((kept.sha256, kept.sender, sheet, code, written[:500]))


def _places(table: Table) -> dict[str, int]:
    """Column name to index on the sheet; of a form down the page, the column of its figures."""
    left = table.grid.left
    if table.pairs:
        return {name: left + column for name, (_, column) in table.pairs.items()}
    return {name: left + column.at for name, column in table.columns.items()}


def _month_of_name(table: Table) -> date | None:
    """The month a bare CSV's name states beside its dataset: it need not repeat its sender."""
    said = [s for s in table.stated if s.place == "nama berkas" and s.name == "periode"]
    return months_in(str(said[0].value)).month if said and table.grid.is_csv else None


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
