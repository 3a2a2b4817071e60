"""How commands print what they were asked: lists under a title, one line, the ledger's totals."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from flows.printing import marked, table_of
from schemas.spoken import say_number

Lines = Sequence[Mapping[str, Any]]


def show(console: Console, title: str, lines: Lines, empty: str) -> None:
    """Print lines under their columns' names, or what to say where there are none."""
    if lines:
        console.print(table_of(list(lines[0]), [[*line.values()] for line in lines], title))
        console.print()
    else:
        show_line(console, title, empty)


def show_state(console: Console, state: Any) -> None:
    """Print in which state a run ended, and what it says of itself."""
    style = "green" if state.is_completed() else "red"
    said = marked(str(state.message))
    console.print(f"[{style}]{state.name}[/{style}]: {said}", highlight=False, soft_wrap=True)


def show_line(console: Console, title: str, said: str) -> None:
    """Print one line under a title."""
    console.print(f"[bold]{title}[/bold]: {said}\n", highlight=False)


def show_ledger(console: Console, total: Mapping[str, Any]) -> None:
    """Print the ledger's totals of a month: first what is published and what lacks, then how."""
    whose = " ".join(filter(None, [f"{total['bulan']:%Y-%m}", total.get("kanwil")]))
    terbit = total["tepat_waktu"] + total["terlambat"] + total["nihil"]
    said = {name: say_number(total[name]) for name in total if isinstance(total[name], int)}
    lengkap, tepat = (
        say_number(round(100 * total[rate], 2)) for rate in ("kelengkapan", "ketepatan")
    )
    console.print(
        f"[bold]{whose}: terbit {say_number(terbit)}/{said['wajib']}[/bold] · sebagian "
        f"{said['sebagian']} · ditolak {said['ditolak']} · belum {said['belum']}\n"
        f"terlambat {said['terlambat']} · nihil {said['nihil']} · tepat waktu tetapi kosong "
        f"{said['tepat_waktu_kosong']} · kelengkapan {lengkap} % · ketepatan {tepat} %\n",
        highlight=False,
    )
