"""Header trees: the rows that head a table, its columns by their whole paths, what stays open."""

from dataclasses import dataclass, field
from typing import NamedTuple

from tasks.read.context import Scale
from tasks.read.headers import Part, Word


class Block(NamedTuple):
    """The rows that head a table, and the columns it may take."""

    first: int
    last: int
    left: int
    right: int


class Leaf(NamedTuple):
    """One column under its header tree.

    Attributes:
        at: Index of the column.
        path: Texts above it, group first, none twice in a row.
        name: The contract's column it speaks of.
        parts: What part of that column it is.
    """

    at: int
    path: tuple[str, ...]
    name: str
    parts: tuple[Word, ...]

    def has(self, *parts: Part) -> bool:
        """Whether it is one of these parts."""
        return any(word.part in parts for word in self.parts)


@dataclass
class Heading:
    """A header tree read for one dataset.

    Attributes:
        block: Where it stands.
        leaves: Columns the contract knows.
        unknown: Columns it does not, by their text.
        numbering: Column of row numbers, if any.
        of_row: Columns that say whose row, or of when: `upt_name`, `periode`, `tahun`.
        satuan: Column name to the unit in its header.
        scales: Column name to the scale in its header; "" for the unit row as a whole.
        puzzles: Columns under a known group that stay unexplained.
    """

    block: Block
    leaves: list[Leaf] = field(default_factory=list)
    unknown: dict[int, str] = field(default_factory=dict)
    numbering: int | None = None
    of_row: dict[str, int] = field(default_factory=dict)
    satuan: dict[str, str] = field(default_factory=dict)
    scales: dict[str, Scale] = field(default_factory=dict)
    puzzles: dict[int, str] = field(default_factory=dict)

    @property
    def names(self) -> set[str]:
        """Columns of the contract that stand there in some part."""
        return {leaf.name for leaf in self.leaves}
