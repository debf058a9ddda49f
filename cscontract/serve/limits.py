"""What the app takes of its machine.

Descriptors, memory, connections of strangers, lines of its log.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from pathlib import Path
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPMessageDelegate
from tornado.iostream import IOStream

from cscontract.core.language import say, spoken

try:
    import resource
except ImportError:  # Windows counts no descriptors
    resource = None  # type: ignore[assignment]

#: no request of the panel has more: bytes of its body and of its headers
BODY = 1 << 16
HEADERS = 1 << 15
#: seconds in which the headers, and then the body, of a request have to come
PATIENCE = 15
#: what a message over an open connection may hold, in bytes: the texts of an offer, at
#: most
MESSAGE = 10 << 20
#: how many connections may be open that have asked nothing yet
WAITING = 64
#: descriptors of a page: its kernel's channels, and its connection; of all else
#: together
OF_A_PAGE = 24
OF_ALL_ELSE = 60
#: memory of a page, in bytes: its kernel, and some of the server's
MEMORY = 70 << 20
#: no more pages than this by themselves, however much room there is
PAGES = 200
#: lines of the log that are written in a minute
LINES = 60


def descriptors() -> int:
    """How many may be open at once, once the limit is raised as far as it goes."""
    if resource is None:
        return 1 << 13
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # macOS calls it unlimited and refuses more than this
    wanted = 10_240 if hard == resource.RLIM_INFINITY else min(hard, 1 << 16)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError):
        return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return wanted


def most_pages(limit: int) -> int:
    """How many pages there is room for.

    `limit`: descriptors that may be open. The memory that is free counts as well.
    """
    room = (limit - OF_ALL_ELSE - most_waiting(limit)) // OF_A_PAGE
    return max(1, min(room, _free() * 3 // 4 // MEMORY, PAGES))


def most_waiting(limit: int) -> int:
    """How many connections may wait, of so many descriptors."""
    return max(8, min(WAITING, limit // 8))


def _free() -> int:
    """Memory that could be had, in bytes: of the machine, or of the container."""
    free = [PAGES * 2 * MEMORY]
    try:
        rows = dict(
            line.split(":") for line in Path("/proc/meminfo").read_text().splitlines()
        )
        free.append(1024 * int(rows["MemAvailable"].split()[0]))
        group = Path("/sys/fs/cgroup")
        used = int((group / "memory.current").read_text())
        free.append(int((group / "memory.max").read_text()) - used)
    except (OSError, ValueError, KeyError):
        pass
    return max(0, min(free))


class Bounded(HTTPServer):
    """A server that holds few connections of those who ask nothing.

    The oldest goes for the next.

    `waiting`: how many. What is asked too slowly, or is too long, is refused before it
    is looked at.
    """

    def initialize(self, *given: Any, waiting: int = WAITING, **how: Any) -> None:
        bounds: dict[str, Any] = {
            "idle_connection_timeout": PATIENCE,
            "body_timeout": PATIENCE,
            "max_body_size": BODY,
            "max_header_size": HEADERS,
            "max_buffer_size": MESSAGE + BODY,
        }
        super().initialize(*given, **{**bounds, **how})
        self.most_waiting = waiting
        self.waiting: dict[IOStream, None] = {}

    def handle_stream(self, stream: IOStream, address: Any) -> None:
        """One more connection."""
        self.wait(stream)
        super().handle_stream(stream, address)

    def start_request(self, server_conn: Any, request_conn: Any) -> HTTPMessageDelegate:
        """A request may come on a connection: it waits until its headers are there."""
        stream = request_conn.stream
        self.wait(stream)
        return AwaitedRequest(
            super().start_request(server_conn, request_conn), self, stream
        )

    def wait(self, stream: IOStream) -> None:
        """This connection is the last of those that wait."""
        self.waiting.pop(stream, None)
        if stream.closed():
            return
        self.waiting[stream] = None
        if len(self.waiting) > self.most_waiting:
            next(iter(self.waiting)).close()
            self.waiting.pop(next(iter(self.waiting)))

    def asked(self, stream: IOStream) -> None:
        """This connection waits no more."""
        self.waiting.pop(stream, None)

    def on_close(self, server_conn: Any) -> None:
        """A connection is closed."""
        self.asked(server_conn.stream)
        super().on_close(server_conn)


class AwaitedRequest(HTTPMessageDelegate):
    """Hands a request on, and tells once its headers are there."""

    def __init__(self, to: HTTPMessageDelegate, server: Bounded, stream: IOStream):
        self.to = to
        self.server = server
        self.stream = stream

    def headers_received(self, start_line: Any, headers: Any) -> Any:
        self.server.asked(self.stream)
        return self.to.headers_received(start_line, headers)

    def data_received(self, chunk: bytes) -> Any:
        return self.to.data_received(chunk)

    def finish(self) -> None:
        self.to.finish()

    def on_connection_close(self) -> None:
        self.to.on_connection_close()


class FewLines(logging.Filter):
    """Lets through so many lines a minute.

    The next minute's first says how many were left out.
    """

    def __init__(self, most: int = LINES):
        super().__init__()
        self.most = most
        self.left_out = 0
        self.times: deque[float] = deque(maxlen=most)

    def filter(self, record: logging.LogRecord) -> bool:
        now = time.monotonic()
        if len(self.times) == self.most and now - self.times[0] < 60:
            self.left_out += 1
            return False
        self.times.append(now)
        if self.left_out:
            before = say("({count} lines left out)", spoken(), count=self.left_out)
            record.msg = f"{before} {record.getMessage()}"
            record.args = ()
            self.left_out = 0
        return True


def quieten() -> None:
    """Errors only, few of them a minute, wherever they are written."""
    handler = logging.StreamHandler()
    handler.addFilter(FewLines())
    logging.basicConfig(level=logging.ERROR, handlers=[handler], force=True)
    for name in ("tornado.access", "tornado.application", "tornado.general", "asyncio"):
        logging.getLogger(name).setLevel(logging.ERROR)
    # a request that is refused is answered; who asked it is not worth a line
    logging.getLogger("tornado.access").disabled = True
