"""No clock of a sender outranks, dates or excuses anything: what counts is when a file was seen."""

from datetime import UTC, date, datetime, timedelta

import pytest
from nights import House, csv_report, new_run, run_night, settings_of

from schemas.errors import TerminalError
from tasks.collect import Receipt, list_deliveries
from tasks.pipeline import Pipeline
from tasks.publish import Terms, publish
from tasks.report.ahead import check_together, database_now

NOVEMBER = date(2025, 11, 1)
HEADER = "Nama Produk;Jumlah Produksi;Satuan"
IN_TIME, LATE = datetime(2025, 12, 3, 4, tzinfo=UTC), datetime(2025, 12, 9, 4, tzinfo=UTC)
DATED = "SELECT received_at, tanggal_laporan FROM ops.report WHERE is_current"
FLAGGED = "SELECT kode, tertulis FROM ops.warning WHERE kode = 'W110'"


def _report(made: int, bulan: str = "November 2025", tanggal: str = "") -> bytes:
    return csv_report("Lapas Cirebon", bulan, tanggal, HEADER, f"Roti;{made};buah")


def _night(house, seen_at):
    return run_night(settings_of(house.home), house.url, seen_at=lambda _: seen_at)


@pytest.fixture
def house(warehouse, tmp_path):
    return House(tmp_path, warehouse)


@pytest.mark.parametrize(
    ("own", "counted", "is_odd"),
    [
        pytest.param(datetime(2025, 12, 2, tzinfo=UTC), "own", False, id="past"),
        pytest.param(datetime(2025, 10, 31, 17, tzinfo=UTC), "own", False, id="the month begins"),
        pytest.param(datetime(2025, 10, 31, 16, 59, tzinfo=UTC), "sight", True, id="before it"),
        pytest.param(datetime(1980, 1, 1, tzinfo=UTC), "sight", True, id="a zip without times"),
        pytest.param(datetime(2025, 12, 3, 4, 5, tzinfo=UTC), "sight", False, id="minutes ahead"),
        pytest.param(datetime(2025, 12, 3, 11, tzinfo=UTC), "sight", True, id="WIB taken for UTC"),
        pytest.param(datetime(2099, 1, 1, tzinfo=UTC), "sight", True, id="2099"),
    ],
)
def test_a_files_own_time_counts_only_where_it_can_be_true(own, counted, is_odd):
    receipt = Receipt("a.csv", own, IN_TIME)

    assert receipt.counted_at(NOVEMBER) == {"own": own, "sight": IN_TIME}[counted]
    assert receipt.is_odd(NOVEMBER) is is_odd
    assert receipt.came_at(NOVEMBER) == IN_TIME
    assert receipt._replace(is_historic=True).came_at(NOVEMBER) == receipt.counted_at(NOVEMBER)


@pytest.mark.parametrize("year", [1980, 2099])
def test_an_impossible_time_outranks_nothing_and_is_said(house, year):
    house.deliver("lapas-cirebon", "produksi a.csv", _report(1), datetime(year, 1, 1, tzinfo=UTC))
    _night(house, IN_TIME)
    house.deliver("lapas-cirebon", "produksi b.csv", _report(2), LATE)
    _night(house, LATE)

    assert house.ask("SELECT jumlah_produksi FROM mart.produksi") == [(2,)]
    assert house.ask("SELECT received_at FROM ops.report ORDER BY version") == [(IN_TIME,), (LATE,)]
    assert house.ask(FLAGGED) == [("W110", f"{year}-01-01 07:00")]
    assert _night(house, LATE).outcome.files == 0


def test_a_time_in_the_future_makes_no_future_month_valid(house):
    content = _report(1, "November 2098")
    house.deliver("lapas-cirebon", "produksi a.csv", content, datetime(2099, 1, 1, tzinfo=UTC))

    _night(house, IN_TIME)

    assert house.ask("SELECT kode FROM ops.rejected_report") == [("E112",)]


@pytest.mark.parametrize("seen_at", [IN_TIME, LATE])
def test_what_is_in_time_was_seen_in_time_whatever_the_file_says(house, seen_at):
    house.deliver("lapas-cirebon", "produksi a.csv", _report(1), datetime(2025, 12, 2, tzinfo=UTC))

    _night(house, seen_at)

    own = datetime(2025, 12, 2, tzinfo=UTC)
    assert house.ask(DATED) == [(own, own.date())]
    assert house.ask(
        "SELECT status, diterima_at FROM mart.kepatuhan WHERE bulan = '2025-11-01' "
        "AND dataset = 'produksi' AND status <> 'belum'"
    ) == [("tepat_waktu" if seen_at == IN_TIME else "terlambat", seen_at)]


@pytest.mark.parametrize(
    ("own", "counted"),
    [
        pytest.param(IN_TIME, IN_TIME, id="its own time"),
        pytest.param(datetime(1980, 1, 1, tzinfo=UTC), LATE, id="none that can be true"),
    ],
)
def test_a_historical_file_came_when_it_says(house, own, counted):
    house.deliver("lapas-cirebon", "produksi a.csv", _report(1), own)
    settings = settings_of(house.home)
    listed = list_deliveries(settings.inbox_url, LATE)
    pipeline = Pipeline(settings, house.url)
    night, _ = pipeline.history(
        new_run(settings, "backfill"), [d._replace(is_historic=True) for d in listed]
    )

    publish(night, house.url, Terms(settings))

    assert house.ask("SELECT first_received_at, received_at FROM ops.submission")[0][0] == counted
    assert house.ask("SELECT first_received_at FROM ops.submission_report") == [(counted,)]


@pytest.mark.parametrize("years", [-1, 0, 1])
def test_a_night_begins_only_where_its_clock_is_the_databases(warehouse, years):
    theirs = database_now(warehouse)
    ours = datetime.now(UTC) + years * timedelta(days=365)

    if years:
        with pytest.raises(TerminalError, match="set both by NTP"):
            check_together(ours, theirs)
    else:
        check_together(ours, theirs)
