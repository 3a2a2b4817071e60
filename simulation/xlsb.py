"""A small BIFF12 (.xlsb) writer: texts and numbers as full cell records.

calamine passes over the short cell records that some programs write, so every cell here names
its column itself. `short_cells` writes such a file on purpose (E020).
Source of the record layout: [MS-XLSB] 2.1.4 and 2.4.
"""

import io
import struct
import zipfile
from collections.abc import Sequence
from datetime import date
from itertools import count

from simulation.model import Cell

_EPOCH = date(1899, 12, 30)
_ROW, _REAL, _TEXT, _SHORT_REAL, _SHORT_TEXT = 0, 5, 6, 16, 17
_SHEET, _SHEET_END, _DATA, _DATA_END = 129, 130, 145, 146
_BOOK, _BOOK_END, _SHEETS, _SHEETS_END, _BUNDLE = 131, 132, 143, 144, 156
_NS = "http://schemas.openxmlformats.org"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def _varint(number: int) -> bytes:
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def _record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + _varint(len(body)) + body


def _wide(text: str) -> bytes:
    units = text.encode("utf-16-le")
    return struct.pack("<I", len(units) // 2) + units


def _cell(column: int, value: Cell, *, short: bool) -> bytes:
    place = struct.pack("<I", 0) if short else struct.pack("<II", column, 0)
    if isinstance(value, str):
        return _record(_SHORT_TEXT if short else _TEXT, place + _wide(value))
    number = (value - _EPOCH).days if isinstance(value, date) else value
    return _record(_SHORT_REAL if short else _REAL, place + struct.pack("<d", number))


def _worksheet(rows: Sequence[Sequence[Cell]], *, short: bool) -> bytes:
    body = _record(_SHEET) + _dimension(rows) + _record(_DATA)
    for number, row in enumerate(rows):
        cells = [(at, cell) for at, cell in enumerate(row) if cell != ""]
        if cells:
            span = struct.pack("<II", cells[0][0], cells[-1][0])
            body += _record(_ROW, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 1) + span)
            body += b"".join(_cell(at, cell, short=short) for at, cell in cells)
    return body + _record(_DATA_END) + _record(_SHEET_END)


def _dimension(rows: Sequence[Sequence[Cell]]) -> bytes:
    width = max((len(row) for row in rows), default=1)
    return _record(148, struct.pack("<IIII", 0, max(len(rows) - 1, 0), 0, max(width - 1, 0)))


def _relations(lines: Sequence[tuple[str, str, str]]) -> str:
    kinds = f"{_NS}/officeDocument/2006/relationships"
    items = "".join(
        f'<Relationship Id="{i}" Type="{kinds}/{kind}" Target="{to}"/>' for i, kind, to in lines
    )
    return f'{_XML}<Relationships xmlns="{_NS}/package/2006/relationships">{items}</Relationships>'


def _content_types(sheets: int) -> str:
    kind = "application/vnd.ms-excel"
    items = f'<Default Extension="bin" ContentType="{kind}.sheet.binary.macroEnabled.main"/>'
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    items += f'<Default Extension="rels" ContentType="{rels}"/>'
    for n in range(1, sheets + 1):
        part = f"/xl/worksheets/sheet{n}.bin"
        items += f'<Override PartName="{part}" ContentType="{kind}.worksheet"/>'
    return f'{_XML}<Types xmlns="{_NS}/package/2006/content-types">{items}</Types>'


def xlsb_bytes(
    sheets: Sequence[tuple[str, Sequence[Sequence[Cell]]]], *, short_cells: bool = False
) -> bytes:
    """An .xlsb workbook; dates become serial numbers, `""` no cell.

    Args:
        sheets: Title and rows of each sheet.
        short_cells: Leave the column out of the cell records.
    """
    bundles = b"".join(
        _record(_BUNDLE, struct.pack("<II", 0, n) + _wide(f"rId{n}") + _wide(title))
        for n, (title, _) in zip(count(1), sheets, strict=False)
    )
    book = _record(_BOOK) + _record(_SHEETS) + bundles + _record(_SHEETS_END) + _record(_BOOK_END)
    parts: dict[str, bytes] = {
        "[Content_Types].xml": _content_types(len(sheets)).encode(),
        "_rels/.rels": _relations([("rId1", "officeDocument", "xl/workbook.bin")]).encode(),
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": _relations(
            [
                (f"rId{n}", "worksheet", f"worksheets/sheet{n}.bin")
                for n in range(1, len(sheets) + 1)
            ]
        ).encode(),
    }
    for n, (_, rows) in zip(count(1), sheets, strict=False):
        parts[f"xl/worksheets/sheet{n}.bin"] = _worksheet(rows, short=short_cells)
    return zip_bytes(parts)


def zip_bytes(parts: dict[str, bytes]) -> bytes:
    """A ZIP archive whose bytes depend on its parts alone; `mimetype` is stored as it is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            stored = name == "mimetype"
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()
