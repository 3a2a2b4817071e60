"""Columns whose own words do not say enough: whose parts they are, or that they are a puzzle."""

from collections.abc import Sequence

from schemas.contracts import DATASETS, NUMERIC
from tasks.read.context import without_scale
from tasks.read.header_trees import Heading, Leaf
from tasks.read.headers import (
    Part,
    Word,
    match_header,
    part_of_column,
    without_brackets,
    without_mark,
)

_FEWEST = 2  # columns; one alone parts nothing


def place_orphans(dataset: str, heading: Heading, paths: dict[int, tuple[str, ...]]) -> None:
    """Give a header's open columns to those they part; make a puzzle of what stays open.

    Args:
        dataset: Whose header it is.
        heading: Its columns as each reads alone; changed in place.
        paths: Column to its texts, group first.
    """
    _spare_known(dataset, heading, paths)
    _own_parts(dataset, heading, paths)
    _under_neutral_groups(dataset, heading, paths)
    _drop_unnamed_parts(heading)
    for c, path in paths.items():
        if c in heading.unknown and len(path) > 1 and _is_claimed(dataset, path):
            heading.puzzles[c] = " / ".join(path)
    for c in heading.puzzles:
        heading.unknown.pop(c, None)


def _spare_known(dataset: str, heading: Heading, paths: dict[int, tuple[str, ...]]) -> None:
    """A bracket nobody understands is no puzzle where the column itself stands elsewhere."""
    for c in list(heading.puzzles):
        name = match_header(dataset, without_brackets(paths[c][-1]))
        if name in heading.names and len(paths[c]) == 1:
            heading.unknown[c] = heading.puzzles.pop(c)


def _own_parts(dataset: str, heading: Heading, paths: dict[int, tuple[str, ...]]) -> None:
    """Give columns that are nothing but parts (`Jan`, `L`) to the column they part.

    That is the one beside them called `Jumlah`, a count beside its `L` and `P`, or the one required
    column of figures that has no other. Without such a column they are a puzzle.
    """
    bare = {
        c: words
        for c in heading.unknown
        if all(words := tuple(part_of_column(t) for t in paths[c]))
    }
    if len(bare) < _FEWEST:
        return
    owner = _owner(dataset, heading, sorted(bare))
    for c, words in bare.items():
        text = heading.unknown.pop(c)
        if owner is None:
            heading.puzzles[c] = text
        else:
            heading.leaves.append(Leaf(c, paths[c], owner, tuple(w for w in words if w)))


def _owner(dataset: str, heading: Heading, bare: Sequence[int]) -> str | None:
    columns = DATASETS[dataset].columns
    beside = {
        leaf
        for leaf in heading.leaves
        if {leaf.at - 1, leaf.at + 1} & set(bare) and columns[leaf.name].kind in NUMERIC
    }
    sums = [x for x in beside if (w := part_of_column(x.path[-1])) and w.part is Part.SUM]
    if len(sums) == 1:
        leaf = sums[0]
        heading.leaves[heading.leaves.index(leaf)] = leaf._replace(parts=(Word(Part.SUM),))
        return leaf.name
    missing = [c.name for c in columns.values() if c.required and c.name not in heading.names]
    if not sums and len(missing) == 1 and columns[missing[0]].kind in NUMERIC:
        return missing[0]
    are_sexes = all(
        (w := part_of_column(heading.unknown[c])) and w.part in {Part.MALE, Part.FEMALE}
        for c in bare
    )
    if are_sexes and len(bare) == 2 and len(beside) == 1:
        return next(iter(beside)).name
    return None


def _under_neutral_groups(
    dataset: str, heading: Heading, paths: dict[int, tuple[str, ...]]
) -> None:
    """Columns of a common name under a heading that means nothing here: `Data` over `Jumlah`.

    It only gathers columns where it stands over several that the form asks for, each but once;
    else what `Jumlah` counts is not known (`Sisa Stok`), and the column is a puzzle.
    """
    wanted = {
        c: name
        for c in heading.unknown
        if len(paths[c]) > 1 and (name := match_header(dataset, without_mark(paths[c][-1])))
    }
    for c, name in wanted.items():
        group = [k for k, path in paths.items() if path[0] == paths[c][0]]
        others = [k for k in group if k in wanted or any(x.at == k for x in heading.leaves)]
        is_neutral = len(others) > 1 and not _is_claimed(dataset, paths[c])
        text = heading.unknown.pop(c)
        if is_neutral and name not in heading.names and list(wanted.values()).count(name) == 1:
            heading.leaves.append(Leaf(c, paths[c], name, ()))
        else:
            heading.puzzles[c] = text


def _drop_unnamed_parts(heading: Heading) -> None:
    """Make a puzzle of a part without a name beside named parts of one heading."""
    for leaf in list(heading.leaves):
        deeper = any(
            x.name == leaf.name
            and len(x.path) > len(leaf.path)
            and x.path[: len(leaf.path)] == leaf.path
            for x in heading.leaves
        )
        if deeper:
            heading.leaves.remove(leaf)
            heading.puzzles[leaf.at] = " / ".join(leaf.path)


def _is_claimed(dataset: str, path: Sequence[str]) -> bool:
    """Whether a heading over a column is itself a column of the form."""
    return any(match_header(dataset, without_scale(text)) for text in path[:-1])
