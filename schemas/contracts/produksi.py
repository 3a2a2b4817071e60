"""Contract of the dataset `produksi`."""

from decimal import Decimal
from typing import Any, ClassVar

from schemas.contracts.contract import Kind, ReportRow, derived, fact, reported
from schemas.contracts.reporters import PRISONS, UPT


class Produksi(ReportRow, table=True):
    """How much of a product a unit made in a month."""

    __tablename__ = "produksi"
    __table_args__: ClassVar[Any] = fact("Hasil produksi, per unit, bulan, dan produk")
    titles = ("Produksi", "Hasil Produksi", "Hasil Karya", "Produk", "Hasil Kegiatan Kerja")
    key = ("produk", "satuan")
    reporters = UPT
    owed_by = PRISONS

    produk: str | None = reported(
        "Nama Produk",
        "Produk",
        "Hasil Karya",
        "Hasil Produksi",
        "Jenis Barang",
        "Jenis Produk",
        kind=Kind.PRODUCT,
        required=True,
        comment="Kode produk; seperti ditulis bila belum dikenal",
    )
    jumlah_produksi: Decimal | None = reported(
        "Jumlah Produksi",
        "Hasil",
        "Jumlah",
        "Volume",
        "Kuantitas",
        "Jml",
        kind=Kind.NUMBER,
        unit="satuan",
        required=True,
        bounds=("jumlah_produksi_min", "jumlah_produksi_maks"),
        comment="Jumlah dalam satuan; kosong bila ditulis sebagai rentang",
    )
    jumlah_produksi_min: Decimal | None = derived(
        Kind.NUMBER, "Batas bawah; sama dengan jumlah bila tidak ditulis sebagai rentang"
    )
    jumlah_produksi_maks: Decimal | None = derived(
        Kind.NUMBER, "Batas atas; sama dengan jumlah bila tidak ditulis sebagai rentang"
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
    produksi_harian_min: Decimal | None = reported(
        "Produksi per Hari (min)",
        "Per Hari",
        "Kapasitas/Hari",
        "Produksi per Hari",
        kind=Kind.NUMBER,
        unit="satuan/hari",
        bounds=("produksi_harian_min", "produksi_harian_max"),
        comment="Produksi sehari paling sedikit",
    )
    produksi_harian_max: Decimal | None = reported(
        "Produksi per Hari (maks)",
        "Produksi per Hari (max)",
        kind=Kind.NUMBER,
        unit="satuan/hari",
        comment="Produksi sehari paling banyak",
    )
    harga_satuan: Decimal | None = reported(
        "Harga Satuan",
        "Harga",
        "Harga (Rp)",
        "@",
        kind=Kind.MONEY,
        unit="IDR/satuan",
        comment="Harga satu satuan",
    )
    nilai_produksi: Decimal | None = reported(
        "Nilai Produksi",
        "Nilai",
        "Jumlah Harga",
        "Total (Rp)",
        "Jumlah (Rp)",
        "Jumlah Harga (Rp)",
        "Total Harga",
        kind=Kind.MONEY,
        unit="IDR",
        comment="Nilai seluruh produksi",
    )
    lulus_qc: Decimal | None = reported(
        "Lulus QC",
        "QC",
        "Lolos Uji",
        "Sesuai Standar",
        kind=Kind.NUMBER,
        unit="satuan",
        comment="Jumlah yang lulus pemeriksaan mutu",
    )
    bahan_baku: str | None = reported("Bahan Baku", "Bahan", kind=Kind.TEXT, comment="Bahan baku")
