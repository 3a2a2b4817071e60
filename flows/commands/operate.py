"""`up` and `deploy`: the whole installation on one machine, and what stands on a Prefect server."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from flows.commands.app import app, console, failing_plainly
from schemas.errors import TerminalError
from schemas.settings import Settings
from schemas.warehouse.connect import warehouse_url

if TYPE_CHECKING:
    from flows.running_parts import Part, Place


@app.command()
def deploy(
    *,
    wait: Annotated[
        int, typer.Option(help="Seconds that the server may take to answer.", min=0)
    ] = 0,
) -> None:
    """Make work pools, deployments and alarms on the server of PREFECT_API_URL. Safe to repeat.

    Runs that the server has as under way are to give it a sign of life: after each start of it.

    Example: PREFECT_API_URL=http://127.0.0.1:4200/api pembinaan deploy
    """
    with failing_plainly():
        api = os.environ.get("PREFECT_API_URL", "")
        if not api:
            raise TerminalError("which server? PREFECT_API_URL=http://127.0.0.1:4200/api")
        _deploy(Settings(), api, wait)


def _deploy(settings: Settings, api: str, wait: int = 0) -> None:
    """Deploy, once the server answers: Prefect's own client would wait and print pages."""
    from flows.running_parts import await_server  # noqa: PLC0415 (slow, as below)

    await_server(api, wait)
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
    from flows import deploying  # noqa: PLC0415 (Prefect)

    for what, how in deploying.deploy(settings):
        _say(what, how)


@app.command()
def up(
    *,
    host: Annotated[str, typer.Option(help="Where the server listens.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port of the server.", min=1, max=65_535)] = 4200,
) -> None:
    """Bring up all of it on this machine: PostgreSQL, Prefect's server, deployments, workers.

    Stays in the foreground; Ctrl-C stops what it started, and nothing else. Started again it goes
    on where it was.
    """
    from flows import running_parts as parts  # noqa: PLC0415 (psutil)

    with failing_plainly():
        settings, place = Settings(), parts.Place(host, port)
        with parts.alone(settings.home), _stopping() as running:
            parts.check_free(place)
            os.environ.update(parts.environment(settings, place))
            _say("warehouse", _migrate(settings))
            _bring_up(settings, place, running)
            _say("runs and forms", place.ui)
            _say("other shells", f"export PREFECT_API_URL={place.api}")
            _say("output", str(settings.home.absolute() / "log"))
            console.print("up: the next night is at 01:00 WIB; Ctrl-C ends it", style="green")
            _watch(running)


def _bring_up(settings: Settings, place: "Place", running: "list[Part]") -> None:
    """Start server, deployments and workers one after the other, each once the last is ready."""
    from flows.running_parts import is_healthy, make_tables, prefect_database, start, wait_until  # noqa: PLC0415

    logs, env = settings.home.absolute() / "log", dict(os.environ)
    database = {"PREFECT_SERVER_DATABASE_CONNECTION_URL": prefect_database(settings)}
    make_tables(env | database)
    words = ["server", "start", "--host", place.host, "--port", str(place.port)]
    server = start("server", words, env | database, logs)
    running.append(server)
    wait_until(server, lambda: is_healthy(place.api))
    _say("server", "answers")
    _deploy(settings, place.api)
    from flows.deploying import POOLS, has_worker  # noqa: PLC0415 (Prefect, which is set up by now)
    from flows.lost_runs import end_lost_runs  # noqa: PLC0415

    is_alone = place.host in {"127.0.0.1", "localhost", "::1"}  # else workers elsewhere may run on
    if is_alone and (lost := end_lost_runs(POOLS)):
        _say("runs cut off before", f"{lost}, now Crashed")
    for pool in POOLS:
        words = ["worker", "start", "--pool", pool, "--type", "process", "--limit", "2"]
        running.append(start(f"worker {pool}", words, env, logs))
    for worker in running[1:]:
        wait_until(worker, partial(has_worker, worker.name.partition(" ")[2]))
        _say(worker.name, "waits for runs")


@contextmanager
def _stopping() -> Iterator["list[Part]"]:
    """Parts that are ended with the block, the last started first; Ctrl-C and SIGTERM end it."""
    from flows.running_parts import stop  # noqa: PLC0415

    def end(_signal: int, _frame: object) -> NoReturn:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)
    running: list[Part] = []
    try:
        yield running
    except KeyboardInterrupt:
        console.print()
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave any behind
        for part in reversed(running):
            _say("ending", part.name)
            stop(part)
    console.print("all is ended; `pembinaan up` goes on from here")


def _watch(running: "list[Part]") -> NoReturn:
    """Wait for Ctrl-C.

    Raises:
        TerminalError: A part has ended by itself.
    """
    while True:
        for part in running:
            if part.process.poll() is not None:
                raise TerminalError(f"{part.name} has ended: {part.last_words()} ({part.log})")
        time.sleep(1)


def _migrate(settings: Settings) -> str:
    """Bring the warehouse up to date; one that is so already may be another's to migrate."""
    from schemas.warehouse.migrate import check_schema, migrate  # noqa: PLC0415 (Alembic)

    url = warehouse_url(settings)
    if settings.warehouse_url is not None:
        try:
            check_schema(url)
        except TerminalError:
            pass
        else:
            return "is up to date"
    left = migrate(url, settings).left
    return "is up to date" + (", but its owner has work left: pembinaan migrate" if left else "")


def _say(what: str, how: str) -> None:
    console.print(f"  {what:<26} {how}", highlight=False, soft_wrap=True)
