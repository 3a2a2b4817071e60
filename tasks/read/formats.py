"""Bytes to grids of typed cells. What a file is, its content says, never its name."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
    WorksheetNotFound,
)

from schemas.errors import Fault, FileRejectedError
from tasks.read import careful_ods, careful_xls, careful_xlsb, careful_xlsx
from tasks.read.complaints import complaint
from tasks.read.csv_lines import read_csv
from tasks.read.file_guards import CellBudget, opened_package
from tasks.read.grid import Appearance, Cell, Grid, Shown, Span, laid_over, plain, with_merged
from tasks.read.json_report import read_json
from tasks.read.personal_cells import masked_fault, masked_grids
from tasks.read.xls_records import with_known_texts

__all__ = ["Cell", "Grid", "Shown", "Span", "is_titled_by_name", "read_grids"]

_HTML = re.compile(rb"<\s*(!doctype\s+html|html|head|table|body|meta)\b", re.IGNORECASE)
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # calamine sees it in files, not in bytes
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# UTF-16 as Excel writes its "Unicode Text"; what may be UTF-32
_WIDE, _WIDER = (b"\xff\xfe", b"\xfe\xff"), b"\xff\xfe\x00\x00"
_CAREFUL = {
    "xlsx": careful_xlsx.find_appearances,
    "xlsb": careful_xlsb.find_appearances,
    "ods": careful_ods.find_appearances,
}


# What reading a damaged or malformed workbook raises: in its zip, its records, its XML
_DAMAGE = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error),
    *(ArithmeticError, LookupError, OSError, EOFError, RuntimeError, SyntaxError, ValueError),
)


def is_titled_by_name(content: bytes) -> bool:
    """Whether these bytes would be read as a bare CSV or list, whose file name is its title."""
    return not content.startswith((_ZIP, _OLE)) and not _start_of(content).startswith(b"{")


def _start_of(content: bytes) -> bytes:
    if content.startswith(_WIDE):
        content = content[:8000].decode("utf-16", "ignore").encode()
    return content[:4000].lstrip(b"\xef\xbb\xbf \t\r\n")


def read_grids(content: bytes, name: str, max_cells: int) -> list[Grid]:
    """Read a report file of any accepted format; what is personal in it goes no further.

    Raises:
        FileRejectedError: The content is no readable report file; the fault says why.
    """
    try:
        return masked_grids(_read_grids(content, name, max_cells))
    except FileRejectedError as error:
        raise FileRejectedError(masked_fault(error.fault)) from None


def _read_grids(content: bytes, name: str, max_cells: int) -> list[Grid]:
    if content.startswith((_ZIP, _OLE)):
        if content.startswith(_OLE) and _LOCKED in content:
            raise FileRejectedError(Fault("E005", written=name))
        appearances = _appearances(content, max_cells)
        if content.startswith(_OLE):
            content = with_known_texts(content)
        return _read_workbook(content, appearances, CellBudget(max_cells))
    start = _start_of(content)
    if _HTML.search(start) and start.startswith(b"<"):
        raise FileRejectedError(Fault("E002", written=name))
    if start.startswith((b"<", b"%PDF", b"\x89PNG", b"\xff\xd8")):
        raise FileRejectedError(Fault("E003", written=name))
    text = _decode(content, name)
    if start.startswith((b"{", b"[")):
        return read_json(text, name, CellBudget(max_cells))
    return [read_csv(text, name, max_cells)]


def _appearances(content: bytes, max_cells: int) -> dict[str, Appearance]:
    """What the sheets show besides their values; first it is seen that they are not too large."""
    try:
        if content.startswith(_OLE):
            return careful_xls.find_appearances(content, max_cells)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            package = opened_package(archive)
            return _CAREFUL[package.kind](package, max_cells)
    except _DAMAGE as error:
        raise FileRejectedError(complaint("E004", error)) from error


def _read_workbook(
    content: bytes, appearances: dict[str, Appearance], budget: CellBudget
) -> list[Grid]:
    try:
        workbook = CalamineWorkbook.from_object(io.BytesIO(content))
        _refuse_unclear_titles(workbook.sheet_names, appearances)
        return list(_grids(workbook, appearances, budget))
    except PasswordError as error:
        raise FileRejectedError(Fault("E005", cause=str(error))) from error
    except (CalamineError, OSError, ValueError) as error:
        raise FileRejectedError(complaint("E004", error)) from error
    except BaseException as error:  # pyo3's PanicException is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise FileRejectedError(complaint("E004", error)) from error


def _refuse_unclear_titles(titles: list[str], appearances: dict[str, Appearance]) -> None:
    """Refuse a workbook in which it is not clear what is seen on which sheet."""
    if len(set(titles)) < len(titles):
        raise FileRejectedError(Fault("E004", written="dua lembar berjudul sama"))
    lost = sorted(appearances.keys() - set(titles))
    if any(appearances[title] != plain() for title in lost):
        raise FileRejectedError(Fault("E004", sheet=lost[0], written="judul lembar tidak terbaca"))


def _grids(
    workbook: CalamineWorkbook, appearances: dict[str, Appearance], budget: CellBudget
) -> Iterable[Grid]:
    for about in workbook.sheets_metadata:
        try:
            sheet = workbook.get_sheet_by_name(about.name)
        except WorksheetNotFound:  # a chart sheet has a title and no cells
            continue
        budget.take(about.name, *_size(sheet))  # as calamine sees it, whatever was measured
        yield _grid(sheet, appearances.get(about.name), about.visible != SheetVisibleEnum.Visible)


def _size(sheet: CalamineSheet) -> tuple[int, int]:
    """Rows and columns of what `to_python` will lay out."""
    (top, left), (bottom, right) = sheet.start or (0, 0), sheet.end or (-1, -1)
    return max(bottom - top + 1, 0), max(right - left + 1, 0)


def _grid(sheet: CalamineSheet, appearance: Appearance | None, is_hidden: bool) -> Grid:
    top, left = sheet.start or (0, 0)
    rows = sheet.to_python(skip_empty_area=True)
    grid = Grid(sheet.name, rows, top, left, is_hidden=is_hidden)
    spans = [Span(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    if appearance is not None:
        grid, spans = laid_over(grid, appearance), spans or appearance.merged
    return with_merged(grid, spans) if spans else grid


def _decode(content: bytes, name: str) -> str:
    is_wide = content.startswith(_WIDE) and not content.startswith(_WIDER)
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text[:4000]):
            break
        return text.replace("\x00", "")
    code = "E007" if content.startswith(_WIDE) else "E003"
    raise FileRejectedError(Fault(code, written=name))
