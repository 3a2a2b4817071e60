"""The backfill on a real warehouse and a real Prefect server: what it cures, what it shows."""

import shutil
from datetime import UTC, datetime
from io import StringIO

import psycopg
import pytest
from nights import House, csv_report
from prefect.client.orchestration import get_client
from rich.console import Console

from flows.backfill_form import check_apply, read_form
from flows.commands.backfill_output import show_backfill
from schemas import references
from schemas.errors import TerminalError
from schemas.warehouse.migrate import migrate
from tasks.report.changes import counts_of

pytestmark = pytest.mark.usefixtures("prefect_server")

EKSPOR = "Tanggal Ekspor;Jenis Produk;Jumlah Ekspor;Satuan;Negara Tujuan"


def ekspor(jumlah, satuan="PCS", tanggal="1 Oktober 2025", unit="Lapas Cirebon"):
    row = f"20 September 2025;Coir net;{jumlah};{satuan};Korea Selatan"
    return csv_report(unit, "September 2025", tanggal, EKSPOR, row)


def _messages(house, state):
    return [(chunk["name"], chunk["message"]) for chunk in house.told(state).chunks]


def _from_the_server(state):
    """A state as Prefect hands it out to whoever asks: without its data."""
    with get_client(sync_client=True) as client:
        return client.read_flow_run(state.state_details.flow_run_id).state


@pytest.fixture
def synonyms(tmp_path, monkeypatch):
    """A reference folder of the test's own: call it to add synonyms of a unit of measure."""
    folder = tmp_path / "reference"
    shutil.copytree(references.FOLDER, folder)

    def add(code, synonym):
        path = folder / "satuan.csv"
        lines = path.read_text().splitlines()
        at = next(n for n, line in enumerate(lines) if line.startswith(f"{code},"))
        fields = lines[at].split(",")
        fields[3] = f"{fields[3]}|{synonym}"
        lines[at] = ",".join(fields)
        path.write_text("\n".join(lines) + "\n")
        references.load_references.cache_clear()

    monkeypatch.setattr(references, "FOLDER", folder)
    yield add
    monkeypatch.undo()
    references.load_references.cache_clear()


def test_backfill_of_an_unchanged_month_makes_no_version_and_is_not_done_twice(warehouse, tmp_path):
    house = House(tmp_path, warehouse)
    house.deliver("lapas-cirebon", "ekspor_2025-09.csv", ekspor("5.400"))
    house.run_night()
    before = house.fingerprint()

    first = house.run_backfill("2025-09", "2025-09")
    second = house.run_backfill("2025-09", "2025-09")

    assert _messages(house, first) == [("2025-09", "unchanged (1 file, 1 report)")]
    assert _messages(house, second) == [("2025-09", "unchanged since it was last done")]
    assert house.fingerprint() == before
    assert house.ask("SELECT count(*) FROM ops.report") == [(1,)]


def test_backfill_counts_the_refusals_of_its_month_apart_from_files_of_no_known_month(
    warehouse, tmp_path, synonyms
):
    house = House(tmp_path, warehouse)
    house.deliver("lapas-cirebon", "ekspor_2025-09.csv", ekspor("5.400", "kepingan"))
    house.deliver("lapas-cirebon", "ekspor_lain.csv", ekspor("1", unit="Lapas Atlantis"))
    for number in range(3):
        house.deliver("lapas-garut", f"rusak {number}.xlsx", b"PK\x03\x04 %d" % number)
    house.run_night()
    synonyms("PCS", "kepingan")
    migrate(warehouse)

    state = house.run_backfill("2025-08", "2025-09")

    assert _messages(house, state) == [
        ("2025-08", "unchanged (0 files, 0 reports)"),
        (
            "2025-09",
            "published 1 of 2 reports, 0 rows quarantined, 1 file rejected, "
            "3 files of unread months rejected as before, 1 row cleared",
        ),
    ]


def test_backfill_clears_what_a_mended_synonym_cures_and_says_why(warehouse, tmp_path, synonyms):
    house = House(tmp_path, warehouse)
    house.deliver("lapas-cirebon", "ekspor_2025-09.csv", ekspor("5.400", "kepingan"))
    house.pass_night()
    assert house.ask("SELECT kode, sejak IS NOT NULL FROM mart.karantina_terbuka") == [
        (["E212"], True)
    ]
    synonyms("PCS", "kepingan")
    migrate(warehouse)

    dry = house.run_backfill("2025-09", "2025-09", dry_run=True)
    untouched = house.ask("SELECT count(*) FROM mart.karantina_terbuka")
    real = house.run_backfill("2025-09", "2025-09")

    assert untouched == [(1,)]
    assert house.told(dry)[1:] == house.told(real)[1:]
    assert {
        (line["tingkat"], line["metrik"], line["sebelum"], line["sesudah"])
        for line in house.told(real).figures
    } >= {("nasional", "ekspor_pengiriman", None, 1), ("kanwil", "ekspor_jumlah", None, 5400)}
    assert house.ask(
        "SELECT sebab, perubahan, ditutup_oleh = r.run_id FROM ops.quarantined_row "
        "CROSS JOIN (SELECT run_id FROM ops.run WHERE flow = 'backfill') r"
    ) == [("aturan", ["schemas/reference/satuan.csv"], True)]
    assert house.ask("SELECT count(*) FROM mart.karantina_terbuka") == [(0,)]
    assert house.ask("SELECT jumlah, satuan FROM mart.ekspor") == [(5400, "PCS")]


def test_backfill_prints_what_it_did_though_its_state_comes_without_data(
    warehouse, tmp_path, synonyms
):
    house = House(tmp_path, warehouse)
    house.deliver("lapas-cirebon", "ekspor_2025-09.csv", ekspor("5.400", "kepingan"))
    house.pass_night()
    synonyms("PCS", "kepingan")
    migrate(warehouse)
    states = [house.run_backfill("2025-09", "2025-09", dry_run=dry) for dry in (True, False)]
    console = Console(file=StringIO(), width=200)

    with house.lived_in():
        for state in states:
            show_backfill(console, _from_the_server(state), as_json=False)

    said = console.file.getvalue()
    assert said.count("2025-09 │ done │ would publish 1 of 1 report") == 1
    assert said.count("2025-09 │ done │ published 1 of 1 report") == 1
    assert said.count("Reports with a new version (1 ekspor current)") == 2
    assert said.count("schemas/reference/satuan.csv") == 2
    assert said.count("WouldPublish: backfill 2025-09 dry run: would publish 1 month, ") == 1
    assert said.count("Completed: backfill 2025-09: 1 month, ") == 1


def _token(state):
    return state.message.rpartition(" ")[2]


def test_a_plan_is_done_as_it_was_shown_and_done_again_does_nothing(warehouse, tmp_path, synonyms):
    house = House(tmp_path, warehouse)
    house.deliver("lapas-cirebon", "ekspor_2025-09.csv", ekspor("5.400", "kepingan"))
    house.pass_night()
    synonyms("PCS", "kepingan")
    migrate(warehouse)
    dry = house.run_backfill("2025-09", "2025-09", dry_run=True)

    done = house.apply_plan(_token(dry))
    again = house.apply_plan(_token(dry))

    assert (dry.name, done.name) == ("WouldPublish", "Completed")
    assert house.told(done)[1:] == house.told(dry)[1:]
    assert house.told(again).versions == []
    assert house.ask("SELECT plan FROM ops.run WHERE flow = 'backfill' ORDER BY published_at") == [
        (_token(dry),),
        (_token(dry),),
    ]


def test_a_plan_is_refused_with_all_that_has_changed_since(warehouse, tmp_path, synonyms):
    house = House(tmp_path, warehouse)
    house.deliver("lapas-cirebon", "ekspor_2025-09.csv", ekspor("5.400", "kepingan"))
    house.pass_night()
    token = _token(house.run_backfill("2025-09", "2025-09", dry_run=True))
    synonyms("PCS", "kepingan")
    migrate(warehouse)
    correction = ekspor("7", tanggal="2 Oktober 2025")
    house.deliver("lapas-cirebon", "ekspor_2025-09 koreksi.csv", correction)
    house.pass_night()
    before = house.fingerprint()

    refused = house.apply_plan(token)

    assert (refused.name, refused.is_failed()) == ("Refused", True)
    assert refused.message.startswith(
        f"refused, nothing done: 2025-09 is not as plan {token} showed it: "
        "other rules: schemas/reference/satuan.csv; "
        "files that came since: lapas-cirebon/ekspor_2025-09 koreksi.csv; "
        "published since: nightly of 20"
    )
    assert house.fingerprint() == before


@pytest.mark.parametrize(
    ("form", "said"),
    [
        pytest.param({}, "write both months", id="no month"),
        pytest.param({"from_month": "2025-10", "to_month": "2025-09"}, "change them", id="turned"),
        pytest.param({"pool": "p"}, "make the dry run without pool", id="a dry run on a pool"),
        pytest.param({"source": "/x", "dataset": ["ekspor"]}, "leave dataset empty", id="half"),
        pytest.param({"source": "s3://a:b@c"}, "no password in a URL", id="a password"),
        pytest.param({"apply": "x", "release": True}, "leave release empty", id="plan and more"),
        pytest.param(
            {"apply": "x", "upt": ["lapas-garut"]}, "leave upt empty", id="plan of a unit"
        ),
    ],
)
def test_a_form_that_does_not_go_together_is_refused_in_a_sentence(form, said):
    whole = _EMPTY | form if "from_month" in form or not form else _EMPTY | _SEPTEMBER | form
    if "apply" in form:
        whole |= {"from_month": "", "to_month": ""}

    with pytest.raises(TerminalError, match=said):
        check_apply(whole) if whole["apply"] else read_form(whole)


_EMPTY = {
    **{"from_month": "", "to_month": "", "upt": [], "kanwil": [], "dataset": []},
    **{"dry_run": True, "apply": "", "pool": "", "source": "", "release": False},
}
_SEPTEMBER = {"from_month": "2025-09", "to_month": "2025-09"}


def test_nightly_counts_though_its_state_comes_without_data(warehouse, tmp_path):
    house = House(tmp_path, warehouse)
    house.deliver("lapas-cirebon", "ekspor_2025-09.csv", ekspor("5.400"))
    state = _from_the_server(house.run_night())

    with psycopg.connect(warehouse) as connection:
        counts = counts_of(connection, str(state.state_details.flow_run_id))

    assert (counts["files"], counts["versions"], counts["rows_published"]) == (1, 1, 1)


def test_a_late_correction_restates_the_month_and_the_past_stays_as_it_was(warehouse, tmp_path):
    house = House(tmp_path, warehouse)
    at = datetime(2025, 10, 3, tzinfo=UTC)
    house.deliver("lapas-cirebon", "ekspor_2025-09.csv", ekspor("5.400"), at)
    house.pass_night()
    [(october,)] = house.ask("SELECT max(published_at) FROM ops.run")
    at = datetime(2025, 11, 12, tzinfo=UTC)
    correction = ekspor("4.500", tanggal="11 November 2025")
    house.deliver("lapas-cirebon", "ekspor_2025-09 koreksi.csv", correction, at)

    house.pass_night()

    quantity = "SELECT jumlah FROM mart.ekspor_bulanan"
    assert house.ask(quantity) == [(4500,)]
    assert house.ask(f"{quantity}_pada(%s)", october) == [(5400,)]
    assert house.ask(
        "SELECT s.tingkat, s.unit_id, s.rincian, s.sebelum, s.sesudah, r.berkas "
        "FROM ops.restatement s JOIN ops.report r ON r.id = ANY (s.laporan) "
        "WHERE metrik = 'ekspor_jumlah' ORDER BY s.tingkat"
    ) == [
        (level, unit, "coir net · KR · PCS", 5400, 4500, "ekspor_2025-09 koreksi.csv")
        for level, unit in (
            ("kanwil", "kanwil-jawa-barat"),
            ("nasional", "ID"),
            ("upt", "lapas-cirebon"),
        )
    ]


def test_backfill_takes_in_historical_files_and_finishes_what_was_begun(warehouse, tmp_path):
    house = House(tmp_path / "home", warehouse)
    old = House(tmp_path / "lama", warehouse)
    old.deliver("lapas-cirebon", "ekspor_2025-09.csv", ekspor("5.400"))
    august = ekspor("100").replace(b"September", b"Agustus")
    old.deliver("lapas-cirebon", "ekspor_2025-08.csv", august)
    old.deliver("lapas-cirebon", "rusak.xlsx", b"PK\x03\x04junk")
    source = str(old.inbox)

    first = house.run_backfill("2025-09", "2025-09", source=source)
    after_one = house.ask("SELECT name, state FROM ops.submission ORDER BY name")
    state = house.run_backfill("2025-08", "2025-09", source=source)
    again = house.run_backfill("2025-08", "2025-09", source=source)

    assert _messages(house, first)[1:] == [
        ("no month", "unchanged (1 file, 0 reports)"),
        ("other months", "1 file of other months only; kept in the archive"),
    ]
    assert after_one == [
        ("ekspor_2025-08.csv", "archived"),
        ("ekspor_2025-09.csv", "published"),
        ("rusak.xlsx", "rejected"),
    ]
    assert [name for name, _ in _messages(house, state)] == ["2025-08"]
    assert _messages(house, again) == []
    assert house.ask("SELECT bulan::text, jumlah FROM mart.ekspor_bulanan ORDER BY 1") == [
        ("2025-08-01", 100),
        ("2025-09-01", 5400),
    ]


@pytest.fixture
def house_of_two_months(warehouse, tmp_path):
    house = House(tmp_path, warehouse)
    house.deliver("lapas-cirebon", "ekspor_2025-09.csv", ekspor("5.400"))
    august = ekspor("100").replace(b"September", b"Agustus")
    house.deliver("lapas-cirebon", "ekspor_2025-08.csv", august)
    house.pass_night()
    return house


def test_backfill_names_a_month_that_fails_and_goes_on_with_the_others(
    house_of_two_months, tmp_path
):
    house = house_of_two_months
    [(sha256,)] = house.ask("SELECT sha256 FROM ops.report WHERE bulan = '2025-08-01'")
    place = tmp_path / "archive" / sha256[:2]
    place.rename(tmp_path / "away")
    place.touch()

    state = house.run_backfill("2025-08", "2025-09")
    place.unlink()
    (tmp_path / "away").rename(place)
    again = house.run_backfill("2025-08", "2025-09")

    assert state.is_failed()
    assert state.message.startswith("1 of 2 months done; 2025-08: kanwil-jawa-barat not read: ")
    assert again.is_completed()
    assert house.ask("SELECT count(*) FROM mart.ekspor") == [(2,)]


def test_a_copy_gone_from_the_archive_is_named_and_its_figures_stand(house_of_two_months, tmp_path):
    house = house_of_two_months
    [(sha256,)] = house.ask("SELECT sha256 FROM ops.report WHERE bulan = '2025-08-01'")
    (tmp_path / "archive" / sha256[:2] / sha256).unlink()

    states = [house.run_backfill("2025-08", "2025-09") for _ in range(2)]

    gone = "; gone from the archive, not judged again: lapas-cirebon/ekspor_2025-08.csv"
    assert [state.message.endswith(gone) for state in states] == [True, True]
    assert house.ask("SELECT count(*) FROM mart.ekspor") == [(2,)]


def test_a_rule_taken_back_is_no_task_already_done(warehouse, tmp_path, synonyms):
    house = House(tmp_path, warehouse)
    house.deliver("lapas-cirebon", "ekspor_2025-09.csv", ekspor("5.400", "kepingan"))
    house.pass_night()
    house.run_backfill("2025-09", "2025-09")
    kept = (references.FOLDER / "satuan.csv").read_text()
    synonyms("PCS", "kepingan")
    migrate(warehouse)
    house.run_backfill("2025-09", "2025-09")
    assert house.ask("SELECT count(*) FROM mart.ekspor") == [(1,)]
    (references.FOLDER / "satuan.csv").write_text(kept)
    references.load_references.cache_clear()
    migrate(warehouse)

    house.run_backfill("2025-09", "2025-09")

    assert house.ask("SELECT count(*) FROM mart.ekspor") == [(0,)]
    assert house.ask("SELECT count(*) FROM mart.karantina_terbuka") == [(1,)]
