"""What a dry run has shown, kept so that exactly that is done later, or nothing.

A plan rests on the rulebook, on the files that were judged and on what was published by then. Each
of its months is checked again before anything is read, and what is published once more under the
publishing lock: nothing can come in between.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import psycopg

from schemas.calendar import JAKARTA
from schemas.errors import TerminalError
from schemas.warehouse.connect import connect
from schemas.warehouse.outage import outlasting
from tasks.collect import Delivery
from tasks.publish.scope import Scope
from tasks.rulebook import Rulebook

_NAMED = 5  # files, parts or runs that a refusal names
_NEVER = datetime(1, 1, 1, tzinfo=UTC)  # before anything was published


class PlanChangedError(TerminalError):
    """Something that a plan rests on is another by now; nothing of it is done."""


class Part(NamedTuple):
    """What one month of a plan rests on.

    Attributes:
        bulan: The month, `YYYY-MM`.
        rulebook: Stamp of the rulebook.
        files: By file, sender and SHA-256, the hash of its receipts.
        since: Instant of the last run that had published.
    """

    bulan: str
    rulebook: str
    files: dict[str, str]
    since: str


class Plan(NamedTuple):
    """One month of a plan that is being done.

    Attributes:
        token: The whole plan's.
        scope: The reports it may replace.
        part: What it rests on.
    """

    token: str
    scope: Scope
    part: Part


class Kept(NamedTuple):
    """A plan as the warehouse has it: what was asked for, and what it rests on."""

    asked: dict[str, Any]
    parts: list[Part]


def part_of_plan(
    scope: Scope, rulebook: Rulebook, found: Iterable[Delivery], since: datetime
) -> Part:
    """What a month that is shown now rests on."""
    return Part(f"{scope.bulan:%Y-%m}", rulebook.stamp, _files(found), since.isoformat())


def _files(found: Iterable[Delivery]) -> dict[str, str]:
    return {
        f"{d.sender} {d.path.rpartition('/')[2]}": hashlib.sha256(
            repr(d.receipts).encode()
        ).hexdigest()[:12]
        for d in found
    }


def newest_instant(connection: psycopg.Connection) -> datetime:
    """Instant of the last run that published."""
    found = connection.execute("SELECT max(published_at) FROM ops.run").fetchone()
    return found[0] if found and found[0] else _NEVER


@outlasting
def keep_part(url: str, run_id: str, part: Part, rulebook: Rulebook) -> None:
    """Write down beside what a month would change what that rests on."""
    with connect(url) as connection:
        connection.execute(
            "INSERT INTO ops.rulebook (stamp, parts) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            (rulebook.stamp, json.dumps(rulebook.parts)),
        )
        connection.execute(
            "UPDATE ops.backfill_change SET plan = %s WHERE run_id = %s",
            (json.dumps(part._asdict()), run_id),
        )


@outlasting
def keep_plan(url: str, run_id: str, asked: Mapping[str, Any], months: Sequence[str]) -> str:
    """Write down the plan of a dry run.

    Args:
        url: Warehouse.
        run_id: The dry run.
        asked: What was asked for, as JSON has it.
        months: The runs of its months.

    Returns:
        Its token: a hash of what was asked for and of everything it rests on.
    """
    with connect(url) as connection:
        found = connection.execute(
            "SELECT plan FROM ops.backfill_change WHERE run_id = ANY (%s) "
            "ORDER BY plan ->> 'bulan'",
            (list(months),),
        ).fetchall()
        parts = [plan for (plan,) in found]
        said = json.dumps([asked, parts], sort_keys=True)
        token = hashlib.sha256(said.encode()).hexdigest()[:12]
        connection.execute(
            "INSERT INTO ops.backfill_plan (token, run_id, made_at, asked, parts) "
            "VALUES (%s, %s, now(), %s, %s) ON CONFLICT (token) DO NOTHING",
            (token, run_id, json.dumps(asked), json.dumps(parts)),
        )
    return token


@outlasting
def read_plan(url: str, token: str) -> Kept:
    """A plan by its token.

    Raises:
        TerminalError: There is no such plan.
    """
    with connect(url) as connection:
        found = connection.execute(
            "SELECT asked, parts FROM ops.backfill_plan WHERE token = %s", (token.strip(),)
        ).fetchone()
    if found is None:
        raise TerminalError(f"no plan {token!r}: the summary of a dry run ends with its token")
    return Kept(found[0], [Part(**part) for part in found[1]])


def check_plan(connection: psycopg.Connection, plan: Plan) -> None:
    """Make sure that nobody has published anything a plan's month would replace.

    Under the publishing lock this holds until the end of the transaction. What the plan's own
    months have published is no change.

    Raises:
        PlanChangedError: Somebody has.
    """
    within, values = plan.scope.condition("v")
    found = connection.execute(
        "SELECT DISTINCT n.flow, n.published_at FROM ops.run n JOIN ops.report v "
        "ON n.published_at IN (v.current_from, v.superseded_at) "
        f"WHERE n.published_at > %s AND n.plan <> %s AND {within} ORDER BY 2",
        (plan.part.since, plan.token, *values),
    ).fetchall()
    runs = [f"{flow} of {at.astimezone(JAKARTA):%Y-%m-%d %H:%M} WIB" for flow, at in found]
    if runs:
        raise PlanChangedError(_refusal(plan, [f"published since: {_some(runs)}"]))


@outlasting
def check_basis(url: str, plan: Plan, rulebook: Rulebook, found: Sequence[Delivery]) -> None:
    """Make sure that a plan's month rests on the same rulebook, files and figures as when shown.

    Raises:
        PlanChangedError: It does not; the message says what has changed.
    """
    changes = []
    with connect(url) as connection:
        if rulebook.stamp != plan.part.rulebook:
            changes.append(f"other rules: {_some(_changed_parts(connection, plan, rulebook))}")
        files, then = _files(found), plan.part.files
        names = {d.path.rpartition("/")[2]: d.name for d in found}
        if more := [_named(key, names) for key in files if files[key] != then.get(key)]:
            changes.append(f"files that came since: {_some(more)}")
        if gone := [_named(key, names) for key in then if key not in files]:
            changes.append(f"files that are none of it any more: {_some(gone)}")
        try:
            check_plan(connection, plan)
        except PlanChangedError as error:
            if not changes:
                raise
            changes.append(str(error).partition(": ")[2])
    if changes:
        raise PlanChangedError(_refusal(plan, changes))


def _changed_parts(connection: psycopg.Connection, plan: Plan, now: Rulebook) -> list[str]:
    found = connection.execute(
        "SELECT parts FROM ops.rulebook WHERE stamp = %s", (plan.part.rulebook,)
    ).fetchone()
    then = found[0] if found else {}
    return sorted(
        name for name in then.keys() | now.parts.keys() if then.get(name) != now.parts.get(name)
    )


def _named(key: str, names: Mapping[str, str]) -> str:
    sender, _, sha256 = key.partition(" ")
    return f"{sender}/{names.get(sha256, sha256[:12])}"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _refusal(plan: Plan, changes: Sequence[str]) -> str:
    return f"{plan.part.bulan} is not as plan {plan.token} showed it: {'; '.join(changes)}"
