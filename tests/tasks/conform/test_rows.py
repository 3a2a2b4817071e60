"""Reported rows to values: what fits a column, what a row says twice, what is no data at all."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache

import polars as pl
import pytest
from sheets import ENVELOPE, MAX_CELLS, kept, read, workbook

from schemas.cells import CellKind
from schemas.contracts import DATASETS, Kind
from schemas.references import load_references, read_reference
from tasks.conform.identity import identify_reports
from tasks.conform.rows import Conformed, conform_rows
from tasks.read import read_submissions

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
MITRA = {"Nama Mitra": "PT Coir", "Jenis Mitra": "Perusahaan", "No. Kontrak": "PKS-1"}

BASE = {
    "kegiatan_kerja": KERJA,
    "produksi": PRODUKSI,
    "ekspor": EKSPOR,
    "partisipasi": PARTISIPASI,
    "mitra": MITRA,
}


def _conform(folder, dataset, *rows):
    return _conform_table(folder, dataset, _table(*rows))


def _table(*rows):
    header = list(dict.fromkeys(key for row in rows for key in row))
    return [header, *([row.get(key, "") for key in header] for row in rows)]


def _conform_table(folder, dataset, table):
    reading = read(folder, workbook((TITLES[dataset], [*ENVELOPE, *table])))
    reports = identify_reports(reading.sheets, load_references())
    return conform_rows(reading.rows[dataset], reports, DATASETS[dataset], load_references())


@pytest.fixture(scope="module")
def conform_alone():
    """What conforming makes of a row that is a report's only one: it went along with many others.

    They are conformed as a night does it, the reports of a dataset at once.
    """
    rows = [(dataset, BASE[dataset] | cell) for dataset, cell, *_ in (*MEANT, *NAMED)]
    rows += [("produksi", _amount(satuan, amount)) for satuan, amount, _ in WHOLE]
    files = {
        repr(row): kept(workbook((TITLES[row[0]], [*ENVELOPE, *_table(row[1])]))) for row in rows
    }
    reading = read_submissions({f.sha256: f for f in files.values()}.values(), 0, MAX_CELLS)
    reports = identify_reports(reading.sheets, load_references())
    number_of = dict(reports.select("sha256", "report_no").iter_rows())
    conformed = {
        dataset: conform_rows(rows, reports, DATASETS[dataset], load_references())
        for dataset, rows in reading.rows.items()
    }

    def of(dataset, row):
        number = number_of[files[repr((dataset, row))].sha256]
        own = conformed[dataset].rows.filter(pl.col("report_no") == number)
        codes = [code for code in conformed[dataset].codes if own[code].count()]
        return Conformed(own, codes)

    return of


def _found(conformed, at=0):
    row = conformed.rows.row(at, named=True)
    return {code: row[code] for code in conformed.codes if row[code]}


MEANT = [
    ("kegiatan_kerja", {"Jumlah WBP": "nihil"}, "jumlah_wbp", 0),
    ("kegiatan_kerja", {"Jumlah WBP": "-"}, "jumlah_wbp", None),
    ("kegiatan_kerja", {"Jumlah WBP": "40 orang"}, "jumlah_wbp", 40),
    ("kegiatan_kerja", {"Jumlah WBP": "1.200"}, "jumlah_wbp", 1200),
    ("kegiatan_kerja", {"Jumlah WBP": "30 orang WBP"}, "jumlah_wbp", 30),
    ("kegiatan_kerja", {"Jumlah WBP": "30 org wbp"}, "jumlah_wbp", 30),
    ("kegiatan_kerja", {"Jumlah WBP": "30 orang narapidana"}, "jumlah_wbp", 30),
    ("kegiatan_kerja", {"Jumlah WBP": "40 (empat puluh) orang"}, "jumlah_wbp", 40),
    ("kegiatan_kerja", {"Jumlah WBP": "40 *)"}, "jumlah_wbp", 40),
    ("produksi", {"Jumlah Produksi": "1e+05"}, "jumlah_produksi", Decimal(100_000)),
    ("kegiatan_kerja", {"Hari Kerja": "26 hari"}, "hari_kerja", 26),
    (
        "produksi",
        {"Jumlah Produksi": 1.234, "Satuan": "kg"},
        "jumlah_produksi",
        Decimal("1.234"),
    ),
    ("produksi", {"Jumlah Produksi": "1.234"}, "jumlah_produksi", Decimal(1234)),
    ("produksi", {"Harga Satuan": "Rp. 5.000,-"}, "harga_satuan", Decimal(5000)),
    ("produksi", {"Harga Satuan": "5.000/pcs"}, "harga_satuan", Decimal(5000)),
    ("produksi", {"Harga Satuan": "5.000 per satuan"}, "harga_satuan", Decimal(5000)),
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
]


@pytest.mark.parametrize(("dataset", "cell", "column", "value"), MEANT)
def test_conform_rows_reads_a_cell_as_its_column_means_it(
    conform_alone, dataset, cell, column, value
):
    conformed = conform_alone(dataset, BASE[dataset] | cell)

    assert conformed.rows[column].to_list() == [value]
    assert conformed.codes == []


NAMED = [
    ("kegiatan_kerja", {"Jumlah WBP": "2,5"}, {"E205": "jumlah_wbp"}),
    ("kegiatan_kerja", {"Jumlah WBP": 2.5}, {"E205": "jumlah_wbp"}),
    ("kegiatan_kerja", {"Jumlah WBP": "05.400"}, {"E214": "jumlah_wbp"}),
    ("kegiatan_kerja", {"Jumlah WBP": "30 orang laki-laki"}, {"E215": "jumlah_wbp"}),
    ("kegiatan_kerja", {"Jumlah WBP": "30 orang tamu"}, {"E215": "jumlah_wbp"}),
    ("kegiatan_kerja", {"Jumlah WBP": "40 (empat belas)"}, {"E202": "jumlah_wbp"}),
    ("kegiatan_kerja", {"Jumlah WBP": "10%"}, {"E202": "jumlah_wbp"}),
    ("kegiatan_kerja", {"Jumlah WBP": "11–20"}, {"E203": "jumlah_wbp"}),
    ("kegiatan_kerja", {"Jumlah WBP": "5 kg"}, {"E215": "jumlah_wbp"}),
    ("kegiatan_kerja", {"Jumlah WBP": "Rp 5"}, {"E215": "jumlah_wbp"}),
    ("kegiatan_kerja", {"Jumlah WBP": "9" * 25}, {"E202": "jumlah_wbp"}),
    ("kegiatan_kerja", {"Jumlah WBP": 1e300}, {"E202": "jumlah_wbp"}),
    ("kegiatan_kerja", {"Pekerja Tambahan": "ratusan"}, {"W202": "pekerja_tambahan"}),
    ("kegiatan_kerja", {"Jumlah WBP": "sekitar 40"}, {"W206": "jumlah_wbp"}),
    ("partisipasi", {"Persentase": 12_000_000}, {"E202": "persentase"}),
    ("ekspor", {"Ekspor ke": "99999999999"}, {"E202": "ekspor_ke"}),
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
    ("produksi", {"Jumlah Produksi": "300 pcs/hari"}, {"E215": "jumlah_produksi"}),
    ("produksi", {"Jumlah Produksi": "300 pcs per hari"}, {"E215": "jumlah_produksi"}),
    ("produksi", {"Jumlah Produksi": "300/pcs"}, {"E215": "jumlah_produksi"}),
    ("produksi", {"Jumlah Produksi": "300 pcs/bulan"}, {}),
    ("produksi", {"Satuan": "karung"}, {"E212": "satuan"}),
    ("produksi", {"Harga Satuan": "US$ 5"}, {"E215": "harga_satuan"}),
    ("produksi", {"Harga Satuan": "30.000/lusin"}, {"E215": "harga_satuan"}),
    ("produksi", {"Harga Satuan": "5.000 per 3 pcs"}, {"E215": "harga_satuan"}),
    ("ekspor", {"Nilai (USD)": "Rp 5.000"}, {"E215": "nilai_fob_usd"}),
    ("ekspor", {"Negara Tujuan": "Eropa"}, {"E211": "negara_tujuan"}),
    ("produksi", {"Harga Satuan": 5.4}, {"E214": "harga_satuan"}),
    ("produksi", {"Nilai Produksi": "5,4"}, {"E214": "nilai_produksi"}),
    ("produksi", {"Nilai Produksi": "Rp 1000.000"}, {"E214": "nilai_produksi"}),
    ("ekspor", {"Negara Tujuan": "Korea"}, {"W205": "negara_tujuan"}),
    ("ekspor", {"Negara Tujuan": "Korea Selatan (Busan)"}, {"W212": "negara_tujuan"}),
]


@pytest.mark.parametrize(("dataset", "cell", "found"), NAMED)
def test_conform_rows_names_the_code_and_the_column(conform_alone, dataset, cell, found):
    conformed = conform_alone(dataset, BASE[dataset] | cell)

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


BATIK = PRODUKSI | {"Nama Produk": "batik tulis", "Satuan": "lembar"}
OF_TWO_GROUPS = KERJA | {"Regu": "A", "Keterangan": ""}


@pytest.mark.parametrize(
    ("dataset", "one", "other", "alike"),
    [
        pytest.param("produksi", BATIK, {}, "same", id="the very same row"),
        pytest.param("produksi", BATIK, {"Nama Produk": " BATIK  Tulis"}, "same", id="capitals"),
        pytest.param("produksi", BATIK, {"Satuan": "lbr"}, "same", id="unit worded otherwise"),
        pytest.param("produksi", BATIK, {"Nama Produk": "batik cap"}, "apart", id="two wordings"),
        pytest.param("produksi", BATIK, {"Jumlah Produksi": 7}, "key", id="other quantity"),
        pytest.param("kegiatan_kerja", OF_TWO_GROUPS, {"Regu": "B"}, "apart", id="two groups"),
        pytest.param("kegiatan_kerja", OF_TWO_GROUPS, {"Regu": "a "}, "same", id="one group"),
        pytest.param(
            "kegiatan_kerja", OF_TWO_GROUPS, {"Keterangan": "lancar"}, "same", id="a remark"
        ),
        pytest.param("kegiatan_kerja", {"No": 1} | KERJA, {"No": 2}, "same", id="row numbers"),
        pytest.param(
            "kegiatan_kerja", KERJA | {"No Urut": 1}, {"No Urut": 2}, "same", id="numbers elsewhere"
        ),
        pytest.param(
            "kegiatan_kerja",
            OF_TWO_GROUPS,
            {"Regu": "B", "Jumlah WBP": 12},
            "apart",
            id="two groups of other sizes",
        ),
        pytest.param("partisipasi", PARTISIPASI, {}, "same", id="one row a report"),
        pytest.param("partisipasi", PARTISIPASI, {"Blok": "A"}, "key", id="two rows of two blocks"),
    ],
)
def test_conform_rows_takes_for_one_only_what_nothing_tells_apart(
    tmp_path, dataset, one, other, alike
):
    conformed = _conform(tmp_path, dataset, one, one | other)

    assert conformed.rows["ulangan"].to_list() == ([1, 2] if alike == "same" else [1, 1])
    first, second = conformed.rows["kunci"]
    assert (second is None, first == second) == (alike == "same", alike == "key")


@cache
def _plain(dataset):
    """The row of a report as it was read, and the report."""
    content = workbook((TITLES[dataset], [*ENVELOPE, *_table(BASE[dataset])]))
    reading = read_submissions([kept(content)], 0, MAX_CELLS)
    return reading.rows[dataset], identify_reports(reading.sheets, load_references())


def _conform_cells(dataset, cells, *, skala=None, temuan=None):
    """One row as the careful reader hands it on: cells by column as (text, kind)."""
    row, reports = _plain(dataset)
    reports = reports.with_columns(skala=pl.lit(skala, pl.String))
    rows = row.with_columns(
        pl.lit(temuan, pl.String).alias("_temuan"),
        *(pl.lit(text).alias(name) for name, (text, _) in cells.items()),
        *(pl.lit(int(k), pl.UInt8).alias(f"{name}_kind") for name, (_, k) in cells.items()),
    )
    return conform_rows(rows, reports, DATASETS[dataset], load_references())


@pytest.mark.parametrize(
    ("dataset", "column", "text", "value"),
    [
        ("ekspor", "nilai_fob_usd", "50000.0 $", Decimal(50_000)),
        ("ekspor", "nilai_fob_usd", "50000.0 US$", Decimal(50_000)),
        ("ekspor", "nilai_idr", "50000.0 Rp", Decimal(50_000)),
        ("produksi", "harga_satuan", "5000.0 Rp /pcs", Decimal(5_000)),
        ("produksi", "jumlah_produksi", "5400.0 pcs", Decimal(5_400)),
        ("kegiatan_kerja", "jumlah_wbp", "30.0 orang", 30),
        ("partisipasi", "persentase", "0.8 %", Decimal("0.8")),
    ],
)
def test_conform_rows_takes_unit_and_currency_from_the_format(
    tmp_path, dataset, column, text, value
):
    conformed = _conform_cells(dataset, {column: (text, CellKind.NUMBER)})

    assert conformed.rows[column].to_list() == [value]
    assert conformed.codes == []
    assert text.replace(".0 ", " ") in conformed.rows["tertulis"][0]


@pytest.mark.parametrize(
    ("dataset", "column", "text", "code"),
    [
        ("ekspor", "nilai_idr", "50000.0 $", "E215"),
        ("ekspor", "nilai_fob_usd", "50000.0 Rp", "E215"),
        ("ekspor", "nilai_idr", "50000.0 €", "E215"),
        ("produksi", "jumlah_produksi", "540.0 kg", "E215"),
        ("produksi", "jumlah_produksi", "540.0 $", "E215"),
        ("kegiatan_kerja", "jumlah_wbp", "30.0 kg", "E215"),
        ("produksi", "jumlah_produksi", "5.4 tiga desimal", "E229"),
        ("produksi", "nilai_produksi", "5.4 tiga desimal", "E214"),
        ("produksi", "nilai_produksi", "12000000.0 tampil ribu", "E220"),
        ("produksi", "nilai_produksi", "12.0 ribu", "E220"),
        ("kegiatan_kerja", "jumlah_wbp", "5.0 %", "E202"),
    ],
)
def test_conform_rows_refuses_a_format_that_contradicts_the_column(
    tmp_path, dataset, column, text, code
):
    conformed = _conform_cells(dataset, {column: (text, CellKind.NUMBER)})

    assert _found(conformed) == {code: column}
    assert conformed.rows[column].to_list() == [None] or code == "E215"


@pytest.mark.parametrize(
    ("satuan", "found", "value"), [("", {}, "KG"), ("pcs", {"E215": "jumlah_produksi"}, "PCS")]
)
def test_conform_rows_lets_the_format_name_the_unit_where_no_cell_does(
    tmp_path, satuan, found, value
):
    cells = {"jumlah_produksi": ("540.0 kg", CellKind.NUMBER), "satuan": (satuan, CellKind.TEXT)}

    conformed = _conform_cells("produksi", cells)

    assert _found(conformed) == found
    assert conformed.rows["satuan"].to_list() == [value]


IN_THOUSANDS = '{"nilai_produksi": 1000}'


@pytest.mark.parametrize(
    ("text", "kind", "value", "found"),
    [
        ("12000.0", CellKind.NUMBER, 12_000_000, {"W210": "nilai_produksi"}),
        ("12.000,5", CellKind.TEXT, 12_000_500, {"W210": "nilai_produksi"}),
        ("5.4", CellKind.NUMBER, 5_400, {"W210": "nilai_produksi"}),
        ("Rp 12.000", CellKind.TEXT, 12_000_000, {"W210": "nilai_produksi"}),
        ("12000.0 Rp", CellKind.NUMBER, 12_000_000, {"W210": "nilai_produksi"}),
        ("12000000.0 tampil ribu", CellKind.NUMBER, 12_000_000, {}),
        ("0", CellKind.TEXT, 0, {}),
        ("0.0", CellKind.NUMBER, 0, {}),
        ("nihil", CellKind.TEXT, None, {}),
        ("", CellKind.TEXT, None, {}),
        ("12 juta", CellKind.TEXT, None, {"E230": "nilai_produksi"}),
        ("US$ 12.000", CellKind.TEXT, None, {"E230": "nilai_produksi"}),
        ("12000.0 $", CellKind.NUMBER, None, {"E230": "nilai_produksi"}),
        ("12000000.0 tampil juta", CellKind.NUMBER, None, {"E220": "nilai_produksi"}),
        ("900.000.000.000", CellKind.TEXT, None, {"E202": "nilai_produksi"}),
    ],
)
def test_conform_rows_multiplies_exactly_in_a_table_of_thousands(
    tmp_path, text, kind, value, found
):
    cells = {"nilai_produksi": (text, kind), "harga_satuan": ("5000", CellKind.TEXT)}

    conformed = _conform_cells("produksi", cells, skala=IN_THOUSANDS)

    assert conformed.rows.select("nilai_produksi", "harga_satuan").row(0) == (value, 5000)
    assert _found(conformed) == found


@pytest.mark.parametrize(
    ("text", "value", "found"),
    [
        ("1,25", 1_250_000, {"W210": "nilai_produksi"}),
        ("1.250", None, {"E214": "nilai_produksi"}),
        ("12.500,5", 12_500_500_000, {"W210": "nilai_produksi"}),
    ],
)
def test_conform_rows_asks_which_millions_a_point_means(tmp_path, text, value, found):
    cells = {"nilai_produksi": (text, CellKind.TEXT)}

    conformed = _conform_cells("produksi", cells, skala='{"nilai_produksi": 1000000}')

    assert conformed.rows["nilai_produksi"].to_list() == [value]
    assert _found(conformed) == found


BROKEN = {
    "E218": (
        *("#REF!", "#DIV/0!", "#N/A", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#ERROR!"),
        *("Err:502", " #ref! ", "\u200b#REF!\u200b"),
    ),
    "E219": (
        *("=C8*E8", "=SUM(C8:C9)", "='Okt 2025'!B4", "of:=[.C9]*[.E9]", "=1200*5000"),
        *("+C8*2", "-$A$1", "@SUM(C8:C9)", "\ufeff=C8*E8"),
    ),
}


def _conform_texts(dataset, column, texts):
    """What is found of a row for each text in one of its columns, and the values there."""
    read_row, reports = _plain(dataset)
    cell = {column: texts, f"{column}_kind": [int(CellKind.TEXT)] * len(texts)}
    cells = pl.DataFrame(cell, schema_overrides={f"{column}_kind": pl.UInt8})
    row = read_row.drop(*cells.columns)
    rows = row.join(cells, how="cross").select(read_row.columns)
    conformed = conform_rows(rows, reports, DATASETS[dataset], load_references())
    found = [_found(conformed, at) for at in range(len(texts))]
    for codes in found:
        codes.pop("W204", None)  # a product nobody knows is published all the same
    return found, conformed.rows[column].to_list()


@pytest.mark.parametrize(
    ("dataset", "column"),
    [
        ("produksi", "jumlah_produksi"),
        ("produksi", "harga_satuan"),
        ("produksi", "satuan"),
        ("produksi", "produk"),
        ("produksi", "bahan_baku"),
        ("ekspor", "tanggal_ekspor"),
        ("ekspor", "negara_tujuan"),
        ("ekspor", "ekspor_ke"),
        ("ekspor", "no_peb"),
        ("kegiatan_kerja", "mitra"),
        ("kegiatan_kerja", "bidang"),
        ("partisipasi", "persentase"),
    ],
)
def test_conform_rows_gives_a_broken_cell_one_reason_in_every_column(tmp_path, dataset, column):
    wanted = [{code: column} for code, texts in BROKEN.items() for _ in texts]

    found, values = _conform_texts(dataset, column, sum(BROKEN.values(), ()))

    assert found == wanted
    assert set(values) == {None}


@pytest.mark.parametrize(
    ("dataset", "column", "text", "kind", "codes"),
    [
        ("mitra", "no_kontrak", "2025-12-01", CellKind.DATE, ["E234"]),
        ("mitra", "no_kontrak", "05:30:00", CellKind.OTHER, ["E234"]),
        ("mitra", "no_kontrak", "True", CellKind.OTHER, ["E234"]),
        ("mitra", "no_kontrak", "4,50112E+11", CellKind.TEXT, ["E234"]),
        ("mitra", "no_kontrak", "1.23456789012345e+16", CellKind.NUMBER, ["E234"]),
        ("mitra", "no_kontrak", "123456789012345.0", CellKind.NUMBER, []),
        ("mitra", "no_kontrak", "007/PKS/2025", CellKind.TEXT, []),
        ("mitra", "nama_mitra", "12.0", CellKind.NUMBER, ["E234"]),
        ("ekspor", "no_peb", "812345678901234567", CellKind.TEXT, []),
        ("mitra", "nama_mitra", "2025-10-25 00:00:00", CellKind.DATE, ["E234"]),
        ("produksi", "produk", "1200.0", CellKind.NUMBER, ["E234"]),
        ("produksi", "bahan_baku", "12.0", CellKind.NUMBER, []),
    ],
)
def test_conform_rows_takes_no_date_and_no_shortened_number_for_a_text(
    dataset, column, text, kind, codes
):
    conformed = _conform_cells(dataset, {column: (text, kind)})

    assert [code for code in _found(conformed) if code.startswith("E")] == codes
    assert (conformed.rows[column].to_list() == [None]) is bool(codes)


def test_conform_rows_leaves_words_that_only_begin_like_a_formula(tmp_path):
    texts = (
        "- Rapat (internal)",
        "#1",
        "@kg",
        "-A1 kelas",
        "= sda",
        "====",
        "+62811",
        "=> x",
        "A1",
    )

    found, values = _conform_texts("produksi", "bahan_baku", texts)

    assert found == [{}] * len(texts)
    assert values == list(texts)


WHOLE = [
    ("pcs", 5.4, "E229"),
    ("pcs", "5,4", "E229"),
    ("pcs", "05.400", "E229"),
    ("pcs", "0.400", "E229"),
    ("pcs", "1000.000", "E229"),
    ("lembar", 12.5, "E229"),
    ("ekor", "2,5", "E229"),
    ("pak", 1.2, "E229"),
    ("pcs", "5.400", None),
    ("pcs", 5.0, None),
    ("lusin", 2.5, None),
    ("kodi", "2,5", None),
    ("lusin", 5.4, "E229"),
    ("kodi", 5.4, "E229"),
    ("kg", 5.4, None),
    ("kg", "0,400", None),
    ("liter", "5,4", None),
    ("m2", 5.4, None),
    ("kg", "0.400", "E214"),
    ("ton", "1000.000", "E214"),
    ("pcs", "1,234", "E214"),
]


def _amount(satuan, amount):
    return PRODUKSI | {"Jumlah Produksi": amount, "Satuan": satuan}


@pytest.mark.parametrize(("satuan", "amount", "code"), WHOLE)
def test_conform_rows_counts_only_whole_things(conform_alone, satuan, amount, code):
    conformed = conform_alone("produksi", _amount(satuan, amount))

    assert _found(conformed) == ({code: "jumlah_produksi"} if code else {})
    bounds = conformed.rows.select("jumlah_produksi", "jumlah_produksi_min").row(0)
    assert all((value is None) == (code is not None) for value in bounds)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        pytest.param({"Jumlah Produksi": "2,5–3,5"}, "E229", id="ends of a range"),
        pytest.param({"Lulus QC": 4.5}, "E229", id="another column of the unit"),
        pytest.param({"Per Hari": "12,5"}, None, id="a daily mean need not be whole"),
    ],
)
def test_conform_rows_counts_whole_things_in_every_column_of_the_unit(tmp_path, cells, code):
    conformed = _conform(tmp_path, "produksi", PRODUKSI | cells)

    assert [c for c in conformed.codes if c.startswith("E")] == ([code] if code else [])


@pytest.mark.parametrize(
    ("temuan", "cells", "found"),
    [
        ("E221=", {}, {"E221": ""}),
        ("E222=produk,jumlah_produksi", {}, {"E222": "produk,jumlah_produksi"}),
        ("E221=;W007=satuan;", {}, {"E221": "", "W007": "satuan"}),
        ("E227=satuan", {"satuan": ("sda", CellKind.TEXT)}, {"E227": "satuan"}),
        ("E218=bahan_baku", {"bahan_baku": ("#REF!", CellKind.TEXT)}, {"E218": "bahan_baku"}),
        ("", {}, {}),
        (None, {"satuan": ("sda", CellKind.TEXT)}, {"E212": "satuan"}),
    ],
)
def test_conform_rows_takes_the_readers_findings_and_says_no_fault_twice(
    tmp_path, temuan, cells, found
):
    conformed = _conform_cells("produksi", cells, temuan=temuan)

    row = conformed.rows.row(0, named=True)
    assert {code: row[code] for code in conformed.codes} == found


@pytest.mark.parametrize(
    ("header", "row", "codes"),
    [
        pytest.param("Keterangan;Keterangan", "baik;lama", [], id="two columns of one title"),
        pytest.param("Catatan;Catatan;Catatan", "a;;c", [], id="three of them"),
        pytest.param("Keterangan", "(kolom ini kosong)", [], id="a remark about a column"),
        pytest.param("Keterangan", '"""(kolom D)"": x"', [], id="a remark in quotes"),
        pytest.param("Keterangan", "baik;lama", ["E213"], id="a cell more than titles"),
        pytest.param("Keterangan;", "baik;(kolom E)", ["E213"], id="a column without a title"),
    ],
)
def test_conform_rows_takes_a_row_of_a_csv_for_shifted_only_by_a_cell_without_title(
    tmp_path, header, row, codes
):
    lines = ("Nama Produk;Jumlah Produksi;Satuan", "coir net;5400;pcs")
    envelope = ("Nama UPT;Lapas Cirebon", "Periode;November 2025")
    content = "\n".join([*envelope, f"{lines[0]};{header}", f"{lines[1]};{row}"])

    reading = read(tmp_path, content.encode(), "produksi_2025-11.csv")
    reports = identify_reports(reading.sheets, load_references())
    rows = reading.rows["produksi"]
    conformed = conform_rows(rows, reports, DATASETS["produksi"], load_references())

    assert [code for code in conformed.codes if code != "E237"] == codes  # not what remarks mean


def _dates(folder, dataset, rows):
    """Values and codes of the rows' date columns, in an October report unless said otherwise."""
    conformed = _conform_table(folder, dataset, rows)
    names = [c.name for c in DATASETS[dataset].of(Kind.DATE)]
    values = conformed.rows.select(names).rows()
    return values, [_found(conformed, at) for at in range(len(values))]


def _starts(folder, *cells, dataset="kegiatan_kerja"):
    header = [*KERJA, "Tanggal Mulai"]
    rows = [["Kerajinan", f"kerajinan {at}", 5, cell] for at, cell in enumerate(cells)]
    values, found = _dates(folder, dataset, [header, *rows])
    wanted = [{k: v for k, v in codes.items() if k != "W204"} for codes in found]
    return [value[0] for value in values], wanted


def day(number, month=11):
    return date(2025, month, number)


START = {"E231": "tgl_mulai"}, {"W213": "tgl_mulai"}, {"W214": "tgl_mulai"}


@pytest.mark.parametrize(
    ("cells", "values", "found"),
    [
        pytest.param(
            ["11/25/2025", "11/05/2025"],
            [day(25), day(5)],
            [{}, START[2]],
            id="a neighbour proves month first",
        ),
        pytest.param(
            ["11/25/2025", "5 November 2025", "2025-11-05", date(2025, 11, 20)],
            [day(25), day(5), day(5), day(20)],
            [{}] * 4,
            id="what says itself is not turned",
        ),
        pytest.param(
            ["11/25/2025", "25/11/2025", "11/10/2025"],
            [None, day(25), None],
            [{"E208": "tgl_mulai"}, {}, START[0]],
            id="both orders are proved",
        ),
        pytest.param(
            ["11/25/2025", "05/11/2025"],
            [None, None],
            [{"E208": "tgl_mulai"}, START[0]],
            id="month first it would be of another month",
        ),
        pytest.param(
            ["25/11/2025", "05/11/2025"], [day(25), day(5)], [{}, {}], id="day first as ever"
        ),
        pytest.param(
            [date(2025, 5, 11), date(2025, 7, 11), "16/11/2025", "20/11/2025"],
            [None, None, day(16), day(20)],
            [START[0], START[0], START[1], START[1]],
            id="an English Excel turned what it could",
        ),
        pytest.param(
            [date(2025, 5, 11), date(2025, 11, 11), "16/11/2025"],
            [None, day(11), day(16)],
            [START[0], {}, START[1]],
            id="day and month of one number cannot be turned",
        ),
        pytest.param(
            [date(2025, 12, 11), "16/11/2025"],
            [None, day(16)],
            [START[0], START[1]],
            id="turned into the month after",
        ),
        pytest.param(
            [date(2025, 5, 11), date(2025, 11, 20), "16/11/2025"],
            [day(11, 5), day(20), day(16)],
            [{}, {}, {}],
            id="a typed day beyond 12: nothing was turned",
        ),
        pytest.param(
            [date(2025, 11, 5), "16/11/2025"],
            [day(5), day(16)],
            [{}, {}],
            id="typed by hand, of the month itself",
        ),
        pytest.param(
            [date(2025, 11, 5), date(2025, 10, 7), "16/11/2025", "7/11/2025"],
            [day(5), day(7, 10), day(16), day(7)],
            [{}, {}, {}, {}],
            id="typed by hand, a little before",
        ),
        pytest.param(
            [date(2025, 5, 11), "16 November 2025"],
            [day(11, 5), day(16)],
            [{}, {}],
            id="a named month proves nothing",
        ),
        pytest.param(
            ["2025-05-11", "2025-07-11 00:00:00", "16/11/2025"],
            [None, None, day(16)],
            [START[0], START[0], START[1]],
            id="a program wrote out what Excel turned",
        ),
        pytest.param(
            ["2025-11-05", "2025-10-07", "16/11/2025"],
            [day(5), day(7, 10), day(16)],
            [{}, {}, {}],
            id="written out as it was meant",
        ),
        pytest.param(
            [date(2025, 5, 11), date(2025, 7, 11)],
            [None, None],
            [START[0], START[0]],
            id="all of the report's month only if turned",
        ),
        pytest.param(
            [date(2025, 5, 11), date(2025, 7, 11), date(2025, 11, 3)],
            [day(11, 5), day(11, 7), day(3)],
            [{}, {}, {}],
            id="one of the month as it stands",
        ),
        pytest.param([date(2025, 5, 11)], [day(11, 5)], [{}], id="one date proves nothing"),
    ],
)
def test_conform_rows_lets_neighbours_say_the_order_of_day_and_month(
    tmp_path, cells, values, found
):
    assert _starts(tmp_path, *cells) == (values, found)


@pytest.mark.parametrize(
    ("until", "since"),
    [("11/25/2025", day(5)), ("25/11/2025", day(11, 5)), ("25 November 2025", day(11, 5))],
)
def test_conform_rows_reads_a_column_as_the_dates_of_another_prove(tmp_path, until, since):
    row = KERJA | {"Tanggal Mulai": "11/5/2025", "Tanggal Selesai": until}

    conformed = _conform(tmp_path, "kegiatan_kerja", row)

    assert conformed.rows.select("tgl_mulai", "tgl_selesai").row(0) == (since, day(25))


PARTNER = ["Nama Mitra", "Jenis Mitra", "Kontrak Awal", "Kontrak Akhir"]


@pytest.mark.parametrize(
    ("contracts", "held"),
    [
        pytest.param(
            [(date(2025, 3, 2), date(2025, 3, 12)), ("15/01/2025", "31/12/2025")],
            ["kontrak_awal,kontrak_akhir", None],
            id="an English Excel turned what it could",
        ),
        pytest.param(
            [(date(2025, 3, 2), date(2025, 12, 31)), ("15/01/2025", "1 Mei 2026")],
            ["kontrak_awal", None],
            id="of one column",
        ),
        pytest.param(
            [(date(2025, 3, 2), date(2025, 3, 12)), ("5/1/2025", "31/12/2025")],
            [None, None],
            id="a text Excel would have turned",
        ),
        pytest.param(
            [(date(2025, 3, 2), date(2026, 3, 12)), ("15 Januari 2025", "31 Desember 2025")],
            [None, None],
            id="months by name",
        ),
        pytest.param(
            [(date(2025, 3, 2), date(2026, 3, 12)), (date(2025, 1, 15), "31 Desember 2025")],
            [None, None],
            id="typed by hand",
        ),
    ],
)
def test_conform_rows_holds_back_contracts_whose_dates_may_be_turned(tmp_path, contracts, held):
    rows = [[f"PT {at}", "pt", *days] for at, days in enumerate(contracts)]

    conformed = _conform_table(tmp_path, "mitra", [PARTNER, *rows])

    codes = conformed.rows["E231"] if "E231" in conformed.codes else [None] * len(rows)
    assert list(codes) == held


@pytest.mark.parametrize(
    ("first", "last", "values", "found"),
    [
        ("3 s.d. 14 November 2025", "", (day(3), day(14)), {}),
        ("27 Oktober - 7 November 2025", None, (day(27, 10), day(7)), {}),
        ("3 s.d. 14 November 2025", "14/11/2025", (day(3), day(14)), {}),
        ("3 s.d. 14 November 2025", "15/11/2025", (None, day(15)), {"E208": "tgl_mulai"}),
        ("3/11/2025", "3 s.d. 14 November 2025", (day(3), None), {"E208": "tgl_selesai"}),
        ("2025-11-02T17:00:00Z", "", (day(3), None), {"W211": "tgl_mulai"}),
    ],
)
def test_conform_rows_puts_a_range_of_days_into_both_columns(tmp_path, first, last, values, found):
    row = KERJA | {"Tanggal Mulai": first} | ({} if last is None else {"Tanggal Selesai": last})

    conformed = _conform(tmp_path, "kegiatan_kerja", row)

    assert conformed.rows.select("tgl_mulai", "tgl_selesai").row(0) == values
    assert _found(conformed) == found


def test_a_range_of_days_ends_in_a_column_of_days():
    ends = [(d, c.ends) for d in DATASETS.values() for c in d.columns.values() if c.ends]

    assert {d.columns[name].kind for d, name in ends} == {Kind.DATE}
    assert {d.name for d, _ in ends} == {"kegiatan_kerja", "pelatihan", "mitra"}


def test_every_unit_that_is_counted_says_in_which_parts():
    counted = read_reference("satuan").filter(pl.col("dimensi").is_in(["cacah", "kemasan"]))

    assert set(counted["satuan"]) == load_references().countable.keys()


def test_conform_rows_takes_no_range_where_a_shipment_has_one_day(tmp_path):
    conformed = _conform(tmp_path, "ekspor", EKSPOR | {"Tanggal Ekspor": "6 s.d. 17 Oktober 2025"})

    assert _found(conformed) == {"E208": "tanggal_ekspor"}


def test_conform_rows_takes_seconds_before_midnight_for_the_next_day(tmp_path):
    row = EKSPOR | {"Tanggal Ekspor": datetime(2025, 9, 30, 23, 59, 48)}  # noqa: DTZ001

    conformed = _conform(tmp_path, "ekspor", row)

    assert conformed.rows["tanggal_ekspor"].to_list() == [date(2025, 10, 1)]
    assert _found(conformed) == {"W211": "tanggal_ekspor"}


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


def test_conform_rows_takes_a_product_named_like_a_total_for_data(tmp_path):
    table = [*TABLE, ["Jumlahan", 5, "pcs"], ["Total Football", 5, "pcs"]]

    conformed = _conform_table(tmp_path, "produksi", table)

    assert conformed.rows.height == 4


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


def test_conform_rows_takes_a_partner_named_like_a_source_for_data(tmp_path):
    table = [["Nama Mitra", "Jenis Mitra"], ["Sumber Rejeki", "pt"], ["PT Kriya", "pt"]]

    conformed = _conform_table(tmp_path, "mitra", table)

    assert conformed.rows["nama_mitra"].to_list() == ["Sumber Rejeki", "PT Kriya"]


def test_conform_rows_takes_a_sparse_row_that_begins_with_a_weekday_for_data(tmp_path):
    table = [list(EKSPOR), ["Rabu, 5 November 2025", "coir net"], list(EKSPOR.values())]

    conformed = _conform_table(tmp_path, "ekspor", table)

    assert conformed.rows["tanggal_ekspor"].to_list() == [date(2025, 11, 5), date(2025, 10, 16)]


def test_conform_rows_takes_a_full_row_after_a_note_for_data(tmp_path):
    table = [*TABLE, ["Catatan: borongan"], ["roti", 12, "kg"]]

    conformed = _conform_table(tmp_path, "produksi", table)

    assert conformed.rows["baris"].to_list() == [4, 5, 7]
