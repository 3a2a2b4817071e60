"""Report files as a person would send them, and what reading makes of them."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from schemas.cells import CellKind
from simulation.files import Sheet, workbook_bytes
from tasks.collect import Kept, Receipt
from tasks.read import Reading, read_submissions

MAX_CELLS = 5_000_000
RECEIVED = datetime(2025, 12, 1, 3, 0, tzinfo=UTC)
ENVELOPE = [["Nama UPT", "Lapas Cirebon"], ["Periode", "November 2025"]]
PRODUKSI = ["Nama Produk", "Jumlah Produksi", "Satuan"]


def workbook(*sheets, extension="xlsx"):
    """Bytes of a workbook; a sheet is (title, rows), rows may differ in length."""
    squared = []
    for title, rows in sheets:
        width = max(map(len, rows), default=0)
        squared.append(Sheet(title, [[*row, *[""] * (width - len(row))] for row in rows]))
    return workbook_bytes(extension, squared)


def kept(content: bytes, name="laporan.xlsx", sender="lapas-cirebon") -> Kept:
    """A file as it lies in the archive."""
    sha256 = hashlib.sha256(content).hexdigest()
    return Kept(sha256, sender, (Receipt(name, RECEIVED, RECEIVED),), len(content), content, None)


def read(folder: Path, content: bytes, name="laporan.xlsx", sender="lapas-cirebon") -> Reading:
    """What reading makes of one file that lies in a folder."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return read_submissions([kept(path.read_bytes(), name, sender)], 0, MAX_CELLS)


def read_sheet(folder: Path, rows, title="Produksi") -> Reading:
    """What reading makes of a workbook of one sheet."""
    return read(folder, workbook((title, rows)))


def written(rows: pl.DataFrame, *columns):
    """The cells of some columns as tuples of texts."""
    return rows.select(columns).rows()


def cells(*texts, kind=CellKind.TEXT):
    """Distinct cells as the readers of values take them."""
    schema = {"text": pl.String, "kind": pl.UInt8}
    return pl.DataFrame([(text, int(kind)) for text in texts], schema, orient="row")
