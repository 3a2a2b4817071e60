"""A run that looks like a broken night publishes nothing until someone releases it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from nights import RECEIVED, House, csv_report, run_night, settings_of

from schemas.calendar import due_date
from schemas.references import load_references
from schemas.settings import Settings
from tasks.publish.gate import Gate, HeldError, Senders, check_gate

HEADER = "Bidang;Kegiatan;Jumlah WBP"
UNITS = [
    unit[-1] for unit in load_references().units.values() if unit[-1].kind in {"Lapas", "Rutan"}
]


def _deliver(house, units, workers, tanggal="3 Desember 2025"):
    for unit in units:
        content = csv_report(unit.name, "November 2025", tanggal, HEADER, f"Jasa;Laundry;{workers}")
        house.deliver(unit.unit_id, f"kegiatan_kerja_2025-11 {tanggal}.csv", content)


def _break(house, units):
    for unit in units:
        house.deliver(unit.unit_id, "rusak.xlsx", b"PK\x03\x04" + unit.unit_id.encode())


def _national(house):
    return house.ask("SELECT wbp_bekerja FROM mart.nasional_bulanan")


@pytest.mark.usefixtures("prefect_server")
def test_a_night_of_mostly_rejected_files_is_held_until_released(warehouse, tmp_path):
    house = House(tmp_path, warehouse)
    _deliver(house, UNITS[:8], 10)
    _break(house, UNITS[8:20])

    state = house.run_night()

    assert (state.name, state.is_failed()) == ("Held", True)
    assert state.message.startswith(
        "held, nothing published: the files of 12 of 20 units would be rejected (allowed: 50%); "
        "20 files wait in the archive."
    )
    assert "`pembinaan nightly --release`" in state.message
    assert _national(house) == []
    assert house.ask("SELECT state, count(*) FROM ops.submission GROUP BY 1") == [("held", 20)]

    _deliver(house, UNITS[20:21], 5)  # arrives later: not part of what was looked at
    released = house.run_night(release=True)

    assert released.name == "CompletedWithRejects"
    assert _national(house) == [(80,)]
    assert house.ask("SELECT state, count(*) FROM ops.submission GROUP BY 1 ORDER BY 1") == [
        ("published", 8),
        ("rejected", 12),
    ]
    assert house.ask("SELECT state FROM ops.run ORDER BY started_at") == [
        ("settled",),
        ("published",),
    ]


def test_a_flood_of_one_unit_is_its_own_and_holds_nobody_else(warehouse, tmp_path):
    house = House(tmp_path, warehouse)
    _deliver(house, UNITS[:25], 10)
    for n in range(60):
        house.deliver(UNITS[0].unit_id, f"rusak {n}.xlsx", b"PK\x03\x04%d" % n)

    run_night(settings_of(tmp_path), warehouse)

    assert _national(house) == [(250,)]
    assert house.ask("SELECT count(*) FROM ops.submission WHERE state = 'rejected'") == [(60,)]


def test_a_held_file_is_taken_in_again_when_the_cause_is_mended(warehouse, tmp_path):
    house, settings = House(tmp_path, warehouse), settings_of(tmp_path)
    _deliver(house, UNITS[:8], 10)
    _break(house, UNITS[8:20])
    with pytest.raises(HeldError):
        run_night(settings, warehouse)
    for path in house.inbox.rglob("kegiatan_kerja*"):
        path.unlink()  # the archive has them

    _deliver(house, UNITS[20:32], 1)
    run_night(settings, warehouse)

    assert _national(house) == [(92,)]


def test_a_figure_that_moves_too_far_holds_the_run_and_is_shown(warehouse, tmp_path):
    house, settings = House(tmp_path, warehouse), settings_of(tmp_path)
    _deliver(house, UNITS[:25], 10)
    run_night(settings, warehouse)
    _deliver(house, UNITS[:1], 10_000, tanggal="4 Desember 2025")

    with pytest.raises(HeldError, match=r"wbp_bekerja of 2025-11 would move 250 -> 10.240"):
        run_night(settings, warehouse)

    assert _national(house) == [(250,)]
    assert house.ask(
        "SELECT metrik, sebelum, sesudah, upt_sebelum, upt_sesudah FROM ops.held_figure "
        "WHERE sebab_ditahan"
    ) == [("wbp_bekerja", 250, 10_240, 25, 25)]

    run_night(settings, warehouse, release=True)

    assert _national(house) == [(10_240,)]


def test_a_known_file_delivered_again_that_holds_the_run_can_be_released(warehouse, tmp_path):
    house, settings = House(tmp_path, warehouse), settings_of(tmp_path)
    _deliver(house, UNITS[:25], 10)
    unit, day = UNITS[0], RECEIVED + timedelta(days=1)
    typo, corrected = (
        csv_report(unit.name, "November 2025", "3 Desember 2025", HEADER, f"Jasa;Laundry;{workers}")
        for workers in (10_000, 11)
    )
    house.deliver(unit.unit_id, "kegiatan_kerja_2025-11 3 Desember 2025.csv", typo)
    run_night(settings, warehouse)
    house.deliver(unit.unit_id, "kegiatan_kerja_2025-11 koreksi.csv", corrected, day)
    with pytest.raises(HeldError):
        run_night(settings, warehouse)
    run_night(settings, warehouse, release=True)
    assert _national(house) == [(251,)]
    again = house.deliver(
        unit.unit_id, "kegiatan_kerja_2025-11 3 Desember 2025.csv", typo, day + timedelta(days=1)
    )
    with pytest.raises(HeldError, match=r"251 -> 10.240"):
        run_night(settings, warehouse)

    house.deliver(UNITS[30].unit_id, "kegiatan_kerja_2025-11 baru.csv", again.read_bytes()[:-1])
    run_night(settings, warehouse, release=True)

    assert _national(house) == [(10_240,)]
    assert house.ask("SELECT count(*) FROM ops.submission WHERE state = 'held'") == [(0,)]


TODAY = date(2026, 3, 1)


def _figure(before, after, units=(30, 30), bulan=date(2025, 11, 1)):
    return {
        "bulan": bulan,
        "metrik": "premi_rp",
        "rincian": "",
        "sebelum": None if before is None else Decimal(before),
        "sesudah": None if after is None else Decimal(after),
        "unit_sebelum": units[0],
        "unit_sesudah": units[1],
        "unit_berisi": units[0],
    }


@pytest.mark.parametrize(
    ("senders", "figures", "is_held"),
    [
        pytest.param((20, 10), [], False, id="half of the units"),
        pytest.param((20, 11), [], True, id="more than half"),
        pytest.param((19, 19), [], False, id="a small inbox"),
        pytest.param((1, 0), [_figure(100, 150)], False, id="half as much again"),
        pytest.param((1, 0), [_figure(100, 151)], True, id="more than that"),
        pytest.param((1, 0), [_figure(100, 49)], True, id="or less than half"),
        pytest.param((1, 0), [_figure(100, None)], True, id="or nothing at all"),
        pytest.param((1, 0), [_figure(None, 10**12)], False, id="a first figure"),
        pytest.param(
            (1, 0),
            [{**_figure(60, 61, (25, 80)), "metrik": "partisipasi_pct"}],
            False,
            id="a rate that stays, of more units",
        ),
        pytest.param((1, 0), [_figure(0, 5)], False, id="zero before"),
        pytest.param((1, 0), [_figure(100, 300, (19, 19))], False, id="few units"),
        pytest.param((1, 0), [_figure(100, 200, (30, 60))], False, id="twice the units, twice"),
        pytest.param(
            (1, 0), [_figure(100, 900, bulan=date(2026, 2, 1))], False, id="a month still open"
        ),
        pytest.param(
            (1, 0), [_figure(100, 1200, bulan=date(2026, 2, 1))], True, id="open, twelvefold"
        ),
    ],
)
def test_check_gate(tmp_path, senders, figures, is_held):
    gate = Gate(Settings(home=tmp_path), TODAY)

    try:
        check_gate(gate, Senders(*senders), figures)
    except HeldError:
        held = True
    else:
        held = False

    assert held is is_held


def test_due_date_is_in_the_following_month():
    assert due_date(date(2025, 12, 1), 5) == date(2026, 1, 5)
    assert due_date(date(2026, 1, 1), 5) == date(2026, 2, 5)
