"""Grids to workbooks that can merge, hide, cross out and format: .xlsx and .xls."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
import xlwt

from simulation.forms.form import Cell, Shown
from simulation.forms.grids import Grid, ink
from simulation.xlsb import zip_bytes

_DAY = "dd/mm/yyyy"
_FORMULA = "=A1*2"


def number_code(shown: Shown) -> str:
    """A number format in Excel's words."""
    decimals = f".{'0' * shown.places}" if shown.places else ""
    quoted = [f'"{text}"' if text else "" for text in (shown.before, shown.after)]
    digits = "#,##0" if not shown.places else "0"
    hidden = "," * shown.hidden_thousands
    return shown.code or f"{quoted[0]}{digits}{decimals}{hidden}{quoted[1]}"


def book_of_xlsx(grids: Sequence[Grid], *, is_typed: bool) -> bytes:
    """An .xlsx workbook; a formula without a value has none in the file either."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2025, 1, 1)})  # noqa: DTZ001 (written without zone)
        for grid in grids:
            sheet = book.add_worksheet(grid.title)
            for span in grid.merges:
                sheet.merge_range(*span, "")
            for (row, column), cell in grid.cells.items():
                _write_xlsx(book, sheet, (row, column), cell, is_typed=is_typed)
            _hide_in_xlsx(sheet, grid)
        next(s for s, g in zip(book.worksheets(), grids, strict=True) if not g.is_hidden).activate()
    return _without_empty_values(out.getvalue())


def _write_xlsx(
    book: Any, sheet: Any, place: tuple[int, int], cell: Cell, *, is_typed: bool
) -> None:
    value = ink(cell, is_typed=is_typed)
    style: dict[str, object] = {"font_strikeout": True} if cell.is_struck else {}
    if cell.shown or isinstance(value, date):
        style["num_format"] = number_code(cell.shown) if cell.shown else _DAY
    made = book.add_format(style) if style else None
    if cell.fault or cell.is_computed:
        shown = "" if cell.fault == "formula" else cell.fault or value
        sheet.write_formula(*place, _FORMULA, made, shown)
    elif isinstance(value, date):
        sheet.write_datetime(*place, value, made)
    elif isinstance(value, str):
        sheet.write_string(*place, value, made)
    else:
        sheet.write_number(*place, value, made)


def _hide_in_xlsx(sheet: Any, grid: Grid) -> None:
    if grid.filtered:
        sheet.autofilter(*grid.filtered)
        sheet.filter_column_list(grid.filtered[1], ["1"])
    for row in grid.hidden_rows:
        sheet.set_row(row, None, None, {"hidden": True})
    for column in grid.hidden_columns:
        sheet.set_column(column, column, None, None, {"hidden": True})
    if grid.is_hidden:
        sheet.hide()


def _without_empty_values(content: bytes) -> bytes:
    """Take the empty value elements away: libraries write none where nothing was computed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if not any(b"<v></v>" in part for part in parts.values()):
        return content
    return zip_bytes({name: part.replace(b"<v></v>", b"") for name, part in parts.items()})


def book_of_xls(grids: Sequence[Grid], *, is_typed: bool) -> bytes:
    """An .xls workbook."""
    book = xlwt.Workbook(encoding="utf-8")
    styles = _Styles()
    for grid in grids:
        sheet = book.add_sheet(grid.title)
        for top, left, bottom, right in grid.merges:
            sheet.merge(top, bottom, left, right)
        for (row, column), cell in grid.cells.items():
            value = ink(cell, is_typed=is_typed)
            style = styles.of(cell, is_date=isinstance(value, date))
            if cell.fault and cell.fault != "formula":
                sheet.row(row).set_cell_error(column, cell.fault, style)
            else:
                sheet.write(row, column, xlwt.Formula(_FORMULA[1:]) if cell.fault else value, style)
        for row in grid.hidden_rows:
            sheet.row(row).hidden = True
        for column in grid.hidden_columns:
            sheet.col(column).hidden = True
        sheet.visibility = int(grid.is_hidden)
    book.active_sheet = next(at for at, grid in enumerate(grids) if not grid.is_hidden)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class _Styles:
    """One style for each look: a workbook may hold but a few thousand."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, bool], Any] = {}

    def of(self, cell: Cell, *, is_date: bool) -> Any:
        """The style of a cell."""
        code = number_code(cell.shown) if cell.shown else _DAY if is_date else "General"
        key = (code, cell.is_struck)
        if key not in self._known:
            style = xlwt.XFStyle()
            style.num_format_str = code
            font = xlwt.Font()
            font.struck_out = cell.is_struck
            style.font = font
            self._known[key] = style
        return self._known[key]
