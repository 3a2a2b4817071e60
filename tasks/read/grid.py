"""What a sheet is to the reader: typed cells, and what the eye sees besides their values.

calamine reads every value, in every format. What it does not tell (errors, formulas without a
value, number formats, what is hidden or crossed out) is the `Appearance` of a sheet, found by the
`careful_*` modules and laid over calamine's cells here: one grid, whichever way it was read.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from tasks.read.number_formats import as_seen, seen_words, text_as_seen

Cell = Any  # str, int, float, bool, Decimal, date, datetime, time or timedelta; "" is an empty cell
Place = tuple[int, int]  # row and column of a sheet, both from zero


class Shown(NamedTuple):
    """A number whose format shows more than the number: `540` seen as `540 kg`, `$50,000`.

    Attributes:
        number: The cell's own value.
        words: Unit or currency as seen (`kg`, `$`, `Rp`); `tampil ribu`, `tampil juta` where the
            format hides thousands or millions; `tidak tampak` where it hides the number.
    """

    number: int | float
    words: str

    def __str__(self) -> str:
        """The number as Python writes it, a space, the words."""
        return f"{self.number} {self.words}"


class Span(NamedTuple):
    """A merged range, in indexes of a grid, ends included; its value stands at `row, column`."""

    row: int
    column: int
    last_row: int
    last_column: int


class Grid(NamedTuple):
    """One sheet as typed cells.

    An error cell holds its text (`#REF!`), a formula nobody computed the formula (`=C8*E8`).

    Attributes:
        name: Sheet title; the file's stem for CSV, the dataset's key for JSON.
        rows: Cells, row by row.
        top: Rows above the first one given.
        left: Columns left of the first one given.
        is_csv: A bare table, titled by its file's name; in a CSV, cells without a header come
            from a row with too many delimiters.
        merged: Merged ranges of more than one cell; what they cover is empty.
        unseen_rows: Indexes of rows that are hidden or filtered away.
        unseen_columns: Indexes of hidden columns.
        crossed: (row, column) of filled cells that are struck through, wholly or in part.
        faint: (row, column) of filled cells written in white on nothing; of .xlsx only.
        is_hidden: Whether the sheet itself is hidden.
        printed: What stands on its printed page only, or in boxes over it.
        comments: (row, column) and text of comments on cells; of .xlsx and .ods.
        personal: Cells that hold personal data and are masked, and what stood there; emptied
            when the columns are known.
    """

    name: str
    rows: list[list[Cell]]
    top: int = 0
    left: int = 0
    is_csv: bool = False
    merged: tuple[Span, ...] = ()
    unseen_rows: frozenset[int] = frozenset()
    unseen_columns: frozenset[int] = frozenset()
    crossed: frozenset[tuple[int, int]] = frozenset()
    faint: frozenset[tuple[int, int]] = frozenset()
    is_hidden: bool = False
    printed: tuple[str, ...] = ()
    comments: tuple[tuple[Place, str], ...] = ()
    personal: tuple[tuple[Place, Cell], ...] = ()


class Appearance(NamedTuple):
    """What calamine does not tell of a sheet, in places of the whole sheet.

    Attributes:
        texts: What stands in cells that hold no value (an error, a formula nobody computed), or
            another than is seen: `300²` where a font raises the 2 of a stored 3002.
        formats: Number format of cells that show more than their number, in Excel's notation.
        crossed: Struck-through cells.
        unseen_rows: Hidden rows.
        unseen_columns: Hidden columns.
        merged: Merged ranges, where calamine does not tell them.
        faint: Cells written in white on nothing.
        printed: Headers and footers of the printed page, boxes over the sheet; of .xlsx only.
        comments: Texts of comments on cells; of .xlsx and .ods.
    """

    texts: dict[Place, str]
    formats: dict[Place, str]
    crossed: set[Place]
    unseen_rows: list[range]
    unseen_columns: list[range]
    merged: list[Span]
    faint: set[Place]
    printed: list[str]
    comments: dict[Place, str]


# a row lower than this (points), a column narrower (characters): nobody sees what stands there
FLAT, NARROW = 1, 0.5


def plain() -> Appearance:
    """Appearance of a sheet of which there is nothing to tell, to be filled."""
    return Appearance({}, {}, set(), [], [], [], set(), [], {})


def laid_over(grid: Grid, appearance: Appearance) -> Grid:
    """The grid with all that the eye sees of its sheet.

    Args:
        grid: Values as calamine gives them; its cells are changed in place.
        appearance: What calamine does not tell.
    """
    grid = _wide_enough(grid, appearance.texts)
    rows, top, left = grid.rows, grid.top, grid.left
    for (row, column), text in appearance.texts.items():
        rows[row - top][column - left] = text
    for place, code in appearance.formats.items():
        _show(grid, place, code)
    width = len(rows[0]) if rows else 0
    crossed, faint = (
        frozenset((r - top, c - left) for r, c in places if _is_filled(rows, r - top, c - left))
        for places in (appearance.crossed, appearance.faint)
    )
    return grid._replace(
        unseen_rows=_within(appearance.unseen_rows, top, len(rows)),
        unseen_columns=_within(appearance.unseen_columns, left, width),
        crossed=crossed,
        faint=faint,
        printed=tuple(appearance.printed),
        comments=tuple(((r - top, c - left), t) for (r, c), t in appearance.comments.items()),
    )


def _wide_enough(grid: Grid, places: Iterable[Place]) -> Grid:
    """Make room for cells outside calamine's range, which ends with the last value."""
    if not places:
        return grid
    height, width = len(grid.rows), max(map(len, grid.rows), default=0)
    across, down = [column for _, column in places], [row for row, _ in places]
    if not (height and width):
        grid, height, width = grid._replace(rows=[], top=min(down), left=min(across)), 0, 0
    top, left = min(grid.top, *down), min(grid.left, *across)
    last_row = max(grid.top + height - 1, *down)
    last_column = max(grid.left + width - 1, *across)
    before, after = [""] * (grid.left - left), [""] * (last_column - grid.left - width + 1)
    if before or after:
        grid = grid._replace(rows=[before + row + after for row in grid.rows])
    blank = [""] * (last_column - left + 1)
    above = [blank.copy() for _ in range(grid.top - top)]
    below = [blank.copy() for _ in range(last_row - grid.top - height + 1)]
    return grid._replace(rows=[*above, *grid.rows, *below], top=top, left=left)


def _show(grid: Grid, place: Place, code: str) -> None:
    row, column = place[0] - grid.top, place[1] - grid.left
    if not (0 <= row < len(grid.rows) and 0 <= column < len(grid.rows[row])):
        return
    cell = grid.rows[row][column]
    if (type(cell) in {int, float} and (text := as_seen(code, cell))) or (
        type(cell) is str and cell and (text := text_as_seen(code, cell))
    ):
        grid.rows[row][column] = text
    elif type(cell) in {int, float} and (words := seen_words(code, cell)):
        grid.rows[row][column] = Shown(cell, words)


def _within(ranges: Iterable[range], first: int, count: int) -> frozenset[int]:
    """Indexes from `first` on, of which there are `count`, that lie in one of the ranges."""
    kept = (range(max(r.start, first), min(r.stop, first + count)) for r in ranges)
    return frozenset(number - first for numbers in kept for number in numbers)


def _is_filled(rows: Sequence[Sequence[Cell]], row: int, column: int) -> bool:
    return 0 <= row < len(rows) and 0 <= column < len(rows[row]) and rows[row][column] != ""


def with_merged(grid: Grid, spans: Iterable[Span]) -> Grid:
    """The grid with its merged ranges; what they cover is emptied, as nobody sees it.

    Args:
        grid: Its cells are changed in place.
        spans: Ranges in places of the whole sheet.
    """
    height, width = len(grid.rows), len(grid.rows[0]) if grid.rows else 0
    merged = []
    for span in spans:
        row, column = span.row - grid.top, span.column - grid.left
        last_row = min(span.last_row - grid.top, height - 1)
        last_column = min(span.last_column - grid.left, width - 1)
        if 0 <= row <= last_row and 0 <= column <= last_column:
            _empty_covered(grid.rows, inside := Span(row, column, last_row, last_column))
            if (last_row, last_column) != (row, column):
                merged.append(inside)
    return grid._replace(merged=tuple(merged)) if merged else grid


def _empty_covered(rows: list[list[Cell]], span: Span) -> None:
    kept = rows[span.row][span.column]
    blank = [""] * (span.last_column - span.column + 1)
    for row in rows[span.row : span.last_row + 1]:
        row[span.column : span.last_column + 1] = blank
    rows[span.row][span.column] = kept
