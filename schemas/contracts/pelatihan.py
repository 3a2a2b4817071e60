"""Contract of the dataset `pelatihan`."""

from datetime import date
from typing import Any, ClassVar

from schemas.contracts.contract import Kind, ReportRow, fact, reported
from schemas.contracts.reporters import PRISONS, UPT


class Pelatihan(ReportRow, table=True):
    """One training of a unit, with certificates."""

    __tablename__ = "pelatihan"
    __table_args__: ClassVar[Any] = fact("Pelatihan, satu baris satu pelatihan")
    titles = (
        "Pelatihan",
        "Pelatihan Keterampilan",
        "Pelatihan Vokasi",
        "Pelatihan Kerja",
        "Pelatihan Bersertifikat",
    )
    key = ("nama_pelatihan", "tgl_mulai")
    reporters = UPT
    owed_by = PRISONS

    nama_pelatihan: str | None = reported(
        "Nama Pelatihan",
        "Pelatihan",
        "Jenis Pelatihan",
        "Nama Program",
        kind=Kind.TEXT,
        required=True,
        comment="Nama pelatihan",
    )
    peserta: int | None = reported(
        "Jumlah Peserta",
        "Peserta",
        "Jml",
        kind=Kind.COUNT,
        unit="orang",
        required=True,
        comment="Peserta pelatihan",
    )
    bersertifikat: int | None = reported(
        "Bersertifikat",
        "Jumlah Sertifikat",
        "Lulus/Sertifikat",
        kind=Kind.COUNT,
        unit="orang",
        required=True,
        comment="Peserta yang mendapat sertifikat",
    )
    lembaga_sertifikasi: str | None = reported(
        "Lembaga Sertifikasi",
        "LSP/BLK/BNSP",
        kind=Kind.COMPANY,
        comment="Lembaga penerbit sertifikat",
    )
    tgl_mulai: date | None = reported(
        "Tanggal Mulai",
        "Tgl Pelaksanaan",
        "Tgl Mulai",
        kind=Kind.DATE,
        ends="tgl_selesai",
        comment="Mulai pelatihan",
    )
    tgl_selesai: date | None = reported(
        "Tanggal Selesai", "Tgl Selesai", kind=Kind.DATE, comment="Selesai pelatihan"
    )
