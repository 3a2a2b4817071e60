"""A warehouse with years of history: one simulated month, said again for the months before it.

The simulated month is read, judged and published by the program itself. Every earlier month is a
copy of its rows with the dates moved, said in five nightly versions that grow until they are whole,
so two rows of three belong to versions long superseded. Constraints and triggers stay on: a report
whose rows do not add up would stop the filling.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psycopg
from sqlmodel import SQLModel

from schemas.contracts import DATASETS, Contract
from schemas.metrics import METRICS
from schemas.warehouse.connect import connect, warehouse_url
from schemas.warehouse.deciding import apply_settings
from schemas.warehouse.definitions import REMARKS
from schemas.warehouse.kept_lines import keep_all_lines
from schemas.warehouse.ledger_counts import fill_counts
from schemas.warehouse.mart import rebuild_aggregate
from schemas.warehouse.migrate import migrate
from simulation import SimulationRequest, simulate
from tasks.publish.cross import refresh_cross_warnings
from tests.nights import run_night, settings_of

NEWEST = date(2025, 12, 1)
MONTHS = 48
VERSIONS = 5
UNITS = 656
ROWS_PER_UNIT = 112  # of a whole month; with the versions above that makes ten million
_SEED = 5
_UNIQUE = {"ntpn", "no_peb"}  # numbers nobody uses twice


def build_warehouse(home: Path, months: int = MONTHS, units: int = UNITS) -> str:
    """Fill a new embedded warehouse under `home`; return its libpq URL."""
    settings = settings_of(home, first_owed_month=month_before(months))
    url = warehouse_url(settings)
    migrate(url)
    apply_settings(url, settings)
    inbox = home / "inbox"
    simulate(SimulationRequest(units, NEWEST, _SEED, inbox, 0.02, ROWS_PER_UNIT, forms=0))
    run_night(settings, url)
    with connect(url) as connection:
        _keep_pattern(connection)
        for back in range(months, 0, -1):
            _tell_month(connection, month_before(back))
        keep_all_lines(connection)
        fill_counts(connection)
        _judge_all(connection)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return url


def _judge_all(connection: psycopg.Connection) -> None:
    """Leave the remarks between all these reports, as the nights that brought them would have."""
    connection.execute("UPDATE ops.definition SET sidik = '' WHERE nama = %s", (REMARKS,))
    for table in ("sebab_laporan (report_id bigint)", "digantikan (lama bigint)"):
        connection.execute(f"CREATE TEMP TABLE {table} ON COMMIT DROP")
    connection.execute("CREATE TEMP TABLE terlambat (report_id bigint) ON COMMIT DROP")
    refresh_cross_warnings(connection)


def count_facts(connection: psycopg.Connection) -> int:
    """Rows of all fact tables, those of superseded versions included."""
    tables = " UNION ALL ".join(f"SELECT count(*) AS rows FROM fact.{name}" for name in DATASETS)
    (rows,) = connection.execute(f"SELECT sum(rows)::bigint FROM ({tables}) AS t").fetchall()[0]
    return int(rows)


def month_before(back: int) -> date:
    """The first day of the month so many months before the newest."""
    years, month = divmod(NEWEST.year * 12 + NEWEST.month - 1 - back, 12)
    return date(years, month + 1, 1)


def _keep_pattern(connection: psycopg.Connection) -> None:
    """Put the simulated month aside; its rows numbered, as version v has the first v fifths."""
    connection.execute("SET synchronous_commit = off")
    connection.execute("SET work_mem = '256MB'")
    for name in (*DATASETS, "quarantined_row"):
        schema = "fact" if name in DATASETS else "ops"
        connection.execute(
            f"CREATE TEMP TABLE pola_{name} AS SELECT *, row_number() OVER "
            f"(PARTITION BY report_id ORDER BY baris) AS urut FROM {schema}.{name}"
        )
    for name in ("run", "submission", "report", "submission_report", "warning"):
        connection.execute(f"CREATE TEMP TABLE pola_{name} AS SELECT * FROM ops.{name}")
    connection.execute("CREATE TEMP TABLE pola_agregat_upt AS SELECT * FROM mart.agregat_upt")
    connection.commit()
    connection.execute("ANALYZE")
    connection.commit()


def _tell_month(connection: psycopg.Connection, bulan: date) -> None:
    """Write one month with all its versions and its lines of the aggregate; one transaction."""
    values = {"bulan": bulan, "hari": (bulan - NEWEST).days, "banyak": VERSIONS}
    connection.execute(_INSTANTS, values)
    connection.execute(_VERSIONS)
    connection.execute("ANALYZE pg_temp.malam, pg_temp.peta")
    for statement in _statements():
        connection.execute(statement)
    connection.execute("DROP TABLE malam, peta")
    connection.commit()


def _statements() -> Iterator[str]:
    yield _copied("ops.run", "p ON true", _RUN, "malam")
    yield _copied("ops.submission", "p ON true", _SUBMISSION, "malam")
    yield _copied("ops.report", "p ON p.lama = f.id", _REPORT)
    yield _copied("ops.submission_report", "p ON p.lama = f.report_id", _SUBMISSION_REPORT)
    for contract in DATASETS.values():
        own = _fact_row(contract)
        said = "p ON p.lama = f.report_id AND f.urut <= p.terbit"
        yield _copied(f"fact.{contract.name}", said, own)
    said = "p ON p.lama = f.report_id AND f.urut <= p.tahan"
    yield _copied("ops.quarantined_row", said, _QUARANTINED)
    said = "p ON p.lama = f.report_id AND NOT f.lintas"
    yield _copied("ops.warning", said, _WARNING)
    yield rebuild_aggregate("(SELECT DISTINCT upt_id, bulan FROM peta) AS tersentuh")
    yield _RESTATEMENTS


def _copied(table: str, joined: str, changed: dict[str, str], mapping: str = "peta") -> str:
    """INSERT of the pattern's rows `f` into `table`, once per line `p` of the mapping."""
    columns = [c.name for c in SQLModel.metadata.tables[table].columns]
    names = [name for name in columns if changed.get(name, "f") != ""]
    values = ", ".join(changed.get(name, f"f.{name}") for name in names)
    pattern = f"pola_{table.split('.')[1]}"
    return (
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {pattern} f "
        f"JOIN {mapping} {joined}"
    )


# one night per version: the last one falls on the first days of the next month
_INSTANTS = """
CREATE TEMP TABLE malam AS
SELECT v AS version, b.bulan, %(hari)s::integer AS hari, %(banyak)s::integer AS banyak,
       to_char(b.bulan, 'YYYY-MM-') || v AS run_id,
       b.bulan::timestamptz + v * interval '6 days 17 hours' AS pada,
       CASE WHEN v < %(banyak)s::integer THEN
           b.bulan::timestamptz + (v + 1) * interval '6 days 17 hours' END AS sampai
FROM (SELECT %(bulan)s::date AS bulan) AS b, generate_series(1, %(banyak)s::integer) AS v
"""
_VERSIONS = """
CREATE TEMP TABLE peta AS
SELECT nextval('ops.report_id_seq') AS baru, r.id AS lama, r.upt_id, m.*,
       ceil(r.rows_published * m.version / m.banyak::numeric)::integer AS terbit,
       ceil(r.rows_quarantined * m.version / m.banyak::numeric)::integer AS tahan
FROM pola_report r CROSS JOIN malam m ORDER BY m.version, r.id
"""
_SHA256 = "encode(sha256(convert_to(f.{} || p.run_id, 'UTF8')), 'hex')"
_RUN = {
    "run_id": "p.run_id",
    "started_at": "p.pada",
    "published_at": "p.pada",
    "message": "p.run_id",
}
_SUBMISSION = {
    "sha256": _SHA256.format("sha256"),
    "first_received_at": "p.pada",
    "received_at": "p.pada",
    "receipts": "jsonb_build_array(jsonb_build_array(f.name, p.pada, p.pada, false))",
    "run_id": "p.run_id",
}
_REPORT = {
    "id": "p.baru",
    "bulan": "p.bulan",
    "version": "p.version",
    "is_current": "p.sampai IS NULL",
    "tanggal_laporan": "p.pada::date",
    "received_at": "p.pada",
    "sha256": _SHA256.format("sha256"),
    "content_hash": _SHA256.format("content_hash"),
    "place_tanggal": "p.pada::date",
    "place_received_at": "p.pada",
    "place_sha256": _SHA256.format("sha256"),
    "published_at": "p.pada",
    "current_from": "p.pada",
    "superseded_at": "p.sampai",
    "run_id": "p.run_id",
    "rows_read": "p.terbit + p.tahan + f.rows_total + f.rows_blank",
    "rows_published": "p.terbit",
    "rows_quarantined": "p.tahan",
}
_SUBMISSION_REPORT = {
    "sha256": _SHA256.format("sha256"),
    "bulan": "p.bulan",
    "tanggal_laporan": "p.pada::date",
    "first_received_at": "p.pada",
    "report_id": "p.baru",
    "run_id": "p.run_id",
}
_QUARANTINED = {
    "report_id": "p.baru",
    "bulan": "p.bulan",
    "sejak": "p.pada",
    "ditutup_at": "p.sampai",
    "ditutup_oleh": "CASE WHEN p.sampai IS NOT NULL THEN p.run_id END",
    "sebab": "CASE WHEN p.sampai IS NOT NULL THEN 'diteruskan' END",
}
_WARNING = {
    "id": "",
    "report_id": "p.baru",
    "sha256": _SHA256.format("sha256"),
    "bulan": "p.bulan",
}


def _fact_row(contract: Contract) -> dict[str, str]:
    dates = [c.name for c in contract.table.columns if str(c.type) == "DATE"]
    numbers = _UNIQUE & set(contract.value_schema)
    return {
        **{name: f"f.{name} + p.hari" for name in dates},
        **{name: f"f.{name} || p.hari" for name in numbers},
        "report_id": "p.baru",
        "bulan": "p.bulan",
    }


_FIGURES = ", ".join(f"('{m.name}', a.{m.name}::numeric)" for m in METRICS)
# every growing night restates what the night before had published
_RESTATEMENTS = f"""
INSERT INTO ops.restatement
    (run_id, tingkat, unit_id, bulan, metrik, rincian, sebelum, sesudah, laporan)
SELECT p.run_id, CASE WHEN upt_id IS NULL THEN 'nasional' ELSE 'upt' END, coalesce(upt_id, 'ID'),
       p.bulan, m.metrik, '', sum(m.nilai) * (p.version - 1) / p.banyak,
       sum(m.nilai) * p.version / p.banyak, '{{}}'
FROM pola_agregat_upt a CROSS JOIN LATERAL (VALUES {_FIGURES}) AS m (metrik, nilai)
CROSS JOIN malam p WHERE p.version > 1 AND m.nilai IS NOT NULL
GROUP BY GROUPING SETS ((a.upt_id, m.metrik, p.run_id, p.bulan, p.version, p.banyak),
    (m.metrik, p.run_id, p.bulan, p.version, p.banyak))
"""
