"""Read the quarantine: open rows from `mart.karantina_terbuka`, closed ones from the ledger."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg
from psycopg.rows import class_row

from tasks.report.story.pieces import HeldRow
from tasks.report.story.queries import CELLS


@dataclass(frozen=True)
class Asked:
    """Which rows are meant; null leaves a choice open.

    Attributes:
        closed: Closed rows instead of open ones.
        older_than: Only rows held for so many days or longer.
    """

    upt_id: str | None = None
    kanwil_id: str | None = None
    dataset: str | None = None
    bulan: date | None = None
    kode: str | None = None
    closed: bool = False
    older_than: int = 0

    @property
    def values(self) -> dict[str, Any]:
        """Parameters of the queries."""
        return {
            "upt": self.upt_id,
            "kanwil": self.kanwil_id,
            "dataset": self.dataset,
            "bulan": self.bulan,
            "kode": self.kode,
            "umur": self.older_than,
        }


@dataclass(frozen=True)
class ListedRow(HeldRow):
    """A row in quarantine, with where it stands."""

    bulan: date
    upt_id: str
    nama: str
    kanwil_id: str
    dataset: str
    sha256: str
    berkas: str
    lembar: str


@dataclass(frozen=True)
class CodeCount:
    """How many rows have a code, and one of them."""

    kode: str
    rows: int
    contoh: str


@dataclass(frozen=True)
class Listing:
    """The answer.

    Attributes:
        rows: How many there are, of which `lines` may be only the first.
        reports: Versions they belong to.
        units: Units they belong to.
        oldest: Most days any of them was held.
        codes: Counts per code, most frequent first; a row has one or several codes.
        lines: The rows, newest month first.
    """

    asked: Asked
    rows: int
    reports: int
    units: int
    oldest: int
    codes: tuple[CodeCount, ...]
    lines: tuple[ListedRow, ...]


def list_rows(connection: psycopg.Connection, asked: Asked, limit: int | None) -> Listing:
    """Count the rows that are meant and fetch the first of them, or all where `limit` is null."""
    rows = f"WITH baris AS ({_CLOSED if asked.closed else _OPEN})"
    counts = connection.execute(f"{rows} {_COUNTS}", asked.values).fetchall()[0]
    with connection.cursor(row_factory=class_row(CodeCount)) as cursor:
        codes = tuple(cursor.execute(f"{rows}, {_CODES}", asked.values))
    with connection.cursor(row_factory=class_row(ListedRow)) as cursor:
        lines = tuple(cursor.execute(f"{rows} {_LINES}", {**asked.values, "limit": limit}))
    many, reports, units, oldest = counts
    return Listing(asked, many, reports, units, oldest, codes, lines)


_CHOSEN = """
(%(upt)s::text IS NULL OR q.upt_id = %(upt)s)
AND (%(kanwil)s::text IS NULL OR u.kanwil_id = %(kanwil)s)
AND (%(dataset)s::text IS NULL OR q.dataset = %(dataset)s)
AND (%(bulan)s::date IS NULL OR q.bulan = %(bulan)s)
AND (%(kode)s::text IS NULL OR %(kode)s = ANY (q.kode))
"""
_OPEN = f"""
SELECT q.bulan, q.upt_id, u.nama, u.kanwil_id, q.dataset, q.sha256, q.berkas, q.lembar,
       q.report_id, q.baris, q.kode, {CELLS} AS sel, q.alasan, q.tertulis, q.sejak, q.umur_hari,
       'terbuka' AS keadaan, NULL::timestamptz AS ditutup_at, NULL AS ditutup_oleh, NULL AS flow,
       NULL AS sebab, '{{}}'::text[] AS perubahan
FROM mart.karantina_terbuka q JOIN ref.unit u USING (upt_id)
WHERE q.umur_hari >= %(umur)s AND {_CHOSEN}
"""
# what is looked up by itself is looked up for the rows that are shown, not for all that are counted
_CLOSED = f"""
SELECT q.bulan, q.upt_id, u.nama, u.kanwil_id, q.dataset,
       (SELECT r.sha256 FROM ops.report r WHERE r.id = q.report_id) AS sha256, q.berkas, q.lembar,
       q.report_id, q.baris, q.kode, {CELLS} AS sel, q.alasan, q.tertulis, q.sejak,
       date_part('day', q.ditutup_at - q.sejak)::int AS umur_hari, 'ditutup' AS keadaan,
       q.ditutup_at, q.ditutup_oleh,
       (SELECT p.flow FROM ops.run p WHERE p.run_id = q.ditutup_oleh) AS flow,
       q.sebab, q.perubahan
FROM ops.quarantined_row q JOIN ref.unit u ON u.upt_id = q.upt_id
WHERE q.ditutup_at IS NOT NULL AND q.ditutup_at - q.sejak >= %(umur)s * interval '1 day'
AND {_CHOSEN}
"""
_COUNTS = """
SELECT coalesce(sum(rows), 0)::bigint, coalesce(sum(reports), 0)::bigint, count(*),
       coalesce(max(oldest), 0)
FROM (
    SELECT upt_id, sum(rows) AS rows, count(*) AS reports, max(oldest) AS oldest
    FROM (
        SELECT upt_id, report_id, count(*) AS rows, max(umur_hari) AS oldest
        FROM baris GROUP BY upt_id, report_id
    ) AS report GROUP BY upt_id
) AS unit
"""
# a code counts once a row; its example is the first of its newest month, all else is not sorted
_CODES = """
satu AS MATERIALIZED (
    SELECT k.kode, k.alasan, k.n, array_position(baris.kode, k.kode) = k.n AS is_first,
           bulan, upt_id, report_id, baris
    FROM baris, unnest(kode, alasan) WITH ORDINALITY AS k (kode, alasan, n)
), banyak AS (
    SELECT kode, count(*) FILTER (WHERE is_first) AS rows, max(bulan) AS bulan
    FROM satu GROUP BY kode
)
SELECT DISTINCT ON (rows, kode) kode, rows, alasan AS contoh
FROM satu JOIN banyak USING (kode, bulan)
ORDER BY rows DESC, kode, upt_id, report_id, baris, n
"""
_LINES = """
SELECT * FROM baris ORDER BY bulan DESC, upt_id, dataset, report_id DESC, baris LIMIT %(limit)s
"""
