"""Forget a file in the warehouse: what its sender wrote goes, every figure and count stays.

Facts keep their values, but for free texts and names of firms: each becomes a name of its own that
says nothing, so that what is counted by them counts as before. The guard that keeps facts as they
are is lifted for this transaction alone, which only the tables' owner can do.
"""

from secrets import token_hex

import psycopg
from psycopg.types.json import Jsonb

from schemas.contracts import DATASETS, Contract, Kind
from schemas.errors import TerminalError
from schemas.reasons import REASONS
from schemas.warehouse.kept_lines import keep_lines
from schemas.warehouse.publish_lock import lock_publishing
from tasks.collect import FORGOTTEN

_FREE = (Kind.TEXT, Kind.COMPANY)
_OWN = "report_id IN (SELECT id FROM ops.report WHERE sha256 = %(sha256)s)"
# by table, what is said of the file there and what stands in its place
_LEDGER = {
    "ops.submission": (
        "name = '(dilupakan)', receipts = (SELECT "
        "jsonb_agg(jsonb_set(r, '{0}', '\"(dilupakan)\"')) "
        "FROM jsonb_array_elements(receipts) AS r), "
        "state = CASE WHEN state IN ('held', 'archived') THEN 'rejected' ELSE state END, "
        "kode = CASE WHEN state IN ('held', 'archived') THEN %(code)s ELSE kode END, "
        "alasan = CASE WHEN state IN ('held', 'archived') THEN %(message)s "
        "WHEN alasan IS NOT NULL THEN '(dilupakan)' END WHERE sha256 = %(sha256)s"
    ),
    "ops.report": "berkas = '(dilupakan)', lembar = '(dilupakan)' WHERE sha256 = %(sha256)s",
    "ops.submission_report": "lembar = '(dilupakan)' WHERE sha256 = %(sha256)s",
    "ops.warning": (
        "berkas = '(dilupakan)', lembar = '(dilupakan)', tertulis = '', diharapkan = '', "
        f"alasan = '(dilupakan)' WHERE sha256 = %(sha256)s OR {_OWN}"
    ),
    "ops.quarantined_row": (
        "berkas = '(dilupakan)', lembar = '(dilupakan)', tertulis = '{}', "
        "alasan = array_fill('(dilupakan)'::varchar, ARRAY[cardinality(alasan)]), "
        'temuan = ARRAY(SELECT t || \'{"tertulis": "", "diharapkan": ""}\'::jsonb '
        f"FROM unnest(temuan) WITH ORDINALITY AS u (t, n) ORDER BY n) WHERE {_OWN}"
    ),
    # sheets of one name would be one line
    "ops.rejected_report": (
        "berkas = '(dilupakan)', lembar = '(dilupakan)' || ' ' || n, tertulis = '', "
        "diharapkan = '', alasan = '(dilupakan)' FROM (SELECT sender AS s, dataset AS d, "
        "tabel AS t, lembar AS l, "
        "row_number() OVER (ORDER BY lembar, dataset, tabel) AS n FROM ops.rejected_report "
        "WHERE sha256 = %(sha256)s) AS x WHERE sha256 = %(sha256)s "
        "AND (sender, dataset, tabel, lembar) = (s, d, t, l)"
    ),
    "ops.left_file": "name = '(dilupakan)' WHERE sha256 = %(sha256)s",
    # what a backfill changed names rows by their file
    **{
        f"ops.backfill_change {column}": (
            f"{column} = (SELECT json_agg(CASE WHEN e ->> 'berkas' = ANY (%(names)s) "
            "THEN e::jsonb || jsonb_build_object('berkas', '(dilupakan)'::text, 'lembar', "
            f"'(dilupakan)'::text) ELSE e::jsonb END ORDER BY n) "
            f"FROM json_array_elements({column}) WITH ORDINALITY AS u (e, n)) "
            f"WHERE EXISTS (SELECT FROM json_array_elements({column}) "
            "AS e WHERE e ->> 'berkas' = ANY (%(names)s))"
        )
        for column in ("cleared", "versions")
    },
}


def forgotten_files(connection: psycopg.Connection) -> frozenset[str]:
    """SHA-256 of all files that were forgotten."""
    lines = connection.execute("SELECT sha256 FROM ops.forgotten").fetchall()
    return frozenset(sha256 for (sha256,) in lines)


def find_file(connection: psycopg.Connection, beginning: str) -> str:
    """The SHA-256 that begins so.

    Raises:
        TerminalError: No file's does, or several files' do.
    """
    lines = connection.execute(
        "SELECT DISTINCT sha256 FROM ops.submission WHERE sha256 LIKE %s || '%%' LIMIT 2",
        (beginning,),
    ).fetchall()
    if len(lines) != 1:
        many = "several files" if lines else "no file"
        raise TerminalError(f"{many} of the ledger whose SHA-256 begins with {beginning}")
    return str(lines[0][0])


def runs_of(connection: psycopg.Connection, sha256: str) -> list[str]:
    """Ids of the runs that read a file, by what they left in the ledger."""
    lines = connection.execute(
        "SELECT run_id FROM ops.submission WHERE sha256 = %(sha256)s "
        "UNION SELECT run_id FROM ops.report WHERE sha256 = %(sha256)s "
        "UNION SELECT run_id FROM ops.submission_report WHERE sha256 = %(sha256)s "
        "UNION SELECT run_id FROM ops.rejected_report WHERE sha256 = %(sha256)s",
        {"sha256": sha256},
    ).fetchall()
    return [run_id for (run_id,) in lines]


def forget_texts(connection: psycopg.Connection, sha256: str, who: str, why: str) -> bool:
    """Remove what was written in a file from every table, and say so in `ops.forgotten`.

    All in the caller's transaction. Again for the same file: nothing happens.

    Returns:
        Whether it was remembered until now.
    """
    lock_publishing(connection)
    if sha256 in forgotten_files(connection):
        return False
    values = {
        "sha256": sha256,
        "code": FORGOTTEN,
        "message": REASONS[FORGOTTEN].message,
        "names": _names_of(connection, sha256),
    }
    counts = {
        table: connection.execute(f"UPDATE {table.split()[0]} SET {change}", values).rowcount
        for table, change in _LEDGER.items()
    }
    # from now on it is opened where it still lies, and found to be forgotten
    counts["ops.listed_file"] = connection.execute(
        "DELETE FROM ops.listed_file WHERE sha256 = %(sha256)s", values
    ).rowcount
    for contract in DATASETS.values():
        counts[f"fact.{contract.name}"] = _forget_facts(connection, contract, sha256)
    connection.execute(
        "CREATE TEMP TABLE disamarkan ON COMMIT DROP AS "
        "SELECT upt_id, bulan FROM ops.report WHERE sha256 = %s",
        (sha256,),
    )
    keep_lines(connection, "disamarkan")  # some hold the names of firms
    connection.execute(
        "INSERT INTO ops.forgotten (sha256, dilupakan_at, oleh, sebab, hitungan) "
        "VALUES (%s, now(), %s, %s, %s)",
        (sha256, who, why, Jsonb({table: n for table, n in counts.items() if n})),
    )
    return True


def _names_of(connection: psycopg.Connection, sha256: str) -> list[str]:
    lines = connection.execute(
        "SELECT name FROM ops.submission WHERE sha256 = %(sha256)s "
        "UNION SELECT r ->> 0 FROM ops.submission, jsonb_array_elements(receipts) AS r "
        "WHERE sha256 = %(sha256)s UNION SELECT berkas FROM ops.report WHERE sha256 = %(sha256)s",
        {"sha256": sha256},
    ).fetchall()
    return [name for (name,) in lines]


def _forget_facts(connection: psycopg.Connection, contract: Contract, sha256: str) -> int:
    table, salt = f"fact.{contract.name}", token_hex(16)  # kept nowhere
    named = [
        f"{c.name} = '(dilupakan ' || left(md5(%(salt)s || {c.name}), 12) || ')'"
        for c in contract.of(*_FREE)
    ]
    values = {"sha256": sha256, "salt": salt}
    there = connection.execute(f"SELECT EXISTS (SELECT FROM {table} WHERE {_OWN})", values)
    if there.fetchall() == [(False,)]:
        return 0
    connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
    changes = ", ".join(["tertulis = '{}'", *named])
    changed = connection.execute(f"UPDATE {table} SET {changes} WHERE {_OWN}", values)
    connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER append_only")
    return changed.rowcount


def say_archive_is_clean(connection: psycopg.Connection, sha256: str) -> None:
    """Say in the ledger that the archive has a file's bytes no more."""
    connection.execute(
        "UPDATE ops.forgotten SET arsip_dihapus_at = coalesce(arsip_dihapus_at, now()) "
        "WHERE sha256 = %s",
        (sha256,),
    )
