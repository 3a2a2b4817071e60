"""What the command prints: tables of what is committed in the warehouse."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import psycopg
from rich.console import Console
from rich.markup import escape
from rich.table import Table


class Screen(NamedTuple):
    """One table to print.

    Attributes:
        title: Heading.
        query: SQL; its column names are the header.
        empty: What to say when there is nothing.
    """

    title: str
    query: str
    empty: str


ARRIVED = Screen(
    "What came in",
    """
    SELECT s.sender AS "from", s.name AS file, s.state,
           coalesce(string_agg(r.dataset || ' ' || to_char(r.bulan, 'YYYY-MM'), ', '
                    ORDER BY r.dataset), s.kode || ' ' || s.alasan, '') AS "reports or reason"
    FROM ops.submission s
    LEFT JOIN ops.report r ON (r.sha256, r.sender) = (s.sha256, s.sender)
    GROUP BY s.sha256, s.sender ORDER BY s.state = 'rejected' DESC, s.sender, s.name LIMIT 40
    """,
    "nothing yet",
)
QUARANTINED = Screen(
    "Quarantined rows of current reports, and why (as their senders read it)",
    """
    SELECT q.upt_id AS unit, q.dataset || ' ' || to_char(q.bulan, 'YYYY-MM') AS report,
           q.baris AS row,
           (SELECT string_agg(k || ' ' || a, E'\\n') FROM unnest(q.kode, q.alasan) AS x (k, a))
             AS reasons
    FROM ops.quarantined_row q JOIN ops.report r ON r.id = q.report_id AND r.is_current
    ORDER BY q.bulan DESC, q.upt_id, q.dataset, q.baris LIMIT 20
    """,
    "no row is quarantined",
)
NATIONAL = Screen(
    "National figures by month",
    """
    SELECT to_char(bulan, 'YYYY-MM') AS month, upt_melapor AS units, penghuni AS inmates,
           partisipasi_pct AS "part. %", wbp_bekerja AS working, ekspor_pengiriman AS exports,
           premi_rp AS "premi Rp", pnbp_rp AS "PNBP Rp", bersertifikat AS certified,
           klien AS clients, mitra_aktif AS partners
    FROM mart.nasional_bulanan ORDER BY bulan DESC LIMIT 12
    """,
    "no figures yet",
)
EXPORTS = Screen(
    "Exports by month and country (no country = quantity not divided between several)",
    """
    SELECT to_char(bulan, 'YYYY-MM') AS month, produk AS product,
           coalesce(nama_negara, '-') AS country, satuan AS unit,
           sum(pengiriman)::bigint AS shipments,
           CASE WHEN bool_or(perkiraan) THEN '± ' ELSE '' END || coalesce(sum(jumlah)::text, '')
             AS quantity
    FROM mart.ekspor_bulanan LEFT JOIN ref.negara USING (negara)
    GROUP BY 1, 2, 3, 4 ORDER BY 1 DESC, 2, 3 LIMIT 20
    """,
    "no exports yet",
)
MONTHS = Screen(
    "Reports by month",
    """
    SELECT to_char(r.bulan, 'YYYY-MM') AS month,
           count(DISTINCT r.upt_id) FILTER (WHERE u.jenis <> 'Kanwil') AS "UPT reporting",
           (SELECT count(*) FROM ref.unit WHERE jenis <> 'Kanwil') AS "of UPT",
           count(*) AS reports, count(*) FILTER (WHERE r.is_nil) AS nil,
           sum(r.rows_published)::bigint AS "rows published",
           sum(r.rows_quarantined)::bigint AS "rows quarantined"
    FROM ops.report r JOIN ref.unit u USING (upt_id)
    WHERE r.is_current GROUP BY r.bulan ORDER BY r.bulan DESC LIMIT 24
    """,
    "no report is published yet",
)
RUNS = Screen(
    "Last runs",
    """
    SELECT to_char(started_at AT TIME ZONE 'Asia/Jakarta', 'YYYY-MM-DD HH24:MI') AS "started (WIB)",
           message FROM ops.run ORDER BY started_at DESC LIMIT 5
    """,
    "no run has committed yet",
)
FILES = Screen(
    "Files ever seen",
    "SELECT state, count(*) AS files FROM ops.submission GROUP BY state ORDER BY state",
    "none",
)


def fetch(connection: psycopg.Connection, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Header and lines of a query."""
    cursor = connection.execute(query)
    return [column.name for column in cursor.description or ()], cursor.fetchall()


def show(console: Console, connection: psycopg.Connection, screen: Screen) -> None:
    """Print one screen; numbers to the right, nothing as nothing."""
    header, lines = fetch(connection, screen.query)
    if not lines:
        console.print(f"[bold]{screen.title}[/bold]: {screen.empty}\n")
        return
    console.print(table_of(header, lines, screen.title))
    console.print()


def table_of(header: Sequence[str], lines: Sequence[Sequence[Any]], title: str = "") -> Table:
    """A Rich table of plain values."""
    table = Table(
        title=title or None, title_justify="left", title_style="bold", header_style="bold"
    )
    for at, name in enumerate(header):
        numeric = any(isinstance(line[at], int | float | Decimal) for line in lines)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for line in lines:
        table.add_row(*(_cell(value) for value in line))
    return table


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | Decimal):
        return f"{value:,}"
    if isinstance(value, list):
        return escape(", ".join(map(str, value)))
    return escape(str(value))


def as_json(connection: psycopg.Connection, screens: Mapping[str, Screen]) -> str:
    """Screens as one JSON object of lists of records, numbers exact."""
    found: dict[str, Any] = {}
    for name, screen in screens.items():
        query = f"SELECT coalesce(json_agg(q), '[]')::text FROM ({screen.query}) AS q"
        row = connection.execute(query).fetchone()
        found[name] = json.loads(row[0]) if row else []
    return json.dumps(found, ensure_ascii=False, indent=2)
