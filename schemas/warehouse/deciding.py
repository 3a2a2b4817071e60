"""Settings that decide what is published are the warehouse's own, changed by a command alone.

Whoever connects may have other environment variables, or none: what is on time, what is refused,
what is flagged and what is held must not hang on that. A new warehouse takes the settings of
whoever makes it; from then on a run takes the warehouse's, and a shell that says otherwise is
refused.
"""

import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import psycopg
from psycopg.types.json import Jsonb

from schemas.errors import TerminalError, WrongUsageError
from schemas.settings import DECIDING, Settings
from schemas.warehouse.connect import connect
from schemas.warehouse.outage import outlasting

# the ledger's views reckon with these, so they are columns; the others are for runs
_COLUMNS = {"due_day": "jatuh_tempo_hari", "first_owed_month": "wajib_dari"}


@outlasting
def settle(settings: Settings, url: str) -> Settings:
    """The settings of a run: its places as its shell has them, all others as the warehouse.

    Raises:
        TerminalError: The shell names a setting that the warehouse has otherwise, or the warehouse
            lacks one.
    """
    with connect(url) as connection:
        kept = read_settings(connection)
    if missing := sorted(set(DECIDING) - kept.keys()):
        raise TerminalError(
            f"the warehouse is of another release (settings {', '.join(missing)}): "
            "run `pembinaan migrate`"
        )
    settled = settings.model_copy(update=_checked(kept))
    for name in sorted(settings.model_fields_set & set(DECIDING)):
        here, there = getattr(settings, name), getattr(settled, name)
        if here != there:
            raise TerminalError(
                f"PEMBINAAN_{name.upper()} is {_plain(here)} here, but the warehouse says "
                f"{_plain(there)}: unset it, or `pembinaan settings {name} {_plain(here)}`"
            )
    return settled


def read_settings(connection: psycopg.Connection) -> dict[str, Any]:
    """What the warehouse was told, by name, as JSON has it."""
    row = connection.execute("SELECT to_jsonb(k) FROM ref.ketentuan k WHERE k.satu = 1").fetchone()
    if row is None:
        return {}
    told: dict[str, Any] = row[0]
    others: dict[str, Any] = told["lainnya"]
    return others | {name: told[column] for name, column in _COLUMNS.items()}


def adopt_settings(connection: psycopg.Connection, settings: Settings) -> None:
    """Tell the warehouse the settings it does not have yet; it keeps all others."""
    kept = read_settings(connection)
    if set(DECIDING) - kept.keys():
        _write(connection, _as_json(settings) | kept)


def apply_settings(url: str, settings: Settings) -> None:
    """Tell the warehouse all settings anew, whatever it had."""
    with connect(url) as connection:
        _write(connection, _as_json(settings))


def change_setting(url: str, name: str, value: str) -> str:
    """Change one setting for everyone, and leave a run that says so.

    Args:
        url: Warehouse.
        name: One of `DECIDING`.
        value: Its new value, as an environment variable would have it.

    Returns:
        What changed, in a line.

    Raises:
        WrongUsageError: No such setting, or no such value.
    """
    if name not in DECIDING:
        raise WrongUsageError(_no_such_setting(name))
    with connect(url) as connection:
        connection.execute("LOCK TABLE ref.ketentuan IN EXCLUSIVE MODE")
        kept = read_settings(connection)
        changed = _as_json(Settings(**_checked({**kept, name: _parsed(value)})))
        said = f"{name}: {_plain(kept.get(name))} -> {_plain(changed[name])}"
        if changed[name] != kept.get(name):
            _write(connection, changed)
            _write_run(connection, said)
    return said


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as their fields take them; what this release does not know is left aside.

    Raises:
        WrongUsageError: A value is none its field takes.
    """
    known = {name: value for name, value in values.items() if name in DECIDING}
    settings = Settings(**known)
    return {name: getattr(settings, name) for name in known}


def _as_json(settings: Settings) -> dict[str, Any]:
    dumped: dict[str, Any] = settings.model_dump(mode="json", include=set(DECIDING))
    return dumped


def _write(connection: psycopg.Connection, values: Mapping[str, Any]) -> None:
    others = {name: value for name, value in values.items() if name not in _COLUMNS}
    connection.execute(
        f"INSERT INTO ref.ketentuan (satu, {', '.join(_COLUMNS.values())}, lainnya) "
        "VALUES (1, %s, %s, %s) ON CONFLICT (satu) DO UPDATE SET "
        + ", ".join(f"{c} = excluded.{c}" for c in (*_COLUMNS.values(), "lainnya")),
        (*(values[name] for name in _COLUMNS), Jsonb(others)),
    )


def _write_run(connection: psycopg.Connection, said: str) -> None:
    connection.execute(
        "INSERT INTO ops.run (run_id, flow, state, started_at, published_at, message, counts, "
        "rulebook, scope, task) SELECT %s, 'settings', 'published', now(), greatest("
        "clock_timestamp(), max(published_at) + interval '1 microsecond'), %s, '{}', NULL, '', '' "
        "FROM ops.run",
        (str(uuid4()), said),
    )


def _parsed(value: str) -> Any:
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value


def _plain(value: Any) -> str:
    return json.dumps(list(value)) if isinstance(value, list | tuple) else str(value)


def _no_such_setting(name: str) -> str:
    if name in Settings.model_fields:
        return f"{name} is a place, not a rule: each shell has its own PEMBINAAN_{name.upper()}"
    return f"no setting {name!r}; known: {', '.join(DECIDING)}"
