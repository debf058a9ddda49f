"""A record in several files: receptions-2020-08.csv, receptions-2020-09.xlsx, or a
folder receptions/.

A row keeps its number in its file. Those of further files are told apart by whole
blocks of numbers, so that a row is one number everywhere, in the engine's tables as
well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from cscontract.core.errors import Fault, place
from cscontract.core.language import Sentence

#: no file has as many rows
ROWS_A_FILE = 1_000_000_000


class Part(NamedTuple):
    """A file of a record, and its name as it is told: with its folder where it stands
    in one.
    """

    path: Path
    name: str


def numbered(row: int, at: int) -> int:
    """The number of a row of the file `at` (counted from 0) among the rows of all files
    of a record.
    """
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


KEEP_ONE = "keep either this row or that: {place}"
ONE_FILE = "each row in one file alone"
ONE_OR_TOGETHER = (
    "delete this row or that: {place}; where both are real, put them into one file"
)


def again(
    row: int, first: int, files: Sequence[str], value: str, expected: str
) -> Fault:
    """The fault of a row that stands in another file already."""
    mend = ONE_OR_TOGETHER if expected == ONE_FILE else KEEP_ONE
    fix = Sentence(mend, place=place(*place_of(first, files)))
    return Fault(place(*place_of(row, files)), value, expected, fix)
