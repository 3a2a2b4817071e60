"""Judging: what every row under a header is, one after another.

Words propose and arithmetic confirms: a row that says `Jumlah` is a total when it is one. A row of
which words and figures disagree is held back; so is one that only a guess would call a note.
"""

from collections.abc import Iterator, Sequence
from itertools import chain

from tasks.read.amounts import is_filled
from tasks.read.beside_data import is_day_alone, kind_beside_data
from tasks.read.body import Body, Frame, RowKind
from tasks.read.body_rows import BodyRows
from tasks.read.grid import Cell
from tasks.read.header_paths import is_column_numbers
from tasks.read.item_names import names_part_of_item
from tasks.read.parents import read_parents
from tasks.read.row_numbers import FIRST_NUMBER, number_level, row_number
from tasks.read.row_words import (
    begins_example,
    has_digit,
    holds_row,
    is_called_off,
    is_example,
    is_nil,
    is_remark,
    row_keys,
)
from tasks.read.sieve import Sieve
from tasks.read.sums import doubt_edges, is_unlabelled_total, total_kind

_NEAR = 20  # rows above in which the last number is looked for
_DASHES = frozenset({"-", "--", "–"})
_PARTS = Sieve(names_part_of_item)
_WITHOUT_DIGIT = Sieve(lambda text: not has_digit(text))


def read_body(frame: Frame) -> Body:
    """Say what every row of a body is; a row that is not named in the result is plain data."""
    rows = BodyRows(frame)
    suspects = _suspects(rows)
    rows.body.kinds |= dict.fromkeys(_drawn_through(rows), RowKind.NOTE)
    read_parents(rows)
    for at in rows.blank:
        rows.body.kinds[at] = RowKind.BLANK
    for at in sorted(suspects - rows.blank):
        if at not in rows.body.kinds and not rows.is_doubted(at):
            _judge(rows, at)
    _read_lists_of_remarks(rows)
    doubt_edges(rows)
    return rows.body


def _read_lists_of_remarks(rows: BodyRows) -> None:
    """Rows that count from 1 anew behind a remark are its own: notes, or held with figures."""
    f, kinds = rows.frame, rows.body.kinds
    if f.numbering is None:
        return
    at = next((r for r in sorted(kinds) if kinds[r] is RowKind.NOTE and _heads_list(rows, r)), None)
    before = [r for r in range(f.first, at or f.first) if r not in kinds]
    if at is None or not any(f.rows[r][f.numbering] in FIRST_NUMBER for r in before):
        return
    ends = (r for r in sorted(kinds) if r > at and kinds[r] in {RowKind.HEADER, RowKind.SECTION})
    behind = [r for r in range(at, next(ends, f.end)) if r not in kinds]
    if behind and str(f.rows[behind[0]][f.numbering]).strip("(). ") in {"1", "1.0"}:
        for r in behind:
            _take_for_remark(rows, r)


def _heads_list(rows: BodyRows, at: int) -> bool:
    """Whether a note is the title of remarks."""
    texts = [c for c in rows.frame.rows[at] if isinstance(c, str) and c.strip()]
    return len(texts) == 1 and is_remark(texts[0])


def _take_for_remark(rows: BodyRows, at: int) -> None:
    row = rows.frame.rows[at]
    rows.body.findings.pop(at, None)
    if rows.has_numbers(row) or len(row) - row.count("") > 2:
        rows.body.hold(at, "E232")
    else:
        rows.body.kinds[at] = RowKind.NOTE


def _drawn_through(rows: BodyRows) -> Iterator[int]:
    """Rows of nothing but dashes, by which a form is closed or a line left out."""
    first, n = rows.frame.first, rows.frame.numbering
    lead = rows.below[n] if n is not None and rows.below else ()
    for at in (first + i for i, cell in enumerate(lead) if cell in _DASHES):
        row = rows.frame.rows[at]
        if not (any(map(is_filled, row)) or at in rows.blank or is_nil(row)):
            yield at


def _suspects(rows: BodyRows) -> set[int]:
    """Rows that may be something else than plain data; only these, mostly few, are judged."""
    return {
        rows.frame.first + at
        for at in chain(
            *(_incomplete(rows), _told(rows), _unnumbered(rows), _numbered_first(rows)),
            _header_again(rows),
        )
    }


def _incomplete(rows: BodyRows) -> Iterator[int]:
    """Rows that lack a required value, counted from the first below the header."""
    for at in rows.required:
        if at >= len(rows.below):
            yield from range(rows.frame.end - rows.frame.first)
        elif "" in rows.below[at]:
            yield from (i for i, cell in enumerate(rows.below[at]) if cell == "")


def _told(rows: BodyRows) -> Iterator[int]:
    """Rows with a word of a total, note or example, or with words among the figures."""
    numeric = set(rows.numeric.values())
    for at, column in enumerate(rows.below):
        texts = rows.texts[at]
        if not texts:
            continue
        told = set(rows.special.get(at, ()))
        if at in numeric:
            told |= _WITHOUT_DIGIT.of(texts)
        if at == rows.name:
            told |= _PARTS.of(texts)
        if told:
            yield from (i for i, cell in enumerate(column) if cell in told)


def _unnumbered(rows: BodyRows) -> Iterator[int]:
    """Rows without a number among rows that have one."""
    n = rows.frame.numbering
    if n is not None and 0 < rows.numbered < rows.frame.end - rows.frame.first:
        yield from (i for i, cell in enumerate(rows.below[n]) if rows.levels[cell] is None)


def _header_again(rows: BodyRows) -> Iterator[int]:
    """Rows whose name is a title of the header: of words alone, nothing else tells them."""
    if 0 <= rows.name < len(rows.below):
        titles = rows.texts[rows.name] & set(chain.from_iterable(rows.frame.header))
        if titles:
            yield from (i for i, cell in enumerate(rows.below[rows.name]) if cell in titles)


def _numbered_first(rows: BodyRows) -> Iterator[int]:
    """Rows that begin with 1: the first of a list, or a row of column numbers."""
    if not rows.below:
        return
    n = rows.frame.numbering
    lead = rows.below[min((*rows.frame.chosen, *([n] if n is not None else [])))]
    if not FIRST_NUMBER.isdisjoint(lead):
        first, cells = rows.frame.first, rows.frame.rows
        yield from (
            i
            for i, cell in enumerate(lead)
            if cell in FIRST_NUMBER and (i or _may_be_header(rows, cells[first]))
        )


def _may_be_header(rows: BodyRows, row: Sequence[Cell]) -> bool:
    """Whether a row that begins with 1 is not simply the first of a list."""
    return is_column_numbers(row) or _is_only_numbered(rows, row) or not rows.has_numbers(row)


def _judge(rows: BodyRows, at: int) -> None:
    row = rows.frame.rows[at]
    kind = _plain_kind(rows, at, row) or _kind_by_figures(rows, at, row)
    if kind is RowKind.HEADER:
        rows.tail = ""
    elif kind is RowKind.SECTION:
        rows.body.sections.append(at)
        rows.scope = at + 1
    if kind is not RowKind.DATA:
        rows.body.kinds[at] = kind


def _plain_kind(rows: BodyRows, at: int, row: Sequence[Cell]) -> RowKind | None:
    """What a row is that says so itself, whatever stands around it."""
    if _is_only_numbered(rows, row):
        return RowKind.BLANK
    if row_keys(row) in rows.header or is_column_numbers(row):
        return RowKind.HEADER
    return RowKind.NIL if is_nil(row) or _names_nothing(rows, row) else _example(rows, at, row)


def _names_nothing(rows: BodyRows, row: Sequence[Cell]) -> bool:
    """Whether a row's item is Nihil, and no figure stands beside it."""
    n = rows.name
    return n >= 0 and is_nil(row[n : n + 1]) and not any(rows.amounts(row).values())


def _kind_by_figures(rows: BodyRows, at: int, row: Sequence[Cell]) -> RowKind:
    """What a row is by its figures, its words and the rows around it."""
    texts = [c for c in row if isinstance(c, str) and c.strip()]
    has_numbers, is_complete = rows.has_numbers(row), rows.is_complete(row)
    looks = rows.looks_like_row(row)
    if total := total_kind(rows, at, row, looks):
        return total
    if is_day_alone(row) and (kind := kind_beside_data(rows, at, row, texts, looks)):
        return kind
    if len(texts) == len(row) - row.count("") == 1 and _is_row_in_a_cell(rows, at, texts[0]):
        rows.body.hold(at, "E232", (), texts[0].strip())
        return RowKind.DATA
    may_accompany = not has_numbers and not (is_complete and looks)
    if may_accompany and (kind := kind_beside_data(rows, at, row, texts, looks)):
        return kind
    if is_unlabelled_total(rows, at, row, texts):
        return RowKind.TOTAL
    if rows.tail and not is_complete:
        rows.body.hold(at, "E232")
    elif has_numbers or is_complete:
        rows.tail = ""
    if has_numbers and rows.name >= 0 and names_part_of_item(str(row[rows.name])):
        rows.body.hold(at, "E225", (), str(row[rows.name]).strip())
    return RowKind.DATA


def _is_row_in_a_cell(rows: BodyRows, at: int, text: str) -> bool:
    """Whether a lone text is a row nobody parted: `2;Roti;1200;pcs`, `3. Roti 1.200 pcs`."""
    n, above = rows.frame.numbering, range(at - 1, max(at - _NEAR, rows.frame.first) - 1, -1)
    numbers = (row_number(rows.frame.rows[r][n]) for r in above) if n is not None else iter(())
    last = next((number for number in numbers if number.isdecimal()), "")
    return holds_row(text, last)


def _is_only_numbered(rows: BodyRows, row: Sequence[Cell]) -> bool:
    """Whether a form printed a row's number ahead and nobody filled the row."""
    n = rows.frame.numbering
    return (
        n is not None
        and number_level(row[n]) is not None
        and not any(is_filled(cell) for c, cell in enumerate(row) if c != n)
        and not any(isinstance(c, str) and "nihil" in c.casefold() for c in row)
    )


def _example(rows: BodyRows, at: int, row: Sequence[Cell]) -> RowKind | None:
    """A row marked as an example before its cells; marked within them it is held back.

    So is one that is called off.
    """
    for c, cell in enumerate(row):
        if not isinstance(cell, str):
            continue
        if is_example(cell):
            if c == rows.frame.numbering or (c not in rows.frame.chosen and c == 0):
                return RowKind.EXAMPLE
            rows.body.hold(at, "E224")
        elif begins_example(cell):
            rows.body.hold(at, "E224")
        elif is_called_off(cell):
            rows.body.hold(at, "E222")
    return None
