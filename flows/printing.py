"""How the commands print: tables that fit the screen, what senders wrote, numbers and counts."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import Any, Literal

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from schemas.escapes import plain
from schemas.spoken import say_number

_USUAL_WIDTH = 80  # of a table in a pipe, whose width nobody knows
_NARROWEST, _HIGHEST = 16, 6  # a text folded further than that is read better in a record
_SHA256 = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")


def marked(text: str) -> str:
    """A text that the console prints as it stands where markup is read."""
    return escape(plain(text))


def short(text: str) -> str:
    """A text with no more of a SHA-256 than tells files apart; programs get it whole."""
    return _SHA256.sub(r"\1", text)


def count(number: int, noun: str) -> str:
    """1 row, 2 rows."""
    return f"{say_number(number)} {noun}{'' if number == 1 else 's'}"


def grid(lines: Iterable[tuple[str | Text, ...]], gap: int = 2) -> Table:
    """Columns without rules, never read as markup; the last takes what width there is."""
    found = list(lines)
    table = Table.grid(padding=(0, gap, 0, 0))
    for _ in found[0][:-1]:
        table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for line in found:
        table.add_row(*(Text(plain(cell)) if isinstance(cell, str) else cell for cell in line))
    return table


def table_of(header: Sequence[str], lines: Iterable[Sequence[Any]], title: str = "") -> "Lines":
    """Plain values under their columns' names, to print: numbers to the right, null as nothing."""
    values = [list(line) for line in lines]
    numeric = frozenset(
        at
        for at in range(len(header))
        if any(isinstance(line[at], int | float | Decimal) for line in values)
    )
    return Lines(tuple(header), [[_said(v) for v in line] for line in values], numeric, title)


def _said(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | Decimal):
        return say_number(value)
    if isinstance(value, list):
        return ", ".join(map(_said, value))
    return short(plain(str(value)))


@dataclass(frozen=True)
class Lines:
    """Lines under their columns' names: a table where it fits the screen, else records.

    Attributes:
        header: Names of the columns.
        lines: What they say.
        numeric: Columns of numbers.
        title: What stands above.
    """

    header: Sequence[str]
    lines: Sequence[Sequence[str]]
    numeric: frozenset[int]
    title: str = ""

    def __rich_console__(self, console: Console, _: ConsoleOptions) -> RenderResult:
        """Decide by the width there is; Rich asks."""
        if self.title:
            yield Text(self.title, "bold")
        room = _room(console)
        if widths := self._widths(room - _frame(len(self.header))):
            yield self._fill(Table(header_style="bold"), widths)
        elif widths := self._widths(room - len(self.header) + 1):
            tight = Table(box=SIMPLE_HEAD, padding=0, show_edge=False, header_style="bold")
            yield self._fill(tight, widths)
        elif (abreast := self._abreast(room)) > 1:
            for start in range(0, len(self.lines), abreast):
                yield self._turned(self.lines[start : start + abreast])
        else:
            yield from self._records()

    def _side(self, at: int) -> Literal["right", "left"]:
        return "right" if at in self.numeric else "left"

    def _natural(self, at: int) -> int:
        return max(map(cell_len, (self.header[at], *(line[at] for line in self.lines))))

    def _least(self, at: int, natural: int) -> int:
        """Down to what width a column may be folded: numbers and single words not at all."""
        words = {word for line in self.lines for word in line[at].split(" ")}
        if at in self.numeric or natural <= _NARROWEST:
            return natural
        longest = max(map(cell_len, (*words, *self.header[at].split(" "))))
        return max(longest, _NARROWEST, -(-natural // _HIGHEST))

    def _widths(self, inside: int) -> list[int]:
        """Widths of columns that fit between the rules of a table; none where they cannot."""
        widths = [self._natural(at) for at in range(len(self.header))]
        least = [self._least(at, width) for at, width in enumerate(widths)]
        if sum(least) > inside:
            return []
        while sum(widths) > inside:
            widest = max((w, at) for at, w in enumerate(widths) if w > least[at])[1]
            widths[widest] -= 1
        return widths

    def _fill(self, table: Table, widths: Sequence[int]) -> Table:
        for at, width in enumerate(widths):
            name = Text(self.header[at])
            table.add_column(name, justify=self._side(at), width=width, overflow="fold")
        for line in self.lines:
            table.add_row(*map(Text, line))
        return table

    def _abreast(self, room: int) -> int:
        """How many records fit side by side."""
        names = max(map(cell_len, self.header))
        widest = max((self._natural(at) for at in range(len(self.header))), default=0)
        return (room - names - _frame(1)) // (widest + 3)

    def _turned(self, lines: Sequence[Sequence[str]]) -> Table:
        """Records side by side, under what their first columns say."""
        table = Table(header_style="bold")
        for text in (self.header[0], *(line[0] for line in lines)):
            table.add_column(Text(text), no_wrap=True)
        for at, name in enumerate(self.header[1:], 1):
            texts = (Text(line[at], justify=self._side(at)) for line in lines)
            table.add_row(Text(name), *texts)
        return table

    def _records(self) -> Iterator[Table | Text]:
        """One record below the other."""
        for number, line in enumerate(self.lines):
            if number:
                yield Text()
            yield grid(
                (Text(name, "bold"), said)
                for name, said in zip_longest(self.header, line, fillvalue="")
            )


def _frame(columns: int) -> int:
    return 3 * columns + 1


def _room(console: Console) -> int:
    if console.is_terminal or "COLUMNS" in os.environ:
        return console.width
    return min(console.width, _USUAL_WIDTH)
