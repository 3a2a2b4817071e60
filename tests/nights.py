"""Run nights over folders of reports, and ask the warehouse what came of them."""

import hashlib
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from schemas.contracts import DATASETS

PROJECT = Path(__file__).parent.parent
EXAMPLES = PROJECT / "examples" / "inbox"
RECEIVED = datetime(2025, 12, 3, 4, 0, tzinfo=UTC)


def new_database(postgres: str, name: str) -> str:
    """URL of a new, migrated, empty warehouse."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template_pembinaan')
    return postgres.replace("/postgres?", f"/{name}?")


class House:
    """A landing zone, an archive and a warehouse, and the flow that runs between them."""

    def __init__(self, home: Path, url: str) -> None:
        self.home = home
        self.url = url
        self.inbox = home / "inbox"
        self.inbox.mkdir(parents=True, exist_ok=True)

    def deliver(self, sender: str, name: str, content: bytes, at: datetime = RECEIVED) -> Path:
        """Put a file into a sender's folder as of an instant."""
        path = self.inbox / sender / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (at.timestamp(), at.timestamp()))
        return path

    def deliver_examples(self) -> None:
        """Put the example reports into the landing zone."""
        shutil.copytree(EXAMPLES, self.inbox, dirs_exist_ok=True)

    def run_night(self) -> Any:
        """Run the nightly flow; return its final state."""
        from flows.nightly import nightly

        os.environ["PEMBINAAN_HOME"] = str(self.home)
        os.environ["PEMBINAAN_WAREHOUSE_URL"] = self.url
        try:
            return nightly(return_state=True)
        finally:
            del os.environ["PEMBINAAN_WAREHOUSE_URL"]

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Lines of a query."""
        with psycopg.connect(self.url) as connection:
            return connection.execute(query, values).fetchall()

    def fingerprint(self) -> str:
        """Hash over what the warehouse says now: current rows, marts, quarantine, warnings."""
        parts = []
        with psycopg.connect(self.url) as connection:
            for table in (*DATASET_VIEWS, "mart.upt_bulanan", "mart.ekspor_bulanan"):
                cursor = connection.execute(f"SELECT * FROM {table} LIMIT 0")
                lineage = {"sha256", "berkas", "lembar", "baris"}
                names = [c.name for c in cursor.description or () if c.name not in lineage]
                lines = connection.execute(f"SELECT {', '.join(names)} FROM {table}").fetchall()
                parts.append((table, sorted(map(repr, lines))))
            for query in (_QUARANTINE, _WARNINGS):
                parts.append((query, sorted(map(repr, connection.execute(query).fetchall()))))
        return hashlib.sha256(repr(parts).encode()).hexdigest()


DATASET_VIEWS = tuple(f"mart.{name}" for name in DATASETS)
_QUARANTINE = """
SELECT q.upt_id, q.dataset, q.bulan, q.kode, q.tertulis::text FROM ops.quarantined_row q
JOIN ops.report r ON r.id = q.report_id AND r.is_current
"""
_WARNINGS = """
SELECT w.upt_id, w.dataset, w.bulan, w.kode, w.lintas FROM ops.warning w
JOIN ops.report r ON r.id = w.report_id AND r.is_current
"""


def csv_report(unit: str, bulan: str, tanggal: str, header: str, *rows: str) -> bytes:
    """A CSV report: envelope, header, rows."""
    lines = [f"Nama UPT;{unit}", f"Periode;{bulan}", f"Tanggal Laporan;{tanggal}", "", header]
    return "\n".join([*lines, *rows]).encode()
