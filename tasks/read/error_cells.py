"""Cells that hold a formula's error (`#DIV/0!`), which calamine gives as empty.

An empty optional cell is no fault, a broken formula is one: so the error's text is put back.
Only .xlsx shows its errors to us; in .xls and .xlsb they stay empty.
"""

import re
import zipfile
from collections.abc import Iterable
from xml.etree import ElementTree

from tasks.read.guards import column_number

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ERROR = re.compile(rb"""\bt\s*=\s*["']e["']""")
_ADDRESS = re.compile(r"([A-Z]+)(\d+)")


def find_error_cells(
    archive: zipfile.ZipFile, sheets: Iterable[tuple[str, bytes]]
) -> dict[str, dict[tuple[int, int], str]]:
    """Map sheet title to (row, column), from zero, to the error shown there.

    Args:
        archive: A workbook.
        sheets: The parts that hold its sheets.
    """
    broken = {
        part: content
        for part, content in sheets
        if part.endswith(".xml") and part != "content.xml" and _may_show_error(content)
    }
    if not broken:
        return {}
    titles = _titles(archive)
    return {titles[part]: _errors(xml) for part, xml in broken.items() if part in titles}


def _may_show_error(xml: bytes) -> bool:
    return (b'"e"' in xml or b"'e'" in xml) and _ERROR.search(xml) is not None


def _titles(archive: zipfile.ZipFile) -> dict[str, str]:
    """Map the part of each sheet in the zip to its title."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {r.get("Id", ""): r.get("Target", "") for r in relations}
    workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    parts = {}
    for sheet in workbook.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_RELATION, ""), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        parts[part] = sheet.get("name", "")
    return parts


def _errors(xml: bytes) -> dict[tuple[int, int], str]:
    cells = {}
    for cell in ElementTree.fromstring(xml).iter(f"{_MAIN}c"):  # noqa: S314 (expat stops bombs)
        place = _ADDRESS.fullmatch(cell.get("r", ""))
        if cell.get("t") == "e" and place:
            shown = cell.findtext(f"{_MAIN}v") or "#ERROR!"
            cells[int(place[2]) - 1, column_number(place[1].encode()) - 1] = shown
    return cells
