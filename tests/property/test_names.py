"""A bare CSV says its dataset and month in its name: equal bytes may be several reports."""

from datetime import UTC, datetime

import pytest
from nights import House
from plain import run_backfill, run_night, settings_of
from property.histories import NOVEMBER, OCTOBER

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


def test_a_copy_under_another_name_is_no_second_report(warehouse, tmp_path):
    house, settings = House(tmp_path, warehouse), settings_of(tmp_path)
    for name in ("ekspor_2025-11.csv", "baru/ekspor_2025-11.csv"):
        house.deliver("lapas-garut", name, NIHIL, AT["ekspor_2025-11.csv"])

    run_night(settings, warehouse)

    assert house.ask("SELECT count(*) FROM ops.report") == [(1,)]
    assert house.ask("SELECT state FROM ops.submission") == [("published",)]
