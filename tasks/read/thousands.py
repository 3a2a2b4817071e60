"""Thousands: which columns hold thousands or millions, and where that is not clear."""

from collections.abc import Iterator, Mapping, Sequence

from schemas.contracts import DATASETS, Kind
from schemas.errors import Fault
from tasks.read.amounts import is_filled
from tasks.read.body import RowKind
from tasks.read.context import Scale, scale_in
from tasks.read.grid import Shown
from tasks.read.tables_seen import Sheet, Table


def set_scale(table: Table) -> None:
    """Which columns hold thousands or millions; refuse with E027 where that is not clear.

    Sets `scale`, or `fault`; holds rows whose formats hide thousands among others that do not.
    """
    contract = DATASETS[table.dataset].columns
    stated = list(_scales_above(table))
    own = {n: s for n, s in table.tree.scales.items() if n in table.columns}
    below = _scales_below(table)
    money = [
        n for n in table.columns if contract[n].kind is Kind.MONEY and contract[n].unit != "USD"
    ]
    if _is_unclear(table, stated, own, has_money=bool(money)) or (below and money):
        written = "; ".join([*(s.text for s in (*stated, *own.values())), *below])
        table.fault = Fault("E027", table.grid.name, written=written)
        return
    if stated and money:
        table.scale = dict.fromkeys(money, stated[0])
    table.scale |= {n: s for n, s in own.items() if contract[n].kind is Kind.MONEY}
    for name in table.scale:
        _hold_mixed_scales(table, name)


def _scales_above(table: Table) -> Iterator[Scale]:
    for r in range(table.starts, table.tree.block.first):
        for cell in table.grid.rows[r][table.left : table.right]:
            if isinstance(cell, str) and (scale := scale_in(cell)):
                yield scale


def _scales_below(table: Table) -> list[str]:
    """Texts of notes and section titles that state a scale: of which rows is not clear."""
    return [
        cell
        for r, kind in table.body.kinds.items()
        if kind in {RowKind.NOTE, RowKind.SECTION}
        for cell in table.grid.rows[r][table.left : table.right]
        if isinstance(cell, str) and scale_in(cell)
    ]


def _is_unclear(
    table: Table, stated: Sequence[Scale], own: Mapping[str, Scale], *, has_money: bool
) -> bool:
    """Whether scales contradict each other, scale no money, or may mean counts as well."""
    contract = DATASETS[table.dataset].columns
    kinds = {contract[n].kind for n in table.columns}
    factors = {s.factor for s in stated}
    conflict = len(factors) > 1 or any(factors and s.factor not in factors for s in own.values())
    wrong = any(contract[n].kind is not Kind.MONEY for n in own)
    vague = any(not s.is_money for s in stated) and bool(kinds & {Kind.COUNT, Kind.NUMBER})
    return conflict or wrong or (vague and has_money)


def _hold_mixed_scales(table: Table, name: str) -> None:
    """Hold cells whose format hides thousands among others that show all they hold."""
    at = table.columns[name].at
    filled = [r for r in table.data_rows() if is_filled(table.rows[r][at])]
    hidden = [
        r for r in filled if isinstance(c := table.rows[r][at], Shown) and "tampil" in c.words
    ]
    if len(hidden) < len(filled):
        for r in hidden:
            table.body.hold(r, "E220", (name,))


def scale_elsewhere(sheets: Sequence[Sheet], own: Sheet) -> Scale | None:
    """A scale that a cover states for all."""
    for sheet in sheets:
        if sheet is own or sheet.tables:
            continue
        for row in sheet.grid.rows[:50]:
            for cell in row:
                if isinstance(cell, str) and (scale := scale_in(cell)):
                    return scale
    return None


def refuse_unscaled(table: Table, scale: Scale) -> None:
    """Refuse a table with money, with E027, for a scale that stands elsewhere in its file."""
    contract = DATASETS[table.dataset].columns
    if not table.fault and any(contract[n].kind is Kind.MONEY for n in table.columns):
        table.fault = Fault("E027", table.grid.name, written=scale.text)
