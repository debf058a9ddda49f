"""A line between a browser and a server that can be cut, held and mended, as a network
is.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Line:
    """Forwards a port of this machine to another. `cut` ends all connections and takes
    no more, `hold` keeps them and passes nothing on, `mend` is as at first."""

    def __init__(self, to: int):
        self.to = to
        self.is_cut, self.moving = False, threading.Event()
        self.moving.set()
        self.ends: list[socket.socket] = []
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.door.getsockname()[1]
        threading.Thread(target=self._take_in, daemon=True).start()

    def cut(self) -> None:
        self.is_cut = True
        while self.ends:
            _end(self.ends.pop())

    def hold(self) -> None:
        self.moving.clear()

    def mend(self) -> None:
        self.is_cut = False
        self.moving.set()

    def close(self) -> None:
        _end(self.door)
        self.cut()
        self.moving.set()

    def _take_in(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self.door.accept()
                threading.Thread(target=self._lead, args=[near], daemon=True).start()

    def _lead(self, near: socket.socket) -> None:
        """Lead a connection on; one that comes while the line is cut is ended."""
        try:
            far = socket.create_connection(("127.0.0.1", self.to))
        except OSError:
            _end(near)
            return
        self.ends += [near, far]
        if self.is_cut:
            self.cut()
        for source, target in ((near, far), (far, near)):
            threading.Thread(
                target=self._pass_on, args=[source, target], daemon=True
            ).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                self.moving.wait()
                target.sendall(data)
        _end(source)
        _end(target)


def _end(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
