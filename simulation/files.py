"""Sheets to the bytes of a file, in every format a report may come in."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from random import Random
from typing import Any, NamedTuple

import xlsxwriter  # type: ignore[import-untyped]
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.teletype import addTextToElement
from odf.text import P

from simulation.model import Cell
from simulation.xlsb import xlsb_bytes, zip_bytes


class Sheet(NamedTuple):
    """A sheet title and its cells; `""` is an empty cell."""

    title: str
    rows: list[list[Cell]]


_NAMESPACE = re.compile(rb' (xmlns:[a-z0-9]+="[^"]*")')
WORKBOOKS = ("xlsx", "xls", "ods", "xlsb")


def workbook_bytes(extension: str, sheets: Sequence[Sheet]) -> bytes:
    """A workbook of one of the `WORKBOOKS`; the same sheets give the same bytes."""
    return {"xlsx": xlsx_bytes, "xls": _xls_bytes, "ods": _ods_bytes, "xlsb": xlsb_bytes}[
        extension
    ](sheets)


def xlsx_bytes(sheets: Sequence[Sheet]) -> bytes:
    """An .xlsx workbook."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2025, 1, 1)})  # noqa: DTZ001 (written without zone)
        dated = book.add_format({"num_format": "dd/mm/yyyy"})
        for title, rows in sheets:
            sheet = book.add_worksheet(title)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(at, column, cell, dated)
                    elif isinstance(cell, str):
                        sheet.write_string(at, column, cell) if cell else None
                    else:
                        sheet.write_number(at, column, cell)
    return out.getvalue()


def _xls_bytes(sheets: Sequence[Sheet]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    dated = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    plain = xlwt.Style.default_style
    for title, rows in sheets:
        sheet = book.add_sheet(title)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell != "":
                    style = dated if isinstance(cell, date) else plain
                    sheet.write(at, column, cell, style)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _ods_bytes(sheets: Sequence[Sheet]) -> bytes:
    document = OpenDocumentSpreadsheet()
    for title, rows in sheets:
        table = Table(name=title)
        for row in rows:
            line = TableRow()
            for cell in row:
                line.addElement(_ods_cell(cell))
            table.addElement(line)
        document.spreadsheet.addElement(table)
    out = io.BytesIO()
    document.write(out)
    with zipfile.ZipFile(out) as archive:  # odfpy stamps its parts with the clock
        return zip_bytes({n: _tidy_namespaces(archive.read(n)) for n in archive.namelist()})


def _tidy_namespaces(part: bytes) -> bytes:
    """Declare the namespaces a part uses, in order; odfpy declares all that the process has met."""
    declared = sorted(set(_NAMESPACE.findall(part)))
    if not declared:
        return part
    bare = _NAMESPACE.sub(b"", part)
    used = [d for d in declared if re.search(rb"[</ ]" + d.split(b'"')[0][6:-1] + b":", bare)]
    root = re.search(rb"<[a-z]+:[a-z-]+", bare)
    at = root.end() if root else 0
    return bare[:at] + b"".join(b" " + d for d in used) + bare[at:]


def _ods_cell(cell: Cell) -> Any:
    if cell == "":
        return TableCell()
    if isinstance(cell, date):
        made = TableCell(valuetype="date", datevalue=cell.isoformat())
        text = f"{cell:%d/%m/%Y}"
    elif isinstance(cell, str):
        made, text = TableCell(valuetype="string"), cell
    else:
        made, text = TableCell(valuetype="float", value=str(cell)), str(cell)
    for line in text.split("\n"):
        paragraph = P()
        addTextToElement(paragraph, line)
        made.addElement(paragraph)
    return made


def csv_bytes(rows: Sequence[Sequence[Cell]], rng: Random) -> bytes:
    """A CSV in one of the encodings, delimiters and line ends that programs write."""
    encoding = rng.choice(("utf-8", "utf-8-sig", "cp1252"))
    delimiter = rng.choice(",;;\t")
    out = io.StringIO()
    if rng.random() < 0.1:
        out.write(f"sep={delimiter}\r\n")
    ending = rng.choice(("\r\n", "\n"))
    csv.writer(out, delimiter=delimiter, lineterminator=ending).writerows(rows)
    return out.getvalue().encode(encoding)


def json_bytes(envelope: dict[str, Cell], reports: dict[str, Any]) -> bytes:
    """A JSON report: `{"amplop": {…}, "laporan": {"<dataset>": [{…}]}}`."""
    document = {"amplop": envelope, "laporan": reports}
    return json.dumps(document, ensure_ascii=False, indent=2, default=str).encode()
