"""A password in a URL is never said, least of all where the URL cannot be read."""

import logging
import socket
import time

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from schemas.errors import EtlError, TransientError
from schemas.settings import Settings
from schemas.urls import has_password, read_conninfo, without_password
from schemas.warehouse.connect import Limits, connect, with_limits, with_user
from schemas.warehouse.migrate import check_schema, migrate
from tasks.collect import keep, list_deliveries

SECRET = ("rahasia", "s4ndi")
MALFORMED = [
    pytest.param("postgresql://ali:rahasia s4ndi@host/db", id="a space"),
    pytest.param("postgresql://ali:rahasia@s4ndi@host/db", id="an @"),
    pytest.param("postgresql://ali:rahasia/s4ndi@host/db", id="a slash"),
    pytest.param("postgresql://ali:12/rahasia@127.0.0.1:1/db", id="a slash behind a port"),
    pytest.param("postgresql://ali:rahasia?s4ndi@host/db", id="a question mark"),
    pytest.param("postgresql://ali:rahasia#s4ndi@host/db", id="a hash"),
    pytest.param("postgresql://ali:x@rahasia/s4ndi@host/db", id="an @ and a slash"),
    pytest.param("postgresql://ali:rahasia%s4ndi@host/db", id="a per cent"),
    pytest.param("postgresql://ali:rahasia@host:s4ndi/db", id="a port that is none"),
    pytest.param("postgresql://ali:rahasia@host/db?kata=s4ndi", id="a parameter that is none"),
    pytest.param("postgres//ali:rahasia@host/db", id="no colon"),
    pytest.param("postgresql+psycopg://ali:rahasia@host/db", id="another library's"),
    pytest.param("mysql://ali:rahasia=s4ndi@host/db", id="another server's"),
    pytest.param("host=h user=ali password=rahasia s4ndi", id="words"),
    pytest.param("host=h user=ali kata_sandi=rahasia", id="words nobody knows"),
    pytest.param("host=h password='rahasia", id="an open quote"),
    pytest.param("postgresql://ali:rahasia", id="nothing behind the password"),
    pytest.param("rahasia", id="the password alone"),
]


def _said(error):
    """All that a log could show of an error, its causes with it."""
    log = logging.Formatter().formatException((type(error), error, error.__traceback__))
    return "\n".join([str(error), repr(error), log])


@pytest.mark.parametrize("url", MALFORMED)
@pytest.mark.parametrize("variable", ["PEMBINAAN_WAREHOUSE_URL", "PEMBINAAN_ASK_URL"])
def test_settings_refuse_a_malformed_url_without_a_word_of_it(monkeypatch, url, variable):
    monkeypatch.setenv(variable, url)

    with pytest.raises(ValidationError, match="no URL that libpq reads") as refused:
        Settings()

    assert variable.removeprefix("PEMBINAAN_").lower() in str(refused.value)
    assert not [word for word in SECRET if word in _said(refused.value)]


@pytest.mark.parametrize("url", MALFORMED)
def test_no_command_says_a_malformed_url(url):
    from flows.commands import app

    for words in (("migrate",), ("sql", "SELECT 1"), ("status",), ("quarantine",)):
        answered = CliRunner().invoke(app, words, env={"PEMBINAAN_WAREHOUSE_URL": url})

        assert answered.exit_code == 1
        assert "failed: " in answered.stderr
        assert not [word for word in SECRET if word in answered.output]


@pytest.mark.parametrize("url", MALFORMED)
def test_no_error_of_the_warehouse_says_a_malformed_url(url):
    for open_warehouse in (connect, migrate, check_schema):
        with pytest.raises(EtlError) as failed:
            open_warehouse(url)

        assert not [word for word in SECRET if word in _said(failed.value)]


@pytest.mark.parametrize("open_warehouse", [connect, migrate, check_schema])
def test_nor_does_that_of_a_server_which_does_not_answer(open_warehouse):
    url = "postgresql://ali:rahasia%20s4ndi@127.0.0.1:1/db"

    with pytest.raises(TransientError) as failed:
        open_warehouse(url)

    assert "127.0.0.1" in str(failed.value)
    assert not [word for word in SECRET if word in _said(failed.value)]


def test_another_wrong_setting_does_not_show_the_url_beside_it(monkeypatch):
    monkeypatch.setenv("PEMBINAAN_WAREHOUSE_URL", "postgresql://ali:rahasia@host/db")
    monkeypatch.setenv("PEMBINAAN_INBOKS", "/srv")

    with pytest.raises(ValidationError, match="PEMBINAAN_INBOKS") as refused:
        Settings()

    assert "rahasia" not in _said(refused.value)


def test_settings_shown_hold_no_password():
    settings = Settings(
        warehouse_url="postgresql://ali:rahasia@host/db",
        ask_url="postgresql://budi:s4ndi@host/db",
        inbox="sftp://ali:rahasia@host/inbox",
        archive="sftp://ali:s4ndi@host/archive",
    )

    for shown in (repr(settings), str(settings)):
        assert not [word for word in SECRET if word in shown]


@pytest.mark.outside
@pytest.mark.parametrize(
    "url",
    [
        pytest.param("sftp://ali:rahasia@127.0.0.1:nol/inbox", id="a port that is none"),
        pytest.param("sftp://ali:rahasia/inbox", id="no host"),
        pytest.param("sftp://ali:rahasia/s4ndi@127.0.0.1:1/inbox", id="a slash"),
        pytest.param("sftp://ali:rahasia@127.0.0.1:1/inbox", id="nobody there"),
        pytest.param("tidakada://ali:rahasia@127.0.0.1/inbox", id="a protocol nobody knows"),
    ],
)
@pytest.mark.parametrize(
    "collect",
    [
        pytest.param(list_deliveries, id="listing"),
        pytest.param(lambda url: keep([], url, url, 1, None), id="keeping"),
    ],
)
def test_landing_zone_and_archive_fail_without_a_password(url, collect):
    with pytest.raises(EtlError) as failed:
        collect(url)

    assert not [word for word in SECRET if word in _said(failed.value)]


def test_backfill_takes_no_password_that_prefect_would_keep():
    from flows.commands import app

    words = ("backfill", "--from", "2025-01", "--to", "2025-01", "--source", "sftp://a:rahasia@h/x")

    answered = CliRunner().invoke(app, words)

    assert answered.exit_code == 2
    assert "password" in answered.stderr
    assert "rahasia" not in answered.output


@pytest.mark.parametrize(
    ("url", "host"),
    [
        pytest.param("postgresql://ali:%40%2F%3F@host:6432/db", "host", id="an encoded password"),
        pytest.param("postgres://host/db", "host", id="nobody named"),
        pytest.param("postgresql://ali@/db?host=/tmp/x", "/tmp/x", id="a socket"),
        pytest.param("postgresql://a,b/db", "a,b", id="two servers"),
        pytest.param("postgresql://ali:x@[::1]/db?options=-c%20a%3Db%40c", "::1", id="options"),
        pytest.param("host=host user=ali password='a b@/c'", "host", id="words"),
    ],
)
def test_a_url_is_read_as_libpq_reads_it(url, host):
    assert read_conninfo(url)["host"] == host
    assert read_conninfo(with_limits(url, Limits()))["host"] == host


def test_another_login_does_not_inherit_the_password():
    assert read_conninfo(with_user("postgresql://ali:rahasia@host/db", "budi")) == {
        "user": "budi",
        "host": "host",
        "dbname": "db",
    }


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sftp://ali:rahasia@host:22/inbox", "sftp://***@host:22/inbox"),
        ("sftp://ali:ra@has/ia@host/inbox", "sftp://***@host/inbox"),
        ("sftp://ali:rahasia/inbox", "sftp://***@/inbox"),
        ("s3://bucket/inbox", "s3://bucket/inbox"),
        ("sftp://host:22/inbox", "sftp://host:22/inbox"),
        ("sftp://[::1]:22/inbox", "sftp://[::1]:22/inbox"),
        ("/srv/inbox@rumah", "/srv/inbox@rumah"),
    ],
)
def test_a_url_is_shown_without_its_user(url, shown):
    assert without_password(url) == shown
    assert has_password(url) == ("ali" in url)


def test_a_server_that_accepts_and_says_nothing_is_given_up():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"postgresql://ali@127.0.0.1:{silent.getsockname()[1]}/db"
        started = time.monotonic()

        with pytest.raises(TransientError):
            connect(with_limits(url, Limits(connect=2)))

        assert time.monotonic() - started < 10
