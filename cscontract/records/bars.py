"""Bars on a terminal for what takes longer than a second; quiet elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import IO, Any

from cscontract.terms.privacy import masked
from cscontract.terms.signs import visible

LONG_ROWS = 20_000
LONG_BYTES = 5_000_000


def progress(rows: list, file: str) -> Iterable[Any]:
    """The rows, with a bar where they take longer than a second."""
    if len(rows) < LONG_ROWS:
        return rows
    from tqdm import tqdm

    return tqdm(rows, desc=visible(masked(file)), unit=" rows", delay=1, disable=None, leave=False)


def read_with_bar(stream: IO[bytes], size: int, file: str) -> AbstractContextManager[IO[bytes]]:
    """The stream of `size` bytes, with a bar from the first second on."""
    if size < LONG_BYTES:
        return nullcontext(stream)
    from tqdm import tqdm

    return tqdm.wrapattr(
        stream, "read", total=size, desc=visible(masked(file)), delay=1, disable=None, leave=False
    )
