"""`mart.kepatuhan_bulanan`: the ledger's counts, kept per month and Kanwil since they are dear.

A line is only ever right or absent. The server drops the lines of a month with whatever changes in
what that month rests on, whoever changes it; lines counted by another due day count for nothing;
and a month without lines is counted out of the ledger itself when it is asked for. So whoever
publishes fills what is missing, and nobody has to.
"""

from collections.abc import Iterator

import psycopg
import sqlalchemy as sa
from sqlmodel import SQLModel

# every obligation has exactly one of these, and they add up to `wajib`
STATUSES = ("tepat_waktu", "terlambat", "nihil", "sebagian", "ditolak", "belum")
_IN_TIME = "k.terlambat_hari = 0"
# name to SQL over lines `k` of the ledger; whatever arrived by the due day is in time, but what
# was in time and empty also stands apart
_COUNTED = {
    "wajib": "count(*)",
    **{status: f"count(*) FILTER (WHERE k.status = '{status}')" for status in STATUSES},
    "tepat_waktu_kosong": f"count(*) FILTER (WHERE {_IN_TIME} AND k.kosong)",
    "lengkap": "count(*) FILTER (WHERE k.status NOT IN ('ditolak', 'belum'))",
    "tepat": f"count(*) FILTER (WHERE {_IN_TIME})",
}
_MEANINGS = {
    "wajib": "Laporan yang wajib",
    **{status: f"Di antaranya berstatus {status}" for status in STATUSES},
    "tepat_waktu_kosong": "Yang tiba tepat waktu tanpa satu baris pun terbit",
    "lengkap": "Yang diterima",
    "tepat": "Yang tiba tepat waktu, apa pun isinya",
}

KEPATUHAN = sa.Table(
    "kepatuhan_bulanan",
    SQLModel.metadata,
    sa.Column("bulan", sa.Date, primary_key=True, comment="Hari pertama bulan"),
    sa.Column("kanwil_id", sa.String, primary_key=True, comment="Kanwil"),
    sa.Column("jatuh_tempo", sa.Date, nullable=False, comment="Hari terakhir yang dihitung tepat"),
    *(
        sa.Column(name, sa.BigInteger, nullable=False, comment=meaning)
        for name, meaning in _MEANINGS.items()
    ),
    schema="mart",
    comment="Hitungan buku besar per bulan dan Kanwil; hilang begitu dasarnya berubah",
)

_NAMES = ", ".join(_COUNTED)
# the lines that hold for a month `b` of `mart.bulan_wajib`
_HOLDS = "FROM mart.kepatuhan_bulanan t WHERE (t.bulan, t.jatuh_tempo) = (b.bulan, b.jatuh_tempo)"
# what of a missing month there is to count, month by month: the ledger is quick for one month
_COUNT = f"""
SELECT k.kanwil_id, {", ".join(f"{sql} AS {name}" for name, sql in _COUNTED.items())}
FROM mart.kepatuhan k WHERE k.bulan = b.bulan AND NOT EXISTS (SELECT {_HOLDS}) GROUP BY k.kanwil_id
"""
# every owed month's counts per Kanwil, kept or not
COUNTS_BY_KANWIL = f"""
SELECT b.bulan, h.* FROM mart.bulan_wajib b CROSS JOIN LATERAL (
    SELECT t.kanwil_id, {_NAMES} {_HOLDS} UNION ALL {_COUNT}
) AS h
"""
_FILL = (
    "DELETE FROM mart.kepatuhan_bulanan t WHERE NOT EXISTS (SELECT FROM mart.bulan_wajib b "
    "WHERE (t.bulan, t.jatuh_tempo) = (b.bulan, b.jatuh_tempo))",
    f"INSERT INTO mart.kepatuhan_bulanan (bulan, jatuh_tempo, kanwil_id, {_NAMES}) "
    f"SELECT b.bulan, b.jatuh_tempo, h.* FROM mart.bulan_wajib b CROSS JOIN LATERAL ({_COUNT}) h",
)


def fill_counts(connection: psycopg.Connection) -> None:
    """Count the owed months of which no counts are kept, or none that hold."""
    for statement in _FILL:
        connection.execute(statement)


def recount(connection: psycopg.Connection) -> None:
    """Count all of them anew."""
    connection.execute("DELETE FROM mart.kepatuhan_bulanan")
    fill_counts(connection)


def shown_counts(template: str) -> str:
    """Columns of a view: the counts, and two shares of all obligations.

    Args:
        template: What stands for one count; of several lines together their sum.
    """
    of = {name: template.format(name) for name in _COUNTED}
    shares = {"kelengkapan": of.pop("lengkap"), "ketepatan": of.pop("tepat")}
    counts = [f"{sql}::bigint AS {name}" for name, sql in of.items()]
    return ", ".join(
        [
            *counts,
            *(f"round({sql}::numeric / {of['wajib']}, 4) AS {n}" for n, sql in shares.items()),
        ]
    )


# what a month's counts rest on; a line of the ledger may change the month it speaks of
_BY_MONTH = ("report", "submission_report", "rejected_report")
_REGISTER = ("upt", "kanwil")
_TABLES_OF = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
_DROP_MONTHS = """
CREATE OR REPLACE FUNCTION ops.drop_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM mart.kepatuhan_bulanan WHERE bulan IN (SELECT bulan FROM changed);
    RETURN NULL;
END $$
"""
_DROP_ALL = """
CREATE OR REPLACE FUNCTION ops.drop_all_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM mart.kepatuhan_bulanan;
    RETURN NULL;
END $$
"""


def trigger_statements() -> Iterator[str]:
    """What drops counts that may no longer be right; each statement is safe to repeat."""
    yield _DROP_MONTHS
    yield _DROP_ALL
    for table in _BY_MONTH:
        for event, sides in _TABLES_OF.items():
            for side in sides:
                name = f"drop_counts_{event}_{side}".lower()
                yield (
                    f"CREATE OR REPLACE TRIGGER {name} AFTER {event} ON ops.{table} "
                    f"REFERENCING {side} TABLE AS changed "
                    "FOR EACH STATEMENT EXECUTE FUNCTION ops.drop_counts()"
                )
    for table in _REGISTER:
        yield (
            "CREATE OR REPLACE TRIGGER drop_all_counts AFTER INSERT OR UPDATE OR DELETE OR "
            f"TRUNCATE ON ref.{table} FOR EACH STATEMENT EXECUTE FUNCTION ops.drop_all_counts()"
        )
