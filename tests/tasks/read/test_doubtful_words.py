"""What is asked about, of all that stands beside figures."""

import csv
from datetime import date
from pathlib import Path

import pytest
from one_sheet import BATIK, KESET, OKTOBER, PRODUKSI, produksi, read_tables, rows_of, sheet

from schemas.references import FOLDER
from tasks.read.doubtful_words import is_doubtful
from tasks.read.remark_features import Said

REMARKS = Path(__file__).parents[3] / "benchmarks" / "remarks"
GARUT = frozenset({"lapas-garut"})


def labelled(path):
    """The remarks of one file that clerks would agree on, and whether they change a figure."""
    with path.open(newline="") as lines:
        return [
            (Said(r["tempat"], r["dataset"], r["kolom"], r["teks"], OKTOBER, GARUT), r["arti"])
            for r in csv.DictReader(lines)
            if r["arti"] != "ragu"
        ]


def test_what_was_settled_of_a_remark_is_what_is_asked():
    wrong = [
        said
        for said, meaning in labelled(FOLDER / "keterangan_tetap.csv")
        if asked(said) != (meaning == "lain")
    ]

    assert not wrong


# of remarks from which nothing is learnt: odd ones on purpose, and those of an ordinary month
@pytest.mark.parametrize(
    ("writer", "needless"), [("kemudian_h", 0.22), ("kemudian_q", 0.06), ("kemudian_u", 0.25)]
)
def test_nearly_all_that_changes_a_figure_is_asked_about_and_little_else(writer, needless):
    lain = [
        asked(said) for said, meaning in labelled(REMARKS / f"{writer}.csv") if meaning == "lain"
    ]
    sama = [
        asked(said) for said, meaning in labelled(REMARKS / f"{writer}.csv") if meaning == "sama"
    ]

    assert sum(lain) >= 0.9 * len(lain)
    assert sum(sama) <= needless * len(sama)


def asked(said):
    return is_doubtful(said)


@pytest.mark.parametrize(
    ("text", "month", "is_asked"),
    [
        ("pesanan bulan Oktober", date(2025, 10, 1), False),
        ("pesanan bulan Oktober", date(2025, 11, 1), True),
        ("hasil Lapas Garut", date(2025, 10, 1), False),
        ("hasil Lapas Cianjur", date(2025, 10, 1), True),
    ],
)
def test_months_and_units_of_a_remark_are_told_by_the_reports_own(text, month, is_asked):
    assert is_doubtful(Said("baris", "produksi", "Keterangan", text, month, GARUT)) is is_asked


@pytest.mark.parametrize(
    ("rows", "held"),
    [
        pytest.param(
            [[*KESET, "baru 12 yang selesai, sisanya masih rangka"], [*BATIK, "baik"]],
            ["Keset"],
            id="beside its row",
        ),
        pytest.param(
            [KESET, BATIK, [], ["Keset dihitung per ikat isi 12, bukan per lembar"]],
            ["Keset"],
            id="a note that names its row",
        ),
        pytest.param(
            [KESET, BATIK, [], ["Angka disalin dari laporan yang dulu karena petugasnya cuti"]],
            ["Keset", "Batik"],
            id="a note on all",
        ),
        pytest.param([KESET, ["Belum jadi"], BATIK], ["Batik"], id="a title above its rows"),
        pytest.param(
            [KESET, BATIK, [], ["", "Garut, 4 November 2025"], ["", "Kasi"], ["", "Asep Belum"]],
            [],
            id="the name of who signs",
        ),
    ],
)
def test_the_least_that_a_doubtful_remark_could_change_is_held(rows, held):
    [table] = read_tables(produksi([*PRODUKSI, "Keterangan"], *rows))

    asked_about = [row[0] for row in rows_of(table, "produk") if {"E237", "E232"} & {*row[1:]}]
    assert asked_about == held


FEW = [PRODUKSI, KESET, BATIK]
WRONG = "angka sementara, nanti dikirim perbaikannya"


@pytest.mark.parametrize(
    "grids",
    [
        pytest.param([produksi(["Catatan", ":", WRONG], [], *FEW)], id="above the header"),
        pytest.param(
            [produksi(["Sifat : masih menunggu pengesahan, bisa berubah"], *FEW)],
            id="a label nobody knows",
        ),
        pytest.param([produksi(*FEW, printed=(WRONG,))], id="on the page or in a box"),
        pytest.param([produksi(*FEW), sheet("Catatan", [WRONG])], id="on a sheet of its own"),
    ],
)
def test_words_around_a_table_hold_all_its_rows(grids):
    [table] = read_tables(*grids)

    assert rows_of(table, "produk") == [("Keset", "E237"), ("Batik", "E237")]


@pytest.mark.parametrize(
    "grids",
    [
        pytest.param([produksi(["Lampiran : 1 berkas"], [], *FEW)], id="a letter's label"),
        pytest.param([produksi(*FEW, printed=("Lapas Garut Halaman dari",))], id="a page's number"),
        pytest.param([produksi(*FEW), sheet("Petunjuk", [WRONG])], id="how to fill in"),
        pytest.param(
            [produksi(*FEW), sheet("Foto", ["Dokumentasi kegiatan bengkel"])], id="pictures"
        ),
    ],
)
def test_words_around_a_table_that_say_nothing_of_it_hold_nothing(grids):
    [table] = read_tables(*grids)

    assert rows_of(table, "produk") == [("Keset",), ("Batik",)]


def test_rows_below_a_lone_text_are_held_by_it_where_rows_have_numbers():
    rows = [KESET, ["", "Rencana bulan depan"], BATIK]
    [table] = read_tables(produksi(PRODUKSI, *rows))

    assert rows_of(table, "produk")[::2] == [("Keset",), ("Batik", "E237")]


@pytest.mark.parametrize(
    ("name", "held"),
    [("Batik (stok lama)", True), ("Batik - berhenti sementara", True), ("Batik (cap)", False)],
)
def test_words_added_to_a_name_hold_their_row(name, held):
    [table] = read_tables(produksi(PRODUKSI, KESET, [2, name, 10, "lembar"]))

    assert rows_of(table, "produk") == [("Keset",), (name, *["E237"] * held)]
