"""A database of Prefect's own in the embedded PostgreSQL, beside the warehouse."""

import psycopg
from psycopg import sql

from schemas.settings import Settings
from schemas.warehouse.connect import embedded_url


def database_beside(settings: Settings, name: str) -> str:
    """Libpq URL of a database in the embedded PostgreSQL, made where it is missing.

    Raises:
        TerminalError: The embedded PostgreSQL does not start.
    """
    with psycopg.connect(embedded_url(settings), autocommit=True) as connection:
        found = connection.execute("SELECT FROM pg_database WHERE datname = %s", (name,))
        if found.fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return embedded_url(settings, name)


def has_trigrams(url: str) -> bool:
    """Whether a PostgreSQL server can give the extension `pg_trgm`; the embedded one cannot."""
    found = "SELECT FROM pg_available_extensions WHERE name = 'pg_trgm'"
    with psycopg.connect(url) as connection:
        return connection.execute(found).fetchone() is not None
