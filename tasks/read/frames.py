"""The frames that reading makes, and the buffers they are built from.

Rows are gathered as Python columns over all files of a Kanwil and become polars frames once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal, NamedTuple, Self

import polars as pl

from schemas.cells import CellKind
from schemas.contracts import DATASETS
from schemas.contracts.amplop import ENVELOPE
from tasks.collect import Left
from tasks.read.cell_roles import Role
from tasks.read.grid import Cell, Shown

SUBMISSIONS = pl.Schema(
    {
        "sha256": pl.String(),
        "sender": pl.String(),
        "berkas": pl.String(),
        "first_received_at": pl.Datetime("us", "UTC"),
        "received_at": pl.Datetime("us", "UTC"),
        "size": pl.Int64(),
        "receipts": pl.String(),
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
# filled cells of the sheet, and how many of them are what; they add up
CELL_COUNTS: dict[str, pl.DataType] = {
    "sel_dibaca": pl.Int64(),
    **{f"sel_{role}": pl.Int64() for role in Role},
}
# one line per table that may be a report; envelope fields as written, `<field>_kind` their CellKind
SHEETS = pl.Schema(
    {
        "report_no": pl.Int64(),
        "sha256": pl.String(),
        "sender": pl.String(),
        "berkas": pl.String(),
        "first_received_at": pl.Datetime("us", "UTC"),
        "received_at": pl.Datetime("us", "UTC"),
        "waktu_aneh": pl.Datetime("us", "UTC"),  # the file's own, where it cannot be true
        "dataset": pl.String(),
        "lembar": pl.String(),
        "tabel": pl.Int64(),
        "kolom": pl.String(),
        "satuan_judul": pl.String(),
        "skala": pl.String(),
        "rows_read": pl.Int64(),
        "rows_total": pl.Int64(),
        "rows_blank": pl.Int64(),
        **CELL_COUNTS,
        "bulan": pl.Date(),
        "bulan_berkas": pl.Date(),
        "bertentangan": pl.String(),
        "says_nil": pl.Boolean(),
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


# a file of the landing zone as it was listed, and the submission that it is
LISTED = pl.Schema(
    {
        "sender": pl.String(),
        "name": pl.String(),
        "size": pl.Int64(),
        "modified_at": pl.Datetime("us", "UTC"),
        "stamp": pl.String(),
        "sha256": pl.String(),
    }
)


class Reading(NamedTuple):
    """What the files of one Kanwil say, before any value is interpreted.

    Attributes:
        submissions: Frame of `SUBMISSIONS`; `kode` is set where the whole file is refused.
        sheets: Frame of `SHEETS`: one candidate report a line.
        notes: Frame of `NOTES`: unknown headers and sheets.
        rows: By dataset, the reported rows: `report_no, baris`, each column as text, its
            `<column>_kind`, `_nomor` (the row-number column), `_lain` (other columns, JSON),
            `_temuan` (why the reader holds the row back: `CODE=column,column;…`) and `_hitung`
            (figures that contradict each other).
        known: Files left out because the warehouse knows them.
        left: Files left as they are, each with why.
        listed: Frame of `LISTED`: of which submission each file of the landing zone is.
    """

    submissions: pl.DataFrame
    sheets: pl.DataFrame
    notes: pl.DataFrame
    rows: dict[str, pl.DataFrame]
    known: int = 0
    left: tuple[Left, ...] = ()
    listed: pl.DataFrame = pl.DataFrame(schema=LISTED)

    def of_files(self, files: pl.DataFrame, *, others: bool = False) -> "Reading":
        """What some files say, or all others; the line of every submission stays.

        Args:
            files: `sha256, sender`.
            others: Leave these files out instead.
        """
        how: Literal["anti", "semi"] = "anti" if others else "semi"
        key = ["sha256", "sender"]
        sheets, notes = (
            frame.join(files, on=key, how=how, maintain_order="left")
            for frame in (self.sheets, self.notes)
        )
        numbers = sheets.select("report_no")
        rows = {
            dataset: frame.join(numbers, on="report_no", how="semi", maintain_order="left")
            for dataset, frame in self.rows.items()
        }
        return self._replace(sheets=sheets, notes=notes, rows=rows)


@dataclass
class RowBuffer:
    """The rows of one dataset as Python columns; frames are built once, at the end."""

    numbers: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    columns: dict[str, list[Cell]] = field(default_factory=dict)
    other: list[str | None] = field(default_factory=list)
    findings: list[str | None] = field(default_factory=list)
    figures: list[str | None] = field(default_factory=list)

    @classmethod
    def of(cls, dataset: str) -> Self:
        """An empty buffer with a dataset's columns."""
        return cls(columns={name: [] for name in (*DATASETS[dataset].columns, "_nomor")})

    def add(
        self,
        number: int,
        lines: Sequence[int],
        cells: Mapping[str, Sequence[Cell]],
        other: Sequence[str | None],
        findings: Mapping[int, tuple[str, str | None]],
    ) -> None:
        """Add the rows of one sheet; a column the sheet does not have is empty."""
        missing: list[Cell] = [""] * len(lines)
        self.numbers += [number] * len(lines)
        self.lines += lines
        for name in self.columns:
            self.columns[name].extend(cells.get(name, missing))
        self.other += other or [None] * len(lines)
        nothing = (None, None)
        self.findings += [findings.get(line, nothing)[0] for line in lines]
        self.figures += [findings.get(line, nothing)[1] for line in lines]


_KINDS: Mapping[type, int] = {
    str: CellKind.TEXT,
    int: CellKind.NUMBER,
    float: CellKind.NUMBER,
    Decimal: CellKind.NUMBER,
    Shown: CellKind.NUMBER,
    date: CellKind.DATE,
    datetime: CellKind.DATE,
    bool: CellKind.OTHER,
    time: CellKind.OTHER,
}


def cell_kind(cell: Cell) -> int:
    """Kind of a cell by its own type."""
    return _KINDS.get(type(cell), CellKind.OTHER)


def frame_of(dataset: str, buffer: RowBuffer) -> pl.DataFrame:
    """The rows of a buffer as a frame of `Reading.rows`."""
    series = [
        pl.Series("report_no", buffer.numbers, pl.Int64),
        pl.Series("baris", buffer.lines, pl.Int64),
    ]
    for name in (*DATASETS[dataset].columns, "_nomor"):
        cells = buffer.columns[name]
        series.append(pl.Series(name, list(map(str, cells)), pl.String))
        kinds = list(map(_KINDS.get, map(type, cells)))
        series.append(pl.Series(f"{name}_kind", kinds, pl.UInt8))
    series.append(pl.Series("_lain", buffer.other, pl.String))
    series.append(pl.Series("_temuan", buffer.findings, pl.String))
    series.append(pl.Series("_hitung", buffer.figures, pl.String))
    return pl.DataFrame(series).with_columns(
        pl.col(pl.String).str.replace_all("\x00", "", literal=True),  # PostgreSQL takes no NUL
        pl.col(pl.UInt8).fill_null(CellKind.OTHER),
    )
