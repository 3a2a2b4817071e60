"""On the real UI: from the dashboard to the reason of a rejected file; a backfill by its form."""

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from browsers import Reader
from deployments import machine
from nights import House, csv_report, new_database
from playwright.sync_api import Locator, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from schemas import references
from schemas.warehouse.migrate import migrate
from schemas.warehouse.publish_lock import PUBLISH_LOCK

RUBBISH = b"PK\x03\x04 bukan buku kerja"
NAME = "laporan <img src=x onerror=alert(1)> 2025-09.xlsx"
SENTENCE = "Buku kerja rusak atau tidak lengkap. Buka dan simpan ulang, lalu kirim lagi."
EKSPOR = "Tanggal Ekspor;Jenis Produk;Jumlah Ekspor;Satuan;Negara Tujuan"
KEGIATAN = "Bidang;Kegiatan;Jumlah WBP"
WORKING = "SELECT wbp_bekerja FROM mart.nasional_bulanan WHERE wbp_bekerja IS NOT NULL"
WAITING = (
    "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
    "WHERE d.datname = current_database() AND locktype = 'advisory' AND NOT granted AND objid = %s"
)
PATIENCE = 240_000  # ms for a run to end; one second where the machine is quiet, a minute where not
SENT = "20 September 2025;Coir net;{};{};{}"


class Night(NamedTuple):
    """A night that the session's server tells of.

    Attributes:
        house: Where it was.
        run_id: Its run.
    """

    house: House
    run_id: str


def lack(folder, unit, synonym) -> None:
    """Leave a synonym of a unit of measure out of a reference folder."""
    path = folder / "satuan.csv"
    line = next(line for line in path.read_text().splitlines() if line.startswith(f"{unit},"))
    path.write_text(path.read_text().replace(line, line.replace(f",{synonym}|", ",")))


@pytest.fixture(scope="module")
def night(deployed, postgres, tmp_path_factory) -> Night:
    """One hostile file, and one row held because a synonym is missing, which then is not."""
    house = House(tmp_path_factory.mktemp("home"), new_database(postgres, "browser"))
    house.deliver("lapas-garut", NAME, RUBBISH)
    rows = (SENT.format("5.400", "bh", "Korea Selatan"), SENT.format("800", "pcs", "Spanyol"))
    envelope = ("Lapas Cirebon", "September 2025", "1 Oktober 2025")
    house.deliver("lapas-cirebon", "ekspor.csv", csv_report(*envelope, EKSPOR, *rows))
    with pytest.MonkeyPatch.context() as patch:
        folder = shutil.copytree(references.FOLDER, tmp_path_factory.mktemp("lacks") / "reference")
        lack(folder, "PCS", "bh")
        patch.setattr(references, "FOLDER", folder)
        references.load_references.cache_clear()
        migrate(house.url)
        state = house.run_night()
    references.load_references.cache_clear()
    migrate(house.url)
    assert house.ask("SELECT kode FROM mart.karantina_terbuka") == [(["E212"],)]
    assert state.name == "CompletedWithRejects"
    return Night(house, str(state.state_details.flow_run_id))


@pytest.fixture(scope="module")
def worker(night) -> Iterator[None]:
    """A worker that takes what the forms ask for."""
    with machine(night.house, "pembinaan"):
        yield


@pytest.fixture
def reader(night, browser) -> Reader:
    """A reader who opens the dashboard after that night."""
    browser.open("/dashboard")
    return browser


def run_link(reader: Reader, night: Night) -> Locator:
    return reader.page.locator(f'a[href$="/flow-run/{night.run_id}"]').first


def point_at_bar(reader: Reader, night: Night) -> Locator:
    """Point at the bars of the dashboard, the latest first, until one names the night."""
    bars = reader.page.locator(".flow-runs-bar-chart__bar-flow-run")
    bars.last.wait_for()
    for bar in reversed(bars.all()):
        bar.hover()
        link = run_link(reader, night)
        with suppress(PlaywrightTimeoutError):
            link.wait_for(timeout=2_000)
            return link
    raise AssertionError("no bar names the night")


def submit(reader: Reader, deployment: str, **fields: str) -> str:
    """Fill the form of a deployment, send it off and open the run it makes; return its id."""
    page = reader.page
    reader.open("/deployments")
    deployments = page.locator('a[href*="/deployments/deployment/"]')
    deployments.get_by_text(deployment, exact=True).click()
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_text("Custom run").click()
    for name, value in fields.items():
        reader.field(name).fill(value)
    with page.expect_response(re.compile("/create_flow_run$")) as answer:
        page.get_by_role("button", name="Submit").click()
    assert answer.value.ok, f"{answer.value.status} {answer.value.text()}"
    run_id = str(answer.value.json()["id"])
    reader.open(f"/runs/flow-run/{run_id}")
    return run_id


def page_of_backfill(reader: Reader, name: str, state: str) -> tuple[str, list[str]]:
    """Wait for a run's end; return the text of its page and the lines of its first table."""
    expect(reader.page.locator(".state-badge").first).to_have_text(state, timeout=PATIENCE)
    expect(reader.page.get_by_text(name, exact=True).first).to_be_visible()
    reader.click(reader.page.get_by_text("Artifacts", exact=True))
    summary = reader.page.get_by_text("backfill-summary")
    reader.scroll_to(summary)
    reader.click(summary)
    heading = reader.page.get_by_role("heading", name="Angka nasional, sebelum dan sesudah")
    heading.wait_for()
    lines = reader.page.get_by_role("table").first.get_by_role("row").all()[1:]
    cells = [line.get_by_role("cell").all_inner_texts() for line in lines]
    return reader.page.inner_text("body"), [" | ".join(map(str.strip, line)) for line in cells]


def national(night: Night) -> list[tuple]:
    return night.house.ask(
        "SELECT n.ekspor_pengiriman, e.nama_negara, e.jumlah FROM mart.nasional_bulanan n "
        "JOIN mart.ekspor_negara e USING (bulan) ORDER BY e.nama_negara"
    )


def test_the_log_of_a_run_is_two_clicks_from_the_dashboard_and_says_the_reason(reader, night):
    reader.click(reader.page.get_by_role("button", name="Runs", exact=True))
    reader.click(run_link(reader, night))
    reader.scroll_to(reader.page.get_by_text(SENTENCE))

    assert reader.clicks == 2
    assert reader.sideways() == []
    expect(reader.page.get_by_text(SENTENCE)).to_contain_text("lapas-garut: E004")


def test_the_summary_is_three_clicks_from_the_dashboard_and_fits_its_window(reader, night):
    reader.click(point_at_bar(reader, night))
    reader.click(reader.page.get_by_text("Artifacts", exact=True))
    summary = reader.page.get_by_text("nightly-summary")
    reader.scroll_to(summary)
    reader.click(summary)
    reason = reader.page.get_by_role("listitem").filter(has_text=re.compile(r"^E004 *Buku"))
    expect(reason).to_be_in_viewport()

    assert reader.clicks == 3
    assert reader.sideways() == []
    assert re.fullmatch(rf"E004 {re.escape(SENTENCE)}.* — {re.escape(NAME)}", reason.inner_text())
    assert reader.asked == []


@pytest.mark.usefixtures("worker")
def test_a_backfill_from_the_form_is_shown_first_and_its_token_does_exactly_that(reader, night):
    submit(reader, "backfill", from_month="2025-09", to_month="2025-09")
    shown, promised = page_of_backfill(reader, "backfill 2025-09 dry run", "WouldPublish")
    before = national(night)
    token = re.findall(r"pembinaan backfill --apply (\w+)", shown)[0]
    submit(reader, "backfill", apply=token)
    _, done = page_of_backfill(reader, f"backfill apply {token}", "Completed")

    assert before == [(1, "Spanyol", 800)]
    assert promised == [
        "2025-09 | Jumlah barang yang diekspor: coir net · KR · PCS |  | 5.400",
        "2025-09 | Pengiriman ekspor | 1 | 2",
    ]
    assert done == promised
    assert national(night) == [(2, "Korea Selatan", 5_400), (2, "Spanyol", 800)]
    assert reader.sideways() == []


def wait_for_publish(night: Night) -> None:
    """Wait until a run stands before the publishing lock."""
    for _ in range(1200):
        if night.house.ask(WAITING, PUBLISH_LOCK) == [(1,)]:
            return
        time.sleep(0.2)
    raise AssertionError("no run came to publish")


def wait_for_end(run_id: str) -> None:
    """Wait until the process of a run is gone: it may still say late that it was cancelled."""
    for _ in range(600):
        if not any(run_id.encode() in _environment(of) for of in Path("/proc").glob("[0-9]*")):
            return
        time.sleep(0.2)
    raise AssertionError("the cancelled run's process does not end")


def _environment(process: Path) -> bytes:
    try:
        return (process / "environ").read_bytes()
    except OSError:  # ended meanwhile
        return b""


def answer_dialog(reader: Reader, button: str, confirm: str) -> None:
    reader.page.get_by_role("button", name=button, exact=True).click()
    reader.page.locator(".p-modal").get_by_role("button", name=confirm).click()


def attempts(night: Night, run_id: str) -> list[str]:
    found = night.house.ask(
        "SELECT state FROM ops.run WHERE run_id LIKE %s ORDER BY started_at", f"{run_id}%"
    )
    return [state for (state,) in found]


@pytest.mark.usefixtures("worker")
def test_a_night_cancelled_in_the_ui_publishes_nothing_and_its_retry_all(reader, night):
    made = csv_report("Lapas Garut", "September 2025", "1 Oktober 2025", KEGIATAN, "Jasa;Laundry;7")
    night.house.deliver("lapas-garut", "kegiatan_kerja.csv", made)
    badge = reader.page.locator(".state-badge").first

    with psycopg.connect(night.house.url) as other:  # so that it stands where it can be cancelled
        other.execute("SELECT pg_advisory_xact_lock(%s)", (PUBLISH_LOCK,))
        run_id = submit(reader, "nightly")
        wait_for_publish(night)
        answer_dialog(reader, "Cancel", "Confirm")
        expect(badge).to_have_text("Cancelled", timeout=PATIENCE)
    cancelled = attempts(night, run_id), night.house.ask(WORKING)
    wait_for_end(run_id)
    answer_dialog(reader, "Retry", "Retry")
    expect(badge).to_have_text("Completed", timeout=PATIENCE)

    assert cancelled == (["cancelled"], [])
    assert attempts(night, run_id) == ["cancelled", "published"]
    assert night.house.ask(WORKING) == [(7,)]
