"""`up` brings up all of it, says in a line what stands in its way, and ends all that it started."""

import os
import signal
import socket
import subprocess
import sys
import tempfile

import psutil
import pytest
from servers import free_port

pytestmark = pytest.mark.server

UP = [sys.executable, "-c", "from flows.commands import app; app()"]


@pytest.fixture
def house():
    """The environment of a shell in a new house, which names no server.

    Not under pytest's own folder: another pytest that starts takes it away from PostgreSQL's user.
    """
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PEMBINAAN_", "PREFECT_"))}
    with tempfile.TemporaryDirectory(prefix="pembinaan-up-") as home:
        yield kept | {"PEMBINAAN_HOME": home}


def say(env: dict[str, str], *words: str) -> tuple[int, str]:
    done = subprocess.run([*UP, *words], env=env, capture_output=True, text=True, check=False)
    return done.returncode, (done.stdout + done.stderr).strip()


def test_up_refuses_a_port_that_is_in_use_in_one_line(house):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        code, said = say(house, "up", "--port", str(port))

    line = f"failed: port {port} is in use by another program: take another --port"
    assert (code, said) == (1, line)


def test_up_brings_up_all_of_it_and_ends_all_that_it_started(house):
    port = free_port()
    words = [*UP, "up", "--port", str(port)]
    up = subprocess.Popen(words, env=house, stdout=subprocess.PIPE, text=True)
    try:
        assert up.stdout is not None
        said = next((line for line in up.stdout if line.startswith("up: ")), "")
        server = {"PREFECT_API_URL": f"http://127.0.0.1:{port}/api"}
        twice = say(house, "up", "--port", str(free_port()))
        _, looks = say(house | server, "doctor")
        started = psutil.Process(up.pid).children(recursive=True)
    finally:
        up.send_signal(signal.SIGINT)
        up.communicate(timeout=90)

    assert twice[0] == 1
    assert twice[1].startswith(
        f"failed: it is up already under {house['PEMBINAAN_HOME']} (process {up.pid})"
    )
    assert "ok    worker        1 online" in looks
    assert "ok    schedule      nightly at 0 1 * * * (Asia/Jakarta)" in looks
    assert said.startswith("up: the next night is at 01:00 WIB")
    assert [process for process in started if process.is_running()] == []
    assert up.returncode == 0
