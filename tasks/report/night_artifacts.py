"""Report: what the night was, for the people who watch it in the Prefect UI.

Reads only what is committed.
"""

from prefect import task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE

from expectations.kebiasaan import UNUSUAL
from schemas.calendar import ZONE
from schemas.escapes import markdown_text, plain
from schemas.warehouse.connect import connect
from schemas.warehouse.mart import unknown_products
from tasks.report.answers import ask
from tasks.report.held import held_run
from tasks.report.markdown_tables import markdown_records, markdown_table
from tasks.report.status import months_of_run

_OUTCOMES = """
SELECT s.state, s.sender AS unit, s.name AS berkas,
       coalesce(s.kode, r.kode, q.kode, '') AS kode,
       coalesce(s.alasan, r.alasan, q.alasan, '') AS alasan,
       coalesce(l.reports, 0) AS laporan, coalesce(l.published, 0) AS terbit,
       coalesce(l.quarantined, 0) AS karantina, coalesce(u.kanwil, '-') AS kanwil
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
LEFT JOIN LATERAL (
    SELECT k.kode[1] AS kode, k.lembar || ': ' || k.alasan[1] AS alasan FROM ops.quarantined_row k
    JOIN ops.report p ON p.id = k.report_id
    WHERE p.sha256 = s.sha256 AND p.sender = s.sender ORDER BY k.lembar, k.baris LIMIT 1
) AS q ON true
WHERE s.run_id = %(run)s
ORDER BY s.state = 'rejected' DESC, karantina DESC, s.sender, s.name
"""
_REASONS = """
SELECT kode, count(DISTINCT tempat), min(contoh) FROM (
    SELECT k.kode, q.report_id || ' ' || q.baris AS tempat,
           q.upt_id || ', ' || q.dataset || ': ' || k.alasan AS contoh
    FROM ops.quarantined_row q JOIN ops.report r ON r.id = q.report_id AND r.run_id = %(run)s
    CROSS JOIN LATERAL unnest(q.kode, q.alasan) AS k (kode, alasan)
    UNION ALL
    SELECT kode, sha256 || lembar || dataset, sender || ', ' || dataset || ': ' || alasan
    FROM ops.rejected_report WHERE run_id = %(run)s
    UNION ALL
    SELECT kode, sha256, sender || ', ' || name || ': ' || alasan FROM ops.submission s
    WHERE run_id = %(run)s AND kode IS NOT NULL AND NOT EXISTS (
        SELECT FROM ops.rejected_report j WHERE (j.sha256, j.sender) = (s.sha256, s.sender))
) AS alasan GROUP BY kode ORDER BY 2 DESC, kode
"""
_UNKNOWN = f"""
SELECT tertulis, array_to_string(dataset, ', '), baris, upt
FROM ({unknown_products("r.run_id = %(run)s")}) AS t ORDER BY baris DESC, tertulis LIMIT 20
"""
_RESTATED = """
SELECT tingkat, unit_id, to_char(bulan, 'YYYY-MM'), metrik, rincian, sebelum, sesudah,
       (SELECT concat_ws(' ', min(r.upt_id), CASE WHEN count(DISTINCT r.upt_id) > 1 THEN
               'and ' || count(DISTINCT r.upt_id) - 1 || ' more' END)
        FROM ops.report r WHERE r.id = ANY (s.laporan))
FROM ops.restatement s WHERE run_id = %(run)s AND tingkat IN ('nasional', 'kanwil')
ORDER BY tingkat DESC, bulan, unit_id, metrik LIMIT 60
"""
_UNUSUAL = f"""
SELECT w.upt_id, w.dataset, to_char(w.bulan, 'YYYY-MM'), w.alasan
FROM ops.warning w JOIN ops.report r ON r.id = w.report_id
WHERE r.run_id = %(run)s AND w.kode = '{UNUSUAL.rule.code}'
ORDER BY w.bulan DESC, w.upt_id, w.dataset LIMIT 40
"""
_RUN = f"""
SELECT message, counts,
       to_char(started_at AT TIME ZONE '{ZONE}', 'YYYY-MM-DD HH24:MI') AS started
FROM ops.run WHERE run_id = %(run)s
"""
# heading, header and query of every list of the summary; one without lines is left out
_SECTIONS = (
    (
        "Published figures restated (`ops.restatement` has all)",
        ("level", "unit", "bulan", "metric", "of", "before", "after", "because of"),
        _RESTATED,
    ),
    (
        "Figures far from what their unit usually reports (published)",
        ("unit", "dataset", "bulan", "remark"),
        _UNUSUAL,
    ),
    (
        "Why rows, sheets and files were held back",
        ("kode", "places", "for example"),
        _REASONS,
    ),
    (
        "Products and activities no synonym maps yet (`mart.produk_belum_dikenal` has all)",
        ("as written", "dataset", "rows", "UPT"),
        _UNKNOWN,
    ),
)
_NATIONAL = ("month", "units", "part. %", "exports", "premi Rp", "PNBP Rp")


@task(name="report", task_run_name="report", cache_policy=NO_CACHE)
def report_task(run_id: str, url: str, docs: str = "") -> None:
    """Write the night's Markdown summary and the table of every unit's outcome.

    Args:
        run_id: The run.
        url: The warehouse.
        docs: Where the Data Docs of what it judged lie; empty = it judged nothing.
    """
    with connect(url) as connection:
        (run,) = ask(connection, _RUN, {"run": run_id})
        units = ask(connection, _OUTCOMES, {"run": run_id})
        national = months_of_run(connection, run_id)
        found = [
            (heading, header, connection.execute(query, {"run": run_id}).fetchall())
            for heading, header, query in _SECTIONS
        ]
    parts = [
        f"## Night of {run['started']} WIB",
        markdown_table(
            ("what", "how many"), [(k.replace("_", " "), n) for k, n in run["counts"].items()]
        ),
    ]
    if national:
        figures = [{name: line[name] for name in _NATIONAL} for line in national]
        parts += ["## National figures of the months touched", markdown_records(figures)]
    for heading, header, lines in found:
        if lines:
            parts += [f"## {heading}", markdown_table(header, lines)]
    if docs:
        parts.append(f"What each rule found: Great Expectations' Data Docs in `{docs}`.")
    create_markdown_artifact(
        "\n\n".join(parts), key="nightly-summary", description=markdown_text(run["message"])
    )
    create_table_artifact(
        [{k: plain(str(v)) for k, v in unit.items()} for unit in units],
        key="nightly-units",
        description="What became of every file of the night, rejected ones first",
    )


@task(name="report-held", task_run_name="report", cache_policy=NO_CACHE)
def report_held_task(run_id: str, url: str) -> None:
    """Show why the gate holds a run, and every national figure it would have changed."""
    with connect(url) as connection:
        held = held_run(connection, run_id)
    said = markdown_text(held.message)
    parts = [
        "## Held: nothing is published",
        said,
        "Its files are in the archive and wait. `pembinaan nightly --release` publishes them; a "
        "night after the cause is mended takes them in again.",
        markdown_records(held.figures) or "No published figure would change.",
    ]
    if held.refusals:
        parts += ["## Why files would be rejected", markdown_records(held.refusals)]
    create_markdown_artifact("\n\n".join(parts), key="nightly-summary", description=said)
