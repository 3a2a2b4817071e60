"""A report that comes in parts: the second replaces the first, and somebody is told."""

import pytest
from nights import House, csv_report, run_night, settings_of

_HEADER = "Nama Produk;Jumlah Produksi;Satuan"
KESET, BATIK = "Keset;20;lembar", "Batik;10;lembar"


@pytest.fixture
def house(warehouse, tmp_path):
    return House(tmp_path, warehouse)


def deliver(house, name, *rows, day=4):
    content = csv_report("Lapas Garut", "Oktober 2025", f"{day}/11/2025", _HEADER, *rows)
    house.deliver("lapas-garut", name, content)


def told(house):
    """Names of the files of which it is said that they replaced another one's rows."""
    run_night(settings_of(house.home), house.url)
    names = house.ask("SELECT berkas FROM ops.warning WHERE kode = 'W415'")
    return [name for (name,) in names]


@pytest.mark.parametrize("days", [(4, 5), (5, 4)])
def test_a_report_without_any_row_of_the_one_it_replaced_is_remarked_on(house, days):
    deliver(house, "produksi keset 2025-10.csv", KESET, day=days[0])
    alone = told(house)
    deliver(house, "produksi batik 2025-10.csv", BATIK, day=days[1])
    parted = told(house)
    deliver(house, "produksi 2025-10.csv", KESET, BATIK, day=6)
    whole = told(house)

    last = "batik" if days == (4, 5) else "keset"
    assert (alone, parted, whole) == ([], [f"produksi {last} 2025-10.csv"], [])


def test_rows_that_a_correction_leaves_out_are_remarked_on(house):
    deliver(house, "produksi 2025-10.csv", KESET, BATIK)
    told(house)
    deliver(house, "produksi revisi.csv", BATIK.replace("10", "12"), day=6)
    left_out = told(house)
    deliver(house, "produksi revisi 2.csv", KESET, BATIK, day=7)
    whole = told(house)
    deliver(house, "produksi revisi 3.csv", KESET, BATIK.replace("10", "sepuluh"), day=8)

    assert (left_out, whole, told(house)) == (["produksi revisi.csv"], [], [])


def test_a_nihil_in_place_of_rows_is_remarked_on(house):
    deliver(house, "produksi 2025-10.csv", KESET)
    told(house)
    deliver(house, "produksi 2025-10.csv", "Nihil", day=6)

    assert told(house) == ["produksi 2025-10.csv"]


def test_a_file_corrected_under_its_name_is_no_part(house):
    deliver(house, "produksi 2025-10.csv", KESET)
    told(house)
    deliver(house, "produksi 2025-10.csv", BATIK, day=5)

    assert told(house) == []
