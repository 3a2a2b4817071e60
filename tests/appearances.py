"""Workbooks of every format that show more than their values, from one description."""

import io
import re
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import Any

import openpyxl
import xlwt
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

Place = tuple[int, int]
ERRORS = {0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!"}
ERRORS |= {0x00: "#NULL!", 0x2A: "#N/A"}
CODES = {text: code for code, text in ERRORS.items()}
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_STRICT = {_MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main"}
_STRICT |= {_LINKS: "http://purl.oclc.org/ooxml/officeDocument/relationships"}


@dataclass(frozen=True)
class Sheet:
    """A sheet `Produksi`, seen as its maker sees it; places are (row, column) from zero.

    Attributes:
        rows: Values; `""` no cell, `#REF!` an error, `=A1*2` a formula nobody computed.
        formats: Number format, in Excel's notation.
        struck: Struck-through cells.
        hidden_rows: Hidden rows.
        hidden_columns: Hidden columns.
        merged: First row, first column, last row, last column.
        state: `visible`, `hidden` or `veryHidden`.
    """

    rows: list[list[Any]]
    formats: dict[Place, str] = field(default_factory=dict)
    struck: frozenset[Place] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    state: str = "visible"

    def cells(self) -> list[tuple[Place, Any]]:
        """Filled cells with their places."""
        return [
            ((r, c), value)
            for r, row in enumerate(self.rows)
            for c, value in enumerate(row)
            if value != ""
        ]


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A zip of parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of a zip."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _xlsx(sheet: Sheet) -> bytes:
    """As openpyxl writes it."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Produksi"
    for (row, column), value in sheet.cells():
        cell = page.cell(row + 1, column + 1, value)
        cell.number_format = sheet.formats.get((row, column), cell.number_format)
        cell.font = Font(strike=(row, column) in sheet.struck)
    for row in sheet.hidden_rows:
        page.row_dimensions[row + 1].hidden = True
    for column in sheet.hidden_columns:
        page.column_dimensions[get_column_letter(column + 1)].hidden = True
    for row, column, last_row, last_column in sheet.merged:
        page.merge_cells(None, row + 1, column + 1, last_row + 1, last_column + 1)
    if sheet.state != "visible":
        book.create_sheet("Lain")
        book.active = 1
    page.sheet_state = sheet.state
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ooxml(sheet_xml: str, styles: str = "", workbook: str = "", state: str = "visible") -> bytes:
    """A workbook with nothing in it but what a reader needs."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = f"""<Default Extension="xml" ContentType="application/xml"/>
        <Default Extension="rels"
            ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
        <Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>
        <Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>
        <Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>"""

    def links(*lines: tuple[str, str, str]) -> str:
        items = "".join(
            f'<Relationship Id="{i}" Type="{_LINKS}/{kind}" Target="{to}"/>'
            for i, kind, to in lines
        )
        return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'

    listed = f'<sheets><sheet name="Produksi" sheetId="1" state="{state}" r:id="rId1"/></sheets>'
    return zipped(
        {
            "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types">{types}</Types>',
            "_rels/.rels": links(("rId1", "officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}">'
            f"{listed}{workbook}</workbook>",
            "xl/_rels/workbook.xml.rels": links(
                ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "styles", "styles.xml")
            ),
            "xl/worksheets/sheet1.xml": f'{_XML}<worksheet xmlns="{_MAIN}">{sheet_xml}</worksheet>',
            "xl/styles.xml": f'{_XML}<styleSheet xmlns="{_MAIN}">{styles}</styleSheet>',
        }
    )


def _xml_cell(value: Any, style: int) -> str:
    style_of = f' s="{style}"' if style else ""
    if isinstance(value, str) and value.startswith("="):
        return f"<c{style_of}><f>{escape(value[1:])}</f></c>"
    if value in CODES:
        return f'<c t="e"{style_of}><v>{value}</v></c>'
    if isinstance(value, str):
        filled = f"<is><t>{escape(value)}</t></is>"
        return f'<c t="inlineStr"{style_of}>{filled}</c>' if value else "<c/>"
    return f"<c{style_of}><v>{value}</v></c>"


def _lean(sheet: Sheet) -> bytes:
    """As small web libraries write it: no cell and no row says where it is."""
    styles = [("General", False)]
    rows = []
    for r, row in enumerate(sheet.rows):
        line = ""
        for c, value in enumerate(row):
            style = (sheet.formats.get((r, c), "General"), (r, c) in sheet.struck)
            styles += [] if style in styles else [style]
            line += _xml_cell(value, styles.index(style))
        hidden = ' hidden="1"' if r in sheet.hidden_rows else ""
        rows.append(f"<row{hidden}>{line}</row>")
    columns = "".join(
        f'<col min="{c + 1}" max="{c + 1}" width="9" hidden="true"/>' for c in sheet.hidden_columns
    )
    ranges = "".join(
        f'<mergeCell ref="{get_column_letter(c + 1)}{r + 1}:{get_column_letter(d + 1)}{q + 1}"/>'
        for r, c, q, d in sheet.merged
    )
    body = f"<cols>{columns}</cols>" if columns else ""
    body += f"<sheetData>{''.join(rows)}</sheetData>"
    body += f"<mergeCells>{ranges}</mergeCells>" if ranges else ""
    return ooxml(body, _xml_styles(styles), state=sheet.state)


def _xml_styles(styles: list[tuple[str, bool]]) -> str:
    formats = "".join(
        f'<numFmt numFmtId="{164 + n}" formatCode="{escape(code)}"/>'
        for n, (code, _) in enumerate(styles)
    )
    cells = "".join(
        f'<xf numFmtId="{164 + n}" fontId="{int(struck)}"/>' for n, (_, struck) in enumerate(styles)
    )
    fonts = "<font/><font><strike/></font>"
    return f"<numFmts>{formats}</numFmts><fonts>{fonts}</fonts><cellXfs>{cells}</cellXfs>"


def _strict(sheet: Sheet) -> bytes:
    """`Strict Open XML Spreadsheet`, as Excel saves it on demand."""
    parts = parts_of(_xlsx(sheet))
    for name, content in parts.items():
        for usual, strict in _STRICT.items():
            parts[name] = parts[name].replace(usual.encode(), strict.encode())
        assert content
    return zipped(parts)


def _xls(sheet: Sheet) -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("Produksi")
    for (row, column), value in sheet.cells():
        style = xlwt.XFStyle()
        style.num_format_str = sheet.formats.get((row, column), "General")
        style.font.struck_out = (row, column) in sheet.struck
        if value in CODES:
            page.row(row).set_cell_error(column, CODES[value], style)  # its own names differ
        elif isinstance(value, str) and value.startswith("="):
            page.write(row, column, xlwt.Formula(value[1:]), style)
        else:
            page.write(row, column, value, style)
    for row in sheet.hidden_rows:
        page.row(row).hidden = True
    for column in sheet.hidden_columns:
        page.col(column).hidden = True
    for row, column, last_row, last_column in sheet.merged:
        page.merged_ranges.append((row, last_row, column, last_column))
    page.visibility = ["visible", "hidden", "veryHidden"].index(sheet.state)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def record(kind: int, body: bytes = b"") -> bytes:
    """A record of an .xlsb part."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = bytes([len(body) & 0x7F | 0x80, len(body) >> 7])
    return head + size + body


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _xlsb(sheet: Sheet) -> bytes:
    styles = [("General", False)]
    body = record(129) + record(148, struct.pack("<IIII", 0, 0, 0, 0))
    for column in sheet.hidden_columns:
        body += record(60, struct.pack("<IIIIH", column, column, 2340, 0, 1))
    body += record(145)
    for r, row in enumerate(sheet.rows):
        flags = 0x10 if r in sheet.hidden_rows else 0
        body += record(0, struct.pack("<IIHBBBI", r, 0, 300, 0, flags, 0, 0))
        for c, value in enumerate(row):
            style = (sheet.formats.get((r, c), "General"), (r, c) in sheet.struck)
            styles += [] if style in styles else [style]
            place = struct.pack("<II", c, styles.index(style))
            if value in CODES:
                body += record(3, place + bytes([CODES[value]]))
            elif isinstance(value, str):
                body += record(6, place + _wide(value)) if value else b""
            else:
                body += record(5, place + struct.pack("<d", value))
    body += record(146)
    for row, column, last_row, last_column in sheet.merged:
        body += record(176, struct.pack("<IIII", row, last_row, column, last_column))
    state = ["visible", "hidden", "veryHidden"].index(sheet.state)
    bundle = struct.pack("<II", state, 1) + _wide("rId1") + _wide("Produksi")
    parts = parts_of(ooxml(""))
    relations = parts["xl/_rels/workbook.xml.rels"].replace(b"sheet1.xml", b"sheet1.bin")
    return zipped(
        {
            "[Content_Types].xml": parts["[Content_Types].xml"],
            "_rels/.rels": parts["_rels/.rels"].replace(b"workbook.xml", b"workbook.bin"),
            "xl/workbook.bin": record(131)
            + record(143)
            + record(156, bundle)
            + record(144)
            + record(132),
            "xl/_rels/workbook.bin.rels": relations.replace(b"styles.xml", b"styles.bin"),
            "xl/worksheets/sheet1.bin": body + record(130),
            "xl/styles.bin": _xlsb_styles(styles),
        }
    )


def _xlsb_styles(styles: list[tuple[str, bool]]) -> bytes:
    out = record(278)
    for n, (code, _) in enumerate(styles):
        out += record(44, struct.pack("<H", 164 + n) + _wide(code))
    for strikes in (0, 0x08):
        out += record(43, struct.pack("<HH", 220, strikes) + bytes(20))
    out += record(617, struct.pack("<I", len(styles)))
    for n, (_, struck) in enumerate(styles):
        out += record(47, struct.pack("<HHH", 0, 164 + n, int(struck)) + bytes(10))
    return out + record(618) + record(279)


_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_ODF_NAMES = " ".join(
    f'xmlns:{prefix}="{_ODF}:{name}:1.0"'
    for prefix, name in {
        **{name: name for name in ("office", "table", "text", "style")},
        "number": "datastyle",
    }.items()
)
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"


def ods(tables: str, styles: str = "") -> bytes:
    """A workbook as LibreOffice lays it out."""
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f"{_XML}<manifest:manifest "
            f'xmlns:manifest="{_ODF}:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" '
            'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
            "</manifest:manifest>",
            "content.xml": f'{_XML}<office:document-content {_ODF_NAMES} xmlns:calcext="{_CALC}">'
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
            "</office:document-content>",
        }
    )


def _ods_style(name: str, code: str, *, struck: bool) -> str:
    """A cell style and the number style `#,##0" kg"` or `"$"#,##0` stands for."""
    literal = re.search(r'"([^"]*)"', code)
    text = escape(literal[1]) if literal else ""
    factor = 1000 ** len(code[len(code.rstrip(",")) :])
    decimals = len(code.partition(".")[2]) if code[-1] == "0" else 0
    number = f'<number:number number:decimal-places="{decimals}" number:display-factor="{factor}"/>'
    if code.startswith('"'):
        number = f"<number:currency-symbol>{text}</number:currency-symbol>{number}"
    elif text:
        number += f"<number:text>{text}</number:text>"
    line = "solid" if struck else "none"
    return (
        f'<number:number-style style:name="N{name}">{number}</number:number-style>'
        f'<style:style style:name="{name}" style:family="table-cell" '
        f'style:data-style-name="N{name}">'
        f'<style:text-properties style:text-line-through-style="{line}"/></style:style>'
    )


def _ods_cell(value: Any, attributes: str) -> str:
    if value == "":
        return f"<table:table-cell{attributes}/>"
    kind = "table:table-cell"
    if isinstance(value, str) and value.startswith("="):
        return f'<{kind}{attributes} table:formula="of:{escape(value)}"/>'
    typed = 'office:value-type="string" calcext:value-type="string"'
    if value in CODES:
        typed = 'table:formula="of:=[.#REF!]" office:value-type="string" office:string-value="" '
        typed += 'calcext:value-type="error"'
    elif not isinstance(value, str):
        typed = f'office:value-type="float" office:value="{value}"'
    return f"<{kind}{attributes} {typed}><text:p>{escape(str(value))}</text:p></{kind}>"


def _ods(sheet: Sheet) -> bytes:
    styles, rows = "", ""
    for r, row in enumerate(sheet.rows):
        cells = ""
        for c, value in enumerate(row):
            attributes = ""
            if (r, c) in sheet.formats or (r, c) in sheet.struck:
                name = f"ce{r}x{c}"
                code = sheet.formats.get((r, c), "0")
                styles += _ods_style(name, code, struck=(r, c) in sheet.struck)
                attributes = f' table:style-name="{name}"'
            for first, column, last, last_column in sheet.merged:
                if (first, column) == (r, c):
                    attributes += f' table:number-rows-spanned="{last - first + 1}"'
                    attributes += f' table:number-columns-spanned="{last_column - column + 1}"'
            cells += _ods_cell(value, attributes)
        seen = ' table:visibility="collapse"' if r in sheet.hidden_rows else ""
        rows += f"<table:table-row{seen}>{cells}</table:table-row>"
    width = max(map(len, sheet.rows))
    columns = "".join(
        "<table:table-column{}/>".format(
            ' table:visibility="collapse"' if c in sheet.hidden_columns else ""
        )
        for c in range(width)
    )
    shown = "false" if sheet.state != "visible" else "true"
    styles += '<style:style style:name="ta1" style:family="table">'
    styles += f'<style:table-properties table:display="{shown}"/></style:style>'
    table = f'<table:table table:name="Produksi" table:style-name="ta1">{columns}{rows}'
    return ods(f"{table}</table:table>", styles)


WRITERS: dict[str, Callable[[Sheet], bytes]] = {
    "xlsx": _xlsx,
    "strict xlsx": _strict,
    "lean xlsx": _lean,
    "xls": _xls,
    "xlsb": _xlsb,
    "ods": _ods,
}
