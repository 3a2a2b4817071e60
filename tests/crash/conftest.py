"""The runs to be disturbed, the instants, and what was hit."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from crash.children import Nursery
from crash.reports import Tasks

SEED = os.environ.get("CRASH_SEED", "627034")
HITS: dict[str, Counter[str]] = {}


@pytest.fixture(scope="session")
def crash_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all of this happens."""
    return tmp_path_factory.mktemp("crash")


@pytest.fixture(scope="session")
def nursery(crash_folder: Path) -> Iterator[Nursery]:
    """The process that forks runs."""
    nursery = Nursery(crash_folder / "nursery")
    yield nursery
    nursery.close()


@pytest.fixture(scope="session")
def tasks(postgres: str, crash_folder: Path, nursery: Nursery) -> Tasks:
    """The runs, each with how things stand before and after it."""
    return Tasks(postgres, crash_folder / "houses", nursery)


@pytest.fixture
def hits(request: pytest.FixtureRequest) -> Counter[str]:
    """What a test disturbed; shown at the end."""
    return HITS.setdefault(request.node.name, Counter())


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> str:
    """Seed of a test's instants; printed, so that pytest shows it where the test fails."""
    print(f"CRASH_SEED={SEED}")
    return f"{SEED} {request.node.name}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was hit."""
    for name, counter in HITS.items():
        found = ", ".join(f"{count} {what}" for what, count in sorted(counter.items()))
        terminalreporter.write_line(f"{name}: {found}")
