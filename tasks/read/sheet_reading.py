"""Which tables stand on a sheet, each with its dataset, its own context and where it ends."""

import re
from collections.abc import Sequence

from schemas.contracts import DATASETS
from schemas.errors import Fault
from schemas.wording import wording_key
from tasks.read.amounts import amount
from tasks.read.blocks import find_blocks
from tasks.read.context import scale_in, units_in
from tasks.read.grid import Cell, Grid
from tasks.read.header_leaves import read_heading
from tasks.read.header_trees import Block
from tasks.read.headers import (
    NUMBERING,
    OF_ROW,
    datasets_named,
    is_header,
    match_label,
    without_brackets,
)
from tasks.read.months import months_in
from tasks.read.page_breaks import goes_on
from tasks.read.row_words import cell_key, is_nil
from tasks.read.statements import statements_in
from tasks.read.tables_seen import Sheet, Table, width_of
from tasks.read.whose_table import dataset_of, fits, titles_in

# `II. EKSPOR : NIHIL`
_TITLED_NIL = re.compile(r"[^:=–-]{1,80}[:=–-]\W{0,20}nihil\W{0,20}", re.IGNORECASE)
_FEW = 2  # texts that may be headers by chance
_FAR = 50  # rows: a cover or a sheet of one word states what it states above


def read_sheet(grid: Grid, named: tuple[str, ...] = ()) -> Sheet:
    """The tables of a sheet, not yet read, and what is said above them.

    Args:
        grid: Its cells.
        named: Datasets the file's name states, for a sheet whose own name states none.
    """
    sheet = Sheet(grid)
    blocks = _separate(grid, find_blocks(grid))
    starts = [_starts_at(grid, blocks, i) for i in range(len(blocks))]
    named = datasets_named(grid.name) or named
    for block, start in zip(blocks, starts, strict=True):
        below = [
            further
            for further, other in zip(starts, blocks, strict=True)
            if other.first > block.last and _overlap(block, other)
        ]
        _add_block(sheet, block, start, min(below, default=len(grid.rows)), named)
    if not sheet.tables:
        _without_header(sheet, named)
    for table in list(sheet.tables):
        _part_nils(sheet, table)
    head = min((block.first for block in blocks), default=_FAR)
    sheet.stated = list(statements_in(grid, 0, min(head, len(grid.rows)), 0, width_of(grid)))
    if sheet.tables:
        sheet.warnings += [("W006", f"baris {grid.top + b.first + 1}") for b in sheet.others]
    return sheet


def _separate(grid: Grid, blocks: Sequence[Block]) -> list[Block]:
    """Headers that begin a table: not a row of the table above whose words happen to be headers."""
    kept: list[Block] = []
    for block in blocks:
        above = [b for b in kept if b.last < block.first and _overlap(b, block)]
        again = not _follows_rows(grid, block) or _is_all_headers(_texts_of(grid, block))
        if not above or again or any(_is_same_header(grid, b, block) for b in above):
            kept.append(block)
    return kept


def _texts_of(grid: Grid, block: Block) -> list[str]:
    """The texts of a header's first row."""
    row = grid.rows[block.first][block.left : block.right]
    return [cell for cell in row if isinstance(cell, str) and cell]


def _is_all_headers(texts: Sequence[str]) -> bool:
    """Whether nothing but headers of forms stands in a row: no row of a table does."""
    return len(texts) > _FEW and all(
        is_header(without_brackets(text)) or wording_key(text) in {*NUMBERING, *OF_ROW}
        for text in texts
    )


def _follows_rows(grid: Grid, block: Block) -> bool:
    """Whether a header stands right under rows, without a gap or a title of its own."""
    row = grid.rows[block.first - 1][block.left : block.right] if block.first else []
    filled = [c for c in row if c != ""]
    return bool(filled) and not _is_heading_row(filled)


def _is_same_header(grid: Grid, one: Block, other: Block) -> bool:
    rows = [
        [cell_key(c) for r in range(b.first, b.last + 1) for c in grid.rows[r][b.left : b.right]]
        for b in (one, other)
    ]
    return rows[0] == rows[1]


def _overlap(one: Block, other: Block) -> bool:
    return one.left < other.right and other.left < one.right


def _starts_at(grid: Grid, blocks: Sequence[Block], i: int) -> int:
    """First row of the context above a header: titles and labels, up to what stands before."""
    block = blocks[i]
    above = [b.last + 1 for b in blocks if b.last < block.first and _overlap(b, block)]
    if not above:
        return 0
    at, lowest = block.first, max(above)
    while at > lowest:
        row = grid.rows[at - 1][block.left : block.right]
        filled = [c for c in row if c != ""]
        if filled and not _is_heading_row(filled):
            break
        at -= 1
    return at


def _is_heading_row(filled: Sequence[Cell]) -> bool:
    if not isinstance(filled[0], str) or is_nil(filled):
        return False
    label = match_label(filled[0].partition(":")[0])
    if label:
        return len(filled) <= 3
    if len(filled) > 1 or amount(filled[0]) is not None:
        return False
    text = filled[0]
    return bool(
        datasets_named(text)
        or not months_in(text).says_nothing
        or units_in(text)
        or re.match(r"\s*(?:[A-Z]|[IVX]{1,4}|\d{1,2})\s*[.)]\s*\S", text)
        or scale_in(text)
        or text.isupper()
    ) and not re.match(r"(?i)\s*(?:jumlah|total|catatan|keterangan|mengetahui|nip)\b", text)


def _add_block(
    sheet: Sheet, block: Block, starts: int, end: int, of_sheet: tuple[str, ...]
) -> None:
    """Make a table of a header, go on with the one before, or note another table."""
    grid = sheet.grid
    titles = [
        d
        for t in titles_in(grid, starts, block.first, block.left, block.right)
        if (d := datasets_named(t))
    ]
    above = next((t for t in reversed(sheet.tables) if _overlap(t.tree.block, block)), None)
    if above and goes_on(above, grid, block, starts, titles):
        above.end = end
        return
    dataset, fault = dataset_of(grid, block, titles, of_sheet, is_first=not sheet.tables)
    if dataset is None and above and _follows_rows(grid, block):
        dataset = above.dataset if fits(above.dataset, grid, block) else None
    beside = next((t for t in sheet.tables if t.tree.block.first == block.first), None)
    is_titled = any(titles_in(grid, starts, block.first, block.left, block.right))
    if dataset is None and beside and not is_titled and fits(beside.dataset, grid, block):
        dataset = beside.dataset  # it goes on to the right, or is another one: two are refused
    if dataset is None:
        if titles or not of_sheet or sheet.tables:
            sheet.others.append(block)
        return
    heading = read_heading(dataset, grid, block)
    table = Table(grid, len(sheet.tables) + 1, dataset, heading, starts, end, fault=fault)
    sheet.tables.append(table)


def _part_nils(sheet: Sheet, table: Table) -> None:
    """Part from a table what its sheet says around it of other datasets: that they are nil."""
    rows, end = sheet.grid.rows, table.end
    header = range(table.tree.block.first, table.first) if table.heading else range(0)
    for at in range(table.starts, end) if table.heading else ():
        if at in header:
            continue
        texts = [c for c in rows[at] if c != ""]
        if len(texts) > _FEW or not all(isinstance(c, str) for c in texts):
            continue
        title = " ".join(texts)
        named = datasets_named(title)
        if len(named) != 1 or named[0] == table.dataset:
            continue
        below = next((r for r in range(at + 1, end) if rows[r].count("") < len(rows[r])), at)
        is_told = _TITLED_NIL.fullmatch(title) is not None
        last = at if is_told else below
        if is_told or (len(texts) == 1 and last > at and is_nil(rows[last])):
            if at >= table.first:
                table.end = min(table.end, at)
            nil = Table(sheet.grid, len(sheet.tables) + 1, named[0], None, at, last + 1)
            nil.says_nil = True
            sheet.tables.append(nil)


def _without_header(sheet: Sheet, of_sheet: tuple[str, ...]) -> None:
    """A sheet without a header: a form down the page, a Nihil under its title, or nothing."""
    grid = sheet.grid
    titles = (datasets_named(t) for t in titles_in(grid, 0, len(grid.rows), 0, width_of(grid)))
    named = of_sheet or next((t for t in titles if t), ())
    if not named:
        return
    table = Table(grid, 1, named[0], None, 0, len(grid.rows))
    if all(row.count("") == len(row) for row in grid.rows):
        table.fault = Fault("E013", grid.name)
    elif any(is_nil(row) for row in grid.rows):
        table.says_nil = True
    else:
        wanted = [c.header for c in DATASETS[named[0]].columns.values() if c.required]
        table.fault = Fault("E011", grid.name, expected=", ".join(wanted))
    sheet.tables.append(table)
