"""Files that a night leaves as they are, by name; and those it knows without opening them."""

import os
import sys
import threading
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from nights import House, csv_report, run_backfill, run_night, settings_of

from schemas.references import load_references
from tasks.collect import haul, list_deliveries, wait_for_writers
from tasks.publish.gate import HeldError

NOW = datetime(2025, 12, 3, 4, tzinfo=UTC)
HEADER = "Nama Produk;Jumlah Produksi;Satuan"
LEFT = "SELECT sender, name, sebab FROM ops.left_file"
UNITS = [u[-1] for u in load_references().units.values() if u[-1].kind in {"Lapas", "Rutan"}][:20]
_opened: list[str] = []
_watching: list[str] = []


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and _watching and str(arguments[0]).startswith(_watching[0]):
        _opened.append(str(arguments[0]))


sys.addaudithook(_watch)


@pytest.fixture
def house(warehouse, tmp_path):
    return House(tmp_path, warehouse)


def _deliver(house, made=1, name="produksi a.csv", unit="lapas-cirebon", at=NOW):
    said = load_references().units[unit][-1].name
    content = csv_report(said, "November 2025", "", HEADER, f"Roti;{made};buah")
    return house.deliver(unit, name, content, at)


def _haul(house, deliveries):
    places = str(house.inbox), str(house.home / "archive")
    return haul(deliveries, *places, 50, load_references())


def test_a_file_that_is_being_written_is_named_and_taken_whole_by_the_next_night(house):
    path, settings = _deliver(house), settings_of(house.home, quiet_seconds=0.5)
    os.utime(path)
    is_written = threading.Event()

    def write() -> None:
        while not is_written.wait(0.1):
            with path.open("a") as file:
                file.write("\nTempe;5;buah")

    writer = threading.Thread(target=write)
    writer.start()
    tonight = run_night(settings, house.url).outcome
    is_written.set()
    writer.join()
    named = house.ask(LEFT)
    tomorrow = run_night(settings, house.url).outcome

    assert (tonight.files, tonight.files_left, tonight.files_rejected) == (0, 1, 0)
    assert tonight.message == "nothing new: 0 files already known, 1 file left"
    assert named == [("lapas-cirebon", "produksi a.csv", "growing")]
    assert (tomorrow.rows_published + tomorrow.rows_quarantined, tomorrow.files_left) == (
        path.read_text().count("buah"),
        0,
    )


@pytest.mark.parametrize(
    ("age", "waits"),
    [(0.1, True), (60, False), (-60, False)],
    ids=["just now", "a while ago", "a clock ahead says nothing"],
)
def test_only_what_was_written_a_moment_ago_is_waited_for(house, age, waits):
    _deliver(house)
    at = datetime.now(UTC) - timedelta(seconds=age)
    found = [d._replace(modified_at=at) for d in list_deliveries(str(house.inbox))]
    began = time.monotonic()

    wait_for_writers(found, str(house.inbox), 2)

    assert (time.monotonic() - began > 0.5) == waits


def test_a_file_that_grew_between_listing_and_reading_waits_beside_one_that_did_not(house):
    path = _deliver(house)
    _deliver(house, name="produksi b.csv", made=2)
    listed = list_deliveries(str(house.inbox))
    path.write_bytes(path.read_bytes() + b"\nTempe;5;buah")

    found = _haul(house, listed)

    assert [k.name for k in found.kept] == ["produksi b.csv"]
    assert [file[:3] for file in found.left] == [("lapas-cirebon", "produksi a.csv", "growing")]


def test_a_known_file_is_not_opened_and_one_that_differs_in_anything_is(house):
    path, other = _deliver(house), _deliver(house, name="produksi b.csv", made=2)
    settings = settings_of(house.home)
    run_night(settings, house.url)
    _watching[:] = [str(house.inbox)]
    try:
        quiet = run_night(settings, house.url).outcome
        opened_quietly = [name for name in _opened if not Path(name).is_dir()]
        same = path.read_bytes().replace(b"1;buah", b"7;buah")  # of one size, and given its time
        path.write_bytes(same)
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
        _opened.clear()
        changed = run_night(settings, house.url).outcome
        opened = {name for name in _opened if not Path(name).is_dir()}
    finally:
        _watching.clear()

    assert (quiet.files, quiet.files_known, opened_quietly) == (0, 2, [])
    assert (changed.versions, changed.files_known, opened) == (1, 1, {str(path)})
    assert other.exists()


@pytest.mark.parametrize("with_deleted", [False, True])
def test_a_file_deleted_while_held_is_released_only_where_that_is_asked_for(house, with_deleted):
    for unit in UNITS[:9]:
        _deliver(house, unit=unit.unit_id)
    for unit in UNITS[9:]:
        house.deliver(unit.unit_id, "rusak.xlsx", b"PK\x03\x04" + unit.unit_id.encode(), NOW)
    settings = settings_of(house.home)
    with pytest.raises(HeldError):
        run_night(settings, house.url)
    (house.inbox / UNITS[0].unit_id / "produksi a.csv").unlink()

    run_night(settings, house.url, release=True, with_deleted=with_deleted)
    run_night(settings, house.url)

    published = house.ask("SELECT count(*) FROM mart.produksi")
    named = [(UNITS[0].unit_id, "produksi a.csv", "deleted")]
    assert (published, house.ask(LEFT)) == (([(9,)], []) if with_deleted else ([(8,)], named))
    states = house.ask("SELECT state FROM ops.submission WHERE sender = %s", UNITS[0].unit_id)
    assert states == ([("published",)] if with_deleted else [("withdrawn",)])
    _deliver(house, unit=UNITS[0].unit_id)
    run_night(settings, house.url)
    assert house.ask("SELECT count(*) FROM mart.produksi") == [(9,)]


@pytest.mark.parametrize("sebab", ["damaged", "missing"])
def test_one_damaged_copy_stops_no_backfill_and_what_it_said_stays(house, sebab):
    _deliver(house, made=1)
    _deliver(house, made=2, unit="rutan-raha")
    settings = settings_of(house.home)
    run_night(settings, house.url)
    [(sha256,)] = house.ask("SELECT sha256 FROM ops.submission WHERE sender = 'rutan-raha'")
    copy = house.home / "archive" / sha256[:2] / sha256
    copy.unlink()
    if sebab == "damaged":
        copy.write_bytes(b"bukan itu")

    done = run_backfill(settings, house.url, date(2025, 11, 1)).outcome

    assert (done.files, done.files_left, done.withdrawn) == (1, 1, 0)
    assert house.ask(LEFT) == [("rutan-raha", "produksi a.csv", sebab)]
    assert sorted(house.ask("SELECT jumlah_produksi FROM mart.produksi")) == [(1,), (2,)]
