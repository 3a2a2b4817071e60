"""The simulation writes what it says, says all it writes, and always the same."""

import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import mean

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from python_calamine import CalamineWorkbook

from schemas.contracts import DATASETS, NUMERIC, Kind, Reported
from schemas.reasons import REASONS
from schemas.references import load_references
from simulation import MIX, TRUTH, SimulationRequest, simulate, truth_path
from simulation.files import WORKBOOKS, Sheet, workbook_bytes
from simulation.forms import KINDS
from simulation.layout import word_line
from simulation.meaning import meaning_of
from simulation.model import Hand, Report, Span, Written, dice
from simulation.monthly_tables import tables_of
from simulation.nights import (
    CORRECTED_DEFECTS,
    CORRECTED_ROWS,
    LATE,
    REPEATED,
    SENT_AGAIN,
    SKIPPED,
)
from simulation.planting import kinds_of_defects
from simulation.totals import can_be_off, has_total, write_total
from simulation.truth import BARIS, LAPORAN, NIHIL, ULANGAN
from simulation.units import NIL, NIL_AT_TIMES, inmates_of, senders, situation_of
from tasks.collect import keep, list_deliveries
from tasks.read import read_submissions

pytestmark = pytest.mark.long  # the made-up nation, not what takes it in
NOVEMBER = date(2025, 11, 1)
PLACE = ["sender", "berkas", "lembar", "dataset", "baris"]
ABOUT = re.compile("sekitar|kurang|lebih|±|~|kira|hampir", re.IGNORECASE)
# a fault of ours, and a file that root may always open
UNPLANTED = {"E021", "E022", "E028", "E029", "E030", "E032", "E040", "E240"}
# shapes of forms and what programs make of cells: changes of a whole sheet, not of a value
SHAPES = {f"E{number:03}" for number in (*range(23, 28), 31, 33, *range(220, 238))} - {"E225"}


def written(folder):
    """Path below the folder to bytes and modification time."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.lstat().st_mtime)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def write(request):
    """The truth about what a request writes."""
    simulate(request)
    return pl.read_parquet(truth_path(request.out))


@pytest.mark.parametrize("nights", [0, 3])
def test_simulate_writes_the_same_bytes_again_with_any_number_of_processes(tmp_path, nights):
    first, second = (
        write(SimulationRequest(24, NOVEMBER, 7, tmp_path / name, 0.3, nights=nights, jobs=jobs))
        for name, jobs in (("a", 1), ("b", 2))
    )

    assert_frame_equal(first, second)
    assert written(tmp_path / "a") == written(tmp_path / "b")


def test_simulate_gives_a_unit_the_same_file_among_fewer_units(tmp_path):
    seen = []

    simulate(SimulationRequest(4, NOVEMBER, 7, tmp_path / "few", 0.3), seen.append)
    simulate(SimulationRequest(20, NOVEMBER, 7, tmp_path / "many", 0.3))

    few, many = written(tmp_path / "few"), written(tmp_path / "many")
    assert seen == [1, 2, 3, 4]
    assert few.items() <= many.items()
    senders = {name.partition("/")[0] for name in many}
    assert len(senders & load_references().units.keys()) == 20


def test_simulate_plants_every_kind_of_defect(tmp_path):
    kinds = kinds_of_defects()
    codes = {code for code, _ in kinds}

    truth = write(SimulationRequest(656, NOVEMBER, 3, tmp_path / "inbox", 0.5, 40, jobs=2))

    assert set(truth["kode"].drop_nulls()) == codes
    assert len(codes) >= 60
    assert len(kinds) >= 90
    assert {code for code in REASONS if code.startswith("E")} - codes == UNPLANTED | SHAPES


@pytest.mark.parametrize("formats", [(name,) for name in dict.fromkeys(MIX)])
def test_simulate_keeps_to_the_formats_asked_for(tmp_path, formats):
    truth = write(SimulationRequest(80, NOVEMBER, 5, tmp_path / "inbox", 0.3, formats=formats))

    others = truth.filter(~pl.col("berkas").str.ends_with(f".{formats[0]}"))
    assert set(others["kode"]) <= {"E003", "E010"}  # another file in the place of the report
    assert truth["kode"].n_unique() > 25


@pytest.mark.parametrize("share", [0.0, 0.05])
def test_simulate_says_every_row_it_writes_once(tmp_path, share):
    truth = write(SimulationRequest(60, NOVEMBER, 5, tmp_path / "inbox", share, forms=0))

    assert dict(truth.schema) == dict(TRUTH)
    assert not truth.select(PLACE).is_duplicated().any()
    is_data = pl.col("kode").ne_missing("E225")  # else a total row that does not fit
    stated = truth.filter(is_data, hal=BARIS).select(PLACE).sort(PLACE)
    rejected = truth.filter(pl.col("hal") != BARIS).select("sender", "berkas", "lembar")
    read = rows_read(tmp_path).join(rejected, on=["sender", "berkas", "lembar"], how="anti")
    assert_frame_equal(read.sort(PLACE), stated)


def test_simulate_writes_the_same_rows_in_forms_of_the_units_own(tmp_path):
    plain, formed = (
        write(SimulationRequest(60, NOVEMBER, 5, tmp_path / name, 0.1, forms=share))
        for name, share in (("plain", 0), ("formed", 1))
    )

    said = [
        truth.filter(pl.col("hal") != LAPORAN).group_by("sender", "dataset", "hal", "kode").len()
        for truth in (plain, formed)
    ]
    assert_frame_equal(*said, check_row_order=False)
    assert plain["bentuk"].null_count() == plain.height
    ways = formed.filter(pl.col("hal") == BARIS).unique(PLACE[:4])["bentuk"]
    assert set(ways.list.len().drop_nulls()) == {0, 1, 2, 3}
    keeping = {name for name, kind in KINDS.items() if not kind.is_blur}
    assert 70 < len(set(ways.explode().drop_nulls()) & keeping) == ways.explode().n_unique() - 1


def test_units_keep_their_forms_from_month_to_month(tmp_path):
    november, december = (
        write(SimulationRequest(40, month, 7, tmp_path / f"{month}", 0, formats=("xlsx",), forms=1))
        for month in (NOVEMBER, date(2025, 12, 1))
    )

    ways = [t.filter(hal=BARIS).unique(PLACE[:4]) for t in (november, december)]
    both = ways[0].join(ways[1], on=["sender", "dataset"])
    # what a month has no rows for gives way to what the unit likes next
    assert both.filter(pl.col("bentuk") == pl.col("bentuk_right")).height > 0.8 * both.height


def rows_read(tmp_path):
    """Where the data rows stand that the reader finds in the simulated landing zone."""
    inbox, archive = str(tmp_path / "inbox"), str(tmp_path / "archive")
    kept = keep(list_deliveries(inbox), inbox, archive, 50, load_references())
    reading = read_submissions(kept, 0, 5_000_000)
    files = reading.submissions.select("sha256", "sender", "berkas")
    sheets = reading.sheets.join(files, on=["sha256", "sender"]).select("report_no", *PLACE[:4])
    data = [rows.filter(~_is_total()) for rows in reading.rows.values()]
    places = pl.concat([found.select("report_no", "baris") for found in data])
    return places.join(sheets, on="report_no").select(PLACE)


def _is_total():
    """A total row that does not fit is held back among the rows (E225)."""
    return pl.col("_temuan").fill_null("").str.contains("E225")


def test_simulate_dates_files_at_noon_of_the_day_of_the_report(tmp_path):
    simulate(SimulationRequest(30, NOVEMBER, 9, tmp_path / "inbox"))

    days = {datetime.fromtimestamp(when, UTC) for _, when in written(tmp_path / "inbox").values()}
    assert {day + timedelta(hours=7) for day in days} <= {
        datetime(2025, 12, day, 12, tzinfo=UTC) for day in range(1, 6)
    }


@pytest.mark.parametrize(
    ("dataset", "row", "meant"),
    [
        pytest.param(
            "produksi",
            {"produk": "keset", "jumlah_produksi": Decimal("400.50"), "satuan": "KG"},
            {
                "produk": "keset",
                "jumlah_produksi": "400.5",
                "jumlah_produksi_min": "400.5",
                "jumlah_produksi_maks": "400.5",
                "satuan": "KG",
            },
            id="one number is both its bounds",
        ),
        pytest.param(
            "produksi",
            {"jumlah_produksi": Written("100–125", Span(100, 125)), "nilai_produksi": None},
            {"jumlah_produksi_min": "100", "jumlah_produksi_maks": "125"},
            id="a range is its bounds and no value",
        ),
        pytest.param(
            "produksi",
            {"produksi_harian_min": Written("5-10", Span(5, 10)), "produksi_harian_max": None},
            {"produksi_harian_min": "5", "produksi_harian_max": "10"},
            id="a range a day fills both columns of the form",
        ),
        pytest.param(
            "produksi",
            {"produksi_harian_min": 5, "produksi_harian_max": 8},
            {"produksi_harian_min": "5", "produksi_harian_max": "8"},
            id="each bound its own column",
        ),
        pytest.param(
            "kegiatan_kerja",
            {"jumlah_wbp": 0, "pekerja_tambahan": Written("ratusan"), "mitra": "PT. Coir"},
            {"jumlah_wbp": "0", "mitra": "PT Coir"},
            id="nothing is zero, words are no number, a partner is written one way",
        ),
        pytest.param(
            "ekspor",
            {
                "tanggal_ekspor": Written("Senin (20/10)", date(2025, 10, 20)),
                "negara_tujuan": ("US", "BE"),
            },
            {"tanggal_ekspor": "2025-10-20", "negara_tujuan": "BE,US"},
            id="a day without its year, countries in any order",
        ),
        pytest.param(
            "partisipasi",
            {"persentase": Decimal(700) / 10, "target_persen": 65},
            {"persentase": "70", "target_persen": "65"},
            id="per cent",
        ),
        pytest.param(
            "program",
            {"upt_id": Written("LP Sragen", "lapas-sragen"), "tanggal_mulai": date(2024, 5, 1)},
            {"upt_id": "lapas-sragen", "tanggal_mulai": "2024-05-01"},
            id="a unit by any of its names, a month by its first day",
        ),
    ],
)
def test_meaning_of_a_row_is_its_values(dataset, row, meant):
    assert meaning_of(DATASETS[dataset], row) == meant


def test_truth_calls_approximate_what_is_written_so():
    hand = Hand(typed=0, typed_dates=False)
    said, told = [], []

    for report in reports_written(share=0):
        numbers = {column.name for column in DATASETS[report.dataset].of(*NUMERIC)}
        for words in (word_line(report.dataset, line, hand) for line in report.lines):
            about = {n for n, cell in words.cells.items() if ABOUT.match(str(cell))}
            said.append(about & numbers)
            told.append(set(words.perkiraan))

    assert sum(map(bool, said)) > 50
    assert told == said


@pytest.mark.parametrize("is_off", [False, True])
def test_totals_add_up_what_reads_as_numbers_but_for_the_one_wrong_figure(is_off):
    hand = Hand(typed=1, typed_dates=True)
    wrong = []

    for report in filter(can_be_off, reports_written(share=0.3)):
        report.is_total_off = is_off
        lines = [word_line(report.dataset, line, hand) for line in report.lines]
        total = write_total(report, ["#", *report.columns], lines, hand, dice(report.dataset))
        figures = zip(report.columns, total.cells[1:], strict=True)
        sums = {name: added_up(report.dataset, name, lines) for name in report.columns}
        wrong.append(sum(figure != pytest.approx(sums[name]) for name, figure in figures))
        assert total.is_off is is_off

    assert len(wrong) > 50
    assert set(wrong) == {int(is_off)}


def added_up(dataset, name, lines):
    """The sum of a column's cells; nothing where it is not added up or one of them is no number."""
    cells = [line.cells[name] for line in lines if line.cells[name] not in {"", "-"}]
    is_added_up = DATASETS[dataset].columns[name].kind in {Kind.COUNT, Kind.MONEY}
    is_number = all(isinstance(cell, int | float) for cell in cells)
    return sum(cells) if is_added_up and is_number else ""


def test_no_total_stands_under_a_row_whose_cells_are_pushed_aside():
    reports = list(reports_written(share=0.5, is_csv=True))
    shifted = [r for r in reports if any(line.is_shifted for line in r.lines)]

    assert len(shifted) > 10
    assert not any(has_total(report, dice(at)) for at, report in enumerate(shifted))
    assert not any(map(can_be_off, shifted))


def reports_written(share: float, *, is_csv: bool = False) -> Iterator[Report]:
    """What 60 units report of November."""
    request = SimulationRequest(60, NOVEMBER, 4, Path(), share, rows_per_unit=60)
    for unit_id in senders(request):
        rng = dice(unit_id)
        for table in tables_of(situation_of(unit_id, NOVEMBER, rng), request, rng, is_csv=is_csv):
            yield table.report_on(NOVEMBER, is_csv=is_csv)


@pytest.fixture(scope="module")
def winter(tmp_path_factory):
    """The truth about every night of 60 units from November to January, without defects."""
    out = tmp_path_factory.mktemp("winter") / "inbox"
    return write(SimulationRequest(60, NOVEMBER, 4, out, 0, formats=("json",), nights=92, jobs=2))


def test_simulated_nights_grow_from_night_to_night(winter):
    november = winter.filter(pl.col("hal") == BARIS, bulan=NOVEMBER)
    rows = november.group_by("sender", "malam").len().sort("sender", "malam")

    daily = rows.group_by("malam").agg(pl.col("len").mean()).sort("malam")["len"]
    growth = rows.select(pl.col("len").diff().over("sender")).to_series()
    assert growth.min() >= 0
    assert (daily[0] < 8, 15 < daily[-1] < 22) == (True, True)


def test_simulated_nights_keep_to_their_rates(winter):
    files = winter.unique(["sender", "berkas"])
    months = files.filter(pl.col("bulan") < date(2026, 1, 1)).with_columns(
        month_after=pl.col("bulan").dt.offset_by("1mo")
    )
    afterwards = months.filter(pl.col("malam") >= pl.col("month_after"))["malam"].dt.day()
    in_time = files.filter(pl.col("malam") < pl.col("bulan").dt.offset_by("1mo"))
    inmates = ~pl.col("sender").str.contains("bapas|kanwil|rumah-sakit|rs-")
    last = winter.filter(inmates, pl.col("malam").dt.day() == 31)
    told = last.filter(pl.col("dataset").is_in(NIL_AT_TIMES), hal=NIHIL)
    nil = told.select("sender", "bulan", "dataset").n_unique()
    all_of_them = 3 * last.select("sender", "bulan").n_unique()

    assert 1 - in_time.height / (60 * 92) == pytest.approx(SKIPPED + LATE / 31, abs=0.01)
    renamed = in_time["berkas"].str.contains("kiriman ulang")
    assert renamed.mean() == pytest.approx(REPEATED / 2, abs=0.006)
    assert set(in_time.filter(renamed)["hal"]) == {ULANGAN}
    assert (afterwards <= 12).sum() / 120 == pytest.approx(LATE + SKIPPED, abs=0.05)
    assert (afterwards > 12).sum() / 120 == pytest.approx(SENT_AGAIN, abs=0.05)
    assert nil / all_of_them == pytest.approx(NIL, abs=0.05)


def test_simulated_tables_correct_rows_and_defects_at_their_rates():
    request = SimulationRequest(60, NOVEMBER, 4, Path(), 0.2, rows_per_unit=200, nights=30)
    corrected = {True: [], False: []}

    for unit_id in senders(request):
        rng = dice(unit_id)
        for table in tables_of(situation_of(unit_id, NOVEMBER, rng), request, rng, is_csv=False):
            for entry in table.entries:
                is_defective = any(line.kode for line in entry.first)
                corrected[is_defective].append(entry.corrected_on < date.max)

    assert mean(corrected[True]) == pytest.approx(CORRECTED_DEFECTS, abs=0.03)
    assert mean(corrected[False]) == pytest.approx(CORRECTED_ROWS, abs=0.007)


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


@pytest.mark.parametrize("required", [False, True], ids=["optional", "required"])
@pytest.mark.parametrize("dataset", ["partisipasi", "kegiatan_kerja", "produksi"])
def test_simulate_writes_columns_new_in_a_contract_without_being_taught(
    tmp_path, monkeypatch, dataset, required
):
    before = write(SimulationRequest(24, NOVEMBER, 7, tmp_path / "before", 0))
    for kind in Kind:
        terms = "jenis_mitra" if kind is Kind.TERM else ""
        told = (f"Baru {kind.name}", (), kind, "", required, terms, None, "baru")
        column = Reported(f"baru_{kind.name.lower()}", *told)
        monkeypatch.setitem(DATASETS[dataset].columns, column.name, column)
        monkeypatch.setitem(DATASETS[dataset].value_schema, column.name, column.dtype)

    after = write(SimulationRequest(24, NOVEMBER, 7, tmp_path / "after", 0))

    rows = [json.loads(row) for row in after.filter(dataset=dataset)["nilai"].drop_nulls()]
    filled = Counter(name for row in rows for name in row if name.startswith("baru_"))
    assert len(rows) == before.filter(dataset=dataset)["nilai"].count() > 0
    assert filled.keys() == {f"baru_{kind.name.lower()}" for kind in Kind}
    assert {count == len(rows) for count in filled.values()} == {required}
