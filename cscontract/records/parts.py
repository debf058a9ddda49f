"""A record in several files: receptions-2020-08.csv, receptions-2020-09.xlsx, or a folder receptions/.

A row keeps its number in its file. Those of further files are told apart by whole blocks of numbers, so
that a row is one number everywhere, in the engine's tables as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cscontract.terms.agreement import shop_key
from cscontract.terms.faults import Fault, place
from cscontract.terms.language import Sentence

RECORDS = (
    "receptions", "sessions", "presence", "seats", "payments", "actions", "outages", "bills",
)  # fmt: skip
#: no file has as many rows
ROWS_A_FILE = 1_000_000_000
NAME = re.compile(rf"({'|'.join(RECORDS)})(?:[-_. ]+(.+)|(\d.*|\(.*|（.*))?")


class Part(NamedTuple):
    """A file of a record, and its name as it is told: with its folder where it stands in one."""

    path: Path
    name: str


def record_of(stem: str) -> tuple[str, str] | None:
    """The record that a file's name without its ending means, and what tells its part: a month, a shop.

    >>> record_of("receptions"), record_of("Receptions_202008"), record_of("reception")
    (('receptions', ''), ('receptions', '202008'), None)
    """
    match = NAME.fullmatch(unicodedata.normalize("NFKC", stem).casefold())
    return None if match is None else (match[1], match[2] or match[3] or "")


def numbered(row: int, at: int) -> int:
    """The number of a row of the file `at` (counted from 0) among the rows of all files of a record."""
    return row + at * ROWS_A_FILE


def place_of(row: int, files: Sequence[str]) -> tuple[str, int]:
    """The file of a row, and its number there."""
    at, number = divmod(row, ROWS_A_FILE)
    return files[at], number


def by_file(rows: Iterable[int], files: Sequence[str]) -> dict[str, list[int]]:
    """The numbers of rows in their files, file by file."""
    found: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        file, number = place_of(row, files)
        found[file].append(number)
    return dict(found)


#: what may stand once in all files of a record
ONCE: dict[str, tuple[str, Callable[[Any], tuple[Hashable, str]]]] = {
    "receptions": (
        "each date, shop and ID once",
        lambda row: ((row.date, shop_key(row.shop), row.id), f"{row.date} {row.shop} {row.id}"),
    ),
    "seats": ("each date once", lambda row: (row.date, str(row.date))),
    "bills": ("each month once", lambda row: (row.month, str(row.month))),
}


def overlaps(record: str, rows: Iterable[Any], files: Sequence[str]) -> Iterator[Fault]:
    """The rows that say again what a row of another file says."""
    expected, key_of = ONCE[record]
    seen: dict[Hashable, int] = {}
    for row in rows:
        key, value = key_of(row)
        first = seen.setdefault(key, row.row)
        if first // ROWS_A_FILE != row.row // ROWS_A_FILE:
            yield again(row.row, first, files, value, expected)


def again(row: int, first: int, files: Sequence[str], value: str, expected: str) -> Fault:
    """The fault of a row that stands in another file already."""
    fix = Sentence("keep either this row or that: {place}", place=place(*place_of(first, files)))
    return Fault(place(*place_of(row, files)), value, expected, fix)


def alike(record: str, rows: Iterable[Any], files: Sequence[str]) -> Iterator[str]:
    """Rows that stand word for word in two files are counted, for two payments may be alike; it is told."""
    seen: dict[Hashable, int] = {}
    for row in rows:
        first = seen.setdefault(row[1:], row.row)
        if first // ROWS_A_FILE != row.row // ROWS_A_FILE:
            here, there = (place(*place_of(number, files)) for number in (row.row, first))
            yield Sentence("{here} is the same as {there}; both count", here=here, there=there)
