"""What the eye does not see, or sees crossed out or as an example."""

import pytest
from one_sheet import BATIK, ENVELOPE, KESET, PRODUKSI, produksi, read_tables, rows_of, sheet


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
    "title", ["Contoh pengisian:", "CONTOH LAPORAN HASIL PRODUKSI", "(contoh)"]
)
def test_figures_under_the_title_of_an_example_are_not_published(title):
    example = [1, "Meja", 9999, "pcs"]
    [above] = read_tables(produksi([title], PRODUKSI, example, ["Laporan:"], PRODUKSI, KESET))
    [among] = read_tables(produksi(PRODUKSI, KESET, [title], example))
    [note] = read_tables(produksi(PRODUKSI, KESET, [title]))

    assert [above.fault.code, among.fault.code, note.fault] == ["E024", "E024", None]
    assert above.fault.written == title
