"""Agreement: all that is said of a table must agree; what it does not say, others may."""

import re
from collections.abc import Iterator, Sequence, Set
from datetime import date

from schemas.addresses import column_letters
from schemas.errors import Fault
from schemas.wording import wording_key
from tasks.read.context import units_in
from tasks.read.grid import Cell, Grid
from tasks.read.headers import datasets_named
from tasks.read.months import agreed_months, month_of, months_in
from tasks.read.nil_words import says_nil
from tasks.read.row_words import cell_key, is_nil
from tasks.read.statements import (
    Statement,
    month_said,
    statements_in,
    statements_of_name,
    unit_said,
    units_agree,
)
from tasks.read.tables_seen import Conflict, Sheet, Table, width_of

_FEW = 2  # cells of a row that is no row of a table: who signs, a remark
_SAMPLE = re.compile(r"\b(?:contoh|petunjuk|cara pengisian|panduan|template|referensi)\b")


def gather(
    table: Table, sheet: Sheet, sheets: Sequence[Sheet], of_file: Sequence[Statement]
) -> None:
    """Bring together what is said of a table: by itself, its sheet, the covers, the file's name.

    Sets `stated`, `month` and `conflict`.
    """
    grid = table.grid
    sheets = [o for o in sheets if o is sheet or not (o.grid.is_hidden or is_sample(o.grid))]
    said = _said_on_sheet(table, sheet)
    if not grid.is_csv:
        said += statements_of_name(grid.name, "nama lembar")
    said += [s for o in sheets if o.is_cover for s in _from_elsewhere(o)]
    said += _said_in_columns(table, {s.name for s in said})
    for name in ("upt_name", "kanwil", "tanggal_laporan", "status_verifikasi", "periode"):
        if not any(s.name == name or (name == "periode" and s.name == "tahun") for s in said):
            said += _inherited(name, sheet, sheets)
    said += of_file
    table.stated = said
    _agree(table)
    if table.month is None and not any(s.name == "periode" and s.is_label for s in said):
        _inherit_half(table, sheet, sheets)


def _said_on_sheet(table: Table, sheet: Sheet) -> list[Statement]:
    """What stands above a table, and above all tables of its sheet where it says no other."""
    grid = table.grid
    head = table.heading.block.first if table.heading else table.end
    is_whole = (table.starts, table.left, table.right) == (0, 0, width_of(grid))
    if is_whole and table.number == 1:
        return list(sheet.stated)
    own = list(statements_in(grid, table.starts, head, table.left, table.right))
    above = sheet.stated if table.number > 1 else []
    return own + [s for s in above if not any(o.name == s.name for o in own)]


def _said_in_columns(table: Table, said: Set[str]) -> Iterator[Statement]:
    """Unit, month and year that all rows of a table repeat, where nothing else states them."""
    of_row = table.heading.of_row if table.heading else {}
    wanted = {n: at for n, at in of_row.items() if (n if n != "tahun" else "periode") not in said}
    rows = [r for r in table.grid.rows[table.first : table.end] if len(r) - r.count("") > _FEW]
    for name, at in wanted.items() if rows else ():
        cells = {row[at] for row in rows} - {""}
        meant = {cell_key(cell) if name == "upt_name" else month_of(cell) for cell in cells}
        if len(meant) == 1:
            place = f"kolom {column_letters(table.grid.left + at)}"
            yield Statement(name, min(cells, key=str), place, is_label=True)


def _from_elsewhere(sheet: Sheet, name: str = "") -> Iterator[Statement]:
    """The statements of another sheet, all or of one field, their places with its name."""
    for s in sheet.stated:
        if s.name != (name or s.name):
            continue
        yield s._replace(place=f"lembar {sheet.grid.name} {s.place}")


def _inherited(name: str, sheet: Sheet, sheets: Sequence[Sheet]) -> list[Statement]:
    """What all other sheets agree on, for one that states nothing."""
    others = [s for o in sheets if o is not sheet for s in _from_elsewhere(o, name)]
    if not others:
        return []
    agree = (
        agreed_months([month_said(s) for s in others])[1] is None
        if name == "periode"
        else len({cell_key(s.value) for s in others}) == 1
        or (name == "upt_name" and units_agree(units_in(str(s.value)) for s in others))
    )
    chosen = next((s for s in others if s.is_label), others[0])
    return [chosen] if agree else []


def _inherit_half(table: Table, sheet: Sheet, sheets: Sequence[Sheet]) -> None:
    """The year of a month without one, or nothing: from what all other sheets agree on."""
    said = [month_said(s) for s in table.stated if s.name in {"periode", "tahun"}]
    others = [
        m
        for o in sheets
        if o is not sheet
        for s in o.stated
        if s.name in {"periode", "tahun"} and not (m := month_said(s)).is_several
    ]
    years = {m.month.year if m.month else m.year for m in others} - {None}
    numbers = {m.number for m in said if m.number}
    if len(years) == 1 and len(numbers) == 1 and not any(m.year or m.month for m in said):
        table.month = date(int(years.pop() or 0), int(numbers.pop() or 0), 1)


def _agree(table: Table) -> None:
    """Demand that all statements agree; keep the month, or the first conflict."""
    table.month, of_months = _agreed_month(table.stated)
    table.conflict = (
        of_months or _conflict_of_units(table.stated) or _conflict_of_dates(table.stated)
    )


def _agreed_month(stated: Sequence[Statement]) -> tuple[date | None, Conflict]:
    """The month all agree on, or the one it is refused as and the two that conflict."""
    time = [s for s in stated if s.name in {"periode", "tahun"}]
    months = [month_said(s) for s in time]
    labels = [m for s, m in zip(time, months, strict=True) if s.is_label and s.name == "periode"]
    unreadable = any(m.is_several or m.says_nothing for m in labels)
    month, conflict = agreed_months(m for m in months if not m.is_several)
    said: Conflict = ()
    if conflict:
        kept = [s for s, m in zip(time, months, strict=True) if not m.is_several]
        said = kept[conflict[0]], kept[conflict[1]]
        month = next((m.month for m in labels if m.month), None)
    return None if unreadable else month, said


def _conflict_of_units(stated: Sequence[Statement]) -> Conflict:
    """The first two statements that name no unit in common."""
    known = [(s, ids) for s in stated if s.name == "upt_name" and (ids := unit_said(s))]
    for at, (one, ids) in enumerate(known):
        for other, other_ids in known[at + 1 :]:
            if not ids & other_ids:
                return one, other
    return ()


def _conflict_of_dates(stated: Sequence[Statement]) -> Conflict:
    """The first two dates of the report that differ."""
    exact = [s for s in stated if s.name == "tanggal_laporan" and "nama berkas" not in s.place]
    other = next((s for s in exact if cell_key(s.value) != cell_key(exact[0].value)), None)
    if other is None or _same_day(exact[0].value, other.value):
        return ()
    return exact[0], other


def _same_day(one: Cell, other: Cell) -> bool:
    a, b = (re.findall(r"\d+", str(v)) for v in (one, other))
    return bool(set(a) & set(b)) and month_of(one) == month_of(other)


def conflict_with_nil(table: Table) -> Conflict:
    """Where a Nihil speaks of another month than its table: what the table says, and the Nihil."""
    said = next((s for s in table.stated if s.name == "periode"), None)
    for at in range(table.first, table.end):
        row = table.grid.rows[at]
        if said is None or not is_nil(row):
            continue
        c, text = next((c, x) for c, x in enumerate(row) if isinstance(x, str) and says_nil(x))
        told = months_in(text)
        month = told.month.month if told.month else told.number
        year = told.month.year if told.month else told.year
        own = table.month
        if own and ((month and month != own.month) or (year and year != own.year)):
            other = Statement("periode", text, table.address(at, c), is_label=False)
            return said, other
    return ()


def is_sample(grid: Grid) -> bool:
    """Whether a sheet's name says that it is an example, instructions or lists of the form."""
    found = _SAMPLE.search(wording_key(grid.name))
    return found is not None and (
        found[0] in {"contoh", "petunjuk"} or not datasets_named(grid.name)
    )


def contradiction_fault(table: Table) -> Fault | None:
    """E109 with both places."""
    return (
        Fault("E109", table.grid.name, written=table.contradiction) if table.contradiction else None
    )
