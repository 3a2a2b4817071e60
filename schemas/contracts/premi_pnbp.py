"""Contract of the dataset `premi_pnbp`."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from schemas.contracts.contract import Kind, ReportRow, fact, reported
from schemas.contracts.reporters import PRISONS, UPT


class PremiPnbp(ReportRow, table=True):
    """Sales, profit, premi, savings and PNBP of one activity of a unit in a month."""

    __tablename__ = "premi_pnbp"
    __table_args__: ClassVar[Any] = fact(
        "Omzet, premi, tabungan, dan PNBP, per unit, bulan, dan kegiatan",
        numbers={"ix_premi_pnbp_ntpn": "ntpn"},
    )
    titles = (
        "Premi PNBP",
        "Premi dan PNBP",
        "Premi",
        "PNBP",
        "Premi WBP",
        "Premi & PNBP",
        "Premi/PNBP",
    )
    key = ("kegiatan",)
    reporters = UPT
    owed_by = PRISONS

    kegiatan: str | None = reported(
        "Kegiatan",
        "Jenis Kegiatan",
        "Unit Usaha",
        kind=Kind.PRODUCT,
        required=True,
        comment="Kode kegiatan; seperti ditulis bila belum dikenal",
    )
    omzet: Decimal | None = reported(
        "Omzet",
        "Omset",
        "Hasil Penjualan",
        "Pendapatan",
        "Income",
        kind=Kind.MONEY,
        unit="IDR",
        required=True,
        comment="Hasil penjualan",
    )
    modal: Decimal | None = reported(
        "Modal",
        "Biaya",
        "Modal Produksi",
        "HPP",
        kind=Kind.MONEY,
        unit="IDR",
        comment="Biaya produksi",
    )
    keuntungan: Decimal | None = reported(
        "Keuntungan",
        "Laba",
        "Laba Bersih",
        kind=Kind.MONEY,
        unit="IDR",
        comment="Omzet dikurangi modal",
    )
    premi: Decimal | None = reported(
        "Premi WBP",
        "Premi",
        "Upah",
        "Upah/Premi",
        "Insentif",
        kind=Kind.MONEY,
        unit="IDR",
        required=True,
        comment="Premi bagi warga binaan",
    )
    pnbp_disetor: Decimal | None = reported(
        "PNBP Disetor",
        "PNBP",
        "Setoran PNBP",
        "Realisasi PNBP",
        "Jumlah Setor",
        kind=Kind.MONEY,
        unit="IDR",
        required=True,
        comment="PNBP yang disetor",
    )
    tambahan_modal: Decimal | None = reported(
        "Pengembangan Modal",
        "Modal Usaha",
        "Kas Modal",
        kind=Kind.MONEY,
        unit="IDR",
        comment="Bagian keuntungan untuk modal",
    )
    jumlah_penerima: int | None = reported(
        "Jumlah Penerima Premi",
        "Jumlah Penerima",
        "Penerima",
        "Jml WBP",
        kind=Kind.COUNT,
        unit="orang",
        required=True,
        comment="Penerima premi",
    )
    tabungan: Decimal | None = reported(
        "Premi Ditabung",
        "Tabungan",
        "Disimpan",
        kind=Kind.MONEY,
        unit="IDR",
        comment="Bagian premi yang ditabung",
    )
    ntpn: str | None = reported(
        "NTPN",
        "No. NTPN",
        "Bukti Setor",
        kind=Kind.TEXT,
        comment="Nomor transaksi penerimaan negara",
    )
    tanggal_setor: date | None = reported(
        "Tanggal Setor", "Tgl Setor", kind=Kind.DATE, comment="Tanggal PNBP disetor"
    )
    target_pnbp_tahun: Decimal | None = reported(
        "Target PNBP",
        "Target",
        "Target Tahun",
        kind=Kind.MONEY,
        unit="IDR",
        comment="Target PNBP setahun",
    )
