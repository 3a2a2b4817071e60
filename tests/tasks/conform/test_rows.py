"""Reported rows to values: what fits a column, what a row says twice, what is no data at all."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from sheets import ENVELOPE, read, workbook

from expectations.suites import Standards
from schemas.contracts import DATASETS
from schemas.references import load_references
from tasks.audit import judge_rows
from tasks.conform.identity import identify_reports
from tasks.conform.rows import conform_rows

TITLES = {
    "produksi": "Produksi",
    "kegiatan_kerja": "Kegiatan Kerja",
    "ekspor": "Ekspor",
    "partisipasi": "Partisipasi",
    "mitra": "Mitra Kerja",
}
PRODUKSI = {"Nama Produk": "coir net", "Jumlah Produksi": 5400, "Satuan": "pcs"}
KERJA = {"Bidang": "Kerajinan", "Jenis Kegiatan": "coir net", "Jumlah WBP": 40}
EKSPOR = {
    "Tanggal Ekspor": "16/10/2025",
    "Produk": "coir net",
    "Jumlah": 5400,
    "Satuan": "unit",
    "Negara Tujuan": "Korsel",
}
PARTISIPASI = {"Jumlah Penghuni": 800, "Peserta Pembinaan Kemandirian": 40}

BASE = {
    "kegiatan_kerja": KERJA,
    "produksi": PRODUKSI,
    "ekspor": EKSPOR,
    "partisipasi": PARTISIPASI,
}


def _conform(folder, dataset, *rows):
    header = list(dict.fromkeys(key for row in rows for key in row))
    table = [header, *([row.get(key, "") for key in header] for row in rows)]
    return _conform_table(folder, dataset, table)


def _conform_table(folder, dataset, table):
    reading = read(folder, workbook((TITLES[dataset], [*ENVELOPE, *table])))
    reports = identify_reports(reading.sheets, load_references())
    return conform_rows(reading.rows[dataset], reports, DATASETS[dataset], load_references())


def _found(conformed, at=0):
    row = conformed.rows.row(at, named=True)
    return {code: row[code] for code in conformed.codes if row[code]}


@pytest.mark.parametrize(
    ("dataset", "cell", "column", "value"),
    [
        ("kegiatan_kerja", {"Jumlah WBP": "nihil"}, "jumlah_wbp", 0),
        ("kegiatan_kerja", {"Jumlah WBP": "-"}, "jumlah_wbp", None),
        ("kegiatan_kerja", {"Jumlah WBP": "40 orang"}, "jumlah_wbp", 40),
        ("kegiatan_kerja", {"Jumlah WBP": "1.200"}, "jumlah_wbp", 1200),
        ("kegiatan_kerja", {"Hari Kerja": "26 hari"}, "hari_kerja", 26),
        ("produksi", {"Jumlah Produksi": 1.234}, "jumlah_produksi", Decimal("1.234")),
        ("produksi", {"Jumlah Produksi": "1.234"}, "jumlah_produksi", Decimal(1234)),
        ("produksi", {"Harga Satuan": "Rp. 5.000,-"}, "harga_satuan", Decimal(5000)),
        ("produksi", {"Harga Satuan": "5.000/pcs"}, "harga_satuan", Decimal(5000)),
        ("ekspor", {"Ekspor ke": "Perdana"}, "ekspor_ke", 1),
        ("ekspor", {"Ekspor ke": "ke-2"}, "ekspor_ke", 2),
        ("ekspor", {"Ekspor ke": "Ekspor kedua"}, "ekspor_ke", 2),
        ("ekspor", {"Ekspor ke": 3}, "ekspor_ke", 3),
        ("ekspor", {"Nilai (USD)": "50.000 dolar AS"}, "nilai_fob_usd", Decimal(50000)),
        ("ekspor", {"Nilai (Rp)": "Rp 370 juta"}, "nilai_idr", Decimal(370_000_000)),
        ("ekspor", {"Mitra": "PT. Coir"}, "mitra_eksportir", "PT Coir"),
        ("ekspor", {"Kode HS": 560790}, "hs_code", "560790"),
        (
            "ekspor",
            {"Tanggal Ekspor": date(2025, 10, 16)},
            "tanggal_ekspor",
            date(2025, 10, 16),
        ),
        ("partisipasi", {"Persentase": 0.05}, "persentase", Decimal(5)),
        ("partisipasi", {"Persentase": "5%"}, "persentase", Decimal(5)),
        ("partisipasi", {"Persentase": "131.077%"}, "persentase", Decimal("131.077")),
    ],
)
def test_conform_rows_reads_a_cell_as_its_column_means_it(tmp_path, dataset, cell, column, value):
    conformed = _conform(tmp_path, dataset, BASE[dataset] | cell)

    assert conformed.rows[column].to_list() == [value]
    assert conformed.codes == []


@pytest.mark.parametrize(
    ("dataset", "cell", "found"),
    [
        ("kegiatan_kerja", {"Jumlah WBP": "2,5"}, {"E205": "jumlah_wbp"}),
        ("kegiatan_kerja", {"Jumlah WBP": 2.5}, {"E205": "jumlah_wbp"}),
        ("kegiatan_kerja", {"Jumlah WBP": "10%"}, {"E202": "jumlah_wbp"}),
        ("kegiatan_kerja", {"Jumlah WBP": "11–20"}, {"E203": "jumlah_wbp"}),
        ("kegiatan_kerja", {"Jumlah WBP": "5 kg"}, {"E215": "jumlah_wbp"}),
        ("kegiatan_kerja", {"Jumlah WBP": "Rp 5"}, {"E215": "jumlah_wbp"}),
        ("kegiatan_kerja", {"Jumlah WBP": "9" * 25}, {"E202": "jumlah_wbp"}),
        ("kegiatan_kerja", {"Jumlah WBP": 1e300}, {"E202": "jumlah_wbp"}),
        ("kegiatan_kerja", {"Pekerja Tambahan": "ratusan"}, {"W202": "pekerja_tambahan"}),
        ("kegiatan_kerja", {"Jumlah WBP": "sekitar 40"}, {"W206": "jumlah_wbp"}),
        ("kegiatan_kerja", {"Bidang": "kosmetik"}, {"E212": "bidang"}),
        ("kegiatan_kerja", {"Jenis Kegiatan": "roket"}, {"W204": "jenis_kegiatan"}),
        ("kegiatan_kerja", {"Tanggal Mulai": "31/11/2025"}, {"E208": "tgl_mulai"}),
        ("kegiatan_kerja", {"Tanggal Mulai": "31/11"}, {"E209": "tgl_mulai"}),
        ("kegiatan_kerja", {"Tanggal Mulai": "November 2025"}, {"E208": "tgl_mulai"}),
        (
            "kegiatan_kerja",
            {"Tanggal Mulai": "Kamis, 28 November 2025"},
            {"W203": "tgl_mulai"},
        ),
        ("produksi", {"Jumlah Produksi": "ratusan"}, {"E204": "jumlah_produksi"}),
        ("produksi", {"Jumlah Produksi": "1,234"}, {"E214": "jumlah_produksi"}),
        ("produksi", {"Jumlah Produksi": "1,2345"}, {"E202": "jumlah_produksi"}),
        ("produksi", {"Jumlah Produksi": "5 kg"}, {"E215": "jumlah_produksi"}),
        ("produksi", {"Satuan": "karung"}, {"E212": "satuan"}),
        ("produksi", {"Harga Satuan": "US$ 5"}, {"E215": "harga_satuan"}),
        ("ekspor", {"Nilai (USD)": "Rp 5.000"}, {"E215": "nilai_fob_usd"}),
        ("ekspor", {"Negara Tujuan": "Eropa"}, {"E211": "negara_tujuan"}),
        ("ekspor", {"Negara Tujuan": "Korea"}, {"W205": "negara_tujuan"}),
    ],
)
def test_conform_rows_names_the_code_and_the_column(tmp_path, dataset, cell, found):
    conformed = _conform(tmp_path, dataset, BASE[dataset] | cell)

    assert _found(conformed) == found


@pytest.mark.parametrize(
    ("cells", "satuan"),
    [
        pytest.param({"Satuan": "unit"}, "PCS", id="of the cell"),
        pytest.param({"Jumlah Produksi": "1200 pic", "Satuan": ""}, "PCS", id="behind the number"),
        pytest.param({"Jumlah Produksi": "45 ton", "Satuan": "ton"}, "TON", id="both agree"),
    ],
)
def test_conform_rows_finds_the_unit_of_a_quantity(tmp_path, cells, satuan):
    conformed = _conform(tmp_path, "produksi", PRODUKSI | cells)

    assert conformed.rows["satuan"].to_list() == [satuan]
    assert conformed.codes == []


@pytest.mark.parametrize(("satuan", "codes"), [("", []), ("kg", []), ("pcs", ["E215"])])
def test_conform_rows_lets_the_unit_of_the_header_stand_in_and_never_contradict(
    tmp_path, satuan, codes
):
    row = {"Nama Produk": "roti", "Jumlah Produksi (kg)": 12, "Satuan": satuan}

    conformed = _conform(tmp_path, "produksi", row)

    assert conformed.codes == codes
    assert conformed.rows["satuan"].to_list() == ["PCS" if codes else "KG"]


def test_conform_rows_puts_a_range_into_its_bounds_and_leaves_the_quantity_empty(tmp_path):
    row = PRODUKSI | {"Jumlah Produksi": "2.000–3.000", "Per Hari": "100–125"}

    conformed = _conform(tmp_path, "produksi", row)

    bounds = conformed.rows.select(
        "jumlah_produksi",
        "jumlah_produksi_min",
        "jumlah_produksi_maks",
        "produksi_harian_min",
        "produksi_harian_max",
    )
    assert bounds.row(0) == (None, 2000, 3000, 100, 125)
    assert _found(conformed) == {"W208": "jumlah_produksi"}


def test_conform_rows_lists_the_columns_with_an_approximate_value(tmp_path):
    row = PRODUKSI | {"Jumlah Produksi": "± 3.000", "Harga Satuan": "sekitar Rp5.000"}

    conformed = _conform(tmp_path, "produksi", row)

    assert sorted(conformed.rows["perkiraan"][0]) == ["harga_satuan", "jumlah_produksi"]


def test_conform_rows_keeps_the_text_beside_the_value(tmp_path):
    row = PRODUKSI | {"Nama Produk": "Coirs  Net", "Jumlah Produksi": "Sekitar 5.400"}

    conformed = _conform(tmp_path, "produksi", row | {"Warna": "cokelat"})

    written = pl.Series(conformed.rows["tertulis"]).str.json_decode(
        pl.Struct(dict.fromkeys(("produk", "jumlah_produksi", "bahan_baku", "Warna"), pl.String))
    )
    assert written[0] == {
        "produk": "Coirs  Net",
        "jumlah_produksi": "Sekitar 5.400",
        "bahan_baku": None,
        "Warna": "cokelat",
    }


def test_conform_rows_numbers_identical_rows_and_keys_the_first(tmp_path):
    other = EKSPOR | {"Jumlah": 5401}

    conformed = _conform(tmp_path, "ekspor", EKSPOR, EKSPOR, other)

    assert conformed.rows["ulangan"].to_list() == [1, 2, 1]
    first, repeat, differing = conformed.rows["kunci"]
    assert (repeat, first == differing) == (None, True)


TABLE = [list(PRODUKSI), list(PRODUKSI.values()), ["coco rope", "1.600", "pcs"]]


@pytest.mark.parametrize(
    "total",
    [
        pytest.param(["Jumlah", 7000, ""], id="number"),
        pytest.param(["TOTAL", "7.000", ""], id="text"),
        pytest.param(["Grand Total :", "", ""], id="empty"),
        pytest.param(["Rata-rata", 3500, ""], id="mean"),
        pytest.param(["Jumlah", 7000.004, ""], id="rounded"),
    ],
)
def test_conform_rows_counts_a_right_total_as_no_data(tmp_path, total):
    conformed = _conform_table(tmp_path, "produksi", [*TABLE, total])

    assert conformed.rows["produk"].to_list() == ["coir net", "coco rope"]
    assert conformed.lines["rows_total"].to_list() == [1]
    assert conformed.totals.is_empty()


@pytest.mark.parametrize(
    ("total", "computed"),
    [(["Jumlah", 7001, ""], "7000.0"), (["Rata-rata", "3.000", ""], "3500.0")],
)
def test_conform_rows_names_a_total_that_differs_from_its_rows(tmp_path, total, computed):
    conformed = _conform_table(tmp_path, "produksi", [*TABLE, total])

    assert conformed.totals.select("baris", "kolom", "hitung").rows() == [
        (6, "jumlah_produksi", computed)
    ]


def test_judge_rows_warns_of_wrong_totals_of_several_reports_at_once(tmp_path):
    numbers = [1, 2], [3]
    sheets = [
        (f"Produksi {at}", [*ENVELOPE, TABLE[0], *_made(made), ["Jumlah", wrong, ""]])
        for at, (made, wrong) in enumerate(zip(numbers, (4, 5), strict=True))
    ]
    reading = read(tmp_path, workbook(*sheets))
    references = load_references()
    reports = identify_reports(reading.sheets, references)
    contract = DATASETS["produksi"]

    conformed = conform_rows(reading.rows["produksi"], reports, contract, references)
    verdict = judge_rows(conformed, reports, contract, Standards(references, (50, 15, 35)))

    assert verdict.warnings.select("kode", "tertulis").rows() == [("W003", "4.0"), ("W003", "5.0")]


def _made(amounts):
    return [["coir net", amount, "pcs"] for amount in amounts]


def test_conform_rows_takes_a_product_named_like_a_total_for_data(tmp_path):
    table = [*TABLE, ["Jumlahan", 5, "pcs"], ["Total Football", 5, "pcs"]]

    conformed = _conform_table(tmp_path, "produksi", table)

    assert conformed.rows.height == 4
    assert conformed.lines["rows_total"].to_list() == [0]


@pytest.mark.parametrize(
    "notes",
    [
        [["Catatan: angka sementara"]],
        [["", "", "Purwodadi, 1 Desember 2025"], ["", "", "Kepala Lapas"], ["", "", "Budi"]],
        [["Keterangan :", "data sementara"], ["* termasuk borongan"]],
        [["Mengetahui,"], [], ["Drs. Budi"], ["NIP 19870101"]],
        [["", "", "Bau-Bau, 3 Desember 2025"]],
        [["Sragen, 03-12-2025"]],
        [["Sragen,  Desember 2025"]],
    ],
    ids=[
        "remark",
        "place and signature",
        "remarks",
        "signature under a gap",
        "place with a hyphen",
        "date in figures",
        "day left open",
    ],
)
def test_conform_rows_takes_what_stands_under_the_table_for_notes(tmp_path, notes):
    conformed = _conform_table(tmp_path, "produksi", [*TABLE, ["Jumlah", 7000], *notes])

    assert conformed.rows["produk"].to_list() == ["coir net", "coco rope"]
    assert conformed.lines["rows_note"].to_list() == [len([row for row in notes if row])]


def test_conform_rows_takes_a_partner_named_like_a_source_for_data(tmp_path):
    table = [["Nama Mitra", "Jenis Mitra"], ["Sumber Rejeki", "pt"], ["PT Kriya", "pt"]]

    conformed = _conform_table(tmp_path, "mitra", table)

    assert conformed.rows["nama_mitra"].to_list() == ["Sumber Rejeki", "PT Kriya"]
    assert conformed.lines["rows_note"].to_list() == [0]


def test_conform_rows_takes_a_sparse_row_that_begins_with_a_weekday_for_data(tmp_path):
    table = [list(EKSPOR), ["Rabu, 5 November 2025", "coir net"], list(EKSPOR.values())]

    conformed = _conform_table(tmp_path, "ekspor", table)

    assert conformed.rows["tanggal_ekspor"].to_list() == [date(2025, 11, 5), date(2025, 10, 16)]
    assert conformed.lines["rows_note"].to_list() == [0]


def test_conform_rows_takes_a_full_row_after_a_note_for_data(tmp_path):
    table = [*TABLE, ["Catatan: borongan"], ["roti", 12, "kg"]]

    conformed = _conform_table(tmp_path, "produksi", table)

    assert conformed.rows["baris"].to_list() == [4, 5, 7]
