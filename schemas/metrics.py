"""The national metrics: each defined once; marts, trace, restatements, dictionary derive from it.

A metric of a unit and month is a sum or a count over the current rows of one dataset. It is null
where the unit has said nothing about it, and zero only where it said Nihil.
"""

from typing import NamedTuple

from schemas.errors import TerminalError


class Measure(NamedTuple):
    """One unit of measure of metrics.

    Attributes:
        decimals: How many the marts keep: none for what is counted.
        least: A step that is daily life in small figures; no smaller one is remarked on (W414).
    """

    decimals: int
    least: float


# the least steps are our own
MEASURES = {
    "orang": Measure(0, 2.0),
    "pengiriman": Measure(0, 1.0),
    "mitra": Measure(0, 1.0),
    "IDR": Measure(2, 100_000.0),
    "USD": Measure(2, 100.0),
}


class Metric(NamedTuple):
    """One national metric.

    Attributes:
        name: Column in the marts.
        dataset: Fact table it rests on.
        column: Column whose cells are summed, or, where `counts`, that stands for the row.
        unit: Unit of measure, one of `MEASURES`.
        meaning: Indonesian definition, as in the data dictionary.
        counts: Each row counts one.
        where: SQL over a row `f`: which rows count; empty = all.
    """

    name: str
    dataset: str
    column: str
    unit: str
    meaning: str
    counts: bool = False
    where: str = ""

    @property
    def value(self) -> str:
        """SQL: what one row `f` adds."""
        return "1" if self.counts else f"f.{self.column}"

    @property
    def expression(self) -> str:
        """SQL aggregate over the rows `f` of one unit and month."""
        of = "count(f.report_id)" if self.counts else f"sum(f.{self.column})"
        return f"{of} FILTER (WHERE {self.where})" if self.where else of

    @property
    def sql_type(self) -> str:
        """PostgreSQL type: whole counts, all else to the decimals of its measure."""
        return f"numeric(24, {self.measure.decimals})" if self.measure.decimals else "bigint"

    @property
    def measure(self) -> Measure:
        """What is known of its unit of measure.

        Raises:
            TerminalError: Nothing is: `MEASURES` lacks it.
        """
        if self.unit not in MEASURES:
            raise TerminalError(
                f"metric {self.name}: unit of measure {self.unit!r} is in no MEASURES"
            )
        return MEASURES[self.unit]


METRICS: tuple[Metric, ...] = (
    Metric("penghuni", "partisipasi", "total_wbp", "orang", "Penghuni unit yang melapor"),
    Metric(
        "peserta_kemandirian",
        "partisipasi",
        "peserta_kemandirian",
        "orang",
        "Peserta pembinaan kemandirian",
    ),
    Metric(
        "peserta_kepribadian",
        "partisipasi",
        "peserta_kepribadian",
        "orang",
        "Peserta pembinaan kepribadian",
    ),
    Metric(
        "wbp_bekerja",
        "kegiatan_kerja",
        "jumlah_wbp",
        "orang",
        "Warga binaan dalam kegiatan kerja, dijumlahkan per kegiatan",
    ),
    Metric("produksi_rp", "produksi", "nilai_produksi", "IDR", "Nilai produksi"),
    Metric("ekspor_pengiriman", "ekspor", "produk", "pengiriman", "Pengiriman ekspor", counts=True),
    Metric("ekspor_usd", "ekspor", "nilai_fob_usd", "USD", "Nilai FOB ekspor"),
    Metric("ekspor_rp", "ekspor", "nilai_idr", "IDR", "Nilai jual ekspor"),
    Metric("penjualan_rp", "pemasaran", "nilai_penjualan", "IDR", "Nilai penjualan"),
    Metric("premi_rp", "premi_pnbp", "premi", "IDR", "Premi warga binaan"),
    Metric("premi_ditabung_rp", "premi_pnbp", "tabungan", "IDR", "Premi yang ditabung"),
    Metric("pnbp_rp", "premi_pnbp", "pnbp_disetor", "IDR", "PNBP yang disetor"),
    Metric("peserta_pelatihan", "pelatihan", "peserta", "orang", "Peserta pelatihan"),
    Metric("bersertifikat", "pelatihan", "bersertifikat", "orang", "Peserta bersertifikat"),
    Metric("klien", "klien_bapas", "total_klien", "orang", "Klien Bapas"),
    Metric("klien_bekerja", "klien_bapas", "bekerja", "orang", "Klien Bapas yang bekerja"),
    Metric(
        "mitra_aktif",
        "mitra",
        "nama_mitra",
        "mitra",
        "Mitra unit yang kontraknya berlaku dalam bulan itu, dijumlahkan per unit",
        counts=True,
        where="(f.kontrak_awal IS NULL OR f.kontrak_awal < f.bulan + interval '1 month') "
        "AND (f.kontrak_akhir IS NULL OR f.kontrak_akhir >= f.bulan)",
    ),
)

# exported quantities stand apart: they are added only within one product, country and unit of
# measure, so they are lines of `mart.ekspor_bulanan` and no column of the other marts
EXPORTED = Metric("ekspor_jumlah", "ekspor", "jumlah", "satuan", "Jumlah barang yang diekspor")
# what tells those lines apart, in SQL, given the country; no country = undivided between several
EXPORT_LINE = "concat_ws(' · ', produk, coalesce({country}, '-'), satuan)"

# the rate of the national target: recomputed from counts at every level, never copied or averaged
PARTICIPATION_PCT = "partisipasi_pct"
PARTICIPATION = "round(100.0 * {participants} / nullif({inmates}, 0), 2)"
PARTICIPANTS, INMATES = "peserta_kemandirian", "penghuni"

# how many UPT stand behind the figures of a line; a Kanwil that reports is no UPT
REPORTING = "upt_melapor"
