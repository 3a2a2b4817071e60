"""The SQL of a story. Each query names the columns of the part it fills.

`%(unit)s`, `%(bulan)s` and `%(dataset)s` narrow where they are not null.
"""

from schemas.calendar import ZONE

_NARROW = (
    "(%(unit)s::text IS NULL OR {unit}) "
    "AND (%(bulan)s::date IS NULL OR {bulan}) "
    "AND (%(dataset)s::text IS NULL OR dataset = %(dataset)s)"
)
_REPORTED = _NARROW.format(unit="upt_id = %(unit)s", bulan="bulan = %(bulan)s")
# a sheet refused for naming another unit concerns its sender and the unit it names
_NAMING = "%(unit)s IN (upt_id, sender)"
_ASKED = (
    "(SELECT * FROM unnest(%(sha256)s::text[], %(sender)s::text[]) AS a (sha256, sender)) AS asked"
)
_RECEIVED = "ORDER BY s.first_received_at, s.received_at, s.name, s.sha256, s.sender"

SPEAKING = f"""
SELECT s.sha256, s.sender FROM ops.submission s WHERE (s.sha256, s.sender) IN (
    SELECT sha256, sender FROM ops.submission_report WHERE {_REPORTED}
    UNION ALL SELECT sha256, sender FROM ops.report WHERE {_REPORTED}
    UNION ALL SELECT sha256, sender FROM ops.rejected_report
    WHERE {_NARROW.format(unit=_NAMING, bulan="bulan = %(bulan)s")}
) {_RECEIVED}
"""
# nothing received before a month began can speak of it
UNREAD = f"""
SELECT s.sha256, s.sender FROM ops.submission s
WHERE s.received_at >= %(bulan)s::timestamp AT TIME ZONE '{ZONE}' AND (
    s.sender = %(unit)s AND s.state IN ('rejected', 'held', 'archived', 'withdrawn')
    AND NOT EXISTS (SELECT FROM ops.submission_report p
                    WHERE (p.sha256, p.sender) = (s.sha256, s.sender))
    AND NOT EXISTS (SELECT FROM ops.rejected_report j
                    WHERE (j.sha256, j.sender) = (s.sha256, s.sender))
    OR (s.sha256, s.sender) IN (
        SELECT sha256, sender FROM ops.rejected_report
        WHERE {_NARROW.format(unit=_NAMING, bulan="bulan IS NULL")})
) {_RECEIVED}
"""
FILES = f"SELECT s.sha256, s.sender FROM ops.submission s WHERE {{}} {_RECEIVED}"
NAMED = (
    "%(words)s ~* '^[0-9a-f]{6,64}$' AND starts_with(s.sha256, lower(%(words)s))",
    "s.name = %(words)s",
    "strpos(lower(s.name), lower(%(words)s)) > 0",
)
SUBMISSIONS = f"""
SELECT s.sha256, s.sender, s.name AS berkas, s.first_received_at, s.received_at, s.state, s.kode,
       s.alasan, s.run_id,
       EXISTS (SELECT FROM ops.submission t WHERE (t.sender, t.name) = (s.sender, s.name)
               AND t.received_at > s.received_at
               AND t.state NOT IN ('rejected', 'held', 'archived', 'withdrawn')) AS susulan
FROM {_ASKED} JOIN ops.submission s USING (sha256, sender)
"""
# a version's place in the order is that of the latest file that says the same
_LATEST = (
    "(SELECT s.name FROM ops.submission s WHERE s.sha256 = {0}.place_sha256 "
    "ORDER BY s.sender = {0}.sender DESC LIMIT 1)"
)
# `o`: what took a version's place; of one that never counted, what counted when it was published
REPORTS = f"""
SELECT k.sha256, k.sender, r.upt_id, r.dataset, r.bulan, k.lembar, k.tanggal_laporan,
       r.id AS report_id, r.version,
       CASE WHEN r.is_current THEN 'berlaku' WHEN r.current_from IS NULL THEN 'tersimpan'
            WHEN o.id IS NULL THEN 'ditarik' ELSE 'digantikan' END AS keadaan,
       r.berkas AS pemilik, r.lembar AS pemilik_lembar, r.sha256 AS pemilik_sha256,
       (r.sha256, r.sender) <> (k.sha256, k.sender) AS sama,
       r.current_from, r.superseded_at, o.version AS oleh_version, o.sha256 AS oleh_sha256,
       CASE WHEN r.current_from IS NULL THEN {_LATEST.format("o")} ELSE o.berkas END AS oleh_berkas,
       CASE WHEN r.current_from IS NULL THEN o.place_tanggal ELSE o.tanggal_laporan END
           AS oleh_tanggal,
       {_LATEST.format("c")} AS berkas_berlaku, c.place_tanggal AS tanggal_berlaku,
       r.run_id, r.is_nil,
       r.rows_read, r.rows_published, r.rows_quarantined, r.rows_total, r.rows_blank,
       (SELECT count(DISTINCT w.baris) FROM ops.warning w
        WHERE w.report_id = r.id AND w.kode <> 'W003')::int AS rows_flagged  -- W003: total rows
FROM (
    SELECT sha256, sender, lembar, tanggal_laporan, report_id
    FROM {_ASKED} JOIN ops.submission_report USING (sha256, sender) WHERE {_REPORTED}
    UNION ALL
    SELECT sha256, sender, lembar, tanggal_laporan, r.id
    FROM {_ASKED} JOIN ops.report r USING (sha256, sender) WHERE {_REPORTED}
    AND NOT EXISTS (SELECT FROM ops.submission_report p
                    WHERE (p.sha256, p.sender, p.report_id) = (r.sha256, r.sender, r.id))
) AS k JOIN ops.report r ON r.id = k.report_id
LEFT JOIN ops.report c ON (c.upt_id, c.dataset, c.bulan) = (r.upt_id, r.dataset, r.bulan)
    AND c.is_current
LEFT JOIN LATERAL (
    SELECT * FROM ops.report o
    WHERE (o.upt_id, o.dataset, o.bulan) = (r.upt_id, r.dataset, r.bulan) AND o.id <> r.id
    AND CASE WHEN r.current_from IS NULL THEN o.current_from <= r.published_at
             AND coalesce(o.superseded_at > r.published_at, true)
             ELSE o.current_from = r.superseded_at END
) AS o ON true
ORDER BY r.upt_id, r.bulan, r.dataset, r.version
"""
REJECTED = f"""
SELECT j.sha256, j.sender, j.lembar, j.dataset, j.upt_id, j.bulan, j.kode, j.alasan, j.run_id,
       EXISTS (SELECT FROM ops.submission_report p JOIN ops.submission t USING (sha256, sender)
               WHERE (p.upt_id, p.dataset, p.bulan)
                   = (coalesce(j.upt_id, j.sender), j.dataset, j.bulan)
               AND t.received_at > s.received_at) AS susulan
FROM {_ASKED} JOIN ops.rejected_report j USING (sha256, sender)
JOIN ops.submission s USING (sha256, sender)
WHERE {_NARROW.format(unit=_NAMING, bulan="bulan IS NULL OR bulan = %(bulan)s")}
ORDER BY j.lembar, j.dataset
"""
# the cell at fault, per reason
CELLS = """
ARRAY(SELECT coalesce(t #>> '{sel,0}', '')
      FROM unnest(q.temuan) WITH ORDINALITY AS x (t, n) ORDER BY n)
"""
HELD = f"""
SELECT q.report_id, q.baris, q.kode, {CELLS} AS sel, q.alasan, q.tertulis, q.sejak,
       floor(extract(epoch FROM coalesce(q.ditutup_at, now()) - q.sejak) / 86400)::int AS umur_hari,
       CASE WHEN q.ditutup_at IS NOT NULL THEN 'ditutup' WHEN r.is_current THEN 'terbuka'
            ELSE 'tersimpan' END AS keadaan,
       q.ditutup_at, q.ditutup_oleh, u.flow, q.sebab, q.perubahan
FROM ops.quarantined_row q JOIN ops.report r ON r.id = q.report_id
LEFT JOIN ops.run u ON u.run_id = q.ditutup_oleh
WHERE q.report_id = ANY(%(ids)s) ORDER BY q.report_id, q.baris
"""
REMARKS = f"""
SELECT report_id, sha256, upt_id, lembar, baris, coalesce(sel[1], '') AS sel, kode, alasan
FROM ops.warning
WHERE report_id = ANY(%(ids)s)
OR report_id IS NULL AND (sha256, upt_id) IN (SELECT sha256, sender FROM {_ASKED})
ORDER BY report_id, lembar, baris NULLS FIRST, kode, sel, id
"""
OWED = f"""
SELECT k.dataset, k.status, (k.bulan + interval '1 month')::date + t.jatuh_tempo_hari - 1
           AS jatuh_tempo,
       (now() AT TIME ZONE '{ZONE}')::date
           >= (k.bulan + interval '1 month')::date + t.jatuh_tempo_hari AS terlambat
FROM mart.kepatuhan k, ref.ketentuan t
WHERE k.upt_id = %(unit)s AND k.bulan = %(bulan)s
AND (%(dataset)s::text IS NULL OR k.dataset = %(dataset)s) ORDER BY k.dataset
"""
