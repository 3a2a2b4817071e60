"""Scales and currencies: thousands and millions, where they are said and of what."""

import pytest
from one_sheet import (
    ENVELOPE,
    KESET,
    LINE_OF_PREMI,
    PREMI,
    PRODUKSI,
    produksi,
    read_tables,
    rows_of,
    sheet,
)

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


def test_a_scale_on_paper_only_refuses_money():
    money = [1, "Keset", 12000, 3000, 900, 12]
    printed = ("(dalam ribuan rupiah)",)
    [table] = read_tables(sheet("Premi PNBP", *ENVELOPE, PREMI, money)._replace(printed=printed))

    assert (table.fault.code, table.fault.written) == ("E027", printed[0])


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


def test_a_word_of_scale_where_a_figure_should_stand_is_of_its_row_alone():
    money = [[1, "Keset", 12000, 3000, 900, 12], [2, "Batik", "ribuan", 3000, 900, 12]]

    [table] = read_tables(sheet("Premi PNBP", *ENVELOPE, PREMI, *money))

    assert (table.fault, len(rows_of(table, "kegiatan"))) == (None, 2)
