"""Who is told of alarms: a server that takes webhooks, and one that takes mail."""

import email
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import NamedTuple


class Told(NamedTuple):
    """What one receiver was told."""

    subject: str
    body: str


class Receiver(NamedTuple):
    """Where a receiver listens, and what it has been told so far."""

    port: int
    told: list[Told]

    def wait_for(self, key: str, words: str, seconds: float = 90) -> Told:
        """What it is told of an alarm, once it is."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for told in list(self.told):
                if f"[{key}]" in told.subject and words in told.body:
                    return told
            time.sleep(0.2)
        raise AssertionError(f"nothing of {key} with {words!r} among {self.told}")


@contextmanager
def webhook() -> Iterator[Receiver]:
    """A server that takes JSON by POST."""
    told: list[Told] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told.append(Told(said["subject"], said["body"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with _listening(lambda: ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        yield Receiver(port, told)


@contextmanager
def mailbox() -> Iterator[Receiver]:
    """A server that takes mail by SMTP, from anybody for anybody."""
    told: list[Told] = []

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            self._say(b"220 here")
            for line in self.rfile:
                word = line[:4].upper().strip()
                if word == b"DATA":
                    self._say(b"354 go on")
                    told.append(_read_letter(b"".join(iter(self.rfile.readline, b".\r\n"))))
                self._say(b"221 bye" if word == b"QUIT" else b"250 fine")
                if word == b"QUIT":
                    return

        def _say(self, words: bytes) -> None:
            self.wfile.write(words + b"\r\n")

    with _listening(lambda: ThreadingTCPServer(("127.0.0.1", 0), Handler)) as port:
        yield Receiver(port, told)


def _read_letter(content: bytes) -> Told:
    letter = email.message_from_bytes(content, policy=policy.default)
    body = letter.get_body(("plain",))
    assert body is not None
    return Told(str(letter["Subject"]), str(body.get_content()))


@contextmanager
def _listening(made: Callable[[], ThreadingTCPServer]) -> Iterator[int]:
    server = made()
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
