"""Say what a night found: an event for each finding, and one for the night.

Events are what automations listen to. A finding's event names whom it is about
(`pembinaan.upt.<id>`, `pembinaan.rule.<code>`), so that anybody can build an alarm of their own on
it in the UI. Ours listens to the night's.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.events import emit_event

from schemas.settings import Settings
from schemas.warehouse.connect import connect
from tasks.report.night_findings import Finding, findings

DIGEST = "pembinaan.night.attention"
_OF_A_KIND = 20  # sentences; the rest is counted, and stands in events up to _EVENTS
_EVENTS = 50


@task(name="announce", task_run_name="announce", cache_policy=NO_CACHE)
def announce_task(run_id: str, url: str, settings: Settings, night: date) -> None:
    """Tell Prefect what a published night found, if anything.

    Args:
        run_id: The run.
        url: Warehouse.
        settings: From when on a finding is one.
        night: Its day in Jakarta; receivers hear of a night once.
    """
    with connect(url) as connection:
        found = findings(connection, run_id, settings)
    for finding in found:
        get_run_logger().warning("%s", finding.sentence)
    announce(found, night)


def announce(found: Sequence[Finding], night: date) -> None:
    """Emit the events of some findings; none of nothing."""
    seen: Counter[str] = Counter()
    for finding in found:
        seen[finding.event] += 1
        if seen[finding.event] <= _EVENTS:
            emit_event(
                finding.event,
                resource={"prefect.resource.id": finding.resource},
                payload={"sentence": finding.sentence},
            )
    if found:
        emit_event(
            DIGEST,
            resource={"prefect.resource.id": f"pembinaan.night.{night}"},
            payload={"body": digest(found), "findings": dict(seen)},
        )


def digest(found: Sequence[Finding]) -> str:
    """What receivers read: a sentence for each finding, of each kind so many."""
    lines: list[str] = []
    for kind in dict.fromkeys(finding.event for finding in found):
        sentences = [finding.sentence for finding in found if finding.event == kind]
        lines += [f"- {sentence}" for sentence in sentences[:_OF_A_KIND]]
        if len(sentences) > _OF_A_KIND:
            lines.append(f"- and {len(sentences) - _OF_A_KIND} more of this kind")
    return "\n".join(lines)
