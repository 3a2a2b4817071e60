"""Nights of real units whose reports were made up, with planted defects, held against the truth."""

import dataclasses
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from nights import House, new_database
from plain import run_night, settings_of
from verdicts import compare_with_truth

from flows.simulation import MIX, SimulationRequest, simulate, truth_path
from schemas.warehouse.migrate import apply_settings

NIGHTS = SimulationRequest(12, date(2025, 11, 26), 7, Path(), 0.1, formats=("csv", *MIX), nights=8)


@pytest.mark.usefixtures("prefect_server")
def test_nightly_finds_every_planted_defect_and_no_other(warehouse, tmp_path):
    house = House(tmp_path, warehouse)
    simulate(SimulationRequest(100, date(2026, 9, 1), seed=7, out=house.inbox))

    house.run_night()

    verdicts = compare_with_truth(pl.read_parquet(truth_path(house.inbox)), warehouse)
    assert (verdicts.planted.height > 60, verdicts.clean > 1_500) == (True, True)
    assert verdicts.mistakes == {}


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
