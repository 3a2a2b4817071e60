"""How the commands print what senders wrote, instants, and lists under a heading."""

from collections.abc import Iterable
from datetime import datetime

from rich.markup import escape
from rich.table import Table
from rich.text import Text

from schemas.calendar import JAKARTA
from schemas.escapes import plain


def marked(text: str) -> str:
    """A text that the console prints as it stands where markup is read."""
    return escape(plain(text))


def say_instant(instant: datetime) -> str:
    """An instant in Jakarta, to the minute."""
    return f"{instant.astimezone(JAKARTA):%Y-%m-%d %H:%M} WIB"


def count(number: int, noun: str) -> str:
    """1 row, 2 rows."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


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
