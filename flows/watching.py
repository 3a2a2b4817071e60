"""Who watches a run from within its process: told how much of each step is done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Watcher = Callable[[str, int, int], None]  # the step, how much of it is done, and of how much
_WATCHER: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watched(by: Watcher) -> Iterator[None]:
    """Have somebody watch the runs of this block."""
    token = _WATCHER.set(by)
    try:
        yield
    finally:
        _WATCHER.reset(token)


def tell(step: str, done: int, total: int) -> None:
    """Say how far a step is, where there is anything to do; nobody need listen."""
    if total and (watcher := _WATCHER.get()):
        watcher(step, done, total)
