"""Rules of the dataset `pelatihan`."""

from collections.abc import Iterable

import polars as pl

from expectations.rules import Suite, at_most, falls_into_month, in_month, suite_of
from schemas.contracts import DATASETS


def pelatihan_suite(codes: Iterable[str]) -> Suite:
    """Rules of `pelatihan`; `codes` are the reading codes found in this run."""
    first, last = pl.col("tgl_mulai"), pl.col("tgl_selesai")
    # without its last day a training is taken for one of a day; without its first it may have
    # begun at any time before
    derived = {
        "dalam_bulan": falls_into_month(
            pl.coalesce(first, pl.min_horizontal("bulan", last)), pl.coalesce(last, first)
        )
    }
    rules = [
        at_most("E324", "bersertifikat", "peserta", "yang bersertifikat melebihi peserta"),
        at_most("E303", "tgl_mulai", "tgl_selesai", "selesai sebelum mulai"),
        in_month(),
    ]
    return suite_of(DATASETS["pelatihan"], rules, derived, codes)
