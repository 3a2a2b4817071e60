"""Every connection has an end to every wait; a run's own are not those of a question."""

import time

import psycopg
import pytest

from schemas.errors import TransientError
from schemas.settings import Settings
from schemas.warehouse.asking import connect_to_ask
from schemas.warehouse.connect import (
    LOADER,
    Limits,
    connect,
    loading_url,
    warehouse_url,
    with_limits,
    with_user,
)
from schemas.warehouse.migrate import engine
from schemas.warehouse.publish_lock import PUBLISH_LOCK, lock_publishing

SET = {
    "connect_timeout_s": 7,
    "keepalive_s": 30,
    "lock_timeout_s": 11,
    "statement_timeout_s": 12,
    "idle_timeout_s": 13,
    "ask_timeout_s": 14,
}


def _limits(connection):
    return connection.execute(
        "SELECT current_setting('lock_timeout'), current_setting('statement_timeout'), "
        "current_setting('idle_in_transaction_session_timeout')"
    ).fetchone()


def _settings(warehouse):
    return Settings(warehouse_url=warehouse, **SET)


@pytest.mark.parametrize(
    ("opened", "limits"),
    [
        pytest.param(connect, ("30min", "1h", "10min"), id="by itself"),
        pytest.param(
            lambda url: connect(warehouse_url(_settings(url))), ("11s", "12s", "13s"), id="owner"
        ),
        pytest.param(
            lambda url: connect(loading_url(_settings(url))), ("11s", "12s", "13s"), id="loader"
        ),
        pytest.param(lambda url: connect_to_ask(_settings(url)), ("11s", "14s", "13s"), id="asker"),
        pytest.param(
            lambda url: connect(with_limits(f"{url}&options=-c%20lock_timeout%3D9s", Limits())),
            ("9s", "1h", "10min"),
            id="the URL's own word",
        ),
    ],
)
def test_every_connection_has_its_limits(warehouse, opened, limits):
    with opened(warehouse) as connection:
        assert _limits(connection) == limits


def test_so_has_that_of_a_migration(warehouse):
    with engine(warehouse_url(_settings(warehouse))).connect() as connection:
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar() == "12s"


def test_both_ends_look_after_a_silent_one(warehouse):
    with connect(warehouse_url(_settings(warehouse))) as connection:
        words = connection.info.get_parameters()
        told = connection.info.options

    mine = {name: words[name] for name in words if "timeout" in name or "keepalives" in name}
    assert mine == {
        "connect_timeout": "7",
        "keepalives_idle": "15",
        "keepalives_interval": "5",
        "keepalives_count": "3",
        "tcp_user_timeout": "30000",
    }
    for word in ("idle=15s", "interval=5s", "count=3"):
        assert f"-c tcp_keepalives_{word}" in told
    assert "-c tcp_user_timeout=30s" in told


def test_a_run_may_take_longer_than_a_question(warehouse):
    settings = Settings(warehouse_url=warehouse, ask_timeout_s=1)

    with connect(loading_url(settings)) as run, connect_to_ask(settings) as question:
        run.execute("SELECT pg_sleep(1.5)")
        with pytest.raises(psycopg.errors.QueryCanceled):
            question.execute("SELECT pg_sleep(1.5)")


def test_a_run_waits_for_another_only_so_long_and_keeps_what_it_has_done(warehouse):
    patient = with_limits(with_user(warehouse, LOADER), Limits(lock=1))
    with psycopg.connect(warehouse) as other, connect(patient) as run:
        other.execute("SELECT pg_advisory_xact_lock(%s)", (PUBLISH_LOCK,))
        run.execute("CREATE TEMP TABLE berkas (n int)")
        started = time.monotonic()

        with pytest.raises(TransientError, match="PEMBINAAN_LOCK_TIMEOUT_S"):
            lock_publishing(run)

        assert time.monotonic() - started < 10
        assert run.execute("SELECT count(*) FROM berkas").fetchone() == (0,)
        other.rollback()
        lock_publishing(run)
        assert _limits(run)[0] == "1s"


def test_a_session_of_another_program_is_not_ended(warehouse):
    """Somebody keeps runs out on purpose: `psql`, an upgrade."""
    hasty = with_limits(warehouse, Limits(lock=4, idle=1))
    with psycopg.connect(warehouse) as other, connect(hasty) as run:
        other.execute("SELECT pg_advisory_xact_lock(%s)", (PUBLISH_LOCK,))

        with pytest.raises(TransientError):
            lock_publishing(run)

        assert other.execute("SELECT 1").fetchone() == (1,)


def test_a_run_at_work_is_not_ended_however_long_it_takes(warehouse):
    hasty = with_limits(warehouse, Limits(lock=4, idle=1))
    with connect(warehouse) as slow, connect(hasty) as run:
        slow.execute("SELECT pg_advisory_xact_lock(%s)", (PUBLISH_LOCK,))
        slow.pgconn.send_query(b"SELECT pg_sleep(6)")

        with pytest.raises(TransientError):
            lock_publishing(run)

        run.rollback()
        assert slow.pgconn.get_result().status == psycopg.pq.ExecStatus.TUPLES_OK
        assert slow.pgconn.get_result() is None
