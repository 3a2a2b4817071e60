"""The files that begin first are those there are."""

from pathlib import Path

from pace import LONGEST


def test_every_file_that_begins_first_is_there():
    here = Path(__file__).parent

    assert [name for name in LONGEST if not (here / name).exists()] == []
