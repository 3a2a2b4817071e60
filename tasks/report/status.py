"""Who owes what, what came in, the last runs and the nation by month."""

from datetime import date

import psycopg

from schemas.calendar import ZONE
from schemas.warehouse.signs_of_life import IS_SILENT
from tasks.report.answers import Record, ask
from tasks.report.lookup import UnknownNameError, read_month

NATION_LEDGER = "SELECT * FROM mart.kepatuhan_nasional WHERE bulan = %(bulan)s"
KANWIL_LEDGER = (
    "SELECT * FROM mart.kepatuhan_kanwil WHERE (bulan, kanwil_id) = (%(bulan)s, %(kanwil)s)"
)
_WORST_FIRST = """
FROM mart.kepatuhan_kanwil WHERE bulan = %(bulan)s ORDER BY kelengkapan, ketepatan, kanwil_id
"""
EVERY_KANWIL = f"SELECT * {_WORST_FIRST}"
KANWIL = f"""
SELECT replace(kanwil_id, 'kanwil-', '') AS "Kanwil", wajib,
       tepat_waktu + terlambat + nihil AS terbit, sebagian, ditolak, belum,
       round(100 * kelengkapan, 2) AS "lengkap %%", round(100 * ketepatan, 2) AS "tepat %%"
{_WORST_FIRST}
"""
OBLIGATIONS = """
SELECT * FROM mart.kepatuhan WHERE (bulan, kanwil_id) = (%(bulan)s, %(kanwil)s)
ORDER BY upt_id, dataset
"""
UNITS = """
SELECT upt_id AS unit, count(*) AS wajib,
       count(*) FILTER (WHERE status IN ('tepat_waktu', 'terlambat', 'nihil')) AS terbit,
       concat_ws('; ',
         'belum ' || string_agg(dataset, ', ' ORDER BY dataset) FILTER (WHERE status = 'belum'),
         'ditolak ' || string_agg(dataset, ', ' ORDER BY dataset)
           FILTER (WHERE status = 'ditolak'),
         'sebagian ' || string_agg(dataset, ', ' ORDER BY dataset)
           FILTER (WHERE status = 'sebagian'),
         'terlambat ' || string_agg(dataset || ' +' || terlambat_hari || ' hari', ', '
           ORDER BY dataset) FILTER (WHERE terlambat_hari > 0)) AS kurang
FROM mart.kepatuhan WHERE (bulan, kanwil_id) = (%(bulan)s, %(kanwil)s) GROUP BY upt_id
ORDER BY count(*) FILTER (WHERE status NOT IN ('belum', 'ditolak'))::numeric / count(*),
         count(*) FILTER (WHERE terlambat_hari = 0)::numeric / count(*), upt_id
"""
RUNS = f"""
SELECT to_char(started_at AT TIME ZONE '{ZONE}', 'YYYY-MM-DD HH24:MI') AS "started (WIB)",
       flow, state, message
FROM (
    SELECT started_at, flow, CASE WHEN silent THEN 'crashed' ELSE state END AS state,
           CASE WHEN silent THEN 'no sign of life since '
                || to_char(seen_at AT TIME ZONE '{ZONE}', 'YYYY-MM-DD HH24:MI')
                || ' WIB; nothing is published' ELSE message END AS message,
           rank() OVER (ORDER BY started_at DESC) AS nth
    FROM ops.run CROSS JOIN LATERAL (
        SELECT state = 'running' AND {IS_SILENT} AS silent
    ) AS life
) AS run
WHERE nth <= 5 OR state = 'held' ORDER BY started_at DESC
"""
FILES = "SELECT state, count(*) AS files FROM ops.submission GROUP BY state ORDER BY state"
ARRIVED = """
SELECT s.sender AS "from", s.name AS file, s.state,
       coalesce(string_agg(r.dataset || ' ' || to_char(r.bulan, 'YYYY-MM'), ', '
                ORDER BY r.dataset), s.kode || ' ' || s.alasan, '') AS "reports or reason"
FROM ops.submission s
LEFT JOIN ops.report r ON (r.sha256, r.sender) = (s.sha256, s.sender)
GROUP BY s.sha256, s.sender ORDER BY s.state = 'rejected' DESC, s.sender, s.name LIMIT 40
"""
EXPORTS = """
SELECT to_char(bulan, 'YYYY-MM') AS month, produk AS product,
       coalesce(nama_negara, '-') AS country, satuan AS unit,
       sum(pengiriman)::bigint AS shipments,
       sum(jumlah) AS quantity, CASE WHEN bool_or(perkiraan) THEN 'about' ELSE '' END AS " "
FROM mart.ekspor_bulanan LEFT JOIN ref.negara USING (negara)
GROUP BY 1, 2, 3, 4 ORDER BY 1 DESC, 2, 3 LIMIT 20
"""
_MONTHS = "SELECT DISTINCT bulan FROM {} ORDER BY bulan DESC"
LATEST_MONTHS = f"{_MONTHS.format('mart.agregat_upt')} LIMIT 6"
ALL_MONTHS = _MONTHS.format("mart.agregat_upt")
_MONTHS_OF_RUN = f"{_MONTHS.format('ops.report WHERE run_id = %(run)s')} LIMIT 12"
_MONTHS_IN_LEDGER = """
SELECT min(b.bulan) AS first, max(b.bulan) AS last, max(b.bulan) FILTER (
    WHERE EXISTS (SELECT FROM ops.report r WHERE r.bulan = b.bulan AND r.is_current)
) AS reported FROM mart.bulan_wajib b
"""


def national_query(months: str = LATEST_MONTHS) -> str:
    """SELECT of the nation's figures in the months of a query, the latest first."""
    return f"""
SELECT to_char(bulan, 'YYYY-MM') AS month, upt_melapor AS units, penghuni AS inmates,
       partisipasi_pct AS "part. %%", wbp_bekerja AS working, ekspor_pengiriman AS exports,
       premi_rp AS "premi Rp", pnbp_rp AS "PNBP Rp", bersertifikat AS certified,
       klien AS clients, mitra_aktif AS partners
FROM mart.nasional_bulanan WHERE bulan = ANY (ARRAY({months})) ORDER BY bulan DESC
"""


def months_of_run(connection: psycopg.Connection, run_id: str) -> list[Record]:
    """The nation's figures in the months a run touched."""
    return ask(connection, national_query(_MONTHS_OF_RUN), {"run": run_id})


def month_in_ledger(connection: psycopg.Connection, words: str) -> date | None:
    """The month asked for, else the latest anybody reported, else the latest; None: none is owed.

    Raises:
        UnknownNameError: It is no month of the ledger.
    """
    (known,) = ask(connection, _MONTHS_IN_LEDGER)
    first, last, reported = known["first"], known["last"], known["reported"]
    latest: date | None = reported or last
    if not words:
        return latest
    month = read_month(words)
    if first is None or not first <= month <= last:
        held = f"the months {first:%Y-%m} to {last:%Y-%m}" if first else "no month yet"
        raise UnknownNameError(f"{month:%Y-%m} is not in the ledger; it holds {held}")
    return month
