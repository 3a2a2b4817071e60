"""Grids to .ods, written as XML: odfpy knows no words for half of what is needed here."""

from collections.abc import Sequence
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from simulation.forms.form import Cell, Shown
from simulation.forms.grids import Grid, Ink, ink
from simulation.xlsb import zip_bytes

_URN = "urn:oasis:names:tc:opendocument:xmlns"
_NAMES = {
    "office": f"{_URN}:office:1.0",
    "table": f"{_URN}:table:1.0",
    "text": f"{_URN}:text:1.0",
    "style": f"{_URN}:style:1.0",
    "number": f"{_URN}:datastyle:1.0",
    "fo": f"{_URN}:xsl-fo-compatible:1.0",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}
_MIME = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = (
    f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{_URN}:manifest:1.0" '
    f'manifest:version="1.3"><manifest:file-entry manifest:full-path="/" '
    f'manifest:media-type="{_MIME}"/><manifest:file-entry manifest:full-path="content.xml" '
    'manifest:media-type="text/xml"/></manifest:manifest>'
)
_FORMULA = 'table:formula="of:=[.A1]*2"'
Look = tuple[Shown | None, bool]
"""Number format and whether it is crossed out."""


def book_of_ods(grids: Sequence[Grid], *, is_typed: bool) -> bytes:
    """An .ods workbook."""
    looks = {(c.shown, c.is_struck) for grid in grids for c in grid.cells.values()}
    named = {look: f"c{at}" for at, look in enumerate(sorted(looks, key=str))}
    tables = "".join(_table(grid, named, is_typed=is_typed) for grid in grids)
    spaces = " ".join(f'xmlns:{name}="{url}"' for name, url in _NAMES.items())
    styles = "".join(_style(look, name) for look, name in named.items())
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} '
        f'office:version="1.3"><office:automatic-styles>{styles}'
        '<style:style style:name="gone" style:family="table"><style:table-properties '
        'table:display="false"/></style:style></office:automatic-styles><office:body>'
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return zip_bytes(
        {
            "mimetype": _MIME.encode(),
            "META-INF/manifest.xml": _MANIFEST.encode(),
            "content.xml": content.encode(),
        }
    )


def _style(look: Look, name: str) -> str:
    shown, is_struck = look
    number = _number_style(shown, f"n{name}") if shown else ""
    data = f' style:data-style-name="n{name}"' if shown else ""
    struck = '<style:text-properties style:text-line-through-style="solid"/>' if is_struck else ""
    cell = f'<style:style style:name="{name}" style:family="table-cell"{data}>{struck}'
    return f"{number}{cell}</style:style>"


def _number_style(shown: Shown, name: str) -> str:
    texts = [
        f"<number:text>{escape(text)}</number:text>" if text else ""
        for text in (shown.before, shown.after)
    ]
    factor = f' number:display-factor="{1000**shown.hidden_thousands}"'
    number = (
        f'<number:number number:decimal-places="{shown.places}" '
        f'number:min-decimal-places="{shown.places}" number:min-integer-digits="1" '
        f'number:grouping="true"{factor if shown.hidden_thousands else ""}/>'
    )
    return (
        f'<number:number-style style:name="{name}">{texts[0]}{number}{texts[1]}'
        "</number:number-style>"
    )


def _table(grid: Grid, named: dict[Look, str], *, is_typed: bool) -> str:
    covered = {
        (row, column)
        for top, left, bottom, right in grid.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - {span[:2] for span in grid.merges}
    spans = {span[:2]: span for span in grid.merges}
    width = max([grid.width, *(span[3] + 1 for span in grid.merges)])
    columns = "".join(
        f"<table:table-column{_gone(at in grid.hidden_columns)}/>" for at in range(width)
    )
    lines = []
    for row in range(max([grid.height, *(span[2] + 1 for span in grid.merges)])):
        cells = []
        for at in range(width):
            if (row, at) in covered:
                cells.append("<table:covered-table-cell/>")
                continue
            cell = grid.cells.get((row, at), Cell())
            extent = _extent(spans[row, at]) if (row, at) in spans else ""
            look = named.get((cell.shown, cell.is_struck), "")
            cells.append(_cell(cell, ink(cell, is_typed=is_typed), look, extent))
        gone = _gone(row in grid.hidden_rows, "filter" if grid.filtered else "collapse")
        lines.append(f"<table:table-row{gone}>{''.join(cells)}</table:table-row>")
    hidden = ' table:style-name="gone"' if grid.is_hidden else ""
    name = f"<table:table table:name={quoteattr(grid.title)}{hidden}>"
    return f"{name}{columns}{''.join(lines)}</table:table>"


def _gone(is_hidden: bool, how: str = "collapse") -> str:
    return f' table:visibility="{how}"' if is_hidden else ""


def _extent(span: tuple[int, int, int, int]) -> str:
    top, left, bottom, right = span
    return (
        f' table:number-columns-spanned="{right - left + 1}" '
        f'table:number-rows-spanned="{bottom - top + 1}"'
    )


def _cell(cell: Cell, value: Ink, look: str, extent: str) -> str:
    style = f' table:style-name="{look}"' if look and (cell.shown or cell.is_struck) else ""
    formula = f" {_FORMULA}" if cell.is_computed else ""
    head = f"<table:table-cell{style}{extent}{formula}"
    if cell.fault == "formula":
        return f"{head} {_FORMULA}/>"
    if cell.fault:
        return (
            f'{head} {_FORMULA} office:value-type="string" office:string-value="" '
            f'calcext:value-type="error"><text:p>{cell.fault}</text:p></table:table-cell>'
        )
    if value == "":
        return f"{head}/>"
    if isinstance(value, date):
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
        text = f"{value:%d/%m/%Y}"
    elif isinstance(value, str):
        kind, text = 'office:value-type="string"', value
    else:
        kind, text = f'office:value-type="float" office:value="{value}"', str(value)
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
    return f"{head} {kind}>{lines}</table:table-cell>"
