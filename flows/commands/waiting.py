"""What is shown while something takes its time: on standard error, and not at all in a pipe."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from flows.commands.failures import errors
from flows.watching import Watcher, watched

_STEPS = {
    "read-kanwil": "files read",
    "judge-envelopes": "envelopes judged",
    "judge-dataset": "datasets judged",
}


def working(said: str) -> AbstractContextManager[Any]:
    """A sign of life while nobody can say how much is done."""
    return errors.status(f"{said} …") if errors.is_terminal else nullcontext()


@contextmanager
def counting(said: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar; tell it how many are done."""
    with _bars() as bars:
        bar = bars.add_task(said, total=total)
        yield lambda done: bars.update(bar, completed=done)


@contextmanager
def watching_run(said: str, *, months: int = 0, quiet: bool = False) -> Iterator[Watcher]:
    """A bar for each step of a run, and one for its months where it has several.

    Args:
        said: What it does; stands there until the first step begins.
        months: How many there are.
        quiet: Somebody reads the run's log instead.
    """
    with _bars(disable=quiet) as bars:
        tasks = {"": bars.add_task(f"{said} …", total=None)}

        def update(step: str, done: int, total: int) -> None:
            bars.update(tasks[""], visible=False)
            if step not in tasks:
                tasks[step] = bars.add_task(_STEPS.get(step, step), total=total)
            bars.update(tasks[step], completed=done, total=total)

        if months > 1:
            tasks["months"] = bars.add_task("months done", total=months)
        with watched(update):
            yield update


def _bars(*, disable: bool = False) -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description:<18}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=errors,
        transient=True,
        disable=disable or not errors.is_terminal,
    )
