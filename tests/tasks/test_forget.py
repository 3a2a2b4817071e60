"""A file is forgotten: its bytes and words go, its figures stay, and nothing stumbles over it."""

from datetime import date

import psycopg
import pytest
from nights import House, csv_report, run_backfill, run_night, settings_of

from schemas.errors import TerminalError
from schemas.warehouse.connect import LOADER, with_user
from tasks.forget import Request, forget, which_file

PARTNERS = "Nama Mitra;Jenis Mitra;No. Kontrak"
PRODUKSI = "Nama Produk;Jumlah Produksi;Satuan"
GARUT = ("Lapas Garut", "Oktober 2025", "3 November 2025")
WORDS = ("Rahasia", "sandi-77", "brankas", "lemari")
FIGURES = (
    *("mart.upt_bulanan", "mart.nasional_bulanan", "mart.kepatuhan_nasional"),
    *("(SELECT bulan, state, rows_read, rows_published, rows_quarantined, is_current, version "
      "FROM ops.report, (SELECT 1) AS x (state)) AS r",),
)  # fmt: skip


@pytest.fixture
def house(tmp_path, warehouse):
    """A night of which one file says what nobody may keep."""
    house = House(tmp_path, warehouse)
    mitra = csv_report(*GARUT, PARTNERS, "PT Rahasia;swasta;sandi-77", "PT Rahasia Dua;swasta;")
    house.deliver("lapas-garut", "mitra brankas.csv", mitra)
    held = csv_report(*GARUT, PRODUKSI, "Rahasia;ratusan;pcs", "Roti;5;pcs", "Coir;7;lemari")
    house.deliver("lapas-garut", "produksi brankas.csv", held)
    house.deliver("lapas-ciamis", "mitra_2025-10.csv", f"{PARTNERS}\nPT Baik;swasta;\n".encode())
    run_night(settings_of(tmp_path), warehouse)
    return house


def written(house):
    """Everything the warehouse holds, as text."""
    tables = house.ask(
        "SELECT table_schema || '.' || table_name FROM information_schema.tables "
        "WHERE table_schema IN ('ops', 'fact', 'mart')"
    )
    return "\n".join(
        str(line) for (table,) in tables for line in house.ask(f"SELECT t::text FROM {table} AS t")
    )


def figures(house):
    return [sorted(map(repr, house.ask(f"SELECT * FROM {figure}"))) for figure in FIGURES]


def forget_all(house):
    """Forget both files of Garut."""
    settings = settings_of(house.home)
    files = house.ask("SELECT sha256 FROM ops.submission WHERE sender = 'lapas-garut'")
    return [forget(Request(s, "operator", "uji"), house.url, settings) for (s,) in files]


def test_forget_removes_words_and_bytes_and_leaves_figures(house):
    before = figures(house)
    assert all(word in written(house) for word in WORDS)

    assert forget_all(house) == [(True, True)] * 2

    assert not [word for word in WORDS if word in written(house)]
    assert figures(house) == before
    assert len([p for p in (house.home / "archive").rglob("*") if p.is_file()]) == 1
    told = "SELECT oleh, sebab, arsip_dihapus_at IS NOT NULL FROM ops.forgotten"
    assert house.ask(told) == [("operator", "uji", True)] * 2
    after = written(house)
    assert forget_all(house) == [(False, False)] * 2
    assert written(house) == after
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation):  # facts are guarded again
        house.ask("UPDATE fact.mitra SET nama_mitra = 'x' RETURNING 1")


def test_nights_and_backfills_do_not_stumble_over_what_is_forgotten(house):
    settings = settings_of(house.home)
    before = figures(house)
    forget_all(house)
    house.deliver("lapas-ciamis", "titipan.csv", next(house.inbox.rglob("mitra b*")).read_bytes())

    run_night(settings, house.url)  # it still lies in the landing zone, and another sends it too
    changed = run_backfill(settings, house.url, date(2025, 10, 1))

    assert (changed.versions, changed.cleared, changed.figures) == ([], [], [])
    assert figures(house) == before
    assert "Rahasia" not in written(house)
    states = house.ask("SELECT sender, state, kode FROM ops.submission ORDER BY 1, 2")
    assert ("lapas-ciamis", "rejected", "E040") in states
    assert ("lapas-garut", "partial", None) in states
    assert len([p for p in (house.home / "archive").rglob("*") if p.is_file()]) == 1


def test_only_the_owner_forgets_and_only_what_is_clearly_meant(house):
    [(sha256,)] = house.ask("SELECT sha256 FROM ops.submission WHERE name LIKE 'mitra b%%'")
    before = written(house)

    with pytest.raises(TerminalError, match="only the owner"):
        forget(Request(sha256, "x", "y"), with_user(house.url, LOADER), settings_of(house.home))

    assert written(house) == before
    assert (house.home / "archive" / sha256[:2] / sha256).exists()
    assert which_file(house.url, sha256[:12].upper()) == sha256
    for unclear in ("", "0000000000000"):
        with pytest.raises(TerminalError, match="of the ledger whose SHA-256 begins with"):
            which_file(house.url, unclear)
