"""The alarms: Prefect automations that tell receivers, and take silent runs for crashed.

Everything about them is in `alarms`; `docs/runbook.md` has the first three moves of each. What a
night finds besides failures comes as one event (`tasks/report/announce.py`), so that a receiver
hears of it once a night at most, however often the night is run.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from prefect.blocks.notifications import CustomWebhookNotificationBlock
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import StateType
from prefect.events.actions import (
    ActionTypes,
    ChangeFlowRunState,
    DoNothing,
    SendNotification,
)
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture

from flows.mail import Mail
from schemas.settings import Settings
from tasks.report.announce import DIGEST

PREFIX = "pembinaan: "
_RUN = "prefect.flow-run"
_HEARTBEAT = f"{_RUN}.heartbeat"
# names of the states in which a run has ended, as our flows and Prefect give them
_ENDED = frozenset(
    f"{_RUN}.{name}"
    for name in (
        *("Completed", "CompletedWithRejects", "Held", "Failed", "Crashed", "TimedOut"),
        *("Cancelled", "Cached", "RolledBack", "Skipped"),
    )
)
_STARTED = frozenset({f"{_RUN}.Pending", f"{_RUN}.Running"})
_ABOUT = "{{ flow_run.name }}: {{ flow_run.state.name }}. {{ flow_run.state.message }}"
_LINK = "{{ flow_run | ui_url }}"


class Waits(NamedTuple):
    """How long each alarm waits before it believes that something is missing.

    Attributes:
        unfinished: A night may take, from when it is handed to a worker: 01:00 to 03:00 WIB.
        unstarted: A night may be late.
        absent: May pass between two nights.
        silent: A run may be silent; it says every 30 s that it lives.
        lost: May pass between handing a run to a worker and its first sign of life.
    """

    unfinished: timedelta = timedelta(hours=2)
    unstarted: timedelta = timedelta(minutes=15)
    absent: timedelta = timedelta(hours=26)
    silent: timedelta = timedelta(minutes=5)
    lost: timedelta = timedelta(minutes=10)


class Alarm(NamedTuple):
    """One automation.

    Attributes:
        key: Its name here and in the runbook.
        means: What it says about the night.
        trigger: When.
        body: What receivers read, as a template; empty = nobody is told.
        acts: What is done besides.
    """

    key: str
    means: str
    trigger: EventTrigger
    body: str = ""
    acts: tuple[ActionTypes, ...] = ()


def alarms(waits: Waits) -> list[Alarm]:
    """Every alarm, the most urgent first."""
    return [*_ended_badly(), *_missed(waits), *_taken_for_crashed(waits), _digest()]


def _ended_badly() -> list[Alarm]:
    return [
        Alarm(
            "night-failed",
            "A night or a backfill failed or crashed",
            _at_once({f"{_RUN}.Failed", f"{_RUN}.Crashed", f"{_RUN}.TimedOut"}, "backfill"),
            f"{_ABOUT}\n{_LINK}",
        ),
        Alarm(
            "night-held",
            "The gate holds a night: nothing of it is published",
            _at_once({f"{_RUN}.Held"}),
            f"{_ABOUT}\n{_LINK}",
        ),
    ]


def _missed(waits: Waits) -> list[Alarm]:
    """Nights that did not come or do not end."""
    return [
        Alarm(
            "night-unfinished",
            f"A night has not ended {_said(waits.unfinished)} after it was begun (03:00 WIB)",
            _missing(_ENDED, after={f"{_RUN}.Pending"}, within=waits.unfinished),
            f"{{{{ flow_run.name }}}} is still {{{{ flow_run.state.name }}}}.\n{_LINK}",
        ),
        Alarm(
            "night-unstarted",
            f"A night is due and no worker has taken it for {_said(waits.unstarted)}",
            _missing(
                _STARTED | {f"{_RUN}.Cancelled"}, after={f"{_RUN}.Late"}, within=waits.unstarted
            ),
            f"{{{{ flow_run.name }}}} is due and no worker takes it.\n{_LINK}",
        ),
        Alarm(
            "night-absent",
            f"No night has begun for {_said(waits.absent)}: is its schedule on?",
            EventTrigger(
                expect={f"{_RUN}.Pending"},
                match_related=_of("nightly"),
                posture=Posture.Proactive,
                within=waits.absent,
            ),
            "Nobody has begun a night, and none is even late. Is the schedule of nightly on?",
        ),
    ]


def _taken_for_crashed(waits: Waits) -> list[Alarm]:
    return [
        Alarm(
            "run-silent",
            f"A run that gives no sign of life for {_said(waits.silent)} is taken for crashed",
            _missing(
                _ENDED | {_HEARTBEAT}, {_HEARTBEAT, f"{_RUN}.Running"}, waits.silent, match=()
            ),
            acts=(_crashed(waits.silent),),
        ),
        Alarm(
            "run-lost",
            f"A run that is not running {_said(waits.lost)} after a worker took it has crashed",
            _missing(_ENDED | {f"{_RUN}.Running"}, {f"{_RUN}.Pending"}, waits.lost, match=()),
            acts=(_crashed(waits.lost),),
        ),
    ]


def _digest() -> Alarm:
    return Alarm(
        "night-digest",
        "What a night found that needs a person; at most once a night",
        EventTrigger(
            expect={DIGEST},
            for_each={"prefect.resource.id"},
            posture=Posture.Reactive,
            threshold=1,
            within=timedelta(hours=24),
        ),
        "{{ event.payload.body }}",
    )


def settle_alarms(
    client: SyncPrefectClient, settings: Settings, waits: Waits | None = None
) -> Iterator[str]:
    """Make every alarm and its receivers as they are described here; idempotent.

    An alarm that somebody has switched off on the server stays off.

    Returns:
        What was done to each.
    """
    receivers = receivers_of(settings)
    for alarm in alarms(waits or Waits()):
        wanted = _automation(alarm, receivers.values())
        found = client.read_automations_by_name(wanted.name)
        if found:
            wanted.enabled = found[0].enabled
            client.update_automation(found[0].id, wanted)
        else:
            client.create_automation(wanted)
        yield f"{alarm.key} {'there' if found else 'made'}"


def receivers_of(settings: Settings) -> Mapping[str, UUID]:
    """Who is told, each a block on the server that keeps the address encrypted."""
    told: dict[str, UUID] = {}
    if settings.alarm_webhook is not None:
        block = CustomWebhookNotificationBlock(
            name="pembinaan",
            url="{{ url }}",
            secrets={"url": settings.alarm_webhook.get_secret_value()},
            # `text` is what Slack, Mattermost and their kind read
            json_data={
                "subject": "{{ subject }}",
                "body": "{{ body }}",
                "text": "{{ subject }}\n{{ body }}",
            },
        )
        told["webhook"] = _saved(block, "pembinaan-webhook")
    if settings.alarm_mail is not None:
        told["mail"] = _saved(Mail(url=settings.alarm_mail), "pembinaan-mail")
    return told


def _saved(block: Any, name: str) -> UUID:
    return UUID(str(block.save(name, overwrite=True)))


def _automation(alarm: Alarm, receivers: Iterable[UUID]) -> AutomationCore:
    told = [
        SendNotification(
            block_document_id=block,
            subject=f"{PREFIX}{alarm.means} [{alarm.key}]",
            body=f"{alarm.body}\nFirst moves: docs/runbook.md, {alarm.key}",
        )
        for block in receivers
        if alarm.body
    ]
    return AutomationCore(
        name=f"{PREFIX}{alarm.key}",
        description=alarm.means,
        trigger=alarm.trigger,
        actions=[*alarm.acts, *told] or [DoNothing()],  # without a receiver it is seen in the UI
    )


def _at_once(expect: set[str], *others: str) -> EventTrigger:
    """When one of some events comes, of each run."""
    return EventTrigger(
        expect=expect,
        match_related=_of("nightly", *others),
        for_each={"prefect.resource.id"},
        posture=Posture.Reactive,
        threshold=1,
    )


def _missing(
    expect: Iterable[str],
    after: set[str],
    within: timedelta,
    match: tuple[str, ...] = ("nightly",),
) -> EventTrigger:
    """When after one event none of some others comes in time, of each run."""
    return EventTrigger(
        after=after,
        expect=set(expect),
        match={"prefect.resource.id": f"{_RUN}.*"},
        match_related=_of(*match) if match else {},
        for_each={"prefect.resource.id"},
        posture=Posture.Proactive,
        threshold=1,
        within=within,
    )


def _of(*flows: str) -> dict[str, str | list[str]]:
    return {"prefect.resource.role": "flow", "prefect.resource.name": list(flows)}


def _crashed(after: timedelta) -> ChangeFlowRunState:
    message = f"no sign of life for {_said(after)}: its process or machine is gone"
    return ChangeFlowRunState(state=StateType.CRASHED, name="Crashed", message=message, force=True)


def _said(duration: timedelta) -> str:
    minutes = duration.total_seconds() / 60
    if minutes >= 60 and minutes % 60 == 0:
        return f"{minutes / 60:.0f} h"
    return f"{minutes:.0f} minutes" if minutes >= 1 else f"{duration.total_seconds():.0f} s"
