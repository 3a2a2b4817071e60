"""Headless Chromium as the system packages it: found, installed where that is allowed, opened.

Playwright only drives it; a browser of its own is not downloaded, so that what the tests look with
is what the system keeps up to date.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

WIDTH, HEIGHT = 1200, 900
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_APT = ("apt-get", "-qq", "-o=Dpkg::Use-Pty=0")


def find_chromium() -> str | None:
    """Path of a Chromium on this machine; None where there is none."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


def why_missing() -> str:
    """Why there is no Chromium, and what helps; empty where there is one, or one was installed."""
    if find_chromium():
        return ""
    if not shutil.which("apt-get"):
        return f"no Chromium found ({', '.join(_NAMES)}) and no apt-get to install it: install one"
    if os.geteuid():
        return "no Chromium found, and only root may install it: apt-get install chromium"
    for words in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        done = subprocess.run([*_APT, *words], capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            said = done.stderr.strip().splitlines() or ["it says nothing"]
            return f"no Chromium found, and apt-get {words[0]} failed: {said[-1]}"
    return "" if find_chromium() else "apt-get installed chromium, but it is not on the PATH"


@contextmanager
def chromium_page(height: int = HEIGHT) -> Iterator[Page]:
    """A page in a fresh browser, as wide as the documents promise; closed with the block.

    Inside the block this thread counts as one of an event loop: run no flow in it.
    """
    # as root Chromium has no sandbox to start; it opens our own server's pages only
    words = [] if os.geteuid() else ["--no-sandbox"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=words)
        try:
            yield browser.new_page(
                viewport={"width": WIDTH, "height": height}, timezone_id="Asia/Jakarta"
            )
        finally:
            browser.close()


if __name__ == "__main__":
    # the tests say so again at their end: `make test` goes on without them
    if problem := why_missing():
        print(problem, file=sys.stderr)
