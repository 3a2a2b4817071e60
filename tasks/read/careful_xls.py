"""What an .xls workbook shows besides its values. Source: [MS-XLS] 2.4, 2.5.

Its sheets are records, passed over one by one to measure them; on the way stands all there is to
see, but for the parts of shared texts that are struck through or raised.
"""

import os
import re
import struct
from pathlib import Path

import xlrd
from xlrd.compdoc import CompDocError
from xlrd.formula import FMLA_TYPE_CELL, FormulaError, decompile_formula

from schemas.errors import FileRejectedError
from tasks.read.complaints import complaint
from tasks.read.file_guards import CellBudget
from tasks.read.grid import FLAT, NARROW, Appearance, Place, plain
from tasks.read.rich_texts import PLAIN_TEXT, RichText, note_text, parts_of_runs, rich_text
from tasks.read.xls_records import PAIR, Book, read_book, records, workbook_stream

ERROR_TEXTS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_CELL, _BOUNDS = struct.Struct("<HHH"), struct.Struct("<IIHH")
_FORMULA, _BOOL_OR_ERROR, _NUMBERS, _ROW, _COLUMNS = 0x06, 0x205, 0xBD, 0x208, 0x7D
_DIMENSIONS, _MAX_ROWS, _MAX_COLUMNS = 0x200, 0x10000, 0x100
_OLD_FORMULAS = {0x206, 0x406}  # as Numbers exports them
_OTHER_CELLS = frozenset({_FORMULA, *_OLD_FORMULAS, _BOOL_OR_ERROR})
_SHARED, _TEXT = 0xFD, struct.Struct("<HHHI")
_CELLS = _OTHER_CELLS | {0x203, 0x27E, _SHARED, 0x204, 0xD6}
_IS_HIDDEN_ROW, _IS_MADE, _CALCULATE = 0x20, 0x40, 0x02
# Tokens of a formula, by which its last step is told: + - * / ^, sign, percent; SUM; functions
_ARITHMETIC, _SUM = {0x03, 0x04, 0x05, 0x06, 0x07, 0x12, 0x13, 0x14}, b"\x19\x10"
_NUMERIC_FUNCTIONS = {0, 4, 5, 6, 7, 24, 25, 27, 169, 183, 212, 213, 228, 345, 346}
_WHOLE = re.compile(r"\b(\d+)\.0\b")  # xlrd writes the 2 of a formula as 2.0


class _Sheet:
    """A sheet while it is walked."""

    def __init__(self) -> None:
        self.appearance = plain()
        self.rows = self.columns = 0
        self.empty_formulas: dict[Place, bytes] = {}  # computed or not
        self.uncomputed: dict[Place, bytes] = {}


def find_appearances(content: bytes, max_cells: int) -> dict[str, Appearance]:
    """Map the title of each sheet to what it shows.

    Raises:
        FileRejectedError: E004 the file is damaged, E005 it is under a password, E006 its sheets
            use too wide ranges.
    """
    try:
        stream = workbook_stream(content)
        book = read_book(stream)
        texts = _rich_texts(content, book)
        walked = [(title, _walked(stream, at, book, texts)) for title, at in book.sheets]
        budget = CellBudget(max_cells)
        for title, sheet in walked:
            budget.take(title, sheet.rows, sheet.columns)
        sheets = dict(walked)
        _name_uncomputed(content, sheets)
    except (CompDocError, struct.error, AssertionError, RecursionError, xlrd.XLRDError) as error:
        raise FileRejectedError(complaint("E004", error)) from error
    return {t: s.appearance for t, s in sheets.items() if s.appearance != plain()}


def _rich_texts(content: bytes, book: Book) -> dict[int, RichText]:
    """Shared texts that show more than their letters, by number."""
    if not book.fonts:
        return {}
    with Path(os.devnull).open("w") as nowhere:
        known = xlrd.open_workbook(
            file_contents=content, logfile=nowhere, on_demand=True, formatting_info=True
        )
    found = (
        (number, rich_text(parts_of_runs(known._sharedstrings[number], runs, book.fonts)))
        for number, runs in known._rich_text_runlist_map.items()
    )
    return {number: text for number, text in found if text != PLAIN_TEXT}


def _walked(stream: bytes, start: int, book: Book, texts: dict[int, RichText]) -> _Sheet:
    sheet, rows, columns = _Sheet(), 0, 0
    telling = book.formats.keys() | book.struck
    for kind, at, size in records(stream, start):
        if kind in _CELLS:
            row, column, style = _CELL.unpack_from(stream, at)
            rows = row if row > rows else rows
            columns = column if column > columns else columns
            if style in telling:
                _note_style(sheet, book, (row, column), style)
            if kind == _SHARED and texts:
                text = texts.get(_TEXT.unpack_from(stream, at)[3], PLAIN_TEXT)
                note_text(sheet.appearance, (row, column), text)
            if kind in _OTHER_CELLS:
                _note_cell(sheet, kind, (row, column), stream[at + 6 : at + size])
        elif kind == _NUMBERS:
            row, column = _note_numbers(sheet, book, stream[at : at + size])
            rows, columns = max(rows, row), max(columns, column)
        elif kind == _ROW:
            if stream[at + 12] & _IS_HIDDEN_ROW or _is_flat(stream, at):
                sheet.appearance.unseen_rows.append(_only(PAIR.unpack_from(stream, at)[0]))
        elif kind == _COLUMNS:
            _note_columns(sheet, stream[at : at + size])
        elif kind == _DIMENSIONS and size >= _BOUNDS.size:
            first, last, left, right = _BOUNDS.unpack_from(stream, at)
            if not (first <= last <= _MAX_ROWS and left <= right <= _MAX_COLUMNS):
                rows, columns = _MAX_ROWS, 0xFFFF  # calamine would make room for that many
    sheet.rows, sheet.columns = rows + 1, columns + 1
    return sheet


def _note_style(sheet: _Sheet, book: Book, place: Place, style: int) -> None:
    if style in book.formats:
        sheet.appearance.formats[place] = book.formats[style]
    if style in book.struck:
        sheet.appearance.crossed.add(place)


def _note_numbers(sheet: _Sheet, book: Book, body: bytes) -> Place:
    """Note the styles of some numbers side by side; return the last one's place."""
    row, column = PAIR.unpack_from(body)
    if book.formats or book.struck:
        for number, at in enumerate(range(4, len(body) - 5, 6)):
            _note_style(sheet, book, (row, column + number), PAIR.unpack_from(body, at)[0])
    return row, column + len(body) // 6


def _is_flat(stream: bytes, at: int) -> bool:
    """Whether somebody made a row too low to be seen; its height is in twentieths of a point."""
    height = PAIR.unpack_from(stream, at + 6)[0] & 0x7FFF
    return bool(stream[at + 12] & _IS_MADE) and height < 20 * FLAT


def _only(number: int) -> range:
    return range(number, number + 1)


def _note_columns(sheet: _Sheet, body: bytes) -> None:
    first, last = PAIR.unpack_from(body)
    width = PAIR.unpack_from(body, 4)[0]  # in parts of 256 of a character
    if body[8] & 1 or width < 256 * NARROW:
        sheet.appearance.unseen_columns.append(range(first, last + 1))


def _note_cell(sheet: _Sheet, kind: int, place: Place, body: bytes) -> None:
    """Note an error or a formula."""
    if kind == _FORMULA:
        _note_formula(sheet, place, body)
    elif kind in _OLD_FORMULAS:  # which calamine passes over
        sheet.uncomputed[place] = body[14:]
    elif body[1]:
        sheet.appearance.texts[place] = ERROR_TEXTS.get(body[0], "#ERROR!")


def _note_formula(sheet: _Sheet, place: Place, body: bytes) -> None:
    """Note a formula's error, or that it has no value of its own.

    xlwt writes an empty text for each value, POI a zero to be computed when opened.
    """
    is_no_number = body[6:8] == b"\xff\xff"
    if is_no_number and body[0] == 2:
        sheet.appearance.texts[place] = ERROR_TEXTS.get(body[2], "#ERROR!")
    elif is_no_number and body[0] == 3:
        sheet.empty_formulas[place] = body[14:]
    elif not any(body[:8]) and body[8] & _CALCULATE:
        sheet.uncomputed[place] = body[14:]


def _name_uncomputed(content: bytes, sheets: dict[str, _Sheet]) -> None:
    """Put formulas without a value where they stand.

    An empty text may be a formula's value (`IF(…;"")`). It is none where the formula can only
    give a number; a program that writes one such does not compute at all.
    """
    empty = (body for sheet in sheets.values() for body in sheet.empty_formulas.values())
    if any(map(_gives_number, empty)):
        for sheet in sheets.values():
            sheet.uncomputed.update(sheet.empty_formulas)
    if not any(sheet.uncomputed for sheet in sheets.values()):
        return
    with Path(os.devnull).open("w") as nowhere:
        book = xlrd.open_workbook(file_contents=content, logfile=nowhere, on_demand=True)
        for sheet in sheets.values():
            for place, body in sheet.uncomputed.items():
                sheet.appearance.texts[place] = _formula_text(book, place, body)


def _gives_number(body: bytes) -> bool:
    """Whether the last step of a formula is arithmetic or a function of numbers."""
    tokens = body[2 : 2 + int.from_bytes(body[:2], "little")]
    if not tokens:
        return False
    if tokens[-1] in _ARITHMETIC or tokens[-4:-2] == _SUM:
        return True
    return any(
        len(tokens) >= size
        and tokens[-size] & 0x1F == token
        and tokens[-size] >= 0x20
        and int.from_bytes(tokens[-2:], "little") in _NUMERIC_FUNCTIONS
        for token, size in ((1, 3), (2, 4))
    )


def _formula_text(book: xlrd.Book, place: Place, body: bytes) -> str:
    size = int.from_bytes(body[:2], "little")
    try:
        tokens = body[2 : 2 + size]
        text = decompile_formula(book, tokens, size, FMLA_TYPE_CELL, browx=place[0], bcolx=place[1])
    except (FormulaError, LookupError, struct.error, TypeError, ValueError):
        text = ""
    return "=" + _WHOLE.sub(r"\1", text or "")
