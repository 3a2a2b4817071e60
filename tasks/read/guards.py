"""Refuse workbooks that would exhaust memory, before calamine opens them.

calamine lays a sheet out as one dense range: a 5 KB workbook with a cell in A1 and one in
XFD1048576 asks for 512 GB and aborts the whole process (seen with 0.9.1), which no `except`
can stop. So the used range is measured first.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from xml.etree import ElementTree

from schemas.errors import Fault, FileRejectedError

_MAX_UNPACKED = 300 * 2**20
# An address beyond column Z or row 9999 is rare enough in a report to look at all of them. Begins
# with a letter, not a word boundary: three times as fast.
_FAR = re.compile(rb"""r\s*=\s*["'](?:[A-Za-z]{2,}\d|[A-Za-z]*\d{5,})""")
_ADDRESS = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d+)""")
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_XLSB_ROW, _XLSB_CELLS, _XLSB_SHORT = 0, range(1, 12), range(12, 19)


def sized_sheets(archive: zipfile.ZipFile, max_cells: int) -> Iterator[tuple[str, bytes]]:
    """Yield the parts of a zipped workbook that hold sheets, none of them too large.

    Raises:
        FileRejectedError: E003 no workbook, E006 unpacks too large or uses too wide a range, E020
            an .xlsb form that would be read incompletely.
    """
    names = set(archive.namelist())
    unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > _MAX_UNPACKED:
        raise FileRejectedError(Fault("E006", written=f"{unpacked} bita setelah dibuka"))
    if "xl/workbook.xml" in names:
        measure: Callable[[bytes], tuple[int, int]] = _xlsx_range
        sheets = _parts(names, ".xml")
    elif "xl/workbook.bin" in names:
        sheets, measure = _parts(names, ".bin"), _xlsb_range
    elif "content.xml" in names:
        sheets, measure = ["content.xml"], _ods_range
    else:
        raise FileRejectedError(Fault("E003", written=", ".join(sorted(names)[:3])))
    for sheet in sheets:
        content = archive.read(sheet)
        rows, columns = measure(content)
        if rows * columns > max_cells:
            written = f"{sheet}: {rows} baris x {columns} kolom"
            raise FileRejectedError(Fault("E006", written=written))
        yield sheet, content


def _parts(names: set[str], ending: str) -> list[str]:
    return sorted(n for n in names if n.startswith("xl/worksheets/") and n.endswith(ending))


def column_number(letters: bytes) -> int:
    """Number of a column by its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _xlsx_range(xml: bytes) -> tuple[int, int]:
    if not _FAR.search(xml):
        return 9_999, 26
    addresses = _ADDRESS.findall(xml)
    rows = max((int(row) for _, row in addresses), default=0)
    return rows, max((column_number(column) for column, _ in addresses), default=0)


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (record id, first 8 bytes of its body) of a BIFF12 part."""
    at, end = 0, len(data)
    while at < end:
        kind = data[at]
        at += 1
        if kind & 0x80 and at < end:
            kind = (kind & 0x7F) | ((data[at] & 0x7F) << 7)
            at += 1
        size = shift = 0
        for _ in range(4):
            if at >= end:
                return
            byte = data[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, data[at : at + min(size, 8)]
        at += size


def _xlsb_range(data: bytes) -> tuple[int, int]:
    rows = columns = 0
    for kind, body in _records(data):
        if kind in _XLSB_SHORT:
            raise FileRejectedError(Fault("E020"))
        number = int.from_bytes(body[:4], "little") + 1
        if kind == _XLSB_ROW:
            rows = max(rows, number)
        elif kind in _XLSB_CELLS:
            columns = max(columns, number)
    return rows, columns


def _ods_range(xml: bytes) -> tuple[int, int]:
    """Used range of the largest table; the empty rows and cells that fill a sheet do not count."""
    widest = (0, 0)
    row = rows = columns = 0
    for _, element in ElementTree.iterparse(io.BytesIO(xml)):  # noqa: S314 (expat stops entity bombs)
        if element.tag == f"{_TABLE}table-row":
            row += int(element.get(f"{_TABLE}number-rows-repeated", "1"))
            width = _ods_width(element)
            if width:
                rows, columns = row, max(columns, width)
            element.clear()
        elif element.tag == f"{_TABLE}table":
            widest = max(widest, (rows, columns), key=lambda r: r[0] * r[1])
            row = rows = columns = 0
    return widest


def _ods_width(row: ElementTree.Element) -> int:
    at = used = 0
    for cell in row:
        at += int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        if len(cell) or (
            cell.attrib.keys() - {f"{_TABLE}number-columns-repeated"}
            and cell.get("{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value-type")
        ):
            used = at
    return used
