"""Three nights in which a unit's files meet every fate; made once for all tests that only ask."""

from datetime import UTC, datetime

import psycopg
import pytest
from nights import EXAMPLES, House, csv_report, new_database

_PRODUKSI = "Nama Produk;Jumlah Produksi;Satuan"
_EKSPOR = "Tanggal Ekspor;Jenis Produk;Jumlah Ekspor;Satuan;Negara Tujuan"
_SRAGEN = "lapas-sragen/ekspor_2025-07.csv"


def _at(day: int, hour: int = 4) -> datetime:
    return datetime(2025, 12, day, hour, tzinfo=UTC)


def _of(unit: str, day: int, header: str, *rows: str) -> bytes:
    return csv_report(unit, "November 2025", f"{day} Desember 2025", header, *rows)


_MADE: dict[str, House] = {}


def garut_nights(postgres: str, folders: pytest.TempPathFactory) -> House:
    """The house after three nights; needs the Prefect server of the session."""
    if postgres not in _MADE:
        _MADE[postgres] = _make(postgres, folders)
    return _MADE[postgres]


def _make(postgres: str, folders: pytest.TempPathFactory) -> House:
    house = House(folders.mktemp("garut"), new_database(postgres, "garut"))
    _deliver_first(house)
    house.run_night()
    said_again = _deliver_corrections(house)
    house.run_night()
    late = _of("Lapas Garut", 2, _PRODUKSI, "Coir net;1.200;lembar", "Roti;ratusan;pcs")
    house.deliver("lapas-garut", "produksi lama.csv", late, _at(5))
    same = _of("Lapas Garut", 4, _PRODUKSI, *said_again)
    house.deliver("lapas-garut", "produksi salinan.csv", same, _at(5, 5))
    house.run_night()
    _cure_by_rule(house.url, "lapas-cirebon")
    return house


def _deliver_first(house: House) -> None:
    first = (
        "Coir net;1.250;lembar",
        "Paving blok;sekitar 400;buah",
        "Roti;ratusan;pcs",
        "[bold]tas;=1+1;pcs",
        ";;",
        "Jumlah;9.999;",
    )
    made = _of("Lapas Garut", 1, _PRODUKSI, *first)
    house.deliver("lapas-garut", "produksi_2025-11.csv", made, _at(2))
    nothing = _of("Lapas Garut", 1, "Bidang;Kegiatan", "Nihil;")
    house.deliver("lapas-garut", "kepribadian_2025-11.csv", nothing, _at(2, 5))
    headless = _of("Lapas Garut", 1, "Jumlah Penghuni;Persentase", "500;24%")
    house.deliver("lapas-garut", "partisipasi_2025-11.csv", headless, _at(2, 6))
    house.deliver("lapas-garut", "foto [red]kegiatan.jpg", b"\xff\xd8\xff\xe0 foto", _at(2, 7))
    strange = _of("Lapas Garut", 1, _EKSPOR, "1 November 2025;Roti;5;pcs;Jepang")
    house.deliver("rutan-garut", "ekspor_2025-11.csv", strange, _at(2, 8))
    house.deliver("lapas-sragen", "ekspor_2025-07.csv", (EXAMPLES / _SRAGEN).read_bytes(), _at(2))
    bread = _of("Lapas Cirebon", 1, _PRODUKSI, "Roti;ratusan;pcs")
    house.deliver("lapas-cirebon", "produksi_2025-11.csv", bread, _at(2))


def _deliver_corrections(house: House) -> tuple[str, ...]:
    """Deliver the second night's files; return the rows of the report that counts from then."""
    rows = (
        "Coir net;1.250;lembar",
        "Paving blok;sekitar 400;buah",
        "Roti;700;pcs",
        "[bold]tas;=1+1;pcs",
    )
    made = _of("Lapas Garut", 3, _PRODUKSI, *rows)
    house.deliver("lapas-garut", "produksi perbaikan.csv", made, _at(4))
    counted = "Jumlah Penghuni;Peserta Pembinaan Kemandirian"
    inmates = _of("Lapas Garut", 3, counted, "500;120")
    house.deliver("lapas-garut", "partisipasi perbaikan.csv", inmates, _at(4, 5))
    bread = _of("Lapas Cirebon", 3, _PRODUKSI, "Roti;700;pcs")
    house.deliver("lapas-cirebon", "produksi perbaikan.csv", bread, _at(4))
    return rows


def _cure_by_rule(url: str, unit: str) -> None:
    """Say of a corrected row what a backfill with another reference would; how it finds that out
    is tested where it publishes."""
    with psycopg.connect(url) as connection:
        connection.execute(
            "UPDATE ops.quarantined_row SET sebab = 'aturan', perubahan = %s, "
            "sejak = ditutup_at - interval '40 days' WHERE upt_id = %s AND sebab = 'koreksi'",
            (["schemas/reference/satuan.csv"], unit),
        )
