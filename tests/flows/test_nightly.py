"""The night over the reports of the five seed articles, and over what a hostile world sends."""

import re
import time
from collections import Counter
from logging import WARNING
from pathlib import Path

import pytest
from nights import House, csv_report, new_database
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterId,
    LogFilter,
    LogFilterFlowRunId,
)

from tasks.report.validations import docs_of

pytestmark = pytest.mark.usefixtures("prefect_server")


@pytest.fixture(scope="module")
def examples_night(postgres, prefect_server, tmp_path_factory):
    house = House(tmp_path_factory.mktemp("home"), new_database(postgres, "examples"))
    house.deliver_examples()
    state = house.run_night()
    return house, state


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        pytest.param(
            "SELECT e.pengiriman, e.jumlah, e.satuan, e.upt_id, d.ekspor_ke, d.mitra_eksportir "
            "FROM mart.ekspor_bulanan e JOIN mart.ekspor d USING (bulan, upt_id, produk) "
            "WHERE e.produk = 'coir net' AND e.negara = 'KR' AND e.bulan = '2025-10-01'",
            [(1, 5400, "PCS", "lapas-cirebon", 2, "PT Coir")],
            id="coir net to KR in 2025-10",
        ),
        pytest.param(
            "SELECT pengiriman, jumlah, satuan FROM mart.ekspor_bulanan "
            "WHERE produk = 'coir shade' AND negara = 'ES' AND bulan = '2025-11-01'",
            [(1, 800, "PCS")],
            id="coir shade to ES in 2025-11",
        ),
        pytest.param(
            "SELECT negara, pengiriman, jumlah, satuan, perkiraan FROM mart.ekspor_bulanan "
            "WHERE produk = 'coco rope' AND bulan = '2025-11-01' ORDER BY negara",
            [
                ("AU", 1, None, "PCS", False),
                ("BE", 1, None, "PCS", False),
                ("FR", 1, None, "PCS", False),
                (None, 0, 3000, "PCS", True),
            ],
            id="coco rope in 2025-11 counts for three countries, its quantity undivided",
        ),
        pytest.param(
            "SELECT ekspor_pengiriman FROM mart.nasional_bulanan WHERE bulan = '2025-11-01'",
            [(2,)],
            id="a shipment to three countries is one shipment of the nation",
        ),
        pytest.param(
            "SELECT kode, alasan FROM ops.quarantined_row "
            "WHERE upt_id = 'lapas-sragen' AND bulan = '2025-07-01'",
            [
                (
                    ["E201", "E201"],
                    [
                        "Jumlah Ekspor (E10): kosong; wajib diisi.",
                        "Negara Tujuan (G10): kosong; wajib diisi.",
                    ],
                )
            ],
            id="lapas-sragen 2025-07 quarantined: quantity and country missing",
        ),
        pytest.param(
            "SELECT * FROM mart.ekspor WHERE upt_id = 'lapas-sragen'",
            [],
            id="sragen published none",
        ),
        pytest.param(
            "SELECT kode FROM ops.quarantined_row "
            "WHERE upt_id = 'lapas-indramayu' AND dataset = 'partisipasi'",
            [(["E201", "E201"],)],
            id="5 % without counts is quarantined",
        ),
        pytest.param(
            "SELECT penghuni, peserta_kemandirian, partisipasi_pct FROM mart.upt_bulanan "
            "WHERE upt_id = 'lapas-indramayu'",
            [(None, None, None)],
            id="and no participation figure appears",
        ),
        pytest.param(
            "SELECT status, count(*), min(upt_id) FILTER (WHERE status = 'RENCANA') "
            "FROM mart.program WHERE pelapor_id = 'kanwil-jawa-barat' GROUP BY 1 ORDER BY 1",
            [("AKTIF", 7, None), ("RENCANA", 1, "lapas-kuningan")],
            id="coir programme in kanwil-jawa-barat",
        ),
        pytest.param(
            "SELECT upt_id, array_agg(jenis_kegiatan ORDER BY baris) FROM mart.kegiatan_kerja "
            "WHERE upt_id IN ('lapas-kendari', 'lapas-perempuan-kendari', 'rutan-raha') "
            "GROUP BY 1 ORDER BY 1",
            [
                ("lapas-kendari", ["paving blok", "bakery"]),
                ("lapas-perempuan-kendari", ["tas rajut", "eco print"]),
                ("rutan-raha", ["miniatur kayu jati", "gembol"]),
            ],
            id="Sulawesi Tenggara: what is made where",
        ),
        pytest.param(
            "SELECT produk FROM mart.pemasaran WHERE upt_id = 'bapas-baubau'",
            [("butonik",)],
            id="Butonik at bapas-baubau",
        ),
        pytest.param(
            "SELECT mitra_aktif FROM mart.kanwil_bulanan "
            "WHERE kanwil_id = 'kanwil-sulawesi-tenggara' AND bulan = '2025-10-01'",
            [(4,)],
            id="four Kanwil partners",
        ),
    ],
)
def test_nightly_answers_what_the_articles_say(examples_night, query, answer):
    house, _ = examples_night

    assert house.ask(query) == answer


def test_nightly_says_what_it_did_in_its_final_state(examples_night):
    _, state = examples_night

    assert state.name == "CompletedWithRejects"
    assert state.message == "published 18 of 18 reports, 2 rows quarantined, 0 files rejected"


def test_nightly_is_readable_in_the_ui(examples_night):
    house, state = examples_night
    run = FlowRunFilter(id=FlowRunFilterId(any_=[state.state_details.flow_run_id]))

    with get_client(sync_client=True) as client:
        found = client.read_task_runs(flow_run_filter=run)
        listed = client.read_artifacts(flow_run_filter=run)
        shown = client.read_flow_run(state.state_details.flow_run_id)
    names = Counter(task_run.name for task_run in found)
    artifacts = {artifact.key: artifact.data for artifact in listed}

    assert sum(names.values()) <= 60
    assert {"read kanwil-jawa-barat", "judge ekspor", "judge amplop", "publish"} <= set(names)
    assert re.fullmatch(r"nightly \d{4}-\d\d-\d\d", shown.name)
    assert shown.tags == ["rejects"]
    assert artifacts["nightly-progress"] == 95  # the last step is publishing, a task of its own
    assert f"dalam `{docs_of(house.home)}`" in artifacts["nightly-summary"]
    assert docs_of(house.home).exists()


def test_every_unit_not_fully_published_is_one_warning_with_reason_and_place(examples_night):
    _, state = examples_night
    of_run = LogFilterFlowRunId(any_=[state.state_details.flow_run_id])
    warned: list[str] = []
    for _ in range(50):  # Prefect sends its log every two seconds
        with get_client(sync_client=True) as client:
            logs = client.read_logs(LogFilter(flow_run_id=of_run))
        said = [log.message for log in logs if log.level == WARNING]
        warned = [message for message in said if not message.startswith("disk of ")]  # this one's
        if warned:
            break
        time.sleep(0.1)

    assert warned == [
        "lapas-indramayu: E201 Jumlah Penghuni (B6): kosong; wajib diisi. "
        "[partisipasi 2025-11, baris 6; LAPORAN LAPAS INDRAMAYU NOV 2025.xlsx]; dan 1 lagi",
        "lapas-sragen: E201 Jumlah Ekspor (E10): kosong; wajib diisi. "
        "[ekspor 2025-07, baris 10; ekspor_2025-07.csv]; dan 1 lagi",
    ]


def test_the_pages_of_a_night_say_reasons_first_and_fit_the_screen(examples_night):
    _, state = examples_night
    run = FlowRunFilter(id=FlowRunFilterId(any_=[state.state_details.flow_run_id]))
    with get_client(sync_client=True) as client:
        pages = {a.key: a.data for a in client.read_artifacts(flow_run_filter=run)}

    summary, kanwil = pages["nightly-summary"], pages["kanwil-jawa-tengah"]
    assert "**18 dari 18 laporan terbit, 2 baris dikarantina, 0 berkas ditolak.**" in summary
    for page in (summary, kanwil):
        assert "**E201** Jumlah Ekspor (E10): kosong; wajib diisi. — ekspor 2025-07" in page
        assert max(line.count("|") for line in page.splitlines()) <= 5  # four short columns


def test_nightly_again_changes_nothing(examples_night):
    house, _ = examples_night
    before = house.fingerprint(), house.ask("SELECT count(*), max(version) FROM ops.report")

    state = house.run_night()

    assert state.message == "nothing new: 11 files already known"
    assert (
        house.fingerprint(),
        house.ask("SELECT count(*), max(version) FROM ops.report"),
    ) == before


def test_nightly_accounts_for_every_row(examples_night):
    house, _ = examples_night

    unaccounted = house.ask(
        "SELECT * FROM ops.report r WHERE rows_quarantined <> "
        "(SELECT count(*) FROM ops.quarantined_row q WHERE q.report_id = r.id)"
    )

    assert unaccounted == []


HOSTILE = {
    "kosong.xlsx": (b"", "E001"),
    "bps.xls": (b"<html><body><table><tr><td>Ekspor</td></tr></table></body></html>", "E002"),
    "foto.xlsx": (b"\x89PNG\r\n\x1a\n" + b"\0" * 90, "E003"),
    "rusak.xlsx": (b"PK\x03\x04" + b"junk" * 50, "E004"),
    "rusak.json": (b'{"amplop": {', "E008"),
    "lain.json": (b'{"a": 1}', "E009"),
    "surat.csv": (b"Yth. Bapak;\nmohon maaf;\n", "E010"),
    "~$laporan.xlsx": (b"x", "E017"),
    "pasangan.json": (
        b'{"amplop": {"Nama UPT": "\\ud800"}, "laporan": {"ekspor": [{"a": "\\u0000"}]}}',
        "E011",
    ),
}


def test_nightly_lets_no_file_stop_anothers(warehouse, tmp_path):
    house = House(tmp_path, warehouse)
    for name, (content, _) in HOSTILE.items():
        house.deliver("lapas-garut", name, content)
    house.deliver("bukan-upt", "ekspor_2025-11.csv", b"x")
    (house.inbox / "di-luar.csv").write_bytes(b"x")
    header = "Bidang;Kegiatan;Jumlah WBP"
    sound = csv_report("Lapas Garut", "November 2025", "1 Desember 2025", header, "Jasa;Laundry;7")
    house.deliver("lapas-garut", "kegiatan_kerja_2025-11.csv", sound)

    state = house.run_night()

    codes = dict(house.ask("SELECT name, kode FROM ops.submission WHERE state = 'rejected'"))
    assert codes == {name: code for name, (_, code) in HOSTILE.items()} | {
        "ekspor_2025-11.csv": "E018",
        "di-luar.csv": "E015",
    }
    assert house.ask("SELECT jumlah_wbp FROM mart.kegiatan_kerja") == [(7,)]
    assert state.message == "published 1 of 2 reports, 0 rows quarantined, 11 files rejected"


def test_nightly_quarantines_every_one_of_25_000_bad_rows(warehouse, tmp_path):
    house = House(tmp_path, warehouse)
    header = "Nama Pelatihan;Jumlah Peserta;Bersertifikat"
    for unit in ("Garut", "Ciamis", "Sumedang", "Kuningan", "Majalengka"):
        rows = [f"Pelatihan {n};10;11" for n in range(5000)]
        content = csv_report(
            f"Lapas {unit}", "November 2025", "1/12/2025", header, *rows, "Las;9;9"
        )
        house.deliver(f"lapas-{unit.lower()}", "pelatihan_2025-11.csv", content)

    house.run_night()

    assert house.ask("SELECT count(*) FROM ops.quarantined_row WHERE kode = '{E324}'") == [
        (25_000,)
    ]
    assert house.ask("SELECT count(*) FROM mart.pelatihan") == [(5,)]


def test_nightly_keeps_the_latest_statement_however_it_arrives(warehouse, tmp_path):
    house = House(tmp_path, warehouse)
    header = "Nama Pelatihan;Jumlah Peserta;Bersertifikat"

    def report(day: str, certified: int) -> bytes:
        return csv_report("Lapas Garut", "November 2025", day, header, f"Las;20;{certified}")

    house.deliver("lapas-garut", "b.csv", b"LAPORAN PELATIHAN\n" + report("5 Desember 2025", 12))
    house.pass_night()
    house.deliver("lapas-garut", "a.csv", b"LAPORAN PELATIHAN\n" + report("1 Desember 2025", 9))
    house.pass_night()

    assert house.ask("SELECT bersertifikat FROM mart.pelatihan") == [(12,)]
    assert house.ask("SELECT version, is_current FROM ops.report ORDER BY 1") == [
        (1, True),
        (2, False),
    ]


def test_nightly_warns_between_reports_as_the_state_stands(warehouse, tmp_path):
    house = House(tmp_path, warehouse)
    work = b"LAPORAN KEGIATAN KERJA\n" + csv_report(
        "Lapas Garut", "November 2025", "1/12/2025", "Bidang;Kegiatan;Jumlah WBP", "Jasa;Laundry;70"
    )
    header = "Jumlah Penghuni;Peserta Pembinaan Kemandirian"

    def inmates(day: str, number: int) -> bytes:
        stated = csv_report("Lapas Garut", "November 2025", day, header, f"{number};10")
        return b"LAPORAN PARTISIPASI\n" + stated

    house.deliver("lapas-garut", "kerja.csv", work)
    house.deliver("lapas-garut", "isi.csv", inmates("1/12/2025", 60))
    house.pass_night()
    warned = house.ask("SELECT kode, sel FROM ops.warning WHERE lintas")
    house.deliver("lapas-garut", "isi.csv", inmates("2/12/2025", 600))
    house.pass_night()

    assert warned == [("W401", ["C7"])]
    assert house.ask("SELECT kode FROM ops.warning WHERE lintas") == []


def test_nightly_refuses_a_report_about_another_unit(warehouse, tmp_path):
    house = House(tmp_path, warehouse)
    header = "Bidang;Kegiatan;Jumlah WBP"
    content = csv_report(
        "Rutan Kelas I Cirebon", "November 2025", "1/12/2025", header, "Jasa;Las;7"
    )
    house.deliver("lapas-cirebon", "kegiatan_kerja_2025-11.csv", content)

    house.pass_night()

    assert house.ask("SELECT state, kode FROM ops.submission") == [("rejected", "E103")]
    assert house.ask("SELECT count(*) FROM ops.report") == [(0,)]


def test_nightly_takes_a_table_with_only_signatures_for_nothing_said(warehouse, tmp_path):
    house = House(tmp_path, warehouse)
    header = "Nama Pelatihan;Jumlah Peserta;Bersertifikat"
    said, nil = (
        csv_report("Lapas Garut", "November 2025", day, header, *rows, "Garut, 3 Desember 2025")
        for day, rows in (("1/12/2025", ["Las;20;9"]), ("2/12/2025", ["Nihil"]))
    )
    unsaid = csv_report("Lapas Garut", "November 2025", "3/12/2025", header, "Garut, 4 Mei 2025")
    title = b"LAPORAN PELATIHAN\n"

    house.deliver("lapas-garut", "a.csv", title + said)
    house.deliver("lapas-garut", "c.csv", title + unsaid)
    house.pass_night()
    figures = [house.ask("SELECT peserta_pelatihan FROM mart.upt_bulanan")]
    house.deliver("lapas-garut", "b.csv", title + nil)
    house.pass_night()
    figures.append(house.ask("SELECT peserta_pelatihan FROM mart.upt_bulanan"))

    assert figures == [[(20,)], [(0,)]]
    assert house.ask("SELECT kode FROM ops.rejected_report") == [("E013",)]
    assert house.ask("SELECT is_nil FROM ops.report WHERE is_current") == [(True,)]


def test_archive_holds_the_bytes_of_every_file(examples_night):
    house, _ = examples_night
    kept = {path.name for path in (Path(house.home) / "archive").rglob("*") if path.is_file()}

    assert kept == {sha256 for (sha256,) in house.ask("SELECT sha256 FROM ops.submission")}
