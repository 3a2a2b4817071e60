"""Where a sheet's table begins and what it is about: as little as any loader must know."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from schemas.contracts import DATASETS
from schemas.wording import wording_key

_LOOKED_AT = 30  # rows; titles and envelopes end well before
_ENOUGH = 2  # known headers that make a row a header


class Table(NamedTuple):
    """A table on a sheet.

    Attributes:
        dataset: What it reports.
        header: Position of its header row, from 0.
        columns: Position of each known column on the sheet, by the dataset's own name for it.
    """

    dataset: str
    header: int
    columns: dict[str, int]


@cache
def known_headers() -> dict[str, dict[str, str]]:
    """Every wording of every header, by dataset."""
    return {
        dataset: {
            wording_key(wording): column.name
            for column in contract.columns.values()
            for wording in (column.header, *column.variants)
        }
        for dataset, contract in DATASETS.items()
    }


def find_table(rows: Sequence[Sequence[Any]]) -> Table | None:
    """The row and the dataset with most known headers; None where no row is a header."""
    best: Table | None = None
    for number, row in enumerate(rows[:_LOOKED_AT]):
        wordings = {
            wording_key(cell.partition("(")[0]): position
            for position, cell in enumerate(row)
            if isinstance(cell, str) and cell
        }
        for dataset, known in known_headers().items():
            columns = {known[key]: at for key, at in wordings.items() if key in known}
            if len(columns) >= max(_ENOUGH, len(best.columns) + 1 if best else 0):
                best = Table(dataset, number, columns)
    return best
