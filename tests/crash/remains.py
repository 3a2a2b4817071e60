"""How things stand after a run, and what a run that died must not leave behind."""

import hashlib
from pathlib import Path
from typing import NamedTuple

import psycopg
from crash.children import wait_until
from nights import House

from schemas.warehouse.publish_lock import PUBLISH_LOCK

# everything the ledger says, but for ids, instants of runs and who they were
_LEDGER = (
    "SELECT sha256, sender, name, state, kode, received_at FROM ops.submission",
    "SELECT t.sha256, t.sender, t.upt_id, t.dataset, t.bulan, t.lembar, t.fate, r.version "
    "FROM ops.submission_report t JOIN ops.report r ON r.id = t.report_id",
    "SELECT upt_id, dataset, bulan, version, is_current, superseded_at IS NULL, sha256, "
    "place_sha256, rows_published, rows_quarantined FROM ops.report",
    "SELECT sha256, sender, lembar, dataset, upt_id, bulan, kode FROM ops.rejected_report",
    "SELECT r.upt_id, r.dataset, r.bulan, r.version, q.baris, q.kode, q.sebab, q.perubahan "
    "FROM ops.quarantined_row q JOIN ops.report r ON r.id = q.report_id",
    "SELECT tingkat, unit_id, bulan, metrik, rincian, sebelum, sesudah FROM ops.restatement",
)
_TABLES = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname <> 'information_schema' AND n.nspname NOT IN ('pg_catalog', 'pg_toast')
AND c.relkind IN ('r', 'v', 'm', 'S', 'f', 'p')
"""
_OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
_LOCKED = (
    "SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
    "WHERE l.locktype = 'advisory' AND l.objid = %s AND l.granted AND d.datname = %s)"
)


class Standing(NamedTuple):
    """What a warehouse says.

    Attributes:
        figures: `House.fingerprint`: what people read.
        ledger: Hash of each part of the ledger.
        tables: Every table, view and sequence there is.
    """

    figures: str
    ledger: tuple[str, ...]
    tables: tuple[tuple[str, ...], ...]


def standing_of(house: House) -> Standing:
    """How things stand."""
    parts = [repr(sorted(map(repr, house.ask(query)))).encode() for query in _LEDGER]
    ledger = tuple(hashlib.sha256(part).hexdigest()[:8] for part in parts)
    return Standing(house.fingerprint(), ledger, tuple(sorted(house.ask(_TABLES))))


def database_of(house: House) -> str:
    """Name of a house's database."""
    return house.url.partition("?")[0].rpartition("/")[2]


class Watch:
    """A connection that sees whether a run is inside its transaction."""

    def __init__(self, house: House) -> None:
        self.name = database_of(house)
        self.connection = psycopg.connect(
            house.url.replace(f"/{self.name}?", "/postgres?"), autocommit=True
        )

    def is_locked(self) -> bool:
        """Whether the lock of publishing is held in this house's warehouse."""
        return self._says(_LOCKED, (PUBLISH_LOCK, self.name))

    def is_connected(self) -> bool:
        """Whether a run is connected."""
        query = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = %s)"
        return self._says(query, (self.name,))

    def _says(self, query: str, values: tuple[object, ...]) -> bool:
        row = self.connection.execute(query, values).fetchone()
        return bool(row and row[0])

    def close(self) -> None:
        self.connection.close()


def assert_nothing_remains(house: House) -> None:
    """A dead run leaves no session, lock, temporary table, nor a half file by a final name."""
    wait_until(
        lambda: (
            house.ask(f"SELECT count(*) {_OTHERS} AND backend_type = 'client backend'") == [(0,)]
        ),
        "PostgreSQL notices the dead",
    )
    locks = house.ask(
        "SELECT l.* FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
        "WHERE l.locktype = 'advisory' AND d.datname = current_database()"
    )
    assert locks == []
    assert house.ask("SELECT gid FROM pg_prepared_xacts") == []
    assert house.ask("SELECT relname FROM pg_class WHERE relpersistence = 't'") == []
    assert wrong_files(house.home / "archive") == []


def wrong_files(archive: Path) -> list[str]:
    """Archived files whose bytes are not what their name says."""
    return [
        f"{path} has {path.stat().st_size} bytes"
        for path in archive.rglob("*")
        if path.is_file()
        and path.suffix != ".part"
        and (path.name, path.parent.name)
        != (hashlib.sha256(path.read_bytes()).hexdigest(), path.name[:2])
    ]
