"""Read the submissions of one Kanwil into one frame per dataset."""

import json
import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, NamedTuple

import polars as pl
from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from schemas.contracts import DATASETS
from schemas.contracts.amplop import ENVELOPE
from schemas.errors import Fault, FileRejectedError
from schemas.references import load_references
from schemas.settings import Settings
from tasks.collect import Delivery, Kept, keep
from tasks.conform.cells import CellKind
from tasks.read.formats import Cell, Grid, read_grids
from tasks.read.layout import (
    Header,
    choose_dataset,
    column_letters,
    is_column_numbers,
    is_nil,
    read_envelope,
    share_envelopes,
)
from tasks.retries import DELAYS, is_transient

SUBMISSIONS = pl.Schema(
    {
        "sha256": pl.String(),
        "sender": pl.String(),
        "berkas": pl.String(),
        "received_at": pl.Datetime("us", "UTC"),
        "size": pl.Int64(),
        "kode": pl.String(),
        "lembar": pl.String(),
        "tertulis": pl.String(),
        "diharapkan": pl.String(),
    }
)
_ENVELOPE_CELLS: dict[str, pl.DataType] = {
    **{name: pl.String() for name in ENVELOPE},
    **{f"{name}_kind": pl.UInt8() for name in ENVELOPE},
}
# one line per recognised sheet; envelope fields as written, `<field>_kind` is their CellKind
SHEETS = pl.Schema(
    {
        "report_no": pl.Int64(),
        "sha256": pl.String(),
        "sender": pl.String(),
        "dataset": pl.String(),
        "lembar": pl.String(),
        "kolom": pl.String(),
        "satuan_judul": pl.String(),
        "baris_pertama": pl.Int64(),
        "rows_read": pl.Int64(),
        "rows_blank": pl.Int64(),
        "is_nil": pl.Boolean(),
        "is_csv": pl.Boolean(),
        "kode": pl.String(),
        "tertulis": pl.String(),
        "diharapkan": pl.String(),
        **_ENVELOPE_CELLS,
    }
)
NOTES = pl.Schema(
    {
        "sha256": pl.String(),
        "sender": pl.String(),
        "lembar": pl.String(),
        "kode": pl.String(),
        "tertulis": pl.String(),
    }
)


class Reading(NamedTuple):
    """What the files of one Kanwil say, before any value is interpreted.

    Attributes:
        submissions: Frame of `SUBMISSIONS`; `kode` is set where the whole file is refused.
        sheets: Frame of `SHEETS`: one candidate report a line.
        notes: Frame of `NOTES`: unknown headers and sheets.
        rows: By dataset, the reported rows: `report_no, baris`, each column as text, its
            `<column>_kind`, `_nomor` (the row-number column) and `_lain` (unknown columns, JSON).
        known: Files left out because the warehouse knows them.
    """

    submissions: pl.DataFrame
    sheets: pl.DataFrame
    notes: pl.DataFrame
    rows: dict[str, pl.DataFrame]
    known: int = 0


@dataclass
class _Buffer:
    """The rows of one dataset as Python columns; frames are built once, at the end."""

    numbers: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    columns: dict[str, list[Cell]] = field(default_factory=dict)
    other: list[str | None] = field(default_factory=list)


class _Found(NamedTuple):
    """A sheet that names a dataset: its header, and why it cannot be a report, if so."""

    grid: Grid
    dataset: str
    header: Header | None
    fault: Fault | None


_KINDS: Mapping[type, int] = {
    str: CellKind.TEXT,
    int: CellKind.NUMBER,
    float: CellKind.NUMBER,
    Decimal: CellKind.NUMBER,
    date: CellKind.DATE,
    datetime: CellKind.DATE,
    bool: CellKind.OTHER,
    time: CellKind.OTHER,
}


def cell_kind(cell: Cell) -> int:
    """Kind of a cell by its own type."""
    return _KINDS.get(type(cell), CellKind.OTHER)


def _frame(dataset: str, buffer: _Buffer) -> pl.DataFrame:
    size = len(buffer.numbers)
    series = [
        pl.Series("report_no", buffer.numbers, pl.Int64),
        pl.Series("baris", buffer.lines, pl.Int64),
    ]
    for name in (*DATASETS[dataset].columns, "_nomor"):
        cells = buffer.columns.get(name) or [""] * size
        texts = pl.Series(name, list(map(str, cells)), pl.String)
        series.append(texts.str.replace_all("\x00", "", literal=True))  # PostgreSQL takes no NUL
        kinds = [_KINDS.get(kind, CellKind.OTHER) for kind in map(type, cells)]
        series.append(pl.Series(f"{name}_kind", kinds, pl.UInt8))
    series.append(pl.Series("_lain", buffer.other, pl.String))
    return pl.DataFrame(series)


class _Reader:
    """Gathers sheets and rows over the files of one Kanwil."""

    def __init__(self, first_number: int, max_cells: int) -> None:
        self.number = first_number
        self.max_cells = max_cells
        self.submissions: list[tuple[Any, ...]] = []
        self.sheets: list[dict[str, Any]] = []
        self.notes: list[tuple[str, ...]] = []
        self.buffers: dict[str, _Buffer] = defaultdict(_Buffer)

    def read(self, kept: Kept) -> None:
        """Read one submission; a file that cannot be read is recorded with its fault."""
        fault = kept.fault
        if fault is None:
            try:
                fault = self._read_file(kept)
            except FileRejectedError as error:
                fault = error.fault
            except Exception as error:
                logging.getLogger(__name__).exception("%s/%s", kept.sender, kept.name)
                fault = Fault("E021", written=repr(error))
        f = fault or Fault("")
        self.submissions.append(
            (
                kept.sha256,
                kept.sender,
                kept.name,
                kept.received_at,
                kept.size,
                f.code or None,
                f.sheet,
                f.written[:500],
                f.expected[:500],
            )
        )

    def _read_file(self, kept: Kept) -> Fault | None:
        grids = read_grids(kept.content, kept.name, self.max_cells)
        own: dict[str, dict[str, Cell]] = {}
        apart: dict[str, dict[str, Cell]] = {}
        chosen: list[_Found] = []
        strangers: list[str] = []
        for grid in grids:
            named = choose_dataset(grid)
            if named is None:
                apart[grid.name] = read_envelope(grid.rows[:50])
                if grid.rows and not apart[grid.name]:
                    strangers.append(grid.name)
                continue
            header = named[1]
            above = header.row if header and header.row >= 0 else 50
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
                "dataset": dataset,
                "lembar": grid.name,
                "kolom": json.dumps({k: grid.left + v for k, v in header.columns.items()}),
                "satuan_judul": next(iter(header.satuan.values()), None),
                "baris_pertama": grid.top + header.row + 2,
                "rows_read": read,
                "rows_blank": blank,
                "is_nil": nil,
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
            if nils:
                self._note(
                    kept, grid.name, "W004", f"baris {grid.top + header.row + 2 + min(nils)}"
                )
        return len(below), len(below) - len(rows), bool(nils) and not rows

    def _buffer(
        self, grid: Grid, dataset: str, header: Header, rows: list[tuple[int, list[Cell]]]
    ) -> None:
        buffer = self.buffers[dataset]
        columns = list(zip(*(row for _, row in rows), strict=True))
        size, first = len(rows), grid.top + header.row + 2
        buffer.numbers += [self.number] * size
        buffer.lines += [first + at for at, _ in rows]
        places = {**header.columns, "_nomor": header.numbering}
        for name in (*DATASETS[dataset].columns, "_nomor"):
            at = places.get(name)
            cells = [""] * size if at is None else columns[at]
            buffer.columns.setdefault(name, []).extend(cells)
        untitled = set(range(len(columns))) - set(header.unknown.values()) - set(places.values())
        for at in sorted(untitled):
            if any(cell != "" for cell in columns[at]):
                header.unknown[f"(kolom {column_letters(grid.left + at)})"] = at
        buffer.other += _other_columns(header.unknown, columns) or [None] * size


def _clean(cell: Cell) -> str:
    return str(cell).replace("\x00", "")


def _other_columns(unknown: Mapping[str, int], columns: list[tuple[Cell, ...]]) -> list[str]:
    """Cells under headers no contract knows, one JSON object a row."""
    if not unknown:
        return []
    rows = zip(*(columns[at] for at in unknown.values()), strict=True)
    return [
        json.dumps({_clean(h): _clean(c) for h, c in zip(unknown, row, strict=True) if c != ""})
        for row in rows
    ]


_NEVER = datetime.min.replace(tzinfo=UTC)


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
        {dataset: _frame(dataset, buffer) for dataset, buffer in reader.buffers.items()},
    )


@task(
    name="read-kanwil",
    task_run_name="read {kanwil_id}",
    retries=len(DELAYS),
    retry_delay_seconds=DELAYS,
    retry_condition_fn=is_transient,
    cache_policy=NO_CACHE,
)
def read_kanwil_task(
    kanwil_id: str,
    deliveries: list[Delivery],
    first_number: int,
    known: Mapping[tuple[str, str], datetime],
    settings: Settings,
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
    fresh = [k for k in kept if known.get((k.sha256, k.sender), _NEVER) < k.received_at]
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
