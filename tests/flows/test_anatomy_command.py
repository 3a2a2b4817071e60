"""What `anatomy` shows of a file: every cell's role, what is held and refused, and why."""

import io
import json
import os
import re
import signal
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font
from rich.cells import cell_len
from rich.console import Console
from typer.testing import CliRunner

from flows.commands import app
from flows.picture import page_of, reader_grids, record_of, show_picture, take_picture
from flows.picture.phrases import say_cell, say_lines
from schemas.errors import Fault
from schemas.settings import Settings
from tasks.read.grid import Shown

DOCS = Path(__file__).parents[2] / "docs"
UNIT = [["Nama UPT", ":", "Lapas Garut"], ["Periode", ":", "Oktober 2025"]]
PRODUKSI = ["No", "Nama Produk", "Jumlah Produksi", "Satuan"]
TWO = [[1, "Keset", 300, "lembar"], [2, "Roti", 1200, "pcs"]]
SIMPLE = [["LAPORAN HASIL PRODUKSI"], *UNIT, [], PRODUKSI, *TWO]
SIGNED = [
    *SIMPLE,
    [],
    ["Catatan: mesin rusak dua hari."],
    ["", "", "Garut, 4 November 2025"],
    ["", "", "Kalapas"],
]
STACKED = [
    *SIMPLE,
    [],
    ["HASIL PENJUALAN"],
    [],
    ["No", "Nama Produk", "Jumlah Terjual", "Satuan", "Jangkauan Pasar"],
    [1, "Batik", 45, "lembar", "Lokal"],
]
PARTED = [
    ["LAPORAN KEGIATAN KERJA"],
    *UNIT,
    [],
    ["No", "Bidang", "Jenis Kegiatan", "Jumlah WBP", "", "", "Regu"],
    ["", "", "", "L", "P", "Jml", ""],
    [1, "Kerajinan", "Keset", 24, 6, 30, "A"],
    [2, "Kerajinan", "Batik", 4, 15, 23, "B"],
]
PUZZLING = [
    ["LAPORAN PREMI DAN PNBP"],
    *UNIT,
    [],
    ["No", "Kegiatan", "Omzet", "Premi WBP", "Jumlah Penerima", "PNBP Disetor", ""],
    ["", "", "", "", "", "Triwulan", "Semester"],
    [1, "Keset", 12_000_000, 3_000_000, 12, 900_000, 1_800_000],
]
IN_THOUSANDS = [
    ["LAPORAN PREMI DAN PNBP"],
    ["(dalam ribuan rupiah)"],
    *UNIT,
    [],
    ["No", "Kegiatan", "Omzet", "Premi WBP", "PNBP Disetor", "Jumlah Penerima"],
    [1, "Keset", 12000, 3000, 900, 12],
    ["", "Jumlah", 12000, 3000, 900, 12],
]
NIL = [["LAPORAN HASIL PRODUKSI"], *UNIT, [], PRODUKSI, ["", "NIHIL"]]
AT_ODDS = [["LAPORAN HASIL PRODUKSI"], ["BULAN SEPTEMBER 2025"], *SIMPLE[1:]]
COVER = [["Nama UPT", ":", "Lapas Garut"], ["Periode", ":", "Oktober 2025"]]
VERTICAL = [
    ["LAPORAN PARTISIPASI PEMBINAAN"],
    *UNIT,
    [],
    ["No", "Uraian", "Jumlah"],
    [1, "Jumlah Penghuni", 820],
    [2, "Peserta Pembinaan Kemandirian", 140],
    [3, "Peserta Pembinaan Kepribadian", 300],
]
STRANGE = [["Daftar hadir"], ["Nama", "Hadir"], ["Budi", "ya"]]
BARE = "Nama Produk;Jumlah Produksi;Satuan\nKeset;300;lembar\n"


def workbook(rows, title="Produksi", merged=(), crossed=(), more=()):
    """Bytes of a workbook: a sheet of these rows, then (title, rows) of others."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in ((title, rows), *more):
        sheet = book.create_sheet(name)
        for at, line in enumerate(lines, 1):
            for column, value in enumerate(line, 1):
                if value != "":
                    sheet.cell(at, column, value)
    for area in merged:
        book.worksheets[0].merge_cells(area)
    for cell in crossed:
        book.worksheets[0][cell].font = Font(strike=True)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@cache  # a picture is looked at from many sides, and changed by none
def seen(content, name="laporan.xlsx"):
    return take_picture(content, name, Settings())


def told(content, name="laporan.xlsx"):
    return record_of(seen(content, name))


def printed(picture, width=80, most=None):
    console = Console(width=width, record=True, file=io.StringIO())
    show_picture(console, picture, most)
    return console.export_text()


@pytest.fixture
def ask(tmp_path, monkeypatch):
    """Put a file down and run `pembinaan anatomy` on it, far from any warehouse."""
    monkeypatch.setenv("PEMBINAAN_HOME", str(tmp_path / "nowhere"))
    monkeypatch.setenv("PEMBINAAN_WAREHOUSE_URL", "postgresql://nobody@127.0.0.1:1/none")

    def ask(content, *words, name="laporan.xlsx"):
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return CliRunner().invoke(app, ["anatomy", str(file), *words])

    return ask


FORMS = {
    "plain": workbook(SIMPLE),
    "signed": workbook(SIGNED),
    "two tables, one below the other": workbook(STACKED, "Sheet1"),
    "two tables, side by side": workbook(
        [
            *UNIT,
            [],
            ["LAPORAN PRODUKSI", "", "", "", "", "LAPORAN PEMASARAN"],
            [*PRODUKSI, "", "No", "Nama Produk", "Jumlah Terjual", "Satuan", "Jangkauan Pasar"],
            [*TWO[0], "", 1, "Batik", 45, "lembar", "Lokal"],
            [*TWO[1], "", 2, "Tempe", 700, "pcs", "Lokal"],
        ],
        "Sheet1",
    ),
    "parted column": workbook(PARTED, "Kegiatan Kerja", merged=["D5:F5"]),
    "puzzle": workbook(PUZZLING, "Premi PNBP", merged=["F5:G5"]),
    "total and scale": workbook(IN_THOUSANDS, "Premi PNBP"),
    "nil": workbook(NIL),
    "down the page": workbook(VERTICAL, "Partisipasi"),
    "cover": workbook(COVER, "Sampul", more=[("Produksi", [PRODUKSI, *TWO])]),
    "no report": workbook(STRANGE, "Hadir"),
    "empty sheet": workbook([], "Produksi"),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_filled_cell_has_one_role_and_they_add_up(form):
    for sheet in told(FORMS[form])["sheets"]:
        places = [cell["cell"] for cell in sheet["cells"]]

        assert sum(sheet["cells_by_role"].values()) == sheet["cells_filled"] == len(places)
        assert len(set(places)) == len(places)
        for table in sheet["tables"]:
            assert sum(table["cells_by_role"].values()) == sheet["cells_filled"]


@pytest.mark.parametrize("form", ["two tables, one below the other", "two tables, side by side"])
def test_a_cell_has_the_role_that_its_own_table_gives_it(form):
    sheet = told(FORMS[form])["sheets"][0]
    role = {cell["value"]: cell["role"] for cell in sheet["cells"]}

    assert [table["dataset"] for table in sheet["tables"]] == ["produksi", "pemasaran"]
    assert (role["Keset"], role["Batik"]) == ("nilai", "nilai")
    assert (role["Jumlah Produksi"], role["Jumlah Terjual"]) == ("kepala", "kepala")
    assert {role[t] for t in map(str, role) if t.isupper() and len(t) > 9} == {"judul"}
    assert role["Nama UPT"] == "amplop"
    assert sheet["cells_by_role"]["lain"] == 0


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        pytest.param(
            workbook(SIMPLE),
            "laporan.xlsx",
            "Produksi · Lapas Kelas IIA Garut · Oktober 2025 · 2 baris",
            id="read whole",
        ),
        pytest.param(
            FORMS["parted column"],
            "laporan.xlsx",
            "Kegiatan Kerja · Lapas Kelas IIA Garut · Oktober 2025 · 2 baris, 1 ditahan",
            id="a row held",
        ),
        pytest.param(
            workbook(NIL),
            "laporan.xlsx",
            "Produksi · Lapas Kelas IIA Garut · Oktober 2025 · nihil",
            id="nil",
        ),
        pytest.param(
            FORMS["puzzle"],
            "laporan.xlsx",
            "Premi PNBP · Lapas Kelas IIA Garut · Oktober 2025 · ditolak (E025)",
            id="refused",
        ),
        pytest.param(
            BARE.encode(),
            "produksi_2025-10.csv",
            "Produksi · unit menurut map pengirim · Oktober 2025 · 1 baris",
            id="a bare CSV is its sender's",
        ),
        pytest.param(
            workbook([["LAPORAN HASIL PRODUKSI"], UNIT[0], [], PRODUKSI, *TWO]),
            "laporan.xlsx",
            "Produksi · Lapas Kelas IIA Garut · bulan tidak pasti · ditolak (E104)",
            id="no month",
        ),
        pytest.param(
            workbook([["LAPORAN HASIL PRODUKSI"], UNIT[1], [], PRODUKSI, *TWO]),
            "laporan.xlsx",
            "Produksi · unit tidak disebut · Oktober 2025 · ditolak (E111)",
            id="no unit",
        ),
        pytest.param(
            workbook([["LAPORAN HASIL PRODUKSI"], *UNIT, [], PRODUKSI]),
            "laporan.xlsx",
            "Produksi · Lapas Kelas IIA Garut · Oktober 2025 · ditolak (E013)",
            id="no rows",
        ),
    ],
)
def test_one_sentence_says_what_a_table_is_taken_for(content, name, sentence):
    table = told(content, name)["sheets"][0]["tables"][0]

    assert table["sentence"] == sentence
    assert sentence in printed(seen(content, name), width=200)


def test_the_same_month_twice_is_refused_in_both_places():
    twice = workbook(SIMPLE, "Produksi", more=[("Produksi 2", SIMPLE)])

    tables = [sheet["tables"][0] for sheet in told(twice)["sheets"]]

    assert [table["refused"]["code"] for table in tables] == ["E014", "E014"]


def test_what_is_said_of_the_month_is_shown_with_its_places():
    content = workbook(AT_ODDS)
    table = told(content)["sheets"][0]["tables"][0]
    page = page_of(seen(content), None)

    assert table["refused"]["code"] == "E109"
    assert table["contradiction"] == "A2: “BULAN SEPTEMBER 2025”; A4: “Oktober 2025”"
    assert [s["place"] for s in table["context"] if s["field"] == "periode"] == ["A2", "A4"]
    assert _cell(page, "BULAN SEPTEMBER 2025")["class"].split().count("bad") == 1


def test_a_refused_range_is_named_with_what_stands_there_and_what_to_do():
    content = FORMS["puzzle"]
    refused = told(content)["sheets"][0]["tables"][0]["refused"]
    said = printed(seen(content), width=200)
    page = page_of(seen(content), None)

    assert refused["ranges"] == ["F5:G7"]
    assert "E025  F5:G7: Judul kolom tidak dapat dipastikan artinya." in said
    assert "Beri tiap kolom satu judul dari formulir. Tertulis: F5:F7 PNBP Disetor" in said
    assert "bad" in _cell(page, "Triwulan")["class"]
    assert "bad" not in _cell(page, "Omzet")["class"]


def test_columns_are_told_with_their_parts_and_what_proves_them():
    table = told(FORMS["parted column"])["sheets"][0]["tables"][0]
    column = {c["column"]: c for c in table["columns"]}["jumlah_wbp"]
    said = printed(seen(FORMS["parted column"]), width=100)

    assert (column["at"], column["parts"], column["title"]) == (
        "F",
        ["D", "E"],
        ["Jumlah WBP", "Jml"],
    )
    assert "F  Jumlah WBP  “Jumlah WBP / Jml”; diperiksa: D + E" in said
    assert "G  asing  “Regu”" in said
    assert {"at": "G", "is": "unknown", "title": "Regu"} in table["other_columns"]


def test_a_scale_is_told_with_its_words():
    content = FORMS["total and scale"]
    columns = told(content)["sheets"][0]["tables"][0]["columns"]

    assert {c["column"]: c["factor"] for c in columns} == {
        "kegiatan": 1,
        "omzet": 1000,
        "premi": 1000,
        "pnbp_disetor": 1000,
        "jumlah_penerima": 1,
    }
    assert "× 1.000, tertulis “(dalam ribuan rupiah)”" in printed(seen(content), width=120)


def test_held_rows_are_marked_with_their_reason_on_screen_and_page():
    picture = seen(FORMS["parted column"])
    page = page_of(picture, None)
    table = record_of(picture)["sheets"][0]["tables"][0]

    assert [(r["row"], r["findings"][0]["code"]) for r in table["rows"] if r["findings"]] == [
        (8, "E226")
    ]
    assert re.search(r"^8 E226 .*Batik", printed(picture), re.MULTILINE)
    assert "bad" in _cell(page, "23")["class"]
    assert "baris ditahan, E226: bagian-bagiannya" in _cell(page, "23")["title"]
    assert "bad" not in _cell(page, "30")["class"]


def test_crossed_out_and_merged_cells_are_shown_as_they_are_read():
    rows = [*PARTED[:4], ["No", "Bidang", "Jenis Kegiatan", "Jumlah WBP", "Mitra"]]
    rows += [[1, "Kerajinan", "Keset", 25, "PT Coir"], [2, "", "Batik", 15, "sda"]]
    content = workbook(rows, "Kegiatan Kerja", merged=["B6:B7"], crossed=["D6"])
    said, page = printed(seen(content)), page_of(seen(content), None)

    assert "↑ Kerajinan" in said
    assert "sda → PT Coir" in said
    assert "crossed" in _cell(page, "25")["class"]
    assert "dicoret" in _cell(page, "25")["title"]
    assert "covered" in _cell(page, "↑ Kerajinan")["class"]


# -- what cannot be read


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        pytest.param(b"", "kosong.xlsx", "E001", id="empty"),
        pytest.param(b"<html><table></table></html>", "a.xls", "E002", id="a web page"),
        pytest.param(bytes(range(256)) * 40, "a.xlsx", "E003", id="rubbish"),
        pytest.param(b"PK\x03\x04 and no more", "a.xlsx", "E004", id="half a workbook"),
        pytest.param(b'{"laporan": ', "a.json", "E008", id="half a JSON"),
        pytest.param(workbook(STRANGE, "Hadir"), "a.xlsx", "E010", id="another list"),
    ],
)
def test_an_unreadable_file_says_why_and_ends_with_1(ask, content, name, code):
    answered = ask(content, name=name)

    assert answered.exit_code == 1
    assert f"\n  {code}  " in answered.stdout
    assert json.loads(ask(content, "--json", name=name).stdout)["refused"]["code"] == code


def test_a_file_too_large_is_refused_unread(ask, monkeypatch):
    monkeypatch.setenv("PEMBINAAN_MAX_FILE_MB", "1")

    answered = ask(b"x" * (2**20 + 1), name="besar.csv")

    assert answered.exit_code == 1
    assert "E006" in answered.stdout
    assert "Diharapkan: paling besar 1 MB." in answered.stdout


def _die(content, name, max_cells):
    os.kill(os.getpid(), signal.SIGKILL)


def test_what_ends_the_reading_process_does_not_end_the_command(monkeypatch):
    monkeypatch.setattr(reader_grids, "_read", _die)

    assert reader_grids.read_apart(b"x", "x.csv", Settings()) == Fault("E030", written="x.csv")


def _loop(content, name, max_cells):
    while True:
        pass


def _swell(content, name, max_cells):
    return [bytearray(2**30)]


@pytest.mark.parametrize(("how", "code"), [(_loop, "E028"), (_swell, "E029")])
def test_a_file_may_take_as_much_as_in_a_night(monkeypatch, how, code):
    monkeypatch.setattr(reader_grids, "_read", how)

    fault = reader_grids.read_apart(b"x", "x.csv", Settings(read_seconds=1))

    assert (fault.code, fault.written) == (code, "x.csv")


@pytest.mark.parametrize(
    ("content", "words", "code"),
    [
        pytest.param(workbook(SIMPLE), (), 0, id="read"),
        pytest.param(FORMS["parted column"], (), 0, id="read, though a row is held"),
        pytest.param(FORMS["puzzle"], (), 1, id="a table refused"),
        pytest.param(FORMS["no report"], (), 1, id="no report"),
        pytest.param(workbook(SIMPLE), ("--rows", "0"), 2, id="no rows"),
        pytest.param(workbook(SIMPLE), ("--rows", "banyak"), 2, id="not a number"),
        pytest.param(workbook(SIMPLE), ("--html", "/tidak/ada/x.html"), 1, id="nowhere to write"),
    ],
)
def test_exit_codes(ask, content, words, code):
    answered = ask(content, *words)

    assert answered.exit_code == code, answered.output
    assert answered.exception is None or isinstance(answered.exception, SystemExit)


def test_a_missing_file_a_folder_and_a_pipe_are_wrong_usage(tmp_path):
    os.mkfifo(tmp_path / "pipa")

    for path in (tmp_path / "[/red]tidak ada.xlsx", tmp_path, tmp_path / "pipa"):
        answered = CliRunner().invoke(app, ["anatomy", str(path)])

        assert answered.exit_code == 2
        assert answered.stderr.startswith("wrong usage: ")
        assert len(answered.stderr.splitlines()) == 1


def test_the_file_itself_is_not_overwritten(ask, tmp_path):
    answered = ask(BARE, "--html", str(tmp_path / "p.csv"), name="p.csv")

    assert answered.exit_code == 2
    assert (tmp_path / "p.csv").read_text() == BARE


def test_no_warehouse_is_needed_and_none_is_made(ask, tmp_path):
    assert ask(workbook(SIMPLE)).exit_code == 0
    assert not (tmp_path / "nowhere").exists()


def test_an_archived_file_is_read_under_the_name_it_came_with(ask):
    answered = ask(BARE, "--json", "--name", "produksi_2025-10 (1).csv", name="6118293b4301")

    table = json.loads(answered.stdout)["sheets"][0]["tables"][0]
    assert (table["dataset"], table["month"]) == ("produksi", "2025-10")
    assert ask(BARE, name="6118293b4301").exit_code == 1


# -- the page


class _Page(HTMLParser):
    """Tags of a page with their attributes, and the text of its cells."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.cells, self.open = [], [], None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "td":
            self.open = {**dict(attrs), "text": ""}
            self.cells.append(self.open)

    def handle_endtag(self, tag):
        if tag == "td":
            self.open = None

    def handle_data(self, data):
        if self.open is not None:
            self.open["text"] += data


def _cell(page, text):
    """The cell of the grid that shows a text."""
    found = [c for c in _Page(page).cells if "title" in c and c["text"].startswith(text)]
    return found[0]


HOSTILE = (
    'Nama Produk;Jumlah Produksi;Satuan;"<script>alert(1)</script>"\n'
    '"<b>&amp;""x</b>";12;pcs;[bold]x[/bold]\n'
    "=1+1;<img src=x onerror=alert(1)>;pcs;x\u200b\n"
)


@pytest.mark.parametrize("form", [*FORMS, "hostile"])
def test_the_page_holds_no_script_and_asks_the_network_for_nothing(form):
    content = FORMS.get(form, HOSTILE.encode())
    name = 'produksi_2025-10 "><svg onload=x>.csv' if form == "hostile" else "laporan.xlsx"

    page = page_of(seen(content, name), None)
    tags = _Page(page).tags

    known = "html head meta title style body header h1 h2 h3 small p nav a section div article span"
    known += " dl dt dd table tr td th thead tbody i em b ul li footer details summary"
    assert {tag for tag, _ in tags} <= set(known.split())
    assert tags[0] == ("html", {"lang": "id"})
    assert not any(name.startswith("on") or name in {"src", "style"} for _, a in tags for name in a)
    assert all(a.get("href", "#").startswith("#") for _, a in tags)
    assert not re.search(r"url\(|@import|https?:", page)


def test_what_senders_write_stands_on_the_page_as_text():
    page = page_of(seen(HOSTILE.encode(), "produksi_2025-10.csv"), None)
    texts = [cell["text"] for cell in _Page(page).cells]

    assert "<script>alert(1)</script>" in texts
    assert '<b>&amp;"x</b>' in texts
    assert "x\\u200b" in texts


@pytest.mark.parametrize("form", FORMS)
def test_every_filled_cell_is_on_the_page_in_its_role(form):
    picture = seen(FORMS[form])
    roles = {role for sheet in record_of(picture)["sheets"] for role in sheet["cells_by_role"]}

    shown = [c for c in _Page(page_of(picture, None)).cells if "title" in c]

    own = [c for c in shown if "covered" not in c["class"]]
    assert len(own) == sum(sheet.filled for sheet in picture.sheets)
    assert all(len(roles & set(c["class"].split())) == 1 for c in own)


def test_a_frame_is_drawn_around_header_and_body_only():
    page = _Page(page_of(seen(workbook(SIGNED)), None))
    framed = {c["text"] for c in page.cells if {"ft", "fb"} & set(c.get("class", "").split())}

    assert framed == {*PRODUKSI, "2", "Roti", "1.200", "pcs"}


def test_the_page_is_written_and_said(ask, tmp_path):
    page = tmp_path / "halaman.html"

    answered = ask(workbook(SIMPLE), "--html", str(page))

    assert answered.exit_code == 0
    assert answered.stdout.splitlines()[-1] == f"page written to {page}"
    assert page.read_text(encoding="utf-8").startswith('<!doctype html>\n<html lang="id">')


# -- long and wide sheets


LONG = [*SIMPLE[:5], *([n, f"Keset {n}", n, "lembar"] for n in range(1, 301))]
LONG += [["", "Jumlah", sum(range(1, 301)), ""], [301, "Tikar", 5, "lembar"]]
LONG += [["", "Dua puluh lima", "", "lembar"]]


@pytest.mark.parametrize("most", [1, 5, 12, 40, 400])
def test_of_a_long_sheet_what_explains_it_is_shown_and_the_rest_is_told(most):
    picture = seen(workbook([*LONG]))
    said = printed(picture, most=most).rpartition("  1 judul")[0]  # without the legend
    shown = set(map(int, re.findall(r"^ *(\d+)(?= |$)", said, re.MULTILINE)))

    assert len(shown) <= most + 2  # and the empty row between
    assert 5 in shown
    assert len(LONG) <= most or "tidak ditampilkan" in said
    left_out = 0
    for first, last in re.findall(r"baris (\d+)(?:–(\d+))? tidak ditampilkan", said):
        left_out += int(last or first) - int(first) + 1
    assert len(shown) + left_out == len(LONG)


def test_all_rows_are_shown_when_asked_for(ask):
    said = ask(workbook(LONG), "--rows", "all").stdout

    assert "tidak ditampilkan" not in said
    assert "Keset 299" in said


@pytest.mark.parametrize("width", [4, 10, 25, 40, 80, 240])
@pytest.mark.parametrize("form", FORMS)
def test_no_terminal_is_too_narrow(form, width):
    said = printed(seen(FORMS[form]), width)

    assert max(cell_len(line) for line in said.splitlines()) <= width


def test_a_sheet_wider_than_the_terminal_is_shown_in_bands_of_columns():
    months = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agt", "Sep", "Okt"]
    header = ["No", "Nama Produk", "Satuan", *months]
    rows = [["REKAP HASIL PRODUKSI"], *UNIT, [], header, [1, "Keset", "lembar", *range(1001, 1011)]]

    said = printed(seen(workbook(rows)), width=60)

    assert all(f"1.0{n:02}" in said for n in range(1, 11))
    assert "D–L  tidak dipakai  bagian lain dari Jumlah Produksi (M)" in said


# -- how cells are said


@pytest.mark.parametrize(
    ("cell", "grouped", "said"),
    [
        pytest.param(1234.5, True, "1.234,5", id="a number"),
        pytest.param(1.234, True, "1,234", id="the number 1,234"),
        pytest.param("1.234", True, "1.234", id="the text 1.234"),
        pytest.param(12_000_000.0, True, "12.000.000", id="a whole number"),
        pytest.param(2025, False, "2025", id="a year"),
        pytest.param(Decimal("5400.10"), True, "5.400,10", id="an exact number"),
        pytest.param(1e300, True, "1e+300", id="a number beyond all sense"),
        pytest.param(float("nan"), True, "nan", id="no number"),
        pytest.param(Shown(540, "kg"), True, "540 kg", id="a seen unit"),
        pytest.param(Shown(50_000, "$"), True, "$ 50.000", id="a seen currency"),
        pytest.param(date(2025, 11, 4), False, "4 November 2025", id="a day"),
        pytest.param(datetime(2025, 11, 4), False, "4 November 2025", id="midnight"),  # noqa: DTZ001
        pytest.param(
            datetime(2025, 11, 4, 23, 59, 57),  # noqa: DTZ001
            False,
            "4 November 2025 23.59.57",
            id="seconds before midnight",
        ),
        pytest.param(True, False, "BENAR", id="a tick"),
        pytest.param(" dua\nbaris\u200b", False, "dua baris\\u200b", id="what nobody sees"),
    ],
)
def test_cells_are_said_as_indonesians_write_them(cell, grouped, said):
    assert say_cell(cell, grouped=grouped) == said


def test_row_numbers_are_said_in_runs():
    assert say_lines([9]) == "9"
    assert say_lines([12, 9, 10]) == "9–10 dan 12"
    assert say_lines(range(1, 60, 2), most=2) == "1, 3, dan 28 lainnya"


# -- for programs


def _keys(value):
    if isinstance(value, dict):
        yield from value
        for part in value.values():
            yield from _keys(part)
    elif isinstance(value, list):
        for part in value:
            yield from _keys(part)


def test_every_key_of_the_json_is_documented():
    explained = (DOCS / "reading.md").read_text()
    roles = {"judul", "amplop", "kepala", "nomor", "nilai", "jumlah", "catatan", "asing", "lain"}

    keys = {key for content in FORMS.values() for key in _keys(told(content))}

    assert {k for k in keys - roles if f"`{k}`" not in explained} == set()


def test_json_keeps_numbers_and_texts_apart(ask):
    rows = [*SIMPLE[:5], [1, "Keset", 1.234, "lembar"], [2, "Roti", "1.234", "pcs"]]

    cells = json.loads(ask(workbook(rows), "--json").stdout)["sheets"][0]["cells"]

    values = {cell["cell"]: (cell["type"], cell["value"]) for cell in cells}
    assert (values["C6"], values["C7"]) == (("bilangan", 1.234), ("teks", "1.234"))


@pytest.mark.outside
def test_the_command_says_nothing_but_its_answer(tmp_path):
    file = tmp_path / "produksi_2025-10.csv"
    file.write_text(BARE)
    command = [Path(sys.executable).parent / "pembinaan", "anatomy", file, "--json"]

    answered = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (answered.returncode, answered.stderr) == (0, "")
    assert json.loads(answered.stdout)["sheets"][0]["tables"][0]["rows_reported"] == 1
