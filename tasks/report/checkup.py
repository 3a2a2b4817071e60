"""Is everything there that a night needs, and does it work? Each answer with how to mend it.

Nothing is changed by looking. Each look has a few seconds; one that takes longer is wrong itself,
so that the whole never hangs, whatever is away.
"""

import base64
import json
import os
import shutil
import threading
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import psycopg

from schemas.calendar import JAKARTA
from schemas.errors import EtlError
from schemas.settings import Settings
from schemas.urls import without_password
from schemas.warehouse.asking import connect_to_ask
from schemas.warehouse.connect import ROLES, connect, limits_of, server_url, with_limits
from schemas.warehouse.definitions import stale_definitions, word_of
from schemas.warehouse.migrate import check_tables
from tasks.collect.storage import answering, open_storage
from tasks.report.ahead import WHAT_HELPS, ahead_until, say_ahead
from tasks.report.answers import Record, ask
from tasks.report.night_findings import full_places, local_places

_PATIENCE_S = 15  # for one look; an embedded PostgreSQL may have to start
_ANSWER_S = 4  # for one answer of a server
_NIGHT = timedelta(hours=26)
_DELIVERY = timedelta(days=35)  # a month, and its due day
_SKEW = timedelta(seconds=60)
_SLEEPING = "pembinaan up; or start the services (deploy/)"
_DEPLOY = "pembinaan deploy"
_MIGRATE = "pembinaan migrate"


class Look(NamedTuple):
    """What one look found.

    Attributes:
        name: What was looked at.
        found: What is there.
        mend: How to put it right; empty = nothing is wrong.
    """

    name: str
    found: str
    mend: str = ""

    @property
    def is_ok(self) -> bool:
        """Whether all is well there."""
        return not self.mend


class Wrong(Exception):  # noqa: N818 (it is a finding, not a failure of ours)
    """Something is not as it should be, and how it is mended."""

    def __init__(self, found: str, mend: str) -> None:
        super().__init__(found)
        self.mend = mend


def look_at_all(settings: Settings) -> Iterator[Look]:
    """Look at everything, one after the other; what rests on a database needs it to answer."""
    database = _look(
        "database", lambda: _database(settings), "PEMBINAAN_WAREHOUSE_URL; pembinaan up"
    )
    yield database
    for name, look, mend in _IN_WAREHOUSE:
        if database.is_ok:
            yield _look(name, lambda look=look: look(settings), mend)  # type: ignore[misc]
        else:
            yield Look(name, "not looked at: no database", "mend the database first")
    for name, look, mend in _AROUND:
        yield _look(name, lambda look=look: look(settings), mend)  # type: ignore[misc]


def _look(name: str, look: Callable[[], str], mend: str) -> Look:
    """Look at one thing, for so long and no longer."""
    seen: list[Look] = []

    def see() -> None:
        try:
            seen.append(Look(name, look()))
        except Wrong as wrong:
            seen.append(Look(name, str(wrong), wrong.mend))
        except (EtlError, psycopg.Error, OSError, ValueError, KeyError) as error:
            said = (str(error).strip() or type(error).__name__).splitlines()[0]
            seen.append(Look(name, said, mend))

    thread = threading.Thread(target=see, daemon=True)
    thread.start()
    thread.join(_PATIENCE_S)
    return seen[0] if seen else Look(name, f"no answer within {_PATIENCE_S} s", mend)


def _url(settings: Settings) -> str:
    limits = limits_of(settings)._replace(connect=_ANSWER_S, statement=_ANSWER_S, lock=_ANSWER_S)
    return with_limits(server_url(settings), limits)


def _asked(settings: Settings, query: str) -> list[Record]:
    with connect(_url(settings)) as connection:
        return ask(connection, query)


def _database(settings: Settings) -> str:
    if settings.warehouse_url is None and not (settings.home / "postgres").is_dir():
        raise Wrong(f"none yet under {settings.home}", "pembinaan up, or pembinaan migrate")
    (found,) = _asked(settings, "SELECT current_setting('server_version') AS v, current_user AS u")
    kind = "embedded" if settings.warehouse_url is None else "named"
    return f"PostgreSQL {found['v']}, {kind}, as {found['u']}"


def _tables(settings: Settings) -> str:
    with connect(_url(settings)) as connection:
        return f"of this release ({check_tables(connection)})"


def _references(settings: Settings) -> str:
    with connect(_url(settings)) as connection:
        if stale := stale_definitions(connection):
            raise Wrong(f"of another release: {', '.join(map(word_of, stale))}", _MIGRATE)
    return "reference data, metrics and views of this release"


def _roles(settings: Settings) -> str:
    there = {line["rolname"] for line in _asked(settings, "SELECT rolname FROM pg_roles")}
    if missing := [role for role in ROLES if role not in there]:
        raise Wrong(f"missing: {', '.join(missing)}", f"{_MIGRATE} says what its owner has to run")
    with connect_to_ask(settings.model_copy(update={"connect_timeout_s": _ANSWER_S})) as asking:
        asking.execute("SELECT FROM ref.kanwil LIMIT 1")
    return f"{', '.join(ROLES)}; questions are asked as {settings.ask_role}"


def _say(instant: datetime) -> str:
    return f"{instant.astimezone(JAKARTA):%Y-%m-%d %H:%M} WIB"


_LAST_NIGHT = """
SELECT started_at, state, message FROM ops.run WHERE flow = 'nightly'
ORDER BY started_at DESC LIMIT 1
"""


def _last_night(settings: Settings) -> str:
    lines = _asked(settings, _LAST_NIGHT)
    if not lines:
        raise Wrong("there was none yet", "prefect deployment run nightly/nightly")
    [night] = lines
    when = f"{_say(night['started_at'])}, {night['state']}"
    if datetime.now(UTC) - night["started_at"] > _NIGHT:
        raise Wrong(f"more than 26 h ago: {when}", "docs/runbook.md, night-absent")
    if night["state"] not in {"published", "settled", "running"}:
        raise Wrong(
            f"{when}: {night['message']}"[:300], "docs/runbook.md, night-held, night-failed"
        )
    return when


def _files(settings: Settings) -> str:
    (found,) = _asked(settings, "SELECT max(received_at) AS last FROM ops.submission")
    if found["last"] is None:
        raise Wrong("no file has ever been taken in", "put reports into the landing zone")
    age = datetime.now(UTC) - found["last"]
    if age > _DELIVERY:
        raise Wrong(
            f"the newest file is {age.days} days old",
            "do deliveries still reach the landing zone? Its mount, its server, its senders",
        )
    return f"the newest file is {age.days} days old"


def _clock(settings: Settings) -> str:
    before = datetime.now(UTC)
    (found,) = _asked(settings, "SELECT clock_timestamp() AS now")
    skew = abs(found["now"] - before)
    if skew > _SKEW:
        raise Wrong(f"{skew.seconds} s apart from the database's", "set both by NTP")
    with connect(_url(settings)) as connection:
        until = ahead_until(connection)
    if until:
        raise Wrong(say_ahead(until), f"set it by NTP; {WHAT_HELPS}")
    return f"{_say(before)}, as the database's"


def _landing_zone(settings: Settings) -> str:
    return _folder(settings.inbox_url, "PEMBINAAN_INBOX: is it mounted, may we read it?")


def _archive(settings: Settings) -> str:
    return _folder(settings.archive_url, "PEMBINAAN_ARCHIVE: is it mounted, may we write?", os.W_OK)


def _folder(url: str, mend: str, right: int = os.R_OK) -> str:
    shown, storage = without_password(url), open_storage(url)
    if "://" not in url and not os.access(url, right | os.X_OK):
        raise Wrong(f"{shown} is not there, or not for us", mend)
    with answering(shown, storage):
        if not storage.is_object_store and not storage.fs.isdir(storage.root):
            raise Wrong(f"{shown} is not there", mend)
        storage.fs.ls(storage.root, detail=False)
    return shown


def _disk(settings: Settings) -> str:
    if full := list(full_places(settings)):
        mend = "make room, or enlarge it; a full disk stops a night and publishes nothing"
        raise Wrong("; ".join(place.sentence for place in full), mend)
    free = {name: shutil.disk_usage(path).free for name, path in local_places(settings)}
    return ", ".join(f"{name} {size / 1e9:.1f} GB free" for name, size in free.items()) or "-"


def _server(_settings: Settings) -> str:
    _ask_server("health")
    return f"{_api()}, version {_ask_server('admin/version')}"


def _worker(_settings: Settings) -> str:
    workers = _ask_server("work_pools/pembinaan/workers/filter", {})
    online = [worker["name"] for worker in workers if worker["status"] == "ONLINE"]
    if not online:
        raise Wrong("no worker of the pool pembinaan is online", _SLEEPING)
    return f"{len(online)} online"


def _schedule(_settings: Settings) -> str:
    deployment = _ask_server("deployments/name/nightly/nightly")
    times = [s["schedule"]["cron"] for s in deployment["schedules"] if s["active"]]
    if deployment["paused"] or not times:
        raise Wrong("the schedule of nightly is off", "switch it on in the UI, or " + _DEPLOY)
    return f"nightly at {', '.join(times)} (Asia/Jakarta)"


def _alarms(settings: Settings) -> str:
    found = _ask_server("automations/filter", {"limit": 200})
    ours = [one for one in found if one["name"].startswith("pembinaan: ")]
    off = [one["name"] for one in ours if not one["enabled"]]
    if not ours or off:
        raise Wrong(f"off: {', '.join(off)}" if off else "none", "in the UI; or " + _DEPLOY)
    if settings.alarm_webhook is None and settings.alarm_mail is None:
        mend = "PEMBINAAN_ALARM_WEBHOOK or PEMBINAAN_ALARM_MAIL, then " + _DEPLOY
        raise Wrong(f"{len(ours)}, and nobody is told", mend)
    return f"{len(ours)} on"


def _api() -> str:
    api = os.environ.get("PREFECT_API_URL", "")
    if not api:
        raise Wrong(
            "PREFECT_API_URL is not set", "export PREFECT_API_URL=http://127.0.0.1:4200/api"
        )
    return api.rstrip("/")


def _ask_server(path: str, body: Any = None) -> Any:
    """An answer of the server's API; its own client would try for minutes."""
    headers = {"Content-Type": "application/json"}
    if words := os.environ.get("PREFECT_API_AUTH_STRING"):
        headers["Authorization"] = "Basic " + base64.b64encode(words.encode()).decode()
    data = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(f"{_api()}/{path}", data, headers)  # noqa: S310 (http)
    with urllib.request.urlopen(asked, timeout=_ANSWER_S) as answer:  # noqa: S310
        return json.loads(answer.read())


_IN_WAREHOUSE: tuple[tuple[str, Callable[[Settings], str], str], ...] = (
    ("tables", _tables, _MIGRATE),
    ("references", _references, _MIGRATE),
    ("roles", _roles, _MIGRATE),
    ("last night", _last_night, _MIGRATE),
    ("files", _files, _MIGRATE),
    ("clock", _clock, "set it by NTP"),
)
_AROUND: tuple[tuple[str, Callable[[Settings], str], str], ...] = (
    ("landing zone", _landing_zone, "PEMBINAAN_INBOX: is it mounted, does its server answer?"),
    ("archive", _archive, "PEMBINAAN_ARCHIVE: is it mounted, does its server answer?"),
    ("disk", _disk, "make room"),
    ("server", _server, _SLEEPING),
    ("worker", _worker, _SLEEPING),
    ("schedule", _schedule, _DEPLOY),
    ("alarms", _alarms, _DEPLOY),
)
