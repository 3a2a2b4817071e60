"""Whose report of which month: every statement on the sheet, and whether they agree."""

from datetime import date

import pytest
from one_sheet import (
    BATIK,
    ENVELOPE,
    KESET,
    OKTOBER,
    PRODUKSI,
    produksi,
    read_tables,
    rows_of,
    sheet,
)

from tasks.read.months import months_in


@pytest.mark.parametrize(
    "above",
    [
        pytest.param([["Nama UPT", ":", "Lapas Garut"], ["BULAN OKTOBER TAHUN 2025"]], id="title"),
        pytest.param([["LAPAS KELAS IIA GARUT"], ["Periode 1 s.d. 31 Oktober 2025"]], id="days"),
        pytest.param(
            [["UPT", ":", "Lapas Garut"], ["Bulan", ":", "Oktober"], ["Tahun", ":", 2025]],
            id="month and year apart",
        ),
        pytest.param(
            [["UPT", ":", "Lapas Garut"], ["Bulan", ":", "10"], ["Tahun", ":", "2025"]],
            id="month and year as text",
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


@pytest.mark.parametrize(
    ("header", "cells", "month"),
    [
        pytest.param(["Bulan"], [["Oktober 2025"], ["OKTOBER 2025"]], OKTOBER, id="a column"),
        pytest.param(["Bulan", "Tahun"], [["Oktober", 2025], [10, "2025"]], OKTOBER, id="two"),
        pytest.param(["Bulan"], [["Oktober 2025"], ["November 2025"]], None, id="two months"),
        pytest.param(["Bulan"], [["Oktober"], ["Oktober"]], None, id="no year anywhere"),
    ],
)
def test_a_month_that_stands_nowhere_else_is_that_of_its_column(header, cells, month):
    [table] = read_tables(
        sheet(
            "Produksi",
            ["Nama UPT", ":", "Lapas Garut"],
            [],
            [*PRODUKSI, *header],
            [*KESET, *cells[0]],
            [*BATIK, *cells[1]],
            ["", "", "", "Garut, 4 November 2025", "", ""],
        )
    )

    assert table.month == month


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


def test_a_unit_that_stands_nowhere_else_is_that_of_its_column():
    header = ["Timestamp", "Nama UPT", "Periode", *PRODUKSI[1:]]
    told = ["4/11/2025 9:12:33", "Lapas Garut", "Oktober 2025"]
    [table] = read_tables(
        sheet("Form Responses 1", header, [*told, *KESET[1:]], [*told, *BATIK[1:]]),
        name="Laporan Produksi (Jawaban).xlsx",
    )

    assert (table.envelope("upt_name"), table.month) == ("Lapas Garut", OKTOBER)
    assert rows_of(table, "produk") == [("Keset",), ("Batik",)]


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


def test_a_year_apart_from_its_month_goes_with_it():
    assert months_in("Oktober, laporan tahun 2025").month == date(2025, 10, 1)


def test_the_number_of_who_signs_is_no_month():
    assert months_in("NIP. 19790512 200012 1 001").says_nothing
