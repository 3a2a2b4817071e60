"""The aggregate `mart.agregat_upt`, rebuilt for the whole past when the metrics change."""

import psycopg

from schemas.warehouse import mart

_KEYS = ("upt_id", "bulan", "berubah_at")
_EVERY_PAIR = "(SELECT DISTINCT upt_id, bulan FROM ops.report WHERE is_current) AS semua"


def rebuild_whole(connection: psycopg.Connection) -> None:
    """Give the aggregate the columns of today's metrics and fill it anew. No view may stand on it.

    What a metric was is read off the current reports' rows; nothing of it is kept elsewhere.
    """
    _align_columns(connection)
    connection.execute("DELETE FROM mart.agregat_upt")
    connection.execute(mart.rebuild_aggregate(_EVERY_PAIR))


def _align_columns(connection: psycopg.Connection) -> None:
    """Drop figures that are no metric any more or of another type; add those that lack."""
    found = connection.execute(
        "SELECT attname, replace(format_type(atttypid, atttypmod), ',', ', ') FROM pg_attribute "
        "WHERE attrelid = 'mart.agregat_upt'::regclass AND attnum > 0 AND NOT attisdropped"
    )
    there = {name: sql_type for name, sql_type in found if name not in _KEYS}
    wanted = mart.aggregate_columns()
    stays = {name for name, sql_type in there.items() if wanted.get(name) == sql_type}
    for name in there.keys() - stays:
        connection.execute(f'ALTER TABLE mart.agregat_upt DROP COLUMN "{name}"')
    for name, sql_type in wanted.items():
        if name not in stays:
            connection.execute(f"ALTER TABLE mart.agregat_upt ADD COLUMN {name} {sql_type}")
