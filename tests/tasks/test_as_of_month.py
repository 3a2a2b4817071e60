"""What a report is compared with is what held in its month, not what holds today."""

from datetime import UTC, datetime

import pytest
from nights import House, csv_report, run_night, settings_of
from releases import other_references

from schemas.warehouse.migrate import migrate

MOVED = "lapas-cirebon,2025-06-10,Lapas Kelas I Cirebon,Lapas,Umum,I,kanwil-banten,36,,,own"
TURNED = "rutan-raha,2025-06-10,Bapas Kelas II Raha,Bapas,,II,kanwil-sulawesi-tenggara,74,,,own"
LATER = datetime(2026, 2, 2, 4, 0, tzinfo=UTC)
_MONTHS = {"2021-01": "Januari 2021", "2025-03": "Maret 2025", "2025-06": "Juni 2025"}
_MONTHS |= {"2025-05": "Mei 2025", "2025-12": "Desember 2025", "2026-01": "Januari 2026"}


@pytest.fixture
def house(warehouse, tmp_path):
    return House(tmp_path, warehouse)


def judge(house, **lines):
    """A night with reference files that hold more lines than ours."""
    with other_references(house.home / "acuan", **lines):
        migrate(house.url)
        run_night(settings_of(house.home), house.url)


@pytest.mark.parametrize(
    ("month", "kanwil", "held"),
    [
        pytest.param("2025-05", "Jawa Barat", [], id="before it moved, its Kanwil of then"),
        pytest.param("2025-05", "Banten", [["E328"]], id="before it moved, not the next one"),
        pytest.param("2025-06", "Banten", [], id="from the month it moves in, the new one"),
        pytest.param("2025-06", "Jawa Barat", [["E328"]], id="and the old one no more"),
    ],
)
def test_a_program_is_told_by_the_kanwil_of_its_month(house, month, kanwil, held):
    header, row = "Nama UPT;Program;Status", "Lapas Cirebon;Sabut kelapa;Aktif"
    content = csv_report(f"Kanwil {kanwil}", _MONTHS[month], f"28/{month[5:]}/2025", header, row)
    house.deliver(f"kanwil-{kanwil.lower().replace(' ', '-')}", f"program_{month}.csv", content)

    judge(house, upt=MOVED)

    assert house.ask("SELECT kode FROM ops.rejected_report") == []
    assert [kode for (kode,) in house.ask("SELECT kode FROM ops.quarantined_row")] == held
    assert house.ask("SELECT count(*) FROM mart.program") == [(0 if held else 1,)]


def test_a_unit_reports_as_what_it_is_on_the_last_day_of_the_month_as_the_ledger_says(house):
    header = "Total Klien;Klien Dewasa L;Klien Dewasa P;Klien Anak L;Klien Anak P"
    content = csv_report("Bapas Raha", "Juni 2025", "1/7/2025", header, "10;4;3;2;1")
    house.deliver("rutan-raha", "klien_bapas_2025-06.csv", content)

    judge(house, upt=TURNED)

    assert house.ask("SELECT kode, alasan FROM ops.rejected_report") == []
    assert house.ask(
        "SELECT dataset, status FROM mart.kepatuhan WHERE upt_id = 'rutan-raha' "
        "AND bulan = '2025-06-01' AND status <> 'belum'"
    ) == [("klien_bapas", "terlambat")]


@pytest.mark.parametrize(
    ("month", "target", "codes"),
    [
        pytest.param("2025-12", 70, [], id="the target of then"),
        pytest.param("2025-12", 75, ["W314"], id="not the one to come"),
        pytest.param("2026-01", 75, [], id="the new target from its first month"),
        pytest.param("2026-01", 70, ["W314"], id="from which the old one is past"),
    ],
)
def test_a_written_target_is_compared_with_that_of_its_month(house, month, target, codes):
    header = "Jumlah Penghuni;Peserta Pembinaan Kemandirian;Target (%)"
    content = csv_report(
        "Lapas Garut", _MONTHS[month], f"28/{month[5:]}/{month[:4]}", header, f"500;120;{target}"
    )
    house.deliver("lapas-garut", f"partisipasi_{month}.csv", content, LATER)

    judge(house, target="2026-01-01,75,own")

    assert [kode for (kode,) in house.ask("SELECT kode FROM ops.warning")] == codes


@pytest.mark.parametrize(
    ("month", "codes"),
    [
        pytest.param("2021-01", [], id="a rate of then"),
        pytest.param("2025-03", ["W306"], id="that was none any more"),
    ],
)
def test_rupiah_per_dollar_is_compared_with_the_rates_of_its_month(house, month, codes):
    header = (
        "Tanggal Ekspor;Jenis Produk;Jumlah Ekspor;Satuan;Negara Tujuan;Nilai Ekspor (USD);"
        "Nilai Ekspor (Rp);No PEB"
    )
    day = f"5/{month[5:]}/{month[:4]}"
    row = f"{day};Coir net;100;PCS;Jepang;1000;13900000;PEB-1"
    content = csv_report("Lapas Garut", _MONTHS[month], f"28{day[1:]}", header, row)
    house.deliver("lapas-garut", f"ekspor_{month}.csv", content)

    judge(house)

    assert house.ask("SELECT nilai_idr / nilai_fob_usd FROM mart.ekspor") == [(13900,)]
    said = [k for (k,) in house.ask("SELECT kode FROM ops.warning WHERE NOT lintas")]
    assert [kode for kode in said if kode == "W306"] == codes
