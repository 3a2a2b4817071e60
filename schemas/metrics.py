"""The national metrics: each defined once; marts and dictionary derive from here.

A metric of a unit and month is an aggregate over the current rows of one dataset. It is null where
the unit has said nothing about it, and zero only where it said Nihil.
"""

from typing import NamedTuple


class Metric(NamedTuple):
    """One national metric.

    Attributes:
        name: Column in the marts.
        dataset: Fact table it rests on.
        expression: SQL aggregate over that table's rows of one unit and month.
        unit: Unit of measure.
        meaning: Indonesian definition, as in the data dictionary.
    """

    name: str
    dataset: str
    expression: str
    unit: str
    meaning: str

    @property
    def sql_type(self) -> str:
        """PostgreSQL type: exact money, whole counts."""
        return "numeric(24, 2)" if self.unit in {"IDR", "USD"} else "bigint"


METRICS: tuple[Metric, ...] = (
    Metric("penghuni", "partisipasi", "sum(total_wbp)", "orang", "Penghuni unit yang melapor"),
    Metric(
        "peserta_kemandirian",
        "partisipasi",
        "sum(peserta_kemandirian)",
        "orang",
        "Peserta pembinaan kemandirian",
    ),
    Metric(
        "peserta_kepribadian",
        "partisipasi",
        "sum(peserta_kepribadian)",
        "orang",
        "Peserta pembinaan kepribadian",
    ),
    Metric(
        "wbp_bekerja",
        "kegiatan_kerja",
        "sum(jumlah_wbp)",
        "orang",
        "Warga binaan dalam kegiatan kerja, dijumlahkan per kegiatan",
    ),
    Metric("produksi_rp", "produksi", "sum(nilai_produksi)", "IDR", "Nilai produksi"),
    Metric("ekspor_pengiriman", "ekspor", "count(*)", "pengiriman", "Pengiriman ekspor"),
    Metric("ekspor_usd", "ekspor", "sum(nilai_fob_usd)", "USD", "Nilai FOB ekspor"),
    Metric("ekspor_rp", "ekspor", "sum(nilai_idr)", "IDR", "Nilai jual ekspor"),
    Metric("penjualan_rp", "pemasaran", "sum(nilai_penjualan)", "IDR", "Nilai penjualan"),
    Metric("premi_rp", "premi_pnbp", "sum(premi)", "IDR", "Premi warga binaan"),
    Metric("premi_ditabung_rp", "premi_pnbp", "sum(tabungan)", "IDR", "Premi yang ditabung"),
    Metric("pnbp_rp", "premi_pnbp", "sum(pnbp_disetor)", "IDR", "PNBP yang disetor"),
    Metric("peserta_pelatihan", "pelatihan", "sum(peserta)", "orang", "Peserta pelatihan"),
    Metric("bersertifikat", "pelatihan", "sum(bersertifikat)", "orang", "Peserta bersertifikat"),
    Metric("klien", "klien_bapas", "sum(total_klien)", "orang", "Klien Bapas"),
    Metric("klien_bekerja", "klien_bapas", "sum(bekerja)", "orang", "Klien Bapas yang bekerja"),
    Metric(
        "mitra_aktif",
        "mitra",
        "count(*) FILTER (WHERE (kontrak_awal IS NULL "
        "OR kontrak_awal < f.bulan + interval '1 month') "
        "AND (kontrak_akhir IS NULL OR kontrak_akhir >= f.bulan))",
        "mitra",
        "Mitra unit yang kontraknya berlaku dalam bulan itu, dijumlahkan per unit",
    ),
)

# the rate of the national target: recomputed from counts at every level, never copied or averaged
PARTICIPATION = "round(100.0 * {participants} / nullif({inmates}, 0), 2)"
