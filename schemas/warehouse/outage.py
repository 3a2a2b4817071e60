"""A warehouse that goes away in the middle: what was being done is done again from its beginning.

Only for work that may be done twice: a question, or a transaction that looks for itself first.
"""

import inspect
import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import psycopg

from schemas.errors import AwayError
from schemas.warehouse.connect import patience_of

_log = logging.getLogger(__name__)

# the server was stopped, crashed, or is not up yet; without a code, the connection itself is gone
_GONE = ("57P01", "57P02", "57P03")
_CONNECTION = "08"  # class of SQLSTATE
P = ParamSpec("P")
R = TypeVar("R")


def outlasting(work: Callable[P, R]) -> Callable[P, R]:
    """Do work again that loses its connection, for as long as its `url` has patience.

    Args:
        work: A function with a parameter `url` that opens its own connections.
    """
    parameters = inspect.signature(work)

    @wraps(work)
    def patient(*args: P.args, **kwargs: P.kwargs) -> R:
        patience = patience_of(parameters.bind(*args, **kwargs).arguments["url"])
        lost_at: float | None = None
        while True:
            begun = time.monotonic()
            try:
                return work(*args, **kwargs)
            except psycopg.Error as error:
                now = time.monotonic()
                if lost_at is None or now - begun > patience:  # it held for a while in between
                    lost_at = now
                if not (patience and is_outage(error)):
                    raise
                if now - lost_at >= patience:
                    raise AwayError(f"warehouse: connection lost: {error}".strip()) from error
                _log.warning("connection to the warehouse lost, begun again: %s", error)
                time.sleep(0.1)

    return patient


def is_outage(error: BaseException) -> bool:
    """Whether an error says that the server is gone, not that it refuses."""
    if isinstance(error, psycopg.InterfaceError):
        return "connection is closed" in str(error)
    if not isinstance(error, psycopg.OperationalError):
        return False
    code = error.sqlstate
    return code is None or code in _GONE or code.startswith(_CONNECTION)
