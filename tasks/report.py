"""Report: what the night was, for the people who watch it in the Prefect UI.

Reads only what is committed.
"""

from typing import Any

from prefect import task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE

from schemas.warehouse.connect import connect

_OUTCOMES = """
SELECT coalesce(u.kanwil, '-') AS kanwil, s.sender AS unit, s.name AS berkas, s.state,
       coalesce(l.reports, 0) AS laporan, coalesce(l.published, 0) AS terbit,
       coalesce(l.quarantined, 0) AS karantina, coalesce(s.kode, r.kode, '') AS kode,
       coalesce(s.alasan, r.alasan, '') AS alasan
FROM ops.submission s
LEFT JOIN ref.unit u ON u.upt_id = s.sender
LEFT JOIN LATERAL (
    SELECT count(*) AS reports, sum(rows_published) AS published,
           sum(rows_quarantined) AS quarantined
    FROM ops.report p WHERE p.sha256 = s.sha256 AND p.sender = s.sender
) AS l ON true
LEFT JOIN LATERAL (
    SELECT kode, lembar || ': ' || alasan AS alasan FROM ops.rejected_report j
    WHERE j.sha256 = s.sha256 AND j.sender = s.sender ORDER BY lembar LIMIT 1
) AS r ON true
WHERE s.run_id = %s
ORDER BY s.state = 'rejected' DESC, karantina DESC, s.sender, s.name
"""
_REASONS = """
SELECT kode, min(alasan), count(*) FROM (
    SELECT unnest(q.kode) AS kode, unnest(q.alasan) AS alasan
    FROM ops.quarantined_row q JOIN ops.report r ON r.id = q.report_id WHERE r.run_id = %(run)s
    UNION ALL SELECT kode, alasan FROM ops.rejected_report WHERE run_id = %(run)s
    UNION ALL SELECT s.kode, s.alasan FROM ops.submission s WHERE s.run_id = %(run)s
      AND s.kode IS NOT NULL AND NOT EXISTS (
        SELECT FROM ops.rejected_report j WHERE (j.sha256, j.sender) = (s.sha256, s.sender))
) AS alasan GROUP BY kode ORDER BY count(*) DESC, kode
"""
_UNKNOWN = """
SELECT tertulis, array_to_string(dataset, ', '), baris, upt FROM mart.produk_belum_dikenal
ORDER BY baris DESC, tertulis LIMIT 20
"""
_MONTHS = """
SELECT to_char(bulan, 'YYYY-MM'), upt_melapor, partisipasi_pct, ekspor_pengiriman, premi_rp, pnbp_rp
FROM mart.nasional_bulanan
WHERE bulan IN (SELECT bulan FROM ops.report WHERE run_id = %s) ORDER BY bulan DESC LIMIT 12
"""


def _table(header: tuple[str, ...], lines: list[tuple[Any, ...]]) -> str:
    """A Markdown table; an empty value is an empty cell."""
    rows = [header, tuple("---" for _ in header), *lines]
    cells = (
        " | ".join("" if v is None else str(v).replace("|", "\\|").replace("\n", " ") for v in row)
        for row in rows
    )
    return "\n".join(f"| {line} |" for line in cells)


@task(name="report", task_run_name="report", cache_policy=NO_CACHE)
def report_task(run_id: str, url: str) -> None:
    """Write the night's Markdown summary and the table of every unit's outcome."""
    with connect(url) as connection:
        found = connection.execute("SELECT message FROM ops.run WHERE run_id = %s", (run_id,))
        message = next(iter(found.fetchall()), ("",))[0]
        outcomes = connection.execute(_OUTCOMES, (run_id,))
        names = [column.name for column in outcomes.description or ()]
        units = [dict(zip(names, line, strict=True)) for line in outcomes.fetchall()]
        reasons = connection.execute(_REASONS, {"run": run_id}).fetchall()
        months = connection.execute(_MONTHS, (run_id,)).fetchall()
        unknown = connection.execute(_UNKNOWN).fetchall()
    header = ("bulan", "UPT melapor", "partisipasi %", "ekspor", "premi Rp", "PNBP Rp")
    parts = [f"# {message}", "## National figures of the months touched", _table(header, months)]
    if reasons:
        parts += ["## Why rows and files were held back"]
        parts += [_table(("kode", "contoh alasan", "jumlah"), reasons)]
    if unknown:
        parts += ["## Products and activities no synonym maps yet"]
        parts += [_table(("tertulis", "dataset", "baris", "UPT"), unknown)]
    create_markdown_artifact("\n\n".join(parts), key="nightly-summary", description=message)
    create_table_artifact(
        [{k: str(v) for k, v in unit.items()} for unit in units],
        key="nightly-units",
        description="What became of every file of the night, rejected ones first",
    )
