"""The ledger of runs: each attempt from its beginning, and how it ended, for good."""

import psycopg
import pytest
from nights import House, new_run, settings_of

from flows.outcome import in_ledger
from tasks.pipeline import Pipeline
from tasks.publish import Terms, begin_run, end_run, publish
from tasks.report import status
from tasks.report.answers import ask


@pytest.fixture
def house(warehouse, tmp_path) -> House:
    return House(tmp_path, warehouse)


def told(house: House) -> list[tuple]:
    return house.ask("SELECT run_id, attempt, state, message FROM ops.run ORDER BY started_at, 2")


def shown(house: House) -> list[tuple[str, str]]:
    with psycopg.connect(house.url) as connection:
        return [(line["state"], line["message"]) for line in ask(connection, status.RUNS)]


def grow_silent(house: House, since: str = "-2 minutes") -> None:
    with psycopg.connect(house.url) as connection:
        connection.execute("UPDATE ops.run SET seen_at = seen_at + %s::interval", [since])


def test_a_retried_run_is_another_attempt_and_the_first_stays_told(house):
    settings = settings_of(house.home)
    asked = new_run(settings)

    for _ in range(2):
        begun = begin_run(house.url, asked)
        night, _ = Pipeline(settings, house.url).night(begun, [])
        publish(night, house.url, Terms(settings))

    nothing = "nothing new: 0 files already known"
    assert told(house) == [
        (asked.run_id, 1, "published", nothing),
        (f"{asked.run_id}.2", 2, "published", nothing),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE ops.run SET message = 'better'", id="told otherwise"),
        pytest.param("UPDATE ops.run SET state = 'running'", id="begun again"),
        pytest.param("DELETE FROM ops.run", id="forgotten"),
    ],
)
def test_how_a_run_ended_stays_told_whoever_writes(house, statement):
    begun = begin_run(house.url, new_run(settings_of(house.home)))
    end_run(house.url, begun.run_id, "failed", "failed, nothing published: no reason")

    with (
        pytest.raises(psycopg.errors.IntegrityError),
        psycopg.connect(house.url) as connection,
    ):
        connection.execute(statement)


@pytest.mark.parametrize(
    "since",
    [
        pytest.param("-2 minutes", id="for two minutes"),
        pytest.param("1 day", id="since the clock was set back"),
    ],
)
def test_a_run_that_gives_no_sign_of_life_is_shown_crashed_and_closed_by_the_next(house, since):
    settings = settings_of(house.home)
    lost = begin_run(house.url, new_run(settings))
    alive = shown(house)
    grow_silent(house, since)
    silent = shown(house)
    begin_run(house.url, new_run(settings))

    assert alive == [("running", "")]
    assert silent[0][0] == "crashed"
    assert silent[0][1].startswith("no sign of life since ")
    assert [line[2] for line in told(house) if line[0] == lost.run_id] == ["crashed"]


def test_a_run_taken_for_dead_may_still_publish(house):
    settings = settings_of(house.home)
    slow = begin_run(house.url, new_run(settings))
    grow_silent(house)
    begin_run(house.url, new_run(settings))

    night, _ = Pipeline(settings, house.url).night(slow, [])
    publish(night, house.url, Terms(settings))

    assert [line[2] for line in told(house) if line[0] == slow.run_id] == ["published"]


def test_a_run_that_is_cancelled_says_so(house):
    def cancelled(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        in_ledger(house.url, new_run(settings_of(house.home)), cancelled, "")

    assert shown(house) == [("cancelled", "cancelled (KeyboardInterrupt); nothing is published")]
