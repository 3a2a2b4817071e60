"""What `why` tells of a unit's month and of a file, after three real nights."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import psycopg
import pytest
from garut import garut_nights
from rich.console import Console
from typer.testing import CliRunner

from expectations.suite_amplop import amplop_suite
from flows.commands import app
from flows.commands.why_output import show_story
from schemas.reasons import REASONS
from tasks.report.lookup import find_unit
from tasks.report.story import advise, tell_month
from tasks.report.story.advice import REMEDIES

pytestmark = pytest.mark.usefixtures("prefect_server")
NOVEMBER = date(2025, 11, 1)


@pytest.fixture(scope="module")
def house(postgres, prefect_server, tmp_path_factory):
    return garut_nights(postgres, tmp_path_factory)


@pytest.fixture
def ask(house, monkeypatch):
    """Run `pembinaan` with these words on the house's warehouse."""
    monkeypatch.setenv("PEMBINAAN_WAREHOUSE_URL", house.url)
    return lambda *words: CliRunner().invoke(app, words)


@pytest.fixture
def story(house):
    with psycopg.connect(house.url) as connection:
        return tell_month(connection, find_unit(connection, "lapas-garut"), NOVEMBER, None)


def _report(story, berkas):
    return next(f.laporan[0] for f in story.berkas if f.berkas == berkas)


def _printed(story, width=100):
    console = Console(width=width, record=True, file=open(os.devnull, "w"))  # noqa: PTH123, SIM115
    show_story(console, story, advise(story))
    return console.export_text()


@pytest.mark.parametrize(
    ("berkas", "fate"),
    [
        pytest.param(
            "produksi_2025-11.csv",
            "by version 2 of produksi perbaikan.csv (tanggal laporan 2025-12-03)",
            id="superseded",
        ),
        pytest.param("produksi perbaikan.csv", "version 2, current since", id="current"),
        pytest.param(
            "produksi salinan.csv",
            "says the same as version 2 of produksi perbaikan.csv, current since",
            id="same",
        ),
        pytest.param(
            "produksi lama.csv",
            "version 3, kept, never counted: older than version 2, said by produksi salinan.csv "
            "(tanggal laporan 2025-12-04)",
            id="kept",
        ),
        pytest.param(
            "kepribadian_2025-11.csv",
            "1 row read = 0 published + 0 quarantined + 0 totals + 1 blank or notes (nihil)",
            id="nil",
        ),
        pytest.param(
            "partisipasi_2025-11.csv", "E011  Kolom wajib tidak ditemukan.", id="rejected"
        ),
        pytest.param(
            "partisipasi_2025-11.csv", "a later file was accepted in its place", id="and mended"
        ),
        pytest.param(
            "ekspor_2025-11.csv", "E103  Unit yang ditulis bukan pengirim", id="another's folder"
        ),
        pytest.param("foto [red]kegiatan.jpg", "E003  Jenis berkas tidak dikenal.", id="no month"),
    ],
)
def test_why_tells_every_fate(ask, berkas, fate):
    told = ask("why", "lapas-garut", "2025-11").stdout

    of_file = told[told.index(f"\n{berkas}  ") :].split("\n\n")[0]

    assert fate in of_file


def test_why_tells_in_order_of_receipt(story):
    assert [file.berkas for file in story.berkas] == [
        "produksi_2025-11.csv",
        "kepribadian_2025-11.csv",
        "partisipasi_2025-11.csv",
        "ekspor_2025-11.csv",
        "produksi perbaikan.csv",
        "partisipasi perbaikan.csv",
        "produksi lama.csv",
        "produksi salinan.csv",
    ]
    assert [file.berkas for file in story.tak_terbaca] == ["foto [red]kegiatan.jpg"]


def test_rows_of_every_report_add_up_to_rows_read(story):
    reports = [report for file in story.berkas for report in file.laporan]

    assert len(reports) == 6
    for r in reports:
        told = r.rows_published + r.rows_quarantined + r.rows_total + r.rows_blank
        assert (told, len(r.karantina)) == (r.rows_read, r.rows_quarantined)


def test_quarantined_rows_are_told_with_cell_reason_and_end(story):
    first = _report(story, "produksi_2025-11.csv").karantina
    now = _report(story, "produksi perbaikan.csv").karantina
    late = _report(story, "produksi lama.csv").karantina

    assert [(row.baris, row.sel, row.kode, row.keadaan, row.sebab) for row in first] == [
        (8, ["B8"], ["E204"], "ditutup", "koreksi"),
        (9, ["B9"], ["E219"], "ditutup", "diteruskan"),
    ]
    assert first[0].flow == "nightly"
    assert [(row.sel, row.keadaan, row.sejak) for row in now] == [
        (["B9"], "terbuka", first[1].sejak)
    ]
    assert [row.keadaan for row in late] == ["tersimpan"]


def test_warnings_are_told_with_their_cells(story):
    report = _report(story, "produksi_2025-11.csv")

    assert report.rows_flagged == 1
    assert [(w.baris, w.sel, w.kode) for w in report.peringatan] == [(7, "B7", "W206")]


def test_advice_is_concrete_and_says_nothing_of_what_is_mended(story):
    mend, refused, unread, late, owed = advise(story)

    assert mend == (
        "Perbaiki sel B9 pada berkas produksi perbaikan.csv, lalu kirim ulang berkas lengkap."
    )
    assert refused.startswith(
        "Berkas ekspor_2025-11.csv dari map rutan-garut ditolak (E103): Unit yang ditulis bukan"
    )
    assert refused.endswith(" Betulkan Nama UPT, atau taruh berkas di map unit yang ditulis.")
    assert unread == (
        "Berkas foto [red]kegiatan.jpg ditolak (E003): Jenis berkas tidak dikenal. Kirim .xlsx, "
        ".xls, .xlsb, .ods, .csv, atau .json. Tertulis: foto [red]kegiatan.jpg."
    )
    assert late == (
        "Laporan produksi dalam berkas produksi lama.csv (tanggal laporan 2 Desember 2025) tidak "
        "dipakai karena yang lebih baru sudah berlaku: berkas produksi salinan.csv (tanggal "
        "laporan 4 Desember 2025). Bila isinya memang pembetulan, tulis Tanggal Laporan sesudah "
        "4 Desember 2025, lalu kirim ulang."
    )
    assert owed == (
        "Belum ada laporan kegiatan_kerja, pelatihan, dan premi_pnbp; wajib dikirim paling lambat "
        "5 Desember 2025 (sudah lewat)."
    )


def test_advice_names_every_cell_to_mend(ask):
    told = ask("why", "Lapas Sragen", "2025-07", "--dataset", "ekspor").stdout

    assert "Perbaiki sel E10 dan G10 pada berkas ekspor_2025-07.csv, lalu kirim" in told


@pytest.mark.parametrize(
    ("kode", "sel", "said"),
    [
        pytest.param("E401", "A9", "Perbaiki baris 9 (hapus ulangannya) pada", id="repeated"),
        pytest.param("E402", "A9", "Perbaiki baris 9 (pilih satu) pada", id="contradicted"),
        pytest.param("E213", "", "Perbaiki baris 9 pada", id="no cell to blame"),
    ],
)
def test_advice_names_the_row_where_no_cell_is_wrong(story, kode, sel, said):
    file = next(f for f in story.berkas if f.berkas == "produksi perbaikan.csv")
    row = replace(file.laporan[0].karantina[0], kode=[kode], sel=[sel])
    report = replace(file.laporan[0], karantina=(row,))

    advice = advise(replace(story, berkas=(replace(file, laporan=(report,)),)))

    assert advice[0] == f"{said} berkas produksi perbaikan.csv, lalu kirim ulang berkas lengkap."


def test_advice_on_several_sheets_is_one_sentence(story):
    file = next(f for f in story.berkas if f.berkas == "produksi perbaikan.csv")
    first = replace(file.laporan[0], pemilik="laporan.xlsx", pemilik_lembar="Produksi")
    many = tuple(replace(first.karantina[0], baris=n, sel=[f"C{n}"]) for n in range(2, 13))
    second = replace(first, report_id=0, pemilik_lembar="Ekspor", karantina=many)

    advice = advise(replace(story, berkas=(replace(file, laporan=(first, second)),)))

    assert advice[0] == (
        "Perbaiki berkas laporan.xlsx: lembar Produksi sel B9; lembar Ekspor sel C2, C3, C4, C5, "
        "C6, C7, C8, C9, dan 3 sel lain; lalu kirim ulang berkas lengkap."
    )


def test_advice_speaks_of_the_last_refused_file_only(story):
    first = next(f for f in story.berkas if f.ditolak and f.sender == "lapas-garut")
    first = replace(first, ditolak=(replace(first.ditolak[0], susulan=False),))
    last = replace(first, sha256="f" * 64, berkas="percobaan kedua.csv")

    advice = advise(replace(story, berkas=(first, last), tak_terbaca=()))

    assert [a.partition(" ditolak")[0] for a in advice if "E011" in a] == [
        "Lembar partisipasi_2025-11 berkas percobaan kedua.csv"
    ]


def test_sheets_refused_for_one_reason_are_told_together(story):
    file = next(f for f in story.berkas if f.ditolak and f.sender == "lapas-garut")
    sheet = replace(file.ditolak[0], susulan=False, lembar="Sheet1")
    other = replace(sheet, dataset="pemasaran", lembar="Sheet2")
    story = replace(story, berkas=(replace(file, ditolak=(sheet, other)),), tak_terbaca=())

    refused = advise(story)[0]

    assert refused.startswith("Lembar Sheet1 dan Sheet2 berkas partisipasi_2025-11.csv ditolak")
    assert _printed(story).count("E011") == 2  # once above, once below


def test_advice_when_all_is_published(ask):
    told = ask("why", "lapas-garut", "2025-11", "--dataset", "partisipasi", "--json").stdout

    assert json.loads(told)["langkah"][-1].startswith("Berkas foto")  # may be of any dataset
    told = ask("why", "lapas-cirebon", "2025-11", "--dataset", "produksi", "--json").stdout
    assert json.loads(told)["langkah"] == [
        "Tidak ada yang perlu dikerjakan: yang berlaku sudah terbit seluruhnya."
    ]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        pytest.param("held", "ditahan bersama seluruh pemuatannya", id="held by the gate"),
        pytest.param("archived", "sudah disimpan tetapi belum dinilai", id="outside the months"),
    ],
)
def test_a_file_that_waits_asks_nothing_of_the_unit(story, state, said):
    waiting = replace(story.tak_terbaca[0], state=state, kode=None, alasan=None)
    story = replace(story, berkas=(), tak_terbaca=(waiting,), wajib=())

    assert [said in sentence for sentence in advise(story)] == [True]
    assert f", {state}, run" in _printed(story)


def test_a_withdrawn_report_and_one_judged_again_are_told(story):
    file = story.berkas[0]
    report = file.laporan[0]
    again = replace(report, oleh_sha256=report.pemilik_sha256)
    gone = replace(report, keadaan="ditarik", oleh_version=None)

    told = _printed(replace(story, berkas=(replace(file, laporan=(again, gone)),)), width=160)

    assert "by version 2 of the same file, judged again" in told
    assert "WIB: the file is no longer accepted for it" in told


def test_every_refusal_says_what_to_do():
    refusing = {r.code: r.message for r in amplop_suite(NOVEMBER).rules if r.code[0] == "E"}
    refusing |= {r.code: r.message for r in REASONS.values() if r.code[:2] in {"E0", "E1"}}
    asking = ("Kirim", "Buka", "Simpan", "Tulis", "tulis", "Taruh", "Gabungkan", "Tutup")

    silent = [k for k, m in refusing.items() if not any(word in m for word in asking)]

    assert set(silent) <= set(REMEDIES)
    assert set(REMEDIES) <= set(refusing)


@pytest.mark.parametrize("width", [80, 120])
def test_what_senders_write_is_printed_as_text(story, width):
    file = replace(story.berkas[0], berkas="[bold]=1+1[/bold]\x1b[2J\n.csv")

    told = _printed(replace(story, berkas=(file,)), width)

    assert "[bold]=1+1[/bold]\\x1b[2J .csv" in told
    assert "tertulis “=1+1”" in told
    assert max(map(len, told.splitlines())) <= width


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("lapas-gart", "2025-11"), "lapas-garut (Lapas Kelas IIA Garut)", id="unit"),
        pytest.param(("Garut", "2025-11"), "rutan-garut (Rutan Kelas IIB Garut)", id="place only"),
        pytest.param(("lapas-garut", "Nov"), "write YYYY-MM", id="month"),
        pytest.param(("lapas-garut", "2025-13"), "write YYYY-MM", id="no such month"),
        pytest.param(("lapas-garut",), "UNIT and MONTH, or --file", id="no month"),
        pytest.param(
            ("lapas-garut", "2025-11", "--dataset", "eksport"), "there are ekspor", id="dataset"
        ),
        pytest.param(("--file", "produksi lam.csv"), "produksi lama.csv", id="file"),
    ],
)
def test_unknown_names_end_with_2_and_the_nearest(ask, words, said):
    answered = ask("why", *words)

    assert answered.exit_code == 2
    assert said in answered.stderr
    assert len(answered.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "name", ["lapas-garut", "LAPAS GARUT", "Lapas Kelas IIA Garut", "lp garut"]
)
def test_a_unit_is_known_by_id_or_name(ask, name):
    answered = ask("why", name, "2025-11", "--json")

    assert json.loads(answered.stdout)["unit"]["upt_id"] == "lapas-garut"


@pytest.mark.parametrize(
    ("words", "files"),
    [
        pytest.param("produksi lama.csv", ["produksi lama.csv"], id="name"),
        pytest.param("LAMA", ["produksi lama.csv"], id="part of a name"),
        pytest.param(
            "perbaikan",
            ["produksi perbaikan.csv", "produksi perbaikan.csv", "partisipasi perbaikan.csv"],
            id="several, in order of receipt",
        ),
    ],
)
def test_a_file_is_known_by_its_name(ask, words, files):
    told = json.loads(ask("why", "--file", words, "--json").stdout)

    assert [file["berkas"] for file in told["berkas"]] == files


def test_many_files_are_listed(ask):
    told = ask("why", "--file", ".csv").stdout

    assert told.endswith("11 files: name one of them; --json tells all\n")
    assert told.index("produksi_2025-11.csv") < told.index("produksi salinan.csv")


def test_a_file_is_known_by_the_first_digits_of_its_hash(ask, story):
    sha256 = story.berkas[0].sha256

    told = json.loads(ask("why", "--file", sha256[:6].upper(), "--json").stdout)

    assert [file["sha256"] for file in told["berkas"]] == [sha256]
    assert told["langkah"] == [
        "Tidak ada: isi berkas ini sudah digantikan; yang berlaku sekarang berkas "
        "produksi salinan.csv."
    ]


def test_json_tells_the_whole_story(ask, story):
    told = json.loads(ask("why", "lapas-garut", "2025-11", "--json").stdout)

    report = told["berkas"][0]["laporan"][0]
    assert report["karantina"][1]["tertulis"]["jumlah_produksi"] == "=1+1"
    assert report["superseded_at"].endswith("+00:00")
    assert told["langkah"] == advise(story)


def test_a_month_with_nothing_says_so(ask):
    told = ask("why", "lapas-cirebon", "2024-03").stdout

    assert "2024-03: nothing received" in told
    assert "Tidak ada yang diterima, dan tidak ada yang wajib dilaporkan." in told


def test_why_loads_nothing_heavy(house):
    heavy = ("polars", "prefect", "alembic", "sqlmodel", "great_expectations", "pandas")
    code = (
        "import sys\nfrom flows.commands import app\n"
        "app(['why', 'lapas-garut', '2025-11'], standalone_mode=False)\n"
        f"sys.exit(str([m for m in {heavy} if m in sys.modules]))"
    )
    env = dict(os.environ, PEMBINAAN_WAREHOUSE_URL=house.url)

    answered = subprocess.run(
        [sys.executable, "-c", code],
        env=env,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )

    assert answered.stderr.strip() == "[]"
