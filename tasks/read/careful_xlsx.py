"""What an .xlsx workbook shows besides its values; strict and lean OOXML too.

A sheet with a signal is walked element by element, with calamine's way of counting cells that do
not say where they are. openpyxl is not asked: it finds no sheets in strict OOXML, does not tell a
formula without value from one whose value is an empty text, and takes ten times as long.
"""

import html
import io
import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from xml.etree import ElementTree

from schemas.errors import Fault, FileRejectedError
from tasks.read.file_guards import CellBudget, Package
from tasks.read.grid import FLAT, NARROW, Appearance, Place, plain
from tasks.read.number_formats import KNOWN_CODES, is_telling
from tasks.read.rich_texts import PLAIN_TEXT, Font, Part, RichText, note_text, rich_text
from tasks.read.signals import Extent, column_number, exact_range, shows_more, used_range

_WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff")
_RECALCULATES = re.compile(rb"""\bfullCalcOnLoad\s*=\s*["'](?:1|true)""")
_ADDRESS = re.compile(r"([A-Za-z]+)([0-9]+)")
_CODE = re.compile(rb"""\bformatCode\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_WHITE = re.compile(
    rb"""<(?:\w+:)?color\b[^>]*\b(?:rgb=["'](?:[0-9A-F]{2})?F{6}|theme=["']0["']|indexed=["'][19]["'])""",
    re.IGNORECASE,
)
_KNOWN_FORMAT = re.compile(rb"""\bnumFmtId=["'](?:9|10)["']""")
_YES = {"1", "true"}
# a sign that XML would not keep, `_x000D_`; half a sign is left as it stands
_ESCAPED = re.compile(r"_x((?!D[89A-F])[0-9A-F]{4})_", re.IGNORECASE)
_LEAVES = ("}c", "}v", "}f", "}t")  # of which the row is asked
_ON_PAPER = re.compile(rb"<(?:odd|even|first)(?:Header|Footer)>([^<]*)<")
_PLACED = re.compile(
    r"&(?:[LCRDTFAPNGBIUESXYHZK]|\"[^\"]*\"|\d+)"
)  # left, centre, page number, font
_WORD = re.compile(r"[^\W\d_]{3}")


class _Book(NamedTuple):
    """What the sheets of a workbook refer to.

    Attributes:
        formats: Style number to number format, where it shows more than the number.
        struck_styles: Numbers of styles that strike through.
        faint_styles: Numbers of styles that write in white on nothing.
        texts: Shared texts that show more than their letters, by number.
        recalculates: Whether formulas are to be computed when it is opened: a 0 beside one may be
            a placeholder, as xlsxwriter leaves it.
    """

    formats: dict[str, str]
    struck_styles: frozenset[str]
    faint_styles: frozenset[str]
    texts: dict[str, RichText]
    recalculates: bool


class _Sheet(NamedTuple):
    """A sheet while it is walked; `formulas` are those that later cells share."""

    book: _Book
    appearance: Appearance
    formulas: dict[str, str]


def find_appearances(package: Package, max_cells: int) -> dict[str, Appearance]:
    """Map the title of each sheet that shows more than its values to what it shows.

    Raises:
        FileRejectedError: E006 its sheets use too wide ranges, E004 a sheet is in UTF-16, which
            calamine takes for an empty one.
    """
    workbook = package.read(f"{package.folder}workbook.xml")
    book = _book(package, workbook)
    styles = _style_pattern(book)
    sheets = package.sheets()
    found: dict[str, Appearance] = {}
    measure = _Measure(package, CellBudget(max_cells))
    for part, times in sorted(Counter(sheets.values()).items()):
        xml = package.read(part)
        if xml.startswith(_WIDE_TEXT):
            raise FileRejectedError(Fault("E004", written=f"{part}: UTF-16"))
        extent = used_range(xml)
        measure.see(part, extent, times)
        may_show_more = shows_more(xml, extent, styles, recalculates=book.recalculates)
        if may_show_more or book.texts:
            found[part] = _walked(xml, book)
        printed = [*_printed(xml), *_boxes(package, part)]
        comments = _comments(package, part)
        if printed or comments:
            about = found.setdefault(part, plain())
            about.printed.extend(printed)
            about.comments.update(comments)
    if not found:
        return {}
    titles = ((title, sheets.get(relation)) for title, relation in _titles(workbook))
    return {title: found[part] for title, part in titles if part in found}


def _printed(xml: bytes) -> list[str]:
    """Headers and footers of the printed page: `(dalam ribuan rupiah)`, `DRAFT`."""
    tail = xml[xml.rfind(b"</sheetData>") :]
    texts = (html.unescape(text.decode("utf-8", "replace")) for text in _ON_PAPER.findall(tail))
    said = (_PLACED.sub(" ", text).strip() for text in texts)
    return [text for text in said if _WORD.search(text)]


def _boxes(package: Package, part: str) -> list[str]:
    """Texts of the boxes drawn over a sheet."""
    shapes = (x for page in _beside(package, part, "drawing") for x in page.iter())
    boxes = (shape for shape in shapes if _kind(shape) == "txBody")
    texts = (" ".join(x.text or "" for x in box.iter() if _kind(x) == "t") for box in boxes)
    return [text for text in texts if _WORD.search(text)]


def _comments(package: Package, part: str) -> dict[Place, str]:
    """Texts of the comments on a sheet's cells, whoever wrote them."""
    pages = _beside(package, part, "comments")
    comments = (c for page in pages for c in page.iter() if _kind(c) == "comment")
    return {
        _place(comment.get("ref", ""), 0, -1): "".join(
            text.text or "" for text in comment.iter() if _kind(text) == "t"
        )
        for comment in comments
        if _ADDRESS.fullmatch(comment.get("ref", ""))
    }


def _beside(package: Package, part: str, kind: str) -> list[ElementTree.Element]:
    """The pages of some kind that belong to a sheet."""
    folder, _, name = part.rpartition("/")
    relations = package.read(f"{folder}/_rels/{name}.rels")
    if f"/{kind}".encode() not in relations:
        return []
    kept = (
        posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))[1:].lower()
        for relation in ElementTree.fromstring(relations)  # noqa: S314
        if relation.get("Type", "").endswith(f"/{kind}")
    )
    return [ElementTree.fromstring(xml) for at in kept if (xml := package.read(at))]  # noqa: S314


class _Measure:
    """Counts a workbook's cells; plain sheets exactly only where it may be too many."""

    def __init__(self, package: Package, budget: CellBudget) -> None:
        self.package = package
        self.budget = budget
        self.roughly: list[tuple[str, int]] = []
        self.rough_cells = 0

    def see(self, part: str, extent: Extent, times: int) -> None:
        """Take in a sheet that is shown under so many titles."""
        if not extent.is_plain:
            self.budget.take(part, extent.rows, extent.columns, times)
        else:
            self.roughly.append((part, times))
            self.rough_cells += extent.rows * extent.columns * times
        if self.rough_cells > self.budget.left:
            for plain_part, shown in self.roughly:
                exact = exact_range(self.package.read(plain_part))
                self.budget.take(plain_part, exact.rows, exact.columns, shown)
            self.roughly, self.rough_cells = [], 0


def _book(package: Package, workbook: bytes) -> _Book:
    styles = package.read(f"{package.folder}styles.xml")
    texts = package.read(f"{package.folder}sharedStrings.xml")
    return _Book(
        *_read_styles(styles),
        _rich_texts(texts) if b"strike" in texts or b"superscript" in texts else {},
        _RECALCULATES.search(workbook) is not None,
    )


def _titles(workbook: bytes) -> Iterator[tuple[str, str]]:
    """Yield title and relation of each sheet."""
    for element in ElementTree.fromstring(workbook).iter():  # noqa: S314
        if _kind(element) == "sheet":
            relation = (v for k, v in element.items() if k.rpartition("}")[2] == "id")
            yield element.get("name", ""), next(relation, "")


def _kind(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _child(element: ElementTree.Element, kind: str) -> ElementTree.Element | None:
    return next((child for child in element if _kind(child) == kind), None)


@lru_cache(maxsize=200)
def _read_styles(xml: bytes) -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
    """Formats by style number, styles that strike through and that nobody sees, where any do."""
    codes = {double or single for double, single in _CODE.findall(xml)}
    is_plain = b"strike" not in xml and not _WHITE.search(xml)
    if is_plain and not any(map(_may_tell, codes)) and not _KNOWN_FORMAT.search(xml):
        return {}, frozenset(), frozenset()
    groups = {_kind(group): list(group) for group in ElementTree.fromstring(xml)}  # noqa: S314
    named = {str(number): code for number, code in KNOWN_CODES.items()}
    named |= {e.get("numFmtId", ""): e.get("formatCode", "") for e in groups.get("numFmts", [])}
    fonts = groups.get("fonts", [])
    struck = {str(number) for number, font in enumerate(fonts) if _strikes(font)}
    white = {str(n) for n, font in enumerate(fonts) if _is_white(_child(font, "color"))}
    empty = {str(n) for n, fill in enumerate(groups.get("fills", [])) if _is_empty(fill)} | {None}
    styles = [(str(number), style) for number, style in enumerate(groups.get("cellXfs", []))]
    formats = {number: named.get(style.get("numFmtId", ""), "") for number, style in styles}
    return (
        {number: code for number, code in formats.items() if is_telling(code)},
        frozenset(number for number, style in styles if style.get("fontId") in struck),
        frozenset(
            number
            for number, style in styles
            if style.get("fontId") in white and style.get("fillId") in empty
        ),
    )


@lru_cache(maxsize=4096)
def _may_tell(code: bytes) -> bool:
    return is_telling(html.unescape(code.decode("utf-8", "replace")))


def _style_pattern(book: _Book) -> re.Pattern[bytes] | None:
    """Finds cells of styles that show more than the value."""
    numbers = sorted({*book.formats, *book.struck_styles, *book.faint_styles})
    if "0" in numbers:  # the style of cells that name none
        return re.compile(rb"<c ")
    return re.compile(rb' s="(?:%s)"' % "|".join(numbers).encode()) if numbers else None


def _strikes(font: ElementTree.Element | None) -> bool:
    struck = _child(font, "strike") if font is not None else None
    return struck is not None and struck.get("val", "1") in _YES


def _is_white(color: ElementTree.Element | None) -> bool:
    """Whether a colour is white, whichever way it is named."""
    if color is None or color.get("tint", "0") not in {"0", "0.0"}:
        return False
    rgb, theme, indexed = (color.get(name) for name in ("rgb", "theme", "indexed"))
    return (rgb or "")[-6:].upper() == "FFFFFF" or theme == "0" or indexed in {"1", "9"}


def _is_empty(fill: ElementTree.Element) -> bool:
    """Whether a fill leaves the sheet as white as it is; another may be dark."""
    pattern = _child(fill, "patternFill")
    kind = pattern.get("patternType", "none") if pattern is not None else "gradient"
    color = _child(pattern, "fgColor") if pattern is not None else None
    return kind == "none" or (kind == "solid" and _is_white(color))


def _rich_texts(xml: bytes) -> dict[str, RichText]:
    elements = (e for _, e in ElementTree.iterparse(io.BytesIO(xml)))  # noqa: S314
    texts = enumerate(e for e in elements if _kind(e) == "si")
    found = ((str(number), rich_text(_text_parts(text))) for number, text in texts)
    return {number: text for number, text in found if text != PLAIN_TEXT}


def _text_parts(text: ElementTree.Element) -> Iterator[Part]:
    """Yield the parts of a rich text; of a text that is none there are none."""
    for run in (child for child in text if _kind(child) == "r"):
        font = _child(run, "rPr")
        written = "".join(part.text or "" for part in run if _kind(part) == "t")
        letters = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), written)
        yield Part(letters, Font(_strikes(font), _raises(font)))


def _raises(font: ElementTree.Element | None) -> bool:
    raised = _child(font, "vertAlign") if font is not None else None
    return raised is not None and raised.get("val") == "superscript"


def _walked(xml: bytes, book: _Book) -> Appearance:
    sheet, row = _Sheet(book, plain(), {}), -1
    appearance = sheet.appearance
    for _, element in ElementTree.iterparse(io.BytesIO(xml)):  # noqa: S314
        if element.tag.endswith(_LEAVES):
            continue
        kind = _kind(element)
        if kind == "col" and _is_unseen(element, "width", NARROW):
            first = int(element.get("min", "1"))
            last = int(element.get("max", first))
            appearance.unseen_columns.append(range(first - 1, last))
        elif kind == "row":
            row = int(element.get("r", row + 2)) - 1
            if _is_unseen(element, "ht", FLAT):
                appearance.unseen_rows.append(range(row, row + 1))
            for place, cell in _telling_cells(element, row, book):
                _look_at(cell, place, sheet)
            element.clear()
        elif kind == "sheetData":
            break
    return appearance


def _is_unseen(element: ElementTree.Element, size: str, least: float) -> bool:
    return element.get("hidden") in _YES or float(element.get(size, "1")) < least


def _telling_cells(
    row: ElementTree.Element, number: int, book: _Book
) -> Iterator[tuple[Place, ElementTree.Element]]:
    """Yield each cell that holds more than a value, with its place."""
    namespace = row.tag.removesuffix("row")
    cell_tag, value_tag = f"{namespace}c", f"{namespace}v"
    telling = book.formats.keys() | book.struck_styles | book.faint_styles
    address, further = "", -1  # the last one stated, and how many cells ago
    for cell in row:
        if cell.tag != cell_tag:
            continue
        stated = cell.get("r")
        address, further = (stated, 0) if stated else (address, further + 1)
        if len(cell) > 1 or (
            len(cell) == 1
            and (
                cell[0].tag != value_tag
                or cell.get("s", "0") in telling
                or cell.get("t") == "e"
                or book.texts
            )
        ):
            yield _place(address, further, number), cell


def _place(address: str, further: int, row: int) -> Place:
    """Place of a cell that stands so many cells behind one with an address, or in a row."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        return row, further
    column = column_number(found[1].encode()) - 1 + further
    return (row if further else int(found[2]) - 1), column


def _look_at(cell: ElementTree.Element, place: Place, sheet: _Sheet) -> None:
    """Note what one cell shows."""
    book, seen = sheet.book, sheet.appearance
    parts = {_kind(part): part for part in cell}
    style, kind = cell.get("s", "0"), cell.get("t", "n")
    value = parts["v"].text if "v" in parts else None
    if style in book.formats:
        seen.formats[place] = book.formats[style]
    if style in book.struck_styles:
        seen.crossed.add(place)
    if kind == "s":
        note_text(seen, place, book.texts.get(value or "", PLAIN_TEXT))
    elif "is" in parts:
        note_text(seen, place, rich_text(_text_parts(parts["is"])))
    if style in book.faint_styles:
        seen.faint.add(place)
    formula = _formula(parts["f"], sheet.formulas) if "f" in parts else ""
    if formula and _is_uncomputed(cell, value, book):
        seen.texts[place] = formula
    elif kind == "e":
        seen.texts[place] = value or "#ERROR!"


def _formula(element: ElementTree.Element, shared: dict[str, str]) -> str:
    """A formula as its cell, or the first of the cells that share it, has it."""
    group = element.get("si", "") if element.get("t") == "shared" else ""
    text = element.text or shared.get(group, "")
    if group:
        shared[group] = text
    return f"={text}"


def _is_uncomputed(cell: ElementTree.Element, value: str | None, book: _Book) -> bool:
    """Whether nobody computed a formula; an empty text is a value where the cell says so."""
    kind = cell.get("t", "n")
    if value is None:
        return not (kind == "str" and _child(cell, "v") is not None)
    return book.recalculates and kind == "n" and float(value) == 0
