"""Units with forms of their own: the same reports, rewritten in ways that mean the same.

What a row means, or the code it must be held back for, stands beside its cells through all
rewriting; so where it came to stand, and with what, is read off the sheet that is written.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from random import Random

from schemas.contracts import DATASETS
from simulation.books import OutFile, Style, book_name, files_of
from simulation.forms import KINDS, Form, FormKind, file_name, render
from simulation.forms.form import Line, Sheet, Table
from simulation.forms.grids import lay_out
from simulation.forms.plain import form_of, plain_sheet, table_of
from simulation.header_texts import common_satuan
from simulation.layout import NIL_WORDS
from simulation.meaning import told_meaning
from simulation.model import Report, SimulationRequest, Situation, dice
from simulation.truth import BARIS, NIHIL, Told

_MOST = 3
_TWICE = frozenset({"E401", "E402"})  # a section or a column between two rows makes them two


def has_own_form(unit_id: str, request: SimulationRequest) -> bool:
    """Whether a unit writes in forms of its own, whatever the month."""
    return dice(request.seed, unit_id, "bentuk").random() < request.forms


def files_in_own_form(reports: list[Report], s: Situation, style: Style) -> list[OutFile]:
    """Write reports as files, each report rewritten in one to three ways.

    A row of a CSV whose cells are pushed aside (E213) can stand in no such form; its file keeps
    the layout that units have without forms of their own.
    """
    if style.extension != "csv":
        return [_file(reports, book_name(reports, s, style), s, style)]
    return [file for report in reports for file in _csv_files(report, s, style)]


def _csv_files(report: Report, s: Situation, style: Style) -> list[OutFile]:
    if any(line.is_shifted for line in report.lines):
        return files_of([report], s, style)
    return [_file([report], f"{report.dataset}_{s.month:%Y-%m}", s, style)]


def _file(reports: Sequence[Report], name: str, s: Situation, style: Style) -> OutFile:
    sheets: list[Sheet] = []
    for report in reports:
        sheet = _sheet(report, s, _dice(style, report.dataset))
        is_taken = any(sheet.title.casefold() == other.title.casefold() for other in sheets)
        title = f"{sheet.title} ({len(sheets) + 1})" if is_taken else sheet.title
        sheets.append(replace(sheet, title=title))
    form = replace(form_of(sheets, s, style.extension, _dice(style)), name=name)
    ways: dict[str, list[str]] = {}
    for report in reports:
        form, ways[report.dataset] = _rewritten(form, report, style)
    told = [line for sheet in form.sheets for line in _told(form, sheet, ways)]
    return OutFile(file_name(form), render(form), told)


def _dice(style: Style, *of: object) -> Random:
    """Random numbers for a part of a unit's form, the same every month."""
    return dice(*style.seed[:2], "bentuk", *of)


def _sheet(report: Report, s: Situation, rng: Random) -> Sheet:
    rows = [line.values for line in report.lines]
    table = table_of(report.dataset, report.columns, rows, s.month, rng)
    lines = tuple(
        replace(laid, meant=None if line.kode else line.values, kode=line.kode)
        for laid, line in zip(table.lines, report.lines, strict=True)
    )
    table = replace(table, lines=lines, nil=rng.choice(NIL_WORDS) if report.is_nil else "")
    return plain_sheet(_with_satuan(table, report), s, rng)


def _with_satuan(table: Table, report: Report) -> Table:
    """With the unit of all quantities in their headers, where no column says it."""
    if "satuan" in report.columns or not (satuan := common_satuan(report)):
        return table
    for column in table.columns:
        if column.name in report.columns and table.reported(column).unit == "satuan":
            table = table.put(column, column._replace(path=(f"{column.path[0]} ({satuan})",)))
    return table


def _rewritten(form: Form, report: Report, style: Style) -> tuple[Form, list[str]]:
    """The form with one of its reports rewritten in the unit's favourite ways that it allows."""
    form = _turned_to(form, report.dataset)
    if any(line.kode in _TWICE for line in report.lines):
        return form, []
    rng = _dice(style, report.dataset, "cara")
    most = rng.randint(1, _MOST)
    possible = [k for k in KINDS.values() if not k.is_blur and form.extension in k.formats]
    liked = (k for k in rng.sample(possible, len(possible)) if _change(form, k, style))
    ways: list[str] = []
    for kind in sorted(islice(liked, most), key=possible.index):
        if made := _change(form, kind, style):
            form, ways = made, [*ways, kind.name]
    return form, ways


def _turned_to(form: Form, dataset: str) -> Form:
    """The form with the sheet of a dataset as the one that is rewritten."""
    sheets = form.sheets
    [at] = [
        at
        for at, sheet in enumerate(sheets)
        if sheet.is_report and [table.dataset for table in sheet.tables] == [dataset]
    ]
    return replace(form, before=sheets[:at], sheet=sheets[at], after=sheets[at + 1 :])


def _change(form: Form, kind: FormKind, style: Style) -> Form | None:
    """Rewrite a form, unless that is impossible or it would no longer say just what it said."""
    made = kind.change(form, _dice(style, form.table.dataset, kind.name))
    titles = [sheet.title.casefold() for sheet in made.sheets] if made else []
    if made is None or len(set(titles)) < len(titles) or _said(made) != _said(form):
        return None
    is_named = made.extension != "csv" or form.table.dataset in made.name.casefold()
    return made if is_named else None


def _said(form: Form) -> list[tuple[object, ...]]:
    """What is reported, and in how many rows."""
    return [(t.dataset, month, bool(t.nil), len(t.rows)) for t, month in form.reports]


def _told(form: Form, sheet: Sheet, ways: dict[str, list[str]]) -> Iterator[Told]:
    """The truth about a sheet."""
    for table in sheet.tables if sheet.is_report else ():
        titles = {"csv": form.name, "json": table.dataset}
        head = Told(titles.get(form.extension, sheet.title), table.dataset, None, NIHIL, None)
        head = head._replace(bentuk=ways[table.dataset])
        if table.nil:
            yield head
            continue
        for number, line in _places(form, sheet):
            yield _told_of_line(head._replace(baris=number, hal=BARIS), line)


def _places(form: Form, sheet: Sheet) -> list[tuple[int, Line]]:
    """Each row with its number as a reader counts: rows of a sheet from 1, of a JSON from 2."""
    if form.extension == "json":
        return list(enumerate(sheet.tables[0].rows, 2))
    return [(row + 1, line) for row, line in lay_out(sheet).rows_at]


def _told_of_line(told: Told, line: Line) -> Told:
    if line.meant is None:
        return told._replace(kode=line.kode)
    nilai = told_meaning(DATASETS[told.dataset], line.meant)
    return told._replace(nilai=nilai, perkiraan=[])
