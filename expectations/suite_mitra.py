"""Rules of the dataset `mitra`."""

from collections.abc import Iterable

from expectations.rules import Suite, at_most, suite_of
from schemas.contracts import DATASETS


def mitra_suite(codes: Iterable[str]) -> Suite:
    """Rules of `mitra`; `codes` are the reading codes found in this run."""
    rules = [at_most("E327", "kontrak_awal", "kontrak_akhir", "kontrak berakhir sebelum mulai")]
    return suite_of(DATASETS["mitra"], rules, {}, codes)
