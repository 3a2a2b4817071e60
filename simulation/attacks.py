"""Files of one sender that want to stop, slow or bend everybody's night, one kind each."""

import io
import json
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import xlwt

from simulation.files import Sheet, xlsx_bytes
from simulation.model import Cell
from simulation.xlsb import zip_bytes

_UNIT, _MONTH, _DAY = "Lapas Kelas IIA Salemba", "Oktober 2025", "4 November 2025"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEET = "xl/worksheets/sheet1.xml"
_FAR = (
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
)
_FUTURE = 4_070_908_800  # the year 2099
_LONG = 32_000  # letters of a cell


def _report(header: str, *rows: str, more: str = "") -> bytes:
    said = (f"Nama UPT;{_UNIT}", f"Periode;{_MONTH}", f"Tanggal Laporan;{_DAY}", more, header)
    return "\n".join((*said, *rows)).encode()


def _produksi(*rows: str, more: str = "") -> bytes:
    return _report("Nama Produk;Jumlah Produksi;Satuan", *rows, more=more)


def _workbook(rows: str, part: str = _SHEET) -> bytes:
    """A workbook whose only sheet has such XML, in such a part."""
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes([Sheet("Produksi", [["x"]])]))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    del parts[_SHEET]
    relations = "xl/_rels/workbook.xml.rels"
    target = part.removeprefix("xl/").encode()
    parts[relations] = parts[relations].replace(b"worksheets/sheet1.xml", target)
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return zip_bytes(parts | {part: sheet.encode()})


def _old_workbook(change: Callable[[bytearray], None]) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Produksi")
    sheet.write(0, 0, 1.5)
    sheet.write(1, 1, 1 / 3)
    out = io.BytesIO()
    book.save(out)
    content = bytearray(out.getvalue())
    change(content)
    return bytes(content)


def _far_column(content: bytearray) -> None:
    at = content.index(struct.pack("<HHHH", 0x203, 14, 1, 1))
    content[at : at + 8] = struct.pack("<HHHH", 0x203, 14, 65_535, 65_535)


def _sectors_in_circles(content: bytearray) -> None:
    table = 512 * (1 + struct.unpack_from("<I", content, 76)[0])
    content[table : table + 4] = struct.pack("<I", 0)


def _bomb() -> bytes:
    parts = {"xl/workbook.xml": b"<workbook/>", _SHEET: bytes(320 * 2**20)}
    return zip_bytes(parts)


def _names_twice() -> bytes:
    names = ",".join(f'"k{number}":1' for number in range(200_000))
    return f'{{"amplop":{{"Nama UPT":"x"}},"laporan":{{"ekspor":[{{{names},"k1":2}}]}}}}'.encode()


def _long_title() -> bytes:
    title = "ekspor " + "".join(f"{number:x}" for number in range(3_000))
    said = {"Nama UPT": _UNIT, "Periode": _MONTH}
    return json.dumps({"amplop": said, "laporan": {title: [{"a": 1}]}}).encode()


def _many_texts() -> bytes:
    rows: list[list[Cell]] = [[f"kata {row} {at}" for at in range(40)] for row in range(4_000)]
    return xlsx_bytes([Sheet("Produksi", rows)])


_COUNTED = (
    "<row><c><v>1</v></c></row>" + "<row></row>" * 300_000 + f"<row>{'<c></c>' * 300_000}"
    "<c><v>1</v></c></row>"
)
_SCRIPT = "<script>alert(1)</script> =HYPERLINK(1) NIK 3174012501900001 Budi 081234567890"
ATTACKS: dict[str, Callable[[], dict[str, bytes]]] = {
    "cell in the last corner of a sheet elsewhere": lambda: {
        "a.xlsx": _workbook(_FAR, "xl/lain/sheet1.xml")
    },
    "cells without addresses, counted far": lambda: {"a.xlsx": _workbook(_COUNTED)},
    "xls cell beyond the last column": lambda: {"a.xls": _old_workbook(_far_column)},
    "xls sectors in circles": lambda: {"a.xls": _old_workbook(_sectors_in_circles)},
    "zip that unpacks to 320 MiB": lambda: {"a.xlsx": _bomb()},
    "workbook of 160,000 different texts": lambda: {"a.xlsx": _many_texts()},
    "CSV of 49 million empty lines": lambda: {"a.csv": b"Nama UPT;x\n" + b"\n" * 49_000_000},
    "CSV of 200,000 columns": lambda: {"a.csv": _produksi("Keset" + ";9" * 200_000 + ";lembar")},
    "JSON of 200,000 names, one twice": lambda: {"a.json": _names_twice()},
    "JSON 100,000 lists deep": lambda: {"a.json": b"[" * 100_000 + b"]" * 100_000},
    "title of 9,000 letters": lambda: {"a.json": _long_title()},
    "cells of stars, blanks and words": lambda: {
        "produksi.csv": _produksi(
            f'"{"*" * _LONG}x";5;lembar',
            f'"{" " * _LONG}x";5;lembar',
            f'Keset;"{"1 " * (_LONG // 2)}";lembar',
            more=f'Keterangan;"{"dan " * (_LONG // 4)}"',
        )
    },
    "digits of another script": lambda: {
        "ekspor.csv": _report(
            "Tanggal Ekspor;Jenis Produk;Jumlah Ekspor;Satuan;Negara Tujuan",
            "١٢/١٠/٢٠٢٥;coir net;١٠٠;pcs;Jepang",
        )
    },
    "huge counts": lambda: {
        "produksi.csv": _produksi(*[f"Keset {n};{10**18};lembar" for n in range(20)])
    },
    "scripts, formulas and numbers of people": lambda: {
        "produksi.csv": _produksi(f"{_SCRIPT};5;lembar")
    },
    "25 broken files": lambda: {
        f"rusak{number}.xlsx": b"PK\x03\x04" + bytes([number]) * 50 for number in range(25)
    },
    "named pipe": lambda: {"pipa.csv": b""},
    "clock in 2099": lambda: {"produksi.csv": _produksi("Keset;777;lembar", more="Tahun;2098")},
}


def plant(name: str, folder: Path) -> None:
    """Put the files of one kind into a sender's folder of the landing zone."""
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in ATTACKS[name]().items():
        path = folder / file
        if name == "named pipe":
            os.mkfifo(path)
            continue
        path.write_bytes(content)
        if name == "clock in 2099":
            os.utime(path, (_FUTURE, _FUTURE))
