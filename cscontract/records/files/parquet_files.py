"""Parquet files as Arrow tables, decoded by a process that may die of them.

A damaged file can end the process that reads it, or keep it busy for good. Its reader
is started once, asked for one file after the other, and ends by itself soon after the
last of them.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from cscontract.core.errors import BadInput, bad
from cscontract.core.language import Sentence
from cscontract.records.files import parquet_child
from cscontract.records.files.parquet_child import (
    END,
    FAULT,
    FOOTER,
    HEAD,
    ROWS,
    SCHEMA,
    Frame,
)

#: seconds within which a file is decoded; one of 50 MB takes about three
LONGEST = 120.0
#: bytes that are heard of one file: more than any may unpack to
MOST_HEARD = 1_000_000_000
Check = Callable[[dict[str, int]], None]


class BrokenOff(Exception):
    """The process that decodes files ended before it had said all."""


class Decoder:
    """The process that decodes files, and the talk with it: a path is asked, frames
    come back.

    `asked`: the file whose frames are not all taken yet. They are listened to apart
    from whoever takes them, so that the process need not wait.
    """

    def __init__(self) -> None:
        script = str(Path(parquet_child.__file__))
        self.process = subprocess.Popen(
            # not with its folder first on the path: its modules are not to be taken for
            # others
            [sys.executable, "-P", script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self.owner = os.getpid()
        self.asked: Path | None = None
        self.heard = SimpleQueue[Frame | None]()

    def can_say(self, path: Path) -> bool:
        """Whether it can be asked for a file, or was: it runs, and is not that of a
        process that forked.
        """
        is_own = self.owner == os.getpid() and self.asked in (None, path)
        return is_own and (self.asked is not None or self.process.poll() is None)

    def ask(self, path: Path) -> None:
        """Have it say the frames of a file. BrokenOff where it does not listen."""
        assert self.process.stdin is not None
        self.asked = path
        self.heard = SimpleQueue()
        try:
            self.process.stdin.write(json.dumps(str(path)).encode() + b"\n")
            self.process.stdin.flush()
        except OSError:
            raise BrokenOff from None
        threading.Thread(target=self.listen, args=(self.heard,), daemon=True).start()

    def listen(self, heard: SimpleQueue[Frame | None]) -> None:
        """Hear all frames of a file; None where the process ended before the last, or
        says too much.
        """
        sign = b""
        size = 0
        try:
            while sign not in (END, FAULT):
                sign, length = HEAD.unpack(self.read(HEAD.size))
                size += length
                if size > MOST_HEARD:
                    raise BrokenOff
                heard.put((sign, self.read(length)))
        except (BrokenOff, OSError, ValueError):
            heard.put(None)

    def read(self, size: int) -> bytes:
        assert self.process.stdout is not None
        found = self.process.stdout.read(size)
        if len(found) < size:
            raise BrokenOff
        return found

    def frames(self, path: Path) -> Iterator[Frame]:
        """The frames of a file. BrokenOff where the process ends before the last of
        them.
        """
        if self.asked is None:
            self.ask(path)
        while self.asked is not None:
            frame = self.heard.get()
            if frame is None:
                raise BrokenOff
            if frame[0] in (END, FAULT):
                self.asked = None
            yield frame

    def end(self) -> None:
        """End the process, whatever it does."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                assert stream is not None
                stream.close()


_decoders: list[Decoder] = []
_one_at_a_time = threading.RLock()


def begin(path: Path) -> None:
    """Have a file decoded, while something else is done."""
    if _has_processes():
        with _one_at_a_time, suppress(BrokenOff):
            decoder = _decoder(path)
            if decoder.asked is None:
                decoder.ask(path)


def _has_processes() -> bool:
    """Whether a further process can be started here: in a browser it cannot."""
    return sys.platform != "emscripten" and bool(sys.executable)


def _decoder(path: Path) -> Decoder:
    """A process that says the frames of a file, if it was not asked already."""
    while _decoders and not _decoders[-1].can_say(path):
        _leave(_decoders.pop())
    if not _decoders:
        _decoders.append(Decoder())
    return _decoders[-1]


def _leave(decoder: Decoder) -> None:
    if decoder.owner == os.getpid():
        decoder.end()


@atexit.register
def end() -> None:
    """End the process, where one runs."""
    with _one_at_a_time:
        while _decoders:
            _leave(_decoders.pop())


def arrow_table(path: Path, name: str, check: Check, most_bytes: int) -> Any:
    """The table of a Parquet file. BadInput where it cannot be read, or not within the
    bounds.

    `check` is given what the footer says, rows, columns and bytes `unpacked`, and may
    refuse it; `most_bytes`: how many bytes the table may have, whatever the footer
    says.
    """
    if not _has_processes():
        return _table(parquet_child.frames(str(path)), name, check, most_bytes)
    with _one_at_a_time:
        try:
            return _asked(path, name, check, most_bytes)
        finally:
            # what is still to come would be taken for the answer to the next question
            if _decoders and _decoders[-1].asked is not None:
                end()


def _asked(path: Path, name: str, check: Check, most_bytes: int) -> Any:
    """The table as the process decodes it; asked once more where it had just ended."""
    is_new = not _decoders
    decoder = _decoder(path)
    is_late = threading.Event()

    def stop() -> None:
        is_late.set()
        decoder.process.kill()

    clock = threading.Timer(LONGEST, stop)
    clock.daemon = True
    clock.start()
    try:
        return _table(decoder.frames(path), name, check, most_bytes)
    except BrokenOff:
        if is_late.is_set():
            raise _too_long(name) from None
        end()
        if not is_new:
            return _asked(path, name, check, most_bytes)
        raise _damaged(name) from None
    finally:
        clock.cancel()


def _table(frames: Iterator[Frame], name: str, check: Check, most_bytes: int) -> Any:
    """The frames as a table."""
    import pyarrow

    schema = None
    batches = list[Any]()
    size = 0
    for sign, content in frames:
        if sign == FOOTER:
            check(json.loads(content))
        elif sign == SCHEMA:
            schema = pyarrow.ipc.read_schema(pyarrow.py_buffer(content))
        elif sign == ROWS:
            size += len(content)
            if size > most_bytes:
                check({"rows": 0, "columns": 0, "unpacked": size})
                raise _damaged(name)
            batches += pyarrow.ipc.open_stream(content)
        elif sign == FAULT:
            raise not_parquet(name, content.decode())
    return pyarrow.Table.from_batches(batches, schema)


def not_parquet(name: str, error: str) -> BadInput:
    """The fault of a Parquet file that cannot be read; `error`: the name of what its
    reader raised.
    """
    value = Sentence("not readable ({error})", error=error)
    return bad(name, value, "a Parquet file", "export the file again")


def _damaged(name: str) -> BadInput:
    """The fault of a file that its reader does not survive."""
    value = "damaged so that its reader breaks off"
    return bad(name, value, "a Parquet file", "export the file again")


def _too_long(name: str) -> BadInput:
    value = Sentence("not read within {count} seconds", count=int(LONGEST))
    return bad(name, value, "a Parquet file", "export the file again")
