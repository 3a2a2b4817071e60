"""Anatomy: a sheet to tables, each with context, header tree and body, and a role for every cell.

Nothing is taken by position and nothing by the first thing that fits. Pure: it sees one workbook's
grids and the file's name. Nothing later in the program looks at positions.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from typing import NamedTuple

from schemas.addresses import column_letters
from schemas.contracts import DATASETS, NUMERIC, Kind
from schemas.errors import Fault
from schemas.wording import wording_key
from tasks.read.amounts import amount, is_filled
from tasks.read.body import (
    Body,
    Finding,
    Frame,
    RowKind,
    distinct_texts,
    is_nil,
    read_body,
    says_total,
)
from tasks.read.context import (
    Months,
    Scale,
    agreed_months,
    is_of_regulation,
    month_name,
    month_of,
    months_in,
    plain_name,
    scale_in,
    unit_words,
    units_in,
)
from tasks.read.grid import Cell, Grid, Shown
from tasks.read.headers import (
    Part,
    datasets_named,
    is_unit_word,
    match_header,
    match_label,
    part_of_column,
    without_mark,
)
from tasks.read.headings import (
    Block,
    Column,
    Heading,
    Leaf,
    find_blocks,
    is_column_numbers,
    missing_columns,
    read_heading,
    settle,
    settle_columns,
)

_DITTO = frozenset({"sda", "s d a", "idem", "ditto", "sama dengan atas", "sama dengan di atas"})
_DITTO_MARKS = frozenset({'"', "''", "”", "“", "〃", "„", "´´", "``"})
_DITTO_STARTS = frozenset("sSdDiI\"'”“〃„´`-–— ")
_ONE_ROW = frozenset(name for name, contract in DATASETS.items() if not contract.model.key)
_SAMPLE = re.compile(r"\b(?:contoh|petunjuk|cara pengisian|panduan|template|referensi)\b")
_ENUMERATOR = re.compile(r"^\s*(?:[a-z0-9]{1,2}[.)]|[-–•])\s+")
_CIRCULAR = re.compile(r"(?:nomor|no|lampiran|surat edaran|keputusan|peraturan|sk)\b.*")
_FAR = 50  # rows: a cover or a sheet of one word states what it states above


class Role(StrEnum):
    """What a filled cell is; every one has exactly one role."""

    TITLE = "judul"
    ENVELOPE = "amplop"
    HEADER = "kepala"
    NUMBER = "nomor"
    VALUE = "nilai"
    TOTAL = "jumlah"
    NOTE = "catatan"
    UNKNOWN = "asing"
    OTHER = "lain"
    NO_REPORT = "bukan_laporan"


class Statement(NamedTuple):
    """One thing said of unit, month or date, and where.

    Attributes:
        name: Field of the envelope: `upt_name`, `periode`, `tahun`, `tanggal_laporan`, …
        value: As it stands there.
        place: `B4`, `judul A1`, `nama lembar`, `nama berkas`.
        is_label: It stands behind a label of the envelope.
    """

    name: str
    value: Cell
    place: str
    is_label: bool


@dataclass
class Table:
    """A table that may be a report.

    Attributes:
        grid: Its sheet.
        number: Its place on the sheet, from 1.
        dataset: Whose it is.
        heading: Its header tree; None where the sheet only says Nihil.
        starts: First row of its own context.
        end: Index behind its last row.
        stated: What is said of its unit, month and date, all places.
        month: The month that all agree on.
        columns: Where each value stands.
        units: Value column to the narrow column that holds its unit or currency.
        body: Its rows.
        rows: The sheet's rows, merged cells and ditto marks filled in.
        scale: Column name to factor.
        fault: Why it cannot be a report.
        warnings: (code, what stands there).
        contradiction: The two places that contradict each other, as a sentence part.
        pairs: Of a form down the page: column name to the row and column of its value.
        says_nil: Some row says Nihil.
        below: The cells under the header, column by column of the sheet, as they stand there.
        texts: Of each of these columns, its distinct texts.
    """

    grid: Grid
    number: int
    dataset: str
    heading: Heading | None
    starts: int
    end: int
    stated: list[Statement] = field(default_factory=list)
    month: date | None = None
    columns: dict[str, Column] = field(default_factory=dict)
    units: dict[int, int] = field(default_factory=dict)
    body: Body = field(default_factory=Body)
    rows: Sequence[Sequence[Cell]] = ()
    scale: dict[str, Scale] = field(default_factory=dict)
    fault: Fault | None = None
    warnings: list[tuple[str, str]] = field(default_factory=list)
    contradiction: str = ""
    pairs: dict[str, tuple[int, int]] = field(default_factory=dict)
    says_nil: bool = False
    below: list[tuple[Cell, ...]] = field(default_factory=list)
    texts: list[list[str]] = field(default_factory=list)
    _data: list[int] | None = None

    @property
    def first(self) -> int:
        """Index of the first row below the header."""
        return self.heading.block.last + 1 if self.heading else self.starts

    @property
    def left(self) -> int:
        """Its first column."""
        return self.heading.block.left if self.heading else 0

    @property
    def right(self) -> int:
        """The column behind its last."""
        return self.heading.block.right if self.heading else _width(self.grid)

    def data_rows(self) -> list[int]:
        """Indexes of the rows that are reported rows."""
        if self.fault or not self.heading:
            return []
        if self._data is None:
            kinds = self.body.kinds
            self._data = [r for r in range(self.first, self.end) if r not in kinds]
        return self._data

    def envelope(self, name: str) -> Cell:
        """The statement of an envelope field that is shown for it: a label's before another's."""
        own = [s for s in self.stated if s.name == name]
        labels = [s for s in own if s.is_label]
        return (labels or own)[0].value if own else ""

    def address(self, row: int, column: int) -> str:
        """Spreadsheet address of a cell of its sheet."""
        return f"{column_letters(self.grid.left + column)}{self.grid.top + row + 1}"


@dataclass
class Sheet:
    """One sheet and its tables; a sheet without any is a cover, or not a report."""

    grid: Grid
    tables: list[Table] = field(default_factory=list)
    stated: list[Statement] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    others: list[Block] = field(default_factory=list)

    @property
    def is_cover(self) -> bool:
        """Whether it only states unit and month for the others."""
        return not self.tables and any(
            s.is_label
            and (
                s.name in {"upt_name", "kanwil"}
                or (s.name == "periode" and month_of(s.value).month)
            )
            for s in self.stated
        )


def read_anatomy(grids: Sequence[Grid], name: str) -> list[Sheet]:
    """Say what every sheet of a file is.

    Args:
        grids: Its sheets.
        name: Its name; names without folder and ending may state dataset, unit and month.
    """
    stem = plain_name(name)
    sheets = [_read_sheet(grid) for grid in grids]
    if not any(sheet.tables for sheet in sheets) and len(sheets) == 1 and not grids[0].is_csv:
        sheets = [_read_sheet(grids[0], datasets_named(stem))]
    of_file = list(_of_name(stem, "nama berkas"))
    for sheet in sheets:
        for table in sheet.tables:
            _gather(table, sheet, sheets, of_file)
    for sheet in sheets:
        for table in sheet.tables:
            _finish(table)
            if not table.scale and (scale := _scale_elsewhere(sheets, sheet)):
                _refuse_unscaled(table, scale)
    _drop_twins(sheets)
    return sheets


def _drop_twins(sheets: Sequence[Sheet]) -> None:
    """An example or hidden sheet beside the real one of its dataset is only remarked on."""
    good = {t.dataset for sheet in sheets for t in sheet.tables if not t.fault}
    for sheet in sheets:
        for table in list(sheet.tables):
            code = table.fault.code if table.fault else ""
            if (code == "E024" and (table.dataset in good or not table.heading)) or (
                code == "E023" and table.dataset in good
            ):
                sheet.tables.remove(table)
                sheet.warnings.append(("W007" if code == "E023" else "W002", sheet.grid.name))


def _width(grid: Grid) -> int:
    return len(grid.rows[0]) if grid.rows else 0


# -- tables of a sheet


def _read_sheet(grid: Grid, named: tuple[str, ...] = ()) -> Sheet:
    sheet = Sheet(grid)
    blocks = _separate(grid, find_blocks(grid))
    starts = [_starts_at(grid, blocks, i) for i in range(len(blocks))]
    named = datasets_named(grid.name) or named
    for i, block in enumerate(blocks):
        end = min(
            (
                starts[k]
                for k, other in enumerate(blocks)
                if other.first > block.last and _overlap(block, other)
            ),
            default=len(grid.rows),
        )
        _add_block(sheet, block, starts[i], end, named)
    if not sheet.tables:
        _without_header(sheet, named)
    head = min((block.first for block in blocks), default=_FAR)
    sheet.stated = list(_statements(grid, 0, min(head, len(grid.rows)), 0, _width(grid)))
    if sheet.tables:
        sheet.warnings += [("W006", f"baris {grid.top + b.first + 1}") for b in sheet.others]
    return sheet


def _separate(grid: Grid, blocks: Sequence[Block]) -> list[Block]:
    """Headers that begin a table: not a row of the table above whose words happen to be headers."""
    kept: list[Block] = []
    for block in blocks:
        above = [b for b in kept if b.last < block.first and _overlap(b, block)]
        row = grid.rows[block.first - 1][block.left : block.right] if block.first else []
        filled = [c for c in row if c != ""]
        parted = not filled or _is_heading_row(filled)
        if not above or parted or any(_is_same_header(grid, b, block) for b in above):
            kept.append(block)
    return kept


def _is_same_header(grid: Grid, one: Block, other: Block) -> bool:
    rows = [
        [_key(c) for r in range(b.first, b.last + 1) for c in grid.rows[r][b.left : b.right]]
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


def _titles(grid: Grid, first: int, end: int, left: int, right: int) -> Iterator[str]:
    for row in grid.rows[first:end]:
        texts = [c for c in row[left:right] if isinstance(c, str) and c.strip()]
        if len(texts) == 1 and not match_label(texts[0].partition(":")[0]):
            yield texts[0]


def _add_block(
    sheet: Sheet, block: Block, starts: int, end: int, of_sheet: tuple[str, ...]
) -> None:
    """Make a table of a header, go on with the one before, or note another table."""
    grid = sheet.grid
    titles = [
        d
        for t in _titles(grid, starts, block.first, block.left, block.right)
        if (d := datasets_named(t))
    ]
    previous = sheet.tables[-1] if sheet.tables else None
    if previous and previous.heading and _goes_on(previous, grid, block, starts, titles):
        previous.end = end
        return
    dataset, fault = _dataset_of(grid, block, titles, of_sheet, is_first=not sheet.tables)
    if dataset is None:
        if titles or not of_sheet or sheet.tables:
            sheet.others.append(block)
        return
    table = Table(
        grid, len(sheet.tables) + 1, dataset, read_heading(dataset, grid, block), starts, end
    )
    table.fault = fault
    sheet.tables.append(table)


def _goes_on(
    previous: Table, grid: Grid, block: Block, starts: int, titles: Sequence[tuple[str, ...]]
) -> bool:
    """Whether a header only stands there again, at a page break or over the next section."""
    assert previous.heading  # noqa: S101 (asked by the caller)
    before = previous.heading.block
    if (before.left, before.last - before.first) != (block.left, block.last - block.first):
        return False
    alike = all(
        [_key(c) for c in grid.rows[a][block.left :]]
        == [_key(c) for c in grid.rows[b][block.left :]]
        for a, b in zip(
            range(before.first, before.last + 1), range(block.first, block.last + 1), strict=True
        )
    )
    if not alike or any(previous.dataset not in named for named in titles):
        return False
    own = list(_statements(grid, starts, block.first, block.left, block.right))
    first = list(_statements(grid, previous.starts, before.first, before.left, before.right))
    months = [_month_said(s) for s in own if s.name in {"periode", "tahun"}]
    months_before = [_month_said(s) for s in first if s.name in {"periode", "tahun"}]
    same_month = agreed_months([*months_before, *months])[1] is None and (
        bool(months_before) or not months
    )
    units = [units_in(str(s.value)) for s in (*first, *own) if s.name == "upt_name"]
    return same_month and _units_agree(units)


def _key(cell: Cell) -> str:
    return wording_key(cell) if isinstance(cell, str) else str(cell)


def _units_agree(units: Iterable[frozenset[str]]) -> bool:
    known = [u for u in units if u]
    return not known or bool(frozenset.intersection(*known))


def _dataset_of(
    grid: Grid,
    block: Block,
    titles: Sequence[tuple[str, ...]],
    of_sheet: tuple[str, ...],
    *,
    is_first: bool,
) -> tuple[str | None, Fault | None]:
    """Whose table a header heads: all that its titles and its sheet name must not contradict."""
    groups = (
        [g for g in (of_sheet, *titles[-1:]) if g] if is_first else [g for g in titles[-1:] if g]
    )
    if not groups and not is_first:
        fitting = [d for d in DATASETS if _fits(d, grid, block)]
        return (fitting[0], None) if len(fitting) == 1 else (None, None)
    fits = [[d for d in group if _fits(d, grid, block)] for group in groups]
    fits = [f for f in fits if f]
    if not fits:
        first = next((d for group in groups for d in group), None)
        return first, None
    common = [d for d in fits[0] if all(d in f for f in fits)]
    candidates = common or list(dict.fromkeys(d for f in fits for d in f))
    if len(candidates) > 1:
        return candidates[0], Fault("E019", grid.name, written=", ".join(candidates))
    return candidates[0], None


def _fits(dataset: str, grid: Grid, block: Block) -> bool:
    return required_names(dataset) <= read_heading(dataset, grid, block).names


@cache
def required_names(dataset: str) -> frozenset[str]:
    """Columns without which there is no report."""
    return frozenset(c.name for c in DATASETS[dataset].columns.values() if c.required)


def _without_header(sheet: Sheet, of_sheet: tuple[str, ...]) -> None:
    """A sheet without a header: a form down the page, a Nihil under its title, or nothing."""
    grid = sheet.grid
    titles = (datasets_named(t) for t in _titles(grid, 0, len(grid.rows), 0, _width(grid)))
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


# -- what is said of unit and month


def _statements(grid: Grid, first: int, end: int, left: int, right: int) -> Iterator[Statement]:
    """What labels and titles above a table say."""
    for at in range(first, end):
        row = grid.rows[at][left:right]
        filled = [(left + c, cell) for c, cell in enumerate(row) if cell != ""]
        is_lone = len(filled) == 1
        for column, cell in filled:
            if not isinstance(cell, str):
                continue
            place = f"{column_letters(grid.left + column)}{grid.top + at + 1}"
            found = list(_labelled(cell, grid.rows[at][column + 1 : right]))
            if found:
                if not _is_circular(grid, at, column):
                    for name, value in found:
                        yield Statement(name, value, place, is_label=True)
            elif is_lone or "\n" in cell:
                yield from _of_title(cell, place)


def _labelled(cell: str, right: Sequence[Cell]) -> Iterator[tuple[str, Cell]]:
    if cell.count(":") > 1:
        segments = [part for part in re.split(r"\s{2,}|[\n;|]", cell) if ":" in part]
        if len(segments) > 1 and all(match_label(x.partition(":")[0].strip()) for x in segments):
            for segment in segments:
                yield from _labelled(segment, ())
            return
    label, colon, value = cell.partition(":")
    name = match_label(label.strip(" =."))
    if name is None:
        return
    if colon and value.strip():
        yield name, value.strip()
        return
    following = (v.strip().lstrip(":= ") if isinstance(v, str) else v for v in right)
    found = next((v for v in following if v != ""), "")
    if found != "" and not (isinstance(found, str) and match_label(found)):
        yield name, found


def _of_title(text: str, place: str) -> Iterator[Statement]:
    if is_of_regulation(text):
        return
    for line in text.splitlines():
        if not months_in(line).says_nothing:
            yield Statement("periode", line.strip(), place, is_label=False)
        if ids := units_in(line):
            name = "kanwil" if all(i.startswith("kanwil-") for i in ids) else "upt_name"
            yield Statement(name, unit_words(line), place, is_label=False)


def _of_name(text: str, place: str) -> Iterator[Statement]:
    yield from _of_title(text.replace("_", " "), place)


def _is_circular(grid: Grid, at: int, column: int) -> bool:
    """Whether a label belongs to the block of a circular: `Nomor`, `Tanggal` in a corner."""
    for row in range(at - 1, max(at - 4, -1), -1):
        above = grid.rows[row][column]
        if above == "":
            return False
        if isinstance(above, str) and _CIRCULAR.match(wording_key(above)):
            return match_label(grid.rows[at][column].partition(":")[0]) == "tanggal_laporan"
    return False


def _gather(
    table: Table, sheet: Sheet, sheets: Sequence[Sheet], of_file: Sequence[Statement]
) -> None:
    """Bring together what is said of a table: by itself, its sheet, the covers, the file's name."""
    grid = table.grid
    sheets = [o for o in sheets if o is sheet or not (o.grid.is_hidden or _is_sample(o.grid))]
    head = table.heading.block.first if table.heading else len(grid.rows)
    is_whole = (table.starts, table.left, table.right) == (0, 0, _width(grid))
    own = (
        list(sheet.stated)
        if is_whole and table.number == 1
        else list(_statements(grid, table.starts, head, table.left, table.right))
    )
    above = [s for s in sheet.stated if table.number > 1]
    if table.heading and table.heading.block.left > 0 and table.number > 1:
        above = list(sheet.stated)
    said = own + [s for s in above if not any(o.name == s.name for o in own)]
    if not grid.is_csv:
        said += _of_name(grid.name, "nama lembar")
    said += [
        s._replace(place=f"lembar {o.grid.name} {s.place}")
        for o in sheets
        if o.is_cover
        for s in o.stated
    ]
    for name in ("upt_name", "kanwil", "tanggal_laporan", "status_verifikasi", "periode"):
        if not any(s.name == name or (name == "periode" and s.name == "tahun") for s in said):
            said += _inherited(name, sheet, sheets)
    said += of_file
    table.stated = said
    _agree(table)
    if table.month is None and not any(s.name == "periode" and s.is_label for s in said):
        _inherit_half(table, sheet, sheets)


def _inherited(name: str, sheet: Sheet, sheets: Sequence[Sheet]) -> list[Statement]:
    """What all other sheets agree on, for one that states nothing."""
    others = [
        s._replace(place=f"lembar {o.grid.name} {s.place}")
        for o in sheets
        if o is not sheet
        for s in o.stated
        if s.name == name
    ]
    if not others:
        return []
    agree = (
        agreed_months([_month_said(s) for s in others])[1] is None
        if name == "periode"
        else len({_key(s.value) for s in others}) == 1
        or (name == "upt_name" and _units_agree(units_in(str(s.value)) for s in others))
    )
    chosen = next((s for s in others if s.is_label), others[0])
    return [chosen] if agree else []


def _inherit_half(table: Table, sheet: Sheet, sheets: Sequence[Sheet]) -> None:
    """The year of a month without one, or nothing: from what all other sheets agree on."""
    said = [_month_said(s) for s in table.stated if s.name in {"periode", "tahun"}]
    others = [
        m
        for o in sheets
        if o is not sheet
        for s in o.stated
        if s.name in {"periode", "tahun"} and not (m := _month_said(s)).is_several
    ]
    years = {m.month.year if m.month else m.year for m in others} - {None}
    numbers = {m.number for m in said if m.number}
    if len(years) == 1 and len(numbers) == 1 and not any(m.year or m.month for m in said):
        table.month = date(int(years.pop() or 0), int(numbers.pop() or 0), 1)


def _month_said(statement: Statement) -> Months:
    if statement.name == "tahun":
        said = month_of(statement.value)
        return said if said.year and not said.month else Months(is_several=True)
    if statement.is_label:
        return month_of(statement.value)
    return months_in(str(statement.value))


def _agree(table: Table) -> None:
    """Demand that all statements agree; keep the month, or the first contradiction."""
    time = [s for s in table.stated if s.name in {"periode", "tahun"}]
    months = [_month_said(s) for s in time]
    labels = [m for s, m in zip(time, months, strict=True) if s.is_label and s.name == "periode"]
    unreadable = any(m.is_several or m.says_nothing for m in labels)
    month, conflict = agreed_months(m for m in months if not m.is_several)
    kept = [s for s, m in zip(time, months, strict=True) if not m.is_several]
    if conflict:
        table.contradiction = _conflict(kept[conflict[0]], kept[conflict[1]])
        month = next((m.month for m in labels if m.month), None)  # what it is refused as
    table.month = None if unreadable else month
    units = [s for s in table.stated if s.name == "upt_name"]
    known = [(s, ids) for s in units if (ids := _unit_said(s))]
    for at, (one, ids) in enumerate(known):
        for other, other_ids in known[at + 1 :]:
            if not ids & other_ids and not table.contradiction:
                table.contradiction = _conflict(one, other)
    dates = [s for s in table.stated if s.name == "tanggal_laporan"]
    exact = [s for s in dates if "nama berkas" not in s.place]
    if len({_key(s.value) for s in exact}) > 1 and not table.contradiction:
        one = exact[0]
        other = next(s for s in exact if _key(s.value) != _key(one.value))
        if not _same_day(one.value, other.value):
            table.contradiction = _conflict(one, other)


def _same_day(one: Cell, other: Cell) -> bool:
    a, b = (re.findall(r"\d+", str(v)) for v in (one, other))
    return bool(set(a) & set(b)) and month_of(one) == month_of(other)


def _unit_said(statement: Statement) -> frozenset[str]:
    text = str(statement.value)
    return units_in(text)


def _conflict(one: Statement, other: Statement) -> str:
    return f"{one.place}: “{one.value}”; {other.place}: “{other.value}”"


# -- columns and rows


def _finish(table: Table) -> None:
    grid = table.grid
    if grid.is_hidden:
        table.fault = Fault("E023", grid.name)
    elif (_SAMPLE.search(wording_key(grid.name)) and not datasets_named(grid.name)) or re.search(
        r"\b(?:contoh|petunjuk)\b", wording_key(grid.name)
    ):
        table.fault = Fault("E024", grid.name)
    if (table.fault and table.fault.code != "E011") or table.says_nil:
        return
    if not table.heading:
        _read_down_the_page(table)
        return
    heading = table.heading
    table.below = list(zip(*_below(table), strict=True))
    table.texts = distinct_texts(table.below)
    _find_unit_columns(table)
    header = [c for r in range(heading.block.first, heading.block.last + 1) for c in grid.rows[r]]
    missing = missing_columns(table.dataset, heading, header, has_units=_has_units(table))
    if missing and (_read_down_the_page(table) or not heading.puzzles):
        table.fault = (
            table.fault if table.pairs or table.fault else missing._replace(sheet=grid.name)
        )
        return
    table.columns, puzzling = settle_columns(table.dataset, heading, table.month)
    table.fault = _fault_of_columns(table, [leaf.at for leaf in puzzling])
    if table.fault:
        return
    table.rows = _filled_rows(table)
    before = table.body
    table.body = read_body(_frame(table))
    for at, found in before.findings.items():
        table.body.findings.setdefault(at, []).extend(found)
    table.says_nil = RowKind.NIL in table.body.kinds.values()
    _hold_unseen(table)
    _hold_strangers(table)
    _check_parts(table)
    _set_scale(table)


def _is_sample(grid: Grid) -> bool:
    """Whether a sheet's name says that it is an example, instructions or lists of the form."""
    found = _SAMPLE.search(wording_key(grid.name))
    return bool(found) and (found[0] in {"contoh", "petunjuk"} or not datasets_named(grid.name))  # type: ignore[index]


def _frame(table: Table) -> Frame:
    assert table.heading  # noqa: S101 (asked by the caller)
    h = table.heading
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
            if x.parts and not x.has(Part.RATE) and table.columns[x.name].at != x.at
        ),
        None if table.rows is not table.grid.rows else (table.below, table.texts),
    )


def _below(table: Table) -> Sequence[Sequence[Cell]]:
    return table.grid.rows[table.first : table.end]


def _find_unit_columns(table: Table) -> None:
    """Narrow columns that only hold `Rp` or a unit: each goes with the figures beside it."""
    assert table.heading  # noqa: S101 (asked by the caller)
    h, contract = table.heading, DATASETS[table.dataset].columns
    of_column = {leaf.at: leaf for leaf in h.leaves}
    for at in range(table.left, table.right):
        leaf = of_column.get(at)
        if leaf and contract[leaf.name].kind not in NUMERIC:
            continue
        texts = table.texts[at] if table.below else []
        if not texts or not all(map(is_unit_word, texts)) or _holds_figures(table, at):
            continue
        beside = _beside(table, at, leaf is not None)
        if beside is None:
            continue
        value, name = beside
        table.units[value] = at
        h.leaves = [x for x in h.leaves if x.at != at]
        h.unknown.pop(at, None)
        h.puzzles.pop(at, None)
        h.puzzles.pop(value, None)
        if not any(x.at == value for x in h.leaves):
            h.leaves.append(
                next(x for x in of_column.values() if x.name == name)._replace(at=value)
            )


def _holds_figures(table: Table, at: int) -> bool:
    return any(not isinstance(cell, str) for cell in table.below[at])


def _has_units(table: Table) -> bool:
    """Whether quantities carry their unit: in a narrow column beside them, or in their format."""
    assert table.heading  # noqa: S101 (asked by the caller)
    contract = DATASETS[table.dataset].columns
    quantities = [x.at for x in table.heading.leaves if contract[x.name].unit == "satuan"]
    return any(
        at in table.units or any(isinstance(c, Shown) for c in table.below[at])
        for at in quantities
        if table.below
    )


def _beside(table: Table, at: int, is_claimed: bool) -> tuple[int, str] | None:
    """The column of figures that a narrow column of units goes with, and its name."""
    assert table.heading  # noqa: S101 (asked by the caller)
    contract = DATASETS[table.dataset].columns
    named = {leaf.at: leaf.name for leaf in table.heading.leaves}
    own = named.get(at)
    headed = set(table.heading.unknown) | {table.heading.numbering}
    if own:
        for value in (at + 1, at - 1):
            if named.get(value, own if value == at + 1 and value not in headed else "") == own:
                return value, own
        return None
    for value in (at - 1, at + 1):
        if value in named and contract[named[value]].kind in NUMERIC:
            return value, named[value]
    return None


def _fault_of_columns(table: Table, puzzling: Sequence[int]) -> Fault | None:
    """Why the columns of a table cannot be trusted, if so."""
    assert table.heading  # noqa: S101 (asked by the caller)
    h, grid = table.heading, table.grid
    twins = _twins(table)
    if twins:
        first, second = (_header_text(table, at) for at in twins)
        return Fault("E012", grid.name, written=f"{first} / {second}")
    untitled = _untitled_figures(table)
    unexplained = {c for c in (*puzzling, *h.puzzles) if _holds_anything(table, c)}
    at = sorted({*unexplained, *untitled})
    if at:
        written = "; ".join(f"{_range(table, c)} {_header_text(table, c)}".strip() for c in at[:6])
        return Fault("E025", grid.name, _range(table, at[0]), written)
    required = required_names(table.dataset)
    lost = sorted(required - table.columns.keys() - {"satuan"})
    if lost:
        wanted = ", ".join(DATASETS[table.dataset].columns[n].header for n in lost)
        return Fault("E025", grid.name, expected=wanted)
    hidden = [
        c.at
        for c in table.columns.values()
        if c.at in grid.unseen_columns and any(is_filled(row[c.at]) for row in _below(table))
    ]
    if hidden:
        written = ", ".join(f"{_range(table, c)} {_header_text(table, c)}" for c in hidden)
        return Fault("E026", grid.name, _range(table, hidden[0]), written)
    return None


def _holds_anything(table: Table, at: int) -> bool:
    return bool(table.below) and table.below[at].count("") < len(table.below[at])


def _twins(table: Table) -> tuple[int, int] | None:
    """Two columns that say the same, in so many words."""
    assert table.heading  # noqa: S101 (asked by the caller)
    seen: dict[tuple[str, object], int] = {}
    for leaf in table.heading.leaves:
        key = (leaf.name, leaf.parts)
        if key in seen:
            return seen[key], leaf.at
        seen[key] = leaf.at
    return None


def _untitled_figures(table: Table) -> list[int]:
    """Columns of figures without a title, right beside the figures of a claimed one."""
    assert table.heading  # noqa: S101 (asked by the caller)
    if table.grid.is_csv:
        return []  # there a row too long is what its delimiters made of it
    h, contract = table.heading, DATASETS[table.dataset].columns
    titled = {leaf.at for leaf in h.leaves} | set(h.unknown) | set(h.of_row.values())
    titled |= {*table.units.values(), *h.puzzles} | ({h.numbering} - {None})  # type: ignore[operator]
    numeric = {
        leaf.at
        for leaf in h.leaves
        if contract[leaf.name].kind in {Kind.COUNT, Kind.MONEY, Kind.NUMBER}
    }
    found = []
    for at in range(table.left, table.right):
        if at in titled or at - 1 not in numeric:
            continue
        cells = [c for c in table.below[at] if c != ""] if table.below else []
        figures = [c for c in cells if not isinstance(c, str) or (amount(c) or 0) > 0]
        if figures and 2 * len(figures) >= len(cells):
            found.append(at)
    return found


def _header_text(table: Table, at: int) -> str:
    assert table.heading  # noqa: S101 (asked by the caller)
    leaf = next((x for x in table.heading.leaves if x.at == at), None)
    if leaf:
        return " / ".join(leaf.path)
    return table.heading.puzzles.get(at) or table.heading.unknown.get(at) or "(tanpa judul)"


def _range(table: Table, at: int) -> str:
    """Addresses of a column of the table, header and body."""
    assert table.heading  # noqa: S101 (asked by the caller)
    first = table.address(table.heading.block.first, at)
    return f"{first}:{table.address(max(table.end - 1, table.first - 1), at)}"


def _filled_rows(table: Table) -> list[list[Cell]]:
    """The rows below the header, cut to the table, with what merged cells and ditto marks mean."""
    grid, right = table.grid, table.right
    rows: list[list[Cell]] = [list(row) for row in grid.rows] if _changes(table) else grid.rows
    if (table.left, right) != (0, _width(grid)):
        rows = [[*([""] * table.left), *row[table.left : right]] for row in rows]
    if rows is not grid.rows or _changes(table):
        _fill_merged(table, rows)
        _fill_ditto(table, rows)
    return rows


def _changes(table: Table) -> bool:
    """Whether cells of the body stand for others: merged down, or `sda`."""
    if any(s.last_row > s.row and s.last_row >= table.first for s in table.grid.merged):
        return True
    return any(
        is_ditto(c)
        for column in table.columns.values()
        if table.below
        for c in table.texts[column.at]
        if c[0] in _DITTO_STARTS
    )


def _fill_merged(table: Table, rows: list[list[Cell]]) -> None:
    contract = DATASETS[table.dataset].columns
    assert table.heading  # noqa: S101 (asked by the caller)
    of_value = {c.at: n for n, c in table.columns.items()}
    for span in table.grid.merged:
        if span.row < table.first or span.last_row >= table.end or span.row == span.last_row:
            continue
        value = table.grid.rows[span.row][span.column]
        name = of_value.get(span.column)
        if value == "" or span.column == table.heading.numbering:
            continue
        if name and contract[name].kind in NUMERIC:
            for at in range(span.row, span.last_row + 1):
                table.body.hold(at, "E223", (name,))
            continue
        for at in range(span.row + 1, span.last_row + 1):
            for c in range(span.column, span.last_column + 1):
                rows[at][c] = value if c == span.column else rows[at][c]


@lru_cache(maxsize=200_000)
def is_ditto(text: str) -> bool:
    """Whether a cell says that it is as the one above: `sda`, `idem`, a ditto mark."""
    if len(text) > 25:
        return False
    plain = text.replace(" ", "").strip("-–—")
    return plain in _DITTO_MARKS or wording_key(text) in _DITTO


def _fill_ditto(table: Table, rows: list[list[Cell]]) -> None:
    """Put the cell above in the place of a ditto mark; only a row of the table can be meant."""
    assert table.heading  # noqa: S101 (asked by the caller)
    block = table.heading.block
    header = {_keys_of(rows[r]) for r in range(block.first, block.last + 1)}
    source: list[Cell] | None = None
    for at in range(table.first, table.end):
        row = rows[at]
        if row.count("") == len(row) or is_column_numbers(row) or _keys_of(row) in header:
            continue
        for name, column in table.columns.items():
            cell = row[column.at]
            if isinstance(cell, str) and is_ditto(cell):
                if source is None or source[column.at] == "":
                    table.body.hold(at, "E227", (name,))
                else:
                    row[column.at] = source[column.at]
        is_row = not (any(map(says_total, row)) or _is_shifted(table, row))
        source = row if is_row else None


def _keys_of(row: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(_key(c) for c in row if c != "")


def _is_shifted(table: Table, row: Sequence[Cell]) -> bool:
    """Whether a row of a CSV is longer than its header: its cells stand under others' titles."""
    assert table.heading  # noqa: S101 (asked by the caller)
    h = table.heading
    titled = {x.at for x in h.leaves} | set(h.unknown) | set(h.of_row.values()) | {h.numbering}
    return table.grid.is_csv and any(c != "" for at, c in enumerate(row) if at not in titled)


def _hold_unseen(table: Table) -> None:
    """Hold rows that the eye does not see, or sees crossed out."""
    grid = table.grid
    data = table.data_rows()
    for at in grid.unseen_rows & set(data) if grid.unseen_rows else ():
        table.body.hold(at, "E221")
    of_value = {c.at: n for n, c in table.columns.items()}
    crossed: dict[int, list[str]] = {}
    for row, column in grid.crossed:
        if table.left <= column < table.right:
            crossed.setdefault(row, []).append(of_value.get(column, ""))
    for at in crossed.keys() & set(data) if crossed else ():
        table.body.hold(at, "E222", [n for n in crossed[at] if n])


def _hold_strangers(table: Table) -> None:
    """Hold rows that say they are of another unit or month than the report."""
    assert table.heading  # noqa: S101 (asked by the caller)
    unit = frozenset().union(*(_unit_said(s) for s in table.stated if s.name == "upt_name")) or None
    columns = table.heading.of_row
    data = table.data_rows()
    for name, at in columns.items():
        of_cell = {
            cell: _is_foreign(name, cell, unit, table.month)
            for cell in {table.rows[r][at] for r in data}
        }
        for r in data:
            if of_cell[table.rows[r][at]]:
                table.body.hold(r, "E228")
    for at, end, text in _sections(table):
        if _is_foreign("periode", text, unit, table.month, is_title=True) or _is_foreign(
            "upt_name", text, unit, table.month, is_title=True
        ):
            for r in data:
                if at < r < end:
                    table.body.hold(r, "E228")


def _sections(table: Table) -> Iterator[tuple[int, int, str]]:
    """Each section's heading row, the row it ends before, its text; lone notes above rows too."""
    heads = [
        at
        for at, kind in sorted(table.body.kinds.items())
        if kind in {RowKind.SECTION, RowKind.NOTE} and _names_time_or_unit(table.rows[at])
    ]
    for i, at in enumerate(heads):
        text = " ".join(str(c) for c in table.rows[at] if c != "")
        yield at, (heads[i + 1] if i + 1 < len(heads) else table.end), text


def _names_time_or_unit(row: Sequence[Cell]) -> bool:
    """Whether a row between rows says whose or of when the next ones are; a signature's date not."""
    texts = [c for c in row if isinstance(c, str) and c != ""]
    if len(texts) > 2 or any(re.search(r",\s*\d", t) for t in texts):
        return False
    return any((m := months_in(t)).month or m.number or units_in(t) for t in texts)


def _is_foreign(
    name: str,
    cell: Cell,
    unit: frozenset[str] | None,
    month: date | None,
    *,
    is_title: bool = False,
) -> bool:
    """Whether a cell names another unit or month than the report, or none that is known."""
    if cell == "" or (isinstance(cell, str) and not cell.strip(" -")):
        return False
    if name == "upt_name":
        ids = units_in(str(cell))
        if not ids:
            return not is_title
        return unit is not None and not ids & unit
    said = months_in(str(cell)) if is_title else month_of(cell)
    if is_title and not (said.month or said.number):
        return False
    if name == "tahun":
        said = Months(year=said.year) if said.year else Months()
    if said.says_nothing or said.is_several:
        return not is_title
    if month is None:
        return False
    return agreed_months([Months(month), said])[1] is not None


def _check_parts(table: Table) -> None:
    """Prove a value by its parts: `L` and `P`, or all months until now less those before."""
    for name, column in table.columns.items():
        if not column.parts and not column.chain:
            continue
        for at in table.data_rows():
            row = table.rows[at]
            value = amount(row[column.at])
            parts = [amount(row[c]) for c in column.parts]
            if column.is_sum_of_parts:
                if None in parts:
                    table.body.hold(at, "E226", (name,))
                continue
            if parts and is_filled(row[column.at]) and any(is_filled(row[c]) for c in column.parts):
                if value is None or None in parts or not _same(value, sum(p or 0 for p in parts)):
                    table.body.hold(at, "E226", (name,))
            if column.chain:
                before, until = (amount(row[c]) for c in column.chain)
                filled = is_filled(row[column.chain[1]])
                known = None not in {value, before, until}
                if filled and known and not _same((before or 0) + (value or 0), until or 0):
                    table.body.hold(at, "E226", (name,))


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= 0.01


# -- scale


def _set_scale(table: Table) -> None:
    """Which columns hold thousands or millions; refuse where that is not clear."""
    assert table.heading  # noqa: S101 (asked by the caller)
    h, contract = table.heading, DATASETS[table.dataset].columns
    stated = [
        (s, table.grid.rows[r])
        for r in range(table.starts, h.block.first)
        for c in table.grid.rows[r][table.left : table.right]
        if isinstance(c, str) and (s := scale_in(c))
    ]
    money = [
        n for n in table.columns if contract[n].kind is Kind.MONEY and contract[n].unit != "USD"
    ]
    counted = [n for n in table.columns if contract[n].kind in {Kind.COUNT, Kind.NUMBER}]
    factors = {s.factor for s, _ in stated}
    own = {n: s for n, s in h.scales.items() if n in table.columns}
    wrong = [n for n, s in own.items() if contract[n].kind is not Kind.MONEY]
    conflict = len(factors) > 1 or any(factors and s.factor not in factors for s in own.values())
    vague = any(not s.is_money for s, _ in stated) and bool(counted)
    below = [
        c
        for r, kind in table.body.kinds.items()
        if kind in {RowKind.NOTE, RowKind.SECTION}
        for c in table.grid.rows[r][table.left : table.right]
        if isinstance(c, str) and scale_in(c)
    ]
    if (stated or own or below) and (conflict or wrong or (vague and money) or (below and money)):
        written = "; ".join([s.text for s, _ in stated] + [s.text for s in own.values()] + below)
        table.fault = Fault("E027", table.grid.name, written=written)
        return
    if stated and money:
        table.scale = dict.fromkeys(money, stated[0][0])
    table.scale |= {n: s for n, s in own.items() if contract[n].kind is Kind.MONEY}
    for name in table.scale:
        _hold_mixed_scales(table, name)


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


def _scale_elsewhere(sheets: Sequence[Sheet], own: Sheet) -> Scale | None:
    """A scale that a cover states for all."""
    for sheet in sheets:
        if sheet is own or sheet.tables:
            continue
        for row in sheet.grid.rows[:50]:
            for cell in row:
                if isinstance(cell, str) and (scale := scale_in(cell)):
                    return scale
    return None


def _refuse_unscaled(table: Table, scale: Scale) -> None:
    contract = DATASETS[table.dataset].columns
    if not table.fault and any(contract[n].kind is Kind.MONEY for n in table.columns):
        table.fault = Fault("E027", table.grid.name, written=scale.text)


# -- forms down the page


def _read_down_the_page(table: Table) -> bool:
    """Read a one-row dataset written label beside figure; False where it is none."""
    if table.dataset not in _ONE_ROW:
        return False
    grid = table.grid
    found: dict[str, list[tuple[int, int, list[int]]]] = {}
    for at in range(table.starts, len(grid.rows)):
        for c, cell in enumerate(grid.rows[at]):
            name = _label_down(table.dataset, cell)
            values = [k for k in range(c + 1, len(grid.rows[at])) if _is_value(grid.rows[at][k])]
            if name and values:
                found.setdefault(name, []).append((at, c, values))
                break
    required = required_names(table.dataset)
    if not required <= found.keys() or len({at for f in found.values() for at, *_ in f}) < 2:
        return False
    table.fault = None
    for name, places in found.items():
        at, c, values = places[0]
        chosen = _figure_of(table, name, values)
        if len(places) > 1 or chosen is None:
            written = " | ".join(str(v) for v in grid.rows[at] if v != "")
            code = "E012" if len(places) > 1 else "E025"
            table.fault = Fault(code, grid.name, table.address(at, c), written)
            table.pairs = {}
            return True
        table.pairs[name] = (at, chosen)
    return True


def _figure_of(table: Table, name: str, values: Sequence[int]) -> int | None:
    """Which of the figures beside a label is meant: the only one, or what the header says."""
    if len(values) == 1 or not table.heading:
        return values[0] if len(values) == 1 else None
    rows = table.grid.rows[table.heading.block.first : table.heading.block.last + 1]
    leaves = []
    for at in values:
        text = next((row[at] for row in reversed(rows) if row[at] != ""), "")
        word = part_of_column(text) if isinstance(text, str) else None
        if word is None:
            return None
        leaves.append(Leaf(at, (text,), name, (word,)))
    column = settle(name, leaves, table.month)
    return None if column is None or column.is_sum_of_parts else column.at


def _label_down(dataset: str, cell: Cell) -> str | None:
    if not isinstance(cell, str) or not cell.strip():
        return None
    return match_header(dataset, _ENUMERATOR.sub("", without_mark(cell)).strip(" :"))


def _is_value(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return cell != ""
    return bool(cell.strip(" :")) and not is_unit_word(cell)


# -- roles


def roles_of(sheet: Sheet, table: Table) -> dict[Role, int]:
    """How many filled cells of a sheet have which role, seen from one of its tables.

    Counted column by column; `each_role` says the same cell by cell.
    """
    counts = dict.fromkeys(Role, 0)
    rows, h = sheet.grid.rows, table.heading
    if table.pairs or h is None:
        for *_, role in each_role(sheet, table):
            counts[role] += 1
        return counts
    for at in (*range(table.first), *range(table.end, len(rows))):
        for c, cell in enumerate(rows[at]):
            if cell != "":
                counts[_role(sheet, table, at, c)] += 1
    special = {at: rows[at] for at in table.body.kinds if table.body.kinds[at] is not RowKind.BLANK}
    below = table.below or list(zip(*rows[table.first : table.end], strict=True))
    for c, cells in enumerate(below):
        filled = len(cells) - cells.count("")
        if not filled:
            continue
        if not table.left <= c < table.right:
            counts[Role.OTHER] += filled
            continue
        for at, row in special.items():
            if row[c] != "":
                counts[_role_below(table, at, c)] += 1
                filled -= 1
        counts[_role_of_column(table, c)] += filled
    return counts


def filled_cells(grid: Grid) -> int:
    """How many cells of a sheet say something."""
    return sum(len(row) - row.count("") for row in grid.rows)


def each_role(sheet: Sheet, table: Table | None) -> Iterator[tuple[int, int, Role]]:
    """Every filled cell of a sheet as (row, column, role), seen from one of its tables."""
    for at, row in enumerate(sheet.grid.rows):
        for c, cell in enumerate(row):
            if cell != "":
                yield at, c, _role(sheet, table, at, c)


def _role(sheet: Sheet, table: Table | None, at: int, column: int) -> Role:
    if table is None:
        return Role.ENVELOPE if sheet.is_cover else Role.NO_REPORT
    if table.pairs:
        return _role_down(table, at, column)
    if table.heading is None:
        return _role_above(sheet.grid, at, column)
    h = table.heading.block
    inside = table.left <= column < table.right
    if any(_owns(other, at, column) for other in sheet.tables if other is not table):
        return Role.OTHER
    if at < h.first and (at >= table.starts or (table.number > 1 and at < _first_header(sheet))):
        return _role_above(sheet.grid, at, column)
    if not inside or not (h.first <= at < table.end):
        return Role.OTHER
    if at <= h.last:
        return Role.HEADER
    return _role_below(table, at, column)


def _owns(table: Table, at: int, column: int) -> bool:
    """Whether a cell stands in the header or body of a table."""
    h = table.heading
    if h is None or table.pairs:
        return False
    return h.block.first <= at < table.end and table.left <= column < table.right


def _first_header(sheet: Sheet) -> int:
    return min(t.heading.block.first for t in sheet.tables if t.heading)


def _role_above(grid: Grid, at: int, column: int) -> Role:
    row = grid.rows[at]
    labels = any(isinstance(c, str) and match_label(c.partition(":")[0]) for c in row)
    if is_nil(row):
        return Role.NOTE
    return Role.ENVELOPE if labels else Role.TITLE


def _role_down(table: Table, at: int, column: int) -> Role:
    values = set(table.pairs.values())
    if (at, column) in values:
        return Role.VALUE
    if any(at == row for row, _ in values):
        first = min(c for r, c in values if r == at)
        return Role.HEADER if column < first else Role.UNKNOWN
    first = min(row for row, _ in values)
    h = table.heading
    if at < (h.block.first if h else first):
        return _role_above(table.grid, at, column)
    return Role.HEADER if h and at <= h.block.last else Role.NOTE


_OF_KIND = {
    RowKind.TOTAL: Role.TOTAL,
    RowKind.NOTE: Role.NOTE,
    RowKind.EXAMPLE: Role.NOTE,
    RowKind.NIL: Role.NOTE,
    RowKind.SECTION: Role.TITLE,
    RowKind.HEADER: Role.HEADER,
    RowKind.BLANK: Role.OTHER,  # has none
}


def _role_below(table: Table, at: int, column: int) -> Role:
    assert table.heading  # noqa: S101 (asked by the caller)
    kind = table.body.kinds.get(at, RowKind.DATA)
    return _OF_KIND[kind] if kind in _OF_KIND else _role_of_column(table, column)


def _role_of_column(table: Table, column: int) -> Role:
    """Role of the cells of a column in reported rows."""
    h = table.heading
    assert h  # noqa: S101 (asked by the caller)
    if column == h.numbering:
        return Role.NUMBER
    if any(leaf.at == column for leaf in h.leaves) or column in table.units.values():
        return Role.VALUE
    return Role.VALUE if column in h.of_row.values() else Role.UNKNOWN


def contradiction_fault(table: Table) -> Fault | None:
    """E109 with both places."""
    return (
        Fault("E109", table.grid.name, written=table.contradiction) if table.contradiction else None
    )


__all__ = [
    "Finding",
    "Role",
    "Sheet",
    "Statement",
    "Table",
    "contradiction_fault",
    "each_role",
    "filled_cells",
    "is_ditto",
    "month_name",
    "read_anatomy",
    "roles_of",
]
