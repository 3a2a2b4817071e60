"""What a night tells a person: rules, Kanwil, units and disks that stand out, and nothing else."""

from datetime import UTC, date, datetime, timedelta

import pytest
from nights import House, csv_report, run_night, settings_of

from schemas.calendar import JAKARTA
from schemas.warehouse.connect import connect
from tasks.report.announce import digest
from tasks.report.night_findings import Finding, findings

UNITS = {"lapas-garut": "Lapas Garut", "lapas-ciamis": "Lapas Ciamis", "lapas-sumedang": "Lapas S"}
BROKEN = b"no workbook"


@pytest.fixture
def house(warehouse, tmp_path):
    return House(tmp_path, warehouse)


def night(house: House, **changes) -> list[tuple[str, str]]:
    """Run a night over the house; what it finds, as (event, resource)."""
    settings = settings_of(house.home, alarm_disk_free=0, **changes)
    run_night(settings, house.url)
    [(run_id,)] = house.ask("SELECT run_id FROM ops.run ORDER BY started_at DESC LIMIT 1")
    with connect(house.url) as connection:
        found = findings(connection, run_id, settings)
    return [(finding.event, finding.resource) for finding in found]


def latest_due() -> date:
    """The latest month whose due day, the fifth, has passed."""
    today = datetime.now(JAKARTA).date()
    months_back = 1 if today.day > 5 else 2
    year, month = divmod(12 * today.year + today.month - 1 - months_back, 12)
    return date(year, month + 1, 1)


def test_a_rule_that_catches_many_units_at_once_is_suspect(house):
    for unit in UNITS:
        house.deliver(unit, "laporan.xlsx", BROKEN)

    assert night(house, alarm_rule_units=3) == [("pembinaan.rule.suspect", "pembinaan.rule.E010")]


def test_fewer_units_make_no_rule_suspect(house):
    for unit in UNITS:
        house.deliver(unit, "laporan.xlsx", BROKEN)

    assert night(house, alarm_rule_units=4) == []


def test_a_unit_is_told_of_when_refused_so_many_nights_running(house):
    found = []
    for nth in range(3):
        house.deliver("lapas-garut", f"{nth}.xlsx", BROKEN + str(nth).encode())
        found.append(night(house, alarm_refused_nights=3))

    assert found == [[], [], [("pembinaan.upt.refused", "pembinaan.upt.lapas-garut")]]


def test_a_kanwil_that_fell_is_told_of_in_the_first_night_after_the_due_day(house):
    due = latest_due()
    before = (due - timedelta(days=1)).replace(day=1)
    content = csv_report(
        "Lapas Kelas IIB Garut",
        f"{before:%m/%Y}",
        f"1/{due.month}/{due.year}",
        "Bidang;Kegiatan;Jumlah WBP",
        "Jasa;Laundry;7",
    )
    in_time = datetime(due.year, due.month, 2, tzinfo=UTC)
    house.deliver("lapas-garut", f"kegiatan_kerja_{before:%Y-%m}.csv", content, in_time)

    found = [night(house), night(house)]

    assert found == [[("pembinaan.kanwil.fallen", "pembinaan.kanwil.kanwil-jawa-barat")], []]


def test_a_disk_nearly_full_is_told_of(house):
    settings = settings_of(house.home, alarm_disk_free=0.999)
    with connect(house.url) as connection:
        found = findings(connection, "none", settings)

    assert {finding.resource for finding in found} >= {"pembinaan.place.home"}


def test_a_digest_is_bounded():
    found = [Finding("pembinaan.upt.refused", f"pembinaan.upt.{n}", f"unit {n}") for n in range(25)]

    lines = digest(found).splitlines()

    assert len(lines) == 21
    assert lines[-1] == "- and 5 more of this kind"
