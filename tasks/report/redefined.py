"""National figures that a release defines anew."""

import psycopg

from tasks.report.answers import Record, ask

_REDEFINED = """
SELECT metrik AS metric, to_char(bulan, 'YYYY-MM') AS month, rincian AS of, jenis AS kind,
       sebelum AS before, sesudah AS after
FROM ops.restatement WHERE run_id = %(run)s AND tingkat = 'nasional'
ORDER BY metrik, bulan DESC, rincian LIMIT 40
"""


def redefined_figures(connection: psycopg.Connection, run_id: str) -> list[Record]:
    """The figures of the nation that a migration changed, by metric and month; at most 40."""
    return ask(connection, _REDEFINED, {"run": run_id})
