"""Values nobody expects in a cell, and ways to put them there before the file is written."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from simulation.forms.form import Cell, Scalar
from simulation.forms.grids import Grid

WORDS = (
    *("-", "–", ".", "'", "0", "-0", "00012", "-1", "+7", "1e308", "1E+400", "NaN", "inf", "٣٤٥"),
    *("१२३", "１２３", "五", "²", "½", "Ⅻ", "12/13/2025", "31 Februari 2025", "0000-00-00"),
    *("29/02/2025", "1/1/1", "2025-10", "Oktober", "9999-12-31T24:00", "12٫5", "1.000.000,00"),
    *("1,2,3", "1.5.6", "1 000", "1 000", "5 ton 3 kg", "100–125", "1:2", "50%", "Rp", "US$ -5"),
    *("Nihil", "nihil", "TOTAL", "Jumlah", "Subtotal", "Nama UPT", "Periode", "No", "s.d.a", '"'),
    *("sda", "idem", "=1+1", "#REF!", "#N/A", "TRUE", "Lapas Kelas IIA Salemba", "Kepala"),
    *("<script>", "[x](http://x)", "\u202egnol", "\u200b", "\ufeff", "\u00ad", "a\u0300" * 50),
    *("😀", "\ud7ff", "NIK 3174012501900001", "081234567890", "Catatan: lihat lampiran", "x\ny"),
    *("Jepang, Korea; Amerika Serikat/Kanada", "lembar", "kg", "m³", "\t", "x\r\ny\r\nz", "sep=;"),
)
_NUMBERS = (
    *(0, -1, 1, 45_000, 2_958_465, 2**31, 2**53 + 1, 10**15, 10**18, 2**63, 10**30),
    *(0.1, -0.5, 1.5, 1e-300, 1e300, 1e15),
)
_DAYS = (date(1900, 1, 1), date(1900, 3, 1), date(1999, 12, 31), date(2099, 12, 31))
MOST_LETTERS = 32_767  # of a cell in a workbook

GridWay = Callable[[Grid, Random], None]


def odd_word(rng: Random) -> str:
    """A text that is no value, or hardly one."""
    draw = rng.random()
    if draw < 0.04:
        return rng.choice("9xÅ-. ") * rng.choice((100, 4_000, MOST_LETTERS))
    if draw < 0.1:
        return "".join(chr(rng.choice((rng.randrange(32, 0x3000), 32))) for _ in range(9))
    return rng.choice(WORDS)


def odd_value(rng: Random) -> Scalar:
    """A text, number or day."""
    draw = rng.random()
    if draw < 0.6:
        return odd_word(rng)
    if draw < 0.9:
        return Decimal(rng.choice(_NUMBERS))
    return rng.choice(_DAYS)


def put_values(grid: Grid, rng: Random) -> None:
    """Other values in some cells."""
    for row, column in _some(list(grid.cells), rng):
        grid.put(row, column, Cell(odd_value(rng)))


def put_beside(grid: Grid, rng: Random) -> None:
    """Values where nothing stood."""
    for _ in range(rng.choice((1, 2, 8))):
        row, column = rng.randrange(grid.height + 3), rng.randrange(grid.width + 3)
        grid.put(row, column, Cell(odd_value(rng)))


def drop_cells(grid: Grid, rng: Random) -> None:
    """Some cells empty."""
    for place in _some(list(grid.cells), rng):
        del grid.cells[place]


def swap_cells(grid: Grid, rng: Random) -> None:
    """Some cells in each other's place."""
    places = list(grid.cells)
    for _ in range(rng.choice((1, 2, 8))):
        a, b = rng.choice(places), rng.choice(places)
        grid.cells[a], grid.cells[b] = grid.cells[b], grid.cells[a]


def copy_rows(grid: Grid, rng: Random) -> None:
    """Rows again, below the last or over others."""
    for _ in range(rng.choice((1, 1, 5))):
        source, target = rng.randrange(grid.height), rng.randrange(grid.height + 4)
        for (row, column), cell in list(grid.cells.items()):
            if row == source:
                grid.cells[target, column] = cell


def shift(grid: Grid, rng: Random) -> None:
    """The cells below a row, or right of a column, further off."""
    axis, far = rng.randrange(2), rng.choice((1, 2, 40))
    at = rng.randrange((grid.height, grid.width)[axis])
    moved = {
        (row + far * (axis == 0 and row >= at), column + far * (axis == 1 and column >= at)): cell
        for (row, column), cell in grid.cells.items()
    }
    grid.cells.clear()
    grid.cells.update(moved)
    grid.merges.clear()  # two writers refuse ranges that overlap
    grid.filtered = None


def hide(grid: Grid, rng: Random) -> None:
    """Rows and columns hidden."""
    grid.hidden_rows |= set(_some(list(range(grid.height)), rng))
    grid.hidden_columns |= set(_some(list(range(grid.width)), rng)) - {0}


def _some(of: Sequence[Any], rng: Random) -> list[Any]:
    return rng.sample(of, min(len(of), rng.choice((1, 1, 2, 3, 12))))


CELLS: dict[str, GridWay] = {
    "odd values": put_values,
    "odd values beside": put_beside,
    "cells lost": drop_cells,
    "cells swapped": swap_cells,
    "rows copied": copy_rows,
    "cells shifted": shift,
    "rows hidden": hide,
}
