"""One of each hostile kind in the landing zone: everybody else's figures are as without them."""

import pytest
from nights import House, csv_report, new_database, run_night, settings_of

from schemas.references import load_references
from simulation.attacks import ATTACKS, plant

SLOW = {"workbook of 160,000 different texts"}  # `make bench ONLY=hostile` has it
KINDS = [name for name in ATTACKS if name not in SLOW]
UNITS = [u[-1] for u in load_references().units.values() if u[-1].kind == "Lapas"]
GOOD, HOSTILE = UNITS[:25], UNITS[25 : 25 + len(KINDS)]
FIGURES = (
    "SELECT upt_id, bulan, to_jsonb(m) - 'berubah_at' FROM mart.upt_bulanan m ",
    "SELECT upt_id, dataset, bulan, rows_published, rows_quarantined FROM ops.report m ",
)


def night(postgres, home, attacks):
    """A night of good reports beside these attacks; its house."""
    house = House(home, new_database(postgres, f"hostile_night_{len(attacks)}"))
    for number, unit in enumerate(GOOD):
        rows = f"Keset;{100 + number};lembar"
        header = "Nama Produk;Jumlah Produksi;Satuan"
        report = csv_report(unit.name, "Oktober 2025", "4 November 2025", header, rows)
        house.deliver(unit.unit_id, "produksi_2025-10.csv", report)
    for name, unit in zip(attacks, HOSTILE, strict=False):
        plant(name, house.inbox / unit.unit_id)
    run_night(settings_of(home), house.url)
    return house


def of_the_good(house):
    where = "WHERE upt_id = ANY (%s) ORDER BY 1, 2, 3"
    good = [unit.unit_id for unit in GOOD]
    return [house.ask(query + where, good) for query in FIGURES]


@pytest.fixture(scope="module")
def attacked(postgres, tmp_path_factory):
    """The night with all of them."""
    return night(postgres, tmp_path_factory.mktemp("attacked"), tuple(KINDS))


def test_everybody_elses_figures_are_as_without_the_hostile_files(attacked, postgres, tmp_path):
    quiet = night(postgres, tmp_path, ())

    assert of_the_good(attacked) == of_the_good(quiet)
    assert len(of_the_good(quiet)[1]) == len(GOOD)


def test_every_hostile_file_has_a_state_and_none_is_the_programs_own_fault(attacked):
    states = attacked.ask(
        "SELECT sender, name, state, kode FROM ops.submission WHERE NOT sender = ANY (%s)",
        [unit.unit_id for unit in GOOD],
    )

    assert {sender for sender, *_ in states} == {unit.unit_id for unit in HOSTILE}
    assert [line for line in states if line[3] in {"E021", "E028", "E029", "E030", "E032"}] == []
