"""Which tests need a server: `make check` leaves them out, and no other may reach for one.

A test is marked `server` where it asks for a fixture that is one, however far behind; a module
that starts a server by itself says `pytestmark = pytest.mark.server`. The rest may neither start
Python or a program that lies beside it nor connect to anything, so a mark that is missing is a
failure and not a slow check. What libraries ask the system when first imported (`ldconfig`) is
theirs.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SERVERS = frozenset({"cluster"})
_HERE = str(Path(sys.executable).parent)
_running: list[pytest.Item] = []  # the test that runs now, where it may reach for nothing


class NeedsServerError(BaseException):
    """A test without the mark reached out; no `except Exception` of ours may swallow it."""


def mark_what_needs_servers(items: list[pytest.Item]) -> None:
    """Mark what asks for a server, however far behind."""
    for item in items:
        if not SERVERS.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.server)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Watch a test, and what it sets up, where it has neither mark."""
    if not any(item.iter_markers("server")) and not any(item.iter_markers("outside")):
        _running.append(item)
    try:
        return (yield)
    finally:
        _running.clear()


def _watch(event: str, about: tuple[Any, ...]) -> None:
    if _running and (
        event == "socket.connect" or (event == "subprocess.Popen" and _is_ours(about))
    ):
        raise NeedsServerError(f"{event} in {_running[0].nodeid}: mark it `server` (or `outside`)")


def _is_ours(about: tuple[Any, ...]) -> bool:
    program, words = about[:2]
    return str(program or words[0]).startswith(_HERE)


sys.addaudithook(_watch)
