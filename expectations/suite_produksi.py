"""Rules of the dataset `produksi`."""

from collections.abc import Iterable

import polars as pl

from expectations.rules import Suite, at_most, between, holds, suite_of
from schemas.contracts import DATASETS


def produksi_suite(codes: Iterable[str]) -> Suite:
    """Rules of `produksi`; `codes` are the reading codes found in this run."""
    nilai = (pl.col("jumlah_produksi") * pl.col("harga_satuan")).cast(pl.Float64)
    bulanan = pl.col("jumlah_produksi").cast(pl.Float64)
    derived = {
        "selisih_nilai": (pl.col("nilai_produksi").cast(pl.Float64) - nilai).abs()
        / pl.max_horizontal(nilai.abs(), 1),
        "sesuai_harian": (bulanan >= 20 * pl.col("produksi_harian_min").cast(pl.Float64))
        & (bulanan <= 31 * pl.col("produksi_harian_max").cast(pl.Float64)),
    }
    rules = [
        at_most(
            "E305",
            "produksi_harian_min",
            "produksi_harian_max",
            "paling sedikit melebihi paling banyak",
        ),
        holds(
            "W303",
            "sesuai_harian",
            ("jumlah_produksi", "produksi_harian_min", "produksi_harian_max"),
            "produksi sebulan tidak sesuai dengan 20 sampai 31 hari produksi harian",
        ),
        between(
            "W304",
            "selisih_nilai",
            (None, 0.01),
            "nilai berbeda lebih dari 1 persen dari jumlah kali harga",
            columns=("nilai_produksi", "jumlah_produksi", "harga_satuan"),
        ),
        at_most(
            "E306", "lulus_qc", "jumlah_produksi_maks", "yang lulus melebihi yang diproduksi"
        )._replace(columns=("lulus_qc", "jumlah_produksi")),
    ]
    return suite_of(DATASETS["produksi"], rules, derived, codes)
