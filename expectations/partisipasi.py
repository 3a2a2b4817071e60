"""Rules of the dataset `partisipasi`."""

from collections.abc import Iterable, Sequence

import polars as pl

from expectations.rules import (
    CSV,
    Rule,
    Suite,
    as_of_month,
    at_most,
    between,
    holds,
    said_since,
    suite_of,
)
from schemas.contracts import DATASETS
from schemas.references import Since


def partisipasi_suite(targets: Sequence[Since], codes: Iterable[str]) -> Suite:
    """Rules of `partisipasi`.

    Args:
        targets: The national targets in percent, each since its first month.
        codes: The reading codes found in this run.
    """
    persentase = pl.col("persentase").cast(pl.Float64)
    dihitung = 100 * pl.col("peserta_kemandirian") / pl.col("total_wbp")
    derived = {
        "bagian": pl.col("narapidana") + pl.col("tahanan") + pl.col("anak").fill_null(0),
        # a typed 0.8 may be 0.8 or, formatted as percent, 80: either may fit, neither is used
        "selisih_persen": pl.min_horizontal(
            (persentase - dihitung).abs(), (persentase / 100 - dihitung).abs()
        ),
        "target_nasional": as_of_month((t.day, t.lowest) for t in targets),
        "target_tertulis": pl.col("target_persen").cast(pl.Float64),
        "berpenghuni": (pl.col("total_wbp") > 0) | (pl.col("jenis") == "Bapas"),
    }
    rules = [
        holds("E318", "berpenghuni", ("total_wbp",), "harus lebih dari nol"),
        Rule(
            "E319",
            "ExpectColumnPairValuesToBeEqual",
            {
                "column_A": "bagian",
                "column_B": "total_wbp",
                "ignore_row_if": "either_value_is_missing",
            },
            ("narapidana", "tahanan", "anak", "total_wbp"),
            "narapidana + tahanan + anak harus sama dengan jumlah penghuni",
            CSV,
        ),
        at_most(
            "E320", "peserta_kemandirian", "total_wbp", "peserta tidak boleh melebihi penghuni"
        ),
        at_most(
            "E321", "peserta_kepribadian", "total_wbp", "peserta tidak boleh melebihi penghuni"
        ),
        between(
            "E322",
            "selisih_persen",
            (None, 0.5),
            "persentase berbeda lebih dari 0,5 poin dari peserta dibagi penghuni",
            columns=("persentase", "peserta_kemandirian", "total_wbp"),
        ),
        between("E323", "target_persen", (0, 100), "target di antara 0 dan 100 persen"),
        Rule(
            "W314",
            "ExpectColumnPairValuesToBeEqual",
            {
                "column_A": "target_tertulis",
                "column_B": "target_nasional",
                "ignore_row_if": "either_value_is_missing",
            },
            ("target_persen",),
            "target nasional " + said_since([(t.day, f"{t.lowest:g} persen") for t in targets]),
            "target.csv: seed 003",
        ),
    ]
    return suite_of(DATASETS["partisipasi"], rules, derived, codes)
