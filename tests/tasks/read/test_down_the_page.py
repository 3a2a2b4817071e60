"""Forms down the page: labels beside figures."""

import pytest
from one_sheet import ENVELOPE, read_tables, rows_of, sheet

from tasks.read.anatomy import read_anatomy
from tasks.read.cell_roles import Role, each_role


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


def test_the_titles_over_labels_and_figures_are_header():
    grid = sheet(
        "Partisipasi",
        *ENVELOPE,
        ["No", "Uraian", "Jumlah"],
        [1, LABELS[0], 820],
        [2, LABELS[1], 140],
    )

    [found] = read_anatomy([grid], "laporan.xlsx")

    roles = [role for row, _, role in each_role(found, found.tables[0]) if row == len(ENVELOPE)]
    assert roles == [Role.HEADER] * 3


def test_two_labels_in_a_row_have_each_its_figure():
    [table] = read_tables(
        sheet("Partisipasi", *ENVELOPE, [LABELS[0], 800, "", LABELS[1], ":", 300], ["Tahanan", 50])
    )

    assert rows_of(table, "total_wbp", "peserta_kemandirian", "tahanan") == [(800, 300, 50)]


@pytest.mark.parametrize(
    ("lines", "meant"),
    [
        pytest.param([[LABELS[0], 800, LABELS[1], 300]], None, id="all in one row"),
        pytest.param(
            [[LABELS[0], "Tahanan", 50], [LABELS[0], 800], [LABELS[1], 300]],
            (800, 300, 50),
            id="once over its parts, with no figure",
        ),
    ],
)
def test_labels_down_the_page_stand_below_each_other_and_beside_their_figures(lines, meant):
    [table] = read_tables(sheet("Partisipasi", *ENVELOPE, *lines))

    if meant is None:
        assert table.fault.code == "E011"
    else:
        assert rows_of(table, "total_wbp", "peserta_kemandirian", "tahanan") == [meant]


def test_a_label_that_stands_twice_is_named_with_what_stands_there():
    twice = [[1, "Jumlah Penghuni", 820], [2, "Jumlah Penghuni", 815], [3, LABELS[1], 140]]

    [table] = read_tables(sheet("Partisipasi", *ENVELOPE, ["No", "Uraian", "Jumlah"], *twice))

    assert (table.fault.code, table.fault.written) == ("E012", "1 | Jumlah Penghuni | 820")


@pytest.mark.parametrize(
    ("counted", "codes"), [([1077, 111, 1188], []), ([1077, 111, 1180], ["E226"])]
)
def test_clients_are_counted_in_a_matrix_too(counted, codes):
    rows = [["Dewasa", *counted], ["b. Anak", 60, 10, 70], ["Jumlah Klien", 1137, 121, 1258]]
    [table] = read_tables(sheet("Klien", *ENVELOPE, ["Klasifikasi", "L", "P", "Jumlah"], *rows))
    values = ("klien_dewasa_l", "klien_dewasa_p", "klien_anak_l", "klien_anak_p", "total_klien")

    assert rows_of(table, *values) == [(1077, 111, 60, 10, 1258, *codes)]
