"""Someone who sits before the Prefect UI: counts clicks, and sees what cannot be read at once."""

from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

# what can be scrolled sideways, or a page wider than its window
_SIDEWAYS = """
() => [...document.querySelectorAll('*')]
  .filter(e => e.scrollWidth > e.clientWidth + 1 && (e === document.documentElement
    || ['auto', 'scroll'].includes(getComputedStyle(e).overflowX)))
  .map(e => `${e.tagName}.${e.className}: ${e.scrollWidth} > ${e.clientWidth}`)
"""
ROOM = "tests/browser/"


class Reader:
    """A reader with a mouse.

    Attributes:
        page: What is seen.
        clicks: How often something was clicked since `open`.
        asked: Dialogs that a page opened by itself: what a file says must never open one.
    """

    def __init__(self, page: Page, ui: str) -> None:
        self.page = page
        self.ui = ui
        self.clicks = 0
        self.asked: list[str] = []
        page.set_default_timeout(30_000)
        page.on("dialog", self._dismiss)

    def _dismiss(self, dialog: Any) -> None:
        self.asked.append(dialog.message)
        dialog.dismiss()

    def open(self, path: str) -> None:
        """Type an address; clicks count from here."""
        self.page.goto(f"{self.ui}{path}")
        self.clicks = 0

    def click(self, what: Locator) -> None:
        """Click, wherever on the page it is."""
        what.click()
        self.clicks += 1

    def scroll_to(self, what: Locator) -> None:
        """Turn the wheel until it is seen: long lists are made as they are scrolled."""
        self.page.mouse.move(700, 700)
        for _ in range(100):
            with suppress(AssertionError):
                return expect(what.first).to_be_in_viewport(timeout=200)
            self.page.mouse.wheel(0, 400)
        raise AssertionError(f"{what} is nowhere on {self.page.url}")

    def sideways(self) -> list[str]:
        """What cannot be read without scrolling sideways."""
        return list(self.page.evaluate(_SIDEWAYS))

    def field(self, name: str) -> Locator:
        """The field of a form that goes by this name."""
        labelled = self.page.locator(".schema-form-property", has_text=f"{name} (Optional)")
        return labelled.locator("textarea").first


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say it where nobody looked at the UI; a skip alone is a letter among a thousand dots."""
    skipped = [r for r in terminalreporter.stats.get("skipped", []) if r.nodeid.startswith(ROOM)]
    if skipped:
        why = skipped[0].longrepr[2] if isinstance(skipped[0].longrepr, tuple) else ""
        terminalreporter.section("NOT SHOWN: the Prefect UI in a browser", red=True, bold=True)
        terminalreporter.line(f"{len(skipped)} tests of {ROOM} did not run. {why}")
