"""Refuse workbooks that would exhaust memory, before calamine opens them.

calamine lays a sheet out as one dense range: a 5 KB workbook with a cell in A1 and one in
XFD1048576 asks for 512 GB and aborts the whole process (seen with 0.9.1), which no `except`
can stop. So what a workbook consists of is settled first, and each used range is measured.
"""

import zipfile
from functools import lru_cache
from typing import NamedTuple
from xml.etree import ElementTree

from schemas.errors import Fault, FileRejectedError

_MAX_UNPACKED = 300 * 2**20
_SHEETS = ("/worksheet", "/chartsheet", "/dialogsheet")
_KINDS = {"workbook.xml": "xlsx", "workbook.bin": "xlsb", "content.xml": "ods"}


class Package(NamedTuple):
    """A zipped workbook, sure to be one and to be small enough to unpack.

    Attributes:
        archive: The zip.
        kind: `xlsx`, `xlsb` or `ods`.
        folder: Where its main part lies: `xl/` in most, empty in .ods.
        main: Name of its main part there.
        parts: Name of each part as others refer to it (in lower case) to its name in the zip.
    """

    archive: zipfile.ZipFile
    kind: str
    folder: str
    main: str
    parts: dict[str, str]

    def read(self, part: str) -> bytes:
        """Bytes of a part; empty where there is none, as calamine takes it."""
        name = self.parts.get(part.lower())
        return self.archive.read(name) if name else b""

    def sheets(self) -> dict[str, str]:
        """Map relation to the part that holds a sheet, wherever it lies; not for .ods."""
        related = _sheets_of(self.read(f"{self.folder}_rels/{self.main}.rels"), self.folder)
        return {relation: part for relation, part in related if part in self.parts}


@lru_cache(maxsize=200)
def _sheets_of(relations: bytes, folder: str) -> tuple[tuple[str, str], ...]:
    """Relation and part of each sheet."""
    targets = (
        (relation.get("Id", ""), relation.get("Target", ""))
        for relation in ElementTree.fromstring(relations)  # noqa: S314 (expat stops bombs)
        if relation.get("Type", "").endswith(_SHEETS)
    )
    return tuple(
        (name, (target[1:] if target.startswith("/") else folder + target).lower())
        for name, target in targets
    )


def opened_package(archive: zipfile.ZipFile) -> Package:
    """Say what kind of workbook a zip holds.

    calamine tries one kind after the other and follows any spelling of a part's name, so a zip
    that could be two workbooks, or holds a part twice, is none.

    Raises:
        FileRejectedError: E003 no workbook, E004 more than one, E006 unpacks too large.
    """
    unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > _MAX_UNPACKED:
        raise FileRejectedError(Fault("E006", written=f"{unpacked} bita setelah dibuka"))
    names = archive.namelist()
    parts = {name.replace("\\", "/").lower(): name for name in names}
    if len(parts) != len(names):
        raise FileRejectedError(Fault("E004", written="bagian ganda di dalam berkas"))
    found = [part for part in parts if _is_main(part)]
    if not found:
        inside = ", ".join(sorted(names)[:3])
        raise FileRejectedError(Fault("E003", written=f"zip berisi {inside}"))
    if len(found) > 1:
        raise FileRejectedError(Fault("E004", written=", ".join(sorted(found)[:3])))
    folder, slash, name = found[0].rpartition("/")
    return Package(archive, _KINDS[name], folder + slash, name, parts)


def _is_main(part: str) -> bool:
    folder, _, name = part.rpartition("/")
    return name in _KINDS and not (folder and name == "content.xml")  # a chart's, in .ods


class CellBudget:
    """How many cells a file may still have, over all its sheets."""

    def __init__(self, max_cells: int) -> None:
        """A file that has none so far."""
        self.left = max_cells
        self.max_cells = max_cells

    def take(self, sheet: str, rows: int, columns: int, times: int = 1) -> None:
        """Count a sheet's used range, of a sheet that is shown under several titles each time.

        Raises:
            FileRejectedError: E006 the sheets so far have too many cells.
        """
        self.left -= rows * columns * times
        if self.left < 0:
            fault = Fault(
                "E006",
                written=f"{sheet}: {rows} baris x {columns} kolom",
                expected=f"paling banyak {self.max_cells} sel dalam seluruh berkas",
            )
            raise FileRejectedError(fault)
