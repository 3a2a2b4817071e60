"""Every alarm fires on a real server, and reaches a real webhook and a real mailbox."""

import datetime
from datetime import timedelta

import pytest
from nights import PROJECT, House, new_database, run_night, settings_of
from prefect import Flow
from prefect.client.orchestration import get_client
from prefect.states import Failed, Pending, Running, Scheduled
from receivers import mailbox, webhook

from flows.alarms import PREFIX, Waits, alarms, settle_alarms
from flows.lost_runs import expect_signs
from schemas.calendar import JAKARTA
from tasks.report.announce import announce
from tasks.report.night_findings import Finding

pytestmark = pytest.mark.server

SHORT = Waits(*[timedelta(seconds=10)] * 5)
NIGHT = Flow(lambda: None, name="nightly")


@pytest.fixture(scope="module")
def client(prefect_server):
    with get_client(sync_client=True) as client:
        yield client


@pytest.fixture(scope="module")
def unheard(client):
    """A night begun before the alarms were made, or made again: they know nothing of it."""
    return client.create_flow_run(NIGHT, name="nightly silent", state=Running())


@pytest.fixture(scope="module")
def told(client, unheard, tmp_path_factory):
    """Two receivers of alarms that wait for 10 seconds instead of minutes and hours."""
    home = tmp_path_factory.mktemp("alarms")
    with webhook() as hook, mailbox() as post:
        told_to = {
            "alarm_webhook": f"http://127.0.0.1:{hook.port}/jaga",
            "alarm_mail": f"mailto://127.0.0.1:{post.port}?from=pembinaan@example.org"
            "&to=jaga@example.org&mode=insecure&format=text",
        }
        list(settle_alarms(client, settings_of(home, **told_to), SHORT))
        yield hook, post
        # the session's other runs may be silent for longer than 10 seconds
        list(settle_alarms(client, settings_of(home)))


@pytest.fixture(scope="module")
def nights(client, unheard, told):
    """A night of each kind, all at once: what is missing takes its time to be missed."""
    runs = {
        name: client.create_flow_run(NIGHT, name=f"nightly {name}", state=state)
        for name, state in (
            ("broken", Running()),
            ("held", Running()),
            ("lost", Pending()),
            ("late", Scheduled()),
        )
    }
    say = client.set_flow_run_state
    say(runs["broken"].id, Failed(message='kanwil-"x" not read'), force=True)
    say(runs["held"].id, Failed(name="Held", message="12 of 20 files rejected"), force=True)
    say(runs["late"].id, Scheduled(name="Late"), force=True)
    expect_signs([unheard])
    return runs


@pytest.mark.parametrize(
    ("key", "words"),
    [
        pytest.param("night-failed", 'nightly broken: Failed. kanwil-"x" not read', id="failed"),
        pytest.param("night-held", "nightly held: Held. 12 of 20 files rejected", id="held"),
        pytest.param("night-unfinished", "nightly lost is still", id="not finished"),
        pytest.param("night-unstarted", "nightly late is due", id="not started"),
        pytest.param("night-absent", "none is even late", id="none at all"),
        pytest.param("night-failed", "nightly silent: Crashed. no sign of life", id="zombie"),
        pytest.param("night-failed", "nightly lost: Crashed. no sign of life", id="lost"),
    ],
)
def test_an_alarm_reaches_webhook_and_mailbox(told, nights, key, words):
    assert {receiver.wait_for(key, words).subject.startswith(PREFIX) for receiver in told} == {True}


def test_a_unit_refused_three_nights_running_is_told_of_once_a_night(postgres, told, tmp_path):
    house = House(tmp_path, new_database(postgres, "alarms"))
    settings = settings_of(house.home)
    for nth in range(2):
        house.deliver("lapas-garut", f"{nth}.xlsx", b"no workbook %d" % nth)
        run_night(settings, house.url)
    house.deliver("lapas-garut", "laporan.xlsx", b"no workbook")

    house.run_night()
    again = Finding("pembinaan.rule.suspect", "pembinaan.rule.E201", "said later that night")
    announce([again], datetime.datetime.now(datetime.UTC).astimezone(JAKARTA).date())
    tomorrow = datetime.date(2099, 1, 1)
    announce([again], tomorrow)

    for receiver in told:
        first = receiver.wait_for("night-digest", "lapas-garut: all its files refused for 3 nights")
        second = receiver.wait_for("night-digest", "said later that night")
        digests = [told for told in receiver.told if "[night-digest]" in told.subject]
        assert digests == [first, second]


def test_every_alarm_has_its_moves_in_the_runbook():
    runbook = (PROJECT / "docs" / "runbook.md").read_text()

    assert [alarm.key for alarm in alarms(Waits()) if f"### {alarm.key}\n" not in runbook] == []
