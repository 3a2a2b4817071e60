"""Statements: what labels, titles and names say of unit, month and date, each with its place."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from schemas.addresses import column_letters
from schemas.wording import wording_key
from tasks.read.context import is_of_regulation, unit_words, units_in
from tasks.read.grid import Cell, Grid
from tasks.read.headers import match_label
from tasks.read.months import Months, month_of, months_in

_CIRCULAR = re.compile(r"(?:nomor|no|lampiran|surat edaran|keputusan|peraturan|sk)\b.*")


class Statement(NamedTuple):
    """One thing said of unit, month or date, and where.

    Attributes:
        name: Field of the envelope: `upt_name`, `periode`, `tahun`, `tanggal_laporan`, …
        value: As it stands there.
        place: `B4`, `judul A1`, `nama lembar`, `nama berkas`.
        is_label: It stands behind a label of the envelope.
    """

    name: str
    value: Cell
    place: str
    is_label: bool


def statements_in(grid: Grid, first: int, end: int, left: int, right: int) -> Iterator[Statement]:
    """What labels and titles say in a range of a sheet, its ends excluded.

    A text counts as a title where it stands alone in its row, or in several lines.
    """
    for at in range(first, end):
        row = grid.rows[at][left:right]
        filled = [(left + c, cell) for c, cell in enumerate(row) if cell != ""]
        is_lone = len(filled) == 1
        for column, cell in filled:
            if not isinstance(cell, str):
                continue
            place = f"{column_letters(grid.left + column)}{grid.top + at + 1}"
            found = list(_labelled(cell, grid.rows[at][column + 1 : right]))
            if found:
                if not _is_circular(grid, at, column):
                    for name, value in found:
                        yield Statement(name, value, place, is_label=True)
            elif is_lone or "\n" in cell:
                yield from _of_title(cell, place)


def _labelled(cell: str, right: Sequence[Cell]) -> Iterator[tuple[str, Cell]]:
    if cell.count(":") > 1:
        segments = [part for part in re.split(r"\s{2,}|[\n;|]", cell) if ":" in part]
        if len(segments) > 1 and all(match_label(x.partition(":")[0].strip()) for x in segments):
            for segment in segments:
                yield from _labelled(segment, ())
            return
    label, colon, value = cell.partition(":")
    name = match_label(label.strip(" =."))
    if name is None:
        return
    if colon and value.strip():
        yield name, value.strip()
        return
    following = (v.strip().lstrip(":= ") if isinstance(v, str) else v for v in right)
    found = next((v for v in following if v != ""), "")
    if found != "" and not (isinstance(found, str) and match_label(found)):
        yield name, found


def _of_title(text: str, place: str) -> Iterator[Statement]:
    for name, value in _told_by(text):
        yield Statement(name, value, place, is_label=False)


@lru_cache(maxsize=20_000)
def _told_by(title: str) -> tuple[tuple[str, str], ...]:
    """Fields of the envelope that a title speaks of, each with its words."""
    told: list[tuple[str, str]] = []
    for line in () if is_of_regulation(title) else title.splitlines():
        if not months_in(line).says_nothing:
            told.append(("periode", line.strip()))
        if ids := units_in(line):
            name = "kanwil" if all(i.startswith("kanwil-") for i in ids) else "upt_name"
            told.append((name, unit_words(line)))
    return tuple(told)


def statements_of_name(text: str, place: str) -> Iterator[Statement]:
    """What the name of a sheet or a file says; `_` stands for a space."""
    yield from _of_title(text.replace("_", " "), place)


def _is_circular(grid: Grid, at: int, column: int) -> bool:
    """Whether a label belongs to the block of a circular: `Nomor`, `Tanggal` in a corner."""
    for row in range(at - 1, max(at - 4, -1), -1):
        above = grid.rows[row][column]
        if above == "":
            return False
        if isinstance(above, str) and _CIRCULAR.match(wording_key(above)):
            return match_label(grid.rows[at][column].partition(":")[0]) == "tanggal_laporan"
    return False


def month_said(statement: Statement) -> Months:
    """What a statement says of time: a label's value is taken whole, a title is searched."""
    if statement.name == "tahun":
        said = month_of(statement.value)
        return said if said.year and not said.month else Months(is_several=True)
    if statement.is_label:
        return month_of(statement.value)
    return months_in(str(statement.value))


def unit_said(statement: Statement) -> frozenset[str]:
    """Ids of the unit a statement names; none where it names none that is known."""
    return units_in(str(statement.value))


def units_agree(units: Iterable[frozenset[str]]) -> bool:
    """Whether one unit may be meant by all that name a known one."""
    known = [u for u in units if u]
    return not known or bool(frozenset.intersection(*known))
