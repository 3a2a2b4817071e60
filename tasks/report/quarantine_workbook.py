"""Write the quarantine as a workbook for the units: Indonesian, one line per row, text as text."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from schemas.calendar import day_of
from schemas.errors import TerminalError
from schemas.spoken import say_number
from tasks.report.quarantined import ListedRow

_MOST_ROWS = 1_048_575  # of an .xlsx sheet, below the header
_LONGEST = 32_767  # characters of an .xlsx cell
_SEBAB = {
    "koreksi": "diperbaiki laporan berikutnya",
    "aturan": "dinilai ulang dengan aturan atau acuan yang berubah",
    "diteruskan": "masih ada dalam versi berikutnya",
    "ditarik": "laporannya tidak lagi diterima",
}


def _written(row: ListedRow) -> str:
    """The cells that hold something, under the headers of the form."""
    from schemas.contracts import DATASETS  # noqa: PLC0415 (polars)

    columns = DATASETS[row.dataset].columns
    headers = {name: column.header for name, column in columns.items()}
    cells = {**{name: row.tertulis.get(name) for name in headers}, **row.tertulis}
    return "\n".join(f"{headers.get(n, n)}: {text}" for n, text in cells.items() if text)


def _day(instant: datetime | None) -> date | None:
    return instant and day_of(instant)


class _Column(NamedTuple):
    """A column of the workbook: header, width in characters, what it shows, how."""

    header: str
    width: int
    value: Callable[[ListedRow], Any]
    style: str = "teks"


_OPEN = (
    _Column("Unit", 30, lambda row: row.nama),
    _Column("Dataset", 15, lambda row: row.dataset),
    _Column("Bulan", 16, lambda row: row.bulan, "bulan"),
    _Column("Berkas", 32, lambda row: row.berkas),
    _Column("Lembar", 20, lambda row: row.lembar),
    _Column("Baris", 7, lambda row: row.baris, "angka"),
    _Column("Kode", 7, lambda row: "\n".join(row.kode)),
    _Column("Alasan", 60, lambda row: "\n".join(row.alasan)),
    _Column("Isi tertulis", 45, _written),
    _Column("Sejak", 12, lambda row: _day(row.sejak), "hari"),
    _Column("Umur (hari)", 12, lambda row: row.umur_hari, "angka"),
)
_CLOSED = (
    _Column("Ditutup", 12, lambda row: _day(row.ditutup_at), "hari"),
    _Column("Sebab", 32, lambda row: _SEBAB.get(row.sebab or "", "")),
    _Column("Yang berubah", 40, lambda row: "\n".join(row.perubahan)),
)
_STYLES: dict[str, dict[str, Any]] = {
    # quoted: not taken for a formula either when somebody edits the cell
    "teks": {"text_wrap": True, "quote_prefix": True},
    "angka": {},
    "bulan": {"num_format": "[$-421]mmmm yyyy", "align": "left"},  # 421: Indonesian month names
    "hari": {"num_format": "dd-mm-yyyy", "align": "left"},
}


def write_workbook(rows: Sequence[ListedRow], path: Path, *, closed: bool) -> None:
    """Write the rows; an older file of this name is replaced.

    Raises:
        TerminalError: More rows than a sheet holds, or the file cannot be written.
    """
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # noqa: PLC0415 (slow)
    from xlsxwriter.exceptions import (  # type: ignore[import-untyped]  # noqa: PLC0415
        FileCreateError,
    )

    if len(rows) > _MOST_ROWS:
        raise TerminalError(
            f"{say_number(len(rows))} rows are more than a sheet holds: --format csv"
        )
    columns = _OPEN + _CLOSED if closed else _OPEN
    workbook = Workbook(str(path))
    try:
        _fill(workbook, columns, rows)
        workbook.close()
    except FileCreateError as error:
        raise TerminalError(f"{path}: {error}") from error


def _fill(workbook: Any, columns: Sequence[_Column], rows: Sequence[ListedRow]) -> None:
    sheet = workbook.add_worksheet("Karantina")
    bold = {"bold": True, "text_wrap": True, "bg_color": "#DDE6F0", "border": 1}
    head = workbook.add_format(bold)
    styles = {
        name: workbook.add_format({"valign": "top", **style}) for name, style in _STYLES.items()
    }
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width)
        sheet.write_string(0, at, column.header, head)
    for line, row in enumerate(rows, 1):
        for at, column in enumerate(columns):
            _write(sheet, (line, at), column.value(row), styles[column.style])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write(sheet: Any, place: tuple[int, int], value: Any, style: Any) -> None:
    """Text is never taken for a formula, a link or a number, whatever it begins with."""
    if value is None:
        sheet.write_blank(*place, None, style)
    elif isinstance(value, str):
        sheet.write_string(*place, value[:_LONGEST], style)
    elif isinstance(value, int):
        sheet.write_number(*place, value, style)
    else:
        sheet.write_datetime(*place, value, style)
