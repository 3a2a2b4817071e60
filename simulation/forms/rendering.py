"""A form to the bytes of its file, in every format a report may come in."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from simulation.forms.form import Form, Table
from simulation.forms.grids import Grid, Ink, ink, lay_out
from simulation.forms.opendocument import book_of_ods
from simulation.forms.workbooks import book_of_xls, book_of_xlsx
from simulation.xlsb import xlsb_bytes


def file_name(form: Form) -> str:
    """Its name as it is sent."""
    return f"{form.name}.{form.extension}"


def render(form: Form, change: Callable[[list[Grid]], None] | None = None) -> bytes:
    """The file's bytes; the same form gives the same bytes.

    Args:
        form: What to write.
        change: Done to its sheets before they are written; JSON has none.
    """
    if form.extension == "json":
        return _json(form)
    grids = _named_apart([lay_out(sheet) for sheet in form.sheets])
    if change:
        change(grids)
    if form.extension == "csv":
        return _csv(grids[0], form)
    if form.extension == "xlsb":
        return xlsb_bytes([(grid.title, _dateless(grid, form)) for grid in grids])
    write = {"xlsx": book_of_xlsx, "xls": book_of_xls, "ods": book_of_ods}[form.extension]
    return write(grids, is_typed=form.is_typed)


def _named_apart(grids: list[Grid]) -> list[Grid]:
    """Sheets numbered where two have one name, as a spreadsheet does."""
    seen: set[str] = set()
    for at, grid in enumerate(grids, 1):
        if grid.title.casefold() in seen:
            grid.title = f"{grid.title} ({at})"
        seen.add(grid.title.casefold())
    return grids


def _dateless(grid: Grid, form: Form) -> list[list[Ink]]:
    """Rows with dates as texts: the .xlsb written here has no number formats."""
    rows = grid.rows(is_typed=form.is_typed)
    return [[f"{c:%d/%m/%Y}" if isinstance(c, date) else c for c in row] for row in rows]


def cells_written(form: Form) -> int:
    """How many cells of the report's own sheet hold something."""
    grid = lay_out(form.sheet)
    if form.extension == "csv" and form.csv.is_bare:  # a delimiter in a cell makes two of it
        cells = (cell for line in _csv_lines(grid, form) for cell in line)
        return sum(part != "" for cell in cells for part in cell.split(form.csv.delimiter))
    return len(grid.cells)


def _csv_lines(grid: Grid, form: Form) -> list[list[str]]:
    return [
        [_in_csv(cell) for cell in row] + [""] * form.csv.trailing
        for row in grid.rows(is_typed=form.is_typed)
    ]


def _csv(grid: Grid, form: Form) -> bytes:
    hand, lines = form.csv, _csv_lines(grid, form)
    if hand.is_bare:
        text = "".join(f"{hand.delimiter.join(line)}\r\n" for line in lines)
    else:
        out = io.StringIO()
        csv.writer(out, delimiter=hand.delimiter, lineterminator="\r\n").writerows(lines)
        text = out.getvalue()
    return text.encode(hand.encoding)


def _in_csv(cell: Ink) -> str:
    """Numbers with a decimal comma, as Indonesian settings save them."""
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return cell if isinstance(cell, str) else str(cell).replace(".", ",")


def _json(form: Form) -> bytes:
    envelope = {label.text: label.value for label in form.sheet.labels}
    reports: dict[str, Any] = {table.dataset: _records(form, table) for table in form.tables}
    document = {"amplop": envelope, "laporan": reports}
    return json.dumps(document, ensure_ascii=False, indent=2, default=str).encode()


def _records(form: Form, table: Table) -> str | Sequence[dict[str, object]]:
    if table.nil:
        return table.nil
    return [
        {
            " ".join(column.path): _in_json(
                ink(line.cell(column.key), is_typed=form.is_typed), form
            )
            for column in table.columns
        }
        for line in table.rows
    ]


def _in_json(cell: Ink, form: Form) -> object:
    if isinstance(cell, date) and form.is_utc:
        return f"{cell - timedelta(days=1):%Y-%m-%d}T17:00:00.000Z"
    return cell if cell != "" else None
