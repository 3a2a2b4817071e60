"""A number used twice is remarked on wherever it stands, at the cost of what a run touched."""

import psycopg
import pytest
from nights import House, csv_report, run_night, settings_of

from schemas.references import load_references

_HEADER = "Kegiatan;Hasil Penjualan;Laba;Premi;PNBP;Pengembangan Modal;Jumlah Penerima;NTPN"
_ROW = "Coir net;2.000.000;1.000.000;500.000;150.000;350.000;12;{}"
NAMES = {"lapas-garut": "Lapas Garut", "rutan-raha": "Rutan Raha", "lapas-ciamis": "Lapas Ciamis"}
MONTHS = {10: "Oktober", 11: "November"}
ONE, ONE_AGAIN, OTHER = "ABCDEF1234567890", "abcdef1234567890", "0000000000000001"


@pytest.fixture
def house(warehouse, tmp_path):
    return House(tmp_path, warehouse)


def deliver(house, unit, month, ntpn, day=1):
    row = _ROW.format(ntpn)
    content = csv_report(NAMES[unit], f"{MONTHS[month]} 2025", f"{day}/12/2025", _HEADER, row)
    house.deliver(unit, f"premi_pnbp_2025-{month}_{day}.csv", content)


def night(house):
    run_night(settings_of(house.home), house.url)
    return house.ask(
        "SELECT upt_id, extract(month FROM bulan) FROM ops.warning WHERE kode = 'W410'"
    )


def test_a_number_is_remarked_on_wherever_else_it_stands_and_no_more_once_it_does_not(house):
    deliver(house, "lapas-garut", 10, ONE)
    deliver(house, "lapas-ciamis", 11, OTHER)
    alone = night(house)
    deliver(house, "rutan-raha", 11, ONE_AGAIN)
    shared = night(house)
    deliver(house, "lapas-garut", 11, ONE)
    thrice = night(house)
    deliver(house, "rutan-raha", 11, OTHER, day=2)
    moved = night(house)
    deliver(house, "lapas-garut", 11, "0000000000000002", day=2)
    deliver(house, "lapas-ciamis", 11, "0000000000000003", day=2)
    none = night(house)

    garut, raha = ("lapas-garut", 10), ("rutan-raha", 11)
    assert (alone, none) == ([], [])
    assert sorted(shared) == [garut, raha]
    assert sorted(thrice) == [garut, ("lapas-garut", 11), raha]
    assert sorted(moved) == [("lapas-ciamis", 11), garut, ("lapas-garut", 11), raha]


def test_rules_on_numbers_read_no_more_of_a_long_history_than_a_run_touched(house):
    deliver(house, "rutan-raha", 10, ONE)
    night(house)
    _long_history(house.url, rows=60)
    deliver(house, "lapas-garut", 11, ONE)
    before = _rows_read(house)

    found = night(house)

    assert sorted(found) == [("lapas-garut", 11), ("rutan-raha", 10)]
    assert _rows_read(house) - before < 1_000  # of 36,000


def test_remarks_of_other_rules_are_judged_again_with_the_next_run(house):
    deliver(house, "lapas-garut", 10, ONE)
    deliver(house, "rutan-raha", 11, ONE)
    found = night(house)
    with psycopg.connect(house.url) as connection:  # as a release with other rules left it
        connection.execute("UPDATE ops.warning SET kode = 'W411' WHERE lintas")
        connection.execute("UPDATE ops.definition SET sidik = '' WHERE nama = 'lintas'")

    again = night(house)

    assert len(found) == 2
    assert sorted(again) == sorted(found)
    assert house.ask("SELECT FROM ops.warning WHERE kode = 'W411'") == []


def _rows_read(house):
    ((read,),) = house.ask(
        "SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables "
        "WHERE schemaname = 'fact' AND relname = 'premi_pnbp'"
    )
    return read


def _long_history(url, rows):
    """Rows of every unit in a month of its own, each with a number nobody else has."""
    units = sorted(u for u in load_references().units if not u.startswith("kanwil-"))
    with psycopg.connect(url, autocommit=True) as connection:
        with connection.transaction():
            connection.execute(
                "INSERT INTO ops.report (id, upt_id, dataset, bulan, version, is_current, is_nil, "
                "tanggal_laporan, received_at, sha256, sender, berkas, lembar, kolom, "
                "content_hash, place_tanggal, place_received_at, place_sha256, published_at, "
                "current_from, run_id, rows_read, rows_published, rows_quarantined, rows_total, "
                "rows_blank) SELECT nextval('ops.report_id_seq'), unit, 'premi_pnbp', "
                "'2025-05-01', 1, true, false, '2025-06-01', now(), '', unit, '', '', '{}', '', "
                "'2025-06-01', now(), '', now(), now(), 'r', %(rows)s, %(rows)s, 0, 0, 0 "
                "FROM unnest(%(units)s::text[]) AS unit",
                {"rows": rows, "units": units},
            )
            connection.execute(
                "INSERT INTO fact.premi_pnbp (report_id, baris, pelapor_id, bulan, perkiraan, "
                "peringatan, tertulis, kegiatan, omzet, keuntungan, premi, pnbp_disetor, "
                "jumlah_penerima, ntpn) SELECT r.id, n, upt_id, bulan, '{}', '{}', '{}', 'x', 2, "
                "1, 1, 0, 1, 'N' || r.id || '-' || n FROM ops.report r, generate_series(1, %s) n "
                "WHERE run_id = 'r'",
                (rows,),
            )
        connection.execute("VACUUM ANALYZE")
