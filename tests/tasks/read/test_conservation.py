"""Every row below a header is data, a total, a note or blank; none is lost, none counted twice."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from sheets import ENVELOPE, PRODUKSI, read, workbook

from schemas.contracts import DATASETS
from schemas.references import load_references
from tasks.conform.identity import identify_reports
from tasks.conform.rows import conform_rows

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
    written = [at for at, row in enumerate(table) if any(cell != "" for cell in row)]
    assert sheet["rows_read"] == (written[-1] + 1 if written else 0)
    if not written:
        assert sheet["kode"] == "E013"
        return
    kept = reading.rows["produksi"]
    header = len(rows) - len(table)
    assert kept["baris"].to_list() == [header + 1 + at for at in written]
    reports = identify_reports(reading.sheets, load_references())
    conformed = conform_rows(kept, reports, DATASETS["produksi"], load_references())
    totals, remarks = conformed.lines.select("rows_total", "rows_note").row(0)
    blanks = sheet["rows_blank"]
    assert blanks == sheet["rows_read"] - len(written)
    assert sheet["rows_read"] == conformed.rows.height + totals + remarks + blanks
