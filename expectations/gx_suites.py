"""Our suites as Great Expectations' own objects, which anyone can open.

The rules are data until here, because who only lists them must not wait for an import of 2-6 s.
"""

import gc
import logging
import os
import sys
from contextlib import suppress
from functools import cache
from threading import Thread
from typing import TYPE_CHECKING, Any

from expectations.rules import Rule, Suite
from schemas.errors import TerminalError

if TYPE_CHECKING:
    import great_expectations as gx

# `expectations.runner` goes ways of this release that are none of its documented face
HELD_AGAINST = "1.24.1"


class BrokenSuiteError(TerminalError):
    """A rule could not be evaluated: the suite is broken, not the data."""


@cache
def load_gx() -> None:
    """Import all of Great Expectations, 2-6 s: only where a row is judged.

    A second thread waits here: a part of it could be had before its metrics are registered.

    Raises:
        BrokenSuiteError: Another release is installed than the one the runner was held against.
    """
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")  # no telemetry from a ministry's night
    gc.disable()  # within Prefect, looking for garbage takes 1.0 of the 4.5 s
    try:
        import great_expectations  # noqa: PLC0415
    finally:
        gc.enable()
    # this module of theirs sets its own level when imported
    logging.getLogger("great_expectations.data_context.types.base").setLevel(logging.WARNING)
    check_release(great_expectations.__version__)


def load_gx_ahead() -> None:
    """Begin to import Great Expectations beside what the run waits for: the readers' processes."""
    if "great_expectations" not in sys.modules:
        Thread(target=_load_quietly, name="load-great-expectations").start()


def _load_quietly() -> None:
    with suppress(Exception):  # whoever judges meets it again, and says it
        load_gx()


def check_release(installed: str) -> None:
    """Refuse any release of Great Expectations but the one the runner was held against."""
    if installed != HELD_AGAINST:
        raise BrokenSuiteError(
            f"Great Expectations {installed} is installed; rules are judged by {HELD_AGAINST} only"
        )


def gx_suite(suite: Suite) -> "gx.ExpectationSuite":
    """The suite as Great Expectations' own object, its expectations in the order of the rules.

    An expectation's `meta` has the reason code, the columns the sender should look at, the message
    and the source; the suite's has the helper columns that must be computed before its rules can
    be evaluated, as polars writes them.

    Raises:
        BrokenSuiteError: A rule is none that Great Expectations knows.
    """
    load_gx()
    import great_expectations as gx  # noqa: PLC0415

    made = [_expectation(rule, suite.name) for rule in suite.rules]
    helpers = {name: str(expr) for name, expr in suite.derived.items()}
    opened = gx.ExpectationSuite(suite.name, expectations=made, meta={"helper_columns": helpers})
    if len(opened.expectations) != len(made):  # it only logs what it leaves out
        raise BrokenSuiteError(f"{suite.name}: {len(made)} rules, {len(opened.expectations)} kept")
    return opened


def _expectation(rule: Rule, suite: str) -> Any:
    import great_expectations.expectations as gxe  # noqa: PLC0415

    meta = {
        "code": rule.code,
        "columns": list(rule.columns),
        "message": rule.message,
        "source": rule.source,
    }
    try:
        make = getattr(gxe, rule.expectation)
        told = f"{rule.code}: {rule.message}"  # Data Docs show it in the place of their own words
        return make(**rule.arguments, severity=rule.severity.value, description=told, meta=meta)
    except Exception as error:  # theirs may raise anything; a rule must not vanish for it
        raise BrokenSuiteError(f"{suite} {rule.code} {rule.arguments}: {error}") from error
