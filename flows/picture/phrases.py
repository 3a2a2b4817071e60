"""The words of a picture, as UPT staff read them: roles, cells, addresses, kinds of rows."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite

from schemas.contracts import DATASETS
from schemas.escapes import plain
from schemas.spoken import say_day, say_number
from tasks.read.body import RowKind
from tasks.read.cell_roles import Role
from tasks.read.grid import Cell, Shown

ROLES: dict[Role, tuple[str, str]] = {
    Role.TITLE: ("judul", "judul lembar, tabel, atau bagian"),
    Role.ENVELOPE: ("amplop", "unit, bulan, tanggal, dan labelnya"),
    Role.HEADER: ("kepala", "judul kolom"),
    Role.NUMBER: ("nomor", "nomor urut baris"),
    Role.VALUE: ("nilai", "isi baris laporan"),
    Role.TOTAL: ("jumlah", "baris jumlah, rata-rata, atau pembanding; diperiksa, tidak diolah"),
    Role.NOTE: ("catatan", "catatan, contoh, Nihil, dan tanda tangan"),
    Role.UNKNOWN: ("asing", "kolom yang tidak dikenal; disimpan, tidak diolah"),
    Role.OTHER: ("lain", "di luar tabel laporan; tidak diolah"),
    Role.NO_REPORT: ("bukan laporan", "lembar ini bukan laporan"),
}
KINDS: dict[RowKind, str] = {
    RowKind.DATA: "",
    RowKind.TOTAL: "jumlah",
    RowKind.NOTE: "catatan",
    RowKind.SECTION: "bagian",
    RowKind.NIL: "nihil",
    RowKind.HEADER: "kepala",
    RowKind.EXAMPLE: "contoh",
    RowKind.BLANK: "",
}
_BEFORE = frozenset({"$", "us$", "usd", "rp", "rp.", "idr", "€", "£", "¥"})


def dataset_title(dataset: str) -> str:
    """A dataset as its form is called: `Premi PNBP`."""
    return DATASETS[dataset].model.titles[0]


def header_of(dataset: str, name: str) -> str:
    """The header of a contract's column."""
    return DATASETS[dataset].columns[name].header


def say_moment(day: date) -> str:
    """`4 November 2025`; with its time where it has one: `4 November 2025 23.59.30`."""
    if isinstance(day, datetime) and day.time() != time():
        return f"{say_day(day)} {day:%H.%M.%S}" + (f".{day:%f}" if day.microsecond else "")
    return say_day(day)


def say_cell(cell: Cell, *, grouped: bool = False) -> str:
    """A cell on one line, as it is seen; what nobody sees is spelt out.

    Args:
        cell: Typed, as the reader has it.
        grouped: A number is an amount, not a year or a row number.
    """
    match cell:
        case str():
            return plain(cell).strip()
        case bool():
            return "BENAR" if cell else "SALAH"
        case Shown(number, words):
            said = say_number(number, grouped=grouped)
            return f"{words} {said}" if words.casefold() in _BEFORE else f"{said} {words}"
        case int() | float() | Decimal() if isfinite(cell):
            return say_number(cell, grouped=grouped, decimals=_decimals(cell))
        case date():
            return say_moment(cell)
    return plain(str(cell)).replace(":", ".")  # a time, a duration


def _decimals(number: float | Decimal) -> int:
    """As many as are written, where that is known."""
    return max(-int(number.as_tuple().exponent), 0) if isinstance(number, Decimal) else 0


def type_of(cell: Cell) -> str:
    """What kind of thing a cell holds: the number 1,234 and the text 1.234 are not the same."""
    match cell:
        case str():
            return "teks"
        case bool():
            return "benar/salah"
        case Shown() | int() | float() | Decimal():
            return "bilangan"
        case date():
            return "tanggal"
        case _:
            return "waktu"


def listed(parts: Sequence[str]) -> str:
    """`a`, `a dan b`, `a, b, dan c`."""
    if len(parts) < 3:
        return " dan ".join(parts)
    return f"{', '.join(parts[:-1])}, dan {parts[-1]}"


def say_lines(lines: Iterable[int], most: int = 12) -> str:
    """Row numbers, runs together: `9, 12–40, dan 51`."""
    runs: list[list[int]] = []
    for line in sorted(lines):
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    said = [str(a) if a == b else f"{a}–{b}" for a, b in runs]
    rest = sum(b - a + 1 for a, b in runs[most:])
    return listed([*said[:most], f"{say_number(rest)} lainnya"] if rest else said)
