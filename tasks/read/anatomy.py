"""Anatomy: a sheet to tables, each with context, header tree and body.

Nothing is taken by position and nothing by the first thing that fits. Pure: it sees one workbook's
grids and the file's name. Nothing later in the program looks at positions.

The rooms, in their order: `sheet_reading` (which tables stand on a sheet) by `blocks`,
`header_leaves`, `whose_table` and `page_breaks`; `agreement` (of which unit and month) by
`statements`; `unit_columns`, `settling` and `columns` (where each value stands); `stand_ins`
(merged cells, ditto marks); `judging` (what each row is); `held_rows`, `strangers` by
`retractions`, `columns_beside`, `notes_below` and `words_around` by `doubtful_words`, `thousands`;
`sieve`, by which all of them ask about a wording once;
`down_the_page` where no header stands above its figures; `personal_cells` (what nobody may keep);
`roles` (what every cell is).
"""

import re
from collections.abc import Sequence
from functools import partial
from itertools import islice, permutations

from schemas.contracts import DATASETS, NUMERIC, Kind, Reported
from schemas.errors import Fault
from schemas.wording import wording_key
from tasks.read.agreement import conflict_with_nil, gather, is_sample
from tasks.read.body import Frame, RowKind, distinct_texts
from tasks.read.breakdowns import take_total_of_parts
from tasks.read.columns import accept_proven_parts, fault_of_columns, missing_columns
from tasks.read.context import plain_name
from tasks.read.down_the_page import read_down_the_page
from tasks.read.extents import extent_fault
from tasks.read.grid import Cell, Grid
from tasks.read.header_trees import Heading
from tasks.read.headers import Part, datasets_named, is_unit_word, match_header, match_label
from tasks.read.held_rows import check_parts, hold_unseen
from tasks.read.judging import read_body
from tasks.read.personal_cells import hide_personal
from tasks.read.row_words import is_figure, titles_example
from tasks.read.settling import settle_columns
from tasks.read.sheet_reading import read_sheet
from tasks.read.stand_ins import filled_rows
from tasks.read.statements import statements_of_name
from tasks.read.strangers import fault_of_signature, hold_strangers
from tasks.read.tables_seen import Sheet, Table, width_of
from tasks.read.thousands import refuse_unscaled, scale_elsewhere, set_scale
from tasks.read.unit_columns import find_unit_columns, has_units
from tasks.read.whose_table import fits
from tasks.read.words_around import hold_by_words_around

_COVER = 30  # rows with something in them; a cover has no more


def read_anatomy(grids: Sequence[Grid], name: str) -> list[Sheet]:
    """Say what every sheet of a file is.

    A table that cannot be a report has its `fault` set; nothing that stands in a file raises.

    Args:
        grids: Its sheets.
        name: Its name; names without folder and ending may state dataset, unit and month.

    Returns:
        One sheet per grid, in their order.
    """
    stem = plain_name(name)
    sheets = [read_sheet(grid) for grid in grids]
    if not any(sheet.tables for sheet in sheets) and len(sheets) == 1 and not grids[0].is_csv:
        sheets = [read_sheet(grids[0], datasets_named(stem))]
    sheets = [_of_others_form(sheet, sheets) for sheet in sheets]
    of_file = list(statements_of_name(stem, "nama berkas"))
    for sheet in sheets:
        for table in sheet.tables:
            gather(table, sheet, sheets, of_file)
    for sheet in sheets:
        for table in sheet.tables:
            _finish(table, stem)
            if table.says_nil and not table.conflict:
                table.conflict = conflict_with_nil(table)
            if not table.scale and (written := scale_elsewhere(sheets, sheet, stem)):
                refuse_unscaled(table, written)
        _refuse_mingled(sheet)
    hold_by_words_around(sheets)
    _refuse_continued(sheets)
    _drop_twins(sheets)
    _refuse_empty(sheets)
    for sheet in sheets:
        hide_personal(sheet)
    return sheets


def _of_others_form(sheet: Sheet, sheets: Sequence[Sheet]) -> Sheet:
    """A sheet that is called nothing and holds a form that another sheet holds: more of that."""
    if sheet.tables or not sheet.others or sheet.grid.is_hidden:
        return sheet
    told = {table.dataset for other in sheets for table in other.tables if table.heading}
    own = [d for d in sorted(told) if any(fits(d, sheet.grid, block) for block in sheet.others)]
    return read_sheet(sheet.grid, (own[0],)) if len(own) == 1 else sheet


def _refuse_mingled(sheet: Sheet) -> None:
    """E025 for tables side by side of which one holds columns of the other's form.

    Where one ends and the other begins is not clear then: an empty column may stand within a form.
    """
    headed = [table for table in sheet.tables if table.heading]
    for one, other in permutations(headed, 2):
        a, b = one.tree.block, other.tree.block
        if a.first > b.last or b.first > a.last:
            continue
        leaves = ((text, text.rpartition(" / ")[2]) for text in one.tree.unknown.values())
        named = ((text, match_header(other.dataset, leaf)) for text, leaf in leaves)
        strange = [text for text, name in named if name and name not in other.tree.names]
        if strange:
            fault = Fault("E025", sheet.grid.name, written=", ".join(strange))
            one.fault, other.fault = one.fault or fault, other.fault or fault


def _refuse_continued(sheets: Sequence[Sheet]) -> None:
    """E011 for a table of which rows stand above its header, or go on upon the next sheet."""
    table: Table | None = None
    for sheet in sheets:
        for own in (t for t in sheet.tables if t.columns and not t.fault):
            _refuse_outside(own, sheet.grid, sheet.grid.rows[own.starts : own.tree.block.first])
            table = own
        if table is None or sheet.tables or sheet.others or sheet.grid.is_hidden or table.fault:
            continue
        # a list with a title row of its own is another one
        begun = (row for row in sheet.grid.rows if len(row) - row.count("") > 1)
        _refuse_outside(table, sheet.grid, list(islice(begun, 1)))


def _refuse_outside(table: Table, grid: Grid, rows: Sequence[Sequence[Cell]]) -> None:
    row = next((row for row in rows if _is_row_of(table, grid, row)), None)
    if row is not None:
        written = " | ".join(str(cell) for cell in row if cell != "")
        expected = ", ".join(" / ".join(leaf.path) for leaf in table.tree.leaves)
        table.fault = Fault("E011", grid.name, "", written, expected)


def _is_row_of(table: Table, grid: Grid, row: Sequence[Cell]) -> bool:
    """Whether a row says, where the columns of a table stand, all its form requires, in figures."""
    contract, shift = DATASETS[table.dataset].columns, table.grid.left - grid.left
    cells = {
        contract[name]: row[at] if 0 <= (at := column.at + shift) < len(row) else ""
        for name, column in table.columns.items()
    }
    return (
        all(_is_of_kind(column, cell) for column, cell in cells.items() if column.required)
        and any(cell != "" and column.kind in NUMERIC for column, cell in cells.items())
        and not any(isinstance(cell, str) and match_label(cell.partition(":")[0]) for cell in row)
    )


def _is_of_kind(column: Reported, cell: Cell) -> bool:
    is_figure_said = not isinstance(cell, str) or is_figure(cell)
    of_figures = column.kind in NUMERIC or column.kind in {Kind.DATE, Kind.MONTH_DATE}
    return cell != "" and is_figure_said == of_figures


def _drop_twins(sheets: Sequence[Sheet]) -> None:
    """A cover, an example, a hidden sheet beside the real one of its dataset is remarked on."""
    good = {t.dataset for sheet in sheets for t in sheet.tables if not t.fault}
    headed = {t.dataset for sheet in sheets for t in sheet.tables if t.heading}
    for sheet in sheets:
        for table in list(sheet.tables):
            code = table.fault.code if table.fault else ""
            if (code == "E024" and (table.dataset in good or not table.heading)) or (
                (code == "E023" and table.dataset in good)
                or (code == "E011" and table.dataset in headed and _is_cover(table))
            ):
                sheet.tables.remove(table)
                sheet.warnings.append(("W007" if code == "E023" else "W002", sheet.grid.name))


def _drop_covered(table: Table, heading: Heading) -> None:
    """Forget a column under a neighbour's header, merged over both: nothing stands in it."""
    empty = {
        x.at for x in heading.leaves if table.below and not any(map(_is_cell, table.below[x.at]))
    }
    paths = {leaf.at: leaf.path for leaf in heading.leaves}
    covered = {
        at
        for at in empty
        if paths.get(at - 1) == paths[at]
        or (paths.get(at + 1) == paths[at] and at + 1 not in empty)
    }
    heading.leaves[:] = [leaf for leaf in heading.leaves if leaf.at not in covered]


def _is_cell(cell: Cell) -> bool:
    return bool(cell != "")


def _number_by_index(table: Table, heading: Heading) -> None:
    """Take the column of row numbers that a program writes without a title before the others."""
    at, header = heading.block.left, table.grid.rows[heading.block.last]
    if heading.numbering is None and table.grid.is_csv and table.below and header[at] == "":
        numbers = [str(cell) for cell in table.below[at] if cell != ""]
        if numbers and numbers in ([str(n + k) for n in range(len(numbers))] for k in (0, 1)):
            heading.numbering = at


def _is_cover(table: Table) -> bool:
    """Whether a sheet holds a few titles and nothing else: `LAPORAN BULANAN KEGIATAN KERJA`."""
    rows = [row for row in table.grid.rows if row.count("") < len(row)]
    return not table.heading and len(rows) <= _COVER and not any(map(_has_figure, rows))


def _refuse_empty(sheets: Sequence[Sheet]) -> None:
    """Refuse tables that have neither rows nor Nihil."""
    for sheet in sheets:
        for table in sheet.tables:
            says_something = table.says_nil or table.pairs or table.data_rows()
            if table.fault is None and not says_something:
                table.fault = Fault("E013", sheet.grid.name)


def _finish(table: Table, name: str) -> None:
    """Read a table's columns and rows, or say why it cannot be a report."""
    table.fault = _fault_of_sheet(table.grid) or _example_above(table) or table.fault
    if (table.fault and table.fault.code != "E011") or table.says_nil:
        return
    if table.heading:
        _read_columns(table, table.heading)
    else:
        read_down_the_page(table)
    table.fault = table.fault or extent_fault(table, name)
    if table.heading and not table.fault and not table.pairs:
        _read_rows(table)


def _fault_of_sheet(grid: Grid) -> Fault | None:
    """E023 or E024 for a sheet that is hidden, or an example or instructions by its name."""
    if grid.is_hidden:
        return Fault("E023", grid.name)
    is_example = re.search(r"\b(?:contoh|petunjuk)\b", wording_key(grid.name))
    return Fault("E024", grid.name) if is_example or is_sample(grid) else None


def _example_above(table: Table) -> Fault | None:
    """E024 where a title says that figures under it are an example, not which of them."""
    rows, wide = table.grid.rows[table.starts : table.end], table.right - table.left
    outside = width_of(table.grid) - wide
    for at, row in enumerate(rows):
        if not wide - 1 <= row.count("") <= wide - 1 + outside:
            continue
        own = row[table.left : table.right]
        if own.count("") != wide - 1:
            continue
        c = next(c for c, cell in enumerate(own) if cell != "")
        text = own[c]
        if isinstance(text, str) and titles_example(text):
            below = (r[table.left : table.right] for r in islice(rows, at + 1, None))
            if not any(map(_has_figure, below)):
                return None  # nor under any later title
            address = table.address(table.starts + at, table.left + c)
            return Fault("E024", table.grid.name, address, text)
    return None


def _has_figure(row: Sequence[Cell]) -> bool:
    return any(not isinstance(c, str) or is_figure(c) for c in row)


def _read_columns(table: Table, heading: Heading) -> None:
    """Say where each value stands, or why that is not clear; sets `columns`, `pairs` or `fault`."""
    grid = table.grid
    table.below = list(zip(*grid.rows[table.first : table.end], strict=True))
    table.texts = distinct_texts(table.below)
    _drop_covered(table, heading)
    _number_by_index(table, heading)
    find_unit_columns(table)
    header = [c for r in range(heading.block.first, heading.block.last + 1) for c in grid.rows[r]]
    missing = missing_columns(table.dataset, heading, header, has_units=has_units(table))
    if missing and read_down_the_page(table):
        return
    if missing and not heading.puzzles:
        table.fault = table.fault or missing._replace(sheet=grid.name)
        return
    table.columns, puzzling = settle_columns(table.dataset, heading, table.month)
    accept_proven_parts(table)
    table.fault = fault_of_columns(table, [leaf.at for leaf in puzzling])


def _read_rows(table: Table) -> None:
    """Say what each row is, which are held back, and by how much figures are scaled."""
    table.rows = filled_rows(table)
    before = table.body
    table.body = read_body(_frame(table))
    for at, found in before.findings.items():
        table.body.findings.setdefault(at, []).extend(found)
    take_total_of_parts(table)
    nils = [at for at, kind in table.body.kinds.items() if kind is RowKind.NIL]
    for at in filter(partial(_is_nil_of_note, table), nils):
        table.body.kinds[at] = RowKind.NOTE
    table.says_nil = RowKind.NIL in table.body.kinds.values()
    hold_unseen(table)
    hold_strangers(table)
    check_parts(table)
    set_scale(table)
    table.fault = table.fault or fault_of_signature(table)


def _is_nil_of_note(table: Table, at: int) -> bool:
    """Whether a Nihil stands under a title of something else: `PERMASALAHAN`, `Kendala`."""
    kinds = table.body.kinds
    above = next(
        (r for r in range(at - 1, table.first - 1, -1) if kinds.get(r) is not RowKind.BLANK), None
    )
    if above is None or kinds.get(above) not in {RowKind.NOTE, RowKind.SECTION}:
        return False
    texts = [str(c) for c in table.rows[above] if c != ""]
    if len(texts) != 1 or is_unit_word(texts[0]):
        return False
    return not datasets_named(texts[0])


def _settled_at(table: Table, name: str) -> int | None:
    """Where a column's value stands; nowhere if its leaves are a puzzle and hold nothing."""
    column = table.columns.get(name)
    return column.at if column else None


def _frame(table: Table) -> Frame:
    h = table.tree
    chosen = frozenset({leaf.at for leaf in h.leaves} | set(h.of_row.values()))
    return Frame(
        table.rows,
        table.first,
        table.end,
        [
            table.grid.rows[r][table.left : table.right]
            for r in range(h.block.first, h.block.last + 1)
        ],
        table.dataset,
        table.columns,
        h.numbering,
        chosen,
        tuple(
            (x.name, x.at)
            for x in h.leaves
            if x.parts and not x.has(Part.RATE) and x.at != _settled_at(table, x.name)
        ),
        None if table.rows is not table.grid.rows else (table.below, table.texts),
        frozenset(h.of_row.values()),
        table.month,
    )
