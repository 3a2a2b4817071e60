"""Tables of no form of ours: where they begin and end, what names them, which lines are sums."""

from datetime import date

import pytest

from tasks.read.grid import Grid, Span
from tasks.read.regions import Group, find_regions

PRODUK = [["Produk", "Jan", "Feb"], ["Sapu", 10, 12], ["Keset", 20, 21], ["Meja", 3, 4]]
NEGARA = [["Negara", "Nilai", "Volume"], ["Korea", 5, 10], ["Jepang", 6, 21]]
TANDA_TANGAN = [[], ["", "", "Cirebon, 1 November 2025"], ["", "", "Kepala"], [], ["", "", "Budi"]]


def _grid(rows, merged=()):
    width = max(map(len, rows))
    return Grid("x", [[*row, *[""] * (width - len(row))] for row in rows], merged=merged)


def _beside(left, right, gap):
    return [[*a, *[""] * gap, *b] for a, b in zip(left, right, strict=False)]


def _bounds(rows, merged=()):
    return [region[:4] for region in find_regions(_grid(rows, merged))]


def _one(rows, merged=()):
    (region,) = find_regions(_grid(rows, merged))
    return region


@pytest.mark.parametrize(
    ("rows", "bounds"),
    [
        pytest.param(PRODUK, [(0, 0, 3, 2)], id="alone"),
        pytest.param([["REKAP"], [], *PRODUK], [(2, 0, 5, 2)], id="title and a blank row above"),
        pytest.param([["REKAP PRODUKSI"], *PRODUK], [(1, 0, 4, 2)], id="title close above"),
        pytest.param(
            [["UPT", ":", "Lapas"], ["Bulan", ":", "Mei"], ["Tahun", ":", 2025], [], *PRODUK],
            [(4, 0, 7, 2)],
            id="envelope above",
        ),
        pytest.param([*PRODUK, ["Sumber: register"]], [(0, 0, 3, 2)], id="note below"),
        pytest.param([*PRODUK, *TANDA_TANGAN], [(0, 0, 3, 2)], id="signed below"),
        pytest.param([*PRODUK, [], ["Kursi", 5, 6]], [(0, 0, 5, 2)], id="a row after a blank one"),
        pytest.param(
            [PRODUK[0], [], ["A. Kayu"], PRODUK[1], [], ["B. Sabut"], *PRODUK[2:]],
            [(0, 0, 7, 2)],
            id="sections",
        ),
        pytest.param(
            [*PRODUK, [], [], [], ["B. Sabut"], [], ["Kursi", 5, 6]],
            [(0, 0, 9, 2)],
            id="a section behind a gap",
        ),
        pytest.param(
            [*PRODUK, [], [], [], [], ["B. Sabut"], [], ["Kursi", 5, 6]],
            [(0, 0, 3, 2)],
            id="a section behind a deep gap",
        ),
        pytest.param(
            [*PRODUK, [], ["EKSPOR"], *NEGARA], [(0, 0, 3, 2), (6, 0, 8, 2)], id="stacked"
        ),
        pytest.param(
            [*PRODUK, ["EKSPOR"], *NEGARA],
            [(0, 0, 3, 2), (5, 0, 7, 2)],
            id="stacked without a blank row",
        ),
        pytest.param(
            _beside(PRODUK, [*NEGARA, ["", "", ""]], 2),
            [(0, 0, 3, 2), (0, 5, 2, 7)],
            id="side by side",
        ),
        pytest.param(
            _beside(PRODUK, [*NEGARA, ["", "", ""]], 1),
            [(0, 0, 3, 2), (0, 4, 2, 6)],
            id="side by side with one blank column",
        ),
        pytest.param(
            _beside(NEGARA, NEGARA, 0), [(0, 0, 2, 2), (0, 3, 2, 5)], id="its header once more"
        ),
        pytest.param(
            [[a, "", "", *b] for a, *b in PRODUK], [(0, 0, 3, 4)], id="figures far from their names"
        ),
        pytest.param(
            [["Nama", "Kegiatan", "Blok"], *([["Adi", "Las", "A"]] * 3)], [(0, 0, 3, 2)], id="texts"
        ),
        pytest.param([["Daftar"], ["satu"], ["dua"]], [], id="a list is no table"),
        pytest.param([["UPT", ":", "Lapas"], ["Bulan", ":", "Mei"]], [], id="nor is a form"),
        pytest.param([[]], [], id="nothing"),
    ],
)
def test_find_regions_bounds_tables_without_what_stands_around_them(rows, bounds):
    assert _bounds(rows) == bounds


HARGA = [
    ["Barang", "Jumlah", "Harga", "Nilai"],
    ["Sapu", 2, 5, 10],
    ["Keset", 3, 4, 12],
    ["Meja", 1, 90, 90],
]
KABAR = [
    ["Pelatihan menjahit berlangsung selama empat minggu dan"],
    ["diikuti sebelas orang dari dua blok, yang semuanya lulus."],
    ["Hasil produksi sesudah pelatihan naik bila dibandingkan"],
    ["dengan bulan sebelumnya, terutama pada produk sapu dan"],
    ["keset, sedangkan produk meja masih tetap seperti semula."],
]


@pytest.mark.parametrize(
    ("rows", "bounds"),
    [
        pytest.param([*HARGA, ["", "", "", 57]], (0, 0, 3, 3), id="a figure nobody names"),
        pytest.param([*HARGA, [], ["", "", 3, ""]], (0, 0, 3, 3), id="the number of the page"),
        pytest.param([*HARGA, ["", "", "", 112]], (0, 0, 4, 3), id="a sum nobody names"),
        pytest.param([*HARGA, ["", 2, "", ""]], (0, 0, 4, 3), id="a mean nobody names"),
        pytest.param([*HARGA, ["", 9, 99, 999]], (0, 0, 4, 3), id="a full row nobody names"),
        pytest.param([*HARGA, ["Kursi", "", "", 57]], (0, 0, 4, 3), id="a row with a name"),
        pytest.param(
            [*HARGA[:2], ["", "", "", 3], HARGA[2], ["", "", "", 57]],
            (0, 0, 4, 3),
            id="where other rows have no name either",
        ),
        pytest.param(
            [HARGA[0], [*HARGA[1], 22], *HARGA[2:]], (0, 0, 3, 3), id="figures beside the table"
        ),
        pytest.param(
            [HARGA[0], [*HARGA[1], "kg"], *HARGA[2:]], (0, 0, 3, 3), id="a text beside the table"
        ),
        pytest.param(
            [HARGA[0], *([*row, 7] for row in HARGA[1:])],
            (0, 0, 3, 4),
            id="a full column nobody named",
        ),
        pytest.param(
            [["Barang", "Jan", "", "Feb", "Mar", ""], ["Sapu", *"12345"], ["Meja", *"6789", ""]],
            (0, 0, 2, 5),
            id="where other columns have no name either",
        ),
    ],
)
def test_find_regions_leaves_out_figures_without_the_names_that_others_have(rows, bounds):
    assert _bounds(rows) == [bounds]


def test_find_regions_tells_prose_beside_a_table_from_names_of_its_rows():
    prose = [[*line, *row] for line, row in zip(KABAR, [*HARGA, [""] * 4], strict=True)]
    names = [[line.capitalize(), *row[1:]] for (line,), row in zip(KABAR, HARGA, strict=False)]

    assert _bounds(prose) == [(0, 1, 3, 4)]
    assert _bounds(names) == [(0, 0, 3, 3)]


def test_find_regions_parts_tables_that_touch_in_no_row():
    rows = [
        ["Blok", "Isi", "", "", "", ""],
        ["A", 41, "orang", "", "", ""],
        ["B", 38, "", "", "", ""],
        ["C", 30, "", "Mesin", "Daya", "Umur"],
        ["D", 12, "", "Jahit", 250, 4],
        ["E", 22, "", "Bubut", 900, 9],
    ]

    assert _bounds(rows) == [(0, 0, 5, 1), (3, 3, 5, 5)]
    assert _bounds([row[:5] for row in rows]) == [(0, 0, 5, 1), (3, 3, 5, 4)]


def test_find_regions_keeps_figures_with_names_that_stand_far_from_them():
    above = [["Triwulan", "Hasil", "Catatan"], ["I", 15, "naik"], ["II", 17, ""], [""] * 3]
    below = [["Bahan", "", "", 10, 12], ["Upah", "", "", 80, 81], ["Sewa", "", "", 25, 25]]

    assert _bounds([*above, *below]) == [(0, 0, 2, 2), (4, 0, 6, 4)]


def test_find_regions_takes_what_merged_cells_stand_over_for_groups_of_one_table():
    header = [["Sapu", "", "", "Keset", "", ""], ["Bulan", "Target", "Hasil"] * 2]
    rows = [*header, *([date(2025, month, 1), 5, month] * 2 for month in (1, 2, 3))]
    merged = (Span(0, 0, 0, 2), Span(0, 3, 0, 5))

    assert _bounds(rows[1:]) == [(0, 0, 3, 2), (0, 3, 3, 5)]
    assert _one(rows, merged)[:4] == (0, 0, 4, 5)
    assert _one(rows, merged).groups == (Group(0, 0, 2), Group(0, 3, 5))


@pytest.mark.parametrize(
    ("title", "header"),
    [
        pytest.param(Span(0, 2, 0, 5), (0, 1, 2), id="over whole groups"),
        pytest.param(Span(0, 2, 0, 4), (1, 2), id="across a group"),
    ],
)
def test_find_regions_takes_merged_cells_that_cross_groups_for_a_title(title, header):
    rows = [
        ["Lapas", "", "Survei", "", "", ""],
        ["Uraian", "", "Bulan ini", "", "Bulan lalu", ""],
        ["", "", "L", "P", "L", "P"],
        ["Sapu", "", 21, 12, 23, 14],
        ["Meja", "", 15, 16, 17, 18],
    ]
    merged = (title, Span(1, 0, 1, 1), Span(1, 2, 1, 3), Span(1, 4, 1, 5))

    assert _one(rows, merged).header_rows == header


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        pytest.param(PRODUK, (0,), id="one row"),
        pytest.param([["", 2019, 2020], ["Sapu", 10, 12], ["Keset", 20, 21]], (0,), id="years"),
        pytest.param(
            [["", date(2025, 1, 1), date(2025, 2, 1)], ["Sapu", 10, 12]], (0,), id="dates"
        ),
        pytest.param(
            [["Bengkel", "Dibuka", "Ditutup"], ["Sabut", 2019, 2021], ["Kayu", 2020, 2022]],
            (0,),
            id="and no years under names",
        ),
        pytest.param([PRODUK[0], [1, 2, 3], *PRODUK[1:]], (0, 1), id="columns numbered"),
        pytest.param([PRODUK[0], ["(1)", "(2)", "(3)"], *PRODUK[1:]], (0, 1), id="in brackets"),
        pytest.param(
            [["Nama", "Hasil", "Hasil"], ["produk", "awal", "akhir"], *PRODUK[1:]],
            (0, 1),
            id="names of two lines",
        ),
        pytest.param([*PRODUK, PRODUK[0], ["Kursi", 5, 6]], (0, 4), id="repeated on the next page"),
        pytest.param([["Sapu", 10, 12], ["Keset", 20, 21]], (), id="none"),
    ],
)
def test_find_regions_names_the_rows_of_the_header(rows, header):
    assert _one(rows).header_rows == header


def test_find_regions_sees_a_header_of_three_rows_with_its_groups():
    rows = [
        ["No", "Uraian", "Target", "", "Realisasi", "", "", ""],
        ["", "", "", "", "Bulan Ini", "", "s.d. Bulan Ini", ""],
        ["", "", "L", "P", "L", "P", "L", "P"],
        [1, "Sapu", 4, 5, 2, 3, 9, 8],
        [2, "Keset", 3, 2, 1, 0, 5, 5],
    ]
    merged = (Span(0, 2, 1, 3), Span(0, 4, 0, 7), Span(1, 4, 1, 5), Span(1, 6, 1, 7))

    region = _one(rows, merged)

    assert region.header_rows == (0, 1, 2)
    assert region.stub_columns == (0, 1)
    assert region.groups == (Group(0, 2, 3), Group(0, 4, 7), Group(1, 4, 5), Group(1, 6, 7))


def test_find_regions_takes_days_behind_figures_for_figures():
    days = [["Selesai"], *([date(2025, 1, day)] for day in (2, 9, 20))]

    assert _one(_beside(PRODUK, days, 0)).stub_columns == (0,)


def test_find_regions_sees_groups_nobody_merged_but_not_in_names_of_two_lines():
    groups = [["Produk", "Jan", "", "Feb", ""], ["", "L", "P", "L", "P"], ["Sapu", 8, 2, 3, 4]]
    lines = [["Nama", "Hasil", "", "Nilai"], ["produk", "awal", "akhir", "jual"], ["Sapu", 1, 2, 3]]

    assert _one([*groups, ["Keset", 5, 6, 7, 8]]).groups == (Group(0, 1, 2), Group(0, 3, 4))
    assert _one([*lines, ["Keset", 4, 5, 6]]).groups == ()


@pytest.mark.parametrize("word", ["Jumlah", "TOTAL", "Grand Total", "Jumlah Keseluruhan", "Sums"])
def test_find_regions_takes_a_row_for_a_total_that_says_so_and_is(word):
    region = _one([*PRODUK, [word, 33, 37]])

    assert (region.total_rows, region.unproven_rows) == ((4,), ())


@pytest.mark.parametrize(
    ("rows", "totals"),
    [
        pytest.param([["Jumlah", 33, 38]], (), id="says so and is none"),
        pytest.param([["Kursi", 33, 37]], (), id="is one in two places, which may be chance"),
        pytest.param([["Jumlah", "", ""]], (), id="says so and holds nothing"),
        pytest.param(
            [["Kursi", 5, 6], ["Jumlah", 38, 43], ["Lalu", 9, 9]], (5,), id="not the last"
        ),
    ],
)
def test_find_regions_lets_figures_confirm_the_words_of_a_row(rows, totals):
    assert _one([*PRODUK, *rows]).total_rows == totals


def test_find_regions_tells_what_only_calls_itself_total():
    region = _one([*PRODUK, ["Jumlah", 33, 38]])

    assert (region.total_rows, region.unproven_rows) == ((), (4,))


def test_find_regions_takes_a_sum_without_words_only_where_chance_is_out():
    header = ["Produk", "Jan", "Feb", "Mar", "Apr"]
    large = [
        ["Sapu", 1021, 1444, 245, 99],
        ["Keset", 1304, 245, 164, 77],
        ["Roti", 1333, 1155, 8, 5],
    ]
    small = [["Sapu", 1, 1, 2, 0], ["Keset", 1, 2, 1, 1], ["Roti", 1, 1, 1, 0]]

    assert _one([header, *large, ["", 3658, 2844, 417, 181]]).total_rows == (4,)
    assert _one([header, *small, ["Meja", 3, 4, 4, 1]]).total_rows == ()


@pytest.mark.parametrize(
    ("rows", "totals"),
    [
        pytest.param(
            [
                *[["A", 3, 2], ["B", 4, 1], ["Sub jumlah", 7, 3]],
                *[["C", 10, 2], ["D", 20, 1], ["Sub jumlah", 30, 3], ["Jumlah", 37, 6]],
            ],
            (3, 6, 7),
            id="under their addends",
        ),
        pytest.param(
            [
                *[["Jumlah A", 7, 3], ["a", 3, 2], ["b", 4, 1]],
                *[["Jumlah B", 30, 3], ["c", 10, 2], ["d", 20, 1], ["Jumlah", 37, 6]],
            ],
            (1, 4, 7),
            id="over their addends",
        ),
        pytest.param(
            [
                *[["A", 3, 2], ["B", 4, 1], ["Jumlah bulan ini", 7, 3]],
                *[["Jumlah s.d. lalu", 50, 9], ["Jumlah s.d. ini", 57, 12]],
            ],
            (3, 5),
            id="carried forward",
        ),
    ],
)
def test_find_regions_finds_sums_of_sums(rows, totals):
    assert _one([["Uraian", "Masuk", "Keluar"], *rows]).total_rows == totals


def test_find_regions_passes_over_rates_in_a_row_of_totals():
    rows = [["Produk", "Masuk", "Keluar", "Keluar (%)"], ["Sapu", 10, 5, 50], ["Keset", 30, 20, 67]]

    assert _one([*rows, ["Total", 40, 25, 62.5]]).total_rows == (3,)


@pytest.mark.parametrize(
    ("word", "figures", "means"),
    [
        pytest.param("Rata-rata", (11, 37 / 3), (4,), id="Indonesian"),
        pytest.param("Average", (11, 12.33), (4,), id="English, rounded"),
        pytest.param("Rata-rata", (11.5, 12.5), (4,), id="of the last rows"),
        pytest.param("Rata-rata", (11, 13), (), id="none"),
    ],
)
def test_find_regions_takes_a_row_for_a_mean_that_says_so_and_is(word, figures, means):
    region = _one([*PRODUK, [word, *figures]])

    assert (region.mean_rows, region.total_rows) == (means, ())


def test_find_regions_takes_the_mean_of_each_part():
    mean, other = ["Rata-rata", 11, 37 / 3], ["Rata-rata", 5, 5.5]

    region = _one([*PRODUK, mean, ["Roti", 4, 5], ["Tempe", 6, 6], other])

    assert region.mean_rows == (4, 7)


@pytest.mark.parametrize(
    ("header", "rows", "totals"),
    [
        pytest.param(
            [["Uraian", "L", "P", "Jumlah"]], [["A", 3, 2, 5], ["B", 4, 1, 5]], (3,), id="last"
        ),
        pytest.param(
            [["Uraian", "Total", "L", "P"]], [["A", 5, 3, 2], ["B", 5, 4, 1]], (1,), id="first"
        ),
        pytest.param(
            [["", "Jan", "", "Feb", "", "Total", ""], ["Uraian", *["L", "P"] * 3]],
            [["A", 1, 2, 3, 5, 4, 7], ["B", 9, 8, 7, 5, 16, 13]],
            (5, 6),
            id="of leaves of one name",
        ),
        pytest.param(
            [["Uraian", "Jumlah WBP", "Jumlah Hari"]], [["A", 3, 2], ["B", 4, 9]], (), id="a count"
        ),
    ],
)
def test_find_regions_finds_columns_of_totals(header, rows, totals):
    assert _one([*header, *rows]).total_columns == totals


@pytest.mark.parametrize(
    ("name", "figure", "totals"),
    [
        pytest.param("Jumlah", "", (1, 4), id="called as the other"),
        pytest.param("Total", "", (1,), id="called otherwise"),
        pytest.param("Jumlah", 5, (1,), id="filled, and none"),
    ],
)
def test_find_regions_takes_a_total_that_awaits_its_figures_by_the_name_of_another(
    name, figure, totals
):
    rows = [
        ["Barang", "Masuk", "", "", "Keluar", "", ""],
        ["", "Jumlah", "L", "P", name, "L", "P"],
        ["Sapu", 5, 3, 2, figure, "", ""],
        ["Meja", 9, 2, 7, figure, "", ""],
    ]

    assert _one(rows).total_columns == totals


def test_find_regions_finds_a_column_of_means():
    rows = [["", "Jan", "Feb", "Mar", "Rata-rata"], ["A", 3, 2, 4, 3], ["B", 4, 1, 4, 3]]

    assert _one(rows).mean_columns == (4,)
