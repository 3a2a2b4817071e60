"""Contract of the dataset `partisipasi`."""

from decimal import Decimal
from typing import Any, ClassVar

from schemas.contracts.contract import Kind, ReportRow, fact, reported
from schemas.contracts.reporters import PRISONS, UPT


class Partisipasi(ReportRow, table=True):
    """How many of a unit's inmates take part in pembinaan in a month."""

    __tablename__ = "partisipasi"
    __table_args__: ClassVar[Any] = fact("Peserta pembinaan terhadap penghuni, per unit dan bulan")
    titles = (
        "Partisipasi",
        "Partisipasi Pembinaan",
        "Partisipasi WBP",
        "Tingkat Partisipasi",
        "Peserta Pembinaan",
        "Keikutsertaan Pembinaan",
    )
    key = ()
    reporters = UPT
    owed_by = PRISONS

    total_wbp: int | None = reported(
        "Jumlah Penghuni",
        "Isi",
        "Total WBP",
        "Jumlah WBP",
        "Jumlah Narapidana",
        kind=Kind.COUNT,
        unit="orang",
        required=True,
        comment="Penghuni pada bulan laporan",
    )
    narapidana: int | None = reported(
        "Narapidana",
        "Napi",
        "Jml Napi",
        kind=Kind.COUNT,
        unit="orang",
        comment="Penghuni berstatus narapidana",
    )
    tahanan: int | None = reported(
        "Tahanan", "Thn", kind=Kind.COUNT, unit="orang", comment="Penghuni berstatus tahanan"
    )
    anak: int | None = reported(
        "Anak",
        "Anak Binaan",
        "Andikpas",
        kind=Kind.COUNT,
        unit="orang",
        comment="Anak binaan, di LPKA",
    )
    peserta_kemandirian: int | None = reported(
        "Peserta Pembinaan Kemandirian",
        "Peserta Kemandirian",
        "Ikut Pembinaan",
        "Peserta",
        "WBP Aktif",
        kind=Kind.COUNT,
        unit="orang",
        required=True,
        comment="Orang (bukan keikutsertaan) dalam pembinaan kemandirian",
    )
    peserta_kepribadian: int | None = reported(
        "Peserta Pembinaan Kepribadian",
        "Peserta Kepribadian",
        "Ikut Kepribadian",
        kind=Kind.COUNT,
        unit="orang",
        comment="Orang dalam pembinaan kepribadian",
    )
    persentase: Decimal | None = reported(
        "Persentase",
        "%",
        "Persen",
        "Capaian (%)",
        "Realisasi (%)",
        kind=Kind.PERCENT,
        unit="%",
        comment="Persentase seperti ditulis; tidak pernah dipakai sebagai angka, hanya dicocokkan",
    )
    target_persen: Decimal | None = reported(
        "Target (%)",
        "Target",
        "Target Nasional",
        kind=Kind.PERCENT,
        unit="%",
        comment="Target partisipasi seperti ditulis",
    )
