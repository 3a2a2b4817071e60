"""The published figures before and after a run, and the restatements between them."""

from typing import Any

import psycopg
from psycopg.rows import dict_row

from schemas.metrics import (
    EXPORT_LINE,
    EXPORTED,
    INMATES,
    METRICS,
    PARTICIPANTS,
    PARTICIPATION,
    PARTICIPATION_PCT,
)

NATION = "ID"
_VALUES = ", ".join(f"('{m.name}', a.{m.name}::numeric)" for m in METRICS)
_RATE = PARTICIPATION.format(
    participants=f"max(nilai) FILTER (WHERE metrik = '{PARTICIPANTS}')",
    inmates=f"max(nilai) FILTER (WHERE metrik = '{INMATES}')",
)
_LEVELS = (
    "CASE WHEN grouping(kanwil_id) = 1 THEN 'nasional' WHEN grouping(upt_id) = 1 THEN 'kanwil' "
    f"ELSE 'upt' END AS tingkat, coalesce(upt_id, kanwil_id, '{NATION}') AS unit_id"
)
# every figure of the months in `tersentuh`, on all three levels; `unit` counts the units behind it
_FIGURES = f"""
WITH a AS (
    SELECT a.*, u.kanwil_id FROM mart.agregat_upt a JOIN ref.unit u USING (upt_id)
    WHERE a.bulan = ANY (ARRAY(SELECT DISTINCT bulan FROM tersentuh))
), satu AS (
    SELECT a.upt_id, a.kanwil_id, a.bulan, m.metrik, m.nilai
    FROM a CROSS JOIN LATERAL (VALUES {_VALUES}) AS m (metrik, nilai) WHERE m.nilai IS NOT NULL
), jumlah AS (
    SELECT {_LEVELS}, bulan, metrik, '' AS rincian, sum(nilai) AS nilai,
           count(*)::integer AS unit, (count(*) FILTER (WHERE nilai <> 0))::integer AS unit_berisi
    FROM satu GROUP BY GROUPING SETS
        ((bulan, metrik), (kanwil_id, bulan, metrik), (kanwil_id, upt_id, bulan, metrik))
)
SELECT * FROM jumlah
UNION ALL
SELECT tingkat, unit_id, bulan, '{PARTICIPATION_PCT}', '', {_RATE}, max(unit), max(unit_berisi)
FROM jumlah GROUP BY tingkat, unit_id, bulan HAVING {_RATE} IS NOT NULL
UNION ALL
SELECT {_LEVELS}, bulan, '{EXPORTED.name}', {EXPORT_LINE.format(country="negara")},
       sum(jumlah), count(*)::integer, count(*)::integer
FROM mart.ekspor_bulanan WHERE bulan = ANY (ARRAY(SELECT DISTINCT bulan FROM tersentuh))
AND jumlah IS NOT NULL
GROUP BY GROUPING SETS ((bulan, produk, negara, satuan), (kanwil_id, bulan, produk, negara, satuan),
    (kanwil_id, upt_id, bulan, produk, negara, satuan))
"""
_DATASETS = ", ".join(
    [
        *(f"('{m.name}', '{m.dataset}')" for m in (*METRICS, EXPORTED)),
        f"('{PARTICIPATION_PCT}', 'partisipasi')",
    ]
)
# the reports behind a changed figure: versions that became current, and those withdrawn
_RESTATE = f"""
INSERT INTO ops.restatement
    (run_id, tingkat, unit_id, bulan, metrik, rincian, sebelum, sesudah, laporan)
SELECT %s, b.tingkat, b.unit_id, b.bulan, b.metrik, b.rincian, b.sebelum, b.sesudah,
       coalesce(l.laporan, '{{}}')
FROM angka_berubah b
JOIN (VALUES {_DATASETS}) AS d (metrik, dataset) USING (metrik)
LEFT JOIN LATERAL (
    SELECT array_agg(s.report_id ORDER BY s.report_id) AS laporan
    FROM sebab_laporan s JOIN ref.unit u USING (upt_id)
    WHERE s.bulan = b.bulan AND s.dataset = d.dataset
    AND b.unit_id = CASE b.tingkat
        WHEN 'upt' THEN s.upt_id WHEN 'kanwil' THEN u.kanwil_id ELSE '{NATION}' END
) AS l ON true
WHERE b.sebelum IS NOT NULL
"""


def remember_figures(connection: psycopg.Connection) -> None:
    """Keep the figures of the months in `tersentuh` as they stand: table `angka_sebelum`."""
    connection.execute(f"CREATE TEMP TABLE angka_sebelum ON COMMIT DROP AS {_FIGURES}")


def compare_figures(connection: psycopg.Connection) -> None:
    """Fill `angka_berubah` with every figure that differs now; null = there was or is none."""
    connection.execute(
        f"CREATE TEMP TABLE angka_berubah ON COMMIT DROP AS WITH kini AS ({_FIGURES}) "
        "SELECT tingkat, unit_id, bulan, metrik, rincian, s.nilai AS sebelum, k.nilai AS sesudah, "
        "coalesce(s.unit, 0) AS unit_sebelum, coalesce(k.unit, 0) AS unit_sesudah, "
        "coalesce(s.unit_berisi, 0) AS unit_berisi "
        "FROM angka_sebelum s FULL JOIN kini k USING (tingkat, unit_id, bulan, metrik, rincian) "
        "WHERE s.nilai IS DISTINCT FROM k.nilai"
    )


def write_restatements(connection: psycopg.Connection, run_id: str) -> None:
    """Keep every published figure this run changed, with the reports that changed it.

    Needs `angka_berubah` and `sebab_laporan(report_id, upt_id, dataset, bulan)`.
    """
    connection.execute(_RESTATE, (run_id,))


def changed_figures(connection: psycopg.Connection, *levels: str) -> list[dict[str, Any]]:
    """Changed figures of these levels, ordered: nation first, then Kanwil."""
    cursor = connection.cursor(row_factory=dict_row)
    cursor.execute(
        "SELECT tingkat, unit_id, bulan, metrik, rincian, sebelum, sesudah, unit_sebelum, "
        "unit_sesudah, unit_berisi FROM angka_berubah WHERE tingkat = ANY(%s) "
        "ORDER BY tingkat DESC, bulan, unit_id, metrik, rincian",
        (list(levels),),
    )
    return cursor.fetchall()
