"""Lines that hold the sum of the lines `a, b` or `1.1, 1.2` under them, or only head them."""

from collections.abc import Sequence
from itertools import islice

from tasks.read.amounts import amount, is_filled, same
from tasks.read.body import RowKind
from tasks.read.body_rows import BodyRows
from tasks.read.grid import Cell
from tasks.read.row_numbers import begins_with_number, level_in_name


def read_parents(rows: BodyRows) -> None:
    """Say which rows are parents; hold back those of which words and figures disagree."""
    if rows.is_flat or not _may_have_levels(rows):
        return
    f = rows.frame
    known = rows.blank | rows.body.kinds.keys()
    levels = [
        (at, level)
        for at in range(f.first, f.end)
        if at not in known and (level := _level_of(rows, f.rows[at]))
    ]
    kinds = list(dict.fromkeys(level for _, level in levels))
    if len(kinds) < 2:
        return
    if kinds[0] in {"dash", "lower", "dotted"}:
        _doubt_sums_below(rows, levels, kinds[0])
        return
    figured = {level for at, level in levels if rows.has_numbers(f.rows[at])}
    kinds.sort(key=figured.__contains__)  # what never states a figure heads all others
    for i, (at, level) in enumerate(levels):
        rank = kinds.index(level)
        following = levels[i + 1 :]
        ends = next((k for k, (_, o) in enumerate(following) if kinds.index(o) <= rank), None)
        if children := following[:ends]:
            _read_parent(rows, at, [r for r, other in children if other == children[0][1]])
        elif (
            rows.has_numbers(f.rows[at])
            and len(parts := _parts_behind_title(rows, levels, kinds, i)) > 1
            and _agrees(rows, at, parts)
        ):
            rows.body.hold(at, "E225", (), "angkanya jumlah rincian di bawah judul berikutnya")


def _parts_behind_title(
    rows: BodyRows, levels: Sequence[tuple[int, str]], kinds: Sequence[str], i: int
) -> list[int]:
    """The lines of a lower level that follow a line, though a section's title stands between."""
    rank, parts = kinds.index(levels[i][1]), []
    for at, level in islice(levels, i + 1, None):
        if rows.has_numbers(rows.frame.rows[at]):
            if kinds.index(level) <= rank:
                break
            parts.append(at)
    return parts


def _doubt_sums_below(rows: BodyRows, levels: Sequence[tuple[int, str]], part: str) -> None:
    """Hold lines that are the sum of the lines `a, b` right above them."""
    parts: list[int] = []
    for at, level in levels:
        if level == part:
            parts.append(at)
            continue
        if len(parts) > 1 and _agrees(rows, at, parts):
            rows.body.hold(at, "E225", (), "angkanya jumlah rincian di atasnya")
        parts = []


def _may_have_levels(rows: BodyRows) -> bool:
    """Whether some row number is a letter, or some name begins with one."""
    if set(rows.levels.values()) - {None, "digit"}:
        return True
    chosen = sorted(rows.frame.chosen)
    lead = next((at for at in chosen if rows.below and rows.texts[at]), None)
    return lead is not None and any(map(begins_with_number, rows.texts[lead]))


def _level_of(rows: BodyRows, row: Sequence[Cell]) -> str | None:
    """Which kind of number a row has, in its own column or before its name."""
    if own := rows.level(row):
        return own
    cells = (row[c] for c in sorted(rows.frame.chosen) if c < len(row))
    name = next((cell for cell in cells if isinstance(cell, str) and cell.strip()), "")
    return level_in_name(name)


def _read_parent(rows: BodyRows, at: int, children: Sequence[int]) -> None:
    row = rows.frame.rows[at]
    if not rows.has_numbers(row):
        if len([c for c in row if c != ""]) <= 2:
            rows.body.kinds[at] = RowKind.SECTION
            rows.body.sections.append(at)
        return
    if _agrees(rows, at, children):
        rows.body.kinds[at] = RowKind.TOTAL
        return
    for held in (at, *children):
        rows.body.hold(held, "E225", (), "baris induk bukan jumlah rinciannya")


def _agrees(rows: BodyRows, at: int, children: Sequence[int]) -> bool:
    """Whether all figures of a line are the sums of its parts."""
    row = rows.frame.rows[at]
    agreeing = [
        same(stated, total)
        for c in rows.additive.values()
        if is_filled(row[c])
        and (stated := amount(row[c])) is not None
        and (total := rows.sum_of(children, c)) is not None
    ]
    return bool(agreeing) and all(agreeing)
