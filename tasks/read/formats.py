"""Bytes to grids of typed cells. What a file is, its content says, never its name."""

import csv
import io
import json
import re
import zipfile
from decimal import Decimal
from typing import Any, NamedTuple

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, WorksheetNotFound

from schemas.errors import Fault, FileRejectedError
from tasks.read.error_cells import find_error_cells
from tasks.read.guards import sized_sheets
from tasks.read.headers import is_known_wording

Cell = Any  # str, int, float, bool, Decimal, date, datetime, time or timedelta; "" is an empty cell

_HTML = re.compile(rb"<\s*(!doctype\s+html|html|head|table|body|meta)\b", re.IGNORECASE)
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # calamine sees it in files, not in bytes
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class Shown(NamedTuple):
    """A number whose format shows more than the number: `540` seen as `540 kg`, `$50,000`.

    Attributes:
        number: The cell's own value.
        words: Unit or currency as seen (`kg`, `$`, `Rp`); `tampil ribu`, `tampil juta` where the
            format hides thousands or millions.
    """

    number: int | float
    words: str

    def __str__(self) -> str:
        """The number as Python writes it, a space, the words."""
        return f"{self.number} {self.words}"


class Span(NamedTuple):
    """A merged range, in indexes of a grid, ends included; its value stands at `row, column`."""

    row: int
    column: int
    last_row: int
    last_column: int


class Grid(NamedTuple):
    """One sheet as typed cells.

    An error cell holds its text (`#REF!`), a formula nobody computed the formula (`=C8*E8`).

    Attributes:
        name: Sheet title; the file's stem for CSV, the dataset's key for JSON.
        rows: Cells, row by row.
        top: Rows above the first one given.
        left: Columns left of the first one given.
        is_csv: Cells without a header come from a row with too many delimiters.
        merged: Merged ranges of more than one cell.
        unseen_rows: Indexes of rows that are hidden or filtered away.
        unseen_columns: Indexes of hidden columns.
        crossed: (row, column) of filled cells that are struck through.
        is_hidden: Whether the sheet itself is hidden.
    """

    name: str
    rows: list[list[Cell]]
    top: int = 0
    left: int = 0
    is_csv: bool = False
    merged: tuple[Span, ...] = ()
    unseen_rows: frozenset[int] = frozenset()
    unseen_columns: frozenset[int] = frozenset()
    crossed: frozenset[tuple[int, int]] = frozenset()
    is_hidden: bool = False


_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_titled_by_name(content: bytes) -> bool:
    """Whether these bytes would be read as a CSV, whose file name is its title."""
    return not content.startswith((_ZIP, _OLE)) and not _start_of(content).startswith((b"{", b"["))


def _start_of(content: bytes) -> bytes:
    return content[:4000].lstrip(b"\xef\xbb\xbf \t\r\n")


def read_grids(content: bytes, name: str, max_cells: int) -> list[Grid]:
    """Read a report file of any accepted format.

    Raises:
        FileRejectedError: The content is no readable report file; the fault says why.
    """
    if content.startswith(_ZIP):
        return _read_zip(content, max_cells)
    if content.startswith(_OLE):
        if _LOCKED in content:
            raise FileRejectedError(Fault("E005", written=name))
        return _read_workbook(content)
    start = _start_of(content)
    if _HTML.search(start) and start.startswith(b"<"):
        raise FileRejectedError(Fault("E002", written=name))
    if start.startswith((b"<", b"%PDF", b"\x89PNG", b"\xff\xd8")):
        raise FileRejectedError(Fault("E003", written=name))
    text = _decode(content, name)
    if start.startswith((b"{", b"[")):
        return _read_json(text)
    return [_read_csv(text, name, max_cells)]


def _read_zip(content: bytes, max_cells: int) -> list[Grid]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            errors = find_error_cells(archive, sized_sheets(archive, max_cells))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError) as error:
        raise FileRejectedError(Fault("E004", written=str(error))) from error
    except (OSError, EOFError, ValueError, KeyError, SyntaxError) as error:
        raise FileRejectedError(Fault("E004", written=str(error))) from error
    grids = _read_workbook(content)
    for grid in grids:
        for (row, column), shown in errors.get(grid.name, {}).items():
            at, across = row - grid.top, column - grid.left
            if 0 <= at < len(grid.rows) and 0 <= across < len(grid.rows[at]):
                grid.rows[at][across] = shown
    return grids


def _read_workbook(content: bytes) -> list[Grid]:
    grids = []
    try:
        workbook = CalamineWorkbook.from_object(io.BytesIO(content))
        for title in workbook.sheet_names:
            try:
                sheet = workbook.get_sheet_by_name(title)
            except WorksheetNotFound:  # a chart sheet has a title and no cells
                continue
            top, left = sheet.start or (0, 0)
            grids.append(Grid(title, sheet.to_python(skip_empty_area=True), top, left))
    except PasswordError as error:
        raise FileRejectedError(Fault("E005", written=str(error))) from error
    except (CalamineError, OSError, ValueError) as error:
        raise FileRejectedError(Fault("E004", written=str(error))) from error
    except BaseException as error:  # pyo3's PanicException is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise FileRejectedError(Fault("E004", written=str(error))) from error
    return grids


def _decode(content: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text[:4000]):
            break
        return text.replace("\x00", "")
    code = "E007" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "E003"
    raise FileRejectedError(Fault(code, written=name))


def _read_csv(text: str, name: str, max_cells: int) -> Grid:
    """Split by the delimiter under which most cells are known words, then most columns appear."""
    stem = re.sub(r"\.\w+$", "", name.rpartition("/")[2])
    if text.lower().startswith("sep="):
        text = text.partition("\n")[2]
    best: tuple[tuple[int, int], list[list[str]]] = ((-1, 0), [])
    try:
        for delimiter in ";,\t":
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
            known = sum(sum(map(is_known_wording, row)) for row in rows[:60])
            wide = max(map(len, rows[:60]), default=0)
            best = max(best, ((known, wide), rows), key=lambda found: found[0])
    except csv.Error as error:
        raise FileRejectedError(Fault("E004", written=str(error))) from error
    rows = best[1]
    width = max(map(len, rows), default=0)
    if len(rows) * width > max_cells:
        raise FileRejectedError(Fault("E006", written=f"{len(rows)} baris x {width} kolom"))
    return Grid(stem, [row + [""] * (width - len(row)) for row in rows], is_csv=True)


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) != len(pairs):
        names = [name for name, _ in pairs]
        twice = sorted({name for name in names if names.count(name) > 1})
        raise FileRejectedError(Fault("E012", written=", ".join(twice)))
    return record


def _not_finite(constant: str) -> None:
    raise ValueError(constant)


def _read_json(text: str) -> list[Grid]:
    """Turn the envelope and each dataset into a grid: labels and values, headers and rows."""
    try:
        document = json.loads(
            text,
            parse_float=Decimal,
            parse_constant=_not_finite,
            object_pairs_hook=_no_duplicates,
        )
    except (ValueError, RecursionError) as error:
        raise FileRejectedError(Fault("E008", written=str(error)[:200])) from error
    if not isinstance(document, dict) or not isinstance(document.get("laporan"), dict):
        raise FileRejectedError(Fault("E009"))
    envelope = document.get("amplop")
    if not isinstance(envelope, dict):
        raise FileRejectedError(Fault("E009", written="amplop"))
    grids = [Grid("amplop", [[_sound(label), _scalar(v)] for label, v in envelope.items()])]
    laporan = document["laporan"].items()
    return grids + [_grid_of_records(_sound(name), records) for name, records in laporan]


def _grid_of_records(dataset: str, records: object) -> Grid:
    if isinstance(records, str):  # "Nihil"
        records = [{dataset: records}]
    if not isinstance(records, list) or not all(isinstance(r, dict) for r in records):
        raise FileRejectedError(Fault("E009", sheet=dataset))
    headers = list(dict.fromkeys(header for record in records for header in record))
    rows = [[_scalar(record.get(header)) for header in headers] for record in records]
    return Grid(dataset, [[_sound(header) for header in headers], *rows])


def _scalar(value: object) -> Cell:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False, default=str)
    return _sound(value) if isinstance(value, str) else value


def _sound(text: str) -> str:
    """Text without what JSON may hold and no database takes: NUL, half of a surrogate pair."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
