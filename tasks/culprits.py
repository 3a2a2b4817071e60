"""Whose data it is that a step fails on: found by halving, so that only this file is refused.

All checks stand before; this is for what nobody thought of. It costs about twice the step.
"""

from collections.abc import Callable, Sequence

import polars as pl

File = tuple[str, str]  # sha256, sender
_FILE = {"sha256": pl.String, "sender": pl.String}
LEFT_OUT = "E032"
MOST_LEFT_OUT = 10  # of one run; where more fail, it is the step that is broken


def find_culprit(files: Sequence[File], fails: Callable[[Sequence[File]], bool]) -> File | None:
    """The one file of which a step fails alone; None where it fails of none at all, or of no one.

    Args:
        files: Of which the step fails together.
        fails: Whether it fails of some of them; changes nothing.
    """
    if fails([]):
        return None
    while len(files) > 1:
        half = files[: len(files) // 2]
        files = half if fails(half) else files[len(half) :]
    return files[0] if files and fails(files) else None


def frame_of(files: Sequence[File]) -> pl.DataFrame:
    """Files as `sha256, sender`."""
    return pl.DataFrame(files, _FILE, orient="row")
