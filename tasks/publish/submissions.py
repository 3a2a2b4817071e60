"""Submissions and what they say, in the ledger: every file ever seen, with exactly one state."""

from typing import NamedTuple

import polars as pl
import psycopg

from schemas.sentences import PARTS
from tasks.publish.copy import copy_frame
from tasks.publish.night import Night
from tasks.publish.scope import UNREAD, Scope
from tasks.read import CELL_COUNTS

_FILE = ["sha256", "sender"]
# A file is what became of its reports: every one refused, all known already, some held back.
_SETTLE = """
UPDATE ops.submission s SET
    state = CASE WHEN l.accepted IS NULL THEN 'rejected'
        WHEN l.same AND j.refused IS NULL THEN 'duplicate'
        WHEN j.refused > 0 OR l.held > 0 THEN 'partial' ELSE 'published' END,
    kode = CASE WHEN l.accepted IS NULL THEN s.kode END,
    alasan = CASE WHEN l.accepted IS NULL THEN s.alasan END
FROM kiriman k
LEFT JOIN (
    SELECT t.sha256, t.sender, count(*) AS accepted, sum(r.rows_quarantined) AS held,
           bool_and(t.fate = 'same') AS same
    FROM ops.submission_report t JOIN kiriman USING (sha256, sender)
    JOIN ops.report r ON r.id = t.report_id GROUP BY t.sha256, t.sender
) AS l USING (sha256, sender)
LEFT JOIN (
    SELECT t.sha256, t.sender, count(*) AS refused
    FROM ops.rejected_report t JOIN kiriman USING (sha256, sender) GROUP BY t.sha256, t.sender
) AS j USING (sha256, sender)
WHERE (s.sha256, s.sender) = (k.sha256, k.sender)
"""


# each delivery, and when a run first saw it, whichever that was
RECEIPTS = (
    "(SELECT jsonb_agg(jsonb_build_array(name, own, seen, historic) ORDER BY name, own) FROM ("
    "SELECT r ->> 0 AS name, (r ->> 1)::timestamptz AS own, "
    "min((r ->> 2)::timestamptz) AS seen, bool_or((r ->> 3)::bool) AS historic "
    "FROM jsonb_array_elements(s.receipts || excluded.receipts) AS r "
    "GROUP BY r ->> 0, (r ->> 1)::timestamptz) AS n)"
)


class Past(NamedTuple):
    """What the ledger already knows of a run's files.

    Attributes:
        reports: `sha256, sender, upt_id, dataset, bulan` of reports once accepted.
        files: `sha256, sender` of files of which a report was accepted or refused.
    """

    reports: pl.DataFrame
    files: pl.DataFrame


def read_past(connection: psycopg.Connection, night: Night) -> Past:
    """Ask the ledger about the files of a run; makes the temporary table `kiriman`.

    Its `lama` says that nothing could be taken of the file before either.
    """
    connection.execute(
        "CREATE TEMP TABLE kiriman (sha256 text, sender text, lama bool DEFAULT false) "
        "ON COMMIT DROP"
    )
    copy_frame(connection, "kiriman", night.submissions.select(_FILE))
    connection.execute(
        "UPDATE kiriman k SET lama = true FROM ops.submission s "
        "WHERE (s.sha256, s.sender) = (k.sha256, k.sender) AND s.state = 'rejected'"
    )
    reports = connection.execute(
        "SELECT sha256, sender, upt_id, dataset, bulan FROM ops.submission_report "
        "JOIN kiriman USING (sha256, sender)"
    ).fetchall()
    files = connection.execute(
        "SELECT sha256, sender FROM ops.rejected_report JOIN kiriman USING (sha256, sender)"
    ).fetchall()
    text = dict.fromkeys(("sha256", "sender", "upt_id", "dataset"), pl.String)
    known = pl.DataFrame(reports, {**text, "bulan": pl.Date}, orient="row")
    refused = pl.DataFrame(files, dict.fromkeys(_FILE, pl.String), orient="row")
    return Past(known, pl.concat([known.select(_FILE), refused]).unique())


def restrict(
    night: Night, reports: pl.DataFrame, past: Past, scope: Scope
) -> tuple[Night, pl.DataFrame]:
    """Leave to a backfill the reports in its scope, and those never accepted before.

    Args:
        night: What the run found.
        reports: Its accepted reports, with `was_known`.
        past: What the ledger knows of its files.
        scope: What is judged again.
    """
    unread = night.submissions.filter(pl.col("kode") == UNREAD)
    stands = unread.join(past.files, on=_FILE, how="semi")
    reports = reports.filter(scope.holds() | ~pl.col("was_known"))
    said = past.reports.filter(scope.holds())
    concerned = pl.concat(
        [frame.select(_FILE) for frame in (reports, night.reports.rejected, said)]
    ).unique()
    files = night.submissions.join(stands, on=_FILE, how="anti", maintain_order="left")
    whole = files.filter(pl.col("kode").is_not_null()).select(_FILE)
    files = files.join(pl.concat([concerned, whole]), on=_FILE, how="semi", maintain_order="left")
    refused = night.reports.rejected.join(files, on=_FILE, how="semi", maintain_order="left")
    verdict = night.reports._replace(rejected=refused)
    return night._replace(submissions=files, reports=verdict), reports


def write_submissions(connection: psycopg.Connection, files: pl.DataFrame) -> None:
    """Insert or renew submissions; states are settled when their reports are written."""
    connection.execute("CREATE TEMP TABLE berkas (LIKE ops.submission) ON COMMIT DROP")
    copy_frame(connection, "berkas", files)
    connection.execute(
        "DELETE FROM kiriman k WHERE NOT EXISTS (SELECT FROM berkas b "
        "WHERE (b.sha256, b.sender) = (k.sha256, k.sender))"
    )
    connection.execute(
        "INSERT INTO ops.submission AS s SELECT * FROM berkas "
        "ON CONFLICT (sha256, sender) DO UPDATE SET name = excluded.name, "
        "first_received_at = least(s.first_received_at, excluded.first_received_at), "
        "received_at = greatest(s.received_at, excluded.received_at), "
        f"receipts = {RECEIPTS}, "
        "state = excluded.state, kode = excluded.kode, alasan = excluded.alasan, "
        "run_id = CASE WHEN s.state IN ('held', 'archived', 'withdrawn', 'rejected') "
        "THEN excluded.run_id ELSE s.run_id END"
    )


def forget_earlier_reading(
    connection: psycopg.Connection, reports: pl.DataFrame, scope: Scope | None
) -> None:
    """Take back what earlier readings of the files in `kiriman` said and today's does not.

    A night takes back refusals only: a report once accepted stays. A backfill also takes back
    accepted reports of its scope that are none today.
    """
    connection.execute(
        "DELETE FROM ops.rejected_report r USING kiriman k "
        "WHERE (r.sha256, r.sender) = (k.sha256, k.sender)"
    )
    connection.execute(  # notes on a file beside its reports; they come again with this reading
        "DELETE FROM ops.warning w USING kiriman k "
        "WHERE w.report_id IS NULL AND (w.sha256, w.upt_id) = (k.sha256, k.sender)"
    )
    if scope is None:
        return
    condition, values = scope.condition("r")
    connection.execute(
        "CREATE TEMP TABLE kini (sha256 text, sender text, upt_id text, dataset text, bulan date) "
        "ON COMMIT DROP"
    )
    copy_frame(connection, "kini", reports.select(*_FILE, "upt_id", "dataset", "bulan"))
    connection.execute(
        "DELETE FROM ops.submission_report r USING kiriman k "
        f"WHERE (r.sha256, r.sender) = (k.sha256, k.sender) AND {condition} AND NOT EXISTS ("
        "SELECT FROM kini n WHERE (n.sha256, n.sender, n.upt_id, n.dataset, n.bulan) "
        "= (r.sha256, r.sender, r.upt_id, r.dataset, r.bulan))",
        values,
    )


def write_rejected(connection: psycopg.Connection, refused: pl.DataFrame) -> None:
    """Keep every sheet refused as a report, with today's reason."""
    connection.execute("CREATE TEMP TABLE tolak (LIKE ops.rejected_report) ON COMMIT DROP")
    connection.execute("ALTER TABLE tolak DROP COLUMN sidik_lembar")
    copy_frame(connection, "tolak", refused)
    columns = ", ".join(refused.columns)
    again = (
        "upt_id", "bulan", "berkas", *PARTS, "alasan", "run_id", *CELL_COUNTS
    )  # fmt: skip
    connection.execute(
        f"INSERT INTO ops.rejected_report ({columns}) SELECT {columns} FROM tolak "
        "ON CONFLICT (sha256, sender, sidik_lembar, dataset, tabel) DO UPDATE SET "
        + ", ".join(f"{name} = excluded.{name}" for name in again)
    )


def write_statements(connection: psycopg.Connection, run_id: str, versions: pl.DataFrame) -> None:
    """Say which version holds what each submission reports; then settle the files' states."""
    connection.execute(
        "CREATE TEMP TABLE ucapan (sha256 text, sender text, upt_id text, dataset text, "
        "bulan date, lembar text, tanggal_laporan date, first_received_at timestamptz, "
        "report_id bigint, fate text) ON COMMIT DROP"
    )
    lines = versions.drop_nulls("holder").select(
        *_FILE,
        "upt_id",
        "dataset",
        "bulan",
        "lembar",
        "tanggal_laporan",
        "first_received_at",
        report_id="holder",
        fate="fate",
    )
    copy_frame(connection, "ucapan", lines)
    connection.execute(
        "INSERT INTO ops.submission_report AS t (sha256, sender, upt_id, dataset, bulan, lembar, "
        "tanggal_laporan, first_received_at, report_id, fate, run_id) "
        "SELECT u.sha256, u.sender, u.upt_id, u.dataset, u.bulan, u.lembar, u.tanggal_laporan, "
        "u.first_received_at, u.report_id, u.fate, %s FROM ucapan u "
        "ON CONFLICT (sha256, sender, upt_id, dataset, bulan) DO UPDATE SET "
        "lembar = excluded.lembar, tanggal_laporan = excluded.tanggal_laporan, "
        "first_received_at = least(t.first_received_at, excluded.first_received_at), "
        "report_id = excluded.report_id, "
        "fate = CASE excluded.fate WHEN 'current' THEN 'current' ELSE t.fate END",
        (run_id,),
    )
    connection.execute(_SETTLE)
