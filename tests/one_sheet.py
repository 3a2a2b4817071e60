"""A sheet as its cells, and what anatomy makes of it."""

from datetime import date

from tasks.read.anatomy import read_anatomy
from tasks.read.cell_roles import each_role, filled_cells, roles_of
from tasks.read.grid import Grid, Span
from tasks.read.reported import reported_rows

ENVELOPE = [
    ["Nama UPT", ":", "Lapas Garut"],
    ["Periode", ":", "Oktober 2025"],
    ["Tanggal Laporan", ":", "4 November 2025"],
    [],
]
PRODUKSI = ["No", "Nama Produk", "Jumlah Produksi", "Satuan"]
PREMI = ["No", "Kegiatan", "Omzet", "Premi WBP", "PNBP Disetor", "Jumlah Penerima"]
EKSPOR = ["No", "Tanggal Ekspor", "Jenis Produk", "Jumlah Ekspor", "Satuan", "Negara Tujuan"]
LINE_OF_PREMI = [1, "Keset", 19_500_000, 3_000_000, 900_000, 12]
KESET, BATIK = [1, "Keset", 20, "lembar"], [2, "Batik", 10, "lembar"]
OKTOBER = date(2025, 10, 1)


def sheet(title, *rows, merged=(), **seen):
    """A grid; rows may differ in length."""
    width = max(map(len, rows), default=0)
    spans = tuple(Span(*span) for span in merged)
    return Grid(title, [[*row, *[""] * (width - len(row))] for row in rows], merged=spans, **seen)


def produksi(*rows, **seen):
    """A sheet of production: title, envelope, then these rows from row 7 on."""
    return sheet("Produksi", ["LAPORAN HASIL PRODUKSI"], [], *ENVELOPE, *rows, **seen)


def read_tables(*grids, name="laporan.xlsx"):
    """All tables of a file; every filled cell of their sheets has one role, counted two ways."""
    tables = []
    for found in read_anatomy(list(grids), name):
        for table in found.tables:
            counts = roles_of(found, table)
            cells = [role for *_, role in each_role(found, table)]
            assert counts == {role: cells.count(role) for role in counts}
            assert sum(counts.values()) == filled_cells(found.grid)
            tables.append(table)
    return tables


def rows_of(table, *columns):
    """The reported rows of a table: the cells of some columns, and the codes that hold the row."""
    found = reported_rows(table)
    names = columns or tuple(name for name in found.cells if name != "_nomor")
    return [
        (*(found.cells[name][at] for name in names), *codes_of(found, line))
        for at, line in enumerate(found.lines)
    ]


def codes_of(found, line):
    codes = found.findings.get(line, ("", None))[0]
    return [part.partition("=")[0] for part in codes.split(";") if part]


PARTED = ["No", "Kegiatan", "Omzet", "Premi WBP", "Jumlah Penerima", "PNBP Disetor", "", ""]
UNDER = ["", "", "", "", ""]
LINE = [1, "Keset", 5_000_000, 1_000_000, 12]
