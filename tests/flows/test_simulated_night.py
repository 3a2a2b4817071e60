"""A night of 100 real units whose reports were made up, with 5 % planted defects."""

from datetime import date

import polars as pl
import pytest
from nights import House

from flows.simulation import SimulationRequest, simulate

pytestmark = pytest.mark.usefixtures("prefect_server")

PLACES = """
SELECT r.sender, r.berkas, r.lembar, r.dataset, q.baris, {what}
FROM {table} q JOIN ops.report r ON r.id = q.report_id
"""


def places(house: House, table: str, what: str) -> pl.DataFrame:
    names = ["sender", "berkas", "lembar", "dataset", "baris", "kode"]
    return pl.DataFrame(house.ask(PLACES.format(table=table, what=what)), names, orient="row")


def test_nightly_finds_every_planted_defect_and_no_other(warehouse, tmp_path):
    house = House(tmp_path, warehouse)
    truth = simulate(SimulationRequest(100, date(2026, 9, 1), seed=7, out=house.inbox))

    house.run_night()

    key = ["sender", "berkas", "lembar", "dataset", "baris"]
    rows = truth.filter(pl.col("baris").is_not_null()).with_columns(pl.col("baris").cast(pl.Int64))
    planted, clean = rows.drop_nulls("kode"), rows.filter(pl.col("kode").is_null()).select(key)
    held = places(house, "ops.quarantined_row", "q.kode")
    published = pl.concat(
        places(house, f"fact.{name}", "NULL::text[]") for name in rows["dataset"].unique()
    )
    found = planted.join(held, on=key, how="left", suffix="_held")
    missed = found.filter(~pl.col("kode_held").list.contains(pl.col("kode")).fill_null(value=False))
    assert missed.is_empty(), missed
    assert clean.join(held, on=key, how="semi").is_empty(), "a clean row is quarantined"
    assert clean.join(published, on=key, how="anti").is_empty(), "a clean row is lost"
    assert held.height == planted.height
    assert published.height == clean.height

    whole = truth.filter(pl.col("baris").is_null())
    refused = house.ask(
        "SELECT sender, berkas, kode FROM ops.rejected_report "
        "UNION SELECT sender, name, kode FROM ops.submission WHERE kode IS NOT NULL"
    )
    assert set(refused) == set(whole.select("sender", "berkas", "kode").rows())
