"""What `quarantine` lists, counts and writes, after three real nights."""

import csv
import io
import json
import zipfile

import pytest
from garut import garut_nights
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from flows.commands import app

pytestmark = pytest.mark.usefixtures("prefect_server")


@pytest.fixture(scope="module")
def house(postgres, prefect_server, tmp_path_factory):
    return garut_nights(postgres, tmp_path_factory)


@pytest.fixture
def ask(house, monkeypatch):
    """Run `pembinaan quarantine` with these words on the house's warehouse."""
    monkeypatch.setenv("PEMBINAAN_WAREHOUSE_URL", house.url)
    return lambda *words: CliRunner().invoke(app, ("quarantine", *words))


def _rows(answered):
    assert answered.exit_code == 0, answered.output
    return json.loads(answered.stdout)


def test_the_table_counts_then_lists_newest_month_first(ask):
    told = ask().stdout

    assert told.startswith("2 rows open in 2 reports of 2 units; oldest 0 days\n")
    assert "  E201  1  Jumlah Ekspor (E10): kosong; wajib diisi." in told
    assert "tertulis “=1+1”" in told
    assert told.index("2025-11 lapas-garut produksi") < told.index("2025-07 lapas-sragen ekspor")


@pytest.mark.parametrize(
    ("words", "units"),
    [
        pytest.param((), ["lapas-garut", "lapas-sragen"], id="all"),
        pytest.param(("--upt", "lapas-garut"), ["lapas-garut"], id="unit"),
        pytest.param(("--upt", "Lapas Sragen"), ["lapas-sragen"], id="unit by name"),
        pytest.param(("--kanwil", "kanwil-jawa-barat"), ["lapas-garut"], id="kanwil"),
        pytest.param(("--kanwil", "Jawa Tengah"), ["lapas-sragen"], id="kanwil by name"),
        pytest.param(("--dataset", "ekspor"), ["lapas-sragen"], id="dataset"),
        pytest.param(("--month", "2025-11"), ["lapas-garut"], id="month"),
        pytest.param(("--code", "e201"), ["lapas-sragen"], id="code"),
        pytest.param(("--older-than", "1"), [], id="young"),
        pytest.param(("--limit", "1"), ["lapas-garut"], id="first"),
        pytest.param(("--month", "2025-11", "--code", "E201"), [], id="none"),
    ],
)
def test_filters(ask, words, units):
    found = _rows(ask("--format", "json", *words))

    assert [row["upt_id"] for row in found] == units


def test_nothing_is_one_line(ask):
    assert ask("--month", "2024-01").stdout == "no open row is quarantined\n"


def test_more_rows_than_the_table_shows_are_named(ask):
    assert ask("--limit", "1").stdout.splitlines()[-1].startswith("1 more; --limit shows more")


def test_closed_rows_say_when_by_which_run_and_why(ask):
    told = ask("--closed").stdout
    found = _rows(ask("--closed", "--format", "json"))

    assert told.startswith("3 rows closed in 2 reports of 2 units; longest held 40 days\n")
    assert "diteruskan (carried on into a newer version)" in told
    assert "references cured it: schemas/reference/satuan.csv)" in told
    assert [(r["upt_id"], r["baris"], r["sebab"], r["perubahan"]) for r in found] == [
        ("lapas-cirebon", 6, "aturan", ["schemas/reference/satuan.csv"]),
        ("lapas-garut", 8, "koreksi", []),
        ("lapas-garut", 9, "diteruskan", []),
    ]
    assert all(row["ditutup_at"] and row["ditutup_oleh"] for row in found)


def test_closed_rows_are_filtered_by_how_long_they_were_held(ask):
    found = _rows(ask("--closed", "--older-than", "40", "--format", "json"))

    assert [row["upt_id"] for row in found] == ["lapas-cirebon"]


def test_csv_and_json_say_the_same(ask):
    lines = list(csv.DictReader(io.StringIO(ask("--format", "csv").stdout)))
    found = _rows(ask("--format", "json"))

    assert [line["sha256"] for line in lines] == [row["sha256"] for row in found]
    assert lines[1]["kode"] == "E201 | E201"
    assert json.loads(lines[0]["tertulis"]) == found[0]["tertulis"]


@pytest.fixture
def workbook(ask, tmp_path):
    """Path of a workbook of the open rows."""
    path = tmp_path / "karantina.xlsx"
    answered = ask("--format", "xlsx", "--out", str(path))
    assert answered.exit_code == 0, answered.output
    return path


def test_the_workbook_has_a_line_for_every_row(workbook):
    header, *lines = CalamineWorkbook.from_path(workbook).get_sheet_by_index(0).to_python()

    assert header == [
        "Unit",
        "Dataset",
        "Bulan",
        "Berkas",
        "Lembar",
        "Baris",
        "Kode",
        "Alasan",
        "Isi tertulis",
        "Sejak",
        "Umur (hari)",
    ]
    assert [(line[0], line[5], line[6]) for line in lines] == [
        ("Lapas Kelas IIA Garut", 9, "E219"),
        ("Lapas Kelas IIA Sragen", 10, "E201\nE201"),
    ]
    assert lines[0][8] == "Nama Produk: [bold]tas\nJumlah Produksi: =1+1\nSatuan: pcs"


def test_no_text_of_the_workbook_is_a_formula(ask, house, tmp_path):
    from schemas.contracts import DATASETS  # noqa: F401 (the headers of the form)

    path = tmp_path / "semua.xlsx"
    ask("--closed", "--format", "xlsx", "--out", str(path))

    sheet = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<autoFilter" in sheet
    assert 'topLeftCell="A2" activePane="bottomLeft" state="frozen"' in sheet


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("--upt", "lapas-gart"), "lapas-garut", id="unit"),
        pytest.param(("--kanwil", "Jawa Brat"), "kanwil-jawa-barat", id="kanwil"),
        pytest.param(("--dataset", "eksport"), "there are ekspor", id="dataset"),
        pytest.param(("--month", "Mei"), "write YYYY-MM", id="month"),
        pytest.param(("--code", "W206"), "no row is ever held for", id="code"),
        pytest.param(("--format", "xlsx"), "--out FILE", id="workbook without a file"),
        pytest.param(("--out", "x.csv"), "--out FILE", id="file without a format"),
        pytest.param(("--older-than", "-1"), "", id="no days"),
    ],
)
def test_wrong_usage_ends_with_2(ask, words, said):
    answered = ask(*words)

    assert answered.exit_code == 2
    assert said in answered.stderr


def test_a_file_that_cannot_be_written_is_said_plainly(ask, tmp_path):
    for form in ("csv", "xlsx"):
        answered = ask("--format", form, "--out", str(tmp_path / "tidak-ada" / "x"))

        assert answered.exit_code == 1
        assert answered.stderr.startswith("failed: ")
