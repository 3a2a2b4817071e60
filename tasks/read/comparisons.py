"""Lines for comparison under a table: last month, until now, target; no rows of the report."""

import re
from collections.abc import Sequence

from tasks.read.amounts import amount, is_filled, same
from tasks.read.body import RowKind
from tasks.read.body_rows import BodyRows
from tasks.read.grid import Cell
from tasks.read.headers import Part, part_of_column

_TOTAL = re.compile(r"(?i)^\s*(?:jumlah|total|jml) ")
_TOTAL_OR_REAL = re.compile(r"^(?:jumlah|total|jml|realisasi) ")


def compared_kind(rows: BodyRows, at: int, key: str) -> RowKind:
    """What a line for comparison is; `s/d bulan ini` is proven by this month and those before.

    Args:
        rows: The body.
        at: Index of the row.
        key: Wording of its label.
    """
    if rows.has_data_ahead(at) and rows.is_complete(rows.frame.rows[at]):
        rows.body.hold(at, "E225")
        return RowKind.DATA
    rows.body.unproven.append(at)
    part = part_of_column(_TOTAL_OR_REAL.sub("", key))
    before = _lines_before(rows, at) if part and part.part is Part.UNTIL else []
    if len(before) == 1 and not _chain_holds(rows, at, before[0]):
        rows.body.unproven.remove(at)
        rows.body.hold(at, "E225")
        return RowKind.DATA
    if len(before) == 1:
        rows.body.unproven = [r for r in rows.body.unproven if r not in {at, before[0]}]
    rows.close(at)
    return RowKind.TOTAL


def _lines_before(rows: BodyRows, at: int) -> list[int]:
    """The lines above that state what was reached before this month."""
    kinds = rows.body.kinds
    return [
        r
        for r in range(rows.frame.first, at)
        if kinds.get(r) is RowKind.TOTAL and _says_before(rows.frame.rows[r])
    ]


def _says_before(row: Sequence[Cell]) -> bool:
    return any(
        isinstance(c, str)
        and (w := part_of_column(_TOTAL.sub("", c))) is not None
        and w.part is Part.BEFORE
        for c in row
    )


def _chain_holds(rows: BodyRows, until: int, before: int) -> bool:
    """Whether what was reached until now is that of before and of this month, column by column."""
    added = rows.plain_rows(rows.frame.first, before)
    for c in rows.additive.values():
        cells = (rows.frame.rows[until][c], rows.frame.rows[before][c])
        now, then = map(amount, cells)
        this = rows.sum_of(added, c)
        if not is_filled(cells[0]) or now is None or then is None or this is None:
            continue
        if not same(now, then + this):
            return False
    return True
