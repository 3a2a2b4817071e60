"""Contract of the dataset `program`."""

from datetime import date
from typing import Any, ClassVar

from schemas.contracts.contract import Kind, ReportRow, fact, reported
from schemas.contracts.reporters import ANYONE, KANWIL


class Program(ReportRow, table=True):
    """How far a programme has come in a unit, as its Kanwil tells it in a month."""

    __tablename__ = "program"
    __table_args__: ClassVar[Any] = fact("Replikasi program di tiap unit, menurut Kanwil")
    titles = (
        "Program",
        "Program Pembinaan",
        "Replikasi Program",
        "Program Unggulan",
        "Sebaran Program",
    )
    key = ("upt_id", "program")
    reporters = ANYONE
    owed_by = KANWIL

    upt_id: str | None = reported(
        "Nama UPT",
        "UPT",
        "Satuan Kerja",
        "Lapas",
        kind=Kind.UNIT,
        required=True,
        comment="Unit yang diceritakan baris ini",
    )
    program: str | None = reported(
        "Program",
        "Nama Program",
        "Komoditas",
        "Jenis Kegiatan",
        kind=Kind.TEXT,
        required=True,
        comment="Nama program",
    )
    status: str | None = reported(
        "Status",
        "Keterangan",
        "Status Program",
        kind=Kind.TERM,
        terms="status_program",
        required=True,
        comment="Keadaan program",
    )
    tanggal_mulai: date | None = reported(
        "Mulai",
        "Tanggal Mulai",
        "Sejak",
        kind=Kind.MONTH_DATE,
        distant=True,
        comment="Mulai program; hari pertama bulan bila hanya bulan yang ditulis",
    )
    mitra: str | None = reported(
        "Mitra", "Mitra Kerja", "Pihak Ketiga", kind=Kind.COMPANY, comment="Mitra program"
    )
