"""Which rows and columns of a sheet are shown where not all can be, and what is left out.

What explains a reading comes first: headers, the rows around them and held rows in turns, then
totals and notes, then rows from the top.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flows.picture.looking import SheetSeen, TableSeen
from flows.picture.phrases import KINDS
from schemas.spoken import say_number
from tasks.read.body import RowKind
from tasks.read.grid import Grid

_ABOVE = 12  # rows of context over a header: letterhead, title, envelope
_BELOW = 3  # rows under it, to see what its columns hold
_EMPTY = 2  # more empty rows in a run are told, not shown


class Line(NamedTuple):
    """A row that is shown."""

    row: int


class Gap(NamedTuple):
    """Rows that are not: `baris 21–117 tidak ditampilkan: 96 isi, 1 jumlah`."""

    said: str


def excerpt_of(seen: SheetSeen, most: int | None) -> list[Line | Gap]:
    """Rows to show and gaps between them, in order.

    Args:
        seen: The sheet.
        most: How many rows at most; None for all.
    """
    empty = _empty_rows(seen.grid)
    ranks = _ranks(seen, empty)
    chosen = sorted(sorted(ranks, key=lambda at: (ranks[at], at))[:most])
    parts: list[Line | Gap] = []
    following = 0
    for at in [*chosen, len(seen.grid.rows)]:
        parts += _between(seen, range(following, at), empty)
        if at < len(seen.grid.rows):
            parts.append(Line(at))
        following = at + 1
    return parts


def _empty_rows(grid: Grid) -> frozenset[int]:
    return frozenset(at for at, row in enumerate(grid.rows) if row.count("") == len(row))


def _ranks(seen: SheetSeen, empty: frozenset[int]) -> dict[int, int]:
    """Every row that says something, and how early it is chosen."""
    last = len(seen.grid.rows)
    ranks = {at: last for at in range(last) if at not in empty}
    for table in seen.tables:
        for rank, at in enumerate(_told_apart(table), _ABOVE):
            ranks[at] = min(ranks.get(at, last), rank)
        for rank, at in enumerate(sorted(table.held), 1):
            ranks[at] = min(ranks.get(at, last), rank)
        for rank, at in _around_header(table):
            if at in ranks:
                ranks[at] = min(ranks[at], rank)
    return ranks


def _told_apart(table: TableSeen) -> list[int]:
    """Rows that are something else than plain data."""
    plain = {RowKind.BLANK, RowKind.DATA}
    return sorted(at for at, kind in table.table.body.kinds.items() if kind not in plain)


def _around_header(table: TableSeen) -> Iterator[tuple[int, int]]:
    """Rows of a header and around it, with their distance from it."""
    heading = table.table.heading
    if heading is None:
        yield from ((at, at) for at in range(_ABOVE))
        return
    yield from ((0, at) for at in range(heading.block.first, heading.block.last + 1))
    yield from ((n, heading.block.first - n) for n in range(1, _ABOVE + 1))
    yield from ((n, heading.block.last + n) for n in range(1, _BELOW + 1))


def _between(seen: SheetSeen, rows: range, empty: frozenset[int]) -> Iterator[Line | Gap]:
    """Rows between two that are shown: a few empty ones as they are, others told."""
    if len(rows) <= _EMPTY and all(at in empty for at in rows):
        yield from map(Line, rows)
    elif rows:
        yield Gap(_said(seen, rows, empty))


def _said(seen: SheetSeen, rows: range, empty: frozenset[int]) -> str:
    kinds: Counter[str] = Counter()
    for table in seen.tables:
        for at in rows:
            if at in empty or not table.table.first <= at < table.table.end:
                continue
            kind = "ditahan" if at in table.held else KINDS[_kind_of(table, at)]
            kinds[kind or "isi"] += 1
    blank = sum(at in empty for at in rows)
    told = [f"{say_number(n)} {kind}" for kind, n in kinds.items()]
    told += [f"{say_number(blank)} kosong"] if blank and (told or blank == len(rows)) else []
    ends = {seen.grid.top + at + 1: None for at in (rows[0], rows[-1])}
    where = f"baris {'–'.join(map(str, ends))} tidak ditampilkan"
    return f"{where}: {', '.join(told)}" if told else where


def _kind_of(table: TableSeen, at: int) -> RowKind:
    return table.table.body.kinds.get(at, RowKind.DATA)


def columns_of(seen: SheetSeen, most: int) -> list[int]:
    """Columns to show, at most so many; of a wide sheet not those that are empty."""
    width = len(seen.grid.rows[0]) if seen.grid.rows else 0
    framed = {c for t in seen.tables if t.frame for c in range(t.frame.left, t.frame.right + 1)}
    used = [c for c in range(width) if c in framed or any(row[c] != "" for row in seen.grid.rows)]
    if used and used[-1] < most:
        return list(range(used[0], used[-1] + 1))
    return used[:most]


def row_label(seen: SheetSeen, at: int) -> str:
    """What a row is, in one word: why it is held, `kepala`, `jumlah`, …; nothing for plain ones."""
    for table in seen.tables:
        if at in table.held:
            codes = [h.code for h in table.held[at]]
            return codes[0] + (f"+{len(codes) - 1}" if len(codes) > 1 else "")
    for table in seen.tables:
        heading = table.table.heading
        if heading and heading.block.first <= at <= heading.block.last:
            return "kepala"
        if at in table.table.body.kinds and (said := KINDS[_kind_of(table, at)]):
            return said
    return ""


def rows_shown(parts: Sequence[Line | Gap]) -> list[int]:
    """Indexes of the rows that are shown."""
    return [part.row for part in parts if isinstance(part, Line)]
