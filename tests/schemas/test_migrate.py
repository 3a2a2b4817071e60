"""The warehouse is what the code describes."""

import psycopg
import pytest
from alembic import command
from alembic.script import ScriptDirectory
from nights import House, run_night, settings_of

from schemas.references import load_references
from schemas.warehouse.connect import AUDITOR, LOADER, READER, with_user
from schemas.warehouse.migrate import alembic_config, migrate, newest_revision
from schemas.warehouse.propose import checks_of, create_tables


def test_migrations_describe_the_tables_of_the_code(warehouse):
    command.check(alembic_config(warehouse))  # raises where a model has no migration


def test_migrations_keep_the_checks_of_the_code(warehouse, postgres):
    """Alembic compares none: a dataset that a check does not name could not be published."""
    described = f"{warehouse.rpartition('/')[2].partition('?')[0]}_described"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{described}"')
    url = postgres.replace("/postgres?", f"/{described}?")

    create_tables(url)

    assert checks_of(warehouse) == checks_of(url)


def test_an_older_warehouse_is_brought_up_to_date(warehouse, tmp_path):
    house = House(tmp_path, warehouse)
    house.deliver_examples()
    run_night(settings_of(tmp_path), warehouse)
    before = house.standing()
    command.downgrade(alembic_config(warehouse), "0002")

    migrate(warehouse)

    command.check(alembic_config(warehouse))
    assert house.standing() == before
    head = ScriptDirectory.from_config(alembic_config(warehouse)).get_current_head()
    assert newest_revision() == head


def test_roles_come_with_the_upgrade_and_the_next_night_is_the_loaders(warehouse, tmp_path):
    house = House(tmp_path, warehouse)
    house.deliver_examples()
    run_night(settings_of(tmp_path), warehouse)
    before = house.standing()
    command.downgrade(alembic_config(warehouse), "0006")
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        psycopg.connect(with_user(warehouse, AUDITOR)) as connection,
    ):
        connection.execute("SELECT 1 FROM mart.nasional_bulanan")

    assert migrate(warehouse).left == []

    assert run_night(settings_of(tmp_path), with_user(warehouse, LOADER)).outcome.versions == 0
    with psycopg.connect(with_user(warehouse, AUDITOR)) as connection:
        read = connection.execute("SELECT count(*) FROM ops.report").fetchone()
    assert read == (18,)
    assert house.standing() == before


def test_rights_follow_views_that_are_made_anew(warehouse):
    with psycopg.connect(warehouse) as connection:
        connection.execute("UPDATE ops.definition SET sidik = 'another'")

    migrate(warehouse)

    for role in (LOADER, AUDITOR, READER):
        with psycopg.connect(with_user(warehouse, role)) as connection:
            read = connection.execute("SELECT count(*) FROM mart.nasional_bulanan").fetchone()
        assert read == (0,)


def test_reasons_of_an_older_warehouse_keep_their_cells_and_their_wording(warehouse, tmp_path):
    house = House(tmp_path, warehouse)
    house.deliver_examples()
    run_night(settings_of(tmp_path), warehouse)
    held = (
        "SELECT q.baris, t ->> 'kode', t #>> '{kolom,0}', t #>> '{sel,0}', t ->> 'tertulis', s "
        "FROM ops.quarantined_row q, unnest(q.temuan, q.alasan) AS x (t, s) ORDER BY 1, 2, 3"
    )
    flagged = "SELECT baris, kode, kolom[1], sel[1], alasan FROM ops.warning WHERE sel[1] <> ''"
    before = house.ask(held), sorted(house.ask(flagged))
    command.downgrade(alembic_config(warehouse), "0006")

    migrate(warehouse)

    assert (house.ask(held), sorted(house.ask(flagged))) == before
    assert ("jumlah", "E10") in {line[2:4] for line in before[0]}


def test_migrate_repeated_leaves_everything_in_place(warehouse):
    with psycopg.connect(warehouse) as connection:
        before = connection.execute(
            "SELECT oid FROM pg_class WHERE relname = 'upt_bulanan'"
        ).fetchall()

    migrate(warehouse)

    with psycopg.connect(warehouse) as connection:
        after = connection.execute(
            "SELECT oid FROM pg_class WHERE relname = 'upt_bulanan'"
        ).fetchall()
    assert before == after


def test_reference_tables_hold_the_register(warehouse):
    with psycopg.connect(warehouse) as connection:
        units = connection.execute("SELECT upt_id, jenis FROM ref.unit").fetchall()
        garut = connection.execute(
            "SELECT kelas FROM ref.upt WHERE upt_id = 'lapas-garut' ORDER BY berlaku_dari"
        ).fetchall()

    assert {unit for unit, _ in units} == set(load_references().units)
    assert sum(kind != "Kanwil" for _, kind in units) == 623
    assert garut == [("IIB",), ("IIA",)]


def test_every_column_of_ours_has_a_comment(warehouse):
    with psycopg.connect(warehouse) as connection:
        bare = connection.execute(
            "SELECT table_schema, table_name, column_name FROM information_schema.columns "
            "WHERE table_schema IN ('ref', 'ops', 'fact') AND table_name NOT IN "
            "('alembic_version', 'unit') AND col_description("
            "format('%I.%I', table_schema, table_name)::regclass, ordinal_position) IS NULL"
        ).fetchall()

    assert bare == []
