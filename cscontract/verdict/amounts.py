"""“goes up by 100” on many series: persons a day, and fen of the charged days from the clause's own amounts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np

from cscontract.clauses import volume
from cscontract.verdict.sets import Sets, packed, total

#: an amount that rises more often is one that rises evenly, or is looked up day by day
MOST_RISES = 32
#: the longest period of an amount that rises evenly
LONGEST = 64


class Amount(NamedTuple):
    """“goes up by 100”: the figures (fen, persons) and the reading."""

    surcharge: int
    step: int
    reading: str


class Limit(NamedTuple):
    """Each day's limit, in persons of all IDs that count that day, and how many IDs these are."""

    most: np.ndarray
    ids: np.ndarray


class Days(NamedTuple):
    """Days on which as many IDs count: their numbers, limits, and flags of those charged, shape (days, n)."""

    at: np.ndarray
    most: np.ndarray
    charged: np.ndarray


class Persons:
    """Persons a day of n series, shape (days, n). `highest`: by day, of all series; `size`: above them all."""

    def __init__(self, numbers: np.ndarray):
        self.highest = numbers.max(1, initial=0).astype(np.int64)
        self.size = 1 << int(self.highest.max(initial=0)).bit_length()
        self.numbers = numbers.astype(np.min_scalar_type(self.size))

    @cached_property
    def _summable(self) -> np.ndarray:
        """The numbers in a type that holds the sum of a series."""
        return self.numbers.astype(np.int32 if self.size * len(self.numbers) < 2**31 else np.int64)

    def above(self, compare: Callable[[Any, Any], Any], most: np.ndarray, rows: int) -> Sets:
        """“above 100 persons”: the days of each series on which there are more than the day's limit."""
        return packed(compare(self.numbers, self._bound(most)), rows)

    def _bound(self, persons: np.ndarray) -> Any:
        """Numbers by day to compare with: one for all days where they are alike, else a column."""
        bound = np.minimum(persons, self.size).astype(self.numbers.dtype)
        return bound[0] if len(set(bound.tolist())) == 1 else bound[:, None]

    def charge(self, charged: np.ndarray, limit: Limit, amount: Amount) -> np.ndarray:
        """Fen of each series for its charged days, shape (n,); `charged` of shape (days, n)."""
        fen = np.zeros(charged.shape[1], np.int64)
        for ids, each in _by_ids(charged, limit):
            growth = growth_of(amount, ids, self.size)
            if growth is None:
                fen += (self._looked_up(each, amount, ids) * each.charged).sum(0)
            elif growth.period:
                fen += self._evenly(each, growth)
            else:
                fen += self._in_steps(each, growth)
        return fen

    def charge_by_day(self, charged: np.ndarray, limit: Limit, amount: Amount) -> np.ndarray:
        """Fen of each day and series, shape (days, n)."""
        fen = np.zeros(charged.shape, np.int64)
        for ids, each in _by_ids(charged, limit):
            fen[each.at] = self._looked_up(each, amount, ids) * each.charged
        return fen

    def _in_steps(self, each: Days, growth: Growth) -> np.ndarray:
        """Fen of an amount that rises seldom: how many days reach each rise."""
        fen = np.zeros(each.charged.shape[1], np.int64)
        for excess, more in growth.fen.items():
            reached = each.charged
            if excess:
                high = np.flatnonzero(self.highest[each.at] >= each.most + excess)
                if not len(high):
                    break
                if 2 * len(high) > len(each.at):  # then picking them takes longer than all
                    high = np.arange(len(each.at))
                bound = self._bound(each.most[high] + excess)
                reached = (_rows(self.numbers, each.at[high]) >= bound) & _rows(reached, high)
            fen += total(reached) * more
        return fen

    def _evenly(self, each: Days, growth: Growth) -> np.ndarray:
        """Fen of an amount that rises by as much with every `period` persons: by so much for each of them,
        corrected for the days that have some over a multiple of the period."""
        persons = np.einsum("ij,ij->j", _rows(self._summable, each.at), each.charged)
        parts = (persons - _limits(each)) * growth.rise
        rests = self._rests(each, growth.period)
        for rest, fen in growth.fen.items():
            if correction := fen * growth.period - growth.rise * rest:
                parts += total(each.charged & (rests == rest)) * correction
        return parts // growth.period

    def _rests(self, each: Days, period: int) -> np.ndarray:
        """What is left of each day's excess when the period is taken off as often as it goes."""
        if period == 1:
            return np.zeros((), np.uint8)
        excess = _rows(self.numbers, each.at) - self._bound(each.most)
        unit = excess.dtype.type(period)
        return excess - excess // unit * unit  # much quicker than %

    def _looked_up(self, each: Days, amount: Amount, ids: int) -> np.ndarray:
        """Fen of each of the days were it charged, shape (days, n)."""
        excess = _rows(self.numbers, each.at) - each.most[:, None]
        return by_excess(amount, ids, self.size)[np.maximum(excess, 0)]


def _by_ids(charged: np.ndarray, limit: Limit) -> Iterator[tuple[int, Days]]:
    """The days by the number of IDs that count."""
    for ids in sorted(set(limit.ids.tolist())):
        at = np.flatnonzero(limit.ids == ids)
        yield ids, Days(at, limit.most[at], _rows(charged, at))


def _limits(each: Days) -> np.ndarray:
    """The sum of the limits of each series' charged days, shape (n,)."""
    if (each.most == each.most[0]).all():
        return total(each.charged) * each.most[0]
    return np.einsum("i,ij->j", each.most, each.charged)


def _rows(array: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """These rows of an array, in order; the array itself for all."""
    return array if len(rows) == len(array) else array[rows]


class Growth(NamedTuple):
    """How an amount grows with the excess. Without a period, `fen`: by excess, how much more from there on.

    With one, it rises by `rise` with every so many persons; `fen`: the amounts of a first period.
    """

    fen: dict[int, int]
    rise: int = 0
    period: int = 0


@lru_cache(maxsize=256)
def growth_of(amount: Amount, ids: int, size: int) -> Growth | None:
    """“goes up by 100”: how a day's amount grows with its excess; None where it rises often and unevenly."""
    fen = by_excess(amount, ids, size)
    jumps = np.diff(fen, prepend=0)
    places = np.flatnonzero(jumps).tolist()
    if len(places) <= MOST_RISES:
        return Growth({at: int(jumps[at]) for at in places})
    for period in range(1, min(LONGEST, size // 2) + 1):
        rises = set((fen[period:] - fen[:-period]).tolist())
        if len(rises) == 1:
            return Growth(dict(enumerate(fen[:period].tolist())), rises.pop(), period)
    return None


@lru_cache(maxsize=256)
def by_excess(amount: Amount, ids: int, size: int) -> np.ndarray:
    """“goes up by 100”: fen of a day by its excess, 0 to `size` persons of so many IDs."""
    surcharge, step, reading = amount
    excesses = range(size + 1)
    fen = (volume.surcharge_amount(surcharge, step, (over, ids), reading) for over in excesses)
    return np.fromiter(fen, np.int64, size + 1)
