"""Failures with a known reason are a line of the log: the reason, and no page of calls behind it.

Prefect logs whatever a task raises with its traceback, and once more that the flow has raised what
its state says. On a run's page that was 120 lines around two sentences. Somebody who looks for a
fault in the code sees all of it with PREFECT_LOGGING_LEVEL=DEBUG.
"""

import logging

from prefect.exceptions import FailedRun

from schemas.errors import EtlError

_LOGGERS = ("prefect.flow_runs", "prefect.task_runs")


class _Plainly(logging.Filter):
    """Leaves out the traceback of a known reason, and what repeats the state of a run."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if logging.getLogger(record.name).isEnabledFor(logging.DEBUG):
            return True
        if isinstance(error, EtlError):
            record.exc_info = None
        return not isinstance(error, FailedRun)


_PLAINLY = _Plainly()  # one, so that a logger takes it once


def log_plainly() -> None:
    """Keep tracebacks of known reasons out of the logs of this process."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_PLAINLY)
