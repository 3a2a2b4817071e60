"""What the rows of a table are: data, total, note, section, Nihil, or the header again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from tasks.read.grid import Cell
from tasks.read.settling import Column


class RowKind(StrEnum):
    """What a row below a header is."""

    DATA = "data"
    TOTAL = "jumlah"
    NOTE = "catatan"
    SECTION = "bagian"
    NIL = "nihil"
    HEADER = "judul kolom"
    EXAMPLE = "contoh"
    BLANK = "kosong"

    __hash__ = str.__hash__  # an Enum's own is no C function


class Finding(NamedTuple):
    """Why a data row is held back, and the columns concerned."""

    code: str
    columns: tuple[str, ...] = ()
    figures: str = ""


@dataclass
class Body:
    """The rows of a table; rows that stand in no list here are data.

    Attributes:
        kinds: Index of each row that is not plain data to what it is.
        findings: Index of a data row to why it is held back.
        unproven: Rows taken for totals by their words alone.
        parts: Rows of which another one, read in their place, is the sum.
        sections: Rows that open a section, in order.
    """

    kinds: dict[int, RowKind] = field(default_factory=dict)
    findings: dict[int, list[Finding]] = field(default_factory=dict)
    unproven: list[int] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    sections: list[int] = field(default_factory=list)

    def hold(self, row: int, code: str, columns: Iterable[str] = (), figures: str = "") -> None:
        """Hold a data row back."""
        self.findings.setdefault(row, []).append(Finding(code, tuple(columns), figures))


class Frame(NamedTuple):
    """What a body is read by.

    Attributes:
        rows: The sheet's rows, cut to the table's columns.
        first: Index of the first row below the header.
        end: Index behind the last row.
        header: The header's own rows.
        dataset: Its dataset.
        columns: Where each column's value stands.
        numbering: Column of row numbers, if any.
        chosen: Columns whose cells count as said: claimed, and of the row.
        proofs: Other figures that a total adds up too: the parts of a parted column.
        columns_below: The rows below the header as columns, and their distinct texts, if at hand.
        of_row: Columns that say whose or of when each row is.
        month: The month reported.
    """

    rows: Sequence[Sequence[Cell]]
    first: int
    end: int
    header: Sequence[Sequence[Cell]]
    dataset: str
    columns: dict[str, Column]
    numbering: int | None
    chosen: frozenset[int]
    proofs: tuple[tuple[str, int], ...] = ()
    columns_below: tuple[list[tuple[Cell, ...]], list[set[str]]] | None = None
    of_row: frozenset[int] = frozenset()
    month: date | None = None


def distinct_texts(columns: Iterable[Sequence[Cell]]) -> list[set[str]]:
    """The distinct texts of each column."""
    return [{c for c in set(column) if c.__class__ is str and c} for column in columns]
