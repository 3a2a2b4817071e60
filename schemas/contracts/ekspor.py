"""Contract of the dataset `ekspor`."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from schemas.contracts.contract import Kind, ReportRow, fact, reported
from schemas.contracts.reporters import UPT


class Ekspor(ReportRow, table=True):
    """One shipment abroad, to one or several countries."""

    __tablename__ = "ekspor"
    __table_args__: ClassVar[Any] = fact(
        "Pengiriman ke luar negeri, satu baris satu pengiriman",
        numbers={"ix_ekspor_no_peb": "no_peb"},
    )
    titles = (
        "Ekspor",
        "Pelepasan Ekspor",
        "Realisasi Ekspor",
        "Pengiriman Ekspor",
        "Kegiatan Ekspor",
        "Eksport",
    )
    key = ("tanggal_ekspor", "produk", "negara_tujuan", "ekspor_ke", "no_peb")
    reporters = UPT

    tanggal_ekspor: date | None = reported(
        "Tanggal Ekspor",
        "Tgl Pelepasan",
        "Tanggal Pelepasan",
        "Tanggal Kirim",
        "Tgl Ekspor",
        kind=Kind.DATE,
        required=True,
        comment="Hari pelepasan atau pengiriman",
    )
    ekspor_ke: int | None = reported(
        "Ekspor Ke-",
        "Ekspor ke",
        "Tahap",
        "Perdana",
        kind=Kind.ORDINAL,
        comment="Ekspor keberapa; perdana = 1",
    )
    produk: str | None = reported(
        "Jenis Produk",
        "Produk",
        "Komoditas",
        "Nama Barang",
        "Nama Produk",
        kind=Kind.PRODUCT,
        required=True,
        comment="Kode produk; seperti ditulis bila belum dikenal",
    )
    jumlah: Decimal | None = reported(
        "Jumlah Ekspor",
        "Jumlah",
        "Volume",
        "Qty",
        "Kuantitas",
        kind=Kind.NUMBER,
        unit="satuan",
        required=True,
        comment="Jumlah dikirim",
    )
    satuan: str | None = reported(
        "Satuan",
        "Sat",
        "Unit",
        kind=Kind.TERM,
        terms="satuan",
        required=True,
        comment="Satuan jumlah",
    )
    negara_tujuan: list[str] | None = reported(
        "Negara Tujuan",
        "Tujuan",
        "Tujuan Ekspor",
        "Negara",
        "Negara Tujuan Ekspor",
        kind=Kind.COUNTRIES,
        required=True,
        comment="Kode ISO 3166 alpha-2 negara tujuan; beberapa negara = jumlah tidak terbagi",
    )
    kota_tujuan: str | None = reported(
        "Kota Tujuan", "Pelabuhan Tujuan", kind=Kind.TEXT, comment="Kota atau pelabuhan tujuan"
    )
    nilai_fob_usd: Decimal | None = reported(
        "Nilai Ekspor (USD)",
        "Nilai (USD)",
        "FOB USD",
        "US$",
        kind=Kind.MONEY,
        unit="USD",
        comment="Nilai FOB dalam dolar AS",
    )
    nilai_idr: Decimal | None = reported(
        "Nilai Ekspor (Rp)",
        "Nilai",
        "Nilai Jual",
        "Omzet",
        "Nilai (Rp)",
        kind=Kind.MONEY,
        unit="IDR",
        comment="Nilai jual dalam rupiah; bukan keuntungan",
    )
    mitra_eksportir: str | None = reported(
        "Mitra/Eksportir",
        "Mitra",
        "PT",
        "Pihak Ketiga",
        "Buyer",
        kind=Kind.COMPANY,
        comment="Mitra atau eksportir",
    )
    hs_code: str | None = reported(
        "Kode HS", "HS", "Pos Tarif", kind=Kind.TEXT, comment="Pos tarif, 6 sampai 8 angka"
    )
    no_peb: str | None = reported(
        "Nomor PEB", "PEB", "No. PEB", kind=Kind.TEXT, comment="Nomor pemberitahuan ekspor barang"
    )
    jumlah_kontainer: int | None = reported(
        "Jumlah Kontainer",
        "Kontainer",
        kind=Kind.COUNT,
        unit="kontainer",
        comment="Kontainer dikirim",
    )
    jumlah_wbp: int | None = reported(
        "WBP Terlibat", "Jumlah WBP", kind=Kind.COUNT, unit="orang", comment="Warga binaan terlibat"
    )
