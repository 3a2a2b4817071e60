"""Rules of the dataset `pemasaran`."""

from collections.abc import Iterable

import polars as pl

from expectations.rules import Suite, holds, suite_of
from schemas.contracts import DATASETS


def pemasaran_suite(codes: Iterable[str]) -> Suite:
    """Rules of `pemasaran`; `codes` are the reading codes found in this run."""
    derived = {"bersatuan": pl.col("jumlah_terjual").is_null() | pl.col("satuan").is_not_null()}
    rules = [holds("W315", "bersatuan", ("satuan", "jumlah_terjual"), "jumlah tanpa satuan", "own")]
    return suite_of(DATASETS["pemasaran"], rules, derived, codes)
