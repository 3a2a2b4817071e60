"""Nihil in a word, in a sentence, and what only sounds like it."""

import pytest
from one_sheet import (
    BATIK,
    EKSPOR,
    ENVELOPE,
    KESET,
    OKTOBER,
    PRODUKSI,
    produksi,
    read_tables,
    rows_of,
    sheet,
)


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
        "Laporan nihil",
        "Tidak ada kegiatan ekspor karena belum ada pesanan dari pembeli",
    ],
)
@pytest.mark.parametrize("header", [[EKSPOR], []], ids=["under the header", "under the title"])
def test_a_sentence_says_nihil_too(words, header):
    [table] = read_tables(sheet("Ekspor", *ENVELOPE, *header, ["", words]))

    assert (table.says_nil, table.fault, rows_of(table)) == (True, None, [])


@pytest.mark.parametrize("title", ["LAPORAN EKSPOR", "B. Ekspor", "Realisasi ekspor"])
def test_nihil_under_the_title_of_another_dataset_is_that_ones(title):
    below = [[title], [], ["NIHIL"]]
    made, exported = read_tables(produksi(PRODUKSI, KESET, BATIK, [], *below))

    assert (made.says_nil, rows_of(made, "produk")) == (False, [("Keset",), ("Batik",)])
    assert (exported.dataset, exported.says_nil, exported.month) == ("ekspor", True, OKTOBER)


@pytest.mark.parametrize(
    "line", [["II. EKSPOR : NIHIL"], ["Ekspor:", "Nihil"], ["C. Ekspor - nihil"]]
)
def test_nihil_behind_the_title_of_another_dataset_is_that_ones(line):
    made, exported = read_tables(produksi(PRODUKSI, KESET, BATIK, [], line))

    assert (made.says_nil, rows_of(made, "produk")) == (False, [("Keset",), ("Batik",)])
    assert (exported.dataset, exported.says_nil) == ("ekspor", True)


def test_nihil_above_another_table_is_of_the_dataset_whose_title_it_follows():
    above = [["A. EKSPOR"], ["NIHIL"], [], ["B. HASIL PRODUKSI"]]
    made, exported = read_tables(sheet("Laporan", *ENVELOPE, *above, PRODUKSI, KESET))

    assert (made.dataset, made.says_nil, rows_of(made, "produk")) == (
        "produksi",
        False,
        [("Keset",)],
    )
    assert (exported.dataset, exported.says_nil, exported.month) == ("ekspor", True, OKTOBER)


def test_a_header_with_nothing_below_it_says_neither_rows_nor_nihil():
    [table] = read_tables(sheet("Ekspor", ["LAPORAN EKSPOR", *[""] * 6, "1/2"], *ENVELOPE, EKSPOR))

    assert (table.says_nil, table.fault.code) == (False, "E013")


def test_nihil_under_a_title_of_something_else_says_nothing_of_the_table():
    [table] = read_tables(sheet("Ekspor", *ENVELOPE, EKSPOR, [], ["PERMASALAHAN"], ["NIHIL"]))

    assert (table.says_nil, table.fault.code) == (False, "E013")


@pytest.mark.parametrize("number", ["-", "", 1])
def test_nihil_may_stand_in_every_cell_of_its_row(number):
    [table] = read_tables(sheet("Ekspor", *ENVELOPE, EKSPOR, [number, *["Nihil"] * 5]))

    assert (table.says_nil, table.fault) == (True, None)


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
