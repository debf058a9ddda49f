"""Days of a term, and sets of them.

A set of days is an integer: bit d stands for the d-th date.

“And”, “or” and “the day after” are `&`, `|` and `<<`. The clauses are algebra on such
sets.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache, reduce
from operator import or_

DaySet = int


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month as far as it lies in the term.

    `length` is the calendar month's own.
    """

    label: str
    first: date
    length: int
    days: DaySet

    @property
    def last(self) -> date:
        """The last date of the calendar month, in the term or not."""
        return self.first.replace(day=self.length)


@dataclass(frozen=True)
class Term:
    """The dates from start to end, both included (clause 3). Day 0 is the start."""

    start: date
    end: date

    @cached_property
    def length(self) -> int:
        """The number of its days."""
        return (self.end - self.start).days + 1

    @cached_property
    def every(self) -> DaySet:
        """The set of all days of the term."""
        return first_days(self.length)

    def date_of(self, day: int) -> date:
        """The date of a day, by its number."""
        return self.start + timedelta(days=day)

    def day_of(self, when: date) -> int:
        """Number of a date's day; negative or ≥ length outside the term."""
        return (when - self.start).days

    def days(self, dates: Iterable[date]) -> DaySet:
        """The set of those of the dates that lie in the term."""
        inside = {when for when in dates if self.start <= when <= self.end}
        return sum(1 << self.day_of(when) for when in inside)

    def between(self, first: date, last: date) -> DaySet:
        """The set of the term's days from first to last, both included."""
        low = max(0, self.day_of(first))
        high = min(self.length, self.day_of(last) + 1)
        return first_days(high) & ~first_days(low) if low < high else 0

    def dates(self, days: DaySet) -> list[date]:
        """The dates of a set of days, in order."""
        return [self.date_of(day) for day in each(days)]

    @cached_property
    def months(self) -> tuple[Month, ...]:
        """The calendar months of which it has a day, in order."""
        months = []
        first = self.start.replace(day=1)
        while first <= self.end:
            length = monthrange(first.year, first.month)[1]
            days = self.between(first, first.replace(day=length))
            months.append(Month(f"{first:%Y-%m}", first, length, days))
            first = month_after(first)
        return tuple(months)

    @cached_property
    def month_labels(self) -> tuple[str, ...]:
        """Of every day the label of its month."""
        return tuple(self.months[place].label for place in self.month_places)

    @cached_property
    def month_places(self) -> tuple[int, ...]:
        """Of every day the place of its month among the months."""
        places: list[int] = []
        for place, month in enumerate(self.months):
            places += [place] * month.days.bit_count()
        return tuple(places)

    @cached_property
    def sundays(self) -> DaySet:
        """The Sundays whose calendar week, from Monday on, is wholly in the term."""
        first = 6 + -self.start.weekday() % 7
        return sum(1 << day for day in range(first, self.length, 7))


@lru_cache(maxsize=256)
def term_of(start: date, end: date) -> Term:
    """The term from start to end; equal terms share their months and weeks."""
    return Term(start, end)


def month_after(first: date) -> date:
    """The first date of the month after the one that begins on `first`.

    >>> month_after(date(2020, 12, 1))
    datetime.date(2021, 1, 1)
    """
    return (first + timedelta(days=31)).replace(day=1)


def first_days(count: int) -> DaySet:
    """The set of the first `count` days.

    >>> bin(first_days(3))
    '0b111'
    """
    return (1 << count) - 1


def each(days: DaySet) -> Iterator[int]:
    """The days of a set one by one, in order.

    >>> list(each(0b1101))
    [0, 2, 3]
    """
    while days:
        lowest = days & -days
        yield lowest.bit_length() - 1
        days ^= lowest


def ends(days: DaySet) -> tuple[int, int]:
    """The first day of a set and the day after its last; the set is not empty.

    >>> ends(0b1100)
    (2, 4)
    """
    return (days & -days).bit_length() - 1, days.bit_length()


def stretches(days: DaySet) -> list[tuple[int, int]]:
    """The stretches of consecutive days, as long as can be: (first day, length).

    >>> stretches(0b1110010)
    [(1, 1), (4, 3)]
    """
    parts = []
    at = 0
    while days:
        gap = (days & -days).bit_length() - 1
        days >>= gap
        length = (~days & (days + 1)).bit_length() - 1
        parts.append((at + gap, length))
        days >>= length
        at += gap + length
    return parts


def lasted(days: DaySet, k: int) -> DaySet:
    """The days on which a run of the days has lasted at least k of them, k ≥ 1.

    >>> bin(lasted(0b11101111, 3))
    '0b10001100'
    """
    # runs of twice the length at each turn: days that had one, shifted by as much
    have = 1
    while have < k:
        step = min(have, k - have)
        days &= days << step
        have += step
    return days


def spread_back(days: DaySet, k: int) -> DaySet:
    """The days together with the k − 1 dates before every one of them.

    >>> bin(spread_back(0b10001000, 3))
    '0b11101110'
    """
    have = 1
    while have < k:
        step = min(have, k - have)
        days |= days >> step
        have += step
    return days


def firsts(days: DaySet) -> DaySet:
    """The first day of every stretch of consecutive days.

    >>> bin(firsts(0b1110110))
    '0b10010'
    """
    return days & ~(days << 1)


@dataclass(frozen=True, slots=True)
class Axis:
    """The days as a phrase counts them: stretches laid end to end, or set apart.

    Each piece is (first date's day, its place on the axis, set of that many days).
    """

    pieces: tuple[tuple[int, int, DaySet], ...]

    @classmethod
    def of(cls, parts: Iterable[tuple[int, int]], apart: int = 0) -> Axis:
        """Stretches (first day, length) in a row, with `apart` empty days between."""
        pieces = []
        place = 0
        for first, length in parts:
            pieces.append((first, place, first_days(length)))
            place += length + apart
        return cls(tuple(pieces))

    def onto(self, days: DaySet) -> DaySet:
        """Calendar days as days of this axis; days that it leaves out are dropped."""
        moves = [(every << first, place - first) for first, place, every in self.pieces]
        return _laid(days, moves)

    def back(self, days: DaySet) -> DaySet:
        """Days of this axis as calendar days."""
        moves = [(every << place, first - place) for first, place, every in self.pieces]
        return _laid(days, moves)


def _laid(days: DaySet, pieces: Sequence[tuple[DaySet, int]]) -> DaySet:
    """The days of each piece moved on (or back) by so many.

    Pieces have no day in common.
    """
    if not pieces:
        return days & 0
    return reduce(or_, [_moved(days & piece, on) for piece, on in pieces])


def _moved(days: DaySet, on: int) -> DaySet:
    return days << on if on > 0 else days >> -on
