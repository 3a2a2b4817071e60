"""Rules of the dataset `klien_bapas`."""

from collections.abc import Iterable

import polars as pl

from expectations.rules import Suite, at_most, equal, suite_of
from schemas.contracts import DATASETS


def klien_bapas_suite(codes: Iterable[str]) -> Suite:
    """Rules of `klien_bapas`; `codes` are the reading codes found in this run."""
    keempat = ("klien_dewasa_l", "klien_dewasa_p", "klien_anak_l", "klien_anak_p")
    derived = {"keempatnya": pl.sum_horizontal(keempat, ignore_nulls=False)}
    rules = [
        equal(
            "E325",
            ("keempatnya", "total_klien"),
            ("total_klien", *keempat),
            "jumlah klien harus sama dengan dewasa L + dewasa P + anak L + anak P",
        ),
        *(
            at_most("E326", part, "total_klien", "melebihi jumlah klien")
            for part in (
                "pelatihan_kerja",
                "bekerja",
                "pelatihan_wirausaha",
                "pendampingan_pemasaran",
            )
        ),
    ]
    return suite_of(DATASETS["klien_bapas"], rules, derived, codes)
