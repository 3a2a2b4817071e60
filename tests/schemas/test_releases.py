"""A warehouse of another release is refused, and brought up to date for the whole past."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import psycopg
import pytest
from ledgers import Ledger
from nights import RECEIVED, House, csv_report, run_night, settings_of
from releases import NEW_UNIT, other_references, run_release

from schemas.errors import TerminalError
from schemas.warehouse.migrate import check_schema, migrate

COMMAND = Path(sys.executable).parent / "pembinaan"
NOVEMBER = date(2025, 11, 1)
_HEADER = "Jumlah Penghuni;Peserta Pembinaan Kemandirian"


def deliver_inmates(house, sender, unit, inmates, day=1):
    content = csv_report(
        unit, "November 2025", f"{day} Desember 2025", _HEADER, f"{inmates};{inmates // 4}"
    )
    house.deliver(sender, f"partisipasi_2025-11_{day}.csv", content)


def test_a_warehouse_without_the_newest_unit_is_refused_until_it_is_migrated(warehouse, tmp_path):
    house = House(tmp_path, warehouse)
    deliver_inmates(house, "lapas-garut", "Lapas Garut", 500)
    deliver_inmates(house, "lapas-baru", "Lapas Baru", 300)

    with other_references(tmp_path / "acuan", upt=NEW_UNIT):
        with pytest.raises(TerminalError, match="run `pembinaan migrate`"):
            check_schema(warehouse)
        with pytest.raises(TerminalError, match="reference data"):
            run_night(settings_of(tmp_path), warehouse)
        assert house.ask("SELECT count(*) FROM ops.report") == [(0,)]

        migrate(warehouse)
        check_schema(warehouse)
        run_night(settings_of(tmp_path), warehouse)

    assert house.ask("SELECT upt_melapor, penghuni FROM mart.nasional_bulanan") == [(2, 800)]


def test_a_unit_with_reports_does_not_leave_the_register(warehouse, tmp_path):
    house = House(tmp_path, warehouse)
    deliver_inmates(house, "lapas-baru", "Lapas Baru", 300)
    with other_references(tmp_path / "acuan", upt=NEW_UNIT):
        migrate(warehouse)
        run_night(settings_of(tmp_path), warehouse)

    with pytest.raises(TerminalError, match="lapas-baru"):
        migrate(warehouse)

    assert house.ask("SELECT penghuni FROM mart.nasional_bulanan") == [(300,)]


def test_the_database_refuses_a_report_of_a_unit_it_does_not_know(warehouse):
    with (
        psycopg.connect(warehouse) as connection,
        pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="lapas-antah"),
    ):
        Ledger(connection).receive(("lapas-antah", "produksi", NOVEMBER), RECEIVED)


@pytest.fixture
def published(warehouse, tmp_path):
    """Figures of two units and two months, published by this release."""
    house = House(tmp_path, warehouse)
    header = "Jumlah Penghuni;Tahanan;Narapidana;Peserta Pembinaan Kemandirian"
    for month, name, inmates in ((10, "Oktober", 480), (11, "November", 500)):
        for unit, spelt in (("lapas-garut", "Lapas Garut"), ("lapas-cirebon", "Lapas Cirebon")):
            row = f"{inmates};80;{inmates - 80};{inmates // 4}"
            content = csv_report(spelt, f"{name} 2025", f"1/{month + 1}/2025", header, row)
            house.deliver(unit, f"partisipasi_2025-{month}.csv", content)
    run_night(settings_of(tmp_path), warehouse)
    return house


RESTATED = (
    "SELECT jenis, tingkat, bulan, metrik, sebelum, sesudah FROM ops.restatement "
    "WHERE tingkat = 'nasional' ORDER BY metrik, bulan"
)
_NEW_METRIC = "metrics.METRICS += (Metric('tahanan', 'partisipasi', 'tahanan', 'orang', 'x'),)"
OCTOBER = date(2025, 10, 1)


def test_a_new_metric_is_there_for_the_whole_past_once_migrated(published):
    refusal = run_release(_NEW_METRIC, "night()", published.home, published.url)
    run_release(_NEW_METRIC, "migrate(url); night()", published.home, published.url)

    assert "the warehouse is of another release (metrics" in refusal
    assert published.ask("SELECT bulan, tahanan FROM mart.nasional_bulanan ORDER BY 1") == [
        (OCTOBER, 160),
        (NOVEMBER, 160),
    ]
    assert published.ask(RESTATED) == [
        ("definisi", "nasional", OCTOBER, "tahanan", None, 160),
        ("definisi", "nasional", NOVEMBER, "tahanan", None, 160),
    ]
    assert published.ask("SELECT flow, rulebook IS NULL FROM ops.run ORDER BY published_at") == [
        ("nightly", False),
        ("migrate", True),
        ("nightly", False),
    ]


@pytest.mark.parametrize(
    ("definition", "restated"),
    [
        pytest.param(
            "metrics.METRICS = tuple(m._replace(counts=True) if m.name == 'penghuni' else m "
            "for m in metrics.METRICS)",
            {("penghuni", 960, 2), ("partisipasi_pct", 25, 12000)},
            id="a metric counts what it summed",
        ),
        pytest.param(
            "metrics.METRICS = tuple(m._replace(where='f.total_wbp > 490') "
            "if m.name == 'penghuni' else m for m in metrics.METRICS)",
            {("penghuni", 960, None), ("partisipasi_pct", 25, None)},
            id="a metric leaves rows out",
        ),
        pytest.param(
            "metrics.PARTICIPATION = metrics.PARTICIPATION.replace('100.0', '200.0')",
            {("partisipasi_pct", 25, 50)},
            id="a rate",
        ),
        pytest.param(
            "metrics.METRICS = tuple(m for m in metrics.METRICS if m.name != 'peserta_pelatihan')",
            set(),
            id="a metric nobody had reported goes",
        ),
    ],
)
def test_a_changed_definition_restates_the_past_as_its_own_kind(published, definition, restated):
    deed = "print(migrate(url).derived.sentence); check_schema(url)"

    said = run_release(definition, deed, published.home, published.url)

    lines = [line for line in published.ask(RESTATED) if line[2] == OCTOBER]
    assert {line[3:] for line in lines} == restated, said
    assert {line[0] for line in lines} <= {"definisi"}
    migrate(published.url)  # this release again: the figures are what they were
    assert published.ask("SELECT penghuni FROM mart.nasional_bulanan ORDER BY bulan") == [
        (960,),
        (1000,),
    ]


def test_a_unit_that_moves_restates_both_kanwil_as_reference(published, tmp_path):
    moved = "lapas-cirebon,2025-06-01,Lapas Kelas I Cirebon,Lapas,Umum,I,kanwil-banten,36,,,own"

    with other_references(tmp_path / "acuan", upt=moved):
        migrate(published.url)

    assert published.ask(
        "SELECT jenis, unit_id, sebelum, sesudah FROM ops.restatement "
        "WHERE metrik = 'penghuni' AND bulan = %s ORDER BY unit_id",
        NOVEMBER,
    ) == [("acuan", "kanwil-banten", None, 500), ("acuan", "kanwil-jawa-barat", 1000, 500)]


def test_migrate_shows_the_national_figures_it_defines_anew(published):
    with psycopg.connect(published.url) as connection:  # as an earlier release counted
        connection.execute("UPDATE mart.agregat_upt SET penghuni = penghuni + 7")
        connection.execute("UPDATE ops.definition SET sidik = '' WHERE nama = 'agregat'")

    env = {**os.environ, "PEMBINAAN_HOME": str(published.home), "COLUMNS": "240"}
    env["PEMBINAAN_WAREHOUSE_URL"] = published.url
    shown = subprocess.run(
        [COMMAND, "migrate"], env=env, capture_output=True, text=True, check=True
    )

    assert "made anew: metrics" in shown.stdout
    (line,) = [x for x in shown.stdout.splitlines() if "penghuni" in x and "2025-11" in x]
    assert [part.strip() for part in line.strip("│ ").split("│")] == [
        "penghuni", "2025-11", "", "definisi", "1.014", "1.000"
    ]  # fmt: skip
