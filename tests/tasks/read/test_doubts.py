"""What is asked about, of all that stands beside figures."""

import csv
from datetime import date
from pathlib import Path

import pytest
from one_sheet import BATIK, KESET, OKTOBER, PRODUKSI, produksi, read_tables, rows_of

from tasks.read.doubts import is_doubtful
from tasks.read.remark_features import Said

REMARKS = Path(__file__).parents[3] / "benchmarks" / "remarks"
GARUT = frozenset({"lapas-garut"})


def labelled(name):
    """The remarks of one file that clerks would agree on, and whether they change a figure."""
    with (REMARKS / f"{name}.csv").open(newline="") as lines:
        return [
            (Said(r["tempat"], r["dataset"], r["kolom"], r["teks"], OKTOBER, GARUT), r["arti"])
            for r in csv.DictReader(lines)
            if r["arti"] != "ragu"
        ]


def test_what_was_settled_of_a_remark_is_what_is_asked():
    wrong = [said for said, meaning in labelled("ditetapkan") if asked(said) != (meaning == "lain")]

    assert not wrong


# of remarks from which nothing is learnt: odd ones on purpose, and those of an ordinary month
@pytest.mark.parametrize(
    ("writer", "needless"), [("kemudian_h", 0.22), ("kemudian_q", 0.06), ("kemudian_u", 0.25)]
)
def test_nearly_all_that_changes_a_figure_is_asked_about_and_little_else(writer, needless):
    lain = [asked(said) for said, meaning in labelled(writer) if meaning == "lain"]
    sama = [asked(said) for said, meaning in labelled(writer) if meaning == "sama"]

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
