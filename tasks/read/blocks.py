"""Blocks: which rows of a sheet head a table, from the top, side by side from the left."""

from collections.abc import Sequence
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
        ends = _ends_above(rows[at], blocks) or _side_by_side(grid, at, above)
        found = [_headed_by(grid, at, above, *sides) for sides in ends]
        found = [_as_before(grid, block, blocks) for block in found]
        blocks += found
        at = max([at, *(block.last for block in found)]) + 1
    return blocks


def _ends_above(row: Sequence[Cell], blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """The columns of one of several tables side by side, where a header below fills only these."""
    headed = [c for c, cell in enumerate(row) if cell != ""]
    beside = (b for b in reversed(blocks) if (b.left, b.right) != (0, len(row)))
    own = next((b for b in beside if b.left <= headed[0] and headed[-1] < b.right), None)
    return [(own.left, own.right)] if own else []


def _as_before(grid: Grid, block: Block, blocks: Sequence[Block]) -> Block:
    """A header that stands there again has no more rows than before: above it stand rows."""
    own = grid.rows[block.last][block.left : block.right]
    for before in reversed(blocks):
        height = before.last - before.first
        is_again = before[2:] == block[2:] and _is_alike(
            grid.rows[before.last][block.left : block.right], own
        )
        if is_again and block.last - block.first > height:
            return block._replace(first=block.last - height)
    return block


def _headed_by(grid: Grid, at: int, above: int, left: int, right: int) -> Block:
    """The header of some columns; that of one table beside another may begin a few rows lower."""
    few = range(at, min(at + _MOST_ROWS, len(grid.rows)))
    begun = next((r for r in few if begins_header(grid.rows[r][left:right])), at)
    return _grown(grid, Block(begun, begun, left, right), above)


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
    if not following or is_header(following[0]):
        return False
    if wording_key(following[0]) in {*OF_ROW, *NUMBERING}:
        return False
    is_value = units_in(following[0]) or not months_in(following[0]).says_nothing
    if not is_value and sum(map(is_header, following)) > _FEWEST:
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
    if not filled or not headed or any(map(_is_figure, (above[c] for c in filled))):
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


def _is_figure(cell: Cell) -> bool:
    """Whether a cell is no title: a number, in text or not, that is no year."""
    value = amount(cell) if isinstance(cell, str) else 0.0
    return value is not None and not 1990 <= value <= 2100


def _headed(grid: Grid, block: Block) -> list[int]:
    """Columns in which a header has a text in any of its rows."""
    rows = grid.rows[block.first : block.last + 1]
    columns = range(block.left, block.right)
    return [c for c in columns if any(row[c : c + 1] not in ([], [""]) for row in rows)]


def _side_by_side(grid: Grid, at: int, above: int) -> list[tuple[int, int]]:
    """Columns of each table headed by a row: parted at columns that are empty all the way down.

    Tables are parted where each is titled by a dataset of its own, or is a form by its header.
    """
    bands, width = _bands(grid, at), len(grid.rows[at])
    titled = _titled_bands(grid, at, bands)
    lefts = [0, *titled[1:]] if titled else _forms_within(grid, at, above, bands, (0, width))
    return list(zip(lefts, [*lefts[1:], width], strict=True))


def _forms_within(
    grid: Grid, at: int, above: int, bands: Sequence[int], sides: tuple[int, int]
) -> list[int]:
    """First columns of the forms among some columns, so parted that the fewest are unknown."""
    left, right = sides
    cuts = {}
    for cut in (band for band in bands if left < band < right):
        unknown = [_unknown_columns(grid, at, above, *of) for of in ((left, cut), (cut, right))]
        if None not in unknown:
            cuts[cut] = sum(filter(None, unknown))
    if not cuts:
        return [left]
    best = min(cuts, key=cuts.__getitem__)
    halves = (left, best), (best, right)
    return [c for half in halves for c in _forms_within(grid, at, above, bands, half)]


def _titled_bands(grid: Grid, at: int, bands: Sequence[int]) -> list[int]:
    """Bands, by their first columns, over which the row above names a dataset, each another."""
    titles = {c: t for c, t in enumerate(grid.rows[at - 1] if at else ()) if t != ""}
    edges = zip([0, *bands[1:]], [*bands[1:], len(grid.rows[at])], strict=True)
    over = {a: [t for c, t in titles.items() if a <= c < b] for a, b in edges}
    named = {a: datasets_named(str(of[0])) for a, of in over.items() if len(of) == 1}
    told = {a: datasets[0] for a, datasets in named.items() if len(datasets) == 1}
    return list(told) if len({*told.values()}) == len(told) > 1 else []


def _bands(grid: Grid, at: int) -> list[int]:
    """First columns of what stands side by side, from a row as far down as rows go unbroken."""
    row = grid.rows[at]
    if "" not in row:
        return [0]
    body = list(takewhile(lambda row: row.count("") < len(row), grid.rows[at:]))
    filled = {c for c, cell in enumerate(row) if cell != "" or any(r[c] != "" for r in body)}
    for span in grid.merged:
        if span.row <= at <= span.last_row:
            filled.update(range(span.column, span.last_column + 1))
    return sorted(c for c in filled if c - 1 not in filled)


def _unknown_columns(grid: Grid, at: int, above: int, left: int, right: int) -> int | None:
    """How many columns are unknown where some hold all that a dataset asks for; None elsewhere."""
    block = _headed_by(grid, at, above, left, right)
    read = zip(DATASETS, headings(grid, block, DATASETS), strict=True)
    return min((len(h.unknown) for d, h in read if required_names(d) <= h.names), default=None)
