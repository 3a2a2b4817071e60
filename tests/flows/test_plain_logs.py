"""A run's log says a known reason in a line, and shows the calls behind a fault of the code."""

import logging

import pytest
from prefect.exceptions import FailedRun

from flows.plain_logs import log_plainly
from schemas.errors import TransientError


@pytest.fixture
def logged():
    """Log an error as Prefect does when a run raises it: call it to have what was logged."""
    logger, lines = logging.getLogger("prefect.flow_runs"), []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(handler.format(record))
    logger.addHandler(handler)
    log_plainly()

    def log(error):
        logger.error("stopped", exc_info=error)
        return "\n".join(lines)

    yield log
    logger.removeHandler(handler)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        pytest.param(TransientError("landing zone is not there"), "stopped", id="known reason"),
        pytest.param(FailedRun("held, nothing published"), "", id="what the state says anyway"),
        pytest.param(KeyError("baris"), "stopped\nKeyError: 'baris'", id="fault of the code"),
    ],
)
def test_a_log_has_calls_only_behind_a_fault_of_the_code(logged, error, said):
    assert logged(error) == said
