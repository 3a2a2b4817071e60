"""Each role can do its part and nothing else, whoever logs in as it: the server keeps it."""

import psycopg
import pytest
from nights import House, csv_report, new_database, run_backfill, run_night, settings_of

from schemas.contracts import DATASETS
from schemas.warehouse import ledger, mart
from schemas.warehouse.connect import AUDITOR, LOADER, READER, with_user
from schemas.warehouse.deciding import apply_settings
from schemas.warehouse.migrate import migrate
from tasks.publish import Chunk, write_chunks

HEADER = "Bidang;Kegiatan;Jumlah WBP"


@pytest.fixture(scope="module")
def house(postgres, tmp_path_factory):
    """A warehouse, migrated in its own database, with a row published and one quarantined."""
    home, url = tmp_path_factory.mktemp("roles"), new_database(postgres, "roles")
    migrate(url)
    house = House(home, url)
    content = csv_report(
        "Lapas Garut", "November 2025", "1 Desember 2025", HEADER, "Jasa;Laundry;7", "Jasa;Cukur;-5"
    )
    house.deliver("lapas-garut", "kegiatan_kerja_2025-11.csv", content)
    run_night(settings_of(home), url)
    return house


def _try(house, role, statement):
    """What a statement of a role that would write meets; nothing of it stays."""
    with psycopg.connect(with_user(house.url, role)) as connection:
        connection.execute("SET TRANSACTION READ WRITE")  # the setting is the role's to change
        try:
            connection.execute(statement)
        except psycopg.Error as error:
            return type(error).__name__
        finally:
            connection.rollback()
    return "done"


_WRITING = [
    pytest.param("INSERT INTO ops.rulebook VALUES ('x', '{}')", id="insert"),
    pytest.param("UPDATE ops.run SET message = ''", id="update"),
    pytest.param("DELETE FROM ops.warning", id="delete"),
    pytest.param("TRUNCATE fact.kegiatan_kerja", id="truncate"),
    pytest.param("SELECT nextval('ops.report_id_seq')", id="a sequence"),
    pytest.param("CREATE TABLE public.t (n int)", id="a table"),
    pytest.param("CREATE TEMP TABLE t (n int)", id="a table for a while"),
    pytest.param("CREATE TABLE mart.t (n int)", id="a table among ours"),
    pytest.param(
        "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'", id="a function"
    ),
    pytest.param("SELECT lo_from_bytea(0, 'x')", id="a large object"),
    pytest.param("SELECT pg_advisory_lock(627034)", id="the publishing lock"),
    pytest.param("SELECT pg_terminate_backend(0)", id="the end of a session"),
    pytest.param("DO $$ BEGIN NULL; END $$", id="a program"),
    pytest.param("CREATE ROLE lain", id="a role"),
    pytest.param("SET ROLE pembinaan_loader", id="the loader's role"),
    pytest.param("SET ROLE postgres", id="the owner's role"),
    pytest.param("COPY (SELECT 1) TO PROGRAM 'true'", id="a shell"),
]


@pytest.mark.parametrize("role", [AUDITOR, READER])
@pytest.mark.parametrize("statement", _WRITING)
def test_who_reads_writes_nothing(house, role, statement):
    assert _try(house, role, statement) == "InsufficientPrivilege"


def test_the_auditor_reads_everything(house):
    tables = house.ask(
        "SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('r', 'v') AND relnamespace = "
        "ANY (ARRAY['ref', 'ops', 'fact', 'mart']::regnamespace[])"
    )

    assert len(tables) > 50
    assert {_try(house, AUDITOR, f"SELECT * FROM {name}") for (name,) in tables} == {"done"}
    assert _try(house, AUDITOR, "SELECT * FROM mart.nasional_bulanan_pada(now())") == "done"


_VIEWS = [name for name in mart.view_definitions() | ledger.view_definitions() if "mart." in name]
_OF_ROWS = {f"mart.{name}" for name in DATASETS}
_NOT_FOR_READERS = {"mart.karantina_terbuka", "mart.produk_belum_dikenal"}


@pytest.mark.parametrize("view", sorted({*_VIEWS} - _OF_ROWS))
def test_the_reader_reads_figures_and_the_ledger(house, view):
    wanted = "InsufficientPrivilege" if view in _NOT_FOR_READERS else "done"

    assert _try(house, READER, f"SELECT * FROM {view}") == wanted


@pytest.mark.parametrize("dataset", DATASETS)
def test_the_reader_sees_rows_without_what_senders_wrote(house, dataset):
    view = f"mart.{dataset}"
    columns = {
        name
        for (name,) in house.ask(
            "SELECT attname::text FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0",
            view,
        )
    }

    hidden = {c for c in columns if _try(house, READER, f"SELECT {c} FROM {view}") != "done"}

    assert {"berkas", "lembar"} <= hidden
    assert not hidden & {"bulan", "sha256", "baris", "peringatan"}
    free = {
        c.name for c in DATASETS[dataset].columns.values() if c.kind.name in ("TEXT", "COMPANY")
    }
    assert hidden == free | {"berkas", "lembar"}


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("SELECT 1 FROM ops.quarantined_row", id="quarantine"),
        pytest.param("SELECT 1 FROM ops.submission", id="files"),
        pytest.param("SELECT tertulis FROM fact.kegiatan_kerja", id="what was written"),
        pytest.param("SELECT * FROM mart.nasional_bulanan_pada(now())", id="the past, out of rows"),
    ],
)
def test_the_reader_sees_neither_ledger_nor_facts(house, statement):
    assert _try(house, READER, statement) == "InsufficientPrivilege"


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE fact.kegiatan_kerja SET jumlah_wbp = 8", id="a fact changed"),
        pytest.param("DELETE FROM fact.kegiatan_kerja", id="a fact taken out"),
        pytest.param("DELETE FROM ops.report", id="a version taken out"),
        pytest.param("DELETE FROM ops.submission", id="a file forgotten"),
        pytest.param("DELETE FROM ops.run", id="a run forgotten"),
        pytest.param("UPDATE ops.restatement SET sesudah = 0", id="a restatement changed"),
        pytest.param("ALTER TABLE fact.kegiatan_kerja DISABLE TRIGGER ALL", id="a guard put down"),
        pytest.param("DROP TRIGGER append_only ON fact.kegiatan_kerja", id="a guard taken away"),
        pytest.param("UPDATE ref.upt SET nama = ''", id="the register"),
        pytest.param("UPDATE ops.alembic_version SET version_num = '0001'", id="the release"),
        pytest.param("CREATE TABLE mart.t (n int)", id="a table"),
        pytest.param("CREATE ROLE lain", id="a role"),
        pytest.param("COPY (SELECT 1) TO PROGRAM 'true'", id="a shell"),
        pytest.param("SELECT pg_read_file('PG_VERSION')", id="a file of the server"),
    ],
)
def test_the_loader_changes_no_past_and_no_rules(house, statement):
    assert _try(house, LOADER, statement) == "InsufficientPrivilege"


def test_the_loader_does_a_night_and_a_backfill(house):
    url = with_user(house.url, LOADER)
    settings = settings_of(house.home)
    better = csv_report(
        "Lapas Garut", "November 2025", "3 Desember 2025", HEADER, "Jasa;Laundry;8", "Jasa;Cukur;5"
    )
    house.deliver("lapas-garut", "koreksi/kegiatan_kerja_2025-11.csv", better)
    house.deliver("lapas-garut", "rusak.xlsx", b"PK\x03\x04")
    apply_settings(url, settings)

    published = run_night(settings, url)
    again = run_backfill(settings, url, published.versions[0]["bulan"])
    for _ in range(2):  # a backfill that is tried again says anew what it did
        write_chunks(url, "backfill", [Chunk("2025-11", True, again.sentence)])

    assert (published.outcome.versions, published.outcome.rows_cleared) == (1, 1)
    assert published.outcome.files_rejected == 1
    assert again.outcome.withdrawn == 0
    assert house.ask("SELECT name FROM ops.backfill_chunk") == [("2025-11",)]
    assert house.ask("SELECT sum(jumlah_wbp) FROM mart.kegiatan_kerja") == [(13,)]


def test_migrate_gives_the_rights_that_a_dump_restored_in_place_has_lost(postgres):
    url = new_database(postgres, "rights_lost")
    migrate(url)
    with psycopg.connect(url) as connection:  # as `pg_restore --no-privileges` leaves it
        connection.execute(f"REVOKE USAGE ON SCHEMA ops FROM {LOADER}")

    migrate(url)

    with psycopg.connect(with_user(url, LOADER)) as connection:
        assert connection.execute("SELECT count(*) FROM ops.run").fetchone() == (0,)
