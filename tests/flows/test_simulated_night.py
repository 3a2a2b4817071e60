"""Nights of real units whose reports were made up, with planted defects, held against the truth."""

import dataclasses
import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from nights import House, new_database, run_night, settings_of
from verdicts import ROW, compare_with_truth

from schemas.warehouse.deciding import apply_settings
from simulation import MIX, SimulationRequest, simulate, truth_path
from simulation.truth import LAPORAN, NIHIL

MOST_DECLINED = 0.15
NIGHTS = SimulationRequest(12, date(2025, 11, 26), 7, Path(), 0.1, formats=("csv", *MIX), nights=8)


@pytest.fixture(scope="module")
def night(postgres, prefect_server, tmp_path_factory):
    """The truth about one night of 100 units, and the warehouse after it."""
    house = House(tmp_path_factory.mktemp("night"), new_database(postgres, "simulated_night"))
    simulate(SimulationRequest(100, date(2026, 9, 1), seed=7, out=house.inbox, forms=0.5))
    house.run_night()
    return pl.read_parquet(truth_path(house.inbox)), house.url


def test_nightly_finds_every_planted_defect_and_no_other_and_reads_what_was_meant(night):
    verdicts = compare_with_truth(*night)

    assert verdicts.mistakes == {}
    assert verdicts.planted.height > 60
    assert verdicts.clean > 1_500
    assert verdicts.compared > 9 * verdicts.clean
    assert verdicts.formed > 200
    assert verdicts.declined.n_unique(ROW[:3]) <= MOST_DECLINED * verdicts.formed


@pytest.mark.parametrize(
    ("dataset", "kolom", "meant"),
    [
        pytest.param("partisipasi", "total_wbp", "1", id="a count"),
        pytest.param("produksi", "jumlah_produksi_maks", "0.5", id="the end of a range"),
        pytest.param("premi_pnbp", "omzet", None, id="a sum of money"),
        pytest.param("ekspor", "tanggal_ekspor", "2026-09-30", id="a day"),
        pytest.param("ekspor", "negara_tujuan", "BE,ZA", id="countries"),
        pytest.param("kepribadian", "kegiatan", "Senam", id="a text"),
        pytest.param("program", "upt_id", "lapas-sragen", id="a unit"),
    ],
)
def test_compare_with_truth_names_the_cell_that_was_meant_otherwise(night, dataset, kolom, meant):
    truth, url = night
    [told] = truth.filter(dataset=dataset).drop_nulls("nilai").head(1).rows(named=True)
    values = json.loads(told["nilai"])
    published = values.pop(kolom)
    values |= {kolom: meant} if meant else {}
    is_told = pl.all_horizontal(pl.col(name) == told[name] for name in ROW)
    nilai = pl.when(is_told).then(pl.lit(json.dumps(values))).otherwise("nilai")

    misread = compare_with_truth(truth.with_columns(nilai=nilai), url).misread

    [cell] = misread.rows(named=True)
    assert cell == {name: told[name] for name in ROW} | {
        "kolom": kolom,
        "meant": meant,
        "published": published,
    }


def test_compare_with_truth_tells_about_from_exact(night):
    truth, url = night
    is_about = (pl.col("perkiraan").list.len() > 0).fill_null(value=False)
    exact = pl.when(is_about).then(pl.lit([], pl.List(pl.String))).otherwise("perkiraan")

    misread = compare_with_truth(truth.with_columns(perkiraan=exact), url).misread

    assert set(misread["kolom"]) == {"perkiraan"}
    assert misread.height == truth.filter(is_about).height > 20


def test_compare_with_truth_looks_for_each_row_of_a_form_where_it_stands(night):
    truth, url = night
    is_row = pl.col("bentuk").list.len().gt(0) & pl.col("nilai").is_not_null()
    told = truth.filter(is_row).row(0, named=True)
    is_told = pl.all_horizontal(pl.col(name) == told[name] for name in ROW)
    moved = pl.when(is_told).then(pl.col("baris") + 1_000).otherwise("baris")

    mistakes = compare_with_truth(truth.with_columns(baris=moved), url).mistakes

    assert {name: len(rows) for name, rows in mistakes.items()} == {"lost": 1, "strange": 1}


@pytest.mark.parametrize(
    ("ways", "declined", "mistakes"),
    [
        pytest.param(["grand_total"], {"E101"}, set(), id="in a form: counted"),
        pytest.param(None, set(), {"unheard", "refused"}, id="laid out as ever: a mistake"),
    ],
)
def test_compare_with_truth_counts_what_is_refused_of_forms(night, ways, declined, mistakes):
    truth, url = night
    before = compare_with_truth(truth, url).declined
    is_told = (pl.col("kode") == "E101") & (pl.col("hal") == LAPORAN)
    forgiven = truth.with_columns(
        hal=pl.when(is_told).then(pl.lit(NIHIL)).otherwise("hal"),
        kode=pl.when(is_told).then(None).otherwise("kode"),
        bentuk=pl.when(is_told).then(pl.lit(ways, pl.List(pl.String))).otherwise("bentuk"),
    )

    verdicts = compare_with_truth(forgiven, url)

    assert verdicts.mistakes.keys() == mistakes
    assert set(verdicts.declined.join(before, on=ROW[:3], how="anti")["kode"]) == declined


@pytest.mark.usefixtures("prefect_server")
def test_nights_one_by_one_say_what_the_same_files_say_as_history(postgres, tmp_path):
    one_by_one, at_once = (
        House(tmp_path / name, new_database(postgres, f"simulated_{name}"))
        for name in ("nightly", "history")
    )
    source = tmp_path / "lama"
    simulate(dataclasses.replace(NIGHTS, out=source))
    settings = settings_of(one_by_one.home, gate_reject_share=1.0, gate_figure_share=1e9)
    apply_settings(one_by_one.url, settings)

    for night in sorted(days_of(source)):
        deliver(source, night, one_by_one.inbox)
        run_night(settings, one_by_one.url)
    at_once.run_backfill("2019-01", "2027-01", source=str(source), release=True)

    truth = pl.read_parquet(truth_path(source))
    assert compare_with_truth(truth, one_by_one.url).mistakes == {}
    assert compare_with_truth(truth, at_once.url).mistakes == {}
    assert one_by_one.standing() == at_once.standing()


def days_of(source: Path) -> set[date]:
    return {day_of(path) for path in source.rglob("*") if not path.is_dir()}


def day_of(path: Path) -> date:
    return datetime.fromtimestamp(path.lstat().st_mtime, UTC).date()


def deliver(source: Path, night: date, inbox: Path) -> None:
    """Put what came on a night into the landing zone, beside what lies there."""
    for path in source.rglob("*"):
        if not path.is_dir() and day_of(path) == night:
            place = inbox / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, place, follow_symlinks=False)
