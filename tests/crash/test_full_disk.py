"""An archive without room: the run says so and publishes nothing of those files; later it does."""

import subprocess
from pathlib import Path

import pytest
from crash.remains import assert_nothing_remains, standing_of, wrong_files
from crash.reports import Tasks

LIMIT = 2_500  # bytes; between the reports in CSV and the workbooks


def test_a_full_archive_fails_the_run_and_spoils_nothing(tasks: Tasks):
    task = tasks.first
    house = tasks.house_for(task)

    full = tasks.start(task, house, file_limit=LIMIT).end()

    assert full.code == 1
    assert "TransientError" in full.kinds, full.trace
    assert "File too large" in full.error
    assert str(house.inbox) in full.error
    assert_nothing_remains(house)
    assert standing_of(house) == task.before
    assert tasks.start(task, house).end().code == 0
    assert_nothing_remains(house)
    assert standing_of(house) == task.after
    tasks.drop(house)


def test_an_archive_on_a_tiny_file_system_fails_the_run_and_spoils_nothing(tasks: Tasks):
    task = tasks.first
    house = tasks.house_for(task)
    archive = house.home / "archive"
    archive.mkdir()
    if not mount(archive, "size=40k"):
        tasks.drop(house)
        pytest.skip("this machine mounts nothing for us")
    try:
        full = tasks.start(task, house).end()
        broken = wrong_files(archive)
        standing = standing_of(house)
        assert mount(archive, "remount,size=4m")
        end = tasks.start(task, house).end()
        broken += wrong_files(archive)
    finally:
        subprocess.run(["umount", str(archive)], check=True)

    assert full.code == 1
    assert "TransientError" in full.kinds, full.trace
    assert "No space left on device" in full.error
    assert broken == []
    assert standing == task.before
    assert end.code == 0, end
    assert standing_of(house) == task.after
    tasks.drop(house)


@pytest.mark.usefixtures("prefect_server")
def test_the_flow_names_the_kanwil_whose_files_found_no_room_and_publishes_the_others(
    tasks: Tasks,
):
    task = tasks.first
    house = tasks.house_for(task)
    big = {p.parent.name for p in house.inbox.rglob("*.xlsx") if p.stat().st_size > LIMIT}

    terms = {"file_limit": LIMIT, "retry_delays": [0, 0, 0]}
    full = tasks.start(task._replace(kind="flow"), house, **terms).end()

    assert full.code == 0, full
    assert full.said.startswith("Failed: ")
    assert "not read, nothing of it published: " in full.said
    assert "File too large" in full.said
    senders = {sender for (sender,) in house.ask("SELECT DISTINCT sender FROM ops.submission")}
    assert not senders & big
    assert_nothing_remains(house)
    assert tasks.start(task._replace(kind="flow"), house).end().code == 0
    assert_nothing_remains(house)
    assert standing_of(house).figures == task.after.figures
    tasks.drop(house)


def mount(folder: Path, options: str) -> bool:
    """Mount a file system in memory; False where that is not allowed."""
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
