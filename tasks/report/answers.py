"""How a question is put to the warehouse: lines by the names of their columns."""

import json
from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg.rows import dict_row

Record = dict[str, Any]
_NOTHING: Mapping[str, Any] = {}  # even so, `%%` is what a query writes for `%`


def ask(
    connection: psycopg.Connection, query: str, values: Mapping[str, Any] = _NOTHING
) -> list[Record]:
    """The lines of a query."""
    return connection.cursor(row_factory=dict_row).execute(query, values).fetchall()


def ask_json(
    connection: psycopg.Connection, queries: Mapping[str, str], values: Mapping[str, Any] = _NOTHING
) -> dict[str, list[Record]]:
    """The lines of each query as JSON has them: the server writes numbers and instants exactly."""
    found: dict[str, Any] = {}
    for name, query in queries.items():
        listed = f"SELECT coalesce(json_agg(q), '[]')::text FROM ({query}) AS q"
        row = connection.execute(listed, values).fetchone()
        found[name] = json.loads(row[0]) if row else []
    return found
