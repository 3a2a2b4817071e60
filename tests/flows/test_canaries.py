"""A night over reports full of people's names and numbers: none of them is written anywhere."""

import os
import re
import stat
import zipfile
from pathlib import Path

import pytest
from nights import House, csv_report, new_database
from sheets import workbook
from typer.testing import CliRunner

from flows.commands import app

pytestmark = pytest.mark.usefixtures("prefect_server")
ENVELOPE = ("Lapas Garut", "Oktober 2025", "3 November 2025")
PRODUKSI = "Nama Produk;Jumlah Produksi;Satuan"
NAME = "Zulkarnaen"
_numbers = iter(range(10**8))


def nik():
    """Another NIK, whose last eleven digits are no other number's."""
    return f"32050{70_000_000_000 + next(_numbers):011d}"


def phone():
    return f"0812{60_000_000 + next(_numbers):08d}"


def register():
    return f"B.I {20_000 + next(_numbers)}/2024"


def grouped(number):
    return " ".join(number[at : at + 4] for at in range(0, 16, 4))


def arabic(number):
    return number.translate({48 + digit: chr(0x660 + digit) for digit in range(10)})


def rows(number=str):
    """Rows of a sheet with something of a person in every place, and two that are nobody's."""
    whole, other = number(nik()), phone()
    return [
        [f"LAPORAN PRODUKSI, NIK {nik()} {NAME}", "", "", "", "", "", ""],
        ["Nama UPT", "Lapas Garut", "", "", "", f"HP {phone()}", ""],
        ["Periode", "Oktober 2025", "", "", "", "", ""],
        ["Tanggal Laporan", f"3 November 2025 {nik()}", "", "", "", "", ""],
        [*PRODUKSI.split(";"), "Nama WBP", "NIK", "Keterangan", f"Kolom {nik()} {NAME}"],
        ["Roti", 5, "pcs", NAME, whole, "", ""],
        ["Kue", 7, "pcs", f"{NAME} B", "", "", ""],
        [f"Tas NIK {grouped(nik())} {NAME} {phone()}", 8, "pcs", "", "", "", ""],
        ["Topi", whole, "pcs", "", "", "", ""],
        ["Sapu", 3, f"pcs {arabic(nik())}", "", "", "", ""],
        ["Meja", 4, "pcs", "", "", f"{register()} {NAME}", ""],
        ["Kursi", 4, "pcs", "", "", "", f"+62 812-{other[4:8]}-{other[8:]}"],
        [f"an. {NAME} {nik()}", "", "", "", "", "", ""],
        [f"Catatan: dibimbing {NAME} {register()} atau {phone()}", "", "", "", "", "", ""],
    ]


def deliver(house):
    """One of every format, and names, sheets, keys and broken files besides."""
    for extension in ("xlsx", "xls", "xlsb", "ods"):
        listed = [["Nama", "NIK", "Umur"], [NAME, nik(), 30], [f"{NAME} C", phone(), 40]]
        book = workbook(
            (f"Produksi {nik()}", rows(float)), ("Daftar WBP", listed), extension=extension
        )
        house.deliver("lapas-garut", f"{extension} {NAME} {nik()}.{extension}", book)
    text = "\n".join(";".join(map(str, row)) for row in rows())
    house.deliver("lapas-garut", f"produksi_2025-10 {phone()}.csv", text.encode())
    house.deliver("lapas-garut", f"{nik()}/a.csv", f"{NAME};{nik()}\n".encode())
    house.deliver(nik(), "produksi_2025-10.csv", text.encode())
    house.deliver("lapas-garut", "a.json", f'{{"laporan": {nik()}x, "{phone()}": 1}}'.encode())
    house.deliver("lapas-garut", "b.json", f'[{{"{nik()}": 1, "{nik()}": 2}}]'.encode())
    twice = nik()
    house.deliver("lapas-garut", "c.json", f'[{{"{twice}": 1, "{twice}": 2}}]'.encode())
    partners = "Nama Mitra;Jenis Mitra;No. Kontrak"
    made = csv_report(*ENVELOPE, partners, f"{NAME} {nik()};swasta;", f"CV A;swasta;{phone()}")
    house.deliver("lapas-garut", f"mitra {register()}.csv", made)
    (house.inbox / "lapas-garut" / f"tautan {nik()}.csv").symlink_to("a.json")


def canaries(house):
    """Every number that was delivered, in its own script and in plain digits, and the name."""
    made = next(_numbers)
    words = {NAME, *(str(70_000_000_000 + n) for n in range(made))}
    words |= {str(60_000_000 + n) for n in range(made)}
    words |= {f"{20_000 + n}/2024" for n in range(made)}
    return words


def found_in(text, words):
    """Canaries in a text, also where digits stand in groups or in another script."""
    plain = "".join(str(int(c)) if c.isdecimal() else c for c in text)
    joined = re.sub(r"(?<=\d)[ .\-](?=\d{4})", "", plain)
    return {word for word in words if word in plain or word in joined}


def database(house):
    tables = house.ask(
        "SELECT format('%%I.%%I', table_schema, table_name) FROM information_schema.tables "
        "WHERE table_schema IN ('ref', 'ops', 'fact', 'mart') AND table_type = 'BASE TABLE'"
    )
    return {table: str(house.ask(f"SELECT t::text FROM {table} AS t")) for (table,) in tables}


def text_of(path):
    if not zipfile.is_zipfile(path):
        return path.read_bytes().decode("utf-8", "replace")
    with zipfile.ZipFile(path) as parts:
        return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


def files(*roots):
    """Whatever lies in these folders, as text."""
    return {
        str(path): text_of(path)
        for root in roots
        for path in root.rglob("*")
        if path.is_file() and not path.name.endswith(".so")
    }


@pytest.fixture(scope="module")
def house(postgres, prefect_server, tmp_path_factory):
    house = House(tmp_path_factory.mktemp("canaries"), new_database(postgres, "canaries"))
    deliver(house)
    house.state = house.run_night()
    house.run_backfill("2025-10", "2025-10", dry_run=True)
    return house


def test_nothing_personal_is_written(house, tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("PEMBINAAN_WAREHOUSE_URL", house.url)
    monkeypatch.setenv("PEMBINAAN_HOME", str(house.home))
    shown = ""
    for words in (
        ["quarantine", "--format", "xlsx", "--out", str(tmp_path / "karantina.xlsx")],
        ["quarantine", "--format", "csv"],
        ["why", "lapas-garut", "2025-10"],
        *(
            ["anatomy", str(path), *how]
            for path in house.inbox.rglob("xls*")
            if path.is_file()
            for how in (["--json"], ["--html", str(tmp_path / f"{path.suffix}.html")])
        ),
    ):
        result = CliRunner().invoke(app, words)
        assert result.exit_code in {0, 1}, result.output
        shown += result.output
    seen, words = capfd.readouterr(), canaries(house)

    written = {
        **database(house),
        **files(*(p for p in house.home.iterdir() if p.name not in {"inbox", "archive"})),
        **files(Path(os.environ["PREFECT_HOME"]), tmp_path),
        "terminal": shown + seen.out + seen.err,
        "state": str(house.state),
    }
    assert {
        place: found for place, text in written.items() if (found := found_in(text, words))
    } == {}
    assert found_in("\n".join(files(house.inbox)), words), "the canaries are alive"


def test_every_row_with_a_number_is_held_back_and_the_others_count(house):
    held = house.ask(
        "SELECT baris, kode FROM ops.quarantined_row q JOIN ops.report r ON r.id = q.report_id "
        "AND is_current WHERE q.dataset = 'produksi' ORDER BY baris"
    )
    taken = house.ask("SELECT jumlah_produksi FROM mart.produksi ORDER BY 1")

    assert [baris for baris, kode in held if "E240" in kode] == [8, 9, 10, 11, 12]
    assert taken == [(5,), (7,)]
    codes = house.ask("SELECT DISTINCT kode FROM ops.warning WHERE kode = 'W010'")
    assert codes == [("W010",)]


def test_the_archive_is_nobody_elses(house):
    modes = {
        (path.is_dir(), stat.S_IMODE(path.stat().st_mode))
        for path in [house.home / "archive", *(house.home / "archive").rglob("*")]
    }

    assert modes == {(True, 0o700), (False, 0o600)}
