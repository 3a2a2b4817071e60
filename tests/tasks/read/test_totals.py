"""Totals, parents of parts, comparisons: known by words and proven by arithmetic."""

import pytest
from one_sheet import BATIK, ENVELOPE, KESET, PREMI, PRODUKSI, produksi, read_tables, rows_of, sheet

from tasks.read.item_names import names_no_item
from tasks.read.remarks import remarks_on

_TWO = [("Keset", 20), ("Batik", 10)]


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        pytest.param(
            [KESET, BATIK, ["", "Jumlah", 30]],
            [("Keset", 20), ("Batik", 10)],
            id="a total that adds up",
        ),
        pytest.param(
            [KESET, BATIK, ["", "Jumlah", 31]],
            [("Keset", 20), ("Batik", 10), ("Jumlah", 31, "E225")],
            id="one that does not",
        ),
        pytest.param(
            [KESET, BATIK, [3, "Total", 30, "lembar"]],
            [("Keset", 20), ("Batik", 10)],
            id="a total numbered like a row",
        ),
        pytest.param(
            [KESET, [2, "Total Football", 10, "lembar"]],
            [("Keset", 20), ("Total Football", 10)],
            id="a product called so",
        ),
        pytest.param(
            [["", "JUMLAH", 30], KESET, BATIK],
            [("Keset", 20), ("Batik", 10)],
            id="a total on top",
        ),
        pytest.param(
            [KESET, BATIK, [3, "Roti", 5, "pcs"], ["", "", 35]],
            [("Keset", 20), ("Batik", 10), ("Roti", 5)],
            id="a total without a word",
        ),
        pytest.param(
            [
                ["A", "KERAJINAN"],
                KESET,
                BATIK,
                ["", "Sub Jumlah A", 30],
                ["B", "PANGAN"],
                [1, "Roti", 50, "pcs"],
                ["", "Jumlah Pangan", 50],
                ["", "TOTAL", 80],
            ],
            [("Keset", 20), ("Batik", 10), ("Roti", 50)],
            id="sections and their subtotals",
        ),
        pytest.param(
            [
                [1, "Kerajinan", 30, "lembar"],
                ["a", "Keset", 20, "lembar"],
                ["b", "Batik", 10, "lembar"],
                [2, "Roti", 50, "pcs"],
            ],
            [("Keset", 20), ("Batik", 10), ("Roti", 50)],
            id="a line that holds the sum of its parts",
        ),
        pytest.param(
            [
                [1, "Kerajinan", 40, "lembar"],
                ["a", "Keset", 20, "lembar"],
                ["b", "Batik", 10, "lembar"],
                [2, "Roti", 50, "pcs"],
            ],
            [
                ("Kerajinan", 40, "E225"),
                ("Keset", 20, "E225"),
                ("Batik", 10, "E225"),
                ("Roti", 50),
            ],
            id="a line that holds something else",
        ),
        pytest.param(
            [KESET, BATIK, ["", "Jumlah", 30], ["", "Bulan lalu", 28], ["", "Target", 50]],
            [("Keset", 20), ("Batik", 10)],
            id="lines for comparison",
        ),
        pytest.param(
            [KESET, BATIK, ["", "Rata-rata", 15]],
            [("Keset", 20), ("Batik", 10)],
            id="a mean",
        ),
        pytest.param(
            [KESET, BATIK, ["", "Realisasi bulan ini", 30], ["", "Kumulatif s.d. Oktober", 300]],
            [("Keset", 20), ("Batik", 10)],
            id="this month and all until now",
        ),
        pytest.param(
            [KESET, BATIK, ["", "Bulan ini", 31]],
            [("Keset", 20), ("Batik", 10), ("Bulan ini", 31, "E225")],
            id="this month is another sum",
        ),
        pytest.param(
            [KESET, BATIK, [3, "Oktober 2024", 28, "lembar"], ["", "Roti", 5, "pcs"]],
            [("Keset", 20), ("Batik", 10), ("Oktober 2024", 28, "E225"), ("Roti", 5)],
            id="a year ago, numbered like a row",
        ),
        pytest.param(
            [[1, "Keset - Target", 50, "lembar"], ["", "Realisasi Keset", 20, "lembar"], BATIK],
            [("Keset - Target", 50, "E225"), ("Realisasi Keset", 20, "E225"), ("Batik", 10)],
            id="plan and result of an item",
        ),
        pytest.param(
            [KESET, BATIK, [3, "Retur keset", 5, "lembar"], [4, "Batik (rusak)", 2, "lembar"]],
            [*_TWO, ("Retur keset", 5, "E225"), ("Batik (rusak)", 2, "E225")],
            id="what came back or is spoilt",
        ),
        pytest.param(
            [KESET, BATIK, [3, "Ongkos kirim", 5, "pcs"], [4, "PPN 11%", 2, "pcs"]],
            [*_TWO, ("Ongkos kirim", 5, "E225"), ("PPN 11%", 2, "E225")],
            id="what is no good at all",
        ),
        pytest.param(
            [KESET, ["", "di antaranya perempuan", 5, "pcs"], [2, "Tahanan", 2, "pcs"]],
            [_TWO[0], ("di antaranya perempuan", 5, "E225"), ("Tahanan", 2, "E225")],
            id="what the row above is made of",
        ),
        pytest.param([KESET, BATIK, ["", "Hasil seluruhnya", 30, "lembar"]], _TWO, id="all of it"),
        pytest.param([KESET, BATIK, [3, "Semua produk", 30, "lembar"]], _TWO, id="all products"),
        pytest.param(
            [KESET, BATIK, [3, "2 kegiatan", 30, "lembar"]],
            [*_TWO, ("2 kegiatan", 30, "E225")],
            id="how many they are",
        ),
        pytest.param(
            [
                ["", *KESET[1:]],
                ["", "Keset Total", 20],
                ["", *BATIK[1:]],
                ["", "Batik Total", 11, "lembar"],
            ],
            [*_TWO, ("Batik Total", 11, "E225")],
            id="a total behind the name",
        ),
        pytest.param(
            [["", "Lapas Garut", 60, ""], KESET, BATIK, [3, "Roti", 30, "pcs"]],
            [("Lapas Garut", 60, "E225"), ("Keset", 20), ("Batik", 10), ("Roti", 30)],
            id="a first row that is the sum of all",
        ),
        pytest.param(
            [["a.", "Keset", 20, "lembar"], ["b.", "Batik", 10, "lembar"], [1, "Kerajinan", 30]],
            [("Keset", 20), ("Batik", 10), ("Kerajinan", 30, "E225")],
            id="a sum below its parts",
        ),
        pytest.param(
            [KESET, ["-", "-", "-", "-"], BATIK, ["J U M L A H", "", 30]],
            [("Keset", 20), ("Batik", 10)],
            id="a line of dashes, a word spaced out",
        ),
        pytest.param(
            [
                [1, 2, 3, 4],
                KESET,
                ["", "Jumlah dipindahkan", 20],
                [],
                ["LAPORAN HASIL PRODUKSI"],
                ["Halaman 2"],
                PRODUKSI,
                [1, 2, 3, 4],
                ["", "Pindahan", 20],
                BATIK,
                ["", "Jumlah", 30],
            ],
            [("Keset", 20), ("Batik", 10)],
            id="a page break",
        ),
    ],
)
def test_totals_are_recognised_by_words_and_arithmetic(rows, left):
    [table] = read_tables(produksi(PRODUKSI, *rows))

    assert rows_of(table, "produk", "jumlah_produksi") == left


@pytest.mark.parametrize(
    ("total", "told"),
    [
        pytest.param(30, [], id="that adds up"),
        pytest.param("30?", [("W008", "baris 10")], id="that cannot be read"),
    ],
)
def test_a_total_that_proves_nothing_is_told_with_its_row(total, told):
    [table] = read_tables(produksi(PRODUKSI, KESET, BATIK, ["", "Jumlah", total]))

    assert rows_of(table, "produk") == [("Keset",), ("Batik",)]
    assert list(remarks_on(table, [])) == told


@pytest.mark.parametrize(
    ("name", "is_none"),
    [
        ("Kumulatif s.d. Oktober 2025", True),
        ("s/d 31 Okt", True),
        ("PNBP tahun 2025", True),
        ("Target Tahun Anggaran 2025", True),
        ("Triwulan III", True),
        ("Tertinggi", True),
        ("Target keset", False),
        ("Batik Mei", False),
        ("Hasil kerajinan", False),
        ("Produksi", False),
        ("Semua kegiatan", False),
    ],
)
def test_names_no_item_wants_nothing_but_times_plans_and_aggregates(name, is_none):
    assert names_no_item(name) is is_none


def test_closing_lines_of_a_treasurer_are_proven_by_each_other():
    lines = [1, "Keset", 12, 3, 1, 5]
    closing = [
        ["", "Jumlah bulan ini", 12, 3, 1, 5],
        ["", "Jumlah s/d bulan lalu", 150, 30, 9, 50],
    ]
    good, bad = (
        ["", "Jumlah s/d bulan ini", 162, 33, 10, 55],
        ["", "s/d bulan ini", 169, 33, 10, 55],
    )

    [table] = read_tables(sheet("Premi PNBP", *ENVELOPE, PREMI, lines, *closing, good))
    [other] = read_tables(sheet("Premi PNBP", *ENVELOPE, PREMI, lines, *closing, bad))

    assert rows_of(table, "omzet") == [(12,)]
    assert rows_of(other, "omzet") == [(12,), (169, "E225")]


@pytest.mark.parametrize(
    ("seen", "left"),
    [
        pytest.param({"unseen_columns": frozenset({4})}, "E026", id="hidden"),
        pytest.param({"merged": [(8, 4, 9, 4)]}, "E223", id="one figure for two rows"),
        pytest.param({"faint": frozenset({(8, 4)})}, "E221", id="white on white"),
    ],
)
def test_a_part_of_a_sum_nobody_states_is_looked_at_as_a_value_is(seen, left):
    merged = [(6, 3, 6, 4), *seen.pop("merged", ())]
    header = [["No", "Bidang", "Jenis Kegiatan", "Jumlah WBP", ""], ["", "", "", "L", "P"]]
    rows = [[1, "Kerajinan", "Keset", 20, 5], [2, "Kerajinan", "Batik", 10, ""]]

    [table] = read_tables(sheet("Giatja", [], [], *ENVELOPE, *header, *rows, merged=merged, **seen))

    held = [codes for _, *codes in rows_of(table, "jenis_kegiatan")]
    assert table.fault.code == left if table.fault else held[0] == [left]


@pytest.mark.parametrize("words", ["Surplus/Defisit", "+/-", "Anggaran", "Tunggakan", "PPN 11%"])
def test_below_the_sum_of_all_rows_nothing_unnumbered_is_a_row(words):
    [table] = read_tables(
        sheet(
            "Premi PNBP",
            *ENVELOPE,
            PREMI,
            [1, "Keset", 12_000_000, 3_000_000, 900_000, 12],
            [2, "Batik", 7_500_000, 1_500_000, 450_000, 6],
            ["", "Jumlah", 19_500_000, 4_500_000, 1_350_000, 18],
            ["", words, 2_200_000, 730_000, 41_000, 3],
            [3, "Tas", 500_000, 100_000, 30_000, 1],
        )
    )

    assert rows_of(table, "kegiatan") == [("Keset",), ("Batik",), (words, "E225"), ("Tas",)]


def test_below_a_total_that_does_not_add_up_nothing_unnumbered_is_a_row():
    [table] = read_tables(
        sheet(
            "Premi PNBP",
            *ENVELOPE,
            PREMI,
            [1, "Keset", 12_000_000, 3_000_000, 900_000, 12],
            [2, "Batik", 7_500_000, 1_500_000, 450_000, 6],
            ["", "Jumlah", 19_500_000, 4_500_000, 1_250_000, 18],
            ["", "Margin", 1_500_000, 500_000, 150_000, 1],
        )
    )

    assert [codes for _, *codes in rows_of(table, "kegiatan")] == [[], [], ["E225"], ["E225"]]


_BUDGET = ["", "Anggaran", 25_000_000, 6_000_000, 2_000_000, 20]


@pytest.mark.parametrize(
    ("rows", "held"),
    [
        ([_BUDGET], ["Anggaran"]),
        ([_BUDGET, [3, "Tas", 600_000, 300_000, 90_000, 3]], []),
        ([[3, "Tas", 600_000, 300_000, 90_000, 3], _BUDGET], ["Anggaran"]),
        ([_BUDGET, ["B. Pangan"], [1, "Roti", 600_000, 300_000, 90_000, 3]], []),
    ],
)
def test_below_numbered_rows_nothing_unnumbered_is_a_row(rows, held):
    above = [
        [1, "Keset", 12_000_000, 3_000_000, 900_000, 12],
        [2, "Batik", 7_500_000, 1_500_000, 450_000, 6],
    ]
    [table] = read_tables(sheet("Premi PNBP", *ENVELOPE, PREMI, *above, *rows))

    assert [name for name, *codes in rows_of(table, "kegiatan") if codes == ["E225"]] == held


def test_an_unnumbered_row_goes_on_with_the_item_above():
    header = ["No", "Bidang", "Jenis Kegiatan", "Jumlah WBP"]
    rows = [[1, "Pertanian", "Kangkung", 20], [2, "Kerajinan", "Keset", 10], ["", "", "Batik", 7]]
    [table] = read_tables(sheet("Giatja", *ENVELOPE, header, *rows))

    assert rows_of(table, "jenis_kegiatan", "jumlah_wbp")[-1] == ("Batik", 7)


@pytest.mark.parametrize(
    ("last", "codes"),
    [
        (["", "Roti", "Nasional", "", "", "", 50_000], ["E225"]),
        (["", "Roti", "Nasional", "Online", 10, "pcs", 50_000], []),
    ],
)
def test_an_unnumbered_row_filled_like_the_others_is_one(last, codes):
    header = ["No", "Produk", "Pasar", "Kanal", "Jumlah Terjual", "Satuan", "Nilai Penjualan"]
    rows = [
        [1, "Keset", "Lokal", "Galeri", 100, "lembar", 1_500_000],
        [2, "Batik", "Nasional", "Online", 3, "lembar", 450_000],
    ]
    [table] = read_tables(sheet("Pemasaran", *ENVELOPE, header, *rows, last))

    assert [codes for _, *codes in rows_of(table, "produk")] == [[], [], codes]


def test_between_two_sums_of_all_rows_nothing_unnumbered_is_a_row():
    header = ["No", "Bidang", "Jenis Kegiatan", "Jumlah WBP"]
    [table] = read_tables(
        sheet(
            "Giatja",
            *ENVELOPE,
            header,
            [1, "Kerajinan", "Keset", 20],
            [2, "Kerajinan", "Batik", 10],
            ["", "Jumlah WBP bekerja", "", 30],
            ["", "Lainnya", "WBP tidak bekerja", 765],
            ["", "Jumlah penghuni", "", 795],
        )
    )

    assert rows_of(table, "jumlah_wbp")[:3] == [(20,), (10,), (765, "E225")]


@pytest.mark.parametrize("below", [["Average"], ["Celková částka"], ["Average", "Max"]])
def test_a_sum_without_a_known_word_is_seen_above_others_too(below):
    [table] = read_tables(
        sheet(
            "Premi PNBP",
            *ENVELOPE,
            PREMI,
            [1, "Keset", 12_000_000, 3_000_000, 900_000, 12],
            [2, "Batik", 7_500_000, 1_500_000, 450_000, 6],
            [3, "Tas", 600_000, 300_000, 90_000, 3],
            ["", "Celkem", 20_100_000, 4_800_000, 1_440_000, 21],
            *(["", word, 6_700_000, 1_600_000, 480_000, 7] for word in below),
        )
    )

    assert [codes for _, *codes in rows_of(table, "kegiatan")][:4] == [[], [], [], ["E225"]]


_LAST_MONTH = ("Bulan lalu (September)", "E225")  # it is not clear what follows it


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("Naik/(Turun)", []),
        ("Naik / turun dari bulan lalu", []),
        ("Kurang/Lebih", []),
        ("Perubahan (%)", []),
        ("Terhadap September", [_LAST_MONTH, ("Terhadap September", "E225")]),
        ("", [_LAST_MONTH, ("", "E225")]),
    ],
)
def test_by_how_much_a_total_and_last_month_differ_is_no_row(words, left):
    [table] = read_tables(
        sheet(
            "Premi PNBP",
            *ENVELOPE,
            PREMI,
            [1, "Keset", 12_000_000, 3_000_000, 900_000, 12],
            [2, "Batik", 7_500_000, 1_500_000, 450_000, 6],
            ["", "Jumlah", 19_500_000, 4_500_000, 1_350_000, 18],
            ["", "Bulan lalu (September)", 18_000_000, 4_100_000, 1_400_000, 17],
            ["", words, 1_500_000, 400_000, -50_000, 1],
        )
    )

    assert rows_of(table, "kegiatan") == [("Keset",), ("Batik",), *left]


def test_a_line_that_holds_the_sum_of_parts_behind_a_title_is_no_item():
    parts = [["a", "Keset", 20, "lembar"], ["b", "Batik", 10, "lembar"]]
    lines = [[2, "Blok Selatan", 30, "lembar"], ["C", "Blok Timur", "", ""], *parts]

    [table] = read_tables(produksi(PRODUKSI, [1, "Sabun", 7, "lembar"], *lines))

    assert ("Blok Selatan", "E225") in rows_of(table, "produk")


def test_a_total_is_held_against_figures_told_in_words_too():
    rows = [[1, "Keset", "41 (empat puluh satu) lembar", "lembar"], BATIK]
    [table] = read_tables(produksi(PRODUKSI, *rows, ["Jumlah", "", 58, ""]))

    assert [codes for _, *codes in rows_of(table, "produk")][-1] == ["E225"]


@pytest.mark.parametrize(("unread", "codes"), [(1, ["E225"]), (3, [])])
def test_a_last_row_is_doubted_where_two_of_its_figures_are_proven_sums(unread, codes):
    rows = [[1, "Keset", 20, 3, 1, 12], [2, "Batik", 10, 4, 1, 10], [3, "Roti", 30, 7, 2, 22]]
    rows[1][6 - unread :] = ["menyusul"] * unread

    [table] = read_tables(sheet("Premi PNBP", *ENVELOPE, PREMI, *rows, [4, "Sapu", 60, 14, 4, 44]))

    assert list(rows_of(table)[3][5:]) == codes


@pytest.mark.parametrize(
    ("parts", "total", "read"),
    [
        pytest.param(["Blok A", "Blok B"], [300, 90], [300], id="blocks"),
        pytest.param(["Narapidana", "Tahanan"], [300, 90], [300], id="sentenced and not"),
        pytest.param(["Blok A", "Blok B"], [310, 90], [100, 200], id="which do not add up"),
        pytest.param(["Isi bulan lalu", "Masuk"], [300, 90], [100, 200], id="who came and went"),
        pytest.param(["", ""], [300, 90], [100, 200], id="rows without a name"),
        pytest.param(["Isi awal", "Penambahan baru"], [300, 90], [100, 200], id="added"),
    ],
)
def test_the_total_of_its_blocks_is_the_house(parts, total, read):
    header = ["Uraian", "Jumlah Penghuni", "Peserta Pembinaan Kemandirian"]
    rows = [[parts[0], 100, 40], [parts[1], 200, 50], ["Jumlah", *total]]
    [table] = read_tables(sheet("Partisipasi", *ENVELOPE, header, *rows))

    at = table.columns["total_wbp"].at
    assert [table.rows[r][at] for r in table.data_rows()][: len(read)] == read
    assert bool(table.body.parts) is (len(read) == 1)
