"""A way to PostgreSQL that ends after so many bytes, or swallows what comes after them."""

import select
import socket
import threading
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

NAME = ".s.PGSQL.5432"


class Proxy:
    """A socket in a folder that leads to PostgreSQL until `limit` bytes have gone to the server.

    Or until it has been told to commit for the `last` time. Then every connection is cut, in the
    middle of whatever it carries, and none is let in. Or, with `swallows`, all stay open and carry
    nothing more, as through a firewall that has forgotten them.

    Attributes:
        sent: Bytes that went to the server.
        commits: How many times it was told to commit.
        starts: For each connection, the bytes that had gone before it.
        is_cut: The limit was reached.
    """

    def __init__(
        self,
        url: str,
        folder: Path,
        limit: int | None = None,
        *,
        swallows: bool = False,
        last: int | None = None,
    ) -> None:
        parts = urlsplit(url)
        [there] = parse_qs(parts.query)["host"]
        self.there = f"{there}/{NAME}"
        self.url = url.replace(there, str(folder))
        self.limit = limit
        self.swallows = swallows
        self.last = last
        self.commits = 0
        self.sent = 0
        self.starts: list[int] = []
        self.is_cut = False
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(folder / NAME))
        self.listener.listen()
        self.pairs: dict[socket.socket, socket.socket] = {}
        self.clients: set[socket.socket] = set()
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self._serve)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.is_over.set()
        self.thread.join()

    def _serve(self) -> None:
        while not (self.is_over.is_set() or self.is_cut):
            ready, _, _ = select.select([self.listener, *self.pairs], [], [], 0.1)
            for end in ready:
                if end is self.listener:
                    self._let_in()
                elif end in self.pairs and not self.is_cut:
                    self._pass_on(end)
        if self.swallows:
            self.is_over.wait()
        for end in [self.listener, *self.pairs]:
            end.close()

    def _let_in(self) -> None:
        client, _ = self.listener.accept()
        server = socket.socket(socket.AF_UNIX)
        server.connect(self.there)
        self.pairs |= {client: server, server: client}
        self.clients.add(client)
        self.starts.append(self.sent)

    def _pass_on(self, end: socket.socket) -> None:
        other = self.pairs[end]
        try:
            content = end.recv(4096)
            if end in self.clients:
                content = self._count(content)
            other.sendall(content)
        except OSError:
            content = b""
        if not content:
            for closed in (end, other):
                self.pairs.pop(closed)
                self.clients.discard(closed)
                closed.close()

    def _count(self, content: bytes) -> bytes:
        """What may still go to the server."""
        if self.limit is not None and self.sent + len(content) > self.limit:
            content = content[: self.limit - self.sent]
            self.is_cut = True
        self.sent += len(content)
        self.commits += content.count(b"COMMIT\0")
        self.is_cut |= self.commits == self.last
        return content
