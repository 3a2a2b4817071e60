"""What an .xlsb workbook shows besides its values. Source: [MS-XLSB] 2.1.4, 2.4, 2.5.

Its sheets are records, passed over one by one to measure them; on the way stands all there is to
see, but for the parts of shared texts that are struck through or raised.
"""

from collections import Counter
from collections.abc import Iterator
from struct import Struct
from typing import NamedTuple

from schemas.errors import Fault, FileRejectedError
from tasks.read.careful_xls import ERROR_TEXTS
from tasks.read.file_guards import CellBudget, Package
from tasks.read.grid import FLAT, NARROW, Appearance, Span, plain
from tasks.read.number_formats import KNOWN_CODES, is_telling
from tasks.read.rich_texts import (
    PLAIN_FONT,
    PLAIN_TEXT,
    Font,
    RichText,
    note_text,
    parts_of_runs,
    rich_text,
)

_ROW, _CELLS, _PASSED_OVER = 0, range(1, 12), frozenset({*range(12, 19), 62})
_CELL_ERROR, _FORMULA_ERROR = 3, 11
_FONT, _FORMAT, _XF, _COLUMNS, _SHEET, _MERGED = 43, 44, 47, 60, 156, 176
_XFS, _XFS_END = 617, 618
_ERRORS, _RANGES = frozenset({_CELL_ERROR, _FORMULA_ERROR}), frozenset({_COLUMNS, _MERGED})
_STRIKES, _RAISES, _IS_HIDDEN_ROW, _IS_MADE_ROW = 0x08, b"\x01", 0x10, 0x20
_SHARED, _SHARED_TEXT, _IS_RICH = 7, 19, 0x01
_ONE, _TWO, _FOUR, _PAIR = Struct("<I"), Struct("<II"), Struct("<IIII"), Struct("<HH")


class _Styles(NamedTuple):
    """Number format and strike-through by style number, where they show more than the value.

    `fonts` and `texts` are the fonts and the shared texts that show more than their letters.
    """

    formats: dict[int, str]
    struck: frozenset[int]
    fonts: dict[int, Font]
    texts: dict[int, RichText]


def find_appearances(package: Package, max_cells: int) -> dict[str, Appearance]:
    """Map the title of each sheet to what it shows.

    Raises:
        FileRejectedError: E006 its sheets use too wide ranges, E020 calamine would pass over cells.
    """
    styles = _read_styles(package.read(f"{package.folder}styles.bin"))
    if styles.fonts:
        texts = package.read(f"{package.folder}sharedStrings.bin")
        styles = styles._replace(texts=dict(_rich_texts(texts, styles.fonts)))
    sheets = package.sheets()
    budget = CellBudget(max_cells)
    seen = {}
    for part, times in sorted(Counter(sheets.values()).items()):
        seen[part], rows, columns = _walked(package.read(part), styles)
        budget.take(part, rows, columns, times)
    titles = _titles(package.read(f"{package.folder}{package.main}"))
    return {title: seen[sheets[name]] for title, name in titles if name in sheets}


def _records(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield (record id, where its body begins, its size)."""
    at, end = 0, len(data)
    while at + 1 < end:
        kind, size = data[at], data[at + 1]
        at += 2
        if kind & 0x80:
            kind = (kind & 0x7F) | ((size & 0x7F) << 7)
            size = data[at] if at < end else 0
            at += 1
        shift = 7
        size_byte, size = size, size & 0x7F
        while size_byte & 0x80 and shift < 28 and at < end:
            size_byte = data[at]
            size |= (size_byte & 0x7F) << shift
            shift += 7
            at += 1
        yield kind, at, size
        at += size


def _walked(data: bytes, styles: _Styles) -> tuple[Appearance, int, int]:
    """What a sheet shows, its rows and columns."""
    seen, row, rows, columns = plain(), 0, 0, 0
    telling = styles.formats.keys() | styles.struck
    for kind, at, size in _records(data):
        if kind in _CELLS:
            column, style = _TWO.unpack_from(data, at)
            columns = max(columns, column + 1)
            if telling and style & 0xFFFFFF in telling:
                _note_style(seen, styles, (row, column), style & 0xFFFFFF)
            if kind == _SHARED and styles.texts:
                text = styles.texts.get(_ONE.unpack_from(data, at + 8)[0], PLAIN_TEXT)
                note_text(seen, (row, column), text)
            if kind in _ERRORS:
                seen.texts[row, column] = ERROR_TEXTS.get(data[at + 8], "#ERROR!")
        elif kind == _ROW:
            (row,) = _ONE.unpack_from(data, at)
            rows = max(rows, row + 1)
            if data[at + 11] & _IS_HIDDEN_ROW or _is_flat(data, at):
                seen.unseen_rows.append(range(row, row + 1))
        elif kind in _PASSED_OVER:
            raise FileRejectedError(Fault("E020"))
        elif kind in _RANGES:
            _note_range(seen, kind, data[at : at + size])
    return seen, rows, columns


def _note_style(seen: Appearance, styles: _Styles, place: tuple[int, int], style: int) -> None:
    if style in styles.formats:
        seen.formats[place] = styles.formats[style]
    if style in styles.struck:
        seen.crossed.add(place)


def _is_flat(data: bytes, at: int) -> bool:
    """Whether somebody made a row too low to be seen; its height is in twentieths of a point."""
    height = int.from_bytes(data[at + 8 : at + 10], "little")
    return bool(data[at + 11] & _IS_MADE_ROW) and height < 20 * FLAT


def _rich_texts(data: bytes, fonts: dict[int, Font]) -> Iterator[tuple[int, RichText]]:
    """Yield shared texts that show more than their letters, with their numbers."""
    number = -1
    for kind, at, size in _records(data):
        if kind != _SHARED_TEXT:
            continue
        number += 1
        text, end = _text(data, at + 1)
        if not data[at] & _IS_RICH or end + 4 > at + size:
            continue
        (count,) = _ONE.unpack_from(data, end)
        places = range(end + 4, min(end + 4 + 4 * count, at + size - 3), 4)
        runs = (_PAIR.unpack_from(data, place) for place in places)
        rich = rich_text(parts_of_runs(text, runs, fonts))
        if rich != PLAIN_TEXT:
            yield number, rich


def _note_range(seen: Appearance, kind: int, body: bytes) -> None:
    """Note hidden columns or a merged range."""
    a, b, c, d = _FOUR.unpack_from(body)
    if kind == _MERGED:
        seen.merged.append(Span(a, c, b, d))
    elif body[16] & 1 or c < 256 * NARROW:  # hidden, or with hardly any width
        seen.unseen_columns.append(range(a, b + 1))


def _read_styles(data: bytes) -> _Styles:
    codes = dict(KNOWN_CODES)
    fonts: list[Font] = []
    styles: list[tuple[int, int]] = []
    is_cell_style = False
    for kind, at, _ in _records(data):
        if kind == _FORMAT:
            (number,) = _PAIR.unpack_from(data, at)[:1]
            codes[number] = _text(data, at + 2)[0]
        elif kind == _FONT:
            fonts.append(Font(bool(data[at + 2] & _STRIKES), data[at + 6 : at + 7] == _RAISES))
        elif kind in {_XFS, _XFS_END}:
            is_cell_style = kind == _XFS
        elif kind == _XF and is_cell_style:
            styles.append(_PAIR.unpack_from(data, at + 2))
    formats = {n: codes.get(code, "") for n, (code, _) in enumerate(styles)}
    struck = {number for number, font in enumerate(fonts) if font.is_struck}
    return _Styles(
        {number: code for number, code in formats.items() if is_telling(code)},
        frozenset(n for n, (_, font) in enumerate(styles) if font in struck),
        {number: font for number, font in enumerate(fonts) if font != PLAIN_FONT},
        {},
    )


def _titles(workbook: bytes) -> Iterator[tuple[str, str]]:
    """Yield title and relation of each sheet."""
    for kind, at, _ in _records(workbook):
        if kind == _SHEET:
            relation, end = _text(workbook, at + 8)
            yield _text(workbook, end)[0], relation


def _text(data: bytes, at: int) -> tuple[str, int]:
    """A text and where it ends."""
    (length,) = _ONE.unpack_from(data, at)
    end = at + 4 + (0 if length == 0xFFFFFFFF else 2 * length)
    return data[at + 4 : end].decode("utf-16-le", "replace"), end
