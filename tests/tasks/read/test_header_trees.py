"""Header trees: groups and leaves, parts of a column, months across, units in narrow columns."""

from datetime import date

import pytest
from one_sheet import (
    EKSPOR,
    ENVELOPE,
    KESET,
    LINE,
    LINE_OF_PREMI,
    PARTED,
    PREMI,
    PRODUKSI,
    UNDER,
    produksi,
    read_tables,
    rows_of,
    sheet,
)

from tasks.read.blocks import begins_header
from tasks.read.grid import Shown
from tasks.read.headers import without_mark


def premi(header, below, *rows, group=(5, 7)):
    """A sheet of premi whose header takes two rows, one heading merged over some columns."""
    merged = [(4, group[0], 4, group[1])]
    return sheet("Premi PNBP", *ENVELOPE, header, below, *rows, merged=merged)


@pytest.mark.parametrize(
    ("below", "figures", "meant"),
    [
        pytest.param(
            ["s.d. bulan lalu", "bulan ini", "s.d. bulan ini"],
            [2_700_000, 300_000, 3_000_000],
            [300_000],
            id="this month between the months before and all months",
        ),
        pytest.param(
            ["s/d bln lalu", "bln ini", "jumlah"],
            [2_700_000, 300_000, 3_000_000],
            [300_000],
            id="the last one called sum",
        ),
        pytest.param(
            ["s.d. bulan lalu", "bulan ini", "s.d. bulan ini"],
            [2_700_000, 300_000, 3_500_000],
            [300_000, "E226"],
            id="they do not add up",
        ),
        pytest.param(
            ["Target", "Realisasi", "%"],
            [2_700_000, 300_000, 11],
            [300_000],
            id="what was reached, not what was planned",
        ),
    ],
)
def test_of_a_parted_column_the_month_reported_is_meant(below, figures, meant):
    [table] = read_tables(premi(PARTED, [*UNDER, *below], [*LINE, *figures]))

    assert rows_of(table, "pnbp_disetor") == [tuple(meant)]


@pytest.mark.parametrize(
    "below",
    [
        pytest.param(["Pusat", "Daerah", "Cadangan"], id="words of no form"),
        pytest.param([2023, 2024, 2025], id="years"),
        pytest.param(["s.d. bulan lalu", "s.d. bulan ini", ""], id="this month is missing"),
    ],
)
def test_a_leaf_that_stays_unexplained_refuses_the_table(below):
    [table] = read_tables(premi(PARTED, [*UNDER, *below], [*LINE, 1, 2, 3]))

    assert (table.fault.code, table.fault.cell) == ("E025", "F5:F7")


@pytest.mark.parametrize(
    ("header", "figures", "meant"),
    [
        pytest.param(["L", "P", "Jml"], [10, 5, 15], [15], id="the sum"),
        pytest.param(["L", "P", "Jml"], [10, 5, 16], [16, "E226"], id="a sum that is none"),
        pytest.param(["L", "P", ""], [10, 5, ""], [15], id="added where no sum stands"),
        pytest.param(["L", "P", ""], ["sepuluh", 5, ""], ["sepuluh + 5", "E226"], id="not addable"),
    ],
)
def test_people_parted_by_sex_are_counted_once(header, figures, meant):
    rows = (
        ["No", "Bidang", "Jenis Kegiatan", "Jumlah WBP", "", ""],
        ["", "", "", *header],
        [1, "Kerajinan", "Keset", *figures],
    )
    last = 5 if header[2] else 4
    [table] = read_tables(sheet("Kegiatan Kerja", *ENVELOPE, *rows, merged=[(4, 3, 4, last)]))

    assert rows_of(table, "jumlah_wbp") == [tuple(meant)]


@pytest.mark.parametrize(
    ("months", "meant"),
    [
        pytest.param(["Agustus", "September", "Oktober"], 310, id="the report's month"),
        pytest.param(["Agt 2025", "Sept 2025", "Okt 2025"], 310, id="short, with the year"),
        pytest.param(["Juli", "Agustus", "September"], None, id="it is not among them"),
        pytest.param(["Agt 2024", "Sep 2024", "Okt 2024"], None, id="of another year"),
    ],
)
@pytest.mark.parametrize("last", ["Jumlah", "Total"])
def test_of_months_across_the_reports_month_is_meant(months, meant, last):
    rows = (
        ["No", "Nama Produk", "Satuan", *months, last],
        [1, "Keset", "lembar", 280, 300, 310, 890],
    )
    header = rows[0] if last == "Jumlah" else [*rows[0][:-1], "Jumlah"]
    [table] = read_tables(sheet("Produksi", *ENVELOPE, header, rows[1]))

    if meant is None:
        assert table.fault.code == "E025"
    else:
        assert rows_of(table, "jumlah_produksi") == [(meant,)]


def test_of_months_across_that_nobody_filled_nothing_is_meant():
    rows = (
        ["No", "Nama Produk", "Jumlah Produksi", "Satuan", "Nilai Produksi", "", ""],
        ["", "", "", "", "Juli", "Agustus", "September"],
        [1, "Keset", 280, "lembar", "", "", ""],
    )
    merged = [*((4, at, 5, at) for at in range(4)), (4, 4, 4, 6)]

    [table] = read_tables(sheet("Produksi", *ENVELOPE, *rows, merged=merged))

    assert rows_of(table) == [("Keset", 280, "lembar")]


def test_a_header_of_three_rows_is_read_by_its_leaves():
    rows = (
        ["No", "Kegiatan", "", "Peserta", "", ""],
        ["", "Bidang", "Jenis", "WBP", "", ""],
        ["", "", "", "L", "P", "Jumlah"],
        [1, "Kerajinan", "Keset", 10, 5, 15],
    )
    merged = [(4, 0, 6, 0), (4, 1, 4, 2), (4, 3, 4, 5), (5, 1, 6, 1), (5, 2, 6, 2), (5, 3, 5, 5)]

    [table] = read_tables(sheet("Kegiatan Kerja", *ENVELOPE, *rows, merged=merged))

    assert rows_of(table, "bidang", "jenis_kegiatan", "jumlah_wbp") == [("Kerajinan", "Keset", 15)]


def test_a_group_over_groups_stands_above_headers_in_the_lowest_row():
    rows = (
        ["", "", "", "Jumlah WBP", "", ""],
        ["", "", "", "Jenis Kelamin", "", "Jumlah"],
        ["No", "Bidang", "Jenis Kegiatan", "L", "P", ""],
        [1, "Kerajinan", "Keset", 10, 5, 15],
    )
    merged = [(4, 3, 4, 5), (5, 3, 5, 4), (5, 5, 6, 5)]

    [table] = read_tables(sheet("Kegiatan Kerja", *ENVELOPE, *rows, merged=merged))

    assert rows_of(table, "jenis_kegiatan", "jumlah_wbp") == [("Keset", 15)]


def test_a_heading_that_says_nothing_new_may_stand_over_a_group():
    rows = (
        ["Nama Pelatihan", "Data", "", "", ""],
        ["", "Jumlah Peserta", "Bersertifikat", "Tanggal", ""],
        ["", "", "", "Mulai", "Selesai"],
        ["Las listrik", 20, 18, date(2025, 10, 6), date(2025, 10, 17)],
    )
    merged = [(4, 0, 6, 0), (4, 1, 4, 4), (5, 1, 6, 1), (5, 2, 6, 2), (5, 3, 5, 4)]

    [table] = read_tables(sheet("Pelatihan", *ENVELOPE, *rows, merged=merged))

    days = rows_of(table, "tgl_mulai", "tgl_selesai")
    assert days == [(date(2025, 10, 6), date(2025, 10, 17))]


def test_a_row_of_units_above_nihil_makes_no_narrow_column_at_the_edge():
    header = [*EKSPOR, "WBP Terlibat"]
    units = [*[""] * 6, "(orang)"]
    merged = [(4, at, 5, at) for at in range(7)]

    [table] = read_tables(
        sheet("Ekspor", *ENVELOPE, header, [], units, ["", "Nihil"], merged=merged)
    )

    assert (table.says_nil, table.fault) == (True, None)


def test_a_unit_beside_the_months_is_of_each_of_them():
    group = ["No", "Nama Produk", "Jumlah Produksi", "", "", ""]
    months = ["", "", "Oktober", "November", "Desember", "Satuan"]
    [table] = read_tables(produksi(group, months, [1, "Keset", 280, 100, "", "lembar"]))

    assert rows_of(table) == [("Keset", Shown(280, "lembar"))]


def test_a_currency_beside_people_is_not_theirs():
    header, row = [*PREMI, "Mata Uang"], [1, "Keset", 12_000_000, 3_000_000, 900_000, 12, "Rp"]
    [table] = read_tables(sheet("Premi PNBP", *ENVELOPE, header, row))

    assert rows_of(table, "jumlah_penerima") == [(12,)]


def test_units_in_narrow_columns_go_with_their_figures():
    rows = (
        ["No", "Nama Produk", "Jumlah Produksi", "", "Nilai Produksi", ""],
        [1, "Keset", 280, "lembar", "Rp", 5_000_000],
    )

    merged = [(4, 2, 4, 3), (4, 4, 4, 5)]
    texts = [1, "Keset", "2.80", "lembar", "Rp", "3.046.025, 00"]

    [table] = read_tables(sheet("Produksi", *ENVELOPE, *rows, merged=merged))
    [typed] = read_tables(sheet("Produksi", *ENVELOPE, rows[0], texts, merged=merged))

    assert rows_of(table) == [("Keset", Shown(280, "lembar"), Shown(5_000_000, "Rp"))]
    assert rows_of(typed) == [("Keset", "2.80 lembar", "Rp 3.046.025, 00")]


@pytest.mark.parametrize(
    ("text", "unmarked"), [("Jumlah WBP *)", "Jumlah WBP"), ("PNBP<br>1)", "PNBP"), ("1)", "1)")]
)
def test_a_footnote_mark_is_no_part_of_a_header_but_a_number_of_its_own(text, unmarked):
    assert without_mark(text) == unmarked


def test_a_header_whose_words_name_other_datasets_heads_its_own_table():
    klien = ["Klien Dewasa L", "Klien Dewasa P", "Klien Anak L", "Klien Anak P", "Jumlah Klien"]
    above = [["LAPORAN KLIEN"], [*klien, "Pelatihan"], [260, 43, 53, 9, 365, 31], []]

    tables = read_tables(sheet("Laporan", *ENVELOPE, *above, ["PRODUKSI"], PRODUKSI, KESET))

    assert [(table.dataset, table.fault) for table in tables] == [
        ("klien_bapas", None),
        ("produksi", None),
    ]


def test_a_title_right_under_the_header_is_no_part_of_it():
    [table] = read_tables(
        produksi(PRODUKSI, ["BULAN LALU"], [1, "Batik", 7, "lembar"], ["BULAN INI"], KESET)
    )

    assert rows_of(table, "produk") == [("Batik", "E232"), ("Keset",)]


def parted(*leaves):
    """A sheet of production whose quantity is parted by some leaves, and the row under them."""
    titles, figures = zip(*leaves, strict=True)
    wide = len(titles) - 1
    return sheet(
        "Produksi",
        *ENVELOPE,
        ["No", "Nama Produk", "Satuan", "Jumlah Produksi", *[""] * wide],
        ["", "", "", *titles],
        [1, "Keset", "lembar", *figures],
        merged=[(4, 3, 4, 3 + wide)],
    )


@pytest.mark.parametrize(
    ("leaves", "meant"),
    [
        pytest.param([("Minggu I", 12), ("Minggu II", 8), ("Jumlah", 20)], 20, id="weeks"),
        pytest.param([("Jumlah", 20), ("Baik", 18), ("Rusak", 2)], 20, id="the sum first"),
        pytest.param([("Pagi", 12), ("Siang", 9), ("Jumlah", 20)], None, id="no sum"),
        pytest.param([("TW III", 12), ("TW IV", 8), ("Jumlah", 20)], None, id="quarters"),
        pytest.param([("Bulan 9", 12), ("Bulan 10", 8), ("Jumlah", 20)], None, id="months"),
        pytest.param([("Stok Awal", 12), ("Produksi", 8), ("Jumlah", 20)], None, id="stock"),
        pytest.param([("Bulan Lalu", 12), ("Bulan Ini", 8), ("Naik/Turun", -4)], 8, id="change"),
        pytest.param(
            [("s.d. September", 12), ("Realisasi Oktober", 8), ("Realisasi s.d. Oktober", 20)],
            8,
            id="months by their names",
        ),
    ],
)
def test_unknown_parts_are_explained_by_the_sum_they_prove(leaves, meant):
    [table] = read_tables(parted(*leaves))

    if meant is None:
        assert table.fault.code == "E025"
    else:
        assert rows_of(table, "jumlah_produksi") == [(meant,)]


def test_a_part_may_have_its_currency_behind_it():
    [table] = read_tables(
        sheet(
            "Premi PNBP",
            *ENVELOPE,
            ["No", "Kegiatan", "Omzet", "", "Premi WBP", "Jumlah Penerima", "PNBP Disetor"],
            ["", "", "Bulan Ini (Rp)", "Sampai dengan Bulan Ini (Rp)"],
            [1, "Keset", 5_000_000, 50_000_000, 1_000_000, 12, 300_000],
            merged=[(4, 2, 4, 3)],
        )
    )

    assert rows_of(table, "omzet") == [(5_000_000,)]


@pytest.mark.parametrize(
    ("leaves", "figures", "meant"),
    [
        (["Napi", "Tahanan", "Jumlah"], [8, 2, 10], [(10,)]),
        (["Napi", "Tahanan", "Jumlah"], [8, 2, 11], "E025"),
        (["Napi", "Tahanan"], [8, 2], "E025"),
    ],
)
def test_inmates_counted_apart_are_explained_by_their_sum_alone(leaves, figures, meant):
    width = len(leaves)
    [table] = read_tables(
        sheet(
            "Giatja",
            *ENVELOPE,
            ["No", "Bidang", "Jenis Kegiatan", "Jumlah WBP", *[""] * (width - 1)],
            ["", "", "", *leaves],
            [1, "Kerajinan", "Keset", *figures],
            merged=[(4, 3, 4, 2 + width)],
        )
    )

    assert (table.fault.code if table.fault else rows_of(table, "jumlah_wbp")) == meant


def test_a_leaf_may_count_some_of_what_its_group_counts():
    [table] = read_tables(
        sheet(
            "Partisipasi",
            *ENVELOPE,
            ["Jumlah Penghuni", "", "", "Peserta Pembinaan", ""],
            ["Narapidana", "Tahanan", "Jumlah", "Kemandirian", "Kepribadian"],
            [700, 100, 800, 300, 200],
            merged=[(4, 0, 4, 2), (4, 3, 4, 4)],
        )
    )

    names = ("total_wbp", "narapidana", "tahanan", "peserta_kemandirian")
    assert rows_of(table, *names) == [(800, 700, 100, 300)]


@pytest.mark.parametrize("sexes", [("L", "P"), ("Laki-laki", "Perempuan"), ("Lk", "Pr")])
def test_clients_are_counted_by_age_over_sex(sexes):
    [table] = read_tables(
        sheet(
            "Klien Bapas",
            *ENVELOPE,
            ["Jumlah Klien", "", "", "", ""],
            ["Dewasa", "", "Anak", "", "Jumlah"],
            [*sexes, *sexes, ""],
            [100, 20, 10, 5, 135],
            merged=[(4, 0, 4, 4), (5, 0, 5, 1), (5, 2, 5, 3), (5, 4, 6, 4)],
        )
    )

    names = ("klien_dewasa_l", "klien_dewasa_p", "klien_anak_l", "klien_anak_p", "total_klien")
    assert rows_of(table, *names) == [(100, 20, 10, 5, 135)]


def test_a_share_in_brackets_is_no_other_figure():
    header = [*PREMI[:3], "Premi WBP (50%)", "PNBP Disetor (15%)", PREMI[5]]
    [table] = read_tables(sheet("Premi PNBP", *ENVELOPE, header, LINE_OF_PREMI))

    assert rows_of(table, "premi", "pnbp_disetor") == [(3_000_000, 900_000)]


@pytest.mark.parametrize(
    "group", ["Tahun 2024", "Triwulan III", "Sisa Stok", "Penjualan", "Minggu ke-2"]
)
def test_a_heading_over_a_column_may_be_of_another_time_or_matter(group):
    [table] = read_tables(
        sheet(
            "Produksi",
            *ENVELOPE,
            ["No", "Nama Produk", group, ""],
            ["", "", "Jumlah", "Satuan"],
            KESET,
            merged=[(4, 2, 4, 3)],
        )
    )

    assert table.fault.code == "E031"
    assert group in table.fault.written


@pytest.mark.parametrize(
    ("begin", "is_header"),
    [
        pytest.param(["Bulan"], True, id="a header beside headers"),
        pytest.param(["Bulan :"], True, id="that ends like a label"),
        pytest.param(["Bulan", "Januari"], True, id="the first of months across"),
        pytest.param(["Bulan", "Januari", "Februari"], True, id="months across"),
        pytest.param(["Bulan: Oktober 2025"], False, id="label and value in a cell"),
        pytest.param(["Bulan", ":"], False, id="a colon of its own"),
        pytest.param(["Bulan", "="], False, id="an equals sign"),
        pytest.param(["Nama UPT", "Lapas Garut"], False, id="label beside value"),
    ],
)
def test_a_row_that_states_a_label_begins_no_header(begin, is_header):
    assert begins_header([*begin, *PRODUKSI[1:]]) is is_header


@pytest.mark.parametrize(
    ("below", "merged", "tall"),
    [
        pytest.param(["Pagi", "Sore"], [(6, 2, 6, 3)], 2, id="merged over both"),
        pytest.param(["Pagi", ""], [(6, 2, 6, 3)], 2, id="over the first"),
        pytest.param(["", "Sore"], [(6, 2, 6, 3)], 2, id="over the last"),
        pytest.param(["Pagi", "Sore"], [], 2, id="written over the first"),
        pytest.param(["Pagi", "Sore"], [(6, 2, 6, 2)], 1, id="over the first alone"),
        pytest.param([2024, 2025], [(6, 2, 6, 3)], 2, id="years"),
        pytest.param([20, 30], [(6, 2, 6, 3)], 1, id="figures"),
    ],
)
def test_words_under_a_heading_over_several_columns_are_header(below, merged, tall):
    header = [*PRODUKSI[:3], "", "Satuan"]
    rows = [["", "", *below, ""], [1, "Keset", 20, 30, "lembar"]]

    [table] = read_tables(produksi(header, *rows, merged=merged))

    block = table.heading.block
    assert block.last - block.first + 1 == tall


def test_words_under_a_heading_of_one_column_are_a_row():
    [table] = read_tables(produksi(PRODUKSI, ["", "Sapu", "Pagi", ""], KESET))

    assert table.heading.block.first == table.heading.block.last


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("Sum of Jumlah WBP", None),
        ("Jumlah dari Jumlah WBP", None),
        ("Average of Jumlah WBP", "E025"),
        ("Hitung dari Jumlah WBP", "E025"),
    ],
)
def test_a_pivot_table_says_what_it_did_with_a_column(header, code):
    titles = ["Bidang Kegiatan", "Jenis Kegiatan", header]
    items = [["Kerajinan", "Keset", 20], ["Kerajinan", "Batik", 10]]
    rows = [titles, *items, ["Grand Total", "", 30]]
    [table] = read_tables(sheet("Giatja", *ENVELOPE, ["LAPORAN KEGIATAN KERJA"], *rows))

    assert (table.fault and table.fault.code) == code
    assert code or rows_of(table, "jenis_kegiatan", "jumlah_wbp") == [("Keset", 20), ("Batik", 10)]


@pytest.mark.parametrize("is_csv", [False, True])
@pytest.mark.parametrize(("begin", "rest"), [("12.000", ".000"), (12, "juta"), ("12", 500)])
def test_a_figure_parted_over_two_columns_is_no_figure(begin, rest, is_csv):
    header = ["No", "Kegiatan", "Omzet", "", *PREMI[3:]]
    row = [1, "Keset", begin, rest, "3.000.000", "900.000", 12]

    [table] = read_tables(sheet("Premi PNBP", *ENVELOPE, header, row, is_csv=is_csv))

    assert table.fault.code == "E025"


def test_a_name_over_two_columns_that_every_row_merges_is_one():
    header = ["No", "Nama Produk", "", "Jumlah Produksi", "Satuan"]
    rows = [[1, "Keset", "", 300, "lembar"], [2, "Roti", "", 1200, "pcs"]]
    merged = [(r, 1, r, 2) for r in range(len(ENVELOPE), len(ENVELOPE) + 3)]
    [table] = read_tables(sheet("Produksi", *ENVELOPE, header, *rows, merged=merged))

    assert rows_of(table, "produk") == [("Keset",), ("Roti",)]


@pytest.mark.parametrize("numbers", [("0", "1"), ("1", "2")])
def test_the_row_numbers_of_a_program_need_no_title(numbers):
    rows = [[numbers[0], "Keset", "300", "lembar"], [numbers[1], "Roti", "1200", "pcs"]]
    grid = sheet("produksi 2025-10", ["", *PRODUKSI[1:]], *rows)._replace(is_csv=True)
    [table] = read_tables(grid, name="produksi 2025-10.csv")

    assert (table.tree.numbering, table.fault) == (0, None)


def test_a_target_of_a_month_is_no_target_of_a_year():
    header = ["Kegiatan", "Omzet", "Premi", "PNBP", "Jumlah Penerima", "Target PNBP Bulan Ini"]
    [table] = read_tables(sheet("Premi dan PNBP", *ENVELOPE, header, ["Keset", 9, 3, 1, 2, 7]))

    assert table.fault is None
    assert list(table.tree.unknown.values()) == ["Target PNBP Bulan Ini"]


def test_a_column_of_the_form_under_another_is_no_part_of_it_though_it_is_nought():
    header = [
        ["Jumlah Penghuni", "Tahanan", "", "", "", "Peserta Kemandirian"],
        ["", "L", "P", "Jml", "Anak", ""],
    ]
    [table] = read_tables(
        sheet("Partisipasi", *ENVELOPE, *header, [179, 3, 73, 76, 0, 19], merged=[(4, 1, 4, 4)])
    )

    assert (table.fault.code, table.fault.written) == ("E025", "E5:E7 Tahanan / Anak")


@pytest.mark.parametrize("beside", ["Jumlah Tahanan", "Tahanan", "Anak Binaan"])
def test_the_sentenced_are_not_the_whole_house_where_others_stand_beside(beside):
    header = ["No", "Jumlah Narapidana", beside, "Peserta Kemandirian"]
    [table] = read_tables(sheet("Partisipasi", *ENVELOPE, header, [1, 600, 220, 140]))

    assert (table.fault.code, table.fault.written) == ("E025", f"Jumlah Narapidana; {beside}")


def test_a_list_of_persons_is_no_list_of_activities():
    header = ["No", "Nama WBP", "Bidang", "Jenis Kegiatan", "Upah Harian"]
    rows = [[1, "Ahmad", "Kerajinan", "Keset", 25000], [2, "Budi", "Kerajinan", "Keset", 25000]]
    [table] = read_tables(sheet("Kegiatan Kerja", *ENVELOPE, header, *rows))

    assert table.fault.code == "E025"
