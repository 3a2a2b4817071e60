"""Files that a run leaves as they are: neither refused nor lost, but named."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

GROWING, DELETED, DAMAGED, MISSING = "growing", "deleted", "damaged", "missing"
_SAID = {
    GROWING: "still growing, left for the next night",
    DELETED: "deleted from the landing zone while held, not published",
    DAMAGED: "damaged in the archive, not judged again",
    MISSING: "gone from the archive, not judged again",
}
_NAMED = 5  # in one line; the ledger (`ops.left_file`) has all


class Left(NamedTuple):
    """One file, and why it was left.

    Attributes:
        sender: The folder it lies in.
        name: Path below that.
        sebab: `growing`, `deleted`, `damaged` or `missing`.
        sha256: Of which submission it is; empty where nobody has read it.
    """

    sender: str
    name: str
    sebab: str
    sha256: str = ""


def say_left(left: Iterable[Left]) -> str:
    """What was left, as the end of a sentence; empty where nothing was."""
    names: dict[str, list[str]] = defaultdict(list)
    for file in left:
        names[file.sebab].append(f"{file.sender}/{file.name}")
    return "".join(f"; {_SAID[sebab]}: {_some(found)}" for sebab, found in sorted(names.items()))


def _some(names: list[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
