"""Parquet files decoded in a process of its own: a damaged one may end the process that
reads it.

Run as a script it takes a path a line, as JSON, and answers each with frames: a sign
for what the frame is, the length of what follows, and that. It knows nothing of
records, and imports nothing of the package.
"""

from __future__ import annotations

import json
import os
import struct
import sys
import threading
from collections.abc import Iterator
from typing import Any, BinaryIO

HEAD = struct.Struct(">cQ")
FOOTER = b"F"
SCHEMA = b"S"
ROWS = b"R"
END = b"E"
FAULT = b"X"
#: what a process may take: bytes of address space, and seconds of work on one file
#: after the other
MOST_MEMORY = 4_000_000_000
MOST_WORK = 600
#: seconds without a question after which the process ends
IDLE = 10.0
Frame = tuple[bytes, Any]


def frames(path: str) -> Iterator[Frame]:
    """A file as frames: its footer and schema, its rows in parts, and the end or what
    was at fault.

    The footer says the numbers of rows and columns and the bytes unpacked. Parts are
    Arrow streams.
    """
    try:
        yield from _decoded(path)
    except Exception as error:  # whatever a reader of damaged bytes may raise
        yield FAULT, type(error).__name__.encode()
    else:
        yield END, b""


def _decoded(path: str) -> Iterator[Frame]:
    import pyarrow
    import pyarrow.parquet

    with pyarrow.parquet.ParquetFile(path) as file:
        yield FOOTER, _footer(file.metadata)
        yield SCHEMA, file.schema_arrow.serialize()
        for batch in file.iter_batches():
            # a batch whose texts are no UTF-8, or that points beyond its own end, is no
            # table
            batch.validate(full=True)
            sink = pyarrow.BufferOutputStream()
            with pyarrow.ipc.new_stream(sink, batch.schema) as stream:
                stream.write_batch(batch)
            yield ROWS, sink.getvalue()


def _footer(metadata: Any) -> bytes:
    """What the footer says of the file's size; the columns' own statistics are not
    looked at.
    """
    groups = range(metadata.num_row_groups)
    said = {
        "rows": metadata.num_rows,
        "columns": metadata.num_columns,
        "unpacked": sum(metadata.row_group(each).total_byte_size for each in groups),
    }
    return json.dumps(said).encode()


# the process


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer until no question comes any more."""
    while True:
        # nobody waits for a process that was left alone
        leaving = threading.Timer(IDLE, os._exit, (0,))
        leaving.daemon = True
        leaving.start()
        asked = questions.readline()
        leaving.cancel()
        if not asked:
            return
        for sign, content in frames(json.loads(asked)):
            answers.write(HEAD.pack(sign, len(content)))
            answers.write(content)
        answers.flush()


def bounded() -> None:
    """Bound what this process may take, where the system can."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    for what, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_WORK),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (most, resource.getrlimit(what)[1]))
        except (ValueError, OSError):  # a lower bound is set already
            continue


if __name__ == "__main__":
    bounded()
    # pyarrow would load it, and does nothing with it here
    sys.modules["numpy"] = None  # type: ignore[assignment]
    try:
        import pyarrow.parquet  # noqa: F401 while nothing is asked yet

        serve(sys.stdin.buffer, sys.stdout.buffer)
    except (BrokenPipeError, KeyboardInterrupt):
        os._exit(0)
