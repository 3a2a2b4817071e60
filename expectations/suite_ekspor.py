"""Rules of the dataset `ekspor`."""

from collections.abc import Iterable

import polars as pl

from expectations.rules import (
    Suite,
    as_of_month,
    at_most,
    between,
    equal,
    holds,
    present,
    said_since,
    suite_of,
)
from schemas.calendar import ZONE
from schemas.contracts import DATASETS
from schemas.references import References

_ANGKA_HS = pl.col("hs_code").str.replace_all(r"\D", "")
_KURS = pl.col("nilai_idr").cast(pl.Float64) / pl.col("nilai_fob_usd").cast(pl.Float64)
_DERIVED = {
    "diterima": pl.col("received_at").dt.convert_time_zone(ZONE).dt.date(),
    "hari_dari_periode": (
        pl.col("tanggal_ekspor") - pl.col("bulan").dt.offset_by("-1mo")
    ).dt.total_days(),
    "hari_sampai_periode": (
        pl.col("bulan").dt.month_end() - pl.col("tanggal_ekspor")
    ).dt.total_days(),
    "panjang_hs": _ANGKA_HS.str.len_chars(),
    "pemilik_peb": pl.coalesce("no_peb", "mitra_eksportir"),
}
_ON = ("tanggal_ekspor",)
_RULES = (
    between("E307", "jumlah", (0, None), "harus lebih dari nol", strict_min=True),
    at_most("E308", "tanggal_ekspor", "diterima", "tanggal di masa depan", columns=_ON),
    between(
        "E309",
        "hari_dari_periode",
        (0, None),
        "lebih dari satu bulan sebelum periode laporan",
        columns=_ON,
    ),
    between(
        "E330", "hari_sampai_periode", (0, None), "sesudah periode laporan berakhir", columns=_ON
    ),
    between("E310", "nilai_fob_usd", (0, None), "harus lebih dari nol", strict_min=True),
    between("E311", "nilai_idr", (0, None), "harus lebih dari nol", strict_min=True),
    between("E312", "ekspor_ke", (1, None), "dihitung dari 1 (perdana)"),
    equal(
        "W305",
        ("satuan", "satuan_lazim"),
        ("satuan",),
        "satuan tidak lazim bagi produk ini; biasanya PCS",
    ),
    between(
        "W307", "panjang_hs", (6, 8), "kode HS terdiri atas 6 sampai 8 angka", columns=("hs_code",)
    ),
    holds(
        "W308",
        "hs_sesuai",
        ("hs_code",),
        "kode HS bukan yang lazim bagi produk ini",
        "domain.md §5",
    ),
    present(
        "W309",
        "pemilik_peb",
        "isi nomor PEB bila UPT sendiri pengekspornya",
        columns=("no_peb",),
    ),
)


def ekspor_suite(references: References, codes: Iterable[str]) -> Suite:
    """Rules of `ekspor`.

    Args:
        references: HS codes and export units by product; what a dollar costs, by month.
        codes: The reading codes found in this run.
    """
    dikenal = {produk: sorted(kode) for produk, kode in references.hs6.items()}
    hs_produk = pl.col("produk").replace_strict(
        dikenal, default=None, return_dtype=pl.List(pl.String)
    )
    rates = references.rates
    said = [(r.day, f"{r.lowest:,.0f} sampai {r.highest:,.0f}".replace(",", ".")) for r in rates]
    kurs = holds(
        "W306",
        "kurs_wajar",
        ("nilai_idr", "nilai_fob_usd"),
        "nilai rupiah dibagi dolar di luar " + said_since(said),
        "kurs.csv: datasets_columns.csv, JISDOR",
    )
    of_references = {
        "kurs_wajar": (as_of_month((r.day, r.lowest) for r in rates) <= _KURS)
        & (as_of_month((r.day, r.highest) for r in rates) >= _KURS),
        "hs_sesuai": pl.when(_ANGKA_HS.is_not_null()).then(
            hs_produk.list.contains(_ANGKA_HS.str.slice(0, 6))
        ),
        "satuan_lazim": pl.col("produk").replace_strict(
            dict(references.export_units), default=None, return_dtype=pl.String
        ),
    }
    return suite_of(DATASETS["ekspor"], (*_RULES, kurs), _DERIVED | of_references, codes)
