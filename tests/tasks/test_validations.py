"""What a run's judging found lies where Great Expectations finds it, and runs nothing."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from nights import House, csv_report, judge_files, settings_of
from prefect.logging import disable_run_logger

from expectations.lintas import CROSS_RULES
from schemas.contracts import DATASETS
from schemas.references import load_references
from tasks.collect import keep, list_deliveries
from tasks.publish import Run
from tasks.report.validations import docs_of, keep_validations, keep_validations_task
from tasks.rulebook import read_rulebook

HEADER = "Kegiatan;Omzet;Modal;Keuntungan;Premi;PNBP Disetor;NTPN;Jumlah Penerima"
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "<a href=javascript:alert(3)>klik</a>",
    "<iframe src=//jahat.id>",
    "$params ${x} {{ 7*7 }} {% raw %}",
]
RUN_TIME = datetime(2025, 12, 1, 18, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    """What a night finds in one report whose NTPN are hostile."""
    home = tmp_path_factory.mktemp("judged")
    settings = settings_of(home)
    house = House(home, "")
    rows = [f"Laundry {n};100;60;40;20;6;{text};3" for n, text in enumerate(HOSTILE)]
    report = csv_report("Lapas Garut", "November 2025", "1 Desember 2025", HEADER, *rows)
    house.deliver("lapas-garut", "premi_pnbp_2025-11.csv", report)
    places = (settings.inbox_url, settings.archive_url, settings.max_file_mb, load_references())
    files = keep(list_deliveries(settings.inbox_url), *places)
    return judge_files(files, settings, Run("", "nightly", RUN_TIME, read_rulebook(settings)))


@pytest.fixture(scope="module")
def home(night, tmp_path_factory):
    """Where two runs kept what they found, the second of them twice."""
    home = tmp_path_factory.mktemp("kept")
    for run_id in ("malam-1", "malam-2", "malam-2"):
        run = night.run._replace(run_id=run_id)
        docs = keep_validations(night._replace(run=run), settings_of(home))
        assert docs == docs_of(home)
        if run_id == "malam-1":
            (docs.parent / "ekspor.html").write_text("of a run before")
    return home


def _context(home):
    import great_expectations as gx

    return gx.get_context(mode="file", project_root_dir=home)


def test_every_suite_can_be_opened_as_great_expectations_own(home):
    opened = {suite.name: suite for suite in _context(home).suites.all()}

    between_reports = {cross.suite.name for cross in CROSS_RULES}
    assert opened.keys() == {"amplop", *DATASETS, *between_reports}
    assert "E317" in {rule.meta["code"] for rule in opened["premi_pnbp"].expectations}


def test_every_run_keeps_one_result_a_suite(home):
    store = _context(home).validation_results_store
    results = [store.get(key) for key in store.list_keys()]

    kept = sorted((r.suite_name, r.meta["run_id"]["run_name"]) for r in results)
    assert kept == [
        (suite, run) for suite in ("amplop", "premi_pnbp") for run in ("malam-1", "malam-2")
    ]


def test_a_result_tells_what_was_written_and_where_it_stands(home):
    [path] = (home / "gx/uncommitted/validations/premi_pnbp/malam-1").rglob("*.json")
    results = json.loads(path.read_text())["results"]
    [ntpn] = [r for r in results if r["expectation_config"]["meta"]["code"] == "W312"]

    assert ntpn["result"]["unexpected_count"] == len(HOSTILE)
    assert ntpn["result"]["partial_unexpected_list"] == HOSTILE
    assert ntpn["result"]["partial_unexpected_index_list"][0] == {
        "ntpn": HOSTILE[0],
        "pelapor_id": "lapas-garut",
        "bulan": "2025-11-01",
        "baris": 6,
    }


class _Page(HTMLParser):
    """Every tag with its attributes, and all text."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def test_data_docs_show_hostile_cells_and_run_none(home):
    pages = {path.name: _Page(path.read_text()) for path in docs_of(home).parent.iterdir()}

    assert pages.keys() == {"index.html", "amplop.html", "premi_pnbp.html"}
    assert [text for text in HOSTILE if text not in pages["premi_pnbp.html"].text] == []
    assert "W312: NTPN terdiri atas 16 huruf atau angka" in pages["premi_pnbp.html"].text
    tags = [tag for page in pages.values() for tag in page.tags]
    assert {tag for tag, _ in tags} & {"script", "img", "iframe", "svg", "link", "form"} == set()
    assert [given for _, given in tags if any(name.startswith("on") for name in given)] == []
    links = {given["href"] for _, given in tags if "href" in given}
    assert links == pages.keys()
    policy = {"http-equiv": "Content-Security-Policy"}
    said = [given["content"] for tag, given in tags if policy.items() <= given.items()]
    assert said == ["default-src 'none'; style-src 'unsafe-inline'"] * 3


def test_data_docs_are_those_of_the_latest_run(home):
    assert not (docs_of(home).parent / "ekspor.html").exists()
    assert "Run malam-2" in docs_of(home).read_text()


def test_what_cannot_be_written_is_said_and_stops_no_night(night, tmp_path):
    (tmp_path / "gx").write_text("in the way")

    with disable_run_logger():
        kept = keep_validations_task.fn(night, settings_of(tmp_path))

    assert kept == ("", "; validation results not kept: File exists")


_QUIET = """
import sys
from datetime import UTC, datetime
from pathlib import Path
import polars as pl
from nights import judge_files, settings_of
from tasks.publish import Run
from tasks.report.validations import keep_validations
from tasks.rulebook import read_rulebook
settings = settings_of(Path(sys.argv[1]))
run = Run("sepi", "nightly", datetime.now(UTC), read_rulebook(settings))
kept = keep_validations(judge_files([], settings, run), settings)
sys.exit(str((kept, "great_expectations" in sys.modules)))
"""


@pytest.mark.outside
def test_a_night_that_judges_nothing_writes_nothing_and_never_loads_great_expectations(home):
    before = docs_of(home).read_text()

    answered = _python("-c", _QUIET, str(home))

    assert answered.stderr.strip() == "(None, False)"
    assert docs_of(home).read_text() == before


def _python(*words):
    root = Path(__file__).parents[2]
    return subprocess.run(
        [sys.executable, *words],
        env=os.environ | {"PYTHONPATH": f"{root}:{root / 'tests'}"},
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
