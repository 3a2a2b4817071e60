"""One damaged file from its format and number: an original, and one to three things gone wrong."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import cycle
from random import Random
from typing import NamedTuple

from schemas.contracts import DATASETS
from simulation.damage.compound import OF_XLS
from simulation.damage.odd_cells import CELLS
from simulation.damage.packages import OF_ODS, OF_XLSB, OF_XLSX
from simulation.damage.plain_text import OF_CSV, OF_JSON
from simulation.damage.raw import RAW, Way
from simulation.forms import FORMATS, KINDS, Form, file_name, plain, render, rewritten
from simulation.forms.grids import Grid
from simulation.model import dice

_WAYS: dict[str, dict[str, Way]] = {
    "xlsx": OF_XLSX,
    "xls": OF_XLS,
    "ods": OF_ODS,
    "xlsb": OF_XLSB,
    "csv": OF_CSV,
    "json": OF_JSON,
}
_IN_CELLS, _RAW = 0.45, 0.15  # shares: before the file is written; of its bytes, whatever they mean
_MOST_BYTES = 4 * 2**20  # lines are repeated, and cells long
_OF_ANOTHER = 0.1  # that the other file is of another format


class Damaged(NamedTuple):
    """One damaged file.

    Attributes:
        extension: Its format, with `number` its name among all.
        number: What it was made from.
        ways: What was done to it, in this order.
        form: What it was before.
        content: Its bytes.
    """

    extension: str
    number: int
    ways: tuple[str, ...]
    form: Form
    content: bytes

    @property
    def name(self) -> str:
        """Its name as it is sent."""
        return file_name(self.form)

    @property
    def told(self) -> str:
        """What somebody needs to make it again."""
        return f"{self.extension} {self.number} ({', '.join(self.ways)})"


def damaged(extension: str, number: int) -> Damaged:
    """The damaged file of a format and a number."""
    rng = dice("damage", extension, number)
    chosen = rng.randrange(_originals())
    form = _original(extension, chosen)
    ways: list[str] = []
    content = b""
    if extension != "json" and rng.random() < _IN_CELLS:
        ways, content = _in_cells(form, rng)
    content = content or _rendered(extension, chosen)
    more = rng.choice((1, 1, 2, 3)) if not ways else rng.choice((0, 0, 0, 1))
    for _ in range(more):
        of_format = _WAYS[extension] if rng.random() >= _RAW else RAW
        name = rng.choice(list(of_format))
        ways.append(name)
        content = of_format[name](content, _another(extension, rng), rng)[:_MOST_BYTES]
    return Damaged(extension, number, tuple(ways), form, content)


def several(first: int, count: int, only: str = "") -> Iterator[Damaged]:
    """So many damaged files, of all formats in turn, or of one; their numbers count up."""
    formats = (only,) if only else FORMATS
    for at, extension in zip(range(count), cycle(formats), strict=False):
        yield damaged(extension, first + at // len(formats))


def ways_of_damage() -> int:
    """How many ways there are to damage a file, over all formats."""
    return len(CELLS) + len(RAW) + sum(map(len, _WAYS.values()))


def _originals() -> int:
    return len(DATASETS) + len(KINDS)


@lru_cache(maxsize=1_000)
def _original(extension: str, number: int) -> Form:
    """A plain form of each dataset, and one rewritten in each way that the format can express."""
    datasets = tuple(DATASETS)
    if number < len(datasets):
        return plain(number, datasets[number], extension).form
    kind = list(KINDS.values())[number - len(datasets)]
    made = rewritten(number, kind.name, extension) if extension in kind.formats else None
    return (made or plain(number, datasets[number % len(datasets)], extension)).form


@lru_cache(maxsize=1_000)
def _rendered(extension: str, number: int) -> bytes:
    return render(_original(extension, number))


def _another(extension: str, rng: Random) -> bytes:
    other = rng.choice(FORMATS) if rng.random() < _OF_ANOTHER else extension
    return _rendered(other, rng.randrange(_originals()))


def _in_cells(form: Form, rng: Random) -> tuple[list[str], bytes]:
    """The form written with other cells; nothing where no program could write them."""
    names = rng.choices(list(CELLS), k=rng.choice((1, 1, 2)))

    def change(grids: list[Grid]) -> None:
        for name in names:
            CELLS[name](rng.choice([g for g in grids if g.cells] or grids), rng)

    try:
        return names, render(form, change)
    except Exception:  # noqa: BLE001 (four programs' own reasons)
        return [], b""
