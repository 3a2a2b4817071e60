"""How the tests go fast: what takes long begins first; what is loaded is not looked at again."""

import gc

import pytest

LONGEST = (
    "crash/test_killed_runs.py",
    "flows/test_work_pool.py",
    "browser/test_prefect_ui.py",
    "flows/test_backfill.py",
    "flows/test_object_storage.py",
    "flows/test_deployment.py",
    "flows/test_concurrent.py",
    "flows/test_dask.py",
    "flows/test_simulated_night.py",
    "flows/test_alarms.py",
    "flows/test_simulation.py",
    "flows/test_nightly.py",
    "crash/test_outages.py",
    "property/test_forms.py",
    "tasks/conform/test_rows.py",
    "tasks/read/test_apart.py",
    "flows/test_anatomy_command.py",
    "tasks/conform/test_dates.py",
    "property/test_damage.py",
    "tasks/test_new_column.py",
    "tasks/test_long_cells.py",
    "tasks/test_validations.py",
    "tasks/test_pipeline.py",
)
"""Files in the order of what they take. One that began last would keep the other processes waiting;
left to itself xdist begins with those of most tests, and the longest have few."""


def longest_first(items: list[pytest.Item]) -> None:
    """Put the longest files at the beginning; the others stay as they are."""
    place = {f"tests/{name}": number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.nodeid.split("::")[0], len(place)))


def look_seldom_for_garbage() -> None:
    """Leave modules and tests out of what Python searches: a tenth of the time of `make check`."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
