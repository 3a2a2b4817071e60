"""Read submissions: files into one frame of rows per dataset, each row with where it stands.

Pure but for the log: a file that cannot be read becomes a line of `submissions` with its reason.
"""

import json
import logging
import traceback
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl

from schemas.contracts.amplop import ENVELOPE
from schemas.errors import Fault, FileRejectedError
from schemas.personal_data import MARK, masked
from tasks.collect import Kept
from tasks.read.anatomy import read_anatomy
from tasks.read.body import RowKind
from tasks.read.cell_roles import filled_cells, roles_of
from tasks.read.file_names import told_apart
from tasks.read.formats import read_grids
from tasks.read.frames import NOTES, SHEETS, SUBMISSIONS, Reading, RowBuffer, cell_kind, frame_of
from tasks.read.months import months_in
from tasks.read.remarks import remarks_on
from tasks.read.reported import reported_rows
from tasks.read.tables_seen import Sheet, Table

_MOST_BUFFERED = 20_000  # rows; a cell takes five times as much as a Python object as in a frame
_MOST_ROWS = 50_000  # of one file: a real one has some hundreds, and each row takes 8 KB of a run


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
            except MemoryError:  # for whoever set the limit to say
                raise
            except Exception as error:  # noqa: BLE001 (it is logged, without what is personal)
                del self.sheets[sheets:], self.notes[notes:]  # its rows belong to no report now
                said = masked(traceback.format_exc())
                logging.getLogger(__name__).error("%s/%s: %s", kept.sender, kept.name, said)
                fault = Fault("E021", cause=repr(error))
        if sum(len(buffer.lines) for buffer in self.buffers.values()) > _MOST_BUFFERED:
            self.rows()
        self.submissions.append(_submission_line(kept, fault or Fault("")))

    def _read_names(self, kept: Kept) -> Fault | None:
        """Read a file under every name that says something of its own; mostly one."""
        faults = [self._read_file(named) for named in told_apart(kept)]
        return next((fault for fault in faults if fault is None), faults[0])

    def _read_file(self, kept: Kept) -> Fault | None:
        sheets = read_anatomy(read_grids(kept.content, kept.name, self.max_cells), kept.name)
        rows = sum(len(table.data_rows()) for sheet in sheets for table in sheet.tables)
        if rows > _MOST_ROWS:
            return Fault("E006", written=f"{rows} baris", expected=f"paling banyak {_MOST_ROWS}")
        if not any(sheet.tables for sheet in sheets):
            return Fault("E010", written=", ".join(sheet.grid.name for sheet in sheets))
        if MARK in kept.name:
            self._note(kept, "", "W010", f"nama berkas {kept.name}")
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
        rows = reported_rows(table)
        if rows.lines and not table.fault:
            if table.dataset not in self.buffers:
                self.buffers[table.dataset] = RowBuffer.of(table.dataset)
            self.buffers[table.dataset].add(
                self.number, rows.lines, rows.cells, rows.other, rows.findings
            )
        for code, written in remarks_on(table, rows.unknown):
            self._note(kept, sheet.grid.name, code, written)
        self.sheets.append(
            {
                "report_no": self.number,
                "sha256": kept.sha256,
                "sender": kept.sender,
                "berkas": kept.name,
                "first_received_at": kept.first_received_at(table.month),
                "received_at": kept.received_at(table.month),
                "waktu_aneh": kept.odd_time(table.month),
                **_sheet_line(sheet, table, len(rows.lines)),
            }
        )

    def _note(self, kept: Kept, sheet: str, code: str, written: str) -> None:
        self.notes.append((kept.sha256, kept.sender, sheet, code, masked(written)[:500]))


def _submission_line(kept: Kept, fault: Fault) -> tuple[Any, ...]:
    """A line of `SUBMISSIONS`; the code of a file that could be read is null."""
    receipts = [
        (r.name, r.modified_at.isoformat(), r.seen_at.isoformat(), r.is_historic)
        for r in kept.receipts
    ]
    return (
        kept.sha256,
        kept.sender,
        kept.name,
        kept.first_received_at(),
        kept.received_at(),
        kept.size,
        json.dumps(receipts),
        fault.code or None,
        fault.sheet,
        masked(fault.written)[:500],
        masked(fault.expected)[:500],
    )


def _sheet_line(sheet: Sheet, table: Table, rows: int) -> dict[str, Any]:
    """What a line of `SHEETS` says of a table with so many reported rows."""
    grid, heading, fault = table.grid, table.heading, table.fault or Fault("")
    scales = {name: scale.factor for name, scale in table.scale.items()}
    return {
        "dataset": table.dataset,
        "lembar": grid.name,
        "tabel": table.number,
        "kolom": json.dumps(_places(table)),
        "satuan_judul": next(iter(heading.satuan.values()), None) if heading else None,
        "skala": json.dumps(scales) if scales else None,
        **_row_counts(table, rows),
        "sel_dibaca": filled_cells(grid),
        **{f"sel_{role}": n for role, n in roles_of(sheet, table).items()},
        "bulan": table.month,
        "bulan_berkas": _month_of_name(table),
        "bertentangan": masked(table.contradiction)[:1000] or None,
        "says_nil": table.says_nil and not table.fault,
        "is_csv": grid.is_csv,
        "kode": fault.code or None,
        "tertulis": masked(fault.written)[:500],
        "diharapkan": masked(fault.expected)[:500],
        **{name: str(table.envelope(name)) for name in ENVELOPE},
        **{f"{name}_kind": cell_kind(table.envelope(name)) for name in ENVELOPE},
    }


def _row_counts(table: Table, rows: int) -> dict[str, int]:
    """Rows below the header: all, totals, and those that are neither totals nor reported."""
    if table.fault:
        return {"rows_read": 0, "rows_total": 0, "rows_blank": 0}
    read = max(table.end - table.first, 0) if table.heading and not table.pairs else 1
    totals = list(table.body.kinds.values()).count(RowKind.TOTAL)
    return {"rows_read": read, "rows_total": totals, "rows_blank": read - totals - rows}


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
