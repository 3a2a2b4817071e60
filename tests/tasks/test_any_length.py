"""Titles, names and numbers of any length come in: nothing that must be short is made of them."""

import json

import psycopg
import pytest
from nights import House, csv_report, run_night, settings_of

LONG = "".join(f"{n:x}" for n in range(3_000))  # compresses badly, as a real text does
EKSPOR = "Tanggal Ekspor;Jenis Produk;Jumlah Ekspor;Satuan;Negara Tujuan;No PEB"


def _ekspor(peb):
    rows = f"14 Oktober 2025;Coir Net;5.400;pcs;Jepang;{peb}"
    return csv_report("Lapas Cirebon", "Oktober 2025", "4 November 2025", EKSPOR, rows)


def _titled(title):
    said = {"Nama UPT": "Lapas Cirebon", "Periode": "2025-10"}
    return json.dumps({"amplop": said, "laporan": {f"ekspor {title}": [{"a": 1}]}}).encode()


@pytest.mark.parametrize(
    ("name", "content", "state"),
    [
        pytest.param("a.json", _titled(LONG), "rejected", id="title"),
        pytest.param("ekspor_2025-10.csv", _ekspor(LONG), "published", id="number"),
        pytest.param("/".join([LONG[:200]] * 15) + "/a.csv", b"x", "rejected", id="name"),
    ],
)
def test_a_text_of_any_length_stops_nobody(warehouse, tmp_path, name, content, state):
    house = House(tmp_path, warehouse)
    good = csv_report(
        "Lapas Garut", "Oktober 2025", "4 November 2025", "Produk;Jumlah;Satuan", "Keset;5;lembar"
    )
    house.deliver("lapas-garut", "produksi_2025-10.csv", good)
    house.deliver("lapas-cirebon", name, content)

    run_night(settings_of(tmp_path), warehouse)

    assert house.ask("SELECT sender, state FROM ops.submission ORDER BY sender DESC") == [
        ("lapas-garut", "published"),
        ("lapas-cirebon", state),
    ]
    with psycopg.connect(warehouse) as connection:  # asked by its whole name, it is found
        connection.execute("SET enable_seqscan = off")
        found = connection.execute("SELECT count(*) FROM ops.submission WHERE name = %s", (name,))
        assert found.fetchone() == (1,)
