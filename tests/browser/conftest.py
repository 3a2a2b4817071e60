"""A browser before the session's server; what it last saw is kept where a test fails."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import Reader

from simulation.pictures.chromium import chromium_page, find_chromium, why_missing


@pytest.fixture(scope="session", autouse=True)
def chromium() -> str:
    """A Chromium; where there is none nothing of this room runs, and the summary says so."""
    if problem := why_missing():
        pytest.skip(problem)
    return str(find_chromium())


@pytest.fixture(scope="module")
def browser(prefect_server: str) -> Iterator[Reader]:
    """Somebody before the UI. Ask for it after the nights: no flow can run beside it."""
    with chromium_page() as page:
        yield Reader(page, prefect_server.removesuffix("/api"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Keep a picture of the page before which a test failed."""
    report = yield
    reader = getattr(item, "funcargs", {}).get("browser")
    if report.failed and isinstance(reader, Reader):
        path = Path(tempfile.mkdtemp(prefix="pembinaan-browser-")) / f"{item.name}.png"
        reader.page.screenshot(path=path)
        report.sections.append(("screenshot", f"{path}\nof {reader.page.url}"))
    return report
