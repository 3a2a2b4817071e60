"""What is usual for a unit: its figures against its own trailing twelve months. A warning.

Robust statistics (median, median absolute deviation), since histories hold outliers themselves.
"""

import polars as pl

from expectations.rules import CrossRule, Rule, Scope
from schemas.metrics import METRICS

_MONTHS = 12
_FEWEST = 6  # half a year: below that nothing is usual yet, so nothing is flagged
# Source: Iglewicz and Hoaglin (1993), How to Detect and Handle Outliers: modified z-score > 3.5.
_LIMIT = 3.5
_CONSISTENT = 1.4826  # makes the deviation that of a standard deviation under a normal law
# A flat history has no deviation at all; a tenth of the median (own) then stands for it, so that
# at least half as much or twice as much is needed ...
_LEAST_SHARE = 0.1
# ... and what is daily life in small figures is not flagged (`Measure.least`)

_HISTORIES = ", ".join(
    f"array_agg(h.{m.name}::float8) FILTER (WHERE h.{m.name} IS NOT NULL) AS {m.name}"
    for m in METRICS
)
_VALUES = ", ".join(
    f"('{m.dataset}', '{m.column}', {m.measure.least}::float8, a.{m.name}::float8, h.{m.name})"
    for m in METRICS
)
_QUERY = f"""
SELECT r.id AS report_id, NULL::integer AS baris, a.upt_id, a.bulan, m.dataset, m.kolom, m.least,
       m.kiri, NULL::float8 AS kanan, array_to_string(m.riwayat, ' ') AS riwayat
FROM mart.agregat_upt a
CROSS JOIN LATERAL (
    SELECT {_HISTORIES} FROM mart.agregat_upt h
    WHERE h.upt_id = a.upt_id AND h.bulan < a.bulan
    AND h.bulan >= a.bulan - interval '{_MONTHS} months'
) AS h
CROSS JOIN LATERAL (VALUES {_VALUES}) AS m (dataset, kolom, least, kiri, riwayat)
JOIN {{laporan}} r ON r.upt_id = a.upt_id AND r.bulan = a.bulan AND r.dataset = m.dataset
WHERE m.kiri IS NOT NULL AND cardinality(m.riwayat) >= {_FEWEST}
"""


def _score(figures: pl.DataFrame) -> pl.DataFrame:
    """Give `kanan` the median of the history and `skor` the modified z-score of `kiri`."""
    history = pl.col("riwayat").str.split(" ").cast(pl.List(pl.Float64))
    deviations = history.list.eval((pl.element() - pl.element().median()).abs())
    figures = figures.with_columns(kanan=history.list.median(), simpangan=deviations.list.median())
    scale = pl.max_horizontal("simpangan", pl.col("kanan").abs() * _LEAST_SHARE, "least")
    score = (pl.col("kiri") - pl.col("kanan")).abs() / (_CONSISTENT * scale)
    return figures.with_columns(skor=score).drop("riwayat", "simpangan", "least")


UNUSUAL = CrossRule(
    Rule(
        "W414",
        "ExpectColumnValuesToBeBetween",
        {"column": "skor", "min_value": None, "max_value": _LIMIT},
        (),
        "jumlahnya jauh dari kebiasaan unit ini dalam dua belas bulan sebelumnya",
        "Iglewicz and Hoaglin (1993); least deviations: own",
    ),
    "",
    Scope.YEAR,
    _QUERY,
    derive=_score,
)
