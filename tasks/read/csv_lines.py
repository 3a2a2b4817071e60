"""CSV to a grid in which every line of the file is accounted for.

Programs quote their cells in pairs; people leave a lone quote (`Keset 12" `, a ditto mark), under
which the csv module takes all that follows, up to the next quote, for one cell. So a record of
several lines is believed only where its quotes are in order and it does not hold what are rows of
their own; else its first line is split by itself.
"""

import csv
import io
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from schemas.errors import Fault, FileRejectedError
from schemas.wording import wording_key
from tasks.read.complaints import complaint
from tasks.read.grid import Grid
from tasks.read.headers import is_known_wording

_DELIMITERS = ";,\t|"
_LONGEST_CELL = 200  # lines; bounds the search for the end of a quote that never closes
_KEPT = re.compile(r'^="([^"]*)"$')
_SEP = re.compile(r"\"?sep=[^\n\r\"]?\"?[;,]*[ \t]*(?:\r\n|\r|\n|$)", re.IGNORECASE)


def read_csv(text: str, name: str, max_cells: int) -> Grid:
    """Split by the delimiter under which most cells are known words, then most columns appear.

    Raises:
        FileRejectedError: E006 too many cells, E004 a cell too long to be one.
    """
    stated = _SEP.match(text)
    if stated:
        text = text[stated.end() :]
    delimiters = [mark for mark in _DELIMITERS if mark in text]
    lines = text.count("\n") + text.count("\r") - text.count("\r\n")
    if lines + max((text.count(mark) for mark in delimiters), default=0) > max_cells:
        raise FileRejectedError(Fault("E006", written=f"{lines} baris"))
    try:
        candidates = [_split(text, delimiter) for delimiter in delimiters or [";"]]
    except csv.Error as error:
        raise FileRejectedError(complaint("E004", error)) from error
    rows = max(candidates, key=_likeness)
    width = max(map(len, rows), default=0)
    if len(rows) * width > max_cells:
        raise FileRejectedError(Fault("E006", written=f"{len(rows)} baris x {width} kolom"))
    if '="' in text:  # by which people make Excel keep a text as it is: `="0812"`
        rows = [[_KEPT.sub(r"\1", cell) for cell in row] for row in rows]
    rows = [row + [""] * (width - len(row)) for row in rows]
    return Grid(
        named_stem(name), rows, is_csv=True
    )  # a `sep=` line is no row where people look: in Excel


def named_stem(name: str) -> str:
    """A file's name without folder and ending: the title of a grid that has no other."""
    return re.sub(r"\.\w+$", "", name.rpartition("/")[2])


def _likeness(rows: list[list[str]]) -> tuple[int, int]:
    known = {wording_key(cell) for row in rows[:60] for cell in row if is_known_wording(cell)}
    return len(known), max(map(len, rows[:60]), default=0)


def _split(text: str, delimiter: str) -> list[list[str]]:
    """Rows of cells; no line is lost in another's cell."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows = []
    try:
        for row in reader:
            rows.append(row)
            if reader.line_num != len(rows):  # a cell of several lines
                break
        else:
            return rows
    except csv.Error:
        if '"' not in text:
            raise
    return list(_split_by_line(text, delimiter))


def _split_by_line(text: str, delimiter: str) -> Iterator[list[str]]:
    lines = list(io.StringIO(text, newline=""))
    at, width = 0, 0
    while at < len(lines):
        row, count = _record(lines, at, delimiter, width)
        yield row
        at, width = at + count, len(row) if len(row) > 1 else width


def _record(lines: list[str], at: int, delimiter: str, width: int) -> tuple[list[str], int]:
    """The row that begins at a line, and how many lines it takes.

    Args:
        lines: Lines of the file, with their ends.
        at: Where the row begins.
        delimiter: Between cells.
        width: Cells of the last row that had more than one.
    """
    record = islice(lines, at, at + _LONGEST_CELL)
    reader = csv.reader(record, delimiter=delimiter, strict=True)
    try:
        row = next(reader)
    except csv.Error:
        if '"' not in lines[at]:
            raise
        row = []
    if row and (reader.line_num == 1 or _is_one_row(row, delimiter, width)):
        return row, reader.line_num
    return _split_by_hand(lines[at].rstrip("\r\n"), delimiter), 1


def _is_one_row(row: list[str], delimiter: str, width: int) -> bool:
    """Whether a row of several lines is one row, rather than some that a lone quote holds.

    Rows that were taken for one cell leave their delimiters in it: as many as a row has.
    """
    inside = sum(cell.count(delimiter) for cell in row if "\n" in cell or "\r" in cell)
    return inside == 0 or (len(row) == width and inside < width - 1)


@lru_cache
def _cell_pattern(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    return re.compile(rf'(?:[ ]*"((?:[^"]|"")*)"[ ]*|([^{mark}]*))({mark}|$)')


def _split_by_hand(line: str, delimiter: str) -> list[str]:
    """Cells of a line whose quotes are not in order: pairs around a cell go, others are text."""
    cells = []
    for found in _cell_pattern(delimiter).finditer(line):
        quoted, bare, end = found.groups()
        cells.append(bare if quoted is None else quoted.replace('""', '"'))
        if not end:
            break
    if max(map(len, cells)) > csv.field_size_limit():
        raise csv.Error("field larger than field limit")
    return cells
