"""One run publishes at a time, on any machine; and none that has stopped keeps the others out."""

import logging
from time import monotonic
from typing import Any, NamedTuple

import psycopg

from schemas.errors import TransientError
from schemas.warehouse.connect import APPLICATION

PUBLISH_LOCK = 627_034
_LOOK_MS = 5_000  # between two looks at who holds the lock


class _Patience(NamedTuple):
    """Milliseconds: the session's own `lock_timeout` and `idle_in_transaction_session_timeout`.

    Zero is for ever.
    """

    wait: int
    idle: int

    @property
    def look(self) -> int:
        """How long to wait for the lock before looking at its holder."""
        return min(ms for ms in (_LOOK_MS, self.wait, self.idle // 2) if ms)


def lock_publishing(connection: psycopg.Connection) -> None:
    """Wait until no other run publishes.

    PostgreSQL releases the lock with the transaction, also when its holder dies. A holder that
    lives and says nothing (stopped, or behind a network that swallows its packets) loses it after
    `idle_timeout_s`: the server sees to that between statements, the run that waits here within a
    COPY, where PostgreSQL waits for its client without any timeout.

    Raises:
        TransientError: Others published for longer than `lock_timeout_s`.
    """
    patience = _patience_of(connection)
    started, silent = monotonic(), _Silence()
    while not _take(connection, patience):
        if patience.wait and 1000 * (monotonic() - started) >= patience.wait:
            waited = f"{patience.wait // 1000} s (PEMBINAAN_LOCK_TIMEOUT_S)"
            raise TransientError(f"another run has been publishing for more than {waited}")
        pid = silent.since(_holder(connection), patience.idle)
        if pid is not None:
            _end(connection, pid)


def _patience_of(connection: psycopg.Connection) -> _Patience:
    (found,) = connection.execute(
        "SELECT array_agg(setting::int ORDER BY name DESC) FROM pg_settings "
        "WHERE name IN ('lock_timeout', 'idle_in_transaction_session_timeout')"
    ).fetchall()[0]
    return _Patience(*found)


def _take(connection: psycopg.Connection, patience: _Patience) -> bool:
    """Wait a little; whether the lock is ours."""
    limit = "SELECT set_config('lock_timeout', %s, true)"
    try:
        with connection.transaction():  # a savepoint: what was done before stays
            connection.execute(limit, (str(patience.look),))
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (PUBLISH_LOCK,))
    except psycopg.errors.LockNotAvailable:
        return False
    connection.execute(limit, (str(patience.wait),))
    return True


# of another login's session PostgreSQL shows nothing; of programs not ours we know nothing
_HOLDER = """
SELECT a.pid, a.backend_start, a.query_start, a.state_change, c.bytes_processed
FROM pg_locks l
JOIN pg_stat_activity a ON a.pid = l.pid AND a.datname = current_database()
LEFT JOIN pg_stat_progress_copy c ON c.pid = a.pid
WHERE l.locktype = 'advisory' AND l.granted AND l.database = a.datid AND l.objid = %s
AND a.wait_event_type = 'Client' AND a.application_name = %s
"""


def _holder(connection: psycopg.Connection) -> tuple[Any, ...] | None:
    """Who holds the lock while the server waits for it to speak, and how far it has come."""
    connection.execute("SELECT pg_stat_clear_snapshot()")  # else as it was at the first look
    return connection.execute(_HOLDER, (PUBLISH_LOCK, APPLICATION)).fetchone()


class _Silence:
    """For how long the holder has been seen at the same place."""

    def __init__(self) -> None:
        self.seen: tuple[Any, ...] | None = None
        self.started = monotonic()

    def since(self, holder: tuple[Any, ...] | None, idle: int) -> int | None:
        """The holder's process, once it has been silent for `idle` milliseconds."""
        if holder is None or holder != self.seen:
            self.seen, self.started = holder, monotonic()
            return None
        is_over = idle and 1000 * (monotonic() - self.started) >= idle
        return int(holder[0]) if is_over else None


def _end(connection: psycopg.Connection, pid: int) -> None:
    logging.getLogger(__name__).warning(
        "session %d held the publishing lock and said nothing: ended, nothing of it is published",
        pid,
    )
    connection.execute("SELECT pg_terminate_backend(%s)", (pid,))
