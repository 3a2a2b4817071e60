"""A cheap look at the bytes of an .xlsx sheet: is there more to see than its values?

Nearly all sheets are plain, and calamine alone reads them. Searching their XML for a few words
costs a tenth of reading it; whoever has one of them is walked through (`careful_xlsx`). A signal
may be wrong, a silence may not: what is written in an unusual way is a signal of its own.
"""

import re
from typing import NamedTuple

# A cell that is not written `<c r="B7" s="1" t="s"><v>`: beyond column Z or row 9999, an error, a
# formula, a text in the sheet itself, without address
_NOT_PLAIN = re.compile(
    rb'<c(?! r="[A-Z][0-9]{1,4}"(?: s="[0-9]+")?(?: t="[snb]")?(?:/>|><v>)|[A-Za-z])'
)
_NOT_ADDRESSED = re.compile(rb'<c(?![A-Za-z]| r="[A-Z]{1,3}[0-9]+")')
_ADDRESSED = re.compile(rb'<c r="([A-Z]+)([0-9]+)"')
_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)""")  # LibreOffice writes "false" too
_FORMULA = re.compile(rb"<f[ />]")
_COMPUTED = re.compile(rb"(?:</f>|<f [^>]*/>)<v>[^<]")
_OPENED = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^>]*)")
_ADDRESS = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]*)(\d+)""")


class Extent(NamedTuple):
    """At most how many rows and columns calamine would lay out for a sheet.

    Attributes:
        rows: Last row used.
        columns: Last column used.
        is_addressed: Whether each cell begins with its address, as programs commonly write it.
        is_plain: Whether all cells hold numbers and texts, and nothing else.
    """

    rows: int
    columns: int
    is_addressed: bool = True
    is_plain: bool = False


def column_number(letters: bytes) -> int:
    """Number of a column by its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def used_range(xml: bytes) -> Extent:
    """Measure a sheet; exactly only where it may be large."""
    has_prefix = b":sheetData" in xml  # <x:row>, as some libraries write it
    if not has_prefix and not _NOT_PLAIN.search(xml):
        return Extent(9_999, 26, is_plain=True)
    if has_prefix or _NOT_ADDRESSED.search(xml):
        return _counted_range(xml)
    return exact_range(xml)


def exact_range(xml: bytes) -> Extent:
    """Measure a sheet whose cells all say where they are."""
    addresses = _ADDRESSED.findall(xml)
    rows = max((int(row) for _, row in addresses), default=0)
    return Extent(rows, max((column_number(column) for column, _ in addresses), default=0))


def _counted_range(xml: bytes) -> Extent:
    """Count as calamine does where cells or rows do not say where they are."""
    row = column = rows = columns = 0
    for kind, attributes in _OPENED.findall(xml):
        address = _ADDRESS.search(attributes)
        if kind == b"row":
            row, column = int(address[2]) if address else row + 1, 0
            continue
        column = column_number(address[1]) if address else column + 1
        rows = max(rows, int(address[2]) if address else row)
        columns = max(columns, column)
    return Extent(rows, columns, is_addressed=False)


def shows_more(
    xml: bytes, extent: Extent, styles: re.Pattern[bytes] | None, *, recalculates: bool
) -> bool:
    """Whether a sheet must be walked through.

    Args:
        xml: The sheet.
        extent: What its `used_range` says.
        styles: Finds cells of a style that shows more than the value.
        recalculates: Whether the workbook asks to be computed when opened, so that the values
            beside its formulas may be placeholders.
    """
    return (
        (b"hidden" in xml and _HIDDEN.search(xml) is not None)
        or b' ht="0' in xml
        or b' width="0' in xml[: xml.find(b"<sheetData")]
        or (styles is not None and styles.search(xml) is not None)
        or not (extent.is_plain or (extent.is_addressed and _has_values(xml, recalculates)))
    )


def _has_values(xml: bytes, recalculates: bool) -> bool:
    """Whether no cell holds an error, a formula without value, a text crossed out or raised."""
    if any(signal in xml for signal in (b' t="e"', b"strike", b"superscript", b"='")):
        return False
    formulas = len(_FORMULA.findall(xml))
    return not formulas or not (recalculates or formulas != len(_COMPUTED.findall(xml)))
