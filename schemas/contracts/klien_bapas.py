"""Contract of the dataset `klien_bapas`."""

from typing import Any, ClassVar

from schemas.contracts.contract import Kind, ReportRow, fact, reported
from schemas.contracts.reporters import BAPAS


class KlienBapas(ReportRow, table=True):
    """The clients of a Bapas in a month: how many there are, are trained, work, run a business."""

    __tablename__ = "klien_bapas"
    __table_args__: ClassVar[Any] = fact("Klien pemasyarakatan, per Bapas dan bulan")
    titles = ("Klien Bapas", "Klien", "Data Klien", "Klien Pemasyarakatan", "Pembimbingan Klien")
    key = ()
    reporters = BAPAS
    owed_by = BAPAS

    klien_dewasa_l: int | None = reported(
        "Klien Dewasa L",
        "DL",
        "Dewasa Laki-laki",
        "Klien Dewasa Laki-laki",
        kind=Kind.COUNT,
        unit="orang",
        required=True,
        comment="Klien dewasa laki-laki",
    )
    klien_dewasa_p: int | None = reported(
        "Klien Dewasa P",
        "DP",
        "Dewasa Perempuan",
        "Klien Dewasa Perempuan",
        kind=Kind.COUNT,
        unit="orang",
        required=True,
        comment="Klien dewasa perempuan",
    )
    klien_anak_l: int | None = reported(
        "Klien Anak L",
        "AL",
        "Anak Laki-laki",
        "Klien Anak Laki-laki",
        kind=Kind.COUNT,
        unit="orang",
        required=True,
        comment="Klien anak laki-laki",
    )
    klien_anak_p: int | None = reported(
        "Klien Anak P",
        "AP",
        "Anak Perempuan",
        "Klien Anak Perempuan",
        kind=Kind.COUNT,
        unit="orang",
        required=True,
        comment="Klien anak perempuan",
    )
    total_klien: int | None = reported(
        "Jumlah Klien",
        "Total Klien",
        "Jumlah",
        kind=Kind.COUNT,
        unit="orang",
        required=True,
        comment="Jumlah keempatnya",
    )
    pelatihan_kerja: int | None = reported(
        "Latihan Kerja",
        "Latker",
        "Pelatihan",
        kind=Kind.COUNT,
        unit="orang",
        comment="Klien dalam latihan kerja",
    )
    bekerja: int | None = reported(
        "Klien Bekerja", "Bekerja", kind=Kind.COUNT, unit="orang", comment="Klien yang bekerja"
    )
    pelatihan_wirausaha: int | None = reported(
        "Pelatihan Kewirausahaan",
        "Pelatihan Wirausaha",
        kind=Kind.COUNT,
        unit="orang",
        comment="Klien dalam pelatihan kewirausahaan",
    )
    pendampingan_pemasaran: int | None = reported(
        "Pendampingan Pemasaran",
        kind=Kind.COUNT,
        unit="orang",
        comment="Klien yang didampingi memasarkan",
    )
    produk_binaan: str | None = reported(
        "Produk Klien", "Produk", "Griya Abhipraya", kind=Kind.TEXT, comment="Produk klien binaan"
    )
