"""Tables nobody here made: what the reader sees on 50 sheets of the internet, held against labels.

`python -m benchmarks.tables DIR` reads a checkout of the ISSTA 2021 dataset (repository
YakZhang/Table-Structure-Dataset; not committed): `Subject/*.xlsx`, `Annotation/annotation.txt`.
The first rules were made on files of odd numbers alone; `--half` lists what is missed in one half.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from benchmarks.record import markdown_table
from tasks.read.formats import read_grids
from tasks.read.grid import Grid
from tasks.read.regions import Group, Region, find_regions

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
_CELL = re.compile(r"([A-Z]+)(\d+)(&?)")
_MAX_CELLS = 5_000_000
_NEAR = 2  # rows or columns that an edge may be off (as in TableSense's error of boundary)
# the totals of 7.xlsx stand below 8.xlsx, which has no such rows and columns
_ERRATA = {"8.xlsx": "7.xlsx"}

Place = tuple[int, int]  # row and column of a sheet, from zero
Edges = tuple[int, int, int, int]  # top, left, bottom, right, ends included


@dataclass
class Label:
    """One annotated table, in places of the whole sheet.

    Attributes:
        file: Name of the workbook.
        sheet: Title of the sheet.
        edges: Its range.
        items: Cells named by each kind of line, in order.
        merged: Its merged cells, also those that only look merged.
        parents: Header cells with their children's columns.
    """

    file: str
    sheet: str
    edges: Edges
    items: dict[str, list[Place]] = field(default_factory=dict)
    merged: list[Edges] = field(default_factory=list)
    parents: dict[Place, list[Place]] = field(default_factory=dict)


class Seen(NamedTuple):
    """A labelled table beside what the reader found on its place.

    Attributes:
        label: What was annotated.
        grid: Its sheet.
        edges: Its range without blank rows and columns at the edges.
        region: The table that shares most cells with it, if any.
        overlapping: How many tables were found that share a cell with it.
    """

    label: Label
    grid: Grid
    edges: Edges
    region: Region | None
    overlapping: int


class Score(NamedTuple):
    """Labels found, labels, found things that are right, found things."""

    hits: int = 0
    labels: int = 0
    right: int = 0
    found: int = 0

    @property
    def recall(self) -> float:
        """Share of the labels that were found."""
        return self.hits / self.labels if self.labels else 0.0

    @property
    def precision(self) -> float:
        """Share of what was found that is right."""
        return self.right / self.found if self.found else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        both = self.recall + self.precision
        return 2 * self.recall * self.precision / both if both else 0.0


def total(scores: Iterable[Score]) -> Score:
    """Scores of several tables as one."""
    return Score(*map(sum, zip(*scores, strict=True)))


# --- labels ------------------------------------------------------------------------------------


def read_labels(text: str) -> list[Label]:
    """Every annotated table, in the file's order."""
    labels: list[Label] = []
    for line in text.splitlines():
        name, _, rest = line.strip().partition("\t")
        if name == "#Table":
            file, sheet, first, last = re.split(r"\t+", rest.strip())
            labels.append(Label(file, sheet.strip(), (*_place(first), *_place(last))))
            block = ""
        elif labels:
            block = _take(labels[-1], block, name, rest) if name.startswith("#") else block
            if not name.startswith("#") and line.strip():
                _take_level(labels[-1], block, line)
    return _mended(labels)


def _place(text: str) -> Place:
    found = _CELL.match(text)
    if found is None:
        raise ValueError(f"no cell: {text!r}")
    column = 0
    for letter in found[1]:
        column = 26 * column + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _places(text: str) -> list[Place]:
    """Cells of `B7:D7	F7`, in order."""
    places: list[Place] = []
    for part in text.split():
        found = [_place(part[m.start() :]) for m in _CELL.finditer(part)]
        if found:
            (top, left), (bottom, right) = found[0], found[-1]
            places += [(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)]
    return places


def _take(label: Label, block: str, name: str, rest: str) -> str:
    """Keep a line that begins with `#`; return the kind of those that follow."""
    kind = name.strip("#").split("[")[0]
    if kind == "Merged":
        spans = (tuple(map(_place, part.split(":"))) for part in rest.split() if ":" in part)
        label.merged += [(*first, *last) for first, last in spans]
    elif not rest.startswith("@"):
        label.items.setdefault(kind, []).extend(_places(rest))
    return kind if name != "#" else block


def _take_level(label: Label, kind: str, line: str) -> None:
    """Keep one level of a hierarchy; the lines after one with `&` hold the children, in order."""
    places = _places(line)
    label.items.setdefault(kind, []).extend(places)
    if kind == "Top":
        waiting = next((p for p, kids in label.parents.items() if not kids), None)
        if waiting is not None and places and places[0][0] > waiting[0]:
            label.parents[waiting] = places
        label.parents |= {_place(part): [] for part in line.split() if part.endswith("&")}


def _mended(labels: list[Label]) -> list[Label]:
    by_file = {label.file: label for label in labels}
    for wrong, right in _ERRATA.items():
        for kind in ("RowTotal", "ColTotal"):
            by_file[right].items[kind] = by_file[wrong].items.pop(kind, [])
    return labels


def header_rows(label: Label) -> set[int]:
    """Rows of the header, as the places of labels tell: above the first name of a row."""
    top, _, bottom, _ = label.edges
    heads = label.items.get("Top", [])
    names = [r for r, _ in label.items.get("Left", [])]
    if names:
        last = min(names) - 1
    elif heads:
        last = max(r for r, _ in heads)
    else:
        last = max((r for r, _ in label.items.get("ValueName", [])), default=top)
        last = max([last, *(b for t, _, b, _ in label.merged if t <= last)])
    return set(range(top, min(last, bottom) + 1))


def leaves(label: Label, place: Place) -> list[int]:
    """Columns that a header cell stands for: its children's, or its own and those it spans."""
    children = label.parents.get(place)
    if children:
        return [c for _, c in children]
    return [place[1]]


# --- comparison --------------------------------------------------------------------------------


def look(label: Label, grid: Grid) -> Seen:
    """A label beside the table found in its place."""
    edges = _trimmed(grid, label.edges)
    regions = find_regions(grid)
    shared = [(_shared(grid, edges, _edges(grid, r)), r) for r in regions]
    best = max(shared, default=(0, None), key=lambda pair: pair[0])
    return Seen(label, grid, edges, best[1] if best[0] else None, sum(n > 0 for n, _ in shared))


def _edges(grid: Grid, region: Region) -> Edges:
    t, c = grid.top, grid.left
    return region.top + t, region.left + c, region.bottom + t, region.right + c


def _is_filled(grid: Grid, row: int, column: int) -> bool:
    r, c = row - grid.top, column - grid.left
    if not (0 <= r < len(grid.rows) and 0 <= c < len(grid.rows[r])):
        return False
    return str(grid.rows[r][c]).strip() != ""


def _filled(grid: Grid, edges: Edges) -> set[Place]:
    top, left, bottom, right = edges
    return {
        (r, c)
        for r in range(top, bottom + 1)
        for c in range(left, right + 1)
        if _is_filled(grid, r, c)
    }


def _trimmed(grid: Grid, edges: Edges) -> Edges:
    cells = _filled(grid, edges)
    rows, columns = [r for r, _ in cells], [c for _, c in cells]
    wide = [
        min(span.last_column + grid.left, edges[3])
        for span in grid.merged
        if (span.row + grid.top, span.column + grid.left) in cells
    ]
    return min(rows), min(columns), max(rows), max([*columns, *wide])


def _shared(grid: Grid, one: Edges, other: Edges) -> int:
    top, left = max(one[0], other[0]), max(one[1], other[1])
    bottom, right = min(one[2], other[2]), min(one[3], other[3])
    return len(_filled(grid, (top, left, bottom, right)))


def _off(seen: Seen) -> int:
    """By how much the worst edge is off; 999 where nothing was found."""
    if seen.region is None:
        return 999
    found = _edges(seen.grid, seen.region)
    return max(abs(a - b) for a, b in zip(seen.edges, found, strict=True))


def overlap(seen: Seen) -> float:
    """Shared cells among the cells of both, counting filled ones."""
    if seen.region is None:
        return 0.0
    found = _edges(seen.grid, seen.region)
    shared = _shared(seen.grid, seen.edges, found)
    both = len(_filled(seen.grid, seen.edges)) + len(_filled(seen.grid, found)) - shared
    return shared / both


def _bounds(is_right: Callable[[Seen], bool]) -> Callable[[Seen], Score]:
    def score(seen: Seen) -> Score:
        right = int(is_right(seen))
        return Score(right, 1, right, max(seen.overlapping, right))

    return score


def _sets(wanted: set[int], found: set[int]) -> Score:
    right = len(wanted & found)
    return Score(right, len(wanted), right, len(found))


def _headers(seen: Seen) -> Score:
    grid = seen.grid
    _, left, _, right = seen.edges
    rows = {r for r in header_rows(seen.label) if _filled(grid, (r, left, r, right))}
    found = {r + grid.top for r in seen.region.header_rows} if seen.region else set()
    return _sets(rows, found)


def _rows(kinds: Sequence[str], attributes: Sequence[str]) -> Callable[[Seen], Score]:
    def score(seen: Seen) -> Score:
        wanted = {r for kind in kinds for r, _ in seen.label.items.get(kind, [])}
        rows = set(range(seen.edges[0], seen.edges[2] + 1))
        return _sets(wanted & rows, _found(seen, attributes, seen.grid.top) & rows)

    return score


def _found(seen: Seen, attributes: Sequence[str], offset: int) -> set[int]:
    if seen.region is None:
        return set()
    return {i + offset for name in attributes for i in getattr(seen.region, name)}


def _across(kinds: Sequence[str], attributes: Sequence[str]) -> Callable[[Seen], Score]:
    def score(seen: Seen) -> Score:
        places = [p for kind in kinds for p in seen.label.items.get(kind, [])]
        wanted = {c for place in places for c in leaves(seen.label, place)}
        columns = set(range(seen.edges[1], seen.edges[3] + 1))
        return _sets(wanted, _found(seen, attributes, seen.grid.left) & columns)

    return score


def _groups(seen: Seen) -> Score:
    """Header cells over several columns; merged ones count as right where they bear no label."""
    label, grid = seen.label, seen.grid
    wanted = {p: p for p, kids in label.parents.items() if len(kids) > 1}
    for top, left, bottom, right in label.merged:
        lines = {(row, left): (top, left) for row in range(top, bottom + 1)}
        wanted |= lines if right > left or (top, left) in wanted else {}
    groups: Iterable[Group] = seen.region.groups if seen.region else ()
    found = {(g.row + grid.top, g.left + grid.left) for g in groups}
    merged = {(s.row + grid.top, s.column + grid.left) for s in grid.merged}
    hits = {wanted[place] for place in found if place in wanted}
    right = len(found & (wanted.keys() | merged))
    return Score(len(hits), len(set(wanted.values())), right, len(found))


_TOTALS = ("RowTotal", "CrossRowTotal")
_MEANS = ("RowAggregated", "CrossRowAggregated")
MEASURES: dict[str, Callable[[Seen], Score]] = {
    "table bounds, exact": _bounds(lambda seen: _off(seen) == 0),
    "table bounds, an edge off by ≤ 1": _bounds(lambda seen: _off(seen) <= 1),
    "table bounds, an edge off by ≤ 2": _bounds(lambda seen: _off(seen) <= _NEAR),
    "table bounds, ≥ 0.9 of cells shared": _bounds(lambda seen: overlap(seen) >= 0.9),
    "header rows": _headers,
    "header groups": _groups,
    "total rows": _rows(_TOTALS, ("total_rows",)),
    "other aggregated rows": _rows(_MEANS, ("mean_rows",)),
    "aggregated rows of any kind": _rows((*_TOTALS, *_MEANS), ("total_rows", "mean_rows")),
    "total columns": _across(("ColTotal", "CrossColTotal"), ("total_columns",)),
    "other aggregated columns": _across(("ColAggregated", "CrossColAggregated"), ("mean_columns",)),
}


# --- output ------------------------------------------------------------------------------------


def read_all(folder: Path) -> Iterator[Seen]:
    """Every labelled table beside what was found."""
    text = (folder / "Annotation" / "annotation.txt").read_text(errors="replace")
    for label in read_labels(text):
        content = (folder / "Subject" / label.file).read_bytes()
        grids = read_grids(content, label.file, _MAX_CELLS)
        grid = next(grid for grid in grids if grid.name.strip() == label.sheet)
        yield look(label, grid)


def describe(seen: Sequence[Seen]) -> str:
    """Markdown: precision, recall and F1 of each measure, and both of each half."""
    odd, even = [[s for s in seen if _number(s) % 2 == rest] for rest in (1, 0)]
    header = ("what", "labels", "precision", "recall", "F1", "odd P / R", "even P / R")
    lines = []
    for name, measure in MEASURES.items():
        every, *halves = (total(map(measure, half)) for half in (seen, odd, even))
        figures = (f"{figure:.2f}" for figure in (every.precision, every.recall, every.f1))
        shares = (f"{half.precision:.2f} / {half.recall:.2f}" for half in halves)
        lines.append((name, str(every.labels), *figures, *shares))
    shared = ", ".join(f"{sum(map(overlap, part)) / len(part):.2f}" for part in (seen, odd, even))
    return (
        f"{markdown_table(header, lines)}\n\nMean share of common cells (all, odd, even): {shared}."
    )


def _number(seen: Seen) -> int:
    return int(seen.label.file.split(".")[0])


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _range(edges: Edges) -> str:
    return f"{_letters(edges[1])}{edges[0] + 1}:{_letters(edges[3])}{edges[2] + 1}"


def misses(seen: Seen) -> Iterator[str]:
    """What is not as labelled, a line a measure."""
    where = f"{seen.label.file} {_range(seen.edges)}"
    if _off(seen):
        found = _range(_edges(seen.grid, seen.region)) if seen.region else "nothing"
        yield f"{where}: bounds {found} ({seen.overlapping} tables, {overlap(seen):.2f} shared)"
    for name in list(MEASURES)[4:]:
        score = MEASURES[name](seen)
        if score.hits < score.labels or score.right < score.found:
            counts = f"{score.hits} of {score.labels} labels, {score.right} of {score.found} right"
            yield f"{where}: {name}: {counts}"


@app.command()
def main(
    folder: Annotated[Path, typer.Argument(help="Checkout of the dataset.")],
    half: Annotated[str, typer.Option(help="`odd` or `even`: list misses of this half.")] = "",
) -> None:
    """Read every labelled table, print how well it was seen."""
    seen = list(read_all(folder))
    for one in seen:
        if half and (half == "odd") == (_number(one) % 2 == 1):
            for line in misses(one):
                print(line)
    print(describe(seen))


if __name__ == "__main__":
    app()
