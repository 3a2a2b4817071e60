"""Pictures of the Prefect UI into `docs/pictures/`: `make pictures`, some minutes.

Each is 1,200 px wide, the width that the pages promise to fit, and as high as what it shows.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from playwright.sync_api import Page

from schemas.settings import PROJECT
from simulation.pictures.chromium import chromium_page, why_missing
from simulation.pictures.staging import Stage, staged

FOLDER = PROJECT / "docs" / "pictures"
_UNITS = 656  # as many as the register has
_STILL_MS = 2_500  # until graphs and numbers have stopped moving


def take(stage: Stage, folder: Path) -> None:
    """Take every picture of an installation."""
    folder.mkdir(exist_ok=True)
    with chromium_page() as page:
        for name, (height, look) in PICTURES.items():
            page.set_viewport_size({"width": 1200, "height": height})
            look(page, stage)
            page.wait_for_timeout(_STILL_MS)
            page.screenshot(path=folder / f"{name}.png")


def _dashboard(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.ui}/dashboard")
    page.locator(".flow-runs-bar-chart__bar-flow-run").last.wait_for()
    page.get_by_role("button", name="nightly").first.click()  # of the runs that failed: which


def _run(of: Callable[[Stage], UUID], level: str) -> Callable[[Page, Stage], None]:
    def look(page: Page, stage: Stage) -> None:
        page.goto(f"{stage.ui}/runs/flow-run/{of(stage)}")
        page.get_by_role("button", name="Level: all").focus()
        page.keyboard.press("Space")  # a click opens it and closes it again, without a hand
        page.get_by_text(level).last.click()

    return look


def _artifact(key: str, of: Callable[[Stage], UUID]) -> Callable[[Page, Stage], None]:
    def look(page: Page, stage: Stage) -> None:
        asked = {"artifacts": {"key": {"any_": [key]}, "flow_run_id": {"any_": [f"{of(stage)}"]}}}
        found = page.request.post(f"{stage.ui}/api/artifacts/filter", data=asked).json()
        page.goto(f"{stage.ui}/artifacts/artifact/{found[0]['id']}")

    return look


def _form(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.ui}/deployments")
    deployments = page.locator('a[href*="/deployments/deployment/"]')
    deployments.get_by_text("backfill", exact=True).click()
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_text("Custom run").click()
    page.get_by_text("Validate parameters").wait_for()


def _alarms(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.ui}/automations")


PICTURES: dict[str, tuple[int, Callable[[Page, Stage], None]]] = {
    "dashboard": (900, _dashboard),
    "night-good": (1_000, _run(lambda stage: stage.good, "Warning")),
    "night-held": (1_000, _run(lambda stage: stage.held, "Error")),
    "night-failed": (1_000, _run(lambda stage: stage.failed, "Error")),
    "summary": (900, _artifact("nightly-summary", lambda stage: stage.good)),
    "summary-held": (560, _artifact("nightly-summary", lambda stage: stage.held)),
    "kanwil": (900, _artifact("kanwil-jawa-tengah", lambda stage: stage.good)),
    "backfill-form": (1_720, _form),
    "backfill-summary": (1_000, _artifact("backfill-summary", lambda stage: stage.dry)),
    "alarms": (900, _alarms),
}


def main() -> int:
    """Stage everything in a scratch home, look at it, and leave the pictures alone behind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=_UNITS, help="units of the simulated month")
    units = parser.parse_args().units
    if problem := why_missing():
        print(problem, file=sys.stderr)
        return 1
    with (
        tempfile.TemporaryDirectory(prefix="pembinaan-") as home,
        staged(Path(home), units) as stage,
    ):
        take(stage, FOLDER)
    return 0


if __name__ == "__main__":
    sys.exit(main())
