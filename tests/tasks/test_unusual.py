"""A figure far from what the unit usually reports is published, and remarked on."""

from datetime import date

from nights import House, csv_report, run_night, settings_of

HEADER = "Bidang;Kegiatan;Jumlah WBP"
MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus")


def _deliver(house, number, workers, note=""):
    month = MONTHS[number - 1]
    content = csv_report(
        "Lapas Garut",
        f"{month} 2025",
        f"{2 if note else 1}/{number + 1}/2025",
        HEADER,
        f"Jasa;Laundry;{workers}",
    )
    house.deliver("lapas-garut", f"kegiatan_kerja_2025-{number:02d}{note}.csv", content)


def _remarks(house):
    return house.ask("SELECT bulan, kode, alasan FROM ops.warning WHERE kode = 'W414'")


def test_an_unusual_figure_is_published_and_remarked_on(warehouse, tmp_path):
    house, settings = House(tmp_path, warehouse), settings_of(tmp_path)
    for number, workers in enumerate((40, 42, 39, 41, 40, 43, 400), start=1):
        _deliver(house, number, workers)

    run_night(settings, warehouse)

    assert _remarks(house) == [
        (
            date(2025, 7, 1),
            "W414",
            "Jumlah WBP: jumlahnya jauh dari kebiasaan unit ini dalam dua belas bulan sebelumnya "
            "(400 dibanding 40.5).",
        )
    ]
    assert house.ask(
        "SELECT wbp_bekerja FROM mart.nasional_bulanan WHERE bulan = '2025-07-01'"
    ) == [(400,)]


def test_first_reports_and_short_histories_are_not_flagged(warehouse, tmp_path):
    house, settings = House(tmp_path, warehouse), settings_of(tmp_path)
    for number, workers in enumerate((400, 4, 40, 4_000, 1, 90), start=1):
        _deliver(house, number, workers)

    run_night(settings, warehouse)

    assert _remarks(house) == []


def test_a_remark_goes_when_the_figure_or_its_history_is_corrected(warehouse, tmp_path):
    house, settings = House(tmp_path, warehouse), settings_of(tmp_path)
    for number, workers in enumerate((40, 42, 39, 41, 40, 43, 400), start=1):
        _deliver(house, number, workers)
    run_night(settings, warehouse)
    assert len(_remarks(house)) == 1

    for number in range(1, 5):  # the history becomes what the figure is
        _deliver(house, number, 390 + number, note=" koreksi")
    run_night(settings, warehouse)

    assert _remarks(house) == []


def test_small_steps_of_small_figures_are_daily_life(warehouse, tmp_path):
    house, settings = House(tmp_path, warehouse), settings_of(tmp_path)
    for number, workers in enumerate((2, 2, 2, 2, 2, 2, 6), start=1):
        _deliver(house, number, workers)

    run_night(settings, warehouse)

    assert _remarks(house) == []
