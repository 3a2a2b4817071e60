"""Contract of the dataset `pemasaran`."""

from decimal import Decimal
from typing import Any, ClassVar

from schemas.contracts.contract import Kind, ReportRow, fact, reported
from schemas.contracts.reporters import UPT


class Pemasaran(ReportRow, table=True):
    """What a unit sold of a product, in which market and by which channel, in a month."""

    __tablename__ = "pemasaran"
    __table_args__: ClassVar[Any] = fact("Penjualan, per unit, bulan, produk, pasar, dan kanal")
    titles = (
        "Pemasaran",
        "Pemasaran Hasil",
        "Pemasaran Hasil Karya",
        "Pemasaran Produk",
        "Penjualan",
    )
    key = ("produk", "pasar", "kanal", "satuan")
    reporters = UPT

    produk: str | None = reported(
        "Produk",
        "Nama Produk",
        kind=Kind.PRODUCT,
        required=True,
        comment="Kode produk; seperti ditulis bila belum dikenal",
    )
    pasar: str | None = reported(
        "Jangkauan Pasar",
        "Pasar",
        "Pemasaran",
        "Wilayah Pemasaran",
        kind=Kind.TERM,
        terms="pasar",
        required=True,
        comment="Jangkauan pasar",
    )
    kanal: str | None = reported(
        "Kanal",
        "Media Pemasaran",
        "Tempat Penjualan",
        kind=Kind.TERM,
        terms="kanal",
        comment="Saluran penjualan",
    )
    jumlah_terjual: Decimal | None = reported(
        "Jumlah Terjual", "Terjual", kind=Kind.NUMBER, unit="satuan", comment="Jumlah terjual"
    )
    satuan: str | None = reported(
        "Satuan", "Sat", kind=Kind.TERM, terms="satuan", comment="Satuan jumlah"
    )
    nilai_penjualan: Decimal | None = reported(
        "Nilai Penjualan",
        "Omzet",
        "Pendapatan",
        "Jumlah (Rp)",
        "Total (Rp)",
        "Jumlah Harga",
        "Total Harga",
        kind=Kind.MONEY,
        unit="IDR",
        comment="Nilai penjualan",
    )
