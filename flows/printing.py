"""How the commands print what senders wrote, instants, and lists under a heading."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TextIO
from zoneinfo import ZoneInfo

from rich.markup import escape
from rich.table import Table
from rich.text import Text

from schemas.escapes import plain, sheet_line, sheet_text

JAKARTA = ZoneInfo("Asia/Jakarta")


def marked(text: str) -> str:
    """A text that the console prints as it stands where markup is read."""
    return escape(plain(text))


def print_csv(lines: Iterable[Sequence[object]], out: TextIO) -> None:
    """Write lines as CSV that a spreadsheet may open."""
    writer = csv.writer(out, lineterminator="\n")
    for line in lines:
        writer.writerow([sheet_text(cell) if isinstance(cell, str) else cell for cell in line])


def print_copied(lines: Iterable[bytes | bytearray | memoryview], out: TextIO) -> None:
    """Write the CSV that PostgreSQL copies out, a line a block; a spreadsheet may open it."""
    for line in lines:
        out.write(sheet_line(bytes(line).decode()))
    out.flush()


def say_instant(instant: datetime) -> str:
    """An instant in Jakarta, to the minute."""
    return f"{instant.astimezone(JAKARTA):%Y-%m-%d %H:%M} WIB"


def iso(moment: date) -> str:
    """A day or an instant as programs read it."""
    return moment.isoformat()


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
