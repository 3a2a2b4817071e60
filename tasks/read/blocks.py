"""Blocks: which rows of a sheet head a table, from the top, side by side from the left."""

from collections.abc import Iterable, Sequence
from itertools import takewhile

from schemas.contracts import DATASETS
from schemas.wording import wording_key
from tasks.read.amounts import amount
from tasks.read.context import scale_in, units_in
from tasks.read.grid import Cell, Grid
from tasks.read.header_leaves import headings
from tasks.read.header_paths import is_column_numbers
from tasks.read.header_trees import Block
from tasks.read.headers import (
    NUMBERING,
    OF_ROW,
    Part,
    datasets_named,
    is_header,
    is_unit_word,
    match_label,
    part_of_column,
    required_names,
)
from tasks.read.months import months_in
from tasks.read.row_words import is_nil

_MOST_ROWS = 4  # of one header
_FEWEST = 2  # texts that make a header


def find_blocks(grid: Grid) -> list[Block]:
    """Every header on a sheet, from the top, side by side from the left.

    A row begins a header where its texts are headers of forms, or part columns, and none is a
    number; the rows under it belong to it as long as they only say more about its columns.
    """
    blocks: list[Block] = []
    at, rows = 0, grid.rows
    while at < len(rows):
        if not begins_header(rows[at]) or _titles_headers(rows, at):
            at += 1
            continue
        above = blocks[-1].last + 1 if blocks else 0
        ends = _ends_above(rows[at], blocks) or _side_by_side(grid, at)
        found = [_grown(grid, Block(at, at, *sides), above) for sides in ends]
        blocks += found
        at = max([at, *(block.last for block in found)]) + 1
    return blocks


def _ends_above(row: Sequence[Cell], blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """The columns of one of several tables side by side, where a header below fills only these."""
    headed = [c for c, cell in enumerate(row) if cell != ""]
    beside = (b for b in reversed(blocks) if (b.left, b.right) != (0, len(row)))
    own = next((b for b in beside if b.left <= headed[0] and headed[-1] < b.right), None)
    return [(own.left, own.right)] if own else []


def _grown(grid: Grid, block: Block, above: int) -> Block:
    """A header with the rows below that part its columns and those above that group them.

    No row before `above` is its own: another header stands there.
    """
    rows = grid.rows
    while (
        block.last + 1 < len(rows)
        and block.last + 1 - block.first < _MOST_ROWS
        and _continues(grid, block, rows[block.last + 1])
    ):
        block = block._replace(last=block.last + 1)
    while (
        block.first > above
        and block.last + 1 - block.first < _MOST_ROWS
        and _groups_above(grid, block)
    ):
        block = block._replace(first=block.first - 1)
    return block


def begins_header(row: Sequence[Cell]) -> bool:
    """Whether a row may begin a header."""
    if not row or row[0].__class__ is not str or {*map(type, row)} != {str}:
        return False
    texts = [cell for cell in row if cell]
    if len(texts) < _FEWEST:
        return False
    headers = 0 if any(map(str.isdecimal, texts)) else sum(map(is_header, texts))
    if not headers or _states_label(texts):
        return False
    more = sum(
        part_of_column(t) is not None or wording_key(t) in NUMBERING or wording_key(t) in OF_ROW
        for t in texts
        if not is_header(t)
    )
    known = headers + more
    return (headers >= _FEWEST and 3 * known > len(texts)) or (
        known >= _FEWEST and 2 * known > len(texts)
    )


def _titles_headers(rows: Sequence[Sequence[Cell]], at: int) -> bool:
    """Whether a row only names the tables whose headers follow: `HASIL PRODUKSI | PENJUALAN`."""
    texts = [c for c in rows[at] if c]
    below = takewhile(_has_no_figure, rows[at + 1 : at + 1 + _MOST_ROWS])
    return all(map(datasets_named, texts)) and any(
        begins_header(row) and sum(c != "" for c in row) > len(texts) for row in below
    )


def _has_no_figure(row: Sequence[Cell]) -> bool:
    """Whether a row holds texts alone: figures under words make these a header of their own."""
    return all(isinstance(c, str) and (c == "" or amount(c) is None) for c in row)


def _states_label(texts: Sequence[str]) -> bool:
    """Whether a row says `Label | value`, not `Header | Header`."""
    label, _, value = texts[0].partition(":")
    if match_label(label) is None:
        return False
    following = [t for t in texts[1:] if t.strip(" :")]
    if value.strip() or any(t.strip() in {":", "="} for t in texts[1:2]):
        return True
    if not following or is_header(following[0]) or wording_key(following[0]) in OF_ROW:
        return False
    word = part_of_column(following[0])
    # `Periode | November 2025` is one; `Bulan | Januari | Februari` heads a table
    return word is None or (word.part is Part.MONTH and len(following) == 1)


def _continues(grid: Grid, block: Block, row: Sequence[Cell]) -> bool:
    """Whether a row says more about the columns headed above it and nothing else."""
    row = row[: block.right]
    filled = [(c, cell) for c, cell in enumerate(row) if cell != "" and c >= block.left]
    if not filled or is_column_numbers(row) or is_nil(row):
        return False
    if begins_header(row) and _is_alike(grid.rows[block.last], row):
        return False
    return all(_says_more(grid, block, c, cell, is_lone=len(filled) == 1) for c, cell in filled)


def _says_more(grid: Grid, block: Block, column: int, cell: Cell, *, is_lone: bool) -> bool:
    """Whether a cell under a header names a part, a unit, a scale, a year, or stands in a group."""
    under_group = _is_grouped(grid, block.first, block.last, column)
    if not isinstance(cell, str):
        return under_group and isinstance(cell, int | float) and 1990 <= cell <= 2100
    word = part_of_column(cell)
    if word is None and amount(cell) is not None:
        return False
    above = grid.rows[block.last]
    if is_lone and wording_key(str(above[column])) in NUMBERING:
        return False  # `BULAN LALU` heads rows, not their numbers
    return (
        under_group
        or (word is not None and (word.part is not Part.MONTH or not is_lone))
        or is_unit_word(cell)
        or scale_in(cell) is not None
        or (cell.startswith("(") and cell.endswith(")"))
        or is_header(f"{above[column]} {cell}" if column < len(above) else cell)
    )


def _is_alike(one: Sequence[Cell], other: Sequence[Cell]) -> bool:
    return [wording_key(str(c)) for c in one] == [wording_key(str(c)) for c in other]


def _is_grouped(grid: Grid, first: int, last: int, column: int) -> bool:
    """Whether a column lies under a heading that spans several."""
    for span in grid.merged:
        if (
            first <= span.row <= last
            and span.column <= column <= span.last_column
            and span.last_row <= last
        ):
            return span.column < span.last_column
    above = grid.rows[last]
    if above[column : column + 1] == [""] or column >= len(above):
        return any(cell != "" for cell in above[:column])
    return above[column + 1 : column + 2] == [""] and not _is_bounded(grid, first, column)


def _is_bounded(grid: Grid, first: int, column: int) -> bool:
    """Whether merged ranges say that a heading spans this column alone."""
    return any(
        s.row <= first <= s.last_row and s.column == s.last_column == column for s in grid.merged
    )


def _groups_above(grid: Grid, block: Block) -> bool:
    """Whether the row above a header holds group titles of it: inside its columns, not over all."""
    first, last = block.first, block.last
    above, below = (grid.rows[r][: block.right] for r in (first - 1, first))
    filled = [c for c, cell in enumerate(above) if cell != "" and c >= block.left]
    headed = [c for c, cell in enumerate(below) if cell != "" and c >= block.left]
    if not filled or not headed or not all(isinstance(above[c], str) for c in filled):
        return False
    if len(filled) == 1 and filled[0] in headed:  # one group over another
        headed = _headed(grid, block)
    if len(filled) == 1 and filled[0] <= headed[0]:
        return False
    texts = [above[c] for c in filled]
    if _states_label(texts) or any(match_label(t.partition(":")[0]) and ":" in t for t in texts):
        return False
    has_parts = any(part_of_column(str(c)) is not None for c in below if c != "")
    spans = [s for s in grid.merged if s.row == first - 1 and s.last_row < last + 1]
    covers = any(
        s.column < s.last_column and (s.column > headed[0] or s.last_column < headed[-1])
        for s in spans
    )
    inside = all(
        headed[0] <= c <= headed[-1] or wording_key(above[c]) in NUMBERING or is_header(above[c])
        for c in filled
    )
    says_other = any(scale_in(t) or not months_in(t).says_nothing or units_in(t) for t in texts)
    is_lone = len(filled) == 1 and not headed[0] < filled[0] < headed[-1]
    over_some = not is_lone and (has_parts or not says_other)
    return inside and (covers or over_some)


def _headed(grid: Grid, block: Block) -> list[int]:
    """Columns in which a header has a text in any of its rows."""
    rows = grid.rows[block.first : block.last + 1]
    columns = range(block.left, block.right)
    return [c for c in columns if any(row[c : c + 1] not in ([], [""]) for row in rows)]


def _side_by_side(grid: Grid, at: int) -> list[tuple[int, int]]:
    """Columns of each table headed by a row: parted at columns that are empty all the way down."""
    row = grid.rows[at]
    headed = [c for c, cell in enumerate(row) if cell != ""]
    runs: list[list[int]] = [[headed[0]]]
    for c in headed[1:]:
        if c > runs[-1][-1] + 1 and _is_gutter(grid, at, range(runs[-1][-1] + 1, c)):
            runs.append([c])
        else:
            runs[-1].append(c)
    tables: list[list[int]] = [[]]
    for i, run in enumerate(runs):
        tables[-1] = tables[-1] + run
        rest = [c for later in runs[i + 1 :] for c in later]
        if rest and _is_form(grid, at, tables[-1]) and _is_form(grid, at, rest):
            tables.append([])
    ends = [table[0] for table in tables[1:]] + [len(row)]
    return [
        (table[0] if i else 0, end) for i, (table, end) in enumerate(zip(tables, ends, strict=True))
    ]


def _is_form(grid: Grid, at: int, columns: Sequence[int]) -> bool:
    """Whether some columns of a header alone hold all that some dataset asks for."""
    block = Block(at, at, columns[0], columns[-1] + 1)
    read = zip(DATASETS, headings(grid, block, DATASETS), strict=True)
    return any(required_names(dataset) <= heading.names for dataset, heading in read)


def _is_gutter(grid: Grid, at: int, columns: Iterable[int]) -> bool:
    """Whether some column between two headers is empty as far down as the tables go unbroken."""
    covered = {
        c
        for s in grid.merged
        if s.row <= at <= s.last_row
        for c in range(s.column, s.last_column + 1)
    }
    body = list(takewhile(lambda row: row.count("") < len(row), grid.rows[at:]))
    return any(all(row[c] == "" for row in body) for c in columns if c not in covered)
