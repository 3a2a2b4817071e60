"""A bare CSV says its dataset and month in its name: equal bytes may be several reports."""

from datetime import UTC, datetime

import pytest
from nights import House, csv_report, run_backfill, run_night, settings_of
from property.histories import NOVEMBER, OCTOBER

from tasks.publish import HeldError

NIHIL = b"Nihil\n"
AT = {
    "ekspor_2025-10.csv": datetime(2025, 11, 3, tzinfo=UTC),
    "ekspor_2025-11.csv": datetime(2025, 12, 20, tzinfo=UTC),
    "produksi_2025-11.csv": datetime(2025, 12, 3, tzinfo=UTC),
}
SAID = (
    "SELECT t.dataset, t.bulan::text, t.first_received_at, r.is_current, r.berkas "
    "FROM ops.submission_report t JOIN ops.report r ON r.id = t.report_id ORDER BY 1, 2"
)


def _expected():
    names = [name.removesuffix(".csv").split("_") for name in AT]
    said = [
        (dataset, f"{month}-01", AT[f"{dataset}_{month}.csv"], True, f"{dataset}_{month}.csv")
        for dataset, month in names
    ]
    return sorted(said)


@pytest.mark.parametrize(
    "nights",
    [
        pytest.param([list(AT)], id="in one night"),
        pytest.param([[name] for name in AT], id="one after the other"),
        pytest.param([[name] for name in reversed(AT)], id="the other way round"),
        pytest.param([list(AT)[:2], list(AT)[2:]], id="two and one"),
    ],
)
def test_equal_bytes_under_several_names_are_several_reports(warehouse, tmp_path, nights):
    house, settings = House(tmp_path, warehouse), settings_of(tmp_path)

    for night in nights:
        for name in night:
            house.deliver("lapas-garut", name, NIHIL, AT[name])
        run_night(settings, warehouse)

    assert house.ask(SAID) == _expected()
    assert house.ask("SELECT count(*) FROM ops.submission") == [(1,)]

    for bulan in (OCTOBER, NOVEMBER):
        assert run_backfill(settings, warehouse, bulan).sentence.startswith("unchanged")

    assert house.ask(SAID) == _expected()


ENVELOPE = csv_report(
    "Lapas Garut",
    "November 2025",
    "3 Desember 2025",
    "Bidang;Kegiatan;Jumlah WBP",
    "Jasa;Laundry;7",
)


@pytest.mark.parametrize("split", [False, True], ids=["in one night", "in two"])
@pytest.mark.parametrize(
    ("content", "names"),
    [
        pytest.param(NIHIL, ("ekspor_2025-11.csv", "baru/ekspor_2025-11.csv"), id="a folder"),
        pytest.param(NIHIL, ("ekspor_2025-11.csv", "ekspor_2025-11 (1).csv"), id="a copy"),
        pytest.param(NIHIL, ("ekspor_2025-11.csv", "lagi.csv"), id="a name that says nothing"),
        pytest.param(
            ENVELOPE,
            ("kegiatan_kerja_2025-10.csv", "kegiatan_kerja_2025-11.csv"),
            id="a month the content contradicts",
        ),
    ],
)
def test_a_copy_under_another_name_is_no_second_report(warehouse, tmp_path, content, names, split):
    house, settings = House(tmp_path, warehouse), settings_of(tmp_path)
    for day, name in enumerate(names, 3):
        house.deliver("lapas-garut", name, content, datetime(2025, 12, day, tzinfo=UTC))
        if split:
            run_night(settings, warehouse)
    run_night(settings, warehouse)

    run_backfill(settings, warehouse, NOVEMBER)

    assert house.ask("SELECT count(*), count(*) FILTER (WHERE is_current) FROM ops.report") == [
        (1, 1)
    ]
    assert house.ask("SELECT state FROM ops.submission") == [("published",)]


def test_a_name_that_waited_is_read_when_the_bytes_come_under_another(warehouse, tmp_path):
    house = House(tmp_path, warehouse)
    strict = settings_of(tmp_path, gate_min_senders=1, gate_reject_share=0.1)
    first = house.deliver("lapas-garut", "ekspor_2025-10.csv", NIHIL, AT["ekspor_2025-10.csv"])
    junk = [
        house.deliver("lapas-garut", f"rusak {n}.xlsx", b"PK\x03\x04junk%d" % n) for n in range(2)
    ]
    with pytest.raises(HeldError):
        run_night(strict, warehouse)
    for file in (first, *junk):
        file.unlink()
    house.deliver("lapas-garut", "ekspor_2025-11.csv", NIHIL, AT["ekspor_2025-11.csv"])

    run_night(settings_of(tmp_path), warehouse)

    assert house.ask("SELECT bulan::text FROM ops.report WHERE is_current ORDER BY 1") == [
        ("2025-10-01",),
        ("2025-11-01",),
    ]
