"""Where a sheet keeps its title, envelope, header and rows.

Nothing is taken by position: the header is the row whose cells are the dataset's headers, the
envelope's labels may stand anywhere above it or on a sheet of their own.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from schemas.addresses import column_letters
from schemas.contracts import DATASETS
from schemas.errors import Fault
from schemas.references import load_references
from schemas.unit_names import parse_unit_name
from schemas.wording import wording_key
from tasks.conform.cells import CellKind
from tasks.conform.dates import read_dates
from tasks.read.formats import Cell, Grid
from tasks.read.headers import (
    NUMBERING,
    datasets_named,
    header_satuan,
    match_header,
    match_label,
    nearest_header,
)

_SEARCH_ROWS = 200  # a header further down than this was never seen; the search stays linear
_COLUMN_NUMBER = re.compile(r"\(?(\d{1,2})\)?(\s*=.*)?")
_IN_ONE_CELL = re.compile(r"^(bulan|periode)\s+(?!laporan)(.+)$", re.IGNORECASE)
_FEWEST_HEADERS = 2
NIL_WORDS = frozenset({"nihil", "laporan nihil", "tidak ada kegiatan", "n i h i l"})


@dataclass
class Header:
    """The header row of one dataset on a sheet.

    Attributes:
        row: Index into the grid's rows of the last header row.
        first: Index of the first header row: the one above where the header takes two.
        columns: Column name to column index.
        unknown: Header text to column index, for headers no contract knows.
        numbering: Column of row numbers (`No`), if any.
        satuan: Column name to the unit that stands in brackets behind its header.
    """

    row: int
    columns: dict[str, int] = field(default_factory=dict)
    unknown: dict[str, int] = field(default_factory=dict)
    numbering: int | None = None
    satuan: dict[str, str] = field(default_factory=dict)
    doubled: tuple[str, str] | None = None
    first: int = -1


def address(top: int, left: int, row: int, column: int) -> str:
    """Spreadsheet address (`B12`) of a grid cell."""
    return f"{column_letters(left + column)}{top + row + 1}"


def _header_of(dataset: str, texts: Sequence[Cell], row: int) -> Header:
    header = Header(row, first=row)
    for at, text in enumerate(texts):
        if not isinstance(text, str) or not text.strip():
            continue
        name = match_header(dataset, text)
        if name is None:
            if wording_key(text) in NUMBERING:
                header.numbering = at
            else:
                header.unknown[text.strip()] = at
        elif name in header.columns:
            header.doubled = header.doubled or (str(texts[header.columns[name]]), text)
        else:
            header.columns[name] = at
            if satuan := header_satuan(dataset, name, text):
                header.satuan[name] = satuan
    return header


def _merged(above: Sequence[Cell], below: Sequence[Cell]) -> list[Cell]:
    """Join a two-row header: a merged cell above stands over every cell below it."""
    joined: list[Cell] = []
    over: Cell = ""
    for upper, lower in zip(above, below, strict=False):
        over = upper if upper != "" else (over if lower != "" else "")
        joined.append(f"{over} {lower}".strip() if lower != "" else upper)
    return joined


def find_header(dataset: str, rows: Sequence[Sequence[Cell]]) -> Header | None:
    """Return the row (or pair of rows) that holds most of the dataset's headers.

    None when fewer than two of them stand in any row.
    """
    required = {c.name for c in DATASETS[dataset].columns.values() if c.required}
    head = rows[:_SEARCH_ROWS]
    found: list[Header] = []
    pairs = range(len(head) - 1)
    for at, row in enumerate(head):
        if sum(isinstance(cell, str) and cell != "" for cell in row) < _FEWEST_HEADERS:
            continue
        found.append(_header_of(dataset, row, at))
        if required <= found[-1].columns.keys():  # a neighbour may still hold half of the header
            found, pairs = found[-1:], pairs[max(at - 1, 0) : at + 1]
            break
    for at in pairs:
        found.append(_header_of(dataset, _merged(head[at], head[at + 1]), at + 1))
        found[-1].first = at
    best = max(found, key=lambda h: (required <= h.columns.keys(), len(h.columns)), default=None)
    return best if best and len(best.columns) >= _FEWEST_HEADERS else None


def missing_columns(dataset: str, header: Header, present: Iterable[Cell]) -> Fault | None:
    """E011 for the required headers a sheet lacks, each with the nearest one found."""
    missing = [
        c for c in DATASETS[dataset].columns.values() if c.required and c.name not in header.columns
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


def read_envelope(rows: Sequence[Sequence[Cell]]) -> dict[str, Cell]:
    """Collect the envelope fields that stand in some rows; the first statement of each counts."""
    found: dict[str, Cell] = {}
    for row in rows:
        for at, cell in enumerate(row):
            if isinstance(cell, str) and cell:
                for name, value in _stated(cell, row[at + 1 :]):
                    found.setdefault(name, value)
    return found


def _stated(cell: str, right: Sequence[Cell]) -> Iterator[tuple[str, Cell]]:
    label, colon, value = cell.partition(":")
    name = match_label(label)
    if name is None:
        in_one = _IN_ONE_CELL.match(cell.strip())
        if in_one and re.search(r"\d{2}", in_one[2]):
            yield "periode", in_one[2]
    elif colon and value.strip():
        yield name, value.strip()
    else:
        following = (v.lstrip(": ") if isinstance(v, str) else v for v in right)
        value = next((v for v in following if v != ""), "")
        if value != "" and not (isinstance(value, str) and match_label(value)):
            yield name, value


def is_column_numbers(row: Sequence[Cell]) -> bool:
    """Whether a row only numbers the columns: `1 2 3 4 5=4/3x100%`."""
    cells = [_text(cell) for cell in row if cell != ""]
    found = [_COLUMN_NUMBER.fullmatch(cell) for cell in cells]
    numbers = [int(match[1]) for match in found if match]
    return len(cells) >= 3 and numbers == list(range(1, len(cells) + 1))


def _text(cell: Cell) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def is_nil(row: Iterable[Cell]) -> bool:
    """Whether a row says Nihil and nothing else; a row number 1 before it is no figure."""
    filled = (cell for cell in row if cell != "")
    is_first, says_nil = True, False
    for cell in filled:
        key = wording_key(cell) if isinstance(cell, str) else "?"
        if key in NIL_WORDS:
            says_nil = True
        elif key and not (is_first and _text(cell).rstrip(".") == "1"):
            return False
        is_first = False
    return says_nil


def choose_dataset(grid: Grid) -> tuple[str, Header | None, Fault | None] | None:
    """Name the dataset of a sheet: by its title first, else by the title row above the header.

    Where the titles name several, the one whose required headers all stand there is meant; two
    such are refused. None where no title names any.
    """
    tried: dict[str, tuple[Header | None, Fault | None]] = {}
    for named in (datasets_named(grid.name), *_titles_in(grid)):
        tried.update((d, _try(d, grid)) for d in named if d not in tried)
        fitting = [d for d in named if tried[d][0] and not tried[d][1]]
        if len(fitting) == 1:
            return fitting[0], *tried[fitting[0]]
        if fitting:
            return fitting[0], None, Fault("E019", grid.name, written=", ".join(fitting))
    return next(((d, *found) for d, found in tried.items()), None)


def _titles_in(grid: Grid) -> Iterator[tuple[str, ...]]:
    """Yield what the first row that reads like a title names; looked at only when needed."""
    for row in grid.rows[:_SEARCH_ROWS]:
        cells = [cell for cell in row if isinstance(cell, str) and cell]
        if len(cells) == 1 and not match_label(cells[0].partition(":")[0]):
            named = datasets_named(cells[0])
            if named:
                yield named
                return


def _try(dataset: str, grid: Grid) -> tuple[Header | None, Fault | None]:
    if all(row.count("") == len(row) for row in grid.rows):
        return None, Fault("E013", grid.name)
    header = find_header(dataset, grid.rows)
    if header is None:
        if any(is_nil(row) for row in grid.rows):
            return Header(-1), None
        wanted = [c.header for c in DATASETS[dataset].columns.values() if c.required]
        return None, Fault("E011", grid.name, expected=", ".join(wanted))
    if header.doubled:
        first, second = header.doubled
        return header, Fault("E012", grid.name, written=f"{first} / {second}")
    fault = missing_columns(dataset, header, grid.rows[header.row])
    return header, fault._replace(sheet=grid.name) if fault else None


def share_envelopes(
    own: Mapping[str, Mapping[str, Cell]], apart: Mapping[str, Mapping[str, Cell]]
) -> dict[str, tuple[dict[str, Cell], str]]:
    """Give every sheet its envelope: its own fields, else the one value the workbook states.

    Args:
        own: Fields above each dataset's header, by sheet title.
        apart: Fields on sheets without a dataset, by sheet title.

    Returns:
        By sheet title: the envelope, and the field that the sheet and a separate envelope sheet
        state differently (empty when they agree).
    """
    stated: dict[str, list[Cell]] = defaultdict(list)
    for fields in (*apart.values(), *own.values()):
        for name, value in fields.items():
            if value not in stated[name]:
                stated[name].append(value)
    shared = {name: values[0] for name, values in stated.items() if len(values) == 1}
    shared |= {name: value for fields in apart.values() for name, value in fields.items()}
    envelopes = {}
    for sheet, fields in own.items():
        contradicted = next(
            (
                name
                for separate in apart.values()
                for name, value in separate.items()
                if name in ("upt_name", "periode")
                and _differs(name, str(fields.get(name, value)), str(value))
            ),
            "",
        )
        envelopes[sheet] = ({**shared, **fields}, contradicted)
    return envelopes


def _differs(field: str, one: str, other: str) -> bool:
    """Whether two statements of a unit or month mean different ones, however they are worded."""
    if wording_key(one) == wording_key(other):
        return False
    if field == "upt_name":
        (key, kelas), (other_key, other_kelas) = parse_unit_name(one), parse_unit_name(other)
        return key != other_key or bool(kelas and other_kelas and kelas != other_kelas)
    return _month(one) is None or _month(one) != _month(other)


def _month(text: str) -> date | None:
    kind = (
        CellKind.DATE
        if text[:4].isdigit() and text[4:5] == "-" and len(text) > 7
        else CellKind.TEXT
    )
    plain = re.sub(r"(?i)^\s*(?:bulan|periode)\s*:?\s*", "", text)
    cells = pl.DataFrame({"text": [plain], "kind": [kind]}, {"text": pl.String, "kind": pl.UInt8})
    read: date | None = read_dates(cells, load_references())["value"][0]
    return read.replace(day=1) if read else None
