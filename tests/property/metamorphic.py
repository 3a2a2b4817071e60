"""Made-up forms through the stages, and what is published beside what was meant.

The right answer comes from the values a form was made of, never from reading it.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import NamedTuple

import polars as pl

from schemas.contracts import DATASETS
from schemas.settings import Settings
from simulation.forms import Composition, cells_written, file_name, render
from simulation.model import Row
from tasks.collect import Kept, Receipt
from tasks.publish.night import Night, report_lines, submission_lines
from tests.nights import judge_files
from tests.property.conserved import night_faults

EQUAL, HELD, REFUSED, WRONG = "equal", "held", "refused", "WRONG"
_PASSED_OVER = frozenset({"W002", "W006", "W007"})
"""A sheet or table that was not taken for a report, and that was said."""
_AT_ONCE = 1_200
Fact = tuple[object, ...]
"""Dataset, unit, month and the values of all the contract's columns."""


class Outcome(NamedTuple):
    """What became of a form.

    Attributes:
        made: The form.
        verdict: `equal`; `held`, some rows; `refused`, all of a table; or `WRONG`.
        why: Codes, or what is wrong.
    """

    made: Composition
    verdict: str
    why: str


class Found(NamedTuple):
    """What the stages made of one file.

    Attributes:
        facts: Rows that would be published.
        nil: Datasets it says Nihil to.
        reasons: Code by dataset; the empty dataset stands for the whole file.
        warnings: Codes of warnings and notes.
        faults: Counts that do not add up.
        cells: Cells read on each sheet, by role and together, where the reader counts them.
    """

    facts: Counter[Fact]
    nil: set[str]
    reasons: list[tuple[str, str, str]]
    warnings: set[str]
    faults: list[str]
    cells: int | None


def judge(made: Iterable[Composition], settings: Settings | None = None) -> list[Outcome]:
    """Run forms through the stages, a thousand together, and say what became of each."""
    forms = list(made)
    outcomes: list[Outcome] = []
    for start in range(0, len(forms), _AT_ONCE):
        some = forms[start : start + _AT_ONCE]
        kept = [_kept(one) for one in some]
        found = _found(kept, settings or Settings())
        outcomes += [
            _outcome(one, found[file.sha256, file.sender])
            for one, file in zip(some, kept, strict=True)
        ]
    return outcomes


def _kept(made: Composition) -> Kept:
    """The form's file as it came at noon of the day it speaks of."""
    content = render(made.form)
    at = datetime.combine(made.form.reported_on, time(5), UTC)
    receipt = Receipt(file_name(made.form), at, at)
    sha256 = hashlib.sha256(content).hexdigest()
    return Kept(sha256, made.form.unit.unit_id, (receipt,), len(content), content, None)


def _found(files: Sequence[Kept], settings: Settings) -> Mapping[tuple[str, str], Found]:
    night = judge_files({(f.sha256, f.sender): f for f in files}.values(), settings)
    reports = report_lines(night)
    found = {(f.sha256, f.sender): Found(Counter(), set(), [], set(), [], None) for f in files}
    file_of = _files(night, reports)
    _add_facts(found, night, reports, file_of)
    _add_reasons(found, night, reports, file_of)
    for file, fault in night_faults(night, reports):
        found[file].faults.append(fault)
    return _with_cells(found, night)


def _files(night: Night, reports: pl.DataFrame) -> dict[int, tuple[str, str, str, str]]:
    """Report number to file, sender, dataset and sheet."""
    keys = ["report_no", "sha256", "sender", "dataset", "lembar"]
    lines = pl.concat([reports.select(keys), night.reports.rejected.select(keys)])
    return {number: tuple(rest) for number, *rest in lines.iter_rows()}


def _add_facts(
    found: Mapping[tuple[str, str], Found],
    night: Night,
    reports: pl.DataFrame,
    file_of: Mapping[int, tuple[str, str, str, str]],
) -> None:
    whose = {
        number: (dataset, unit, bulan)
        for number, dataset, unit, bulan in reports.select(
            "report_no", "dataset", "upt_id", "bulan"
        ).iter_rows()
    }
    for number, dataset in reports.filter("is_nil").select("report_no", "dataset").iter_rows():
        found[file_of[number][:2]].nil.add(dataset)
    for verdict in night.rows:
        names = list(DATASETS[verdict.dataset].value_schema)
        for number, *values in verdict.accepted.select("report_no", *names).iter_rows():
            if number in whose:
                fact = (*whose[number], *map(_plain, values))
                found[file_of[number][:2]].facts[fact] += 1


def _add_reasons(
    found: Mapping[tuple[str, str], Found],
    night: Night,
    reports: pl.DataFrame,
    file_of: Mapping[int, tuple[str, str, str, str]],
) -> None:
    rejected = night.reports.rejected.select("sha256", "sender", "dataset", "lembar", "kode")
    for sha256, sender, dataset, lembar, kode in rejected.iter_rows():
        found[sha256, sender].reasons.append((dataset or "", lembar, kode))
    files = submission_lines(night, reports).select("sha256", "sender", "kode")
    for sha256, sender, kode in files.drop_nulls("kode").iter_rows():
        if not found[sha256, sender].reasons:
            found[sha256, sender].reasons.append(("", "", kode))
    for verdict in night.rows:
        held = verdict.quarantined.select("report_no", "kode").explode("kode").iter_rows()
        for number, kode in held:
            sha256, sender, dataset, lembar = file_of[number]
            found[sha256, sender].reasons.append((dataset, lembar, kode))
        for number, kode in verdict.warnings.select("report_no", "kode").iter_rows():
            if number in file_of:
                found[file_of[number][:2]].warnings.add(kode)
    for number, kode in night.reports.warnings.select("report_no", "kode").iter_rows():
        found[file_of[number][:2]].warnings.add(kode)
    for sha256, sender, kode in night.notes.select("sha256", "sender", "kode").iter_rows():
        found[sha256, sender].warnings.add(kode)


def _with_cells(
    found: dict[tuple[str, str], Found], night: Night
) -> Mapping[tuple[str, str], Found]:
    """Add the number of cells read, where the reader counts them and the file has one report."""
    lines = [f for f in night.reports[:2] if "sel_dibaca" in f.columns]
    if not lines:
        return found
    cells = pl.concat([f.select("sha256", "sender", "sel_dibaca") for f in lines])
    single = cells.group_by("sha256", "sender").agg(pl.len(), pl.col("sel_dibaca").sum())
    for sha256, sender, count, read in single.iter_rows():
        if count == 1:
            found[sha256, sender] = found[sha256, sender]._replace(cells=read)
    return found


def _outcome(made: Composition, found: Found) -> Outcome:
    """Hold what was found against what was meant."""
    meant, nil = _meant(made)
    strange = found.facts - meant
    faults = [*found.faults, *(f"not meant: {_differs(f, meant)}" for f in strange)]
    faults += [f"Nihil of {name}" for name in sorted(found.nil - nil)]
    faults += _cell_faults(made, found)
    if faults:
        return Outcome(made, WRONG, "; ".join(faults))
    reasons = [r for r in found.reasons if r[1] not in _sheets_beside(made)]
    codes = sorted({code for *_, code in reasons})
    lost = _lost(made, meant - found.facts, nil - found.nil, found, reasons)
    is_told = bool(reasons) or bool(made.warnings & found.warnings)
    if lost or (made.form.must_tell and not is_told):
        return Outcome(made, WRONG, "; ".join(lost) or f"nobody was told; {found.warnings}")
    if not reasons and found.facts == meant and found.nil == nil:
        return Outcome(made, EQUAL, "")
    verdict = HELD if found.facts else REFUSED
    return Outcome(made, verdict, " ".join(codes or sorted(found.warnings)))


def _cell_faults(made: Composition, found: Found) -> list[str]:
    """Whether as many cells were read as were written, where that can be told."""
    is_single = len(list(made.form.tables)) == 1 and made.form.extension != "json"
    if found.cells is None or not is_single or found.cells == cells_written(made.form):
        return []
    return [f"{found.cells} cells read of {cells_written(made.form)}"]


def _lost(
    made: Composition,
    missing: Counter[Fact],
    unheard: set[str],
    found: Found,
    reasons: Sequence[tuple[str, str, str]],
) -> list[str]:
    """Datasets of which something is missing without a reason of their own.

    A reason given to a dataset that is not on the form is one of a table taken for another.
    """
    own = {table.dataset for table in made.form.tables}
    told = {dataset if dataset in own else "" for dataset, *_ in reasons}
    published = {fact[0] for fact in found.facts}
    names = {str(fact[0]) for fact in missing} | unheard
    passed_over = bool(found.warnings & _PASSED_OVER)
    return [
        f"{name} lost"
        for name in sorted(names)
        if not told & {name, ""} and not (passed_over and name not in published)
    ]


def _sheets_beside(made: Composition) -> set[str]:
    """Sheets that report nothing, and may be refused at that."""
    return {sheet.title for sheet in made.form.sheets if not sheet.is_report}


def _meant(made: Composition) -> tuple[Counter[Fact], set[str]]:
    """Rows to publish, and datasets to which the form says Nihil."""
    form = made.form
    facts: Counter[Fact] = Counter()
    for table, month in form.reports:
        for line in table.rows:
            if line.meant is not None:
                values = _values(table.dataset, line.meant)
                facts[(table.dataset, form.unit.unit_id, month, *values)] += 1
    return facts, {table.dataset for table in form.tables if table.nil}


def _values(dataset: str, meant: Row) -> list[object]:
    """A row's values as they are published: ends of a range are those of the number."""
    row = dict(meant)
    for column in DATASETS[dataset].columns.values():
        if column.bounds and column.name not in column.bounds:
            row |= dict.fromkeys(column.bounds, row.get(column.name))
    return [_plain(row.get(name)) for name in DATASETS[dataset].value_schema]


_NO_WORD = re.compile(r"[\W_]+")


def _plain(value: object) -> object:
    """A value so that equal ones are equal: numbers as such, texts by their words."""
    if isinstance(value, str):
        return _NO_WORD.sub(" ", unicodedata.normalize("NFKC", value)).strip().casefold()
    if isinstance(value, list | tuple):
        return tuple(sorted(value))
    return Decimal(value) if isinstance(value, int | Decimal) else value


def _differs(fact: Fact, meant: Counter[Fact]) -> str:
    """A published row, beside the meant one that is nearest."""
    names = ["dataset", "unit", "bulan", *DATASETS[str(fact[0])].value_schema]
    same = [m for m in meant if m[0] == fact[0]]
    near = max(same, key=lambda m: sum(a == b for a, b in zip(m, fact, strict=True)), default=None)
    if near is None:
        return str(fact)
    pairs = zip(names, near, fact, strict=True)
    return ", ".join(f"{name} {a}→{b}" for name, a, b in pairs if a != b)
