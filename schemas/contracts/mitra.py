"""Contract of the dataset `mitra`."""

from datetime import date
from typing import Any, ClassVar

from schemas.contracts.contract import Kind, ReportRow, fact, reported
from schemas.contracts.reporters import ANYONE


class Mitra(ReportRow, table=True):
    """One partner or contract of a unit or Kanwil, as it stands in a month."""

    __tablename__ = "mitra"
    __table_args__: ClassVar[Any] = fact("Mitra dan kontrak, per unit atau Kanwil dan bulan")
    titles = (
        "Mitra",
        "Mitra Kerja",
        "Daftar Mitra",
        "Kerja Sama",
        "Perjanjian Kerja Sama",
        "PKS",
        "Kemitraan",
    )
    key = ("nama_mitra", "no_kontrak")
    reporters = ANYONE

    nama_mitra: str | None = reported(
        "Nama Mitra", "Mitra", "Instansi", kind=Kind.COMPANY, required=True, comment="Nama mitra"
    )
    jenis_mitra: str | None = reported(
        "Jenis Mitra",
        "Jenis",
        kind=Kind.TERM,
        terms="jenis_mitra",
        required=True,
        comment="Jenis mitra",
    )
    no_kontrak: str | None = reported(
        "No. Kontrak",
        "Nomor PKS",
        "PKS",
        "Nomor Kontrak",
        kind=Kind.TEXT,
        comment="Nomor kontrak atau perjanjian kerja sama",
    )
    kontrak_awal: date | None = reported(
        "Tgl Kontrak Awal",
        "Kontrak Awal",
        "Tanggal Kontrak Awal",
        kind=Kind.DATE,
        ends="kontrak_akhir",
        distant=True,
        comment="Kontrak mulai berlaku",
    )
    kontrak_akhir: date | None = reported(
        "Tgl Kontrak Akhir",
        "Kontrak Akhir",
        "Tanggal Kontrak Akhir",
        kind=Kind.DATE,
        distant=True,
        comment="Kontrak berakhir",
    )
