"""Where the steps of a run are worked: threads of its own process, or the workers of Dask.

Only shares go to Dask: one per Kanwil to read, one per dataset to judge. All they need travels with
them, but for the files and the code: landing zone and archive must be URLs that every worker
reaches under the same name, and every worker must have the same release installed.
"""

import gc
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, wraps
from typing import Any

from prefect import Task, get_run_logger
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from prefect.utilities.annotations import opaque

from flows.watching import Watcher, tell
from schemas.errors import TerminalError
from schemas.settings import Settings
from tasks.pipeline import Executor, Lost, Step
from tasks.retries import DELAYS, is_transient

_THREADS = min(4, os.cpu_count() or 4)  # more than the cores only wait for Python's lock
_Opaque: Any = opaque  # mypy loses its type variable


class _Unvisited(_Opaque):  # type: ignore[misc]
    """A parameter that Prefect hands on as it is.

    In all others it looks for futures: 70 µs for each file the ledger knows, for each task.
    """

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle for another machine; Prefect's own comes back wrapped twice."""
        return type(self), (self.value,)


def prefect_executor(settings: Settings, *watchers: Watcher) -> Executor:
    """An executor that makes each share a task run, with its log, tries and state.

    Args:
        settings: Of this run.
        watchers: Are told how far each step is.
    """

    def execute(step: Step, shares: Sequence[Mapping[str, Any]]) -> list[Any]:
        _collect_rarely()
        task = task_of(step)
        if step.is_whole:
            return [task(**share) for share in shares]
        with _runner_of(settings) as runner:
            futures = [
                runner.submit(task, {name: _unvisited(value) for name, value in share.items()})
                for share in shares
            ]
            return list(_results(step, shares, futures, (tell, *watchers)))

    return execute


def _results(
    step: Step,
    shares: Sequence[Mapping[str, Any]],
    futures: Sequence[Any],
    watchers: Sequence[Watcher],
) -> Iterator[Any]:
    """What came of each share; who watches is told, by files where a share has some."""
    sizes = [len(share.get("deliveries", "1")) for share in shares]
    done, total = 0, sum(sizes)
    for future, size in zip((None, *futures), (0, *sizes), strict=True):
        if future is not None:
            yield _result_of(step, future)
        done += size
        for watcher in watchers:
            watcher(step.name, done, total)


def _unvisited(value: Any) -> Any:
    return _Unvisited(value) if isinstance(value, list | dict) else value


def _result_of(step: Step, future: Any) -> Any:
    future.wait()
    if step.is_repeatable and not future.state.is_completed():
        return Lost(future.state.message or "its worker was lost")
    return future.result()


@cache
def task_of(step: Step) -> Task[..., Any]:
    """A step as a Prefect task; what came of each share is a line of its log."""

    @wraps(step.work)
    def work(**share: Any) -> Any:
        result = step.work(**share)
        get_run_logger().info("%s: %s", step.label.format(**share), step.told(result))
        return result

    tries: dict[str, Any] = (
        {
            "retries": len(DELAYS),
            "retry_delay_seconds": DELAYS,
            "retry_condition_fn": is_transient,
        }
        if step.is_repeatable
        else {}
    )
    return Task(work, name=step.name, task_run_name=step.label, cache_policy=NO_CACHE, **tries)


@cache
def _collect_rarely() -> None:
    """Have Python look for garbage rarely: cells come and go by the million, none in a cycle.

    What stands by now, Prefect and its kind, is left out for good. Together an eighth of a
    night's processor time.
    """
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


def _runner_of(settings: Settings) -> TaskRunner[Any]:
    """Threads, or the Dask scheduler that `dask_address` names.

    Raises:
        TerminalError: The setting asks for Dask, which is not installed.
    """
    if not settings.dask_address:
        return ThreadPoolTaskRunner(max_workers=_THREADS)
    try:
        from prefect_dask.task_runners import DaskTaskRunner  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise TerminalError(
            f"PEMBINAAN_DASK_ADDRESS={settings.dask_address} needs prefect-dask, which is not "
            "installed: pip install '.[dask]' in the project's folder"
        ) from error
    return DaskTaskRunner(address=settings.dask_address)
