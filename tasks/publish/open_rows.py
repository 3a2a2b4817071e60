"""Quarantined rows over the versions of a report: since when, closed by which run and why."""

from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

from tasks.rulebook import Rulebook

# Rows of a superseded version are closed. A row whose text is held again in the new version is
# carried on; one that went because the same file was read again was cured by the rulebook.
_CLOSE = """
UPDATE ops.quarantined_row q SET ditutup_at = %(at)s, ditutup_oleh = %(run)s,
    sebab = CASE
        WHEN d.baru IS NULL THEN 'ditarik'
        WHEN EXISTS (SELECT FROM ops.quarantined_row n
                     WHERE n.report_id = d.baru AND n.tertulis = q.tertulis) THEN 'diteruskan'
        WHEN b.sha256 IN (l.sha256, l.place_sha256) THEN 'aturan'
        ELSE 'koreksi' END,
    perubahan = CASE
        WHEN d.baru IS NOT NULL AND b.sha256 IN (l.sha256, l.place_sha256) THEN ARRAY(
            SELECT coalesce(x.key, y.key) FROM jsonb_each_text(k.parts) x
            FULL JOIN jsonb_each_text(%(parts)s::jsonb) y ON y.key = x.key
            WHERE x.value IS DISTINCT FROM y.value ORDER BY 1)
        ELSE '{}' END
FROM digantikan d JOIN ops.report l ON l.id = d.lama LEFT JOIN ops.report b ON b.id = d.baru
LEFT JOIN ops.run m ON m.run_id = l.run_id LEFT JOIN ops.rulebook k ON k.stamp = m.rulebook
WHERE q.report_id = d.lama AND q.ditutup_at IS NULL
"""
_CARRY = """
UPDATE ops.quarantined_row n SET sejak = s.sejak FROM (
    SELECT d.baru, q.tertulis, min(q.sejak) AS sejak
    FROM digantikan d JOIN ops.quarantined_row q ON q.report_id = d.lama
    WHERE d.baru IS NOT NULL GROUP BY d.baru, q.tertulis
) AS s WHERE n.report_id = s.baru AND n.tertulis = s.tertulis
"""
_CLEARED = """
SELECT q.upt_id, q.dataset, q.bulan, q.berkas, q.lembar, q.baris, q.kode, q.sebab, q.perubahan
FROM digantikan d JOIN ops.quarantined_row q ON q.report_id = d.lama
WHERE q.ditutup_oleh = %s AND q.sebab <> 'diteruskan'
ORDER BY q.bulan, q.upt_id, q.dataset, q.baris
"""


def close_quarantine(
    connection: psycopg.Connection, run_id: str, at: datetime, rulebook: Rulebook
) -> None:
    """Close the rows of the versions in `digantikan(lama, baru)`; carry their age on."""
    from psycopg.types.json import Jsonb  # noqa: PLC0415

    parts = Jsonb(rulebook.parts)
    connection.execute(_CARRY)
    connection.execute(_CLOSE, {"at": at, "run": run_id, "parts": parts})


def cleared_rows(connection: psycopg.Connection, run_id: str) -> list[dict[str, Any]]:
    """Rows this run closed that are not held again."""
    return connection.cursor(row_factory=dict_row).execute(_CLEARED, (run_id,)).fetchall()
