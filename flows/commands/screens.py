"""How commands print answers: Rich tables and lines, numbers in the reader's way."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.table import Table

from flows.printing import marked


def english(number: int | Decimal) -> str:
    """A number as programs write it: 1,234.5."""
    return f"{number:,}"


def indonesian(number: int | Decimal) -> str:
    """A number as its readers write it: 1.234,5."""
    return english(number).translate(_INDONESIAN)


_INDONESIAN = str.maketrans(",.", ".,")
Number = Callable[[int | Decimal], str]
Lines = Sequence[Mapping[str, Any]]


def show(
    console: Console, title: str, lines: Lines, empty: str, *, number: Number = english
) -> None:
    """Print lines under their columns' names, or what to say where there are none."""
    if lines:
        console.print(table_of(list(lines[0]), [[*line.values()] for line in lines], title, number))
        console.print()
    else:
        show_line(console, title, empty)


def show_line(console: Console, title: str, said: str) -> None:
    """Print one line under a title."""
    console.print(f"[bold]{title}[/bold]: {said}\n", highlight=False)


def show_ledger(console: Console, total: Mapping[str, Any]) -> None:
    """Print the ledger's totals of a month: first what is published and what lacks, then how."""
    whose = " ".join(filter(None, [f"{total['bulan']:%Y-%m}", total.get("kanwil")]))
    terbit = total["tepat_waktu"] + total["terlambat"] + total["nihil"]
    said = {name: indonesian(total[name]) for name in total if isinstance(total[name], int)}
    lengkap, tepat = (
        indonesian(round(100 * total[rate], 2)) for rate in ("kelengkapan", "ketepatan")
    )
    console.print(
        f"[bold]{whose}: terbit {indonesian(terbit)}/{said['wajib']}[/bold] · sebagian "
        f"{said['sebagian']} · ditolak {said['ditolak']} · belum {said['belum']}\n"
        f"terlambat {said['terlambat']} · nihil {said['nihil']} · tepat waktu tetapi kosong "
        f"{said['tepat_waktu_kosong']} · kelengkapan {lengkap} % · ketepatan {tepat} %\n",
        highlight=False,
    )


def table_of(
    header: Sequence[str],
    lines: Sequence[Sequence[Any]],
    title: str = "",
    number: Number = english,
) -> Table:
    """A Rich table of plain values; numbers to the right, nothing as nothing."""
    table = Table(
        title=title or None, title_justify="left", title_style="bold", header_style="bold"
    )
    for at, name in enumerate(header):
        numeric = any(isinstance(line[at], int | float | Decimal) for line in lines)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for line in lines:
        table.add_row(*(_cell(value, number) for value in line))
    return table


def _cell(value: object, number: Number) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | Decimal):
        return number(value)
    if isinstance(value, list):
        return marked(", ".join(map(str, value)))
    return marked(str(value))
