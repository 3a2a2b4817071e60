"""A ledger to which a test says what was received, row by row and without a night."""

import hashlib
from datetime import UTC, date, datetime
from itertools import count
from typing import Any, NamedTuple

import psycopg
import sqlalchemy as sa
from psycopg.types.json import Jsonb

from schemas.contracts import DATASETS


class Content(NamedTuple):
    """How many rows of a report are published and held back; neither = nihil."""

    published: int
    quarantined: int


FULL, PARTLY, ALL_HELD, NIL = Content(2, 0), Content(1, 1), Content(0, 1), Content(0, 0)


class Ledger:
    """What reached a warehouse, in one transaction that the test ends."""

    def __init__(self, connection: psycopg.Connection, first: int = 1) -> None:
        self.connection = connection
        self.numbers = count(first)

    def receive(
        self, key: tuple[str, str, date], at: datetime, says: Content = FULL, *, late: bool = False
    ) -> int:
        """Take in a report of (upt_id, dataset, bulan) received at an instant; return its id.

        It becomes the current version, unless it arrives `late`: older than the current one.
        """
        report_id = next(self.numbers)
        if not late:
            self.connection.execute(
                "UPDATE ops.report SET is_current = false, superseded_at = now() "
                "WHERE (upt_id, dataset, bulan) = (%s, %s, %s) AND is_current",
                key,
            )
        self._insert_report(report_id, key, at, says, is_current=not late)
        self._insert_rows(report_id, key, says)
        self._say(report_id, key, at, "kept" if late else "current")
        self.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the guards count the rows
        self.connection.execute("SET CONSTRAINTS ALL DEFERRED")
        return report_id

    def repeat(self, report_id: int, key: tuple[str, str, date], at: datetime) -> None:
        """Take in another file that says what a version says."""
        self._say(report_id, key, at, "same")

    def reject(self, key: tuple[str, str, date], at: datetime) -> None:
        """Refuse a report of (upt_id, dataset, bulan)."""
        sha256, sender = self._insert_submission(key, at)
        self._insert(
            "ops.rejected_report",
            sha256=sha256,
            sender=sender,
            lembar=key[1],
            **_named(key),
            berkas="laporan.xlsx",
            kode="E105",
            kolom=["tanggal_laporan"],
            sel=[],
            tertulis="",
            diharapkan="",
            alasan="Tanggal laporan tidak terbaca.",
            run_id="r",
        )

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Lines of a query."""
        return self.connection.execute(query, values).fetchall()

    def owed(self, upt_id: str, bulan: date) -> list[str]:
        """Datasets a unit owes for a month."""
        lines = self.ask(
            "SELECT dataset FROM mart.kepatuhan WHERE (upt_id, bulan) = (%s, %s)", upt_id, bulan
        )
        return sorted(dataset for (dataset,) in lines)

    def line(self, key: tuple[str, str, date], columns: str = "status") -> tuple[Any, ...]:
        """Some columns of the one line of an obligation."""
        (line,) = self.ask(
            f"SELECT {columns} FROM mart.kepatuhan WHERE (upt_id, dataset, bulan) = (%s, %s, %s)",
            *key,
        )
        return line

    def _insert(self, table: str, **values: Any) -> None:
        names, marks = ", ".join(values), ", ".join(["%s"] * len(values))
        self.connection.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values())
        )

    def _insert_submission(self, key: tuple[str, str, date], at: datetime) -> tuple[str, str]:
        sha256 = hashlib.sha256(repr((next(self.numbers), key)).encode()).hexdigest()
        self._insert(
            "ops.submission",
            sha256=sha256,
            sender=key[0],
            name="laporan.xlsx",
            first_received_at=at,
            received_at=at,
            size=1,
            receipts="[]",
            state="published",
            run_id="r",
        )
        return sha256, key[0]

    def _insert_report(
        self,
        report_id: int,
        key: tuple[str, str, date],
        at: datetime,
        says: Content,
        *,
        is_current: bool,
    ) -> None:
        nil = says == NIL
        self._insert(
            "ops.report",
            id=report_id,
            **_named(key),
            version=report_id,
            is_current=is_current,
            is_nil=nil,
            tanggal_laporan=at.date(),
            received_at=at,
            sha256="",
            sender=key[0],
            berkas="laporan.xlsx",
            lembar=key[1],
            kolom=Jsonb({}),
            content_hash=str(report_id),
            place_tanggal=at.date(),
            place_received_at=at,
            place_sha256="",
            published_at=at,
            current_from=at if is_current else None,
            run_id="r",
            rows_read=sum(says) + nil,
            rows_published=says.published,
            rows_quarantined=says.quarantined,
            rows_total=0,
            rows_blank=int(nil),
        )

    def _insert_rows(self, report_id: int, key: tuple[str, str, date], says: Content) -> None:
        upt_id, dataset, bulan = key
        columns = DATASETS[dataset].table.columns
        required = {c.name: _anything(c.type) for c in columns if not c.nullable}
        for baris in range(says.published):
            own = {"report_id": report_id, "baris": baris, "pelapor_id": upt_id, "bulan": bulan}
            self._insert(f"fact.{dataset}", **(required | own))
        for baris in range(says.published, sum(says)):
            self._insert(
                "ops.quarantined_row",
                report_id=report_id,
                baris=baris,
                **_named(key),
                berkas="laporan.xlsx",
                lembar=dataset,
                kode=["E201"],
                alasan=["kosong; wajib diisi."],
                temuan=[Jsonb({})],
                tertulis=Jsonb({}),
                sejak=datetime.now(UTC),
                perubahan=[],
            )

    def _say(self, report_id: int, key: tuple[str, str, date], at: datetime, fate: str) -> None:
        sha256, sender = self._insert_submission(key, at)
        self._insert(
            "ops.submission_report",
            sha256=sha256,
            sender=sender,
            **_named(key),
            lembar=key[1],
            tanggal_laporan=at.date(),
            first_received_at=at,
            report_id=report_id,
            fate=fate,
            run_id="r",
        )


def _named(key: tuple[str, str, date]) -> dict[str, Any]:
    return dict(zip(("upt_id", "dataset", "bulan"), key, strict=True))


def _anything(sql_type: sa.types.TypeEngine[Any]) -> Any:
    """A value a column of this type takes."""
    if isinstance(sql_type, sa.ARRAY):
        return []
    if isinstance(sql_type, sa.JSON):
        return Jsonb({})
    if isinstance(sql_type, sa.String):
        return "x"
    return date(2025, 1, 1) if isinstance(sql_type, sa.Date) else 1
