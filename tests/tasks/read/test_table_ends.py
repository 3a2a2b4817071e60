"""Where a table ends and another begins: page breaks, sections, neighbours, remarks."""

from datetime import date
from itertools import zip_longest

import pytest
from one_sheet import (
    BATIK,
    EKSPOR,
    ENVELOPE,
    KESET,
    LINE_OF_PREMI,
    OKTOBER,
    PREMI,
    PRODUKSI,
    produksi,
    read_tables,
    rows_of,
    sheet,
)

from tasks.read.remarks import remarks_on


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        pytest.param(
            [KESET, ["Catatan: sumber data buku bengkel"], ["dan catatan instruktur"]],
            [("Keset",)],
            id="a running remark",
        ),
        pytest.param(
            [KESET, [], ["", "", "4 November 2025"], ["", "Mengetahui,", "Yang membuat,"]],
            [("Keset",)],
            id="a day alone above those who sign",
        ),
        pytest.param(
            [
                KESET,
                ["Catatan: bahan dari dinas"],
                [2, "Batik", "", "lembar"],
                ["", "Roti", 7, "pcs"],
            ],
            [("Keset",), ("Batik", "E232"), ("Roti",)],
            id="rows behind a remark stay rows",
        ),
        pytest.param(
            [
                KESET,
                [],
                ["1) termasuk pesanan dinas"],
                [],
                ["", "", "", "Garut, 4 November 2025"],
                ["Menyetujui,", "Mengetahui,", "Yang membuat,"],
                ["Kalapas", "Kasi Giatja", "Operator"],
                [],
                ["Andi, S.H.", "Budi, A.Md.", "Citra"],
                ["NIP 19700101 199003 1 001", "NIP 19800101 200003 1 001", "NIP 19900101 2 1"],
            ],
            [("Keset",)],
            id="three who sign",
        ),
        pytest.param(
            [KESET, [], [], ["", "", "Operator SDP,"], [], ["", "", "Siti Aminah"]],
            [("Keset",)],
            id="one who signs without a word of it",
        ),
        pytest.param(
            [["contoh", "Meja belajar", 9999, "pcs"], KESET],
            [("Keset",)],
            id="the form's example",
        ),
        pytest.param(
            [["", "Contoh: Meja", 9999, "pcs"], KESET],
            [("Contoh: Meja", "E224"), ("Keset",)],
            id="perhaps an example",
        ),
        pytest.param(
            [["", "Meja (contoh)", 9999, "pcs"], ["", "Misal: kursi", 9, "pcs"], KESET],
            [("Meja (contoh)", "E224"), ("Misal: kursi", "E224"), ("Keset",)],
            id="perhaps examples, in other words",
        ),
        pytest.param(
            [["mis.", "Meja", 9999, "pcs"], KESET], [("Keset",)], id="an example in short"
        ),
        pytest.param(
            [[*KESET, "BATAL"], [*BATIK, "dibatalkan pembeli lain"]],
            [("Keset", "E222"), ("Batik", "E233")],
            id="called off in a remark",
        ),
    ],
)
def test_what_is_no_row_ends_or_accompanies_the_table(rows, left):
    [table] = read_tables(produksi(PRODUKSI, *rows))

    assert rows_of(table, "produk") == left


def test_a_header_in_another_order_holds_for_the_rows_below_it():
    """As long as the one above held for all, `pcs` was read as how many."""
    turned = ["No", "Nama Produk", "Satuan", "Jumlah Produksi"]

    first, second = read_tables(produksi(PRODUKSI, KESET, turned, [2, "Roti", "pcs", 30]))

    wanted = ("produk", "jumlah_produksi", "satuan")
    assert rows_of(first, *wanted) == [("Keset", 20, "lembar")]
    assert rows_of(second, *wanted) == [("Roti", 30, "pcs")]


def test_a_header_in_another_unit_holds_for_the_rows_below_it():
    kilos, tons = (["No", "Nama Produk", f"Jumlah Produksi ({unit})"] for unit in ("kg", "ton"))

    first, second = read_tables(produksi(kilos, [1, "Kopi", 300], tons, [2, "Bayam", 3]))

    assert [next(iter(t.tree.satuan.values())) for t in (first, second)] == ["KG", "TON"]
    assert rows_of(second, "produk", "jumlah_produksi") == [("Bayam", 3)]


def test_another_header_begins_a_table_of_its_own():
    sold = ["No", "Nama Produk", "Jumlah Terjual", "Satuan", "Jangkauan Pasar"]

    tables = read_tables(
        sheet(
            "Sheet1",
            ["A. HASIL PRODUKSI"],
            *ENVELOPE,
            PRODUKSI,
            KESET,
            [],
            ["B. HASIL PENJUALAN"],
            sold,
            [1, "Batik", 45, "lembar", "Lokal"],
            [],
            ["C. EKSPOR"],
            EKSPOR,
            ["NIHIL"],
        )
    )

    assert [(t.dataset, t.month, t.says_nil) for t in tables] == [
        ("produksi", OKTOBER, False),
        ("pemasaran", OKTOBER, False),
        ("ekspor", OKTOBER, True),
    ]
    assert rows_of(tables[0], "produk") == [("Keset",)]
    assert rows_of(tables[1], "produk", "jumlah_terjual") == [("Batik", 45)]


def test_a_table_of_another_kind_below_is_named_not_read():
    [table] = read_tables(
        produksi(
            PRODUKSI,
            KESET,
            [],
            ["Rekap pegawai"],
            ["Nama", "Jabatan", "Golongan"],
            ["Budi", "Operator", "II/c"],
            ["Citra", "Bendahara", "II/d"],
            ["Dewi", "Instruktur", "III/a"],
        )
    )

    assert rows_of(table, "produk") == [("Keset",)]
    assert list(remarks_on(table, [])) == [("W006", "A11:C14")]


def test_tables_side_by_side_are_two():
    made = ["No", "Nama Produk", "Jumlah Produksi", "Satuan"]
    sold = ["No", "Nama Produk", "Jumlah Terjual", "Satuan", "Jangkauan Pasar"]

    tables = read_tables(
        sheet(
            "Sheet1",
            ["PRODUKSI", "", "", "", "", "PENJUALAN"],
            *ENVELOPE,
            [*made, "", *sold],
            [*KESET, "", 1, "Batik", 5, "lembar", "Lokal"],
            [2, "Roti", 2, "pcs"],
        )
    )

    assert [t.dataset for t in tables] == ["produksi", "pemasaran"]
    assert rows_of(tables[0], "produk") == [("Keset",), ("Roti",)]
    assert rows_of(tables[1], "produk") == [("Batik",)]


_MADE = [["No", "Nama Produk", "Jumlah Produksi", "Satuan"], KESET, [2, "Roti", 2, "pcs"]]
_CLIENTS = ["Klien Dewasa L", "Klien Dewasa P", "Klien Anak L", "Klien Anak P", "Jumlah Klien"]
_GROUPED = [["Klien Dewasa", "", *_CLIENTS[2:]], ["L", "P"], [511, 104, 70, 3, 688]]


def test_a_header_that_begins_with_a_label_of_the_envelope_is_a_header():
    header = ["Nama UPT", "Catatan Petugas", "Program", "Status", "Mulai"]
    row = ["Lapas Cirebon", "lancar", "Koperasi Merah Putih", "Aktif", "01/03/2023"]
    rows = [[*header, "", *PRODUKSI], [*row, "", *KESET]]

    tables = read_tables(sheet("Sheet1", *ENVELOPE, ["PROGRAM", *[""] * 5, "PRODUKSI"], *rows))

    assert [t.dataset for t in tables] == ["program", "produksi"]
    assert rows_of(tables[1], "produk") == [("Keset",)]


@pytest.mark.parametrize("titles", [("PRODUKSI", "PENJUALAN"), ("PRODUKSI DAN PENJUALAN", "")])
def test_an_empty_column_within_a_table_parts_none_of_it(titles):
    made = [*PRODUKSI, "", "Harga Satuan", "Nilai Produksi", "Lulus QC"]
    sold = ["Nama Produk", "Jumlah Terjual", "Satuan", "Jangkauan Pasar"]
    heads = [titles[0], *[""] * len(made), titles[1]]
    rows = [
        [*made, "", *sold],
        [*KESET, "", 15_000, 300_000, 20, "", "Batik", 5, "lembar", "Lokal"],
    ]

    one, other = read_tables(sheet("Sheet1", heads, *ENVELOPE, *rows))

    assert rows_of(one, "produk", "nilai_produksi") == [("Keset", 300_000)]
    assert rows_of(other, "produk") == [("Batik",)]


def test_a_date_over_two_columns_is_no_label_of_the_table_beside():
    left = [
        ["PELATIHAN", *[""] * 5],
        ["", "", "", "Tanggal", "", ""],
        ["Nama Pelatihan", "Jumlah Peserta", "Bersertifikat", "Mulai", "Selesai", ""],
        ["Menjahit", 20, 18, "03/11/2025", "07/11/2025", ""],
    ]
    rows = [one + two for one, two in zip(left, [["PRODUKSI"], *_MADE], strict=True)]

    one, other = read_tables(sheet("Sheet1", *ENVELOPE, *rows))

    assert rows_of(one, "tgl_mulai") == [("03/11/2025",)]
    assert rows_of(other, "produk") == [("Keset",), ("Roti",)]


@pytest.mark.parametrize(
    ("left", "fault", "gap"),
    [
        pytest.param([["KLIEN"], *_GROUPED], None, 0, id="a higher header"),
        pytest.param([["KLIEN"], [""], [""], *_GROUPED], None, 1, id="one that begins lower"),
        pytest.param(
            [["KLIEN"], [*_CLIENTS, ""], ["", "", "", "", "I", "II"], [511, 104, 70, 3, 688, 344]],
            "E025",
            0,
            id="a puzzle",
        ),
        pytest.param(
            [
                ["PARTISIPASI"],
                ["Uraian", "Jumlah"],
                ["Jumlah Penghuni", 40],
                ["Peserta Pembinaan Kemandirian", 30],
            ],
            None,
            0,
            id="labels down the page",
        ),
    ],
)
def test_each_of_two_tables_side_by_side_has_a_header_of_its_own(left, fault, gap):
    width = max(map(len, left))
    lines = [[*row, *[""] * (width + 1 - len(row))] for row in left]
    right = [["PRODUKSI"], *[[""]] * gap, *_MADE]
    rows = [one + two for one, two in zip_longest(lines, right, fillvalue=[])]

    one, other = read_tables(sheet("Sheet1", *ENVELOPE, *rows))

    assert (one.fault and one.fault.code) == fault
    assert rows_of(other, "produk") == [("Keset",), ("Roti",)]


def test_a_table_beside_another_goes_on_behind_a_page_break():
    sold = ["No", "Nama Produk", "Jumlah Terjual", "Satuan", "Jangkauan Pasar"]
    roti = [3, "Roti", 2, "pcs"]

    made, sales = read_tables(
        sheet(
            "Sheet1",
            ["PRODUKSI", "", "", "", "", "PENJUALAN"],
            *ENVELOPE,
            [*PRODUKSI, "", *sold],
            [*KESET, "", 1, "Batik", 5, "lembar", "Lokal"],
            [*BATIK, "", 2, "Tas", 5, "lembar", "Lokal"],
            ["", "Jumlah dipindahkan", 30],
            PRODUKSI,
            [],
            ["", "Jumlah pindahan", 30],
            roti,
            merged=[(8, column, 9, column) for column in range(4)],
        )
    )

    assert rows_of(made, "produk", "jumlah_produksi") == [("Keset", 20), ("Batik", 10), ("Roti", 2)]
    assert rows_of(sales, "produk") == [("Batik",), ("Tas",)]


def test_a_merged_cell_of_a_table_beside_is_no_cell_of_this_one():
    made = ["Nama Produk", "Satuan", "Jumlah Produksi", "", ""]
    sold = ["Nama Produk", "Jumlah Terjual", "Satuan", "Jangkauan Pasar"]

    _, sales = read_tables(
        sheet(
            "Sheet1",
            ["PRODUKSI", "", "", "", "", "", "PENJUALAN"],
            *ENVELOPE,
            [*made, "", *sold],
            ["", "", "Jenis Kelamin", "", "Jumlah", "", "Batik", 5, "lembar", "Lokal"],
            ["", "", "L", "P", "", "", "Tas", 2, "lembar", "Lokal"],
            ["Keset", "lembar", 12, 8, 20, "", "Roti", 9, "pcs", "Lokal"],
            merged=[(5, 2, 5, 4), (6, 2, 6, 3), (6, 4, 7, 4)],
        )
    )

    assert rows_of(sales, "produk") == [("Batik",), ("Tas",), ("Roti",)]


def test_another_month_begins_a_table_of_its_own():
    september, october = read_tables(
        sheet(
            "Produksi",
            ["LAPORAN HASIL PRODUKSI"],
            ["Nama UPT", ":", "Lapas Garut"],
            ["BULAN SEPTEMBER 2025"],
            PRODUKSI,
            KESET,
            [],
            ["BULAN OKTOBER 2025"],
            PRODUKSI,
            BATIK,
        )
    )

    assert (september.month, october.month) == (date(2025, 9, 1), OKTOBER)
    assert (rows_of(september, "produk"), rows_of(october, "produk")) == (
        [("Keset",)],
        [("Batik",)],
    )


def test_a_table_beside_another_is_not_taken_for_columns_nobody_knows():
    beside = [*PREMI[:5], *PRODUKSI[1:]]
    [table] = read_tables(sheet("Premi PNBP", *ENVELOPE, beside, [*LINE_OF_PREMI[:5], *KESET[1:]]))

    assert table.fault.code in {"E011", "E012", "E025"}


def test_tables_side_by_side_that_mingle_are_refused():
    klien = ["Klien Dewasa L", "Klien Dewasa P", "Klien Anak L", "Klien Anak P", "Jumlah Klien"]
    header = [*klien, "", "Latihan Kerja", *PRODUKSI]

    line = [260, 43, 53, 9, 365, "", 31, *KESET]
    tables = read_tables(sheet("Klien Bapas", *ENVELOPE, header, line))

    assert {table.fault.code for table in tables} == {"E025"}


@pytest.mark.parametrize(
    ("below", "left"),
    [
        pytest.param([["Keterangan :"], ["1.", "dijual ke koperasi"]], [], id="a list of remarks"),
        pytest.param(
            [["Keterangan :"], [1, "Stok keset", 5, "lembar"], [2, "Stok batik", 3, "lembar"]],
            [("Stok keset", 5, "E232"), ("Stok batik", 3, "E232")],
            id="a list with figures",
        ),
        pytest.param([["Ekspor bulan ini nihil"]], [], id="a sentence where numbers stand"),
        pytest.param([[3, "Tidak ada kegiatan lain", "", ""]], [], id="nothing more"),
    ],
)
def test_what_counts_anew_behind_a_remark_is_the_remarks(below, left):
    [table] = read_tables(produksi(PRODUKSI, KESET, BATIK, *below))

    found = rows_of(table, "produk", "jumlah_produksi")
    assert found == [("Keset", 20), ("Batik", 10), *left]


@pytest.mark.parametrize(
    ("further", "code"),
    [([3, "Roti", 5, "pcs"], "E011"), (["Roti", "pcs", 5, 1], None), (["Keset", "lembar"], None)],
)
def test_rows_that_go_on_without_a_header_on_the_next_sheet_are_not_left_out(further, code):
    first = produksi(PRODUKSI, KESET, BATIK)

    table, *others = read_tables(first, sheet("Table 2", further))

    assert (table.fault and table.fault.code) == code
    assert not others


def test_a_row_of_words_above_a_header_that_stands_again_is_a_row():
    header = ["Bidang", "Kegiatan", "Mitra"]
    rows = [header, ["Kesenian", "Hadroh", ""], [], ["Lainnya", "Catur", ""], header]
    [table] = read_tables(
        sheet("Kepribadian", *ENVELOPE, *rows, ["Olahraga", "Voli", "Dinas Pendidikan"])
    )

    assert rows_of(table, "kegiatan") == [("Hadroh",), ("Catur",), ("Voli",)]


def test_a_header_that_stands_again_may_leave_out_its_units():
    header, units = ["Bidang", "Kegiatan", "Frekuensi"], ["", "", "(kali)"]
    rows = [header, units, ["Kesenian", "Hadroh", 5], [], header, ["Olahraga", "Voli", 3]]
    [table] = read_tables(sheet("Kepribadian", *ENVELOPE, *rows))

    assert rows_of(table, "kegiatan") == [("Hadroh",), ("Voli",)]


def test_rows_above_the_header_are_not_left_out():
    [table] = read_tables(produksi([3, "Roti", 5, "pcs"], PRODUKSI, KESET, BATIK))

    assert (table.fault.code, table.fault.written) == ("E011", "3 | Roti | 5 | pcs")


def test_a_row_to_the_right_of_the_table_is_not_left_out():
    header, beside = [*PRODUKSI, *[""] * 5], ["", 3, "Roti", 5, "pcs"]
    [table] = read_tables(produksi(header, [*KESET, *beside], BATIK))

    assert table.fault.code == "E025"


def test_a_sheet_that_is_called_nothing_holds_more_of_the_form():
    tables = read_tables(produksi(PRODUKSI, KESET), sheet("Lanjutan", PRODUKSI, BATIK))

    assert [table.dataset for table in tables] == ["produksi", "produksi"]  # E014 for both


@pytest.mark.parametrize(
    ("line", "held"),
    [
        ("3;Roti;1200;pcs", True),
        ("3\tRoti\t1200\tpcs", True),
        ("3. Roti 1.200 pcs", True),
        ("Ditambah roti 1.200 pcs", True),
        ("4,Roti,1200,pcs", True),
        ("3 - Roti - 1200 - pcs", True),
        ("Dicetak 4 November 2025", False),
        ("2 orang bebas dalam bulan ini", False),
    ],
)
def test_a_row_within_one_cell_below_the_others_is_not_left_out(line, held):
    [table] = read_tables(produksi(PRODUKSI, KESET, BATIK, [line]))

    assert [codes for _, *codes in rows_of(table, "produk")] == [[], [], *[["E232"]] * held]


def test_a_list_with_titles_of_its_own_on_the_next_sheet_is_another_one():
    stock = [["No", "Nama Bahan", "Banyaknya", "Ukuran"], [1, "Kayu", 5, "pcs"]]

    [table] = read_tables(produksi(PRODUKSI, KESET), sheet("Bahan", *stock))

    assert (table.fault, rows_of(table, "produk")) == (None, [("Keset",)])
