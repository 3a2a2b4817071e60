"""What becomes of people's names and numbers in a file: held back, left out, or only masked."""

import json

import pytest

from tasks.read.anatomy import read_anatomy
from tasks.read.formats import read_grids
from tasks.read.remarks import remarks_on
from tasks.read.reported import reported_rows

NIK, PHONE = "3174012345678901", "081234567890"
HEAD = "Nama UPT;Lapas Kelas IIA Garut\nPeriode;Oktober 2025\n\n"
EXPORT = "Tanggal Ekspor;Ekspor Ke-;Jenis Produk;Jumlah Ekspor;Satuan;Negara Tujuan"
ROW = "14 Oktober 2025;3;coir net;800;pcs;Jepang"
PREMI = "Kegiatan;Omzet;Premi WBP;PNBP Disetor;Jumlah Penerima Premi;NTPN"


def read(text, name="a.csv"):
    (sheet,) = read_anatomy(read_grids(text.encode(), name, 10_000), name)
    return sheet


@pytest.mark.parametrize(
    ("at", "cell", "column"),
    [
        (2, f"coir net NIK {NIK} Budi", "produk"),
        (3, NIK, "jumlah"),
        (5, f"Jepang {PHONE}", "negara_tujuan"),
        (2, "Budi B.I 123/2024", "produk"),
    ],
)
def test_hide_personal_holds_a_row_with_a_number_of_a_person(at, cell, column):
    cells = ROW.split(";")
    cells[at] = cell

    (table,) = read(f"EKSPOR\n{HEAD}{EXPORT}\n{ROW}\n{';'.join(cells)}\n").tables

    rows = reported_rows(table)
    assert rows.lines == [6, 7]
    assert rows.findings == {7: (f"E240={column}", None)}
    assert not any(word in str(rows) for word in (NIK, PHONE, "Budi", "123/2024"))


def test_hide_personal_holds_a_row_for_a_column_of_no_contract_and_says_which():
    (table,) = read(f"EKSPOR\n{HEAD}{EXPORT};Keterangan\n{ROW};{NIK} Budi\n").tables

    rows = reported_rows(table)
    assert rows.findings == {6: ("E240=", "G6")}
    assert json.loads(rows.other[0]) == {"Keterangan": "3174•••••••••••• ••••"}


def test_hide_personal_leaves_out_a_column_of_people_and_takes_the_figures():
    people = [f"{ROW};Budi;{NIK}", f"{ROW};Andi;3202", f"{ROW};Budi;{NIK}"]

    (table,) = read(f"EKSPOR\n{HEAD}{EXPORT};Nama WBP;NIK\n" + "\n".join(people)).tables

    rows = reported_rows(table)
    assert rows.findings == {}
    assert [json.loads(text)["Nama WBP"] for text in rows.other] == [
        "••• (1)",
        "••• (2)",
        "••• (1)",
    ]
    assert list(remarks_on(table, rows.unknown)) == [
        ("W010", "kolom Nama WBP"),
        ("W010", "kolom NIK"),
    ]


@pytest.mark.parametrize(
    ("around", "warned"),
    [
        pytest.param(f"Telp. {PHONE}", [], id="a letterhead's telephone"),
        pytest.param(f"Petugas: Budi NIK {NIK}", [("W010", "di luar baris tabel")], id="a NIK"),
    ],
)
def test_hide_personal_refuses_nothing_for_what_stands_around_a_table(around, warned):
    sheet = read(f"{around}\nEKSPOR\n{HEAD}{EXPORT}\n{ROW}\n\nCatatan: {around}\n")

    assert sheet.warnings == warned
    assert reported_rows(sheet.tables[0]).findings == {}
    assert not any(word in str(sheet.grid) for word in (NIK, PHONE, "Budi"))


def test_hide_personal_knows_a_receipt_of_the_treasury():
    row = "Coir;1000000;500000;150000;10"

    (table,) = read(f"PREMI PNBP\n{HEAD}{PREMI}\n{row};{NIK}\n{row};3174012303908901\n").tables

    rows = reported_rows(table)
    assert rows.cells["ntpn"] == (NIK, "3174••••••••••••")
    assert rows.findings == {7: ("E240=ntpn", None)}


def test_hide_personal_hides_a_list_of_people_that_is_no_report():
    sheet = read("Daftar\nNama;NIK;Umur\nBudi;3202;30\nAndi;3203;31\n\nBudi;x;y\n")

    assert sheet.tables == []
    assert sheet.grid.rows[2:4] == [["••• (1)", "••• (1)", "30"], ["••• (2)", "••• (2)", "31"]]


def test_read_grids_masks_a_number_that_was_typed_as_one():
    row = dict(zip(EXPORT.split(";"), ROW.split(";"), strict=True))
    report = row | {"Jumlah Ekspor": int(NIK)}
    document = {"amplop": {"Nama UPT": "Lapas Garut", "Periode": "2025-10"}}

    content = json.dumps(document | {"laporan": {"ekspor": [report]}}).encode()
    sheets = read_anatomy(read_grids(content, "a.json", 10_000), "a.json")

    rows = reported_rows(sheets[1].tables[0])
    assert rows.cells["jumlah"] == ("3174••••••••••••",)
    assert rows.findings == {2: ("E240=jumlah", None)}
