"""Totals: a row that says it is one is one where its figures are the sums of a scope of rows.

Scopes are the section, all rows above, all rows below, and the section that follows. A total that
adds up over none is held back with the figures that differ.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations, takewhile

from schemas.contracts import DATASETS
from schemas.spoken import say_number
from schemas.wording import wording_key
from tasks.read.amounts import amount, is_filled, same
from tasks.read.body import RowKind
from tasks.read.body_rows import BodyRows
from tasks.read.comparisons import compared_kind
from tasks.read.grid import Cell
from tasks.read.item_names import says_this_month
from tasks.read.row_words import is_comparison, is_exact_total, is_loose_total, is_mean

_BEHIND = 4  # rows from the end, one more: a total, a mean and a remark with figures
Scope = Callable[[int], float | None]


def total_kind(rows: BodyRows, at: int, row: Sequence[Cell], looks: bool) -> RowKind | None:
    """What a row is that calls itself a total, average or comparison; None where it is none.

    Args:
        rows: The body.
        at: Index of the row.
        row: Its cells.
        looks: Something besides its texts says that it is a row of the table.
    """
    label = rows.label(row)
    if label is None:
        return None
    key = wording_key(label)
    is_exact = is_exact_total(key)
    is_numbered = rows.level(row) in {"digit", "lower"}
    has_numbers = rows.frame.numbering is not None and rows.numbered > 1
    is_data = rows.is_complete(row) and (is_numbered if has_numbers else looks)
    if is_mean(key):
        return _proven(rows, at, _means(rows, at), is_exact=not is_data)
    if not is_exact and (name := rows.no_item(row)):
        return _of_no_item(rows, at, row, name)
    if is_comparison(key) and not is_exact:
        return None if is_data and is_numbered else compared_kind(rows, at, key)
    if is_exact or is_loose_total(key):
        is_carried = key in {"pindahan", "dipindahkan"}
        return _proven(rows, at, _sums(rows, at), is_exact=is_exact or is_carried, is_data=is_data)
    return None


def _of_no_item(rows: BodyRows, at: int, row: Sequence[Cell], label: str) -> RowKind | None:
    """What a row is that is called by a time or a plan; it is held where it passes for an item."""
    if not rows.has_numbers(row) and len(row) - row.count("") <= 2:
        return None  # a title of the rows below
    if says_this_month(label, rows.frame.month):
        if rows.name < 0 and not rows.plain_rows(rows.frame.first, at):
            return None  # of a form of one row: this one
        return _proven(rows, at, _sums(rows, at), is_exact=True)
    if rows.name >= 0 and rows.is_complete(row) and rows.level(row) in {"digit", "lower"}:
        rows.body.hold(at, "E225", (), label.strip())
        return RowKind.DATA
    return compared_kind(rows, at, wording_key(label))


def _proven(
    rows: BodyRows, at: int, scopes: Iterable[Scope], *, is_exact: bool, is_data: bool = False
) -> RowKind | None:
    """A total where some scope adds up in every column; held back where none does."""
    stated = rows.amounts(rows.frame.rows[at])
    nearest = ""
    for scope in scopes:
        known = {n: v for n in stated if (v := scope(rows.additive[n])) is not None}
        differing = [n for n, v in known.items() if not same(stated[n], v)]
        if known and not differing:
            rows.close(at)
            return RowKind.TOTAL
        if differing and not nearest:
            n = differing[0]
            header = DATASETS[rows.frame.dataset].columns[n.split()[0]].header
            written, sum_of = (say_number(round(value, 2)) for value in (stated[n], known[n]))
            nearest = f"{header}: tertulis {written}, hasil {sum_of}"
    if is_data and not is_exact:
        return None
    rows.close(at)
    if nearest:
        rows.body.hold(at, "E225", (), nearest)
        return RowKind.DATA
    if stated or _has_doubtful(rows, rows.frame.rows[at]):
        rows.body.unproven.append(at)
    return RowKind.TOTAL


def _has_doubtful(rows: BodyRows, row: Sequence[Cell]) -> bool:
    """Whether a row states some amount that is not clear."""
    return any(
        c < len(row) and is_filled(row[c]) and amount(row[c]) is None
        for c in rows.additive.values()
    )


def _sums(rows: BodyRows, at: int) -> Iterator[Scope]:
    """By column, the sums that a total may state, nearest scope first."""
    f = rows.frame
    for first, end in ((rows.scope, at), (f.first, at), (at + 1, f.end)):
        if added := rows.plain_rows(first, end):
            yield partial(rows.sum_of, added)
    if ahead := list(takewhile(partial(_goes_on, rows), range(at + 1, f.end))):
        yield partial(rows.sum_of, ahead)


def _goes_on(rows: BodyRows, at: int) -> bool:
    """Whether the section that follows a total goes on with a row."""
    return at not in rows.blank and rows.is_plain(at)


def _means(rows: BodyRows, at: int) -> Iterator[Scope]:
    """By column, the average of the rows above, exact and rounded."""
    above = rows.plain_rows(rows.frame.first, at)

    def mean(column: int) -> float | None:
        filled = [r for r in above if is_filled(rows.frame.rows[r][column])]
        total = rows.sum_of(filled, column)
        return None if total is None else total / len(filled)

    def rounded(column: int) -> float | None:
        value = mean(column)
        return None if value is None else float(round(value))

    yield mean
    yield rounded


def is_unlabelled_total(rows: BodyRows, at: int, row: Sequence[Cell], texts: Sequence[str]) -> bool:
    """Whether a row is figures alone that add up; it is held back where it has a name, no number.

    Args:
        rows: The body.
        at: Index of the row.
        row: Its cells.
        texts: Those of them that are texts.
    """
    stated = rows.amounts(row)
    if not any(stated.values()):
        return False
    n = rows.frame.numbering
    nameless = not [t for t in texts if amount(t) is None]
    unnumbered = n is not None and rows.numbered > 2 and (n >= len(row) or row[n] == "")
    if not (nameless or unnumbered) or not _adds_up(rows, at, stated):
        return False
    if nameless:
        rows.close(at)
        return True
    rows.body.hold(at, "E225", (), "angkanya jumlah baris lain")
    return False


def _adds_up(rows: BodyRows, at: int, stated: Mapping[str, float]) -> bool:
    """Whether all that a row states are the sums of one scope, with more than one row above."""
    return len(rows.data(rows.frame.first, at)) > 1 and any(
        all(
            (v := scope(rows.additive[n])) is not None and same(value, v)
            for n, value in stated.items()
        )
        for scope in _sums(rows, at)
    )


def doubt_edges(rows: BodyRows) -> None:
    """Hold the last row, or the first, where its figures are the sums of all rows beside it."""
    f, kinds = rows.frame, rows.body.kinds
    data = [r for r in range(f.first, f.end) if r not in kinds]
    if len(data) < 2 or not rows.additive:
        return
    first, *_, last = data
    if last not in rows.body.findings and _is_difference(rows, last):
        rows.body.hold(last, "E225", (), "angkanya selisih dua baris di atasnya")
    _doubt_below_total(rows, data)
    _doubt_below_numbers(rows, data)
    for behind in range(1, min(_BEHIND, len(data))):
        at, above = data[-behind], data[:-behind]
        if at not in rows.body.findings and (behind == 1 or _is_row_of_sums(rows, at)):
            _doubt(rows, at, above, "angkanya jumlah semua baris di atasnya")
    if first not in rows.body.findings:
        below = [r for r in data[1:] if not rows.is_doubted(r)]
        _doubt(rows, first, below, "angkanya jumlah semua baris di bawahnya")


def _doubt_below_total(rows: BodyRows, data: Sequence[int]) -> None:
    """Hold what stands unnumbered below the sum of all rows: a total would hold it too."""
    kinds, end = rows.body.kinds, rows.frame.end
    totals = [r for r in sorted({*kinds, *rows.body.findings}) if _closes(rows, r)]
    if not totals:
        return
    at = totals[0] if rows.numbered > 1 else totals[-1]
    begun = {RowKind.SECTION, RowKind.HEADER}
    end = min((r for r, kind in kinds.items() if r > at and kind in begun), default=end)
    for r in data:
        if at < r < end and r not in rows.body.findings and not rows.level(rows.frame.rows[r]):
            rows.body.hold(r, "E225", (), "di bawah jumlah semua baris")


def _doubt_below_numbers(rows: BodyRows, data: Sequence[int]) -> None:
    """Hold what stands unnumbered below rows that all have a number: a budget, a discount.

    It is a row where it looks like one and is filled like the last; one that leaves the columns
    before its name empty goes on with the item above.
    """
    n, first = rows.frame.numbering, rows.frame.first
    if n is None or rows.levels[rows.below[n][data[-1] - first]]:
        return
    numbered = [at for at in data if rows.levels[rows.below[n][at - first]]]
    if len(numbered) < 2 or numbered != data[: len(numbered)]:
        return
    begun, last = {RowKind.SECTION, RowKind.HEADER}, numbered[-1]
    if any(kind in begun for at, kind in rows.body.kinds.items() if at > last):
        return
    above = rows.frame.rows[last]
    for at in (at for at in data if at > last and at not in rows.body.findings):
        row = rows.frame.rows[at]
        empty = {c for c, cell in enumerate(row) if above[c] != "" == cell and c != n}
        is_part = min(empty, default=rows.name) < rows.name
        is_row = not empty and rows.looks_like_row(row)
        if not (is_part or is_row) and rows.is_complete(row):
            rows.body.hold(at, "E225", (), "tanpa nomor di bawah baris bernomor")


def _closes(rows: BodyRows, at: int) -> bool:
    """Whether a total holds all rows above and none is meant to follow; no page's, no section's."""
    key = wording_key(rows.label(rows.frame.rows[at]) or "")
    if rows.is_doubted(at):
        return is_exact_total(key)  # though its figures are not the sums
    if rows.body.kinds.get(at) is not RowKind.TOTAL:
        return False
    if "pindah" in key or not (rows.numbered > 1 or is_exact_total(key)):
        return False
    stated = rows.amounts(rows.frame.rows[at])
    above = rows.plain_rows(rows.frame.first, at)
    sums = {n: rows.sum_of(above, rows.additive[n]) for n, value in stated.items() if value}
    return bool(sums) and all(
        total is not None and same(stated[n], total) for n, total in sums.items()
    )


def _is_row_of_sums(rows: BodyRows, at: int) -> bool:
    """Whether a row has so many figures that they are no sums by chance."""
    return sum(map(bool, rows.amounts(rows.frame.rows[at]).values())) > 1


def _is_difference(rows: BodyRows, at: int) -> bool:
    """Whether a row holds by how much a total and a line for comparison above it differ."""
    cells = rows.frame.rows
    stated = {n: abs(v) for n, v in rows.amounts(cells[at]).items() if v}
    lines = [r for r in range(rows.frame.first, at) if _is_aggregate(rows, r)][-3:]
    if len(stated) < 2 or not lines:
        return False
    return any(
        all(n in one and n in other and same(v, abs(one[n] - other[n])) for n, v in stated.items())
        for one, other in combinations((rows.amounts(cells[r]) for r in lines), 2)
    )


def _is_aggregate(rows: BodyRows, at: int) -> bool:
    return rows.body.kinds.get(at) is RowKind.TOTAL or rows.is_doubted(at)


def _doubt(rows: BodyRows, at: int, others: Sequence[int], why: str) -> None:
    """Hold a row where all its figures are the sums of the others; one of two is no sum."""
    row = rows.frame.rows[at]
    stated = {c: v for c in rows.additive.values() if is_filled(row[c]) and (v := amount(row[c]))}
    if len(others) < (2 if len(stated) > 1 else 3) or not stated:
        return
    proven = 0
    for c, value in stated.items():
        if (total := rows.sum_of(others, c)) is not None:
            if not same(total, value):
                return
            proven += 1
    if proven >= min(2, len(stated)):
        rows.body.hold(at, "E225", (), why)
