"""Forms as staff fill and other programs write them: understood wholly, or refused with a reason.

Each shape is a sheet as a person sees it; what a careful clerk concludes stands beside it. Shapes
were found in public issue trackers, papers and government files.
"""

from datetime import date

import pytest

from tasks.read.anatomy import read_anatomy
from tasks.read.cell_roles import each_role, filled_cells, roles_of
from tasks.read.grid import Grid, Shown, Span
from tasks.read.item_names import names_no_item
from tasks.read.remarks import remarks_on
from tasks.read.reported import reported_rows

ENVELOPE = [
    ["Nama UPT", ":", "Lapas Garut"],
    ["Periode", ":", "Oktober 2025"],
    ["Tanggal Laporan", ":", "4 November 2025"],
    [],
]
PRODUKSI = ["No", "Nama Produk", "Jumlah Produksi", "Satuan"]
PREMI = ["No", "Kegiatan", "Omzet", "Premi WBP", "PNBP Disetor", "Jumlah Penerima"]
GIATJA = ["No", "Bidang", "Jenis Kegiatan", "Jumlah WBP"]
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


def premi(header, below, *rows, group=(5, 7)):
    """A sheet of premi whose header takes two rows, one heading merged over some columns."""
    merged = [(4, group[0], 4, group[1])]
    return sheet("Premi PNBP", *ENVELOPE, header, below, *rows, merged=merged)


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
        (*(found.cells[name][at] for name in names), *_codes(found, line))
        for at, line in enumerate(found.lines)
    ]


def _codes(found, line):
    codes = found.findings.get(line, ("", None))[0]
    return [part.partition("=")[0] for part in codes.split(";") if part]


PARTED = ["No", "Kegiatan", "Omzet", "Premi WBP", "Jumlah Penerima", "PNBP Disetor", "", ""]
UNDER = ["", "", "", "", ""]
LINE = [1, "Keset", 5_000_000, 1_000_000, 12]


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


def test_units_in_narrow_columns_go_with_their_figures():
    rows = (
        ["No", "Nama Produk", "Jumlah Produksi", "", "Nilai Produksi", ""],
        [1, "Keset", 280, "lembar", "Rp", 5_000_000],
    )

    [table] = read_tables(sheet("Produksi", *ENVELOPE, *rows, merged=[(4, 2, 4, 3), (4, 4, 4, 5)]))

    assert rows_of(table) == [("Keset", Shown(280, "lembar"), Shown(5_000_000, "Rp"))]


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
    ("rows", "left"),
    [
        pytest.param(
            [KESET, ["Catatan: data sementara, menunggu verifikasi"], ["dan koreksi bulan depan"]],
            [("Keset",)],
            id="a running remark",
        ),
        pytest.param(
            [KESET, ["Catatan: sementara"], [2, "Batik", "", "lembar"], ["", "Roti", 7, "pcs"]],
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
            [("Keset", "E222"), ("Batik",)],
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


@pytest.mark.parametrize(
    "above",
    [
        pytest.param([["Nama UPT", ":", "Lapas Garut"], ["BULAN OKTOBER TAHUN 2025"]], id="title"),
        pytest.param([["LAPAS KELAS IIA GARUT"], ["Periode 1 s.d. 31 Oktober 2025"]], id="days"),
        pytest.param(
            [["UPT", ":", "Lapas Garut"], ["Bulan", ":", "Oktober"], ["Tahun", ":", 2025]],
            id="month and year apart",
        ),
        pytest.param([["UPT : Lapas Garut      Bulan : Oktober 2025"]], id="all in one cell"),
        pytest.param(
            [
                ["KEMENTERIAN IMIGRASI DAN PEMASYARAKATAN"],
                ["KANTOR WILAYAH JAWA BARAT"],
                ["LEMBAGA PEMASYARAKATAN KELAS IIA GARUT"],
                ["Jl. KH Hasan Arief No. 12"],
                ["LAPORAN HASIL PRODUKSI BULAN OKTOBER 2025"],
            ],
            id="letterhead",
        ),
        pytest.param(
            [
                ["", "", "Lampiran I"],
                ["", "", "Nomor : PAS-12 Tahun 2024"],
                ["", "", "Tanggal : 12 Februari 2024"],
                *ENVELOPE,
            ],
            id="attachment to a circular",
        ),
    ],
)
def test_unit_and_month_stand_anywhere_above_the_table(above):
    [table] = read_tables(sheet("Produksi", *above, PRODUKSI, KESET))

    assert (table.month, table.contradiction, table.fault) == (OKTOBER, "", None)
    assert "garut" in str(table.envelope("upt_name")).casefold()
    assert str(table.envelope("tanggal_laporan")) in {"", "4 November 2025"}


@pytest.mark.parametrize(
    ("above", "name", "places"),
    [
        pytest.param(
            [["BULAN SEPTEMBER 2025"], *ENVELOPE],
            "laporan.xlsx",
            "A1: “BULAN SEPTEMBER 2025”; A3: “Oktober 2025”",
            id="subtitle",
        ),
        pytest.param(
            ENVELOPE,
            "Salinan dari produksi SEPTEMBER 2025 (2).xlsx",
            "A2: “Oktober 2025”; nama berkas: “produksi SEPTEMBER 2025”",
            id="file name",
        ),
        pytest.param(
            [["LAPAS KELAS IIB CIANJUR"], *ENVELOPE],
            "laporan.xlsx",
            "A1: “LAPAS KELAS IIB CIANJUR”; A2: “Lapas Garut”",
            id="unit",
        ),
        pytest.param(ENVELOPE, "PRODUKSI OKT 2025 - Copy.xlsx", "", id="they agree"),
        pytest.param(ENVELOPE, "kirim 3 November 2025.xlsx", "", id="a date is no month"),
    ],
)
def test_statements_that_contradict_are_named_with_their_places(above, name, places):
    [table] = read_tables(sheet("Produksi", *above, PRODUKSI, KESET), name=name)

    assert table.contradiction == places


def test_a_sheet_per_month_takes_its_month_from_its_name_and_the_year_from_the_file():
    title, unit = ["LAPORAN HASIL PRODUKSI"], ["Nama UPT", ":", "Lapas Garut"]
    stated = ["Periode", ":", "Oktober 2025"]

    tables = read_tables(
        sheet("SEPT", title, unit, PRODUKSI, KESET),
        sheet("OKT", title, unit, stated, PRODUKSI, BATIK),
        name="produksi 2025.xlsx",
    )

    assert [t.month for t in tables] == [date(2025, 9, 1), OKTOBER]


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        pytest.param(
            ["Bulan", *PRODUKSI[1:]],
            [["September", "Keset", 20, "lembar"], ["Oktober", "Batik", 3, "lembar"]],
            id="month",
        ),
        pytest.param(
            ["Tahun", *PRODUKSI[1:]],
            [[2024, "Keset", 20, "lembar"], [2025, "Batik", 3, "lembar"]],
            id="year",
        ),
        pytest.param(
            ["UPT", *PRODUKSI[1:]],
            [["Lapas Cianjur", "Keset", 20, "lembar"], ["Lapas Garut", "Batik", 3, "lembar"]],
            id="unit",
        ),
        pytest.param(
            PRODUKSI,
            [["SEPTEMBER 2025"], KESET, ["OKTOBER 2025"], [1, "Batik", 3, "lembar"]],
            id="section of a month",
        ),
        pytest.param(
            PRODUKSI,
            [["LAPAS CIANJUR"], KESET, ["LAPAS GARUT"], [1, "Batik", 3, "lembar"]],
            id="section of a unit",
        ),
    ],
)
def test_rows_of_another_unit_or_month_are_not_the_reports(header, rows):
    [table] = read_tables(produksi(header, *rows))

    assert rows_of(table, "produk") == [("Keset", "E228"), ("Batik",)]


RIBUAN = {"omzet": 1000, "premi": 1000, "pnbp_disetor": 1000}


@pytest.mark.parametrize(
    ("above", "header", "factors"),
    [
        pytest.param([["(dalam ribuan rupiah)"]], [PREMI], RIBUAN, id="over the table"),
        pytest.param([["", "", "", "", "", "(Rp. 000)"]], [PREMI], RIBUAN, id="in a corner"),
        pytest.param(
            [],
            [[*PREMI[:2], *(f"{title} (Rp 000)" for title in PREMI[2:5]), PREMI[5]]],
            RIBUAN,
            id="in the headers",
        ),
        pytest.param(
            [], [PREMI, ["", "", *["(Rp. 000)"] * 3, "(orang)"]], RIBUAN, id="in a row under them"
        ),
        pytest.param([["(dalam ribuan)"]], [PREMI], None, id="of what is not said"),
        pytest.param(
            [["(dalam ribuan rupiah)"]],
            [[*PREMI[:2], "Omzet (juta)", *PREMI[3:]]],
            None,
            id="twice",
        ),
    ],
)
def test_a_scale_is_applied_as_stated_or_the_table_refused(above, header, factors):
    [table] = read_tables(
        sheet("Premi PNBP", *above, *ENVELOPE, *header, [1, "Keset", 12000, 3000, 900, 12])
    )

    if factors is None:
        assert table.fault.code == "E027"
    else:
        assert {name: scale.factor for name, scale in table.scale.items()} == factors


def test_an_amount_in_words_under_the_table_is_no_scale():
    words = "Terbilang: sembilan belas juta lima ratus ribu rupiah"
    [table] = read_tables(sheet("Premi PNBP", *ENVELOPE, PREMI, [*LINE_OF_PREMI], [words]))

    assert table.fault is None
    assert rows_of(table, "omzet") == [(19_500_000,)]


@pytest.mark.parametrize(
    "title",
    [
        "(dalam Rp.1.000)",
        "Satuan : Rp. 1.000,-",
        "Nilai x 1000",
        "Nilai dalam dolar AS",
        "(US$)",
    ],
)
def test_a_title_that_hints_at_a_scale_or_another_currency_refuses_money(title):
    money = [1, "Keset", 12000, 3000, 900, 12]
    [table] = read_tables(sheet("Premi PNBP", [title], *ENVELOPE, PREMI, money))
    [counts] = read_tables(produksi([title], PRODUKSI, KESET))

    assert (table.fault.code, table.fault.written) == ("E027", title)
    assert rows_of(counts, "produk") == [("Keset",)]


@pytest.mark.parametrize(
    "title", ["(in thousands of rupiah)", "(Rp'000)", "(Rp 000)", "dalam ribu rupiah"]
)
def test_words_for_thousands_of_rupiah(title):
    money = [1, "Keset", 12000, 3000, 900, 12]

    [table] = read_tables(sheet("Premi PNBP", [title], *ENVELOPE, PREMI, money))

    assert table.scale["omzet"].factor == 1_000


@pytest.mark.parametrize(
    "title", ["Target PNBP tahun ini Rp 5 juta", "Target: Rp. 5.000.000,-", "(dalam rupiah)"]
)
def test_an_amount_in_a_title_is_no_scale(title):
    [table] = read_tables(
        sheet("Premi PNBP", [title], *ENVELOPE, PREMI, [1, "Keset", 12000, 3000, 900, 12])
    )

    assert (table.fault, table.scale) == (None, {})


def test_counts_in_thousands_are_refused():
    [table] = read_tables(produksi(["(dalam ribuan pcs)"], PRODUKSI, KESET))

    assert table.fault.code == "E027"


@pytest.mark.parametrize(
    ("title", "name"),
    [("Premi PNBP (ribuan)", "laporan.xlsx"), ("Premi PNBP", "premi (dalam ribuan rupiah).xlsx")],
)
def test_a_scale_in_a_name_refuses_the_table(title, name):
    money = [1, "Keset", 12000, 3000, 900, 12]

    [table] = read_tables(sheet(title, *ENVELOPE, PREMI, money), name=name)

    assert table.fault.code == "E027"


def test_a_scale_above_another_table_refuses_it():
    money, jual = [1, "Keset", 12000, 3000, 900, 12], [1, "Tempe", "Lokal", 700, "pcs", 500]
    pemasaran = ["No", "Produk", "Jangkauan Pasar", "Jumlah Terjual", "Satuan", "Nilai Penjualan"]
    head = [["(dalam ribuan rupiah)"], ["A. PREMI DAN PNBP"], PREMI, money, []]

    one, other = read_tables(sheet("Laporan", *ENVELOPE, *head, ["B. PEMASARAN"], pemasaran, jual))

    assert (one.scale["omzet"].factor, other.fault.code) == (1_000, "E027")


@pytest.mark.parametrize("at", [0, 5])
def test_a_scale_under_the_table_refuses_it_wherever_it_stands(at):
    money = [1, "Keset", 12000, 3000, 900, 12]
    below = [*[""] * at, "dalam ribuan rupiah"]

    [table] = read_tables(sheet("Premi PNBP", *ENVELOPE, PREMI, money, below))

    assert table.fault.code == "E027"


def test_a_scale_under_the_table_refuses_it():
    [table] = read_tables(
        sheet(
            "Premi PNBP",
            *ENVELOPE,
            PREMI,
            [1, "Keset", 12000, 3000, 900, 12],
            ["Catatan: angka dalam ribuan rupiah"],
        )
    )

    assert table.fault.code == "E027"


@pytest.mark.parametrize(
    ("seen", "left"),
    [
        pytest.param({"unseen_rows": frozenset({7})}, [("Keset", "E221"), ("Batik",)], id="hidden"),
        pytest.param(
            {"faint": frozenset({(7, 2)})}, [("Keset", "E221"), ("Batik",)], id="white on white"
        ),
        pytest.param(
            {"crossed": frozenset({(7, 1)})}, [("Keset", "E222"), ("Batik",)], id="crossed out"
        ),
        pytest.param(
            {"merged": [(7, 2, 8, 2)]}, [("Keset", "E223"), ("Batik", "E223")], id="one figure"
        ),
        pytest.param({"merged": [(7, 3, 8, 3)]}, [("Keset",), ("Batik",)], id="one unit for two"),
    ],
)
def test_what_the_eye_sees_otherwise_is_not_published_silently(seen, left):
    [table] = read_tables(produksi(PRODUKSI, KESET, BATIK, **seen))

    assert rows_of(table, "produk") == left


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        pytest.param({"unseen_rows": frozenset({6})}, "E221", id="a hidden row"),
        pytest.param({"unseen_columns": frozenset({1})}, "E221", id="the hidden column"),
        pytest.param({"faint": frozenset({(6, 1)})}, "E221", id="white on white"),
        pytest.param({"crossed": frozenset({(6, 0)})}, "E222", id="a label crossed out"),
        pytest.param({"crossed": frozenset({(6, 1)})}, "E222", id="a figure crossed out"),
    ],
)
def test_a_form_down_the_page_is_held_for_what_is_not_seen(seen, code):
    lines = [["Jumlah Penghuni", 820], ["Peserta Pembinaan Kemandirian", 140], ["Tahanan", 20]]

    [table] = read_tables(sheet("Partisipasi", *ENVELOPE, *lines, **seen))

    assert rows_of(table, "total_wbp") == [(820, code)]


@pytest.mark.parametrize(
    ("typed", "month"),
    [
        (date(2025, 10, 1), OKTOBER),
        (date(2025, 10, 10), OKTOBER),
        (date(2025, 1, 1), date(2025, 1, 1)),
        (date(2025, 1, 31), date(2025, 1, 1)),
        (date(2025, 1, 10), None),
    ],
)
def test_a_period_typed_as_a_date_that_excel_may_have_turned_is_unclear(typed, month):
    """1/10/2025 is 10 January to an English Excel."""
    envelope = [["Nama UPT", ":", "Lapas Garut"], ["Periode", ":", typed]]

    [table] = read_tables(sheet("Produksi", *envelope, [], PRODUKSI, KESET))

    assert table.month == month


def test_a_hidden_column_of_the_form_refuses_the_table():
    [table] = read_tables(produksi(PRODUKSI, KESET, unseen_columns=frozenset({2})))

    assert (table.fault.code, table.fault.cell) == ("E026", "C7:C8")


@pytest.mark.parametrize(
    ("other", "seen", "code"),
    [
        ("Produksi lama", {"is_hidden": True}, "E023"),
        ("Contoh Produksi", {}, "E024"),
        ("Petunjuk Produksi", {}, "E024"),
    ],
)
def test_hidden_and_example_sheets_are_no_reports(other, seen, code):
    rows = (["LAPORAN HASIL PRODUKSI"], *ENVELOPE, PRODUKSI, [1, "Meja", 9999, "pcs"])

    [alone] = read_tables(sheet(other, *rows, **seen))
    [real] = read_tables(produksi(PRODUKSI, KESET), sheet(other, *rows, **seen))

    assert alone.fault.code == code
    assert rows_of(real, "produk") == [("Keset",)]


@pytest.mark.parametrize(
    ("header", "meant"),
    [
        ("Nilai Ekspor (US$)", ("nilai_fob_usd", 1)),
        ("Nilai Ekspor (Rp. 000)", ("nilai_idr", 1_000)),
        ("Nilai Ekspor (juta Rp)", ("nilai_idr", 1_000_000)),
        ("Nilai Ekspor (US$ 000)", "E025"),
        ("Nilai Ekspor (Rp) x 1000", "E025"),
    ],
)
def test_a_value_keeps_its_currency_beside_a_scale_or_the_table_is_refused(header, meant):
    columns = ["No", "Tanggal Ekspor", "Produk", "Jumlah", "Satuan", "Negara Tujuan", header]
    row = [1, "17 Oktober 2025", "Coco rope", 20, "pcs", "Belgia", 3_046]

    [table] = read_tables(sheet("Ekspor", *ENVELOPE, columns, row))

    if table.fault:
        assert table.fault.code == meant
    else:
        [name] = [n for n, column in table.columns.items() if column.at == 6]
        factor = table.scale[name].factor if name in table.scale else 1
        assert (name, factor) == meant


@pytest.mark.parametrize("words", ["(dd/mm/yyyy)", "(tgl/bln/thn)", "DD-MM-YYYY"])
def test_a_header_may_say_that_the_day_comes_first(words):
    header = ["No", f"Tanggal Ekspor {words}", *EKSPOR[2:]]
    row = [1, "17/10/2025", "Coco rope", 20, "pcs", "Belgia"]

    [table] = read_tables(sheet("Ekspor", *ENVELOPE, header, row))

    assert rows_of(table, "tanggal_ekspor") == [("17/10/2025",)]


def test_a_header_that_says_month_first_refuses_the_table():
    header = ["No", "Tanggal Ekspor (mm/dd/yyyy)", *EKSPOR[2:]]
    row = [1, "10/12/2025", "Coco rope", 20, "pcs", "Belgia"]

    [table] = read_tables(sheet("Ekspor", *ENVELOPE, header, row))

    assert table.fault.code == "E025"


@pytest.mark.parametrize(
    "title", ["Contoh pengisian:", "CONTOH LAPORAN HASIL PRODUKSI", "(contoh)"]
)
def test_figures_under_the_title_of_an_example_are_not_published(title):
    example = [1, "Meja", 9999, "pcs"]
    [above] = read_tables(produksi([title], PRODUKSI, example, ["Laporan:"], PRODUKSI, KESET))
    [among] = read_tables(produksi(PRODUKSI, KESET, [title], example))
    [note] = read_tables(produksi(PRODUKSI, KESET, [title]))

    assert [above.fault.code, among.fault.code, note.fault] == ["E024", "E024", None]
    assert above.fault.written == title


@pytest.mark.parametrize(
    "mark",
    [
        *("sda", "s.d.a.", "Sda", "(sda)", "sda (sama dengan di atas)", "idem", "dto", "sama"),
        *("sama dg atas", "sama spt diatas", "sd atas"),
        *('"', '-"-', "”", "””", "″", "〃〃", ",,", "-,,-", '"-"', "↑"),
        *('-"-\u200b', "\u200bidem"),
    ],
)
def test_a_ditto_mark_takes_the_cell_above(mark):
    [table] = read_tables(produksi(PRODUKSI, KESET, [2, "Batik", 10, mark], [3, "Roti", 5, mark]))

    assert rows_of(table, "satuan") == [("lembar",)] * 3


def test_a_header_whose_words_name_other_datasets_heads_its_own_table():
    klien = ["Klien Dewasa L", "Klien Dewasa P", "Klien Anak L", "Klien Anak P", "Jumlah Klien"]
    above = [["LAPORAN KLIEN"], [*klien, "Pelatihan"], [260, 43, 53, 9, 365, 31], []]

    tables = read_tables(sheet("Laporan", *ENVELOPE, *above, ["PRODUKSI"], PRODUKSI, KESET))

    assert [(table.dataset, table.fault) for table in tables] == [
        ("klien_bapas", None),
        ("produksi", None),
    ]


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


def test_a_line_that_holds_the_sum_of_parts_behind_a_title_is_no_item():
    parts = [["a", "Keset", 20, "lembar"], ["b", "Batik", 10, "lembar"]]
    lines = [[2, "Blok Selatan", 30, "lembar"], ["C", "Blok Timur", "", ""], *parts]

    [table] = read_tables(produksi(PRODUKSI, [1, "Sabun", 7, "lembar"], *lines))

    assert ("Blok Selatan", "E225") in rows_of(table, "produk")


def test_a_word_of_scale_where_a_figure_should_stand_is_of_its_row_alone():
    money = [[1, "Keset", 12000, 3000, 900, 12], [2, "Batik", "ribuan", 3000, 900, 12]]

    [table] = read_tables(sheet("Premi PNBP", *ENVELOPE, PREMI, *money))

    assert (table.fault, len(rows_of(table, "kegiatan"))) == (None, 2)


def test_a_total_is_held_against_figures_told_in_words_too():
    rows = [[1, "Keset", "41 (empat puluh satu) lembar", "lembar"], BATIK]
    [table] = read_tables(produksi(PRODUKSI, *rows, ["Jumlah", "", 58, ""]))

    assert [codes for _, *codes in rows_of(table, "produk")][-1] == ["E225"]


def test_a_ditto_mark_under_nothing_is_held_back():
    [table] = read_tables(produksi(PRODUKSI, [1, "Keset", 20, "sda"]))

    assert rows_of(table, "satuan") == [("sda", "E227")]


@pytest.mark.parametrize(
    ("rows", "meant"),
    [
        pytest.param(
            [
                ["No", "Uraian", "Jumlah"],
                [1, "Jumlah Penghuni", 820],
                [2, "Peserta Kemandirian", 140],
            ],
            (820, 140),
            id="label beside figure",
        ),
        pytest.param(
            [
                ["No", "Uraian", "L", "P", "Jumlah"],
                [1, "Jumlah Penghuni", 800, 20, 820],
                [2, "Peserta Kemandirian", 130, 10, 140],
            ],
            (820, 140),
            id="men, women, sum",
        ),
        pytest.param(
            [
                ["No", "Uraian", "Bulan Lalu", "Bulan Ini"],
                [1, "Jumlah Penghuni", 800, 820],
                [2, "Peserta Kemandirian", 130, 140],
            ],
            (820, 140),
            id="last month beside this",
        ),
        pytest.param(
            [
                ["No", "Uraian", "Blok A", "Blok B"],
                [1, "Jumlah Penghuni", 800, 820],
                [2, "Peserta Kemandirian", 130, 140],
            ],
            None,
            id="figures nobody explains",
        ),
    ],
)
def test_a_form_down_the_page_is_one_row(rows, meant):
    [table] = read_tables(sheet("Partisipasi", *ENVELOPE, *rows))

    if meant is None:
        assert table.fault.code == "E025"
    else:
        assert rows_of(table, "total_wbp", "peserta_kemandirian") == [meant]


@pytest.mark.parametrize(
    "words",
    [
        "NIHIL (tidak ada kegiatan ekspor)",
        "Tidak ada ekspor pada bulan ini",
        "Nihil, belum ada kegiatan",
        "Belum ada kegiatan ekspor",
        "(NIHIL)",
        "--- N I H I L ---",
        "Ekspor bulan Oktober 2025: nihil",
        "Untuk bulan ini masih nihil",
        "Tidak ada kegiatan ekspor karena belum ada pesanan dari pembeli",
    ],
)
@pytest.mark.parametrize("header", [[EKSPOR], []], ids=["under the header", "under the title"])
def test_a_sentence_says_nihil_too(words, header):
    [table] = read_tables(sheet("Ekspor", *ENVELOPE, *header, ["", words]))

    assert (table.says_nil, table.fault, rows_of(table)) == (True, None, [])


TITLED = ["Nama UPT", ":", "Lapas Garut"]


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("REALISASI PRODUKSI S.D. BULAN OKTOBER 2025", id="until now"),
        pytest.param("HASIL PRODUKSI JANUARI - OKTOBER 2025", id="months since January"),
        pytest.param("LAPORAN TRIWULAN III HASIL PRODUKSI", id="a quarter"),
        pytest.param("HASIL PRODUKSI MINGGU KE-2 OKTOBER 2025", id="a week"),
        pytest.param("HASIL PRODUKSI 1 - 15 OKTOBER 2025", id="half a month"),
        pytest.param("LAPORAN KUMULATIF HASIL PRODUKSI", id="cumulated"),
        pytest.param("RENCANA PRODUKSI BULAN OKTOBER 2025", id="a plan"),
        pytest.param("LAPORAN SISA STOK PRODUK", id="stock"),
        pytest.param("DAFTAR PRODUK RUSAK BULAN OKTOBER 2025", id="what went wrong"),
    ],
)
@pytest.mark.parametrize("month", [["Periode", ":", "Oktober 2025"], []], ids=["label", "none"])
def test_figures_of_more_or_less_or_else_than_one_month_are_refused(title, month):
    [table] = read_tables(sheet("Produksi", [title], TITLED, month, [], PRODUKSI, KESET))

    assert table.fault.code == "E031"
    assert title in table.fault.written


@pytest.mark.parametrize(
    "above",
    [
        pytest.param(["Periode", ":", "s.d. Oktober 2025"], id="until now"),
        pytest.param(["Periode", ":", "1 s.d. 7 Oktober 2025"], id="some days"),
        pytest.param(["Periode", ":", "Minggu I Oktober 2025"], id="a week"),
    ],
)
def test_the_label_of_the_month_may_say_more_or_less_than_one(above):
    [table] = read_tables(sheet("Produksi", TITLED, above, [], PRODUKSI, KESET))

    assert table.fault.code == "E031"


@pytest.mark.parametrize("name", ["Target", "Stok Okt", "s.d. Okt", "Jan-Okt", "TW IV", "Minggu 1"])
def test_the_name_of_a_sheet_may_say_that_it_is_no_month(name):
    [table] = read_tables(sheet(name, ["HASIL PRODUKSI"], *ENVELOPE, PRODUKSI, KESET))

    assert table.fault.code == "E031"


@pytest.mark.parametrize(
    "title",
    [
        "LAPORAN HASIL PRODUKSI TAHUN ANGGARAN 2025",
        "HASIL PRODUKSI 1 s.d. 31 OKTOBER 2025",
        "HASIL PRODUKSI 01 OKTOBER 2025 s/d 31 OKTOBER 2025",
        "TARGET DAN REALISASI PRODUKSI BULAN OKTOBER 2025",
        "Batas pengiriman sampai dengan 5 November 2025",
        "Catatan: stok awal s.d. September tidak termasuk",
        "Minggu, 2 November 2025",
    ],
)
def test_one_month_stays_one_however_it_is_worded(title):
    [table] = read_tables(sheet("Produksi", [title], *ENVELOPE, PRODUKSI, KESET))

    assert table.fault is None
    assert table.month == OKTOBER


def test_a_title_until_now_stands_over_columns_that_part_the_months():
    title = ["REALISASI PNBP S.D. OKTOBER 2025"]
    header = [PARTED, [*UNDER, "s.d. bulan lalu", "bulan ini", "s.d. bulan ini"]]
    [table] = read_tables(
        sheet(
            "Premi PNBP",
            title,
            *ENVELOPE,
            *header,
            [*LINE, 2_700_000, 300_000, 3_000_000],
            merged=[(5, 5, 5, 7)],
        )
    )

    assert rows_of(table, "pnbp_disetor") == [(300_000,)]


def test_a_count_that_holds_until_it_changes_may_say_until_when():
    [table] = read_tables(
        sheet(
            "Partisipasi",
            ["PARTISIPASI PEMBINAAN S.D. 31 OKTOBER 2025"],
            *ENVELOPE,
            ["Jumlah Penghuni", "Peserta Pembinaan Kemandirian"],
            [800, 300],
        )
    )

    assert table.fault is None


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        pytest.param(["B.", "Target"], "E232", id="plan"),
        pytest.param(["B.", "Bulan Lalu"], "E232", id="last month"),
        pytest.param(["B.", "s.d. Oktober 2025"], "E232", id="until now"),
        pytest.param(["Rencana bulan depan"], "E232", id="next month"),
        pytest.param(["B. PENJUALAN"], "E232", id="sales"),
        pytest.param(["Stok akhir"], "E232", id="stock"),
        pytest.param(["Tahun 2024"], "E228", id="a year ago"),
    ],
)
def test_rows_under_a_title_of_another_time_or_matter_are_held_back(heading, code):
    [table] = read_tables(
        produksi(PRODUKSI, ["A.", "Realisasi"], KESET, heading, [1, "Batik", 7, "lembar"])
    )

    assert rows_of(table, "produk") == [("Keset",), ("Batik", code)]


def test_a_title_right_under_the_header_is_no_part_of_it():
    [table] = read_tables(
        produksi(PRODUKSI, ["BULAN LALU"], [1, "Batik", 7, "lembar"], ["BULAN INI"], KESET)
    )

    assert rows_of(table, "produk") == [("Batik", "E232"), ("Keset",)]


@pytest.mark.parametrize(
    ("title", "cells", "codes"),
    [
        pytest.param("Tanggal", ["5 Oktober 2025", "20 September 2025"], ["", "E228"], id="day"),
        pytest.param("Tgl Produksi", ["", date(2025, 9, 20)], ["", "E228"], id="typed day"),
        pytest.param("Tanggal", ["setiap hari", "28 Sept s.d. 3 Okt 2025"], ["", ""], id="days"),
        pytest.param("Jatuh Tempo", ["", "1 Desember 2025"], ["", ""], id="a deadline"),
        pytest.param("Ket", ["realisasi", "rencana"], ["", "E233"], id="planned"),
        pytest.param("Status", ["", "Dibatalkan"], ["", "E222"], id="cancelled"),
        pytest.param("Nama Lapas", ["Lapas Garut", "Lapas Cianjur"], ["", "E228"], id="unit"),
    ],
)
def test_a_row_is_held_for_what_another_column_says_of_it(title, cells, codes):
    rows = [[*row, cell] for row, cell in zip((KESET, BATIK), cells, strict=True)]
    [table] = read_tables(produksi([*PRODUKSI, title], *rows))

    assert rows_of(table, "jumlah_produksi") == [
        (number, *filter(None, [code])) for number, code in zip((20, 10), codes, strict=True)
    ]


def test_rows_of_several_units_are_nobodys_where_no_place_says_whose_they_are():
    [table] = read_tables(
        sheet(
            "Produksi",
            ["BULAN OKTOBER 2025"],
            ["Nama UPT", *PRODUKSI[1:]],
            ["Lapas Garut", *KESET[1:]],
            ["Lapas Cianjur", *BATIK[1:]],
        )
    )

    assert rows_of(table, "produk") == [("Keset", "E228"), ("Batik", "E228")]


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


LABELS = ["Jumlah Penghuni", "Peserta Pembinaan Kemandirian"]


@pytest.mark.parametrize(
    ("header", "lines", "meant"),
    [
        pytest.param(
            ["Uraian", "L", "P", "Jml"],
            [[700, 100, 800], [280, 21, 300]],
            [(800, 300, "E226")],
            id="parts that do not add up",
        ),
        pytest.param(
            ["Uraian", "Jumlah", "Keterangan"],
            [[800, "per 31 Oktober"], [300, ""]],
            [(800, 300)],
            id="a remark beside the figure",
        ),
        pytest.param(
            ["Uraian", "Target", "Realisasi", "%"],
            [[900, 800, "89%"], [400, 300, "75%"]],
            [(800, 300)],
            id="what was reached",
        ),
    ],
)
def test_a_figure_down_the_page_is_proven_as_one_across_it(header, lines, meant):
    rows = [[label, *line] for label, line in zip(LABELS, lines, strict=True)]
    [table] = read_tables(sheet("Partisipasi", *ENVELOPE, header, *rows))

    assert rows_of(table, "total_wbp", "peserta_kemandirian") == meant


def test_two_labels_in_a_row_have_each_its_figure():
    [table] = read_tables(
        sheet("Partisipasi", *ENVELOPE, [LABELS[0], 800, "", LABELS[1], ":", 300], ["Tahanan", 50])
    )

    assert rows_of(table, "total_wbp", "peserta_kemandirian", "tahanan") == [(800, 300, 50)]


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
    "words",
    [
        "Tidak ada kendala",
        "Nihil kecuali coco rope",
        "Tidak ada ekspor ke Jepang",
        "Tidak ada ekspor yang tertunda",
        "Tidak ada perubahan dari bulan lalu",
        "Belum ada laporan",
        "Belum ada data ekspor",
        "Tidak nihil",
        "Data menyusul",
    ],
)
def test_a_sentence_that_says_something_else_is_no_nihil(words):
    [table] = read_tables(sheet("Ekspor", *ENVELOPE, EKSPOR, ["", words]))

    assert table.says_nil is False


def test_a_nihil_of_another_month_contradicts_its_report():
    [other] = read_tables(sheet("Ekspor", *ENVELOPE, EKSPOR, ["", "Nihil bulan September 2025"]))
    [own] = read_tables(sheet("Ekspor", *ENVELOPE, EKSPOR, ["", "Nihil bulan Oktober 2025"]))

    assert (other.contradiction, own.contradiction) == (
        "A2: “Oktober 2025”; B6: “Nihil bulan September 2025”",
        "",
    )


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
    ("signed", "code"),
    [
        pytest.param("Kepala Lapas Kelas I Cipinang", "E109", id="another unit's head"),
        pytest.param("a.n. Kepala Lapas Kelas IIA Garut", "", id="one's own"),
        pytest.param("Kepala Kantor Wilayah Jawa Barat", "", id="the Kanwil's"),
        pytest.param("Kalapas", "", id="nobody's name"),
    ],
)
def test_the_head_of_another_unit_signs_no_report(signed, code):
    tail = [[], ["", "", "Garut, 4 November 2025"], ["", "", signed], [], ["", "", "Budi"]]
    [table] = read_tables(produksi(PRODUKSI, KESET, *tail))

    assert (table.fault.code if table.fault else "") == code
