"""Contract of the dataset `kegiatan_kerja`."""

from datetime import date
from typing import Any, ClassVar

from schemas.contracts.contract import Kind, ReportRow, fact, reported
from schemas.contracts.reporters import PRISONS, UPT


class KegiatanKerja(ReportRow, table=True):
    """One work activity of a unit in a month: who works on what, with which partner."""

    __tablename__ = "kegiatan_kerja"
    __table_args__: ClassVar[Any] = fact("Kegiatan kerja, per unit, bulan, dan kegiatan")
    titles = (
        "Kegiatan Kerja",
        "Kegiatan Kerja dan Produksi",
        "Giatja",
        "Bimbingan Kerja",
        "Bimker",
        "Pembinaan Kemandirian",
        "Kegiatan Kemandirian",
        "Bengkel Kerja",
    )
    key = ("jenis_kegiatan", "mitra", "lokasi", "tgl_mulai")
    reporters = UPT
    owed_by = PRISONS

    bidang: str | None = reported(
        "Bidang Kegiatan",
        "Bidang",
        "Bidang Kerja",
        "Kategori",
        kind=Kind.TERM,
        terms="bidang_kerja",
        required=True,
        comment="Bidang kegiatan kerja",
    )
    jenis_kegiatan: str | None = reported(
        "Jenis Kegiatan",
        "Kegiatan",
        "Nama Kegiatan",
        "Uraian Kegiatan",
        "Program",
        kind=Kind.PRODUCT,
        required=True,
        comment="Kode kegiatan; seperti ditulis bila belum dikenal",
    )
    jumlah_wbp: int | None = reported(
        "Jumlah WBP",
        "Jml WBP",
        "Jumlah Peserta",
        "Peserta",
        "Jumlah Warga Binaan",
        "Tenaga Kerja (Org)",
        "Tenaga Kerja",
        kind=Kind.COUNT,
        unit="orang",
        comment="Warga binaan yang bekerja",
    )
    pekerja_inti: int | None = reported(
        "Pekerja Inti",
        "WBP Inti",
        "Tenaga Inti",
        kind=Kind.COUNT,
        unit="orang",
        comment="Pekerja tetap",
    )
    pekerja_tambahan: int | None = reported(
        "Pekerja Tambahan",
        "WBP Tidak Tetap",
        "Tambahan",
        kind=Kind.COUNT,
        unit="orang",
        comment="Pekerja tidak tetap; kosong bila hanya ditulis dengan kata seperti ratusan",
    )
    hari_kerja: int | None = reported(
        "Hari Kerja",
        "Jumlah Hari",
        "Hari",
        kind=Kind.COUNT,
        unit="hari",
        comment="Hari kerja dalam bulan laporan",
    )
    tgl_mulai: date | None = reported(
        "Tanggal Mulai",
        "Mulai",
        "Tgl Awal",
        "Tgl Mulai",
        kind=Kind.DATE,
        ends="tgl_selesai",
        comment="Mulai kegiatan",
    )
    tgl_selesai: date | None = reported(
        "Tanggal Selesai",
        "Selesai",
        "Tgl Akhir",
        "Tgl Selesai",
        kind=Kind.DATE,
        comment="Selesai kegiatan",
    )
    lokasi: str | None = reported(
        "Lokasi",
        "Tempat",
        "Bengkel Kerja",
        "Tempat Pelaksanaan",
        kind=Kind.TEXT,
        comment="Tempat kegiatan",
    )
    mitra: str | None = reported(
        "Mitra",
        "Mitra Kerja",
        "Pihak Ketiga",
        "PT/CV",
        "Kerja Sama",
        kind=Kind.COMPANY,
        comment="Mitra kerja",
    )
