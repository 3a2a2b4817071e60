"""Partners of one unit that are nearly the same are remarked on, in whichever months they stand."""

from nights import House, csv_report, run_night, settings_of

_HEADER = "Bidang;Kegiatan;Jumlah WBP;Mitra"
_MONTHS = {10: "Oktober", 11: "November", 12: "Desember"}


def deliver(house, month, partner, day=1):
    row = f"Jasa;Laundry;{month};{partner}"
    said = f"{_MONTHS[month]} 2025", f"{day} Januari 2026"
    house.deliver(
        "lapas-garut",
        f"kegiatan_kerja_2025-{month}_{day}.csv",
        csv_report("Lapas Garut", *said, _HEADER, row),
    )


def remarks(house):
    """Months with the remark, by its number: one that stands keeps its own."""
    run_night(settings_of(house.home), house.url)
    found = house.ask(
        "SELECT id, extract(month FROM bulan)::int FROM ops.warning WHERE kode = 'W412'"
    )
    return dict(found)


def test_a_partner_written_nearly_alike_is_remarked_on_until_it_is_corrected(warehouse, tmp_path):
    house = House(tmp_path, warehouse)
    deliver(house, 10, "CV Sinar Harapan")
    alone = remarks(house)
    deliver(house, 11, "CV Sinar Harapam")
    both = remarks(house)
    deliver(house, 12, "PT Kayu Lestari")
    still = remarks(house)
    deliver(house, 11, "CV Sinar Harapan", day=2)
    none = remarks(house)

    assert (alone, none) == ({}, {})
    assert sorted(both.values()) == [10, 11]
    assert still == both
