"""Servers that keep files: one that speaks S3, one that speaks SFTP, each a process of its own."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

S3 = "from moto.server import main; main(['-H', '127.0.0.1', '-p', '{port}'])"
SFTP = """
import asyncio, asyncssh
async def serve():
    await asyncssh.listen(
        "127.0.0.1", {port}, server_host_keys=["{folder}/host"],
        authorized_client_keys="{folder}/client.pub",
        sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot="{folder}/files"),
    )
    await asyncio.Event().wait()
asyncio.run(serve())
"""


def free_port() -> int:
    """A port nobody listens on, below those that connections are given: it stays free."""
    for port in Random().sample(range(20_000, 32_000), 100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise AssertionError("no free port")


@contextmanager
def server(program: str, log: Path) -> Iterator[None]:
    """Run a Python program that listens on the port it names, until the end of the block."""
    with log.open("a") as out:
        process = subprocess.Popen([sys.executable, "-c", program], stdout=out, stderr=out)
        try:
            yield
        finally:
            process.terminate()
            process.wait(20)


def wait_for(port: int) -> None:
    """Wait until somebody listens."""
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"nobody listens on {port}")
