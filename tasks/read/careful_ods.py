"""What an .ods workbook shows besides its values. Source: ODF 1.3 part 3, 9, 16.29, 19.

calamine goes by the names as written (`table:table-row`), whatever their prefix stands for, so the
used range is measured by names too; further than that only a file with the usual prefixes is read.
"""

import io
import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree
from xml.parsers import expat

from schemas.errors import Fault, FileRejectedError
from tasks.read import ods_styles
from tasks.read.complaints import complaint
from tasks.read.file_guards import CellBudget, Package
from tasks.read.grid import Appearance, Place, Span, plain
from tasks.read.ods_styles import NAMESPACES, Styles, qualified, read_styles
from tasks.read.rich_texts import PLAIN_FONT, PLAIN_TEXT, Font, Part, rich_text

_Element = ElementTree.Element
_DECLARED = re.compile(rb"""\bxmlns:(\w+)\s*=\s*["']([^"']*)["']""")
_SIGNALS = (
    *(b"table:visibility", b"table:display", b"table:formula", b"-spanned=", b"office:currency"),
    b"<office:annotation",
    *(b"<text:line-break", b"<text:tab"),  # calamine reads `300` and `500` under it as 300500
    *ods_styles.SIGNALS,
)
_ERROR = re.compile(r"#\S+[!?]|#N/A|\w+:5\d\d")  # `Err:502`, whatever the language
_REFERENCE = re.compile(r"\[\.?([^\[\]]*)\]")
_TABLE, _ROW = qualified("table:table"), qualified("table:table-row")
_COLUMN = qualified("table:table-column")
_GROUPS = {qualified("table:table-row-group"), qualified("table:table-column-group")}
_CELLS = {qualified("table:table-cell"), qualified("table:covered-table-cell")}
_ROWS_REPEATED = qualified("table:number-rows-repeated")
_COLUMNS_REPEATED = qualified("table:number-columns-repeated")
_VALUE_TYPE, _CURRENCY = qualified("office:value-type"), qualified("office:currency")
_FORMULA, _CELL_STYLE = qualified("table:formula"), qualified("table:style-name")
_DEFAULT_STYLE = qualified("table:default-cell-style-name")
_VALUES = [f"office:{kind}value" for kind in ("", "date-", "time-", "boolean-", "string-")]
_BREAKS = {qualified("text:line-break"), qualified("text:tab")}
_BLANKS = {qualified(f"text:{kind}") for kind in ("s", "tab", "line-break")}
_ANNOTATION = qualified("office:annotation")
_FILLED = frozenset({*_VALUES, "office:value-type", "table:formula"})


def find_appearances(package: Package, max_cells: int) -> dict[str, Appearance]:
    """Map the title of each table to what it shows, if any shows more than its values.

    Raises:
        FileRejectedError: E004 the file is damaged or its prefixes are unusual, E005 it is under a
            password, E006 its tables use too wide ranges.
    """
    content = package.read(package.main)
    try:
        ranges = _used_ranges(content)
    except expat.ExpatError as error:
        is_locked = b"encryption-data" in package.read("META-INF/manifest.xml")
        fault = Fault("E005", cause=str(error)) if is_locked else complaint("E004", error)
        raise FileRejectedError(fault) from error
    budget = CellBudget(max_cells)
    for rows, columns in ranges:
        budget.take(package.main, rows, columns)
    common = package.read("styles.xml")
    if not (_has(content, _SIGNALS) or _has(common, ods_styles.SIGNALS)):
        return {}
    for prefix, meaning in _DECLARED.findall(content):
        if NAMESPACES.get(prefix.decode(), meaning.decode()) != meaning.decode():
            raise FileRejectedError(Fault("E004", written=f"xmlns:{prefix.decode()}"))
    return _walked(content, read_styles(common, content))


def _has(xml: bytes, signals: tuple[bytes, ...]) -> bool:
    return any(signal in xml for signal in signals)


class _Measure:
    """Used range of each table; the empty rows and cells that fill a sheet do not count."""

    def __init__(self) -> None:
        self.ranges: list[tuple[int, int]] = []
        self._row = self._at = self._rows = self._columns = 0

    def see(self, name: str, attributes: dict[str, str]) -> None:
        """Take in one element as it begins."""
        if name in {"table:table-cell", "table:covered-table-cell"}:
            repeated = attributes.get("table:number-columns-repeated")
            self._at += int(repeated) if repeated else 1
            if not _FILLED.isdisjoint(attributes):
                self._rows, self._columns = self._row, max(self._columns, self._at)
        elif name == "table:table-row":
            self._row += int(attributes.get("table:number-rows-repeated", "1"))
            self._at = 0
        elif name == "table:table":
            self.close()

    def close(self) -> None:
        """End a table."""
        self.ranges.append((self._rows, self._columns))
        self._row = self._at = self._rows = self._columns = 0


def _used_ranges(content: bytes) -> list[tuple[int, int]]:
    measure, parser = _Measure(), expat.ParserCreate()
    parser.StartElementHandler = measure.see
    parser.Parse(content, True)
    measure.close()
    return measure.ranges


class _Table:
    """A table while it is walked."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.appearance = plain()
        self.row = 0
        self.column_styles: list[tuple[int, str]] = []  # up to which column which style holds
        self.columns = 0
        self.hidden_groups = 0

    def style_of_column(self, column: int) -> str:
        """Style of cells that name none."""
        return next((style for end, style in self.column_styles if column < end), "")


def _walked(content: bytes, styles: Styles) -> dict[str, Appearance]:
    table, found = _Table(""), {}
    for event, element in ElementTree.iterparse(io.BytesIO(content), ("start", "end")):  # noqa: S314
        if element.tag in _GROUPS and element.get(qualified("table:display")) == "false":
            table.hidden_groups += 1 if event == "start" else -1
        elif event == "start":
            if element.tag == _TABLE:
                table = _Table(element.get(qualified("table:name"), ""))
                found[table.title] = table.appearance
        elif element.tag == _COLUMN:
            _see_columns(element, table)
        elif element.tag == _ROW:
            _see_row(element, table, styles)
            element.clear()
    return found


def _is_unseen(element: _Element, table: _Table) -> bool:
    return table.hidden_groups > 0 or element.get(qualified("table:visibility"), "visible") in {
        "collapse",
        "filter",
    }


def _see_columns(element: _Element, table: _Table) -> None:
    end = table.columns + int(element.get(_COLUMNS_REPEATED, "1"))
    if _is_unseen(element, table):
        table.appearance.unseen_columns.append(range(table.columns, end))
    table.column_styles.append((end, element.get(_DEFAULT_STYLE, "")))
    table.columns = end


def _see_row(element: _Element, table: _Table, styles: Styles) -> None:
    rows = range(table.row, table.row + int(element.get(_ROWS_REPEATED, "1")))
    table.row = rows.stop
    if _is_unseen(element, table):
        table.appearance.unseen_rows.append(rows)
    column = 0
    for cell in element:
        if cell.tag in _CELLS:
            columns = range(column, column + int(cell.get(_COLUMNS_REPEATED, "1")))
            column = columns.stop
            own = cell.get(_CELL_STYLE) or element.get(_DEFAULT_STYLE)
            look = _look(cell, own or table.style_of_column(columns.start), styles)
            if look != _NOTHING:
                places = [(row, column) for row in rows for column in columns]
                _note(table.appearance, places, look)
            if (note := cell.find(_ANNOTATION)) is not None:
                said = " ".join(t for p in note.iterfind(qualified("text:p")) for t in p.itertext())
                table.appearance.comments[rows.start, columns.start] = said.strip()
            if cell.get(qualified("table:number-columns-spanned")):
                table.appearance.merged.append(_span(cell, rows.start, columns.start))


class _Look(NamedTuple):
    """What one cell shows besides its value."""

    text: str = ""
    code: str = ""
    is_crossed: bool = False


_NOTHING = _Look()


def _look(cell: _Element, style: str, styles: Styles) -> _Look:
    kind = cell.get(_VALUE_TYPE, "")
    if not kind and not cell.get(_FORMULA):
        return _NOTHING
    code = styles.formats.get(style, "")
    if kind == "currency" and not code and cell.get(_CURRENCY):
        code = f"[${cell.get(_CURRENCY)}]0"
    if kind == "percentage" and not code:
        code = "0%"
    rich = rich_text(_parts(cell, style, styles)) if styles.struck or styles.raised else PLAIN_TEXT
    text = _missing_value(cell, kind) or (rich.text if kind == "string" else "")
    if not text and kind == "string" and any(part.tag in _BREAKS for part in cell.iter()):
        text = "".join(part.text for part in _parts(cell, style, styles)).strip()
    return _Look(text, code, style in styles.struck or rich.is_struck)


def _parts(cell: _Element, style: str, styles: Styles) -> Iterator[Part]:
    """Yield the parts of a cell's text, its paragraphs in lines of their own."""
    font = _font(style, PLAIN_FONT, styles)
    for number, paragraph in enumerate(cell.iterfind(qualified("text:p"))):
        yield Part("\n" if number else "")
        yield from _parts_within(paragraph, font, styles)


def _parts_within(element: _Element, around: Font, styles: Styles) -> Iterator[Part]:
    font = _font(element.get(qualified("text:style-name"), ""), around, styles)
    yield Part(" " if element.tag in _BLANKS else element.text or "", font)
    for child in element:
        yield from _parts_within(child, font, styles)
        yield Part(child.tail or "", font)


def _font(style: str, around: Font, styles: Styles) -> Font:
    """The font of a style; of what it does not say, that of the text around."""
    is_struck = around.is_struck or style in styles.struck
    return Font(is_struck, styles.raised.get(style, around.is_raised))


def _missing_value(cell: _Element, kind: str) -> str:
    """The error or the formula of a cell that has no value of its own."""
    formula = cell.get(_FORMULA, "")
    seen = "".join(t for p in cell.iterfind(qualified("text:p")) for t in p.itertext()).strip()
    if cell.get(qualified("calcext:value-type")) == "error":
        return seen or "#ERROR!"
    if not formula:
        return ""
    if _ERROR.fullmatch(seen):
        return seen
    is_computed = kind == "string" or any(cell.get(qualified(name)) is not None for name in _VALUES)
    return "" if kind and is_computed else _plain_formula(formula)


def _plain_formula(formula: str) -> str:
    """`of:=[.C9]*SUM([.E9:.E12])` as people write it: `=C9*SUM(E9:E12)`."""
    text = formula.partition("=")[2]
    return "=" + _REFERENCE.sub(lambda found: found[1].replace(":.", ":"), text)


def _note(appearance: Appearance, places: list[Place], look: _Look) -> None:
    if look.text:
        appearance.texts.update(dict.fromkeys(places, look.text))
    elif look.code:
        appearance.formats.update(dict.fromkeys(places, look.code))
    if look.is_crossed:
        appearance.crossed.update(places)


def _span(cell: _Element, row: int, column: int) -> Span:
    height = int(cell.get(qualified("table:number-rows-spanned"), "1"))
    width = int(cell.get(qualified("table:number-columns-spanned"), "1"))
    return Span(row, column, row + height - 1, column + width - 1)
