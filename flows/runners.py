"""Where the tasks of a run are worked: threads of its own process, or the workers of Dask.

Only what is submitted goes to Dask: one task per Kanwil to read, one per dataset to judge. All they
need travels with them, but for the files and the code: landing zone and archive must be URLs that
every worker reaches under the same name, and every worker must have the same release installed.
"""

import os
from typing import Any

from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from schemas.errors import TerminalError
from schemas.settings import Settings

_THREADS = min(4, os.cpu_count() or 4)  # more than the cores only wait for Python's lock


def runner_of(settings: Settings) -> TaskRunner[Any]:
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
