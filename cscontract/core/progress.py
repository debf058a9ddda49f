"""Bars on a terminal for what takes longer than a second.

Elsewhere a line for what takes minutes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from typing import IO, Any

from cscontract.core.language import say, spoken, worded

LONG_ROWS = 20_000
LONG_BYTES = 5_000_000
#: what takes a minute or more where it is read cell by cell
SLOW_ROWS = 500_000
SLOW_BYTES = 200_000_000
#: combinations at one step that take a minute or more
SLOW_CELLS = 500_000_000


def progress(rows: list[Any], file: str) -> Iterable[Any]:
    """The rows, with a bar where they take longer than a second."""
    if len(rows) < LONG_ROWS:
        return rows
    from tqdm import tqdm

    if len(rows) >= SLOW_ROWS:
        _tell_once(file)
    shown: Iterable[Any] = tqdm(
        rows,
        desc=worded(file, spoken()),
        unit=" rows",
        delay=1,
        disable=None,
        leave=False,
    )
    return shown


def read_with_bar(
    stream: IO[bytes], size: int, file: str
) -> AbstractContextManager[IO[bytes]]:
    """The stream of `size` bytes, with a bar from the first second on."""
    if size < LONG_BYTES:
        return nullcontext(stream)
    from tqdm import tqdm

    if size >= SLOW_BYTES:
        _tell_once(file)
    shown: AbstractContextManager[IO[bytes]] = tqdm.wrapattr(
        stream,
        "read",
        total=size,
        desc=worded(file, spoken()),
        delay=1,
        disable=None,
        leave=False,
    )
    return shown


def pieces_with_bar(pieces: Sequence[Any], cells: int) -> Iterable[Any]:
    """The pieces of a long reckoning, with a bar from the first second on."""
    from tqdm import tqdm

    if cells >= SLOW_CELLS:
        _tell_many()
    combinations = say("combinations", spoken())
    shown: Iterable[Any] = tqdm(
        pieces, desc=combinations, delay=1, disable=None, leave=False
    )
    return shown


@lru_cache(maxsize=1)
def _tell_many() -> None:
    """Say once before it begins that so many combinations take their time."""
    print(say(MANY, spoken()), file=sys.stderr, flush=True)


@lru_cache(maxsize=8)
def _tell_once(file: str) -> None:
    """Say once, before it begins, that a file will take its time."""
    print(say(SLOW, spoken(), file=file), file=sys.stderr, flush=True)


SLOW = "{file}: a large file; to read it takes a minute or more"
MANY = "many combinations: to price them takes a minute or more"
