"""Views, functions, guards and comments of the warehouse as statements, in order."""

import psycopg

from schemas.warehouse import ledger, mart
from schemas.warehouse.database_guards import guard_statements


def drop_views(connection: psycopg.Connection) -> None:
    """Drop every view, also an earlier release's, and the functions that return its rows."""
    names = connection.execute(
        "SELECT format('%I.%I', schemaname, viewname) FROM pg_views "
        "WHERE schemaname IN ('mart', 'ref')"
    ).fetchall()
    for (name,) in names:
        connection.execute(f"DROP VIEW IF EXISTS {name} CASCADE")


def view_statements() -> tuple[str, ...]:
    """What makes the views, functions and guards, and comments the aggregate's figures."""
    return (*_view_statements(), *_function_statements(), *guard_statements(), *mart.comments())


def _views() -> dict[str, tuple[str, str]]:
    return {**mart.view_definitions(), **ledger.view_definitions()}


def _view_statements() -> list[str]:
    return [
        statement
        for name, (query, comment) in _views().items()
        for statement in (
            f"CREATE VIEW {name} AS {query}",
            f"COMMENT ON VIEW {name} IS '{comment}'",
        )
    ]


def _function_statements() -> list[str]:
    return [
        statement
        for name, (query, comment) in mart.function_definitions().items()
        for statement in (
            f"CREATE FUNCTION {name} (pada timestamptz, untuk date DEFAULT NULL) "
            f"RETURNS SETOF {name.removesuffix('_pada')} LANGUAGE sql STABLE AS $${query}$$",
            f"COMMENT ON FUNCTION {name} IS '{comment}'",
        )
    ]
