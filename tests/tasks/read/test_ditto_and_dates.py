"""Cells that speak of others: ditto marks, and headers that say how dates are written."""

import pytest
from one_sheet import (
    BATIK,
    EKSPOR,
    ENVELOPE,
    KESET,
    PRODUKSI,
    produksi,
    read_tables,
    rows_of,
    sheet,
)


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
    "mark",
    [
        *("sda", "s.d.a.", "Sda", "(sda)", "sda (sama dengan di atas)", "idem", "dto", "sama"),
        *("sama dg atas", "sama spt diatas", "sd atas"),
        *('"', '-"-', "”", "””", "″", "〃〃", ",,", "-,,-", '"-"', "↑"),
        *('-"-\u200b', "\u200bidem", '\u00a0"\u00a0'),
    ],
)
def test_a_ditto_mark_takes_the_cell_above(mark):
    [table] = read_tables(produksi(PRODUKSI, KESET, [2, "Batik", 10, mark], [3, "Roti", 5, mark]))

    assert rows_of(table, "satuan") == [("lembar",)] * 3


def test_a_ditto_mark_under_nothing_is_held_back():
    [table] = read_tables(produksi(PRODUKSI, [1, "Keset", 20, "sda"]))

    assert rows_of(table, "satuan") == [("sda", "E227")]


@pytest.mark.parametrize(
    "rows",
    [
        [PRODUKSI, ["A", "Blok Utara"], [1, "sda", 20, "lembar"], ["B", "Blok Timur"], BATIK],
        [PRODUKSI, [1, "Blok Utara", 20, "lembar"], ["a", "sda", 20, "lembar"], BATIK],
        [PRODUKSI[1:], ["A. Blok Utara"], ["sda", 20, "lembar"], ["B. Blok Timur"], BATIK[1:]],
    ],
)
def test_a_ditto_mark_under_a_section_title_is_held_back(rows):
    [table] = read_tables(produksi(*rows))

    assert [row for row in rows_of(table, "produk") if len(row) == 1] == [("Batik",)]
    assert ("sda", "E227") in [row[:2] for row in rows_of(table, "produk")]
