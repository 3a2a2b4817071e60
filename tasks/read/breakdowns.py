"""Breakdowns: a form of one row that is written as its parts and their total.

Rows per block, per sentence, per sex, and a `Jumlah` that adds them up in every column: the unit's
figures are the total's. What moves through the month (`bulan lalu`, `masuk`, `keluar`) adds up too,
and is no part of a house.
"""

import re

from schemas.contracts import DATASETS, NUMERIC, Kind
from schemas.wording import wording_key
from tasks.read.amounts import amount, same
from tasks.read.body import RowKind
from tasks.read.item_names import names_no_item
from tasks.read.months import months_in
from tasks.read.tables_seen import Table

_MOVES = re.compile(
    r"\b(?:lalu|awal|akhir|masuk|keluar|tambah|tambahan|kurang|pengurangan|pindah|bebas|mutasi|baru|"
    r"selesai|dicabut|target|rencana|capaian|realisasi|persen|rata)\b"
)


def take_total_of_parts(table: Table) -> None:
    """Make the proven total of a form of one row its row, and the rows above it the total's."""
    if DATASETS[table.dataset].model.key or table.body.findings:
        return
    kinds = table.body.kinds
    parts = [r for r in range(table.first, table.end) if r not in kinds]
    totals = [r for r, kind in kinds.items() if kind is RowKind.TOTAL]
    if len(totals) != 1 or len(parts) < 2 or totals[0] < parts[-1]:
        return
    labels = [_label(table, r) for r in parts]
    are_told_apart = all(labels) and len(set(labels)) == len(labels)
    moves = any(_moves(table, r) for r in parts)
    if are_told_apart and not moves and _adds_up(table, parts, totals[0]):
        del kinds[totals[0]]
        kinds.update(dict.fromkeys(parts, RowKind.TOTAL))
        table.body.parts = parts


def _label(table: Table, at: int) -> tuple[str, ...]:
    """What a row is called, in columns that the form does not have: the same row twice has none."""
    own = {column.at for column in table.columns.values()} | {table.tree.numbering}
    cells = ((at, cell) for at, cell in enumerate(table.rows[at]) if at not in own)
    return tuple(wording_key(cell) for _, cell in cells if isinstance(cell, str) and cell.strip())


def _adds_up(table: Table, parts: list[int], total: int) -> bool:
    """Whether every figure of a row is the sum of those above it, rates left out."""
    contract, rows = DATASETS[table.dataset].columns, table.rows
    counted = [
        c.at for n, c in table.columns.items() if contract[n].kind in NUMERIC - {Kind.PERCENT}
    ]
    sums = [[amount(rows[r][at]) for r in (*parts, total)] for at in counted]
    known = [[x for x in figures if x is not None] for figures in sums]
    return bool(counted) and all(
        len(figures) == len(parts) + 1 and same(sum(figures[:-1]), figures[-1]) for figures in known
    )


def _moves(table: Table, at: int) -> bool:
    """Whether a row speaks of another time, or of who came and went."""
    texts = [cell for cell in table.rows[at] if isinstance(cell, str) and amount(cell) is None]
    return any(
        names_no_item(text) or not months_in(text).says_nothing or _MOVES.search(wording_key(text))
        for text in texts
    )
