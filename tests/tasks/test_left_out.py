"""A fault behind all checks costs the file that carries it, and no other."""

import polars as pl
import psycopg
import pytest
from nights import House, csv_report, run_night, settings_of

from schemas.references import load_references
from tasks import pipeline

UNITS = [u[-1] for u in load_references().units.values() if u[-1].kind == "Lapas"][:12]
BAD = (UNITS[4], UNITS[9])


@pytest.fixture
def house(warehouse, tmp_path):
    """Twelve units that report; two of them 666 pieces, which no check minds."""
    house = House(tmp_path, warehouse)
    for number, unit in enumerate(UNITS):
        pieces = 666 if unit in BAD else 100 + number
        rows = f"Keset;{pieces};lembar"
        content = csv_report(
            unit.name, "Oktober 2025", "4 November 2025", "Nama Produk;Jumlah Produksi;Satuan", rows
        )
        house.deliver(unit.unit_id, "produksi_2025-10.csv", content)
    return house


def _check(house):
    refused = house.ask(
        "SELECT sender, kode FROM ops.submission WHERE state = 'rejected' ORDER BY 1"
    )
    assert refused == sorted((unit.unit_id, "E032") for unit in BAD)
    published = house.ask("SELECT count(*), sum(jumlah_produksi) FROM mart.produksi")
    assert published == [(10, sum(100 + n for n, unit in enumerate(UNITS) if unit not in BAD))]


def test_what_the_warehouse_refuses_is_left_out_and_the_rest_is_published(house):
    with psycopg.connect(house.url) as connection:
        connection.execute("ALTER TABLE fact.produksi ADD CHECK (jumlah_produksi <> 666)")

    published = run_night(settings_of(house.home), house.url)

    assert (published.outcome.files_rejected, published.outcome.versions) == (2, 10)
    _check(house)
    assert run_night(settings_of(house.home), house.url).outcome.files == 0


def test_what_cannot_be_judged_is_left_out_and_the_rest_is_published(house, monkeypatch):
    conform = pipeline.conform_rows

    def failing(rows, *others):
        if rows.filter(pl.col("jumlah_produksi") == "666").height:
            raise pl.exceptions.ComputeError("planted")
        return conform(rows, *others)

    monkeypatch.setattr(pipeline, "conform_rows", failing)

    run_night(settings_of(house.home), house.url)

    _check(house)


def test_a_step_that_fails_whatever_it_is_given_is_nobodys_fault(house, monkeypatch):
    tried = []

    def failing(sheets, *_):
        tried.append(sheets.height)
        raise pl.exceptions.ComputeError("planted")

    monkeypatch.setattr(pipeline, "identify_reports", failing)

    with pytest.raises(pl.exceptions.ComputeError):
        run_night(settings_of(house.home), house.url)

    assert tried == [len(UNITS), 0]
    assert house.ask("SELECT count(*) FROM ops.submission") == [(0,)]
