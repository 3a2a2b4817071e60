"""What the gate holds: why, which files it would refuse, which figures it would change."""

from typing import NamedTuple

import psycopg

from tasks.report.answers import Record, ask


class Held(NamedTuple):
    """A run that waits for someone to release it.

    Attributes:
        message: Why.
        refusals: Why files would be rejected, most frequent first.
        figures: Every national figure it would have changed, those that hold it first.
    """

    message: str
    refusals: list[Record]
    figures: list[Record]


def held_run(connection: psycopg.Connection, run_id: str) -> Held:
    """A held run by its id."""
    run = {"run": run_id}
    (said,) = ask(connection, "SELECT message FROM ops.run WHERE run_id = %(run)s", run)
    return Held(said["message"], ask(connection, _REFUSALS, run), ask(connection, _FIGURES, run))


_REFUSALS = """
SELECT kode, count(*) AS files, min(sender || ', ' || name || ': ' || alasan) AS "for example"
FROM ops.submission WHERE run_id = %(run)s AND state = 'held' AND kode IS NOT NULL
GROUP BY kode ORDER BY 2 DESC, 1
"""
_FIGURES = """
SELECT to_char(bulan, 'YYYY-MM') AS month, metrik AS metric, sebelum AS now, sesudah AS held,
       upt_sebelum AS "units now", upt_sesudah AS "units held",
       CASE WHEN sebab_ditahan THEN 'yes' ELSE '' END AS "holds the run"
FROM ops.held_figure WHERE run_id = %(run)s ORDER BY sebab_ditahan DESC, bulan, metrik
"""
