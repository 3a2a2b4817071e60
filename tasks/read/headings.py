"""Header trees: which rows name the columns of a table, and what each column is by its whole path.

A column's path is every text above it, group first. The leaf decides: of `s.d. bulan lalu | bulan
ini` under one merged heading this month's column is meant, of `L | P | Jml` the sum. A leaf that
stays unexplained under a heading of the form makes the table a puzzle, which is refused.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile
from typing import NamedTuple

from schemas.contracts import DATASETS, NUMERIC
from schemas.errors import Fault
from schemas.wording import wording_key
from tasks.read.amounts import amount
from tasks.read.context import Scale, months_in, scale_in, units_in, without_scale
from tasks.read.grid import Cell, Grid, Span
from tasks.read.headers import (
    NUMBERING,
    OF_ROW,
    Part,
    Word,
    datasets_named,
    header_satuan,
    is_header,
    is_unit_word,
    match_header,
    match_label,
    nearest_header,
    part_of_column,
    parted_header,
    without_mark,
)

# headings that only say by what the columns under them are parted
_DIMENSIONS = frozenset(
    {"jenis kelamin", "menurut jenis kelamin", "kelamin", "rincian", "terdiri dari", "terdiri atas"}
)
_MOST_ROWS = 4  # of one header
_FEWEST = 2  # texts that make a header
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_COLUMN_NUMBER = re.compile(r"\(?(\d{1,2})\)?(\s*=.*)?")
# headers so common that they mean nothing under a group of another name
_GENERIC = frozenset(
    [
        "jumlah",
        "jml",
        "nilai",
        "volume",
        "hasil",
        "unit",
        "satuan",
        "total",
        "harga",
        "kuantitas",
        "qty",
        "isi",
        "target",
        "persen",
        "sat",
        "persentase",
        "mulai",
        "selesai",
        "tujuan",
        "jenis",
        "kategori",
        "status",
        "keterangan",
    ]
)


class Block(NamedTuple):
    """The rows that head a table, and the columns it may take."""

    first: int
    last: int
    left: int
    right: int


class Leaf(NamedTuple):
    """One column under its header tree.

    Attributes:
        at: Index of the column.
        path: Texts above it, group first, none twice in a row.
        name: The contract's column it speaks of.
        parts: What part of that column it is.
    """

    at: int
    path: tuple[str, ...]
    name: str
    parts: tuple[Word, ...]

    def has(self, *parts: Part) -> bool:
        """Whether it is one of these parts."""
        return any(word.part in parts for word in self.parts)


@dataclass
class Heading:
    """A header tree read for one dataset.

    Attributes:
        block: Where it stands.
        leaves: Columns the contract knows.
        unknown: Columns it does not, by their text.
        numbering: Column of row numbers, if any.
        of_row: Columns that say whose row, or of when: `upt_name`, `periode`, `tahun`.
        satuan: Column name to the unit in its header.
        scales: Column name to the scale in its header; "" for the unit row as a whole.
        puzzles: Columns under a known group that stay unexplained.
    """

    block: Block
    leaves: list[Leaf] = field(default_factory=list)
    unknown: dict[int, str] = field(default_factory=dict)
    numbering: int | None = None
    of_row: dict[str, int] = field(default_factory=dict)
    satuan: dict[str, str] = field(default_factory=dict)
    scales: dict[str, Scale] = field(default_factory=dict)
    puzzles: dict[int, str] = field(default_factory=dict)

    @property
    def names(self) -> set[str]:
        """Columns of the contract that stand there in some part."""
        return {leaf.name for leaf in self.leaves}


class Column(NamedTuple):
    """Where the value of a contract's column stands.

    Attributes:
        name: The contract's column.
        at: Index of the column that holds it; the first of `parts` where none holds the whole.
        parts: Columns that add up to it (`L`, `P`): its proof, or its value where no sum stands.
        is_sum_of_parts: No column holds the whole.
        chain: (until last month, until now): their difference is the value's proof.
    """

    name: str
    at: int
    parts: tuple[int, ...] = ()
    is_sum_of_parts: bool = False
    chain: tuple[int, int] | None = None


def is_column_numbers(row: Sequence[Cell]) -> bool:
    """Whether a row only numbers the columns: `1 2 3 4 5=4/3x100%`."""
    cells = [_shown(cell) for cell in row if cell != ""]
    if len(cells) < 3 or not cells[0].strip("()").isdigit():
        return False
    found = [_COLUMN_NUMBER.fullmatch(cell) for cell in cells]
    numbers = [int(match[1]) for match in found if match]
    return numbers == list(range(1, len(cells) + 1))


def _shown(cell: Cell) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


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
        ends = [at]
        for left, right in _side_by_side(grid, at):
            block = Block(at, at, left, right)
            while (
                block.last + 1 < len(rows)
                and block.last + 1 - block.first < _MOST_ROWS
                and _continues(grid, block, rows[block.last + 1])
            ):
                block = block._replace(last=block.last + 1)
            while (
                block.first > 0
                and block.last + 1 - block.first < _MOST_ROWS
                and _groups_above(grid, block)
            ):
                block = block._replace(first=block.first - 1)
            blocks.append(block)
            ends.append(block.last)
        at = max(ends) + 1
    return blocks


def begins_header(row: Sequence[Cell]) -> bool:
    """Whether a row may begin a header."""
    if {*map(type, row)} != {str}:
        return False
    texts = [cell for cell in row if cell]
    if len(texts) < _FEWEST:
        return False
    headers = sum(map(is_header, texts))
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
    return all(map(datasets_named, texts)) and any(
        begins_header(row) and sum(c != "" for c in row) > len(texts)
        for row in rows[at + 1 : at + 1 + _MOST_ROWS]
    )


def _states_label(texts: Sequence[str]) -> bool:
    """Whether a row says `Label | value`, not `Header | Header`."""
    label, _, value = texts[0].partition(":")
    if match_label(label) is None:
        return False
    following = [t for t in texts[1:] if t.strip(" :")]
    return (
        bool(value.strip())
        or any(t.strip() in {":", "="} for t in texts[1:2])
        or (
            bool(following)
            and not is_header(following[0])
            and part_of_column(following[0]) is None
            and wording_key(following[0]) not in OF_ROW
        )
    )


def _continues(grid: Grid, block: Block, row: Sequence[Cell]) -> bool:
    """Whether a row says more about the columns headed above it and nothing else."""
    first, last = block.first, block.last
    row = row[: block.right]
    filled = [(c, cell) for c, cell in enumerate(row) if cell != "" and c >= block.left]
    if (
        not filled
        or is_column_numbers(row)
        or (begins_header(row) and _is_alike(grid.rows[last], row))
    ):
        return False
    above = grid.rows[last]
    parted = False
    for c, cell in filled:
        under_group = _is_grouped(grid, first, last, c)
        if not isinstance(cell, str):
            if not (under_group and isinstance(cell, int | float) and 1990 <= cell <= 2100):
                return False
            parted = True
            continue
        if amount(cell) is not None and part_of_column(cell) is None:
            return False
        says_more = (
            ((word := part_of_column(cell)) and (word.part is not Part.MONTH or len(filled) > 1))
            or is_unit_word(cell)
            or scale_in(cell) is not None
            or (cell.startswith("(") and cell.endswith(")"))
            or is_header(f"{above[c]} {cell}" if c < len(above) else cell)
        )
        if not (says_more or under_group):
            return False
        parted |= says_more or under_group
    return parted


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
    if len(filled) == 1 and filled[0] <= headed[0]:
        return False
    texts = [above[c] for c in filled]
    if _states_label(texts) or any(match_label(t.partition(":")[0]) and ":" in t for t in texts):
        return False
    if any(datasets_named(t) and len(filled) == 1 for t in texts) and filled[0] <= headed[0]:
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
    return any(
        {c.name for c in contract.columns.values() if c.required}
        <= read_heading(name, grid, block).names
        for name, contract in DATASETS.items()
    )


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


def _paths(grid: Grid, block: Block) -> dict[int, tuple[str, ...]]:
    """Every column's texts, group first; a merged or continued heading stands over each column."""
    covered = _covered(grid.merged, block)
    paths: dict[int, list[str]] = defaultdict(list)
    for at in range(block.first, block.last + 1):
        over, row = "", grid.rows[at]
        for c in range(block.left, min(block.right, len(row))):
            anchor = covered.get((at, c))
            cell = grid.rows[anchor[0]][anchor[1]] if anchor else row[c]
            text = _shown(cell) if cell != "" else ""
            deeper = any(
                grid.rows[k][c] != "" and (k, c) not in covered
                for k in range(at + 1, block.last + 1)
                if c < len(grid.rows[k])
            )
            if text:
                over = text if deeper or anchor else text
                over_ends = anchor is not None and _span_ends(grid.merged, anchor, c)
            elif deeper and over and at < block.last:
                text = over
            else:
                over = ""
            if text and (not paths[c] or paths[c][-1] != text):
                paths[c].append(text)
            if text and anchor and over_ends:
                over = ""
    return {c: tuple(texts) for c, texts in paths.items() if texts}


def _covered(merged: Iterable[Span], block: Block) -> dict[tuple[int, int], tuple[int, int]]:
    """Cells of merged ranges to the cell that holds their text."""
    return {
        (row, column): (span.row, span.column)
        for span in merged
        if span.row <= block.last and span.last_row >= block.first
        for row in range(max(span.row, block.first), min(span.last_row, block.last) + 1)
        for column in range(
            max(span.column, block.left), min(span.last_column, block.right - 1) + 1
        )
    }


def _span_ends(merged: Iterable[Span], anchor: tuple[int, int], column: int) -> bool:
    return any((s.row, s.column) == anchor and s.last_column == column for s in merged)


def read_heading(dataset: str, grid: Grid, block: Block) -> Heading:
    """Read a header tree as the header of a dataset; the same form is understood once."""
    key = (dataset, block.left, block.right, _texts(grid, block))
    known = _KNOWN.get(key)
    if known is None:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        known = _KNOWN[key] = _read_heading(dataset, grid, block)
    return Heading(
        block,
        list(known.leaves),
        dict(known.unknown),
        known.numbering,
        dict(known.of_row),
        dict(known.satuan),
        dict(known.scales),
        dict(known.puzzles),
    )


_KNOWN: dict[tuple[object, ...], Heading] = {}
_MOST_KNOWN = 10_000  # header trees


def _texts(grid: Grid, block: Block) -> tuple[object, ...]:
    """All that a header tree is read from."""
    rows = tuple(tuple(row) for row in grid.rows[block.first : block.last + 1])
    spans = tuple(
        (s.row - block.first, s.column, s.last_row - block.first, s.last_column)
        for s in grid.merged
        if s.row <= block.last and s.last_row >= block.first
    )
    return rows, spans


def _read_heading(dataset: str, grid: Grid, block: Block) -> Heading:
    heading = Heading(block)
    paths = _paths(grid, block)
    for c, path in paths.items():
        _read_column(dataset, heading, c, path)
    _spare_known(dataset, heading, paths)
    _own_parts(dataset, heading, paths)
    _under_neutral_groups(dataset, heading, paths)
    for leaf in list(heading.leaves):
        deeper = any(
            x.name == leaf.name
            and len(x.path) > len(leaf.path)
            and x.path[: len(leaf.path)] == leaf.path
            for x in heading.leaves
        )
        if deeper:  # beside named parts of one heading, a part without a name
            heading.leaves.remove(leaf)
            heading.puzzles[leaf.at] = " / ".join(leaf.path)
    for c, path in paths.items():
        if c in heading.unknown and len(path) > 1 and _is_claimed(dataset, path):
            heading.puzzles[c] = " / ".join(path)
    for c in heading.puzzles:
        heading.unknown.pop(c, None)
    return heading


def _under_neutral_groups(
    dataset: str, heading: Heading, paths: dict[int, tuple[str, ...]]
) -> None:
    """Columns of a common name under a heading that means nothing here: `Data` over `Jumlah`.

    It only gathers columns where it stands over several that the form asks for, each but once;
    else what `Jumlah` counts is not known (`Sisa Stok`), and the column is a puzzle.
    """
    wanted = {
        c: name
        for c in heading.unknown
        if len(paths[c]) > 1 and (name := match_header(dataset, without_mark(paths[c][-1])))
    }
    for c, name in wanted.items():
        group = [k for k, path in paths.items() if path[0] == paths[c][0]]
        others = [k for k in group if k in wanted or any(x.at == k for x in heading.leaves)]
        is_neutral = len(others) > 1 and not _is_claimed(dataset, paths[c])
        text = heading.unknown.pop(c)
        if is_neutral and name not in heading.names and list(wanted.values()).count(name) == 1:
            heading.leaves.append(Leaf(c, paths[c], name, ()))
        else:
            heading.puzzles[c] = text


def _spare_known(dataset: str, heading: Heading, paths: dict[int, tuple[str, ...]]) -> None:
    """A bracket nobody understands is no puzzle where the column itself stands elsewhere."""
    for c in list(heading.puzzles):
        name = match_header(dataset, _BRACKETS.sub(" ", paths[c][-1]))
        if name in heading.names and len(paths[c]) == 1:
            heading.unknown[c] = heading.puzzles.pop(c)


def _own_parts(dataset: str, heading: Heading, paths: dict[int, tuple[str, ...]]) -> None:
    """Give columns that are nothing but parts (`Jan`, `L`) to the column they part.

    That is the one beside them called `Jumlah`, a count beside its `L` and `P`, or the one required
    column of figures that has no other. Without such a column they are a puzzle.
    """
    bare = {
        c: words
        for c in heading.unknown
        if all(words := tuple(part_of_column(t) for t in paths[c]))  # type: ignore[arg-type]
    }
    if len(bare) < _FEWEST:
        return
    owner = _owner(dataset, heading, sorted(bare))
    for c, words in bare.items():
        text = heading.unknown.pop(c)
        if owner is None:
            heading.puzzles[c] = text
        else:
            heading.leaves.append(Leaf(c, paths[c], owner, tuple(w for w in words if w)))


def _owner(dataset: str, heading: Heading, bare: Sequence[int]) -> str | None:
    columns = DATASETS[dataset].columns
    beside = {
        leaf
        for leaf in heading.leaves
        if {leaf.at - 1, leaf.at + 1} & set(bare) and columns[leaf.name].kind in NUMERIC
    }
    sums = [x for x in beside if (w := part_of_column(x.path[-1])) and w.part is Part.SUM]
    if len(sums) == 1:
        leaf = sums[0]
        heading.leaves[heading.leaves.index(leaf)] = leaf._replace(parts=(Word(Part.SUM),))
        return leaf.name
    missing = [c.name for c in columns.values() if c.required and c.name not in heading.names]
    if not sums and len(missing) == 1 and columns[missing[0]].kind in NUMERIC:
        return missing[0]
    are_sexes = all(
        (w := part_of_column(heading.unknown[c])) and w.part in {Part.MALE, Part.FEMALE}
        for c in bare
    )
    if are_sexes and len(bare) == 2 and len(beside) == 1:
        return next(iter(beside)).name
    return None


def _is_claimed(dataset: str, path: Sequence[str]) -> bool:
    """Whether a heading over a column is itself a column of the form."""
    return any(match_header(dataset, without_scale(text)) for text in path[:-1])


def _read_column(dataset: str, heading: Heading, at: int, path: tuple[str, ...]) -> None:
    scale = next((s for text in path if (s := scale_in(text))), None)
    plain = tuple(t for text in path if (t := without_scale(without_mark(text.strip()))))
    plain = (
        tuple(t for i, t in enumerate(plain) if not i or not (is_unit_word(t) and i > 0)) or plain
    )
    units = [t for t in path[1:] if is_unit_word(t)]
    whole = match_header(dataset, " ".join(t.strip() for t in path))
    name, parts = (whole, ()) if whole else _named(dataset, plain)
    if name is None:
        key = wording_key(path[-1]) or wording_key(path[0])
        if key in NUMBERING and heading.numbering is None:
            heading.numbering = at
        elif key in OF_ROW and OF_ROW[key] not in heading.of_row:
            heading.of_row[OF_ROW[key]] = at
        else:
            bare = _BRACKETS.sub(" ", path[-1])
            wanted = match_header(dataset, bare) if bare != path[-1] else None
            known = heading.puzzles if wanted else heading.unknown
            known[at] = " / ".join(t.strip() for t in path)
        return
    heading.leaves.append(Leaf(at, path, name, parts))
    if scale:
        heading.scales[name] = scale
    for text in (*plain, *(f"{plain[0]} ({u})" for u in units)):
        if satuan := header_satuan(dataset, name, text):
            heading.satuan[name] = satuan


def _named(dataset: str, path: Sequence[str]) -> tuple[str | None, tuple[Word, ...]]:
    """The contract's column a path speaks of, and its parts."""
    if not path:
        return None, ()
    if name := match_header(dataset, " ".join(path)):
        return name, ()
    words = [part_of_column(text) for text in path]
    parts = tuple(word for word in words if word)
    rest = [
        text
        for text, word in zip(path, words, strict=True)
        if not word and wording_key(text) not in _DIMENSIONS
    ]
    if not rest:
        return match_header(dataset, path[-1]) if len(path) == 1 else None, ()
    # `Kegiatan` over `Jenis` is `Jenis Kegiatan` too
    if name := match_header(dataset, " ".join(rest)) or match_header(dataset, " ".join(rest[::-1])):
        return name, parts
    if len(rest) > 1:
        return _under_group(dataset, rest, parts)
    bare = _BRACKETS.sub(" ", rest[0])
    if found := parted_header(dataset, rest[0]) or parted_header(dataset, bare):
        return found[0], (*parts, found[1])
    return None, ()


def _under_group(
    dataset: str, rest: Sequence[str], parts: tuple[Word, ...]
) -> tuple[str | None, tuple[Word, ...]]:
    """The column of a leaf whose group has a name of its own."""
    group, leaf = " ".join(rest[:-1]), rest[-1]
    of_group, of_leaf = match_header(dataset, group), match_header(dataset, leaf)
    is_title = dataset in datasets_named(group)
    if of_leaf and (is_title or (of_group in {None, of_leaf} and not _is_generic(leaf))):
        return of_leaf, parts
    return None, ()


def _is_generic(text: str) -> bool:
    return wording_key(re.sub(r"\(.*\)", "", text)) in _GENERIC


def missing_columns(
    dataset: str, heading: Heading, present: Iterable[Cell], *, has_units: bool
) -> Fault | None:
    """E011 for the required headers a table lacks, each with the nearest one found.

    `has_units`: the unit of measure stands with the figures, so `satuan` needs no column.
    """
    missing = [
        c
        for c in DATASETS[dataset].columns.values()
        if c.required
        and c.name not in heading.names
        and not (c.name == "satuan" and (has_units or heading.satuan))
    ]
    if not missing:
        return None
    texts = [text.strip() for text in present if isinstance(text, str) and text.strip()]
    near = [nearest_header((c.header, *c.variants), texts) for c in missing]
    hints = [
        f"{c.header} (terdekat: {found})" if found else c.header
        for c, found in zip(missing, near, strict=True)
    ]
    return Fault("E011", written=", ".join(texts), expected=", ".join(hints))


def settle_columns(
    dataset: str, heading: Heading, month: date | None
) -> tuple[dict[str, Column], list[Leaf]]:
    """Say for each column of the contract where its value stands.

    Args:
        dataset: The dataset.
        heading: Its header tree.
        month: The report's month: of months across the columns, this one is meant.

    Returns:
        The columns, and the leaves of those that cannot be settled.
    """
    found: dict[str, list[Leaf]] = defaultdict(list)
    for leaf in heading.leaves:
        found[leaf.name].append(leaf)
    columns: dict[str, Column] = {}
    puzzling: list[Leaf] = []
    for name, leaves in found.items():
        if len(leaves) == 1 and not leaves[0].parts:
            columns[name] = Column(name, leaves[0].at)
            continue
        is_numeric = DATASETS[dataset].columns[name].kind in NUMERIC
        column = settle(name, leaves, month) if is_numeric or len(leaves) == 1 else None
        if column is None or (not is_numeric and leaves[0].parts):
            puzzling += leaves
        else:
            columns[name] = column
    return columns, puzzling


def settle(name: str, leaves: Sequence[Leaf], month: date | None) -> Column | None:
    """Where the value of a column stands, given all its leaves; None where that is not clear."""
    chain = _chain(leaves)
    chosen = _of_time(leaves, month)
    chosen = _of_plan(chosen)
    males, females = ([x for x in chosen if x.has(p)] for p in (Part.MALE, Part.FEMALE))
    whole = [x for x in chosen if not x.has(Part.MALE, Part.FEMALE)]
    if len(males) != len(females) or len(males) > 1 or len(whole) > 1:
        return None
    parts = tuple(x.at for x in (*males, *females))
    if whole:
        return Column(name, whole[0].at, parts, is_sum_of_parts=False, chain=chain)
    return Column(name, parts[0], parts, is_sum_of_parts=True) if parts else None


def _of_time(leaves: Sequence[Leaf], month: date | None) -> Sequence[Leaf]:
    """The leaves of the month reported."""
    if this := [x for x in leaves if x.has(Part.THIS)]:
        return this
    months = [x for x in leaves if x.has(Part.MONTH)]
    if months:
        plain = [x for x in leaves if not x.parts and not _says_sum(x)]
        return [] if plain or month is None else [x for x in months if _is_of(x, month)]
    return [x for x in leaves if not x.has(Part.BEFORE, Part.UNTIL)]


def _says_sum(leaf: Leaf) -> bool:
    word = part_of_column(leaf.path[-1])
    return word is not None and word.part is Part.SUM


def _is_of(leaf: Leaf, month: date) -> bool:
    return any(
        w.part is Part.MONTH and w.month == month.month and w.year in {0, month.year}
        for w in leaf.parts
    )


def _of_plan(leaves: Sequence[Leaf]) -> Sequence[Leaf]:
    """What was reached, not what was planned."""
    real = [x for x in leaves if x.has(Part.REAL)]
    return real or [x for x in leaves if not x.has(Part.TARGET, Part.RATE)]


def _chain(leaves: Sequence[Leaf]) -> tuple[int, int] | None:
    before = [x for x in leaves if x.has(Part.BEFORE)]
    until = [x for x in leaves if x.has(Part.UNTIL)]
    sums = [x for x in leaves if x.parts and all(w.part is Part.SUM for w in x.parts)]
    until = until or sums
    spans_all = [x for x in before if wording_key(x.path[-1]) != "bulan lalu"]
    if len(spans_all) == 1 and len(until) == 1 and len(leaves) <= 4:
        return spans_all[0].at, until[0].at
    return None
