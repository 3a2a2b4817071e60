"""Rows held back for how they look, or for what their parts add up to."""

from collections.abc import Sequence

from tasks.read.amounts import amount, is_filled
from tasks.read.grid import Cell
from tasks.read.settling import Column
from tasks.read.tables_seen import Table


def hold_unseen(table: Table) -> None:
    """Hold rows that the eye does not see, or sees crossed out."""
    grid = table.grid
    data = table.data_rows()
    for at in grid.unseen_rows & set(data) if grid.unseen_rows else ():
        table.body.hold(at, "E221")
    of_value = {c.at: n for n, c in table.columns.items()}
    for row in {row for row, column in grid.faint if table.left <= column < table.right} & set(
        data
    ):
        table.body.hold(row, "E221")
    crossed: dict[int, list[str]] = {}
    for row, column in grid.crossed:
        if table.left <= column < table.right:
            crossed.setdefault(row, []).append(of_value.get(column, ""))
    for at in crossed.keys() & set(data) if crossed else ():
        names = [n for n in crossed[at] if n]
        table.body.hold(at, "E222", names if len(names) == 1 else ())


def check_parts(table: Table) -> None:
    """Prove a value by its parts: `L` and `P`, or all months until now less those before."""
    for name, column in table.columns.items():
        if not column.parts and not column.chain:
            continue
        for at in table.data_rows():
            if is_disproved(table.rows[at], column):
                table.body.hold(at, "E226", (name,))


def is_disproved(row: Sequence[Cell], column: Column) -> bool:
    """Whether the parts of a value in its row, or the months before, say another figure."""
    parts = [amount(row[c]) for c in column.parts]
    if column.is_sum_of_parts:
        return None in parts
    return _parts_differ(row, column, parts) or _chain_differs(row, column)


def _parts_differ(row: Sequence[Cell], column: Column, parts: Sequence[float | None]) -> bool:
    if not is_filled(row[column.at]) or not any(is_filled(row[c]) for c in column.parts):
        return False
    value = amount(row[column.at])
    return value is None or None in parts or not _same(value, sum(p or 0 for p in parts))


def _chain_differs(row: Sequence[Cell], column: Column) -> bool:
    if not column.chain or not is_filled(row[column.chain[1]]):
        return False
    value, (before, until) = amount(row[column.at]), (amount(row[c]) for c in column.chain)
    known = None not in {value, before, until}
    return known and not _same((before or 0) + (value or 0), until or 0)


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= 0.01  # of single values; `amounts.same` is for long sums
