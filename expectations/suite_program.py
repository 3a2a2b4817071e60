"""Rules of the dataset `program`."""

from collections.abc import Iterable
from itertools import pairwise

import polars as pl

from expectations.rules import Suite, holds, suite_of
from schemas.contracts import DATASETS
from schemas.references import References


def program_suite(references: References, codes: Iterable[str]) -> Suite:
    """Rules of `program`.

    Args:
        references: Which Kanwil a unit belonged to in which month.
        codes: The reading codes found in this run.
    """
    derived = {
        "unit_sendiri": (_kanwil_of_month(references) == pl.col("kanwil_id"))
        & ((pl.col("jenis") == "Kanwil") | (pl.col("upt_id") == pl.col("pelapor_id")))
    }
    rules = [holds("E328", "unit_sendiri", ("upt_id",), "bukan UPT di wilayah pelapor")]
    return suite_of(DATASETS["program"], rules, derived, codes)


def _kanwil_of_month(references: References) -> pl.Expr:
    """The Kanwil of `upt_id` on the last day of `bulan`, as `References.unit_in` says."""
    kanwil = pl.col("upt_id").replace_strict(
        {unit_id: periods[0].kanwil_id for unit_id, periods in references.units.items()},
        default=None,
        return_dtype=pl.String,
    )
    moves = (
        (unit_id, now)
        for unit_id, periods in references.units.items()
        for before, now in pairwise(periods)
        if now.since and now.kanwil_id != before.kanwil_id
    )
    for unit_id, now in moves:
        has_moved = (pl.col("upt_id") == unit_id) & (pl.col("bulan").dt.month_end() >= now.since)
        kanwil = pl.when(has_moved).then(pl.lit(now.kanwil_id)).otherwise(kanwil)
    return kanwil
