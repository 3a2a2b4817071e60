"""What PostgreSQL itself refuses, whoever writes."""

import psycopg
import pytest
from nights import House, csv_report, run_night, settings_of

HEADER = "Bidang;Kegiatan;Jumlah WBP"


@pytest.fixture
def published(warehouse, tmp_path):
    """A warehouse with one report: two rows published, one quarantined."""
    house = House(tmp_path, warehouse)
    rows = ("Jasa;Laundry;7", "Jasa;Salon;2", "Jasa;Cukur;-5")
    content = csv_report("Lapas Garut", "November 2025", "1 Desember 2025", HEADER, *rows)
    house.deliver("lapas-garut", "kegiatan_kerja_2025-11.csv", content)
    run_night(settings_of(tmp_path), warehouse)
    return house


COPY_OF_REPORT = (
    "INSERT INTO ops.report SELECT r.* FROM ops.report o, jsonb_populate_record(o, "
    'to_jsonb(o) || \'{"id": 999, "version": 2, "is_current": false, "current_from": null}\''
    " || %s::jsonb) AS r"
)


LATE_ROW = (
    "INSERT INTO fact.kegiatan_kerja SELECT f.* FROM fact.kegiatan_kerja o, "
    "jsonb_populate_record(o, to_jsonb(o) || %s::jsonb) AS f LIMIT 1"
)


@pytest.mark.parametrize(
    ("statement", "values", "said"),
    [
        pytest.param(
            COPY_OF_REPORT, ['{"rows_read": 9}'], "nothing_lost", id="rows that do not add up"
        ),
        pytest.param(COPY_OF_REPORT, ["{}"], "0 rows published and 0", id="rows not there"),
        pytest.param(
            LATE_ROW, ['{"baris": 99}'], "no report of this transaction", id="a row that joins"
        ),
        pytest.param(
            LATE_ROW, ['{"report_id": 99}'], "no report of this transaction", id="an orphan"
        ),
        pytest.param(
            "UPDATE fact.kegiatan_kerja SET jumlah_wbp = 8", [], "append-only", id="a new value"
        ),
        pytest.param("DELETE FROM fact.kegiatan_kerja", [], "append-only", id="a row taken out"),
        pytest.param("TRUNCATE ops.quarantined_row", [], "append-only", id="no more quarantine"),
        pytest.param(
            COPY_OF_REPORT,
            ['{"is_current": true, "current_from": "2025-12-01T00:00:00Z"}'],
            "uq_report_current",
            id="two current versions",
        ),
        pytest.param(
            "UPDATE ops.submission SET state = 'lost'", [], "ck_submission_state", id="no state"
        ),
    ],
)
def test_postgresql_refuses(published, statement, values, said):
    def write():
        with psycopg.connect(published.url) as connection:
            connection.execute(statement, values)

    with pytest.raises(psycopg.errors.IntegrityError, match=said):
        write()

    assert published.ask("SELECT sum(jumlah_wbp), count(*) FROM fact.kegiatan_kerja") == [(9, 2)]
    assert published.ask("SELECT count(*) FROM ops.report") == [(1,)]
