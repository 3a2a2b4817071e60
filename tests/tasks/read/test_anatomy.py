"""Where sheets keep title, envelope, header and rows, in all the ways staff lay them out."""

import json
from datetime import date

import pytest
from sheets import ENVELOPE, PRODUKSI, read, read_sheet, workbook, written

from schemas.addresses import column_letters
from tasks.read.header_paths import is_column_numbers
from tasks.read.headers import datasets_named, match_header

ROW = ["coir net", 5400, "pcs"]
EKSPOR = ["Tanggal Ekspor", "Jenis Produk", "Jumlah Ekspor", "Satuan", "Negara Tujuan"]
PARTISIPASI = ["Jumlah Penghuni", "Peserta Pembinaan Kemandirian"]


def _produksi(reading):
    return written(reading.rows["produksi"], "produk", "jumlah_produksi", "satuan")


def _sheet(reading):
    return reading.sheets.row(0, named=True)


def _notes(reading):
    return sorted(written(reading.notes, "kode", "tertulis"))


@pytest.mark.parametrize(
    "above",
    [
        pytest.param([], id="header first"),
        pytest.param(ENVELOPE, id="under the envelope"),
        pytest.param([["LAPORAN BULANAN"], [], *ENVELOPE, [], []], id="title and blank rows"),
        pytest.param([[]] * 40, id="far down"),
        pytest.param([["", "", "Lapas Cirebon"], ["", "", "Jalan Kesambi 38"]], id="letterhead"),
    ],
)
def test_read_submissions_finds_the_header_wherever_it_starts(tmp_path, above):
    reading = read_sheet(tmp_path, [*above, PRODUKSI, ROW])

    assert _produksi(reading) == [("coir net", "5400.0", "pcs")]
    assert _sheet(reading)["kode"] is None
    assert reading.rows["produksi"]["baris"].to_list() == [len(above) + 2]


@pytest.mark.parametrize(
    "header",
    [
        pytest.param([" Nama Produk", "Jumlah Produksi  ", "Satuan "], id="spaces at the ends"),
        pytest.param(["NAMA PRODUK", "jumlah produksi", "sAtUaN"], id="case"),
        pytest.param(["Nama\nProduk", "Jumlah \n Produksi", "Satuan"], id="line breaks"),
        pytest.param(["Nama  Produk", "Jumlah_Produksi", "Satuan:"], id="signs between words"),
        pytest.param(["Nama Produk", "Jumlah Produksi (satuan)", "Satuan"], id="unit in brackets"),
        pytest.param(["Produk", "Volume", "Sat"], id="variants"),
        pytest.param(["𝘕𝘢𝘮𝘢 𝘗𝘳𝘰𝘥𝘶𝘬", "Jumlah Produksi", "Satuan"], id="mathematical italics"),
        pytest.param(["Nama\u00a0Produk", "Jumlah Produksi", "Satuan"], id="no-break space"),
    ],
)
def test_read_submissions_knows_a_header_however_it_is_written(tmp_path, header):
    reading = read_sheet(tmp_path, [*ENVELOPE, header, ROW])

    assert _produksi(reading) == [("coir net", "5400.0", "pcs")]
    assert (_sheet(reading)["kode"], _notes(reading)) == (None, [])


@pytest.mark.parametrize(
    ("dataset", "header", "column"),
    [
        ("produksi", "Jumlah Produksi (kg)", "jumlah_produksi"),
        ("produksi", "Harga Satuan (Rp)", "harga_satuan"),
        ("produksi", "Nilai Produksi (Rp)", "nilai_produksi"),
        ("produksi", "Total (Rp)", "nilai_produksi"),
        ("kegiatan_kerja", "Jumlah WBP (Orang)", "jumlah_wbp"),
        ("kegiatan_kerja", "Hari Kerja [hari]", "hari_kerja"),
        ("ekspor", "Nilai (USD)", "nilai_fob_usd"),
        ("ekspor", "Nilai (Rp)", "nilai_idr"),
        ("ekspor", "Nilai Ekspor (US$)", "nilai_fob_usd"),
        ("ekspor", "US$", "nilai_fob_usd"),
        ("ekspor", "JumlahEkspor", "jumlah"),
        ("ekspor", "US$ (USD)", "nilai_fob_usd"),
        ("partisipasi", "%", "persentase"),
        ("partisipasi", "Target (%)", "target_persen"),
        ("premi_pnbp", "Omzet (USD)", None),
        ("produksi", "Jumlah Produksi (Januari)", None),
        ("produksi", "Warna", None),
        ("produksi", "", None),
    ],
)
def test_match_header_passes_over_a_unit_only_where_it_fits(dataset, header, column):
    assert match_header(dataset, header) == column


def test_read_submissions_takes_the_unit_from_the_header(tmp_path):
    rows = [["Nama Produk", "Jumlah Produksi (kg)", "Satuan"], ["kopi", 2.5, ""]]

    reading = read_sheet(tmp_path, rows)

    assert _sheet(reading)["satuan_judul"] == "KG"


@pytest.mark.parametrize(
    "numbers", [[1, 2, 3], ["1", "2", "3"], ["(1)", "(2)", "(3)"], ["1", "2", "3=2/1x100%"]]
)
def test_read_submissions_passes_over_a_row_that_numbers_the_columns(tmp_path, numbers):
    reading = read_sheet(tmp_path, [PRODUKSI, numbers, ROW])

    assert _produksi(reading) == [("coir net", "5400.0", "pcs")]
    assert (_sheet(reading)["rows_read"], _sheet(reading)["rows_blank"]) == (2, 1)


@pytest.mark.parametrize(
    ("row", "numbers"),
    [
        ([1, 2, 3, 4], True),
        (["1", "2", "3", "4=3/2x100%"], True),
        ([1, 2, 4], False),
        ([1, 2], False),
    ],
)
def test_is_column_numbers_wants_them_all_in_order(row, numbers):
    assert is_column_numbers(row) is numbers


@pytest.mark.parametrize(
    ("above", "below"),
    [
        pytest.param(
            ["Nama Produk", "Produksi per Hari", "", "Jumlah Produksi", "Satuan"],
            ["", "(min)", "(maks)", "", ""],
            id="upper row complete",
        ),
        pytest.param(
            ["Nama Produk", "Produksi per Hari", "", "Jumlah", "Satuan"],
            ["", "(min)", "(maks)", "Produksi", ""],
            id="neither row complete",
        ),
    ],
)
def test_read_submissions_joins_a_header_of_two_merged_rows(tmp_path, above, below):
    reading = read_sheet(tmp_path, [above, below, ["coco rope", 100, 125, 3000, "pcs"]])

    names = ["produk", "produksi_harian_min", "produksi_harian_max", "jumlah_produksi", "satuan"]
    assert json.loads(_sheet(reading)["kolom"]) == {name: at for at, name in enumerate(names)}
    assert written(reading.rows["produksi"], *names) == [
        ("coco rope", "100.0", "125.0", "3000.0", "pcs")
    ]


def test_read_submissions_names_a_missing_required_header_and_the_nearest_one(tmp_path):
    reading = read_sheet(tmp_path, [["Nama Prodk", "Jumlah Produksi", "Per Hari"], ROW])

    sheet = _sheet(reading)
    assert (sheet["kode"], sheet["tertulis"]) == ("E011", "Nama Prodk, Jumlah Produksi, Per Hari")
    assert sheet["diharapkan"] == "Nama Produk (terdekat: Nama Prodk), Satuan"
    assert "produksi" not in reading.rows


def test_read_submissions_refuses_two_columns_of_one_meaning(tmp_path):
    rows = [[*PRODUKSI, "Hasil Karya"], [*ROW, "coco rope"]]

    reading = read_sheet(tmp_path, rows)

    assert (_sheet(reading)["kode"], _sheet(reading)["tertulis"]) == (
        "E012",
        "Nama Produk / Hasil Karya",
    )


def test_read_submissions_keeps_an_unknown_column_and_warns(tmp_path):
    rows = [["No", *PRODUKSI, "Warna"], [1, *ROW, "cokelat"]]

    reading = read_sheet(tmp_path, rows)

    assert _notes(reading) == [("W001", "Warna")]
    assert json.loads(reading.rows["produksi"]["_lain"][0]) == {"Warna": "cokelat"}
    assert reading.rows["produksi"]["_nomor"].to_list() == ["1.0"]


def test_read_submissions_keeps_a_column_without_a_header_and_names_its_letter(tmp_path):
    reading = read_sheet(tmp_path, [[*PRODUKSI, ""], [*ROW, "lunas"]])

    assert _notes(reading) == [("W001", "(kolom D)")]
    assert json.loads(reading.rows["produksi"]["_lain"][0]) == {"(kolom D)": "lunas"}


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([*ENVELOPE, ["NIHIL"]], id="under the envelope"),
        pytest.param([*ENVELOPE, EKSPOR, ["Nihil"]], id="under the header"),
        pytest.param([*ENVELOPE, EKSPOR, ["Nihil", "-", "-", "-", "-"]], id="with dashes"),
        pytest.param([*ENVELOPE, EKSPOR, ["", "", "N I H I L"], []], id="spaced, in the middle"),
        pytest.param([*ENVELOPE, EKSPOR, ["Tidak ada kegiatan"]], id="in words"),
    ],
)
def test_read_submissions_takes_a_sheet_that_says_nihil_as_an_empty_report(tmp_path, rows):
    reading = read_sheet(tmp_path, rows, "Ekspor")

    sheet = _sheet(reading)
    assert (sheet["says_nil"], sheet["kode"]) == (True, None)
    assert sheet["rows_read"] == sheet["rows_blank"]
    assert "ekspor" not in reading.rows


@pytest.mark.parametrize("rows", [[], [[]], [["", "", ""], []]], ids=["none", "blank", "cells"])
def test_read_submissions_refuses_an_empty_table_that_does_not_say_nihil(tmp_path, rows):
    reading = read_sheet(tmp_path, [*ENVELOPE, PRODUKSI, *rows])

    assert (_sheet(reading)["kode"], _sheet(reading)["says_nil"]) == ("E013", False)


def test_read_submissions_takes_a_row_of_figures_with_one_nihil_for_data(tmp_path):
    header = ["Jumlah Penghuni", "Narapidana", "Tahanan", "Anak", "Peserta Kemandirian"]

    reading = read_sheet(tmp_path, [header, [500, 400, 100, "Nihil", 120]], "Partisipasi")

    assert (_sheet(reading)["says_nil"], _sheet(reading)["rows_blank"]) == (False, 0)
    assert written(reading.rows["partisipasi"], "total_wbp", "anak") == [("500.0", "Nihil")]


def test_read_submissions_uses_the_rows_where_nihil_stands_among_them(tmp_path):
    reading = read_sheet(tmp_path, [PRODUKSI, ROW, ["Nihil"]])

    assert _produksi(reading) == [("coir net", "5400.0", "pcs")]
    assert _sheet(reading)["says_nil"] is True
    assert _notes(reading) == [("W004", "baris 3")]


@pytest.mark.parametrize(
    ("rows", "stated"),
    [
        pytest.param(
            [["Nama UPT", "Lapas Cirebon"], ["Periode", "November 2025"]],
            ("Lapas Cirebon", "November 2025"),
            id="label and value",
        ),
        pytest.param(
            [["Nama UPT : Lapas Cirebon"], ["Bulan: November 2025"]],
            ("Lapas Cirebon", "November 2025"),
            id="in one cell",
        ),
        pytest.param(
            [["Satker", "", ":", "Lapas Cirebon"], ["Bln", "", ": Nov-25"]],
            ("Lapas Cirebon", "Nov-25"),
            id="colon in a cell of its own",
        ),
        pytest.param(
            [["UPT", "Lapas Cirebon", "", "Periode", "11/2025"]],
            ("Lapas Cirebon", "11/2025"),
            id="side by side",
        ),
        pytest.param(
            [["LAPAS/RUTAN", "Lapas Cirebon"], ["BULAN NOVEMBER 2025"]],
            ("Lapas Cirebon", "BULAN NOVEMBER 2025"),
            id="month in the title",
        ),
        pytest.param([["Nama UPT", ""], ["Periode"]], ("", ""), id="labels without values"),
    ],
)
def test_read_submissions_reads_the_envelope_above_the_header(tmp_path, rows, stated):
    reading = read_sheet(tmp_path, [*rows, PRODUKSI, ROW])

    assert (_sheet(reading)["upt_name"], _sheet(reading)["periode"]) == stated


def test_read_submissions_takes_no_group_header_for_a_field_of_the_envelope(tmp_path):
    above = ["Bidang", "Jenis Kegiatan", "Jumlah WBP", "Tanggal", "", "Lokasi"]
    below = ["", "", "", "Mulai", "Selesai", ""]
    row = ["Kerajinan", "keset", 20, "3/11/2025", "20/11/2025", "bengkel"]

    reading = read_sheet(tmp_path, [*ENVELOPE, above, below, row], "Kegiatan Kerja")

    assert (_sheet(reading)["kode"], _sheet(reading)["tanggal_laporan"]) == (None, "")
    assert written(reading.rows["kegiatan_kerja"], "tgl_mulai", "tgl_selesai") == [
        ("3/11/2025", "20/11/2025")
    ]


def test_read_submissions_keeps_a_typed_date_of_the_envelope(tmp_path):
    rows = [*ENVELOPE, ["Tanggal Laporan", date(2025, 12, 1)], PRODUKSI, ROW]

    reading = read_sheet(tmp_path, rows)

    assert _sheet(reading)["tanggal_laporan"] == "2025-12-01"


def test_read_submissions_shares_a_separate_envelope_among_the_sheets(tmp_path):
    partisipasi = [PARTISIPASI, [800, 40]]
    content = workbook(
        ("Amplop", ENVELOPE), ("Produksi", [PRODUKSI, ROW]), ("Partisipasi", partisipasi)
    )

    reading = read(tmp_path, content)

    assert written(reading.sheets, "dataset", "upt_name", "periode") == [
        ("produksi", "Lapas Cirebon", "November 2025"),
        ("partisipasi", "Lapas Cirebon", "November 2025"),
    ]
    assert _notes(reading) == []


def test_read_submissions_refuses_a_sheet_that_contradicts_the_envelope_sheet(tmp_path):
    other = [["Nama UPT", "Lapas Sragen"], PRODUKSI, ROW]
    content = workbook(("Amplop", ENVELOPE), ("Produksi", other))

    reading = read(tmp_path, content)

    assert _sheet(reading)["bertentangan"] == (
        "A1: “Lapas Sragen”; lembar Amplop A1: “Lapas Cirebon”"
    )


@pytest.mark.parametrize(
    ("cover", "above", "contradicts"),
    [
        pytest.param(
            ["Periode", "Nop 2025"], ["BULAN NOVEMBER 2025"], False, id="month, short and long"
        ),
        pytest.param(["Bulan", "Mei 2025"], ["UPT", "Lapas Klas II A Sragen"], False, id="unit"),
        pytest.param(
            ["Periode", "Oktober 2025"], ["Periode", "November 2025"], True, id="other month"
        ),
    ],
)
def test_read_submissions_compares_a_sheet_with_the_cover_by_meaning(
    tmp_path, cover, above, contradicts
):
    named = ["Nama UPT", "LP Kelas IIA Sragen"]
    content = workbook(("Sampul", [named, cover]), ("Produksi", [above, PRODUKSI, ROW]))

    reading = read(tmp_path, content)

    assert (_sheet(reading)["bertentangan"] is not None) is contradicts


def test_read_submissions_takes_no_table_of_another_sheet_for_an_envelope(tmp_path):
    other = [["Bulan", "Uraian"], ["Nov", "panen"]]
    content = workbook(("Produksi", [*ENVELOPE, PRODUKSI, ROW]), ("Dokumentasi", other))

    reading = read(tmp_path, content)

    assert (_sheet(reading)["kode"], _sheet(reading)["periode"]) == (None, "November 2025")
    assert _notes(reading) == [("W002", "Dokumentasi")]


def test_read_submissions_lists_a_sheet_it_does_not_recognise(tmp_path):
    content = workbook(("Produksi", [PRODUKSI, ROW]), ("Grafik", [["batang dan garis"]]))

    reading = read(tmp_path, content)

    assert _notes(reading) == [("W002", "Grafik")]
    assert reading.sheets["dataset"].to_list() == ["produksi"]


def test_a_cover_is_no_report(tmp_path):
    cover = [["LAPORAN BULANAN SEKSI KEGIATAN KERJA"], ["LAPAS KELAS IIA GARUT"], ["OKTOBER 2025"]]
    own = [*ENVELOPE, ["Bidang", "Jenis Kegiatan", "Jumlah WBP"], ["Kerajinan", "Keset", 12]]

    reading = read(tmp_path, workbook(("Sampul", cover), ("Kegiatan Kerja", own)))

    assert _notes(reading) == [("W002", "Sampul")]
    assert reading.rows["kegiatan_kerja"]["jenis_kegiatan"].to_list() == ["Keset"]


def test_read_submissions_refuses_a_workbook_without_any_dataset(tmp_path):
    content = workbook(("Sheet1", [["surat tugas"]]), ("Sheet2", [["lampiran"]]))

    reading = read(tmp_path, content)

    assert written(reading.submissions, "kode", "tertulis") == [("E010", "Sheet1, Sheet2")]
    assert reading.sheets.is_empty()


def test_read_submissions_makes_one_candidate_report_of_each_of_two_sheets(tmp_path):
    rows = [*ENVELOPE, PRODUKSI, ROW]
    content = workbook(("Produksi", rows), ("Produksi (2)", rows))

    reading = read(tmp_path, content)

    assert written(reading.sheets, "report_no", "dataset", "lembar") == [
        (1, "produksi", "Produksi"),
        (2, "produksi", "Produksi (2)"),
    ]


@pytest.mark.parametrize(
    ("title", "datasets"),
    [
        ("Produksi", ("produksi",)),
        ("Laporan Hasil Produksi Nov 2025", ("produksi",)),
        ("Kegiatan Kerja dan Produksi", ("kegiatan_kerja",)),
        ("PREMI & PNBP", ("premi_pnbp",)),
        ("premi_pnbp", ("premi_pnbp",)),
        ("Pembinaan Kepribadian", ("kepribadian",)),
        ("Pembinaan Kemandirian", ("kegiatan_kerja",)),
        ("Pelatihan Kerja", ("pelatihan",)),
        ("Pelepasan Ekspor", ("ekspor",)),
        ("Data Klien", ("klien_bapas",)),
        ("Mitra Kerja", ("mitra",)),
        ("Sebaran Program", ("program",)),
        ("Sheet1", ()),
        ("Reproduksi", ()),
    ],
)
def test_datasets_named_takes_the_longest_wording_in_a_title(title, datasets):
    assert datasets_named(title) == datasets


def test_read_submissions_goes_by_the_title_row_where_the_sheet_has_no_telling_name(tmp_path):
    reading = read_sheet(tmp_path, [["LAPORAN HASIL PRODUKSI"], *ENVELOPE, PRODUKSI, ROW], "Sheet1")

    assert (_sheet(reading)["dataset"], _sheet(reading)["kode"]) == ("produksi", None)


def test_read_submissions_refuses_a_title_that_fits_two_datasets(tmp_path):
    header = ["Nama Produk", "Jumlah Produksi", "Satuan", "Jangkauan Pasar"]
    rows = [*ENVELOPE, header, ["coir net", 5400, "pcs", "lokal"]]

    reading = read_sheet(tmp_path, rows, "Hasil Produksi - Penjualan")

    assert _sheet(reading)["kode"] == "E019"


def test_read_submissions_records_a_file_it_cannot_read_and_its_reason(tmp_path):
    reading = read(tmp_path, b"<html><table></table></html>", "laporan.xls")

    assert written(reading.submissions, "berkas", "kode") == [("laporan.xls", "E002")]
    assert reading.sheets.is_empty()


def test_read_submissions_reads_json_as_it_reads_sheets(tmp_path):
    rows = [{"Nama Produk": "coir net", "Jumlah Produksi": 5400, "Satuan": "pcs"}]
    amplop = dict(ENVELOPE)
    content = json.dumps({"amplop": amplop, "laporan": {"produksi": rows, "ekspor": "Nihil"}})

    reading = read(tmp_path, content.encode(), "laporan.json")

    assert _produksi(reading) == [("coir net", "5400", "pcs")]
    assert written(reading.sheets, "dataset", "says_nil", "upt_name") == [
        ("produksi", False, "Lapas Cirebon"),
        ("ekspor", True, "Lapas Cirebon"),
    ]


def test_read_submissions_refuses_an_empty_json_list_that_does_not_say_nihil(tmp_path):
    content = json.dumps({"amplop": dict(ENVELOPE), "laporan": {"produksi": []}})

    reading = read(tmp_path, content.encode(), "laporan.json")

    assert (_sheet(reading)["kode"], _sheet(reading)["says_nil"]) == ("E013", False)


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (16383, "XFD")])
def test_column_letters_name_a_column_as_a_spreadsheet_does(index, letters):
    assert column_letters(index) == letters
