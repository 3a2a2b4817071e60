"""`mart`: who owes which report and what became of it (`kepatuhan`), and what is still held."""

from schemas.calendar import DAY_IS_SEEN_BY, ZONE
from schemas.contracts import DATASETS
from schemas.warehouse.ledger_counts import COUNTS_BY_KANWIL, shown_counts


def view_definitions() -> dict[str, tuple[str, str]]:
    """Name to (query, Indonesian comment) of every view, in the order they build on each other."""
    return {
        "mart.karantina_terbuka": (_OPEN_QUARANTINE, "Baris yang masih dikarantina"),
        "mart.bulan_wajib": (
            _OWED_MONTHS,
            "Bulan yang sudah berakhir dan wajib dilaporkan, dengan jatuh temponya",
        ),
        "mart.kepatuhan": (
            _ledger(),
            "Buku besar: satu baris per kewajiban (unit, dataset, bulan) dan nasibnya; yang "
            "diterima kosong bila tidak ada laporan yang berlaku",
        ),
        "mart.kepatuhan_kanwil": (
            f"SELECT k.bulan, k.kanwil_id, w.kanwil, {shown_counts('k.{}')} "
            f"FROM ({COUNTS_BY_KANWIL}) AS k JOIN ref.kanwil w USING (kanwil_id)",
            "Kelengkapan dan ketepatan laporan per Kanwil dan bulan",
        ),
        "mart.kepatuhan_nasional": (
            f"SELECT k.bulan, {shown_counts('sum(k.{})')} FROM ({COUNTS_BY_KANWIL}) AS k "
            "GROUP BY k.bulan",
            "Kelengkapan dan ketepatan laporan nasional per bulan",
        ),
    }


_OPEN_QUARANTINE = """
SELECT q.bulan, q.upt_id, u.kanwil_id, q.dataset, q.kode, q.alasan, q.temuan, q.tertulis,
       r.sha256, q.berkas, q.lembar, q.baris, q.sejak,
       floor(extract(epoch FROM now() - q.sejak) / 86400)::integer AS umur_hari, q.report_id
FROM ops.quarantined_row q
JOIN ops.report r ON r.id = q.report_id AND r.is_current
JOIN ref.unit u ON u.upt_id = q.upt_id
WHERE q.ditutup_at IS NULL
"""

# out of an array, since the planner expects ten elements of one but a thousand of a series
_OWED_MONTHS = f"""
SELECT m::date AS bulan,
       (m + interval '1 month')::date - 1 AS hari_terakhir,
       (m + interval '1 month')::date - 1 + k.jatuh_tempo_hari AS jatuh_tempo
FROM ref.ketentuan k, unnest(ARRAY(SELECT generate_series(
    date_trunc('month', k.wajib_dari::timestamp),
    date_trunc('month', now() AT TIME ZONE '{ZONE}') - interval '1 month',
    interval '1 month'
))) AS m
WHERE k.satu = 1
"""


_ARRIVED = """berlaku AS (
    SELECT bulan, dataset, upt_id, is_current AS berlaku, is_nil,
           rows_quarantined > 0 AS sebagian, rows_published = 0 AS kosong
    FROM ops.report WHERE is_current
), diterima AS (
    SELECT bulan, dataset, upt_id, min(first_received_at) AS diterima_at
    FROM ops.submission_report GROUP BY bulan, dataset, upt_id
), ditolak AS (
    SELECT DISTINCT j.bulan, j.dataset, upt_id, true AS ditolak
    FROM ops.rejected_report j LEFT JOIN ref.unit u USING (upt_id)
    WHERE j.sender IN (upt_id, u.kanwil_id)
"""
_FATES = f"""nasib AS (
    SELECT bulan, jatuh_tempo, upt_id, kanwil_id, dataset, berlaku, is_nil, sebagian, kosong,
           ditolak, CASE WHEN berlaku THEN diterima_at END AS diterima_at,
           CASE WHEN berlaku THEN
               (diterima_at AT TIME ZONE '{ZONE}' - interval '{DAY_IS_SEEN_BY}')::date END AS hari
    FROM kewajiban
    LEFT JOIN berlaku USING (bulan, dataset, upt_id)
    LEFT JOIN diterima USING (bulan, dataset, upt_id)
    LEFT JOIN ditolak USING (bulan, dataset, upt_id)
)
SELECT bulan, upt_id, kanwil_id, dataset,
       CASE WHEN is_nil THEN 'nihil'
            WHEN sebagian THEN 'sebagian'
            WHEN hari <= jatuh_tempo THEN 'tepat_waktu'
            WHEN berlaku THEN 'terlambat'
            WHEN ditolak THEN 'ditolak'
            ELSE 'belum' END AS status,
       diterima_at, hari - least(hari, jatuh_tempo) AS terlambat_hari, kosong
FROM nasib
"""


def _ledger() -> str:
    """Query of `mart.kepatuhan`: one row per obligation, whoever reported or not.

    A month is owed once it has ended; a unit owes what its type on the month's last day owes, and
    nothing from the month it closes in. What the night after the due day is the first to see came
    in time. What is joined to a duty comes from indexes alone, in
    their order (18 ms for a month of a nation; gathered from the tables first it took 65 ms).
    """
    return f"\nWITH {_duties()}), {_ARRIVED}), {_FATES}"


def _duties() -> str:
    """CTE `kewajiban`, one line per obligation."""
    return f"""unit AS (
    SELECT upt_id, jenis, kanwil_id, berlaku_dari, least(
               berlaku_sampai,
               lead(berlaku_dari, 1, 'infinity') OVER (PARTITION BY upt_id ORDER BY berlaku_dari)
           ) AS sampai
    FROM ref.upt
    UNION ALL
    SELECT kanwil_id, 'Kanwil', kanwil_id, '-infinity', 'infinity' FROM ref.kanwil
), kewajiban AS (
    SELECT b.bulan, b.jatuh_tempo, u.upt_id, u.kanwil_id, w.dataset
    FROM mart.bulan_wajib b
    JOIN unit u ON u.berlaku_dari <= b.hari_terakhir AND b.hari_terakhir < u.sampai
    CROSS JOIN LATERAL unnest(CASE u.jenis {_owed()} END) AS w (dataset)
"""


def _owed() -> str:
    """Branches of a CASE: unit type to the datasets it owes, as the contracts say."""
    kinds = sorted({kind for c in DATASETS.values() for kind in c.model.owed_by})
    owed = {k: [f"'{n}'" for n, c in DATASETS.items() if k in c.model.owed_by] for k in kinds}
    return " ".join(f"WHEN '{kind}' THEN ARRAY[{', '.join(names)}]" for kind, names in owed.items())
