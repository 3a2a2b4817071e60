"""`trace` and `metrics`: every figure is the sum of the cells shown, and the cells are there."""

import csv
import hashlib
import io
import json
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest
from asking import pembinaan
from nights import House, csv_report, new_database
from python_calamine import CalamineWorkbook

from schemas.addresses import column_letters
from schemas.metrics import METRICS
from simulation import SimulationRequest, simulate
from tasks.report.lookup import UnknownNameError
from tasks.report.metric_figures import DESCRIBED, Level, Sought, fetch_figures, read_instant
from tasks.report.tracing import fetch_totals, line_values, lines_query

AUGUST, SEPTEMBER, DECEMBER = (date(2025, month, 1) for month in (8, 9, 12))
GIATJA = "Bidang;Kegiatan;Jumlah WBP"
JAKARTA = ZoneInfo("Asia/Jakarta")


def giatja(tanggal: str, *rows: str, month: str = "Agustus") -> bytes:
    return csv_report("Lapas Garut", f"{month} 2025", f"{tanggal} {month} 2025", GIATJA, *rows)


@pytest.fixture(scope="module")
def house(postgres, prefect_server, tmp_path_factory):
    """Examples, simulated reports, and August: a correction, a Nihil, a contract that ended."""
    house = House(tmp_path_factory.mktemp("home"), new_database(postgres, "trace"))
    house.deliver_examples()
    simulate(SimulationRequest(20, DECEMBER, seed=3, out=house.inbox))
    at = datetime(2025, 8, 30, tzinfo=UTC)
    rows = "Jasa;Laundry;5", "Jasa;Bengkel;7"
    house.deliver("lapas-garut", "giatja-1.csv", giatja("28", *rows), at)
    nihil = csv_report("Rutan Garut", "Agustus 2025", "28 Agustus 2025", GIATJA, "Nihil")
    house.deliver("rutan-garut", "giatja.csv", nihil, at)
    ended = csv_report(
        *("Rutan Garut", "Agustus 2025", "28 Agustus 2025"),
        *("Nama Mitra;Jenis Mitra;Kontrak Akhir", "PT Usai;Perusahaan;30/06/2025"),
    )
    house.deliver("rutan-garut", "mitra_2025-08.csv", ended, at)
    house.run_night()
    corrected = giatja("29", "Jasa;Bengkel;7", "Jasa;Pangkas;1", "Jasa;Laundry;6")
    house.deliver("lapas-garut", "giatja-2.csv", corrected, at)
    house.run_night()
    return house


def lines_of(house: House, metric: str, sought: Sought) -> list[dict]:
    with psycopg.connect(house.url) as connection:
        cursor = connection.execute(lines_query(metric, sought), line_values(sought))
        names = [column.name for column in cursor.description]
        return [dict(zip(names, line, strict=True)) for line in cursor]


VIEWS = {
    Level.NATION: ("mart.nasional_bulanan", "''"),
    Level.KANWIL: ("mart.kanwil_bulanan", "kanwil_id"),
    Level.UNIT: ("mart.upt_bulanan", "upt_id"),
}


def owners(house: House, level: Level) -> list[tuple[date, str]]:
    view, owner = VIEWS[level]
    return house.ask(f"SELECT bulan, {owner} FROM {view}")


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("metric", ["upt_melapor", *(metric.name for metric in METRICS)])
def test_trace_sums_to_the_figure_of_the_mart(house, metric, level):
    view, owner = VIEWS[level]
    figures = house.ask(f"SELECT bulan, {owner}, {metric} FROM {view}")
    traced = {}
    for bulan, unit, _ in figures:
        lines = lines_of(house, metric, Sought(bulan, bulan, level, unit))
        traced[bulan, unit] = sum(line["value"] for line in lines) if lines else None

    assert traced == {(bulan, unit): figure for bulan, unit, figure in figures}
    assert any(figure is not None for figure in traced.values())


@pytest.mark.parametrize("level", Level)
def test_trace_of_the_rate_shows_both_counts_and_their_quotient(house, level):
    view, owner = VIEWS[level]
    query = f"SELECT bulan, {owner}, peserta_kemandirian, penghuni, partisipasi_pct FROM {view}"
    for bulan, unit, *figures in house.ask(query):
        sought = Sought(bulan, bulan, level, unit)
        with psycopg.connect(house.url) as connection:
            totals = fetch_totals(connection, "partisipasi_pct", sought)
        lines = lines_of(house, "partisipasi_pct", sought)

        assert [total.figure for total in totals] == figures
        assert all(total.is_equal for total in totals)
        sums = defaultdict(Decimal)
        for line in lines:
            sums[line["metric"]] += line["value"]
        assert [sums.get("peserta_kemandirian"), sums.get("penghuni")] == figures[:2]


@pytest.mark.parametrize("level", Level)
def test_trace_of_exported_quantities_makes_every_line_of_the_mart(house, level):
    owner = VIEWS[level][1]
    figures = house.ask(
        f"SELECT bulan, {owner}, concat_ws(' · ', produk, coalesce(negara, '-'), satuan), "
        "sum(jumlah) FROM mart.ekspor_bulanan WHERE jumlah IS NOT NULL GROUP BY 1, 2, 3"
    )
    sums = defaultdict(Decimal)
    for bulan, unit in owners(house, level):
        for line in lines_of(house, "ekspor_jumlah", Sought(bulan, bulan, level, unit)):
            if line["detail"]:  # a Nihil is no line of the mart
                sums[bulan, unit, line["detail"]] += line["value"]

    assert sums == {(bulan, unit, detail): figure for bulan, unit, detail, figure in figures}
    assert any(" · - · " in detail for _, _, detail, _ in figures)


def test_trace_of_shipments_to_a_country_makes_the_figure_of_the_mart(house):
    figures = house.ask(
        "SELECT bulan, negara, sum(pengiriman) FROM mart.ekspor_bulanan WHERE negara IS NOT NULL "
        "GROUP BY 1, 2"
    )
    for bulan, country, figure in figures:
        lines = lines_of(house, "ekspor_pengiriman", Sought(bulan, bulan, country=country))

        assert sum(line["value"] for line in lines) == figure


def cells_of(path: Path, sheet: str) -> dict[str, str]:
    """Address to text of every cell of a delivered sheet."""
    if path.suffix == ".csv":
        content = path.read_bytes()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252")
        text = text.partition("\n")[2] if text.startswith("sep=") else text  # no row in Excel
        separator = max(";,\t", key=text.count)
        rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    else:
        found = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet)
        rows = found.to_python(skip_empty_area=False)
    return {
        f"{column_letters(at)}{number}": f"{cell:.15g}" if isinstance(cell, float) else str(cell)
        for number, row in enumerate(rows, 1)
        for at, cell in enumerate(row)
    }


def test_trace_points_to_the_cell_that_says_it(house):
    files = {
        hashlib.sha256(path.read_bytes()).hexdigest(): path
        for path in house.inbox.rglob("*")
        if path.is_file()
    }
    sheets = {}
    seen = 0
    for metric in ("wbp_bekerja", "premi_rp", "produksi_rp", "ekspor_jumlah", "mitra_aktif"):
        for bulan, _ in owners(house, Level.NATION):
            for line in lines_of(house, metric, Sought(bulan, bulan)):
                path = files[line["sha256"]]
                if not line["cell"] or path.suffix == ".json":
                    continue
                key = path, line["sheet"]
                if key not in sheets:
                    sheets[key] = cells_of(*key)
                assert sheets[key][line["cell"]].strip() == line["written"], line
                seen += 1

    assert seen > 100
    assert {path.suffix for path, _ in sheets} >= {".csv", ".xlsx", ".xls", ".xlsb", ".ods"}


def as_of(house: House, run: int) -> datetime:
    """The instant from which a run's figures count."""
    return house.ask("SELECT published_at FROM ops.run ORDER BY published_at")[run][0]


def test_trace_follows_a_correction_and_as_of_goes_back_behind_it(house):
    now = lines_of(house, "wbp_bekerja", Sought(AUGUST, AUGUST, Level.UNIT, "lapas-garut"))
    at = as_of(house, 1)
    sought = Sought(AUGUST, AUGUST, Level.UNIT, "lapas-garut", at)
    then = lines_of(house, "wbp_bekerja", sought._replace(as_of=at - timedelta(microseconds=1)))

    place = [(line["file"], line["cell"], line["value"]) for line in then]
    assert place == [("giatja-1.csv", "C6", 5), ("giatja-1.csv", "C7", 7)]
    place = [(line["file"], line["cell"], line["value"]) for line in now]
    assert place == [(*("giatja-2.csv", f"C{row}"), n) for row, n in ((6, 7), (7, 1), (8, 6))]
    assert lines_of(house, "wbp_bekerja", sought) == now


@pytest.mark.parametrize("metric", DESCRIBED)
def test_trace_as_of_an_instant_makes_the_figure_of_then(house, metric):
    at = as_of(house, 0)
    with psycopg.connect(house.url) as connection:
        for bulan, kanwil in owners(house, Level.KANWIL):
            sought = Sought(bulan, bulan, Level.KANWIL, kanwil, at)
            assert all(total.is_equal for total in fetch_totals(connection, metric, sought))
        before = Sought(AUGUST, AUGUST, as_of=at - timedelta(microseconds=1))
        assert {(t.lines, t.sum) for t in fetch_totals(connection, metric, before)} <= {(0, None)}


def test_trace_shows_a_nihil_as_a_zero_without_a_cell(house):
    sought = Sought(AUGUST, AUGUST, Level.UNIT, "rutan-garut")
    shown = [
        (line["written"], line["value"], line["cell"], line["file"])
        for line in lines_of(house, "wbp_bekerja", sought)
    ]

    assert shown == [("Nihil", 0, "", "giatja.csv")]


def test_trace_of_a_zero_count_names_the_report_of_which_no_row_counts(house):
    sought = Sought(AUGUST, AUGUST, Level.UNIT, "rutan-garut")
    shown = [
        (line["written"], line["value"], line["cell"], line["file"])
        for line in lines_of(house, "mitra_aktif", sought)
    ]

    assert shown == [("", 0, "", "mitra_2025-08.csv")]


def test_trace_prints_a_table_with_the_sum_and_the_figure_last(house):
    shown = pembinaan(house.url, "trace", "ekspor_jumlah", "--month", "2025-11")

    assert shown.exit_code == 0, shown.stderr
    assert "sekitar 3.000 │ ± 3.000" in shown.stdout
    assert "coco rope · - · PCS: 1 line, sum 3.000 PCS = mart.ekspor_bulanan 3.000 PCS" in (
        shown.stdout
    )
    assert shown.stdout.splitlines()[-1] == "2 of 2 sums equal the figures of the marts"


def test_trace_shows_fifty_lines_and_says_how_many_more(house):
    words = ("trace", "premi_rp", "--month", "2025-12")
    shown = pembinaan(house.url, *words)
    listed = list(csv.DictReader(io.StringIO(pembinaan(house.url, *words, "-f", "csv").stdout)))

    assert len(listed) > 50
    assert len([row for row in shown.stdout.splitlines() if row.startswith("│")]) == 50
    assert f"… and {len(listed) - 50} more lines; --format csv prints all" in shown.stdout
    assert f"premi_rp: {len(listed)} lines, sum" in shown.stdout.splitlines()[-1]
    assert {len(line["sha256"]) for line in listed} == {64}


def test_trace_as_csv_says_the_sum_on_standard_error(house):
    shown = pembinaan(house.url, "trace", "wbp_bekerja", "--month", "2025-08", "--format", "csv")

    assert [line["value"] for line in csv.DictReader(io.StringIO(shown.stdout))] == [
        *("7", "1", "6"),
        "0",
    ]
    assert shown.stderr == ("wbp_bekerja: 4 lines, sum 14 orang = mart.nasional_bulanan 14 orang\n")


def test_trace_as_json_is_one_object_with_exact_numbers(house):
    shown = pembinaan(house.url, "trace", "premi_rp", "--month", "2025-12", "-f", "json")
    told = json.loads(shown.stdout, parse_float=Decimal, parse_int=Decimal)
    ((figure,),) = house.ask(
        "SELECT premi_rp FROM mart.nasional_bulanan WHERE bulan = %s", DECEMBER
    )

    assert sum(line["value"] for line in told["lines"]) == figure
    assert told["totals"] == [
        {
            **{"metric": "premi_rp", "detail": None, "lines": len(told["lines"])},
            **{"sum": figure, "figure": figure, "equal": True},
        }
    ]


def test_trace_of_a_figure_that_is_null_says_so(house):
    shown = pembinaan(house.url, "trace", "penghuni", "--month", "2025-08")

    assert shown.exit_code == 0
    assert shown.stdout == "penghuni, 2025-08, nation: no report says anything about it\n"


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        pytest.param("penghunni --month 2025-10", "nearest: penghuni", id="metric"),
        pytest.param("penghuni --month 2025-1x", "write YYYY-MM", id="no month"),
        pytest.param("penghuni --month 2020-06", "2025-07, 2025-08", id="month without reports"),
        pytest.param("penghuni --month 2025-10 --upt lapas-gurat", "lapas-garut", id="unit"),
        pytest.param("penghuni --month 2025-10 --kanwil banteng", "kanwil-banten", id="Kanwil"),
        pytest.param(
            "ekspor_jumlah --month 2025-10 --country korea", "KR (Korea Selatan)", id="country"
        ),
        pytest.param("penghuni --month 2025-10 --country KR", "ekspor_jumlah", id="no export"),
        pytest.param(
            "penghuni --month 2025-10 --upt rutan-raha --kanwil kanwil-aceh",
            "exclude each other",
            id="two owners",
        ),
        pytest.param("penghuni --month 2025-10 --as-of kemarin", "ISO date", id="no instant"),
    ],
)
def test_trace_answers_wrong_usage_in_one_line(house, words, hint):
    answered = pembinaan(house.url, "trace", *words.split())

    assert answered.exit_code == 2
    assert answered.stdout == ""
    assert answered.stderr.startswith("wrong usage: ")
    assert hint in answered.stderr
    assert answered.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("metric", "right", "said"),
    [
        pytest.param(
            "wbp_bekerja", 14, "sum 14 orang ≠ mart.nasional_bulanan 99 orang", id="another sum"
        ),
        pytest.param(
            "penghuni", None, "0 lines, sum nothing ≠ mart.nasional_bulanan 99 orang", id="no cell"
        ),
    ],
)
def test_trace_says_loudly_when_the_mart_does_not_follow_from_the_cells(house, metric, right, said):
    change = f"UPDATE mart.agregat_upt SET {metric} = %s WHERE upt_id = 'lapas-garut'"
    with psycopg.connect(house.url, autocommit=True) as connection:
        connection.execute(change, (99,))
        try:
            shown = pembinaan(house.url, "trace", metric, "--month", "2025-08")
        finally:
            connection.execute(change, (right,))

    assert shown.exit_code == 1
    assert said in shown.stdout
    assert "NOT EQUAL" in shown.stderr


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        pytest.param(
            "2025-12-03", datetime(2025, 12, 3, 23, 59, 59, 999999, JAKARTA), id="end of the day"
        ),
        pytest.param("2025-12-03T11:00", datetime(2025, 12, 3, 11, tzinfo=JAKARTA), id="Jakarta"),
        pytest.param("2025-12-03 04:00:00Z", datetime(2025, 12, 3, 4, tzinfo=UTC), id="zone"),
        pytest.param("", None, id="now"),
    ],
)
def test_read_instant(typed, instant):
    assert read_instant(typed) == instant


def test_read_instant_refuses_what_is_none():
    with pytest.raises(UnknownNameError, match="kemarin"):
        read_instant("kemarin")


def test_metrics_show_the_figures_of_the_marts(house):
    words = ("metrics", "--month", "2025-07", "--to", "2025-12", "--format", "csv")
    shown = list(csv.DictReader(io.StringIO(pembinaan(house.url, *words).stdout)))

    for name in set(DESCRIBED) - {"ekspor_jumlah"}:
        figures = house.ask(f"SELECT {name}::text FROM mart.nasional_bulanan ORDER BY bulan")
        printed = [(line["figure"] or None,) for line in shown if line["metric"] == name]
        assert printed == figures, name


def test_metrics_by_kanwil_lists_every_kanwil_that_has_figures(house):
    words = ("metrics", "wbp_bekerja", "ekspor_jumlah", "--month", "2025-10", "--by", "kanwil")
    shown = json.loads(pembinaan(house.url, *words, "--format", "json").stdout)

    found = {(line["unit"], line["metric"], line["detail"]): line["figure"] for line in shown}
    assert found == {
        ("kanwil-jawa-barat", "wbp_bekerja", None): 40,
        ("kanwil-jawa-barat", "ekspor_jumlah", "coir net · KR · PCS"): 5400,
        ("kanwil-sulawesi-tenggara", "wbp_bekerja", None): None,
    }


def test_metrics_as_of_an_instant_show_the_difference_to_now(house):
    at = as_of(house, 0)
    sought = Sought(AUGUST, AUGUST, Level.UNIT, "lapas-garut", at)
    with psycopg.connect(house.url) as connection:
        (line,) = fetch_figures(connection, ["wbp_bekerja"], sought)
        (same,) = fetch_figures(connection, ["upt_melapor"], sought)

    assert line == (AUGUST, "lapas-garut", "wbp_bekerja", "", 12, 14, 2)
    assert same == (AUGUST, "lapas-garut", "upt_melapor", "", 1, 1, None)


def test_metrics_without_a_month_lists_metrics_and_months(house):
    told = json.loads(pembinaan(house.url, "metrics", "--format", "json").stdout)

    assert [metric["metric"] for metric in told["metrics"]] == list(DESCRIBED)
    assert all(metric["meaning"] and metric["unit_of_measure"] for metric in told["metrics"])
    assert [month["month"] for month in told["months"]] == [
        f"2025-{month:02}" for month in (7, 8, 10, 11, 12)
    ]


def test_trace_of_a_warehouse_without_tables_says_what_to_do(postgres, tmp_path):
    answered = pembinaan(postgres, "trace", "penghuni", "--month", "2025-10")

    assert answered.exit_code == 1
    assert "pembinaan migrate" in answered.stderr
