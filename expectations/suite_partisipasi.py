"""Rules of the dataset `partisipasi`."""

from collections.abc import Iterable, Sequence

import polars as pl

from expectations.rules import (
    Suite,
    as_of_month,
    at_most,
    between,
    equal,
    holds,
    said_since,
    suite_of,
)
from schemas.contracts import DATASETS
from schemas.references import Since

_PERSENTASE = pl.col("persentase").cast(pl.Float64)
_DIHITUNG = 100 * pl.col("peserta_kemandirian") / pl.col("total_wbp")
_DERIVED = {
    "bagian": pl.col("narapidana") + pl.col("tahanan") + pl.col("anak").fill_null(0),
    # a typed 0.8 may be 0.8 or, formatted as percent, 80: either may fit, neither is used
    "selisih_persen": pl.min_horizontal(
        (_PERSENTASE - _DIHITUNG).abs(), (_PERSENTASE / 100 - _DIHITUNG).abs()
    ),
    "berpenghuni": (pl.col("total_wbp") > 0) | (pl.col("jenis") == "Bapas"),
}
_RULES = (
    holds("E318", "berpenghuni", ("total_wbp",), "harus lebih dari nol"),
    equal(
        "E319",
        ("bagian", "total_wbp"),
        ("narapidana", "tahanan", "anak", "total_wbp"),
        "narapidana + tahanan + anak harus sama dengan jumlah penghuni",
    ),
    at_most("E320", "peserta_kemandirian", "total_wbp", "peserta tidak boleh melebihi penghuni"),
    at_most("E321", "peserta_kepribadian", "total_wbp", "peserta tidak boleh melebihi penghuni"),
    between(
        "E322",
        "selisih_persen",
        (None, 0.5),
        "persentase berbeda lebih dari 0,5 poin dari peserta dibagi penghuni",
        columns=("persentase", "peserta_kemandirian", "total_wbp"),
    ),
    # 0,7 in a cell of text is 70 percent, or is it?
    between("E323", "target_persen", (1, 100), "target di antara 1 dan 100 persen"),
)


def partisipasi_suite(targets: Sequence[Since], codes: Iterable[str]) -> Suite:
    """Rules of `partisipasi`.

    Args:
        targets: The national targets in percent, each since its first month.
        codes: The reading codes found in this run.
    """
    national = equal(
        "W314",
        ("target_tertulis", "target_nasional"),
        ("target_persen",),
        "target nasional " + said_since([(t.day, f"{t.lowest:g} persen") for t in targets]),
        "target.csv: seed 003",
    )
    of_month = {
        "target_nasional": as_of_month((t.day, t.lowest) for t in targets),
        "target_tertulis": pl.col("target_persen").cast(pl.Float64),
    }
    return suite_of(DATASETS["partisipasi"], (*_RULES, national), _DERIVED | of_month, codes)
