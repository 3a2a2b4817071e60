"""What a backfill judges again: a month, perhaps of some units or datasets only."""

from datetime import date
from typing import NamedTuple

import polars as pl

# a verdict about our own reader, not about the file: an earlier reading stands
UNREAD = "E021"


class Scope(NamedTuple):
    """The reports a run may replace; files that were never accepted are taken whole.

    Attributes:
        bulan: First day of the month.
        units: Reporting units; None = all.
        datasets: Datasets; None = all.
    """

    bulan: date
    units: frozenset[str] | None = None
    datasets: frozenset[str] | None = None

    @property
    def words(self) -> str:
        """The scope as the ledger of runs names it."""
        chosen = [sorted(names) for names in (self.units, self.datasets) if names is not None]
        return " ".join([f"{self.bulan:%Y-%m}", *(",".join(names) for names in chosen)])

    def holds(self, unit: str = "upt_id") -> pl.Expr:
        """Whether a line with `unit`, `dataset` and `bulan` lies in the scope; null = it may."""
        inside = pl.col("bulan").is_null() | (pl.col("bulan") == self.bulan)
        if self.units is not None:
            inside &= pl.col(unit).is_null() | pl.col(unit).is_in(sorted(self.units))
        if self.datasets is not None:
            inside &= pl.col("dataset").is_in(sorted(self.datasets))
        return inside

    def places(self) -> pl.Expr:
        """Whether a refused sheet says that it is of this month."""
        return (pl.col("bulan") == self.bulan).fill_null(False)

    def condition(self, alias: str) -> tuple[str, list[object]]:
        """The same as SQL over `alias`, with its values."""
        parts = [f"coalesce({alias}.bulan = %s, true)"]
        values: list[object] = [self.bulan]
        for column, names in (("upt_id", self.units), ("dataset", self.datasets)):
            if names is not None:
                parts.append(f"coalesce({alias}.{column} = ANY(%s), true)")
                values.append(sorted(names))
        return " AND ".join(parts), values
