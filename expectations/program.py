"""Rules of the dataset `program`."""

from collections.abc import Iterable

import polars as pl

from expectations.rules import Suite, holds, suite_of
from schemas.contracts import DATASETS
from schemas.references import References


def program_suite(references: References, codes: Iterable[str]) -> Suite:
    """Rules of `program`.

    Args:
        references: Which Kanwil a unit belongs to.
        codes: The reading codes found in this run.
    """
    kanwil = pl.col("upt_id").replace_strict(
        {unit_id: units[-1].kanwil_id for unit_id, units in references.units.items()},
        default=None,
        return_dtype=pl.String,
    )
    derived = {
        "unit_sendiri": (kanwil == pl.col("kanwil_id"))
        & ((pl.col("jenis") == "Kanwil") | (pl.col("upt_id") == pl.col("pelapor_id")))
    }
    rules = [holds("E328", "unit_sendiri", ("upt_id",), "bukan UPT di wilayah pelapor")]
    return suite_of(DATASETS["program"], rules, derived, codes)
