"""Bring a warehouse to what this code describes: tables, views, reference data."""

from typing import TYPE_CHECKING, NamedTuple

import psycopg
import sqlalchemy as sa

from schemas.errors import TerminalError, TransientError
from schemas.settings import PROJECT, Settings
from schemas.warehouse.connect import connect
from schemas.warehouse.deciding import adopt_settings
from schemas.warehouse.definitions import VIEWS, check_definitions, stale_definitions, stamps
from schemas.warehouse.derive import Derived, derive
from schemas.warehouse.outage import outlasting
from schemas.warehouse.publish_lock import lock_publishing
from schemas.warehouse.roles import settle_roles

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = PROJECT / "schemas" / "migrations"
SCHEMAS = ("ref", "ops", "fact", "mart")
_LOCK = 627_033  # advisory lock: one migration at a time


def alembic_config(url: str) -> "Config":
    """Alembic's configuration for a warehouse; a wheel has no pyproject to read it from."""
    from alembic.config import Config  # noqa: PLC0415 (a third of a second, and rarely needed)

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["url"] = url
    return config


def engine(url: str) -> sa.Engine:
    """SQLAlchemy engine for Alembic, which never sees the URL; everything else speaks psycopg."""
    return sa.create_engine(
        "postgresql+psycopg://", creator=lambda: connect(url), poolclass=sa.NullPool
    )


class Migrated(NamedTuple):
    """What `migrate` did, and what it could not do.

    Attributes:
        derived: What was made anew; None where nothing was.
        left: Statements that only the server's owner may run, empty where there are none.
    """

    derived: Derived | None
    left: list[str]


def migrate(url: str, settings: Settings | None = None) -> Migrated:
    """Upgrade tables; load references, rebuild figures and make views anew where they changed.

    Idempotent, and cheap where nothing has changed. Figures are rebuilt for the whole past, and
    every published one that differs then is a restatement of its own kind.

    Args:
        url: Warehouse.
        settings: What a warehouse that was not told a setting yet is told; the defaults where
            none are given. What it was told stays.

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
            adopt_settings(connection, settings or Settings.model_construct())
            derived = None
            if stale_definitions(connection):
                lock_publishing(connection)  # a run under way still publishes by what was
                derived = derive(connection)
            described = f"{newest_revision()} {stamps()[VIEWS]}"
            left = settle_roles(connection, described, anew=derived is not None)
            return Migrated(derived, left)


@outlasting
def check_schema(url: str) -> None:
    """Make sure the warehouse has the tables this code expects, and derives what it does.

    Raises:
        TerminalError: It has not; `pembinaan migrate` mends that.
    """
    with connect(url) as connection:
        check_tables(connection)
        check_definitions(connection)


def check_tables(connection: psycopg.Connection) -> str:
    """The revision of the warehouse's tables, which is that of this code.

    Raises:
        TerminalError: It is not; `pembinaan migrate` mends that.
    """
    found, newest = _revision(connection), newest_revision()
    if found != newest:
        raise TerminalError(
            f"the warehouse is of another release (tables {found}, not {newest}): "
            "run `pembinaan migrate`"
        )
    return newest


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
