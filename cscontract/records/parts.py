"""A record in several files: receptions-2020-08.csv, receptions-2020-09.xlsx, or a folder receptions/.

A row keeps its number in its file. Those of further files are told apart by whole blocks of numbers, so
that a row is one number everywhere, in the engine's tables as well.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cscontract.terms import written
from cscontract.terms.faults import Fault, place
from cscontract.terms.head import shop_key
from cscontract.terms.language import Sentence
from cscontract.terms.money import yuan

RECORDS = (
    "receptions", "sessions", "presence", "seats", "payments", "actions", "outages", "bills",
)  # fmt: skip
#: no file has as many rows
ROWS_A_FILE = 1_000_000_000
NAME = re.compile(rf"({'|'.join(RECORDS)})(?:[-_. ]+(.+)|([0-9].*|\(.*|（.*))?")


class Part(NamedTuple):
    """A file of a record, and its name as it is told: with its folder where it stands in one."""

    path: Path
    name: str


def record_of(stem: str) -> tuple[str, str] | None:
    """The record that a file's name without its ending means, and what tells its part: a month, a shop.

    >>> record_of("receptions"), record_of("Receptions_202008"), record_of("reception")
    (('receptions', ''), ('receptions', '202008'), None)
    """
    match = NAME.fullmatch(written.folded(stem).casefold())
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
#: records of which one file may have rows that are alike, for two payments may be: what makes them so
LIKE: dict[str, Callable[[Any], tuple[Hashable, str]]] = {
    "payments": lambda row: (
        (row.paid_on, row.amount, row.method),
        f"{row.paid_on} {yuan(row.amount)} {row.method}",
    ),
    "actions": lambda row: (
        (shop_key(row.shop), *row._replace(row=0, shop="")),
        f"{row.at} {row.shop} {row.id} {row.action}",
    ),
    "outages": lambda row: (
        (shop_key(row.shop), row.started_at, row.ended_at),
        f"{row.shop} {row.started_at} – {row.ended_at}",
    ),
}


def overlaps(record: str, rows: Iterable[Any], files: Sequence[str]) -> Iterator[Fault]:
    """The rows that say again what a row of another file says."""
    if record in LIKE:
        yield from alike(record, rows, files)
        return
    expected, key_of = ONCE[record]
    seen: dict[Hashable, int] = {}
    for row in rows:
        key, value = key_of(row)
        first = seen.setdefault(key, row.row)
        if first // ROWS_A_FILE != row.row // ROWS_A_FILE:
            yield again(row.row, first, files, value, expected)


def alike(record: str, rows: Iterable[Any], files: Sequence[str]) -> Iterator[Fault]:
    """The rows that are equal to one of another file: exports that overlap, or two that are real.

    Two payments are equal too where one of them alone names its month.
    """
    seen: dict[Hashable, dict[str | None, int]] = defaultdict(dict)
    for row in rows:
        key, value = LIKE[record](row)
        month = getattr(row, "month", None)
        months = seen[key]
        named = months if month is None else (month, None)
        earlier = [months[each] for each in named if each in months]
        others = [each for each in earlier if each // ROWS_A_FILE != row.row // ROWS_A_FILE]
        if others:
            yield again(row.row, min(others), files, value, ONE_FILE)
        months.setdefault(month, row.row)


KEEP_ONE = "keep either this row or that: {place}"
ONE_FILE = "each row in one file alone"
ONE_OR_TOGETHER = "delete this row or that: {place}; where both are real, put them into one file"


def again(row: int, first: int, files: Sequence[str], value: str, expected: str) -> Fault:
    """The fault of a row that stands in another file already."""
    mend = ONE_OR_TOGETHER if expected == ONE_FILE else KEEP_ONE
    fix = Sentence(mend, place=place(*place_of(first, files)))
    return Fault(place(*place_of(row, files)), value, expected, fix)
