"""Files damaged by chance: each is refused with a reason or reported, and nothing is lost.

Here a hundred; `make fuzz` reads a hundred thousand, and says how one that failed is made again.
"""

import re

import polars as pl
import pytest
from nights import new_run, settings_of
from property.conserved import night_faults, reading_faults

from benchmarks.campaign import kept_of
from simulation.damage import damaged, several
from simulation.forms import FORMATS
from tasks.pipeline import Pipeline
from tasks.publish.night import report_lines
from tasks.read.apart import read_apart, start_readers

pytestmark = pytest.mark.outside
MADE = 120
ENGLISH = re.compile(r"(?i)\b(a|the|is|not|of|for|line|file|bad|invalid|expecting|error|found)\b")


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    """Damaged files of all formats by their key, what was read of them, and how it was judged."""
    settings = settings_of(tmp_path_factory.mktemp("home"), readers=2)
    made = {(k.sha256, k.sender): m for m in several(1, MADE) for k in [kept_of(m)]}
    reading = read_apart(map(kept_of, made.values()), 0, settings)
    start_readers(settings).close()
    return made, reading, Pipeline(settings, "").judge([reading], new_run(settings))


def test_a_damaged_file_is_refused_or_reported_and_loses_nothing(night):
    made, reading, verdicts = night

    faults = reading_faults(reading, map(kept_of, made.values()))
    faults = [*faults, *night_faults(verdicts, report_lines(verdicts))]

    assert [f"{made[file].told}: {fault}" for file, fault in faults] == []


def test_damage_is_not_all_of_one_kind(night):
    _, reading, verdicts = night

    codes = set(reading.submissions["kode"]) | set(reading.sheets["kode"])

    assert len(codes) >= 8
    assert verdicts.reports.accepted.height >= MADE // 10
    assert {rows.dataset for rows in verdicts.rows if rows.accepted.height}


def test_no_sender_is_told_in_the_words_of_a_parser(night):
    _, reading, _ = night

    told = reading.submissions.filter(pl.col("kode").is_in(["E004", "E005", "E008", "E021"]))

    assert told.height >= MADE // 10
    assert [said for said in told["tertulis"] if ENGLISH.search(said)] == []


@pytest.mark.parametrize("extension", FORMATS)
def test_a_number_makes_the_same_file_each_time(extension):
    assert damaged(extension, 7).content == damaged(extension, 7).content
