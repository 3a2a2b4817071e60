"""Rules of the dataset `pelatihan`."""

from collections.abc import Iterable

from expectations.rules import Suite, at_most, suite_of
from schemas.contracts import DATASETS


def pelatihan_suite(codes: Iterable[str]) -> Suite:
    """Rules of `pelatihan`; `codes` are the reading codes found in this run."""
    rules = [
        at_most("E324", "bersertifikat", "peserta", "yang bersertifikat melebihi peserta"),
        at_most("E303", "tgl_mulai", "tgl_selesai", "selesai sebelum mulai"),
    ]
    return suite_of(DATASETS["pelatihan"], rules, {}, codes)
