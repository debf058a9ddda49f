"""Which rows of a record are the same, and the fault of one that stands there again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any

from cscontract.agreement.head import shop_key
from cscontract.core.errors import Fault, place
from cscontract.core.language import Sentence
from cscontract.core.money import yuan
from cscontract.records import messages
from cscontract.records.files.parts import ONE_FILE, ROWS_A_FILE, again


@dataclass(frozen=True)
class Same:
    """The columns in which no two rows may be equal, and what is expected instead.

    `in_one_file`: whether that holds for the rows of one file too, not only of several.
    `mend`: what to do with a second row of one file.
    `words`: the row in words; else its columns are told.
    `blank`: a column that may stand in one of two equal rows alone.
    """

    columns: tuple[str, ...]
    expected: str
    in_one_file: bool = True
    mend: str = messages.KEEP_ONE
    words: str = ""
    blank: str | None = None

    @cached_property
    def key(self) -> Callable[[Any], Hashable]:
        """What two rows are compared by: a shop of two names is one."""
        get = attrgetter(*self.columns)
        if "shop" not in self.columns:
            return get
        at = self.columns.index("shop")

        def of_one_shop(row: Any) -> Hashable:
            values = get(row)
            return *values[:at], shop_key(values[at]), *values[at + 1 :]

        return of_one_shop

    def said(self, row: Any) -> str:
        """A row in words."""
        values = row._asdict()
        if isinstance(fen := values.get("amount"), int):
            values["amount"] = yuan(fen)
        words = self.words or " ".join(f"{{{column}}}" for column in self.columns)
        return words.format_map(values)

    def again(self, file: str, row: int, first: int, value: str) -> Fault:
        """The fault of a row that says again what the row `first` of its file says."""
        mend = Sentence(self.mend, row=first)
        return Fault(place(file, row), value, self.expected, mend)

    def faults(self, rows: Iterable[Any], file: str) -> Iterator[Fault]:
        """The rows of a file that stand there twice."""
        seen = dict[Hashable, int]()
        key_of = self.key
        for row in rows if self.in_one_file else ():
            first = seen.setdefault(key_of(row), row.row)
            if first != row.row:
                yield self.again(file, row.row, first, self.said(row))

    def across(self, rows: Iterable[Any], files: Sequence[str]) -> Iterator[Fault]:
        """The rows that say again what a row of another file says."""
        if self.blank:
            yield from self._but_for_a_blank(self.blank, rows, files)
            return
        seen = dict[Hashable, int]()
        key_of = self.key
        for row in rows:
            first = seen.setdefault(key_of(row), row.row)
            if first // ROWS_A_FILE != row.row // ROWS_A_FILE:
                yield again(row.row, first, files, self.said(row), self.expected)

    def _but_for_a_blank(
        self, column: str, rows: Iterable[Any], files: Sequence[str]
    ) -> Iterator[Fault]:
        """As `across`, where two rows are equal too of which one alone has the column.

        So are two payments of which one names its month.
        """
        seen: dict[Hashable, dict[Any, int]] = defaultdict(dict)
        for row in rows:
            value = getattr(row, column)
            before = seen[self.key(row)]
            named = before if value is None else (value, None)
            earlier = [before[each] for each in named if each in before]
            at = row.row // ROWS_A_FILE
            others = [number for number in earlier if number // ROWS_A_FILE != at]
            if others:
                yield again(row.row, min(others), files, self.said(row), self.expected)
            before.setdefault(value, row.row)


def once(*columns: str, expected: str, mend: str = messages.KEEP_ONE) -> Same:
    """Rows that may not be equal in some columns, be they in one file or in several."""
    return Same(columns, expected, mend=mend)


def alike(*columns: str, words: str = "", blank: str | None = None) -> Same:
    """Rows that may be equal in one file, as two payments may, but not in several."""
    return Same(columns, ONE_FILE, in_one_file=False, words=words, blank=blank)
