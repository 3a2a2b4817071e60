"""What the marts say now, and what they said at any past instant."""

from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from alembic import command

from schemas.contracts import DATASETS
from schemas.metrics import METRICS
from schemas.warehouse.current import CURRENT_AT
from schemas.warehouse.mart import aggregate_query, function_definitions, rebuild_aggregate
from schemas.warehouse.migrate import alembic_config, migrate

OCTOBER, NOVEMBER = date(2025, 10, 1), date(2025, 11, 1)
FIRST, SECOND, THIRD = (datetime(2025, 12, day, 18, tzinfo=UTC) for day in (1, 2, 3))
TICK = timedelta(microseconds=1)
VIEWS = [name.removesuffix("_pada") for name in function_definitions()]


def keep_version(connection, report, rows, since=FIRST, until=None):
    """Write one version of a report with its rows, and make the aggregate fit.

    `report` is (unit, dataset, month); without `since` it came late; without `rows` it is nil.
    """
    unit, dataset, bulan = report
    found = connection.execute(
        "SELECT nextval('ops.report_id_seq'), (SELECT count(*) + 1 FROM ops.report "
        "WHERE (upt_id, dataset, bulan) = (%s, %s, %s))",
        report,
    ).fetchone()
    line = {
        **dict(zip(("id", "version"), found, strict=True)),
        **dict(zip(("upt_id", "dataset", "bulan"), report, strict=True)),
        **{"is_current": bool(since and not until), "is_nil": not rows},
        **{"current_from": since, "superseded_at": until, "published_at": since or SECOND},
        **dict.fromkeys(("tanggal_laporan", "place_tanggal"), bulan),
        **dict.fromkeys(("received_at", "place_received_at"), FIRST),
        **dict.fromkeys(("sha256", "place_sha256", "content_hash"), str(found)),
        **{"sender": unit, "berkas": "b.csv", "lembar": "b", "kolom": "{}", "run_id": "satu"},
        **dict.fromkeys(("rows_read", "rows_published"), len(rows)),
        **dict.fromkeys(("rows_quarantined", "rows_total", "rows_blank"), 0),
    }
    insert(connection, "ops.report", line)
    for baris, values in enumerate(rows, 2):
        key = {"report_id": line["id"], "baris": baris, "pelapor_id": unit, "bulan": bulan}
        said = {"perkiraan": [], "peringatan": [], "tertulis": "{}"}
        insert(connection, f"fact.{dataset}", {**key, **said, **values})
    rebuild(connection)


def insert(connection, table, line):
    places = ", ".join(["%s"] * len(line))
    connection.execute(
        f"INSERT INTO {table} ({', '.join(line)}) VALUES ({places})", list(line.values())
    )


def rebuild(connection):
    connection.execute(
        "CREATE TEMP TABLE semua ON COMMIT DROP AS SELECT DISTINCT upt_id, bulan FROM ops.report"
    )
    connection.execute("DELETE FROM mart.agregat_upt")
    connection.execute(rebuild_aggregate("semua"))
    connection.execute("DROP TABLE semua")


def working(connection, pada, view="nasional_bulanan", where="true"):
    lines = connection.execute(
        f"SELECT wbp_bekerja FROM mart.{view}_pada(%s, %s) WHERE {where}", (pada, OCTOBER)
    ).fetchall()
    return [number for (number,) in lines]


def workers(*counts):
    return [{"bidang": "JASA", "jenis_kegiatan": "laundry", "jumlah_wbp": n} for n in counts]


GIATJA = ("lapas-garut", "kegiatan_kerja", OCTOBER)


@pytest.mark.parametrize(
    ("pada", "figure"),
    [
        pytest.param(FIRST - TICK, [], id="before anything was published"),
        pytest.param(FIRST, [12], id="a version counts from its instant"),
        pytest.param(SECOND - TICK, [12], id="until its successor's"),
        pytest.param(SECOND, [7], id="from which only the successor counts"),
        pytest.param(datetime(2999, 1, 1, tzinfo=UTC), [7], id="for good"),
    ],
)
def test_figure_as_of_an_instant_rests_on_the_versions_current_then(warehouse, pada, figure):
    with psycopg.connect(warehouse) as connection:
        keep_version(connection, GIATJA, workers(5, 7), until=SECOND)
        keep_version(connection, GIATJA, workers(7), since=SECOND)

        assert working(connection, pada) == figure


def test_a_report_kept_late_never_counts(warehouse):
    with psycopg.connect(warehouse) as connection:
        keep_version(connection, GIATJA, workers(5))
        keep_version(connection, GIATJA, workers(999), since=None)

        assert [working(connection, at) for at in (FIRST, SECOND, THIRD)] == [[5], [5], [5]]


def test_a_report_withdrawn_counts_until_then_and_leaves_no_figure(warehouse):
    with psycopg.connect(warehouse) as connection:
        keep_version(connection, GIATJA, workers(5), until=SECOND)

        assert (working(connection, SECOND - TICK), working(connection, SECOND)) == ([5], [])


def test_a_nil_report_makes_zero_from_its_instant(warehouse):
    with psycopg.connect(warehouse) as connection:
        keep_version(connection, GIATJA, workers(5), until=SECOND)
        keep_version(connection, GIATJA, [], since=SECOND)

        assert (working(connection, FIRST), working(connection, SECOND)) == ([5], [0])


def kanwil_of(connection, pada):
    lines = connection.execute(
        "SELECT kanwil_id, wbp_bekerja FROM mart.kanwil_bulanan_pada(%s, %s)", (pada, OCTOBER)
    )
    return dict(lines.fetchall())


def test_a_unit_that_moved_counts_under_its_kanwil_of_then(warehouse):
    with psycopg.connect(warehouse) as connection:
        keep_version(connection, GIATJA, workers(5))
        connection.execute(
            "UPDATE ref.unit_pada SET dimuat_sampai = %s WHERE upt_id = 'lapas-garut'", (SECOND,)
        )
        connection.execute(
            "INSERT INTO ref.unit_pada SELECT upt_id, %s, 'infinity', nama, jenis, kelas, "
            "'kanwil-banten', 'Banten' FROM ref.unit_pada WHERE upt_id = 'lapas-garut'",
            (SECOND,),
        )

        assert kanwil_of(connection, SECOND - TICK) == {"kanwil-jawa-barat": 5}
        assert kanwil_of(connection, SECOND) == {"kanwil-banten": 5}
        assert working(connection, SECOND) == working(connection, FIRST) == [5]


def test_migrate_keeps_the_register_that_past_figures_rest_on(warehouse):
    with psycopg.connect(warehouse) as connection:
        keep_version(connection, GIATJA, workers(5))
        connection.execute(  # as an earlier release had it
            "UPDATE ref.unit_pada SET kanwil_id = 'kanwil-banten', kanwil = 'Banten' "
            "WHERE upt_id = 'lapas-garut'"
        )
        connection.execute("UPDATE ops.definition SET sidik = '' WHERE nama = 'acuan'")
        before = datetime.now(UTC)
        units = connection.execute("SELECT count(*) + 1 FROM ref.unit").fetchone()

    migrate(warehouse)

    with psycopg.connect(warehouse) as connection:
        assert kanwil_of(connection, before) == {"kanwil-banten": 5}
        assert kanwil_of(connection, datetime.now(UTC)) == {"kanwil-jawa-barat": 5}
        assert connection.execute("SELECT count(*) FROM ref.unit_pada").fetchone() == units


@pytest.fixture
def eventful(warehouse):
    """A warehouse with every dataset, superseded, late, withdrawn and nil reports."""
    shipment = {"tanggal_ekspor": OCTOBER, "produk": "coir net", "satuan": "PCS"}
    shipments = [
        {**shipment, "jumlah": 5400, "negara_tujuan": ["KR"], "nilai_fob_usd": "12.50"},
        {**shipment, "jumlah": 30, "negara_tujuan": ["BE", "FR"], "perkiraan": ["jumlah"]},
    ]
    partners = [
        {"nama_mitra": "PT Coir", "jenis_mitra": "SWASTA"},
        {"nama_mitra": "PT Usai", "jenis_mitra": "SWASTA", "kontrak_akhir": date(2025, 9, 30)},
    ]
    inmates = {"total_wbp": 300, "peserta_kemandirian": 100}
    with psycopg.connect(warehouse) as connection:
        keep_version(connection, GIATJA, workers(5, 7), until=SECOND)
        keep_version(connection, GIATJA, workers(7), since=SECOND)
        keep_version(connection, GIATJA, workers(999), since=None)
        keep_version(connection, ("lapas-garut", "produksi", OCTOBER), [], until=THIRD)
        keep_version(connection, ("rutan-raha", "kegiatan_kerja", OCTOBER), workers(1), until=THIRD)
        keep_version(connection, ("lapas-cirebon", "ekspor", OCTOBER), shipments)
        keep_version(connection, ("rutan-garut", "ekspor", OCTOBER), shipments[:1], since=THIRD)
        keep_version(connection, ("rutan-garut", "ekspor", NOVEMBER), [])
        keep_version(connection, ("kanwil-banten", "mitra", NOVEMBER), partners)
        keep_version(connection, ("lapas-garut", "partisipasi", NOVEMBER), [inmates])
        keep_version(connection, ("rutan-raha", "partisipasi", NOVEMBER), [])
    return warehouse


@pytest.mark.parametrize("view", VIEWS)
def test_mart_as_of_now_is_the_mart(eventful, view):
    with psycopg.connect(eventful) as connection:
        then = connection.execute(f"SELECT * FROM {view}_pada(now())").fetchall()
        now = connection.execute(f"SELECT * FROM {view}").fetchall()

    assert sorted(map(repr, then)) == sorted(map(repr, now))
    assert now


@pytest.mark.parametrize("view", VIEWS)
def test_mart_as_of_an_instant_has_only_the_month_asked_for(eventful, view):
    with psycopg.connect(eventful) as connection:
        every = connection.execute(f"SELECT * FROM {view}_pada(%s)", (SECOND,)).fetchall()
        asked = connection.execute(
            f"SELECT * FROM {view}_pada(%s, %s)", (SECOND, OCTOBER)
        ).fetchall()

    october = [line for line in every if line[0] == OCTOBER]
    assert sorted(map(repr, asked)) == sorted(map(repr, october))
    assert asked


@pytest.mark.parametrize("pada", [FIRST, SECOND - TICK, SECOND, THIRD - TICK, THIRD])
def test_figures_as_of_an_instant_are_those_of_all_versions_current_then(eventful, pada):
    """Though lines of today stand in for units and months that have not changed since."""
    current = CURRENT_AT.format(pada="%(pada)s")
    summed_then = aggregate_query(f"SELECT r.* FROM ops.report r WHERE {current}")
    names = ", ".join(["upt_id", "bulan", *(metric.name for metric in METRICS)])
    answered = f"SELECT {names} FROM mart.upt_bulanan_pada(%(pada)s) ORDER BY 1, 2"
    with psycopg.connect(eventful) as connection:
        expected = connection.execute(f"{summed_then} ORDER BY 1, 2", {"pada": pada}).fetchall()
        answer = connection.execute(answered, {"pada": pada}).fetchall()

    assert answer == expected
    assert answer


def test_migration_finds_when_each_line_last_changed(eventful):
    query = "SELECT upt_id, bulan, berubah_at FROM mart.agregat_upt ORDER BY 1, 2"
    with psycopg.connect(eventful) as connection:
        written = connection.execute(query).fetchall()

    command.downgrade(alembic_config(eventful), "0003")
    command.upgrade(alembic_config(eventful), "head")

    with psycopg.connect(eventful) as connection:
        assert connection.execute(query).fetchall() == written
    assert {changed for _, _, changed in written} == {FIRST, THIRD}


def test_exports_as_of_an_instant_leave_out_what_came_later(eventful):
    query = (
        "SELECT upt_id, negara, pengiriman, jumlah FROM mart.ekspor_bulanan_pada(%s) "
        "ORDER BY upt_id, negara NULLS LAST"
    )
    with psycopg.connect(eventful) as connection:
        before = connection.execute(query, (SECOND,)).fetchall()
        after = connection.execute(query, (THIRD,)).fetchall()

    assert before == [
        ("lapas-cirebon", "BE", 1, None),
        ("lapas-cirebon", "FR", 1, None),
        ("lapas-cirebon", "KR", 1, 5400),
        ("lapas-cirebon", None, 0, 30),
    ]
    assert after == [*before, ("rutan-garut", "KR", 1, 5400)]


def test_every_dataset_may_be_asked_as_of_an_instant(warehouse):
    """No metric's query stumbles over an empty dataset."""
    with psycopg.connect(warehouse) as connection:
        for dataset in DATASETS:
            keep_version(connection, ("lapas-garut", dataset, OCTOBER), [])
        then = connection.execute("SELECT * FROM mart.upt_bulanan_pada(now())").fetchone()
        now = connection.execute("SELECT * FROM mart.upt_bulanan").fetchone()

    assert then == now
    assert then.count(0) == 17
