"""Cells that want to be acted upon, through every writer that shows them to somebody."""

import csv
import io
import re
import zipfile
from html.parser import HTMLParser

import mistune
import pytest
from nights import House, csv_report, new_database
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from typer.testing import CliRunner

from flows.commands import app

pytestmark = pytest.mark.usefixtures("prefect_server")
SCRIPT, IMAGE = "<script>alert(1)</script>", "<img src=x onerror=alert(2)>"
LINK, PICTURE = "[klik](http://jahat.id)", "![x](http://jahat.id/x.png)"
FORMULA, COMMAND, SUM, MINUS = (
    '=HYPERLINK("http://jahat.id")',
    "+cmd|'/C calc'!A0",
    "@SUM(1)",
    "-2+3",
)
TURNED = "\u202emerah"
CELLS = [SCRIPT, IMAGE, LINK, PICTURE, FORMULA, COMMAND, SUM, MINUS, TURNED]
FILE, WORKED = f"produksi_2025-11 {IMAGE}.csv", f"=1+1 {TURNED} giatja_2025-11.csv"
_RENDER = mistune.create_markdown(escape=False, plugins=["table", "url", "strikethrough"])
_FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d.,]*$)")


class _Page(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.tags, self.text = set(), ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)

    def handle_data(self, data):
        self.text += data


@pytest.fixture(scope="module")
def night(postgres, prefect_server, tmp_path_factory):
    """A night over two reports of such cells: one held back, one published."""
    house = House(tmp_path_factory.mktemp("home"), new_database(postgres, "hostile"))
    envelope = ("Lapas Garut", "November 2025", "1 Desember 2025")
    held = (f"{cell};{cell};pcs" for cell in CELLS)
    made = csv_report(*envelope, "Nama Produk;Jumlah Produksi;Satuan", *held)
    house.deliver("lapas-garut", FILE, made)
    taken = (f"Jasa;{cell};{at}" for at, cell in enumerate(CELLS, 1))
    worked = csv_report(*envelope, "Bidang;Kegiatan;Jumlah WBP", *taken)
    house.deliver("lapas-garut", WORKED, worked)
    state = house.run_night()
    counted = "SELECT (SELECT count(*) FROM ops.quarantined_row), count(*) FROM mart.kegiatan_kerja"
    assert house.ask(counted) == [(11, 7)]  # a name that is a formula is held back, too
    return house, state


@pytest.fixture
def ask(night, monkeypatch):
    house, _ = night
    monkeypatch.setenv("PEMBINAAN_WAREHOUSE_URL", house.url)

    def asked(*words):
        answered = CliRunner().invoke(app, words)
        assert answered.exit_code == 0, answered.output
        return answered.stdout

    return asked


def _artifact(state, key):
    run = FlowRunFilter(id=FlowRunFilterId(any_=[state.state_details.flow_run_id]))
    with get_client(sync_client=True) as client:
        return next(a for a in client.read_artifacts(flow_run_filter=run) if a.key == key)


def test_the_summary_shows_them_as_they_stand(night):
    _, state = night

    page = _Page(_RENDER(_artifact(state, "nightly-summary").data))

    # products nobody knows yet, one example of each reason
    shown = [cell for cell in CELLS if cell not in {SUM, TURNED}]
    assert [cell for cell in shown if cell not in page.text] == []
    assert page.tags & {"script", "img", "a", "iframe"} == set()


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        pytest.param(("sql", "SELECT * FROM mart.kegiatan_kerja", "-f", "csv"), 7, id="sql"),
        pytest.param(("trace", "wbp_bekerja", "--month", "2025-11", "-f", "csv"), 7, id="trace"),
        pytest.param(("quarantine", "--format", "csv"), 11, id="quarantine"),
    ],
)
def test_no_cell_of_a_csv_is_a_formula(ask, words, rows):
    lines = list(csv.reader(io.StringIO(ask(*words), newline="")))

    cells = [cell for line in lines[: rows + 1] for cell in line]
    assert [len(line) for line in lines[: rows + 1]] == [len(lines[0])] * (rows + 1)
    assert [cell for cell in cells if _FORMULA.match(cell)] == []
    assert any(_FORMULA.match(cell[1:]) for cell in cells if cell.startswith("'"))


def test_no_cell_of_the_workbook_is_a_formula_even_when_it_is_edited(ask, tmp_path):
    ask("quarantine", "--format", "xlsx", "--out", str(tmp_path / "k.xlsx"))

    with zipfile.ZipFile(tmp_path / "k.xlsx") as book:
        sheet, styles = (book.read(f"xl/{n}.xml").decode() for n in ("worksheets/sheet1", "styles"))
    formats = re.findall(r"<xf [^>]*>", styles.split("<cellXfs")[1].split("</cellXfs")[0])
    quoted = {str(at) for at, form in enumerate(formats) if 'quotePrefix="1"' in form}
    body = sheet.split("</row>", 1)[1]
    texts = re.findall(r'<c r="\w+" s="(\d+)" t="s">', body)
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    assert len(texts) > len(CELLS)
    assert set(texts) <= quoted


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("sql", "SELECT jenis_kegiatan FROM mart.kegiatan_kerja"), id="sql"),
        pytest.param(("trace", "wbp_bekerja", "--month", "2025-11"), id="trace"),
        pytest.param(("quarantine",), id="quarantine"),
        pytest.param(("why", "lapas-garut", "2025-11"), id="why"),
    ],
)
def test_no_cell_steers_the_terminal(ask, words):
    told = ask(*words)

    assert "merah" in told
    assert "\u202e" not in told


def test_the_picture_of_a_file_shows_them_as_they_stand(night, ask, tmp_path):
    house, _ = night

    ask("anatomy", str(house.inbox / "lapas-garut" / FILE), "--html", str(tmp_path / "a.html"))

    page = _Page((tmp_path / "a.html").read_text())
    assert [cell for cell in CELLS if cell != TURNED and cell not in page.text] == []
    assert page.tags & {"script", "img", "iframe"} == set()
