"""Every row below a header and every cell of a sheet is something, once: none lost, none twice."""

from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from sheets import ENVELOPE, PRODUKSI, read, workbook

from tasks.read import CELL_COUNTS

DATA = st.tuples(
    st.sampled_from(["coir net", "coco rope", "roti", "Jumlahan", "Total Football", "1", "-"]),
    st.one_of(st.integers(0, 10**6), st.sampled_from(["5.400", "ratusan", "100–125", "", "-"])),
    st.sampled_from(["pcs", "kg", "karung", ""]),
).map(list)
TOTAL = st.tuples(
    st.sampled_from(["Jumlah", "TOTAL", "Grand Total", "Rata-Rata", "Subtotal"]),
    st.integers(0, 10**6),
    st.just(""),
).map(list)
BLANK = st.just(["", "", ""])
NOTE = st.sampled_from(
    [["Catatan: sementara", "", ""], ["Mengetahui,", "", "Kepala Lapas"], ["", "", "NIP 1987"]]
)


@settings(deadline=None, max_examples=60)
@given(
    body=st.lists(st.one_of(DATA, DATA, TOTAL, BLANK), max_size=15),
    notes=st.lists(st.one_of(NOTE, BLANK), max_size=4),
    titles=st.integers(0, 3),
    extension=st.sampled_from(["xlsx", "xls", "ods"]),
)
def test_rows_read_are_data_rows_and_totals_and_notes_and_blanks(body, notes, titles, extension):
    table = [*body, *notes]
    rows = [*[["LAPORAN"]] * titles, *ENVELOPE, PRODUKSI, *table]

    with TemporaryDirectory() as folder:
        reading = read(Path(folder), workbook(("Produksi", rows), extension=extension))

    sheet = reading.sheets.row(0, named=True)
    roles = [sheet[name] for name in CELL_COUNTS if name != "sel_dibaca"]
    assert sum(roles) == sheet["sel_dibaca"] == sum(cell != "" for row in rows for cell in row)
    kept = reading.rows.get("produksi", pl.DataFrame({"baris": []}))
    if sheet["kode"]:
        assert (sheet["kode"], sheet["rows_read"], kept.height) == ("E013", 0, 0)
        return
    written = [at for at, row in enumerate(table) if any(cell != "" for cell in row)]
    assert sheet["rows_read"] == written[-1] + 1
    assert sheet["rows_read"] == kept.height + sheet["rows_total"] + sheet["rows_blank"]
    header = len(rows) - len(table)
    assert set(kept["baris"]) <= {header + 1 + at for at in written}
