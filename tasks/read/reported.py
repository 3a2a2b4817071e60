"""A table to its reported rows: each column's cells, what else stands beside them, what is held."""

import json
from collections import deque
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from schemas.addresses import column_letters
from tasks.read.amounts import amount, is_filled
from tasks.read.body import Finding
from tasks.read.grid import Cell, Shown
from tasks.read.settling import Column
from tasks.read.tables_seen import Table


class Reported(NamedTuple):
    """The reported rows of one table, as columns.

    Attributes:
        lines: Row numbers as on the sheet.
        cells: Contract column, or `_nomor`, to its cells.
        other: Per row, the cells of all other columns as JSON; empty where there are none.
        findings: Row number to (`CODE=column,column;…`, figures that contradict each other).
        unknown: Titles of columns no contract knows.
    """

    lines: list[int]
    cells: dict[str, Sequence[Cell]]
    other: list[str | None]
    findings: dict[int, tuple[str, str | None]]
    unknown: list[str]


def reported_rows(table: Table) -> Reported:
    """The rows of a table that are reported rows."""
    if table.pairs:
        return _down_the_page(table)
    data = table.data_rows()
    if not data or table.heading is None:
        return Reported([], {}, [], {}, _unknown_titles(table, [], {}))
    columns = list(zip(*(table.rows[at] for at in data), strict=True))
    cells: dict[str, Sequence[Cell]] = {
        name: _cells(table, column, columns) for name, column in table.columns.items()
    }
    if table.heading.numbering is not None:
        cells["_nomor"] = columns[table.heading.numbering]
    others = _other_columns(table, columns)
    first = table.grid.top + 1
    rows = set(data) if table.body.findings else ()
    findings = {
        first + at: _written(found) for at, found in table.body.findings.items() if at in rows
    }
    return Reported(
        [first + at for at in data],
        cells,
        _with_sections(table, data, _as_json(others, columns)),
        findings,
        _unknown_titles(table, columns, others),
    )


def _down_the_page(table: Table) -> Reported:
    cells: dict[str, Sequence[Cell]] = {
        name: [table.grid.rows[at][c]] for name, (at, c) in table.pairs.items()
    }
    line = table.grid.top + 1 + min(at for at, _ in table.pairs.values())
    grid, rows = table.grid, {at for at, _ in table.pairs.values()}
    unseen = grid.unseen_rows & rows or grid.faint & set(table.pairs.values())
    unseen = unseen or grid.unseen_columns & {c for _, c in table.pairs.values()}
    crossed = any(at in rows for at, _ in grid.crossed)
    found = [Finding(code) for code, hit in (("E221", unseen), ("E222", crossed)) if hit]
    found += [finding for of_row in table.body.findings.values() for finding in of_row]
    findings = {line: _written(found)} if found else {}
    return Reported([line], cells, [], findings, [])


def _cells(table: Table, column: Column, columns: Sequence[tuple[Cell, ...]]) -> Sequence[Cell]:
    """A column's cells: with the unit of the narrow column beside them, or added up from parts."""
    if column.is_sum_of_parts:
        return [_sum(cells) for cells in zip(*(columns[at] for at in column.parts), strict=True)]
    cells = columns[column.at]
    if column.at not in table.units:
        return cells
    words = columns[table.units[column.at]]
    return [_with_unit(c, w) for c, w in zip(cells, words, strict=True)]


def _sum(cells: Sequence[Cell]) -> Cell:
    if not any(map(is_filled, cells)):
        return next((c for c in cells if c != ""), "")
    amounts = [amount(cell) for cell in cells]
    if None in amounts:
        return " + ".join(str(c) for c in cells)  # held back by E226
    return sum(a or 0.0 for a in amounts)


def _with_unit(cell: Cell, word: Cell) -> Cell:
    if word == "" or cell == "":
        return cell
    text = str(word).strip().strip("()")
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Shown(cell, text)
    is_currency = text.casefold().strip(".") in {"rp", "usd", "us$", "$", "idr"}
    if not isinstance(cell, str) or text.casefold() in cell.casefold():
        return cell
    return f"{text} {cell}" if is_currency else f"{cell} {text}"


def _other_columns(table: Table, columns: Sequence[tuple[Cell, ...]]) -> dict[int, str]:
    """Index to title of every column that holds something besides the contract's values."""
    h = table.tree
    used = {c.at for c in table.columns.values() if not c.is_sum_of_parts}
    used |= set(table.units.values())
    if h.numbering is not None:
        used.add(h.numbering)
    titles: dict[int, str] = {}
    for at, cells in enumerate(columns):
        if at in used or cells.count("") == len(cells):
            continue
        leaf = next((x for x in h.leaves if x.at == at), None)
        of_row = next((name for name, c in h.of_row.items() if c == at), "")
        title = (
            " / ".join(leaf.path) if leaf else h.unknown.get(at) or (of_row and _title(table, at))
        )
        title = title or f"(kolom {column_letters(table.grid.left + at)})"
        if title in titles.values():
            title = f"{title} [{column_letters(table.grid.left + at)}]"
        titles[at] = title
    return titles


def _title(table: Table, at: int) -> str:
    block = table.tree.block
    texts = (table.grid.rows[r][at] for r in range(block.first, block.last + 1))
    return next((str(t).strip() for t in texts if t != ""), "")


def _unknown_titles(
    table: Table, columns: Sequence[tuple[Cell, ...]], others: Mapping[int, str]
) -> list[str]:
    """Titles that a warning names: unknown to the contract and no part of a known column."""
    h = table.heading
    if h is None or table.pairs:
        return []
    known = {x.at for x in h.leaves} | set(h.of_row.values()) | set(table.units.values())
    return list(
        dict.fromkeys([*h.unknown.values(), *(t for at, t in others.items() if at not in known)])
    )


def _as_json(others: Mapping[int, str], columns: Sequence[tuple[Cell, ...]]) -> list[str | None]:
    if not others:
        return []
    titles = [_clean(t) for t in others.values()]
    rows = zip(*(columns[at] for at in others), strict=True)
    return [
        json.dumps({t: _clean(c) for t, c in zip(titles, row, strict=True) if c != ""})
        for row in rows
    ]


def _with_sections(table: Table, data: Sequence[int], other: list[str | None]) -> list[str | None]:
    """The other columns with the section a row stands in, which tells two equal rows apart."""
    if not table.body.sections:
        return other
    titles: dict[str, str] = {}
    heads, told = deque(sorted(table.body.sections)), list[str | None]()
    for at, text in zip(data, other or [None] * len(data), strict=True):
        while heads and heads[0] < at:
            words = table.rows[heads.popleft()][table.left : table.right]
            titles = {"(bagian)": " ".join(_clean(c) for c in words if c != "")}
        told.append(json.dumps(json.loads(text or "{}") | titles))
    return told


def _clean(cell: Cell) -> str:
    return str(cell).replace("\x00", "")


def _written(found: Sequence[Finding]) -> tuple[str, str | None]:
    codes: dict[str, list[str]] = {}
    for finding in found:
        known = codes.setdefault(finding.code, [])
        known += [c for c in finding.columns if c not in known]
    figures = "; ".join(dict.fromkeys(f.figures for f in found if f.figures))
    return ";".join(f"{code}={','.join(names)}" for code, names in codes.items()), figures or None
