"""Whose table a header heads: what its titles and its sheet's name must not contradict."""

from collections.abc import Collection, Iterator, Sequence

from schemas.contracts import DATASETS
from schemas.errors import Fault
from tasks.read.grid import Grid
from tasks.read.header_leaves import headings
from tasks.read.header_trees import Block
from tasks.read.headers import match_label, required_names


def titles_in(grid: Grid, first: int, end: int, left: int, right: int) -> Iterator[str]:
    """Texts that stand alone in their row and are no labels, from the top; ends are excluded."""
    for row in grid.rows[first:end]:
        texts = [c for c in row[left:right] if isinstance(c, str) and c.strip()]
        if len(texts) == 1 and not match_label(texts[0].partition(":")[0]):
            yield texts[0]


def dataset_of(
    grid: Grid,
    block: Block,
    titles: Sequence[tuple[str, ...]],
    of_sheet: tuple[str, ...],
    *,
    is_first: bool,
) -> tuple[str | None, Fault | None]:
    """Whose table a header heads: all that its titles and its sheet name must not contradict."""
    groups = (
        [g for g in (of_sheet, *titles[-1:]) if g] if is_first else [g for g in titles[-1:] if g]
    )
    if not groups and not is_first:
        fitting = _fitting(DATASETS, grid, block)
        return (fitting[0], None) if len(fitting) == 1 else (None, None)
    fitting_each = [f for group in groups if (f := _fitting(group, grid, block))]
    if not fitting_each:
        first = next((d for group in groups for d in group), None)
        return first, None
    common = [d for d in fitting_each[0] if all(d in f for f in fitting_each)]
    candidates = common or list(dict.fromkeys(d for f in fitting_each for d in f))
    if len(candidates) > 1:
        return candidates[0], Fault("E019", grid.name, written=", ".join(candidates))
    return candidates[0], None


def fits(dataset: str, grid: Grid, block: Block) -> bool:
    """Whether a header has all that a dataset asks for; a unit of measure may stand in another."""
    return bool(_fitting((dataset,), grid, block))


def _fitting(datasets: Collection[str], grid: Grid, block: Block) -> list[str]:
    """Those of some datasets that a header fits."""
    return [
        dataset
        for dataset, heading in zip(datasets, headings(grid, block, datasets), strict=True)
        if required_names(dataset) <= heading.names | ({"satuan"} if heading.satuan else set())
    ]
