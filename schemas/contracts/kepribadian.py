"""Contract of the dataset `kepribadian`."""

from typing import Any, ClassVar

from schemas.contracts.contract import Kind, ReportRow, fact, reported
from schemas.contracts.reporters import PRISONS, UPT


class Kepribadian(ReportRow, table=True):
    """One activity of pembinaan kepribadian (faith, arts, sport, school) of a unit in a month."""

    __tablename__ = "kepribadian"
    __table_args__: ClassVar[Any] = fact(
        "Kegiatan pembinaan kepribadian, per unit, bulan, dan kegiatan"
    )
    titles = (
        "Kepribadian",
        "Pembinaan Kepribadian",
        "Kegiatan Kepribadian",
        "Kegiatan Pembinaan Kepribadian",
    )
    key = ("bidang", "kegiatan")
    reporters = UPT
    owed_by = PRISONS

    bidang: str | None = reported(
        "Bidang",
        "Bidang Pembinaan",
        "Jenis Pembinaan",
        "Kategori",
        kind=Kind.TERM,
        terms="bidang_kepribadian",
        required=True,
        comment="Bidang pembinaan kepribadian",
    )
    kegiatan: str | None = reported(
        "Kegiatan",
        "Nama Kegiatan",
        "Uraian",
        "Jenis Kegiatan",
        kind=Kind.TEXT,
        required=True,
        comment="Nama kegiatan",
    )
    jumlah_peserta: int | None = reported(
        "Jumlah Peserta",
        "Peserta",
        "Jml WBP",
        "Jumlah WBP",
        kind=Kind.COUNT,
        unit="orang",
        comment="Peserta kegiatan",
    )
    frekuensi: int | None = reported(
        "Frekuensi",
        "Kali per Bulan",
        "Jumlah Pertemuan",
        kind=Kind.COUNT,
        unit="kali",
        comment="Pertemuan dalam bulan laporan",
    )
    mitra: str | None = reported(
        "Mitra",
        "Instansi",
        "Kerja Sama",
        kind=Kind.COMPANY,
        comment="Instansi atau mitra pelaksana",
    )
