"""What the command prints: tables of what is committed in the warehouse."""

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import psycopg
from rich.console import Console
from rich.table import Table

from flows.printing import marked


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


HELD = Screen(
    "National figures the held run would have changed (those that hold it first)",
    """
    SELECT to_char(bulan, 'YYYY-MM') AS month, metrik AS metric, sebelum AS now, sesudah AS held,
           upt_sebelum AS "units now", upt_sesudah AS "units held",
           CASE WHEN sebab_ditahan THEN 'yes' ELSE '' END AS "holds the run"
    FROM ops.held_figure
    WHERE run_id =
        (SELECT run_id FROM ops.run WHERE state = 'held' ORDER BY started_at DESC LIMIT 1)
    ORDER BY sebab_ditahan DESC, bulan, metrik LIMIT 40
    """,
    "no published figure would change",
)
WOULD_REFUSE = Screen(
    "Why the held run would reject files",
    """
    SELECT kode, count(*) AS files,
           min(sender || ', ' || name || ': ' || alasan) AS "for example"
    FROM ops.submission WHERE state = 'held' AND kode IS NOT NULL AND run_id =
        (SELECT run_id FROM ops.run WHERE state = 'held' ORDER BY started_at DESC LIMIT 1)
    GROUP BY kode ORDER BY 2 DESC, 1
    """,
    "it would reject none",
)
REDEFINED = Screen(
    "National figures that this release defines anew (`ops.restatement` has all)",
    """
    SELECT metrik AS metric, to_char(bulan, 'YYYY-MM') AS month, rincian AS of, jenis AS kind,
           sebelum AS before, sesudah AS after
    FROM ops.restatement WHERE run_id = %(run)s AND tingkat = 'nasional'
    ORDER BY metrik, bulan DESC, rincian LIMIT 40
    """,
    "none; those of units and Kanwil stand in ops.restatement",
)
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
    FROM mart.nasional_bulanan WHERE bulan = ANY (ARRAY(
        SELECT DISTINCT bulan FROM mart.agregat_upt ORDER BY bulan DESC LIMIT 6
    )) ORDER BY bulan DESC
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
NATION_LEDGER = Screen(
    "Reports owed",
    "SELECT * FROM mart.kepatuhan_nasional WHERE bulan = %(bulan)s",
    "none yet",
)
KANWIL_LEDGER = NATION_LEDGER._replace(
    query="SELECT * FROM mart.kepatuhan_kanwil WHERE (bulan, kanwil_id) = (%(bulan)s, %(kanwil)s)"
)
KANWIL = Screen(
    "Reports owed by Kanwil, worst first",
    """
    SELECT replace(kanwil_id, 'kanwil-', '') AS "Kanwil", wajib,
           tepat_waktu + terlambat + nihil AS terbit, sebagian, ditolak, belum,
           round(100 * kelengkapan, 2) AS "lengkap %%", round(100 * ketepatan, 2) AS "tepat %%"
    FROM mart.kepatuhan_kanwil WHERE bulan = %(bulan)s ORDER BY kelengkapan, ketepatan, kanwil_id
    """,
    "no report is owed yet",
)
UNITS = Screen(
    "Reports owed by unit, worst first",
    """
    SELECT upt_id AS unit, count(*) AS wajib,
           count(*) FILTER (WHERE status IN ('tepat_waktu', 'terlambat', 'nihil')) AS terbit,
           array_agg(dataset ORDER BY dataset) FILTER (WHERE status = 'belum') AS belum,
           array_agg(dataset ORDER BY dataset) FILTER (WHERE status = 'ditolak') AS ditolak,
           array_agg(dataset ORDER BY dataset) FILTER (WHERE status = 'sebagian') AS sebagian,
           array_agg(dataset || ' +' || terlambat_hari ORDER BY dataset)
             FILTER (WHERE terlambat_hari > 0) AS "terlambat +hari"
    FROM mart.kepatuhan WHERE (bulan, kanwil_id) = (%(bulan)s, %(kanwil)s) GROUP BY upt_id
    ORDER BY count(*) FILTER (WHERE status NOT IN ('belum', 'ditolak'))::numeric / count(*),
             count(*) FILTER (WHERE terlambat_hari = 0)::numeric / count(*), upt_id
    """,
    "no report is owed yet",
)
RUNS = Screen(
    "Last runs, and those still held",
    """
    SELECT to_char(started_at AT TIME ZONE 'Asia/Jakarta', 'YYYY-MM-DD HH24:MI') AS "started (WIB)",
           flow, state, message
    FROM (SELECT *, rank() OVER (ORDER BY started_at DESC) AS nth FROM ops.run) AS run
    WHERE nth <= 5 OR state = 'held' ORDER BY started_at DESC
    """,
    "no run has committed yet",
)
FILES = Screen(
    "Files ever seen",
    "SELECT state, count(*) AS files FROM ops.submission GROUP BY state ORDER BY state",
    "none",
)


Values = Mapping[str, Any] | None  # what a query asks for; without it, `%` stands for itself


def fetch(
    connection: psycopg.Connection, query: str, values: Values = None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Header and lines of a query."""
    cursor = connection.execute(query, values)
    return [column.name for column in cursor.description or ()], cursor.fetchall()


def english(number: int | Decimal) -> str:
    """A number as programs write it: 1,234.5."""
    return f"{number:,}"


def indonesian(number: int | Decimal) -> str:
    """A number as its readers write it: 1.234,5."""
    return english(number).translate(_INDONESIAN)


_INDONESIAN = str.maketrans(",.", ".,")
Number = Callable[[int | Decimal], str]


def show(
    console: Console,
    connection: psycopg.Connection,
    screen: Screen,
    values: Values = None,
    number: Number = english,
) -> None:
    """Print one screen; numbers to the right, nothing as nothing."""
    header, lines = fetch(connection, screen.query, values)
    if not lines:
        console.print(f"[bold]{screen.title}[/bold]: {screen.empty}\n")
        return
    console.print(table_of(header, lines, screen.title, number))
    console.print()


def show_in_one_line(console: Console, connection: psycopg.Connection, screen: Screen) -> None:
    """Print a screen of names and counts as one line."""
    _, lines = fetch(connection, screen.query)
    said = " · ".join(f"{name} {indonesian(count)}" for name, count in lines) or screen.empty
    console.print(f"[bold]{screen.title}[/bold]: {said}\n", highlight=False)


def show_ledger(
    console: Console, connection: psycopg.Connection, screen: Screen, values: Values
) -> None:
    """Print the ledger's totals of a month: first what is published and what lacks, then how."""
    header, lines = fetch(connection, screen.query, values)
    if not lines:
        console.print(f"[bold]{screen.title}[/bold]: {screen.empty}\n")
        return
    total = dict(zip(header, lines[0], strict=True))
    whose = " ".join(filter(None, [f"{total['bulan']:%Y-%m}", total.get("kanwil")]))
    terbit = total["tepat_waktu"] + total["terlambat"] + total["nihil"]
    said = {name: indonesian(total[name]) for name in total if isinstance(total[name], int)}
    lengkap, tepat = (
        indonesian(round(100 * total[rate], 2)) for rate in ("kelengkapan", "ketepatan")
    )
    console.print(
        f"[bold]{whose}: terbit {indonesian(terbit)}/{said['wajib']}[/bold] · sebagian "
        f"{said['sebagian']} · ditolak {said['ditolak']} · belum {said['belum']}\n"
        f"terlambat {said['terlambat']} · nihil {said['nihil']} · tepat waktu tetapi kosong "
        f"{said['tepat_waktu_kosong']} · kelengkapan {lengkap} % · ketepatan {tepat} %\n",
        highlight=False,
    )


def table_of(
    header: Sequence[str],
    lines: Sequence[Sequence[Any]],
    title: str = "",
    number: Number = english,
) -> Table:
    """A Rich table of plain values."""
    table = Table(
        title=title or None, title_justify="left", title_style="bold", header_style="bold"
    )
    for at, name in enumerate(header):
        numeric = any(isinstance(line[at], int | float | Decimal) for line in lines)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for line in lines:
        table.add_row(*(_cell(value, number) for value in line))
    return table


def _cell(value: object, number: Number) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | Decimal):
        return number(value)
    if isinstance(value, list):
        return marked(", ".join(map(str, value)))
    return marked(str(value))


def as_records(
    connection: psycopg.Connection, queries: Mapping[str, str], values: Values = None
) -> dict[str, list[dict[str, Any]]]:
    """The lines of each query as records, ready for JSON."""
    found: dict[str, Any] = {}
    for name, query in queries.items():
        listed = f"SELECT coalesce(json_agg(q), '[]')::text FROM ({query}) AS q"
        row = connection.execute(listed, values).fetchone()
        found[name] = json.loads(row[0]) if row else []
    return found
