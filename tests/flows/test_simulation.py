"""The simulation writes what it says, says all it writes, and always the same."""

import io
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from python_calamine import CalamineWorkbook

from flows.simulation import TRUTH, SimulationRequest, simulate
from flows.simulation.defects import row_defects
from flows.simulation.files import WORKBOOKS, Sheet, workbook_bytes
from flows.simulation.planting import FILE_DEFECTS, REPORT_DEFECTS
from flows.simulation.units import inmates_of
from schemas.contracts import DATASETS
from schemas.references import load_references
from tasks.collect import keep, list_deliveries
from tasks.conform.lines import RowType, classify_rows
from tasks.read import read_submissions

NOVEMBER = date(2025, 11, 1)
PLACE = ["sender", "berkas", "lembar", "dataset", "baris"]


def written(folder):
    """Path below the folder to bytes and modification time."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_simulate_writes_the_same_bytes_again(tmp_path):
    requests = [SimulationRequest(40, NOVEMBER, 7, tmp_path / n, 0.3) for n in ("a", "b")]

    first, second = (simulate(request) for request in requests)

    assert_frame_equal(first, second)
    assert written(tmp_path / "a") == written(tmp_path / "b")


def test_simulate_gives_a_unit_the_same_file_among_fewer_units(tmp_path):
    seen = []

    simulate(SimulationRequest(4, NOVEMBER, 7, tmp_path / "few", 0.3), seen.append)
    simulate(SimulationRequest(20, NOVEMBER, 7, tmp_path / "many", 0.3))

    few, many = written(tmp_path / "few"), written(tmp_path / "many")
    assert seen == [1, 2, 3, 4]
    assert few.items() <= many.items()
    assert len({name.partition("/")[0] for name in many}) == 20


def test_simulate_plants_every_kind_of_defect(tmp_path):
    catalogue = {*REPORT_DEFECTS, *FILE_DEFECTS}
    catalogue |= {code for dataset in DATASETS for code in row_defects(dataset)}

    truth = simulate(SimulationRequest(656, NOVEMBER, 3, tmp_path, 0.4, rows_per_unit=40))

    assert set(truth["kode"].drop_nulls()) == catalogue
    assert len(catalogue) >= 30


@pytest.mark.parametrize("share", [0.0, 0.05])
def test_simulate_says_every_row_it_writes_once(tmp_path, share):
    truth = simulate(SimulationRequest(60, NOVEMBER, 5, tmp_path / "inbox", share))

    assert dict(truth.schema) == dict(TRUTH)
    assert not truth.select(PLACE).is_duplicated().any()
    stated = truth.drop_nulls("baris").select(PLACE).sort(PLACE)
    rejected = truth.filter(pl.col("baris").is_null()).select("sender", "berkas", "lembar")
    read = rows_read(tmp_path).join(rejected, on=["sender", "berkas", "lembar"], how="anti")
    assert_frame_equal(read.sort(PLACE), stated)


def rows_read(tmp_path):
    """Where the data rows stand that the reader finds in the simulated landing zone."""
    inbox, archive = str(tmp_path / "inbox"), str(tmp_path / "archive")
    kept = keep(list_deliveries(inbox), inbox, archive, 50, load_references())
    reading = read_submissions(kept, 0, 5_000_000)
    files = reading.submissions.select("sha256", "sender", "berkas")
    sheets = reading.sheets.join(files, on=["sha256", "sender"]).select("report_no", *PLACE[:4])
    rows = [
        classify_rows(rows, DATASETS[dataset]).filter(pl.col("row_type") == RowType.DATA)
        for dataset, rows in reading.rows.items()
    ]
    places = pl.concat([found.select("report_no", "baris") for found in rows])
    return places.join(sheets, on="report_no").select(PLACE)


def test_simulate_dates_files_at_noon_of_the_day_of_the_report(tmp_path):
    simulate(SimulationRequest(30, NOVEMBER, 9, tmp_path))

    days = {datetime.fromtimestamp(when, UTC) for _, when in written(tmp_path).values()}
    assert {day + timedelta(hours=7) for day in days} <= {
        datetime(2025, 12, day, 12, tzinfo=UTC) for day in range(1, 6)
    }


def test_inmates_of_all_units_come_to_what_the_country_holds():
    references = load_references()
    units = [references.unit_at(unit_id, NOVEMBER) for unit_id in sorted(references.units)]
    held = [inmates_of(u, NOVEMBER) for u in units if u.kind in {"Lapas", "Rutan", "LPKA"}]

    assert 260_000 <= sum(held) <= 280_000
    assert (len(held), min(held) >= 60, max(held) <= 3_000) == (532, True, True)


@pytest.mark.parametrize("extension", WORKBOOKS)
def test_workbook_bytes_reads_back_cell_by_cell(extension):
    rows = [["", " Jumlah\nWBP ", "Rp. 3.046.025,00"], [], [1, 2.5, "sekitar 3.000"]]

    content = workbook_bytes(extension, [Sheet("Hasil Produksi", rows)])

    sheet = CalamineWorkbook.from_object(io.BytesIO(content)).get_sheet_by_name("Hasil Produksi")
    read = [[cell for cell in row if cell != ""] for row in sheet.to_python(skip_empty_area=False)]
    assert read == [[cell for cell in row if cell != ""] for row in rows]
