"""Notes: the rows that a line below a table puts right, takes back, or makes doubtful."""

import re
from typing import NamedTuple

from schemas.contracts import DATASETS, NUMERIC
from schemas.personal_data import masked
from schemas.wording import wording_key
from tasks.read.beside_data import is_day_alone
from tasks.read.body import RowKind
from tasks.read.context import is_of_regulation, may_scale
from tasks.read.extents import is_other_time
from tasks.read.nil_words import says_nil
from tasks.read.own import Own, doubt_row
from tasks.read.retractions import is_of_data, is_of_other_month, is_retracted, rows_put_right
from tasks.read.row_numbers import row_number
from tasks.read.row_words import is_remark, is_signature
from tasks.read.tables_seen import Table

_NOTES = frozenset({RowKind.NOTE, RowKind.TOTAL})
_SUM = 3  # words by which a total is called
_MARKED = re.compile(r"\s*([*†#]+)\)?\s*")


class _TakenBack(NamedTuple):
    """Rows that a note takes back, and why."""

    code: str
    rows: list[int]


def hold_by_notes(table: Table, own: Own) -> None:
    """Hold the row that a note speaks of, or all where it does not say which."""
    is_signed = False
    for at in sorted(at for at, kind in table.body.kinds.items() if kind in _NOTES):
        texts = [c for c in table.rows[at] if isinstance(c, str) and c]
        text = " ".join(texts)
        is_lone = len(table.rows[at]) - table.rows[at].count("") == 1
        is_said = is_lone and len(text.split()) > _SUM  # `Jumlah tersebut adalah kuota` is no sum
        if table.body.kinds[at] is RowKind.TOTAL and not is_said:
            continue
        is_signed = is_signed or is_day_alone(table.rows[at]) or any(map(is_signature, texts))
        # below those who sign stand their names
        hold_by_note(table, own, text, may_be_name=is_signed and not is_remark(text))


def hold_by_note(table: Table, own: Own, text: str, *, may_be_name: bool = False) -> None:
    """Hold the rows that a note speaks of, where it takes them back or may change their figures."""
    if found := _taken_back(table, text):
        for row in found.rows:
            table.body.hold(row, found.code, (), masked(text))
    elif not may_be_name and _is_doubted(text, own):
        for row in _spoken_of(table, text) or table.data_rows():
            doubt_row(table, row, masked(text))


def _is_doubted(text: str, own: Own) -> bool:
    """Whether it is not known what a note makes of figures.

    A scale is applied or refused elsewhere, the year of a regulation is none of theirs, and
    `Barang rusak : Nihil` says that there was none.
    """
    says_none = ":" in text and says_nil(text.rpartition(":")[2])
    is_amount = wording_key(text).startswith("terbilang")  # in words
    is_read = says_none or is_amount or may_scale(text) or is_of_regulation(text)
    return not is_read and own.doubts("catatan", text)


def _taken_back(table: Table, text: str) -> _TakenBack | None:
    """The rows that a note puts right or says to be of another month, and by which code."""
    n, data = table.tree.numbering, table.data_rows()
    mark = _MARKED.match(text)
    remark = text[mark.end() :] if mark else text
    numbers = rows_put_right(remark, table.month)
    said = text.partition(":")[2] or text
    is_whole = is_of_data(text) and is_other_time(said, table.dataset)
    is_other = table.month is not None and is_of_other_month("catatan", remark, table.month)
    is_wrong = numbers is not None or is_whole or is_retracted("catatan", remark, table.dataset)
    if not is_wrong and not is_other:
        return None
    named = [r for r in data if n is not None and row_number(table.rows[r][n]) in (numbers or ())]
    rows = named or _spoken_of(table, text) or data
    return _TakenBack("E233" if is_wrong else "E228", rows)


def _spoken_of(table: Table, text: str) -> list[int]:
    """Rows that bear a note's mark, or whose item it names."""
    mark = _MARKED.match(text)
    if not mark:
        return _named_in(table, text)
    return [r for r in table.data_rows() if any(mark[1] in str(cell) for cell in table.rows[r])]


def _named_in(table: Table, text: str) -> list[int]:
    """Rows whose item a remark names: `Koreksi: keset seharusnya 25`."""
    contract, words = DATASETS[table.dataset], f" {wording_key(text)} "
    column = next((c for n in contract.model.key if (c := table.columns.get(n))), None)
    if column is None or contract.columns[column.name].kind in NUMERIC:
        return []
    names = {r: wording_key(str(table.rows[r][column.at])) for r in table.data_rows()}
    return [r for r, name in names.items() if name and f" {name} " in words]
