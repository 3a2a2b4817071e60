"""Bring a warehouse to what this code describes: tables, views, reference data."""

import hashlib
from typing import TYPE_CHECKING

import psycopg
import sqlalchemy as sa

from schemas.errors import TerminalError, TransientError
from schemas.references import load_references, read_reference
from schemas.settings import PROJECT, Settings
from schemas.warehouse import ledger, mart, ref
from schemas.warehouse.connect import connect
from schemas.warehouse.guards import guard_statements
from schemas.warehouse.roles import settle_roles

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = PROJECT / "schemas" / "migrations"
SCHEMAS = ("ref", "ops", "fact", "mart")
_LOCK = 627_033  # advisory lock: one migration at a time


def alembic_config(url: str) -> "Config":
    """Alembic's configuration: pyproject.toml, with the warehouse to work on."""
    from alembic.config import Config  # noqa: PLC0415 (a third of a second, and rarely needed)

    config = Config(toml_file=str(PROJECT / "pyproject.toml"))
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["url"] = url
    return config


def engine(url: str) -> sa.Engine:
    """SQLAlchemy engine for Alembic, which never sees the URL; everything else speaks psycopg."""
    return sa.create_engine(
        "postgresql+psycopg://", creator=lambda: connect(url), poolclass=sa.NullPool
    )


def migrate(url: str) -> list[str]:
    """Upgrade tables, make views anew and load reference data where they changed. Idempotent.

    Returns:
        Statements that only the server's owner may run, empty where there are none.

    Raises:
        TransientError: Another migration does not end.
    """
    with connect(url) as lock:
        try:
            lock.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        except psycopg.errors.LockNotAvailable as error:
            raise TransientError("another migration has not ended yet") from error
        found = _revision(lock)
        lock.commit()
        if found != newest_revision():
            from alembic import command  # noqa: PLC0415 (as above)

            command.upgrade(alembic_config(url), "head")
        with connect(url) as connection:
            _refresh_references(connection)
            views = _refresh_views(connection)
            return settle_roles(connection, f"{newest_revision()} {views}")


def apply_settings(url: str, settings: Settings) -> None:
    """Tell the warehouse the settings its ledger reckons with."""
    wanted = (settings.due_day, settings.first_owed_month)
    with connect(url) as connection:
        connection.execute(
            "INSERT INTO ref.ketentuan (satu, jatuh_tempo_hari, wajib_dari) VALUES (1, %s, %s) "
            "ON CONFLICT (satu) DO UPDATE SET jatuh_tempo_hari = excluded.jatuh_tempo_hari, "
            "wajib_dari = excluded.wajib_dari WHERE (ketentuan.jatuh_tempo_hari, "
            "ketentuan.wajib_dari) <> (excluded.jatuh_tempo_hari, excluded.wajib_dari)",
            wanted,
        )


def check_schema(url: str) -> None:
    """Make sure the warehouse has the tables this code expects.

    Raises:
        TerminalError: It has not; `pembinaan migrate` mends that.
    """
    with connect(url) as connection:
        found, newest = _revision(connection), newest_revision()
    if found != newest:
        raise TerminalError(f"warehouse schema is {found}, not {newest}: pembinaan migrate")


def newest_revision() -> str:
    """The revision this code describes: migrations are numbered by their file names."""
    return max(path.name for path in (_MIGRATIONS / "versions").glob("[0-9]*.py"))[:4]


def _revision(connection: psycopg.Connection) -> str | None:
    """The revision a warehouse is at; None for an empty database."""
    known = connection.execute("SELECT to_regclass('ops.alembic_version')").fetchone()
    if not (known and known[0]):
        return None
    found = connection.execute("SELECT version_num FROM ops.alembic_version").fetchone()
    return str(found[0]) if found else None


def _changed(connection: psycopg.Connection, schema: str, stamp: str) -> bool:
    row = connection.execute(
        "SELECT obj_description(oid) FROM pg_namespace WHERE nspname = %s", (schema,)
    ).fetchone()
    return row is None or row[0] != stamp


def _stamp(connection: psycopg.Connection, schema: str, stamp: str) -> None:
    connection.execute(f"COMMENT ON SCHEMA {schema} IS '{stamp}'")  # our own words and a hash


def _refresh_views(connection: psycopg.Connection) -> str:
    """Make views, functions and guards anew where their definitions changed; their stamp."""
    views = {**mart.view_definitions(), **ledger.view_definitions()}
    functions = mart.function_definitions()
    guards = guard_statements()
    words = repr((views, functions, guards))
    stamp = f"pembinaan views {hashlib.sha256(words.encode()).hexdigest()[:16]}"
    if not _changed(connection, "mart", stamp):
        return stamp
    for name in reversed(views):
        connection.execute(
            f"DROP VIEW IF EXISTS {name} CASCADE"
        )  # and the functions that return it
    for name, (query, comment) in views.items():
        connection.execute(f"CREATE VIEW {name} AS {query}")
        connection.execute(f"COMMENT ON VIEW {name} IS '{comment}'")
    for name, (query, comment) in functions.items():
        connection.execute(
            f"CREATE FUNCTION {name} (pada timestamptz, untuk date DEFAULT NULL) "
            f"RETURNS SETOF {name.removesuffix('_pada')} LANGUAGE sql STABLE AS $${query}$$"
        )
        connection.execute(f"COMMENT ON FUNCTION {name} IS '{comment}'")
    for statement in guards:
        connection.execute(statement)
    _stamp(connection, "mart", stamp)
    return stamp


def _refresh_references(connection: psycopg.Connection) -> None:
    tables = _reference_rows()
    stamp = f"pembinaan references {hashlib.sha256(repr(tables).encode()).hexdigest()[:16]}"
    if not _changed(connection, "ref", stamp):
        return
    for name, rows in tables.items():
        columns = list(rows[0])
        connection.execute(f"DELETE FROM ref.{name}")
        with connection.cursor().copy(f"COPY ref.{name} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([row[column] for column in columns])
    for statement in _KEEP_REGISTER:
        connection.execute(statement)
    _stamp(connection, "ref", stamp)


_UNIT_COLUMNS = "upt_id, nama, jenis, kelas, kanwil_id, kanwil"
# the register as it was when past figures were published: closed where it changed, never deleted
_KEEP_REGISTER = (
    "UPDATE ref.unit_pada p SET dimuat_sampai = now() WHERE dimuat_sampai = 'infinity' "
    f"AND ({_UNIT_COLUMNS}) NOT IN (SELECT upt_id, nama, jenis, coalesce(kelas, ''), kanwil_id, "
    f"kanwil FROM ({mart.UNITS}) AS u)",
    f"INSERT INTO ref.unit_pada ({_UNIT_COLUMNS}, dimuat_dari, dimuat_sampai) "
    "SELECT upt_id, nama, jenis, coalesce(kelas, ''), kanwil_id, kanwil, "
    "CASE WHEN EXISTS (SELECT FROM ref.unit_pada) THEN now() ELSE '-infinity'::timestamptz END, "
    f"'infinity' FROM ({mart.UNITS}) AS u WHERE upt_id NOT IN "
    "(SELECT upt_id FROM ref.unit_pada WHERE dimuat_sampai = 'infinity')",
)


def _split(text: str | None, separator: str) -> list[str]:
    return [part for part in (text or "").split(separator) if part]


def _reference_rows() -> dict[str, list[dict[str, object]]]:
    """Rows of every `ref` table, as its columns."""
    lists = {"kode_provinsi": ";", "sinonim": "|", "hs6": "|"}
    tables: dict[str, list[dict[str, object]]] = {}
    for model in (ref.Kanwil, ref.Upt, ref.Provinsi, ref.Produk, ref.Satuan, ref.Target):
        name = str(model.__tablename__)
        arrays = set(lists) & set(model.model_fields)
        if name != "kanwil":  # only a Kanwil covers several provinces
            arrays -= {"kode_provinsi"}
        tables[name] = [
            {
                column: _split(row[column], lists[column]) if column in arrays else row[column]
                for column in model.model_fields
            }
            for row in read_reference(name).iter_rows(named=True)
        ]
    for row in tables["upt"]:
        row["berlaku_dari"] = row["berlaku_dari"] or "-infinity"
    names = load_references().country_names
    tables["negara"] = [{"negara": iso2, "nama_negara": name} for iso2, name in names.items()]
    return tables
