"""Thousands: which columns hold thousands or millions, and where that is not clear."""

import re
from collections.abc import Iterator, Mapping, Sequence

from schemas.contracts import DATASETS, NUMERIC, Kind
from schemas.errors import Fault
from tasks.read.amounts import amount, is_filled
from tasks.read.context import Scale, may_scale, scale_in
from tasks.read.grid import Shown
from tasks.read.sieve import Sieve
from tasks.read.tables_seen import Sheet, Table


def set_scale(table: Table) -> None:
    """Which columns hold thousands or millions; refuse with E027 where that is not clear.

    Sets `scale`, or `fault`; holds rows whose formats hide thousands among others that do not.
    """
    contract = DATASETS[table.dataset].columns
    above = list(_texts_above(table))
    stated = [scale for text in above if (scale := scale_in(text))]
    own = {n: s for n, s in table.tree.scales.items() if n in table.columns}
    money = [
        n for n in table.columns if contract[n].kind is Kind.MONEY and contract[n].unit != "USD"
    ]
    unclear: list[str] = []
    if money:
        unclear += [text for text in above if may_scale(text) and not scale_in(text)]
        unclear += [] if stated else _scales_aside(table)
        unclear += _scales_below(table)
    if _is_unclear(table, stated, own, unclear):
        written = "; ".join([*(s.text for s in (*stated, *own.values())), *unclear])
        table.fault = Fault("E027", table.grid.name, written=written)
        return
    if stated and money:
        table.scale = dict.fromkeys(money, stated[0])
    table.scale |= {n: s for n, s in own.items() if contract[n].kind is Kind.MONEY}
    for name in table.scale:
        _hold_mixed_scales(table, name)


# most texts say nothing of a scale; only those with one of these are looked at more closely
_TELLING = re.compile(
    r"ribu|ratusan|puluhan|juta|mil|thou|000|dolar|dollar|usd|\$|€|ringgit|sgd|eur"
)
_SHORT = 12  # `ribuan`, `x 1000` say nothing else


def _may_say(text: str) -> bool:
    return _TELLING.search(text.casefold()) is not None


_BELOW = Sieve(lambda text: _may_say(text) and amount(text) is None and may_scale(text))


def _texts_above(table: Table) -> Iterator[str]:
    """Texts of its title rows."""
    for row in table.grid.rows[table.starts : table.tree.block.first]:
        texts = [c for c in row[table.left : table.right] if isinstance(c, str) and c.strip(" :")]
        said = [" ".join(texts)] if len(texts) in {2, 3} else texts  # `Mata Uang | : | USD`
        yield from (text for text in said if _may_say(text))


def _scales_aside(table: Table) -> Iterator[str]:
    """Texts that may scale it: beside its title rows, or alone in a row above another table."""
    rows = table.grid.rows[: table.tree.block.first]
    for r, row in enumerate(rows):
        is_title = r >= table.starts
        if not is_title and len(row) - row.count("") > 1:
            continue
        cells = [*row[: table.left], *row[table.right :]] if is_title else row
        texts = (c for c in cells if isinstance(c, str) and _may_say(c))
        yield from (text for text in texts if may_scale(text))


def _scales_below(table: Table) -> list[str]:
    """Texts under the header that state a scale: of which rows is not clear.

    `ribuan` alone, where a figure should stand, is of its row only, and no figure.
    """
    contract = DATASETS[table.dataset].columns
    figures = {c.at for n, c in table.columns.items() if contract[n].kind in NUMERIC}
    found: list[str] = []
    for at, texts in enumerate(table.texts[table.left : table.right], table.left):
        short = 0 if at in figures else _SHORT
        found += [t for t in _BELOW.of(texts) if len(t) <= short or scale_in(t)]
    return found


def _is_unclear(
    table: Table, stated: Sequence[Scale], own: Mapping[str, Scale], of_money: Sequence[str]
) -> bool:
    """Whether scales contradict each other, scale no money, or may mean counts as well.

    `of_money` are texts that speak of the scale of its money in another way.
    """
    contract = DATASETS[table.dataset].columns
    kinds = {contract[n].kind for n in table.columns}
    factors = {s.factor for s in stated}
    conflict = len(factors) > 1 or any(factors and s.factor not in factors for s in own.values())
    wrong = any(contract[n].kind is not Kind.MONEY for n in own)
    vague = any(not s.is_money for s in stated) and bool(kinds & {Kind.COUNT, Kind.NUMBER})
    return conflict or wrong or vague or bool(of_money)


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


def scale_elsewhere(sheets: Sequence[Sheet], own: Sheet, stem: str) -> str | None:
    """A text that may state a scale for a sheet from elsewhere: a name, a cover, print."""
    for name in (own.grid.name, stem, *own.grid.printed):
        if may_scale(name.replace("_", " ")):
            return name
    for sheet in sheets:
        if sheet is own or sheet.tables:
            continue
        for row in sheet.grid.rows[:50]:
            for cell in row:
                if isinstance(cell, str) and _may_say(cell) and may_scale(cell):
                    return cell
    return None


def refuse_unscaled(table: Table, written: str) -> None:
    """Refuse a table with money, with E027, for a scale that stands elsewhere in its file."""
    contract = DATASETS[table.dataset].columns
    if not table.fault and any(contract[n].kind is Kind.MONEY for n in table.columns):
        table.fault = Fault("E027", table.grid.name, written=written)
