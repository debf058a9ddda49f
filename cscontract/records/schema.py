"""What is said of a record: its columns, its dates, what its rows are checked for.

`schemas` says it of every record; whatever reads or judges records asks there. What
follows from a column's reader or its name is not said again: a record with a column
`shop` names shops, and one with customers has their names settled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple

from cscontract.agreement.head import shop_key
from cscontract.core.errors import Fault
from cscontract.records import messages
from cscontract.records.cells import further_types, masked, text_and_numbers
from cscontract.records.checks.confirmed import UNSETTLED, Doubts
from cscontract.records.checks.duplicates import Same

#: readers of columns that tell whose a row is, or of when: a total is called so there
TELLING = (
    text_and_numbers.day,
    text_and_numbers.name,
    text_and_numbers.shop,
    further_types.begin,
    further_types.month,
)
YEAR = timedelta(days=366)


# Columns


class Heading(NamedTuple):
    """A column: how its cells are read, and how people head it in Chinese."""

    reader: text_and_numbers.Reader
    chinese: tuple[str, ...]


def read_as(reader: text_and_numbers.Reader, *chinese: str) -> Heading:
    """A column whose cells are read so; `chinese`: its names beside the English one."""
    return Heading(reader, chinese)


# When


class Late(NamedTuple):
    """How long after the term a row may be dated, and what is expected of its date."""

    after: timedelta
    expected: str


A_YEAR = Late(YEAR, "a date within a year of the term, {first} to {last}")
#: a claim lapses after three years (CC 188); demands and instalments may draw it out
FIVE_YEARS = Late(
    5 * YEAR,
    "a date from a year before the term to five years after it, {first} to {last}",
)


# A record


Doubtful = Callable[[Sequence[Any], Sequence[str], Doubts], list[Fault]]
Sound = Callable[[Any, str], Iterator[Fault]]


@dataclass(frozen=True, kw_only=True)
class Schema:
    """All that is said of a record.

    `row`: the type of its rows, whose fields are the columns.
    `began`, `ended`: the columns of its date or its start, and of its end.
    `happens`: whether a row is a happening, not a plan.
    `same`: which rows are the same one.
    `sound`: what is wrong with a row in itself.
    `doubtful`: what is, with the sound rows of all files together.
    `joined`: rows of one ID that overlap are joined later, which is told.
    `may_be_brief`: a row that ends when it starts counts all the same.
    `is_log`: it may be long, and is kept as a table of the engine.
    `counts_persons`: persons are counted from it; a folder needs one such record.
    `is_report`: platforms export it, with counts by ID.
    """

    name: str = ""
    row: type[Any]
    columns: Mapping[str, Heading]
    began: str | None = None
    ended: str | None = None
    happens: bool = True
    late: Late = A_YEAR
    same: Same | None = None
    sound: Sound | None = None
    doubtful: Doubtful | None = None
    joined: bool = False
    may_be_brief: bool = False
    is_log: bool = False
    counts_persons: bool = False
    is_report: bool = False

    @cached_property
    def readers(self) -> dict[str, text_and_numbers.Reader]:
        """By column how its cells are read."""
        return {name: heading.reader for name, heading in self.columns.items()}

    @cached_property
    def labelled(self) -> tuple[str, ...]:
        """The columns in which a row may be called a total."""
        return tuple(name for name, reader in self.readers.items() if reader in TELLING)

    @cached_property
    def times(self) -> tuple[str, ...]:
        """The columns of times at which something began; a row of a total has none."""
        is_time = further_types.begin
        return tuple(name for name, reader in self.readers.items() if reader is is_time)

    @property
    def names_shops(self) -> bool:
        """Whether a row is of a shop."""
        return "shop" in self.columns

    @property
    def is_dated(self) -> bool:
        """Whether rows are of dates, and are put into their order."""
        return "date" in self.columns

    # what its rows are checked for

    def faults(self, rows: Sequence[Any], file: str) -> list[Fault]:
        """What is wrong with the rows of one file, the first of many."""
        again = self.same.faults(rows, file) if self.same else ()
        backwards = self._backwards(rows, file)
        return messages.first_of(chain(self._unsound(rows, file), again, backwards))

    def _unsound(self, rows: Iterable[Any], file: str) -> Iterator[Fault]:
        """What is wrong with single rows."""
        if self.sound:
            for row in rows:
                yield from self.sound(row, file)

    def _backwards(self, rows: Iterable[Any], file: str) -> Iterator[Fault]:
        """The rows that end before they start."""
        if self.began is None or self.ended is None:
            return
        ends = attrgetter(self.began, self.ended)
        for row in rows:
            start, end = ends(row)
            if end < start:
                times = {self.began: start, self.ended: end}
                yield messages.backwards(file, row.row, times)

    def checked(
        self,
        rows: list[Any],
        file: str,
        faults: list[Fault],
        doubts: Doubts = UNSETTLED,
    ) -> tuple[list[Any], list[str]]:
        """The rows of a file as they are kept, and what is told of them."""
        faults += self.faults(rows, file)
        notes = list[str]()
        if self.ended and not self.may_be_brief:
            rows = self._lasting(rows, file, notes)
        if self.joined:
            notes += messages.overlapping(file, self._overlaps(rows))
        if "customer" in self.columns:
            rows, said = masked.settled(rows, file, doubts.masked, faults)
            notes += said
        return rows, notes

    def _lasting(self, rows: list[Any], file: str, notes: list[str]) -> list[Any]:
        """The rows but those of no length, which are told."""
        assert self.began and self.ended
        ends = attrgetter(self.began, self.ended)
        kept = [row for row in rows if len({*ends(row)}) > 1]
        notes += messages.no_length(file, len(rows) - len(kept))
        return kept

    def _overlaps(self, rows: Iterable[Any]) -> int:
        """How many rows begin before an earlier one of the same ID has ended."""
        assert self.began and self.ended
        began = attrgetter(self.began)
        ended = attrgetter(self.ended)
        last: dict[tuple[str, str], datetime] = {}
        count = 0
        for row in sorted(rows, key=began):
            account = shop_key(row.shop), row.id
            before = last.get(account, began(row))
            count += began(row) < before
            last[account] = max(before, ended(row))
        return count


def record(row: type[Any], columns: Mapping[str, Heading], **more: Any) -> Any:
    """A record as a field of `schemas.Recorded`: None where it was not given."""
    schema = Schema(row=row, columns=columns, **more)
    return field(default=None, metadata={"schema": schema})
