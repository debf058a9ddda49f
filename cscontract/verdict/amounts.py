"""“goes up by 100” on many series: persons a day, and fen of the charged days from the clause's own amounts."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from operator import ge
from typing import Any, NamedTuple

import numpy as np

from cscontract.clauses import volume
from cscontract.verdict.sets import Sets, packed, total

#: an amount that rises more often is one that rises evenly, or is looked up day by day
MOST_RISES = 32
#: the longest period of an amount that rises evenly
LONGEST = 64
#: persons up to whom they are compared as numbers of one byte
SMALL = 255
#: so few days are looked up, however often their amount rises
FEW = 8


class Amount(NamedTuple):
    """“goes up by 100”: the figures (fen, persons) and the reading."""

    surcharge: int
    step: int
    reading: str


class Persons:
    """Persons a day of n series, shape (days, n), and how many IDs count by day.

    `highest`: by day, of all series; `size`: a power of two above them all.
    """

    def __init__(self, numbers: np.ndarray, ids: np.ndarray):
        self.ids = ids
        self.highest = numbers.max(1, initial=0).astype(np.int64)
        self.size = 1 << int(self.highest.max(initial=0)).bit_length()
        self.numbers = numbers.astype(np.min_scalar_type(self.size))
        self._small = np.minimum(numbers, SMALL).astype(np.uint8)

    @cached_property
    def parts(self) -> list[tuple[np.ndarray, Persons]]:
        """By the number of IDs that count: the days, and the persons on them."""
        days = [np.flatnonzero(self.ids == ids) for ids in sorted(set(self.ids.tolist()))]
        if len(days) == 1:
            return [(days[0], self)]
        return [(at, Persons(self.numbers[at], self.ids[at])) for at in days]

    @cached_property
    def _summable(self) -> np.ndarray:
        """The numbers in a type that holds the sum of a series."""
        return self.numbers.astype(np.int32 if self.size * len(self.numbers) < 2**31 else np.int64)

    def above(self, compare: Callable[[Any, Any], Any], most: np.ndarray, rows: int) -> Sets:
        """“above 100 persons”: the days of each series on which there are more than the day's limit."""
        return packed(compared(compare, self.numbers, self._small, most), rows)

    def charge(self, charged: np.ndarray, most: np.ndarray, amount: Amount) -> np.ndarray:
        """Fen of each series for its charged days, shape (n,), limits by day; `charged`: shape (days, n)."""
        fen = np.zeros(charged.shape[1], np.int64)
        for at, part in self.parts:
            fen += part._charge(charged if part is self else charged[at], most[at], amount)
        return fen

    def charge_by_day(self, charged: np.ndarray, most: np.ndarray, amount: Amount) -> np.ndarray:
        """Fen of each day and series, shape (days, n)."""
        fen = np.zeros(charged.shape, np.int64)
        for at, part in self.parts:
            fen[at] = looked_up(part.numbers, most[at], part._table(amount)) * charged[at]
        return fen

    def _table(self, amount: Amount) -> np.ndarray:
        return by_excess(amount, int(self.ids[0]), self.size)

    def _charge(self, charged: np.ndarray, most: np.ndarray, amount: Amount) -> np.ndarray:
        """Fen of each series where as many IDs count on every day."""
        growth = growth_of(amount, int(self.ids[0]), self.size)
        if growth is None:
            return (looked_up(self.numbers, most, self._table(amount)) * charged).sum(0)
        if growth.period:
            return self._evenly(charged, most, growth)
        return self._in_steps(charged, most, growth, self._table(amount))

    def _in_steps(
        self, charged: np.ndarray, most: np.ndarray, growth: Growth, table: np.ndarray
    ) -> np.ndarray:
        """Fen of an amount that rises seldom: how many days reach each rise; the last few days by themselves."""
        fen, level = np.zeros(charged.shape[1], np.int64), 0
        numbers, small, highest = self.numbers, self._small, self.highest
        for excess, more in growth.fen.items():
            high = np.flatnonzero(highest >= most + excess)
            if 2 * len(high) < len(numbers):  # fewer days are quicker, once they are picked
                charged, most, numbers, small, highest = (
                    each[high] for each in (charged, most, numbers, small, highest)
                )
            if not len(numbers):
                break
            reached = charged
            if excess:
                reached = charged & compared(ge, numbers, small, most + excess)
            if len(numbers) <= FEW:
                return fen + ((looked_up(numbers, most, table) - level) * reached).sum(0)
            fen += total(reached) * more
            level += more
        return fen

    def _evenly(self, charged: np.ndarray, most: np.ndarray, growth: Growth) -> np.ndarray:
        """Fen of an amount that rises by as much with every `period` persons: by so much for each of them,
        corrected for the days that have some over a multiple of the period."""
        alike, period = bool((most == most[0]).all()), growth.period
        limits = total(charged) * most[0] if alike else np.einsum("i,ij->j", most, charged)
        persons = np.einsum("ij,ij->j", self._summable, charged)
        parts = (persons - limits) * growth.rise
        rests = np.zeros((), np.uint8)
        if period > 1:
            excess = self.numbers - in_type_of(self.numbers, most)
            unit = excess.dtype.type(period)
            rests = excess - excess // unit * unit  # much quicker than %
        for rest, fen in growth.fen.items():
            if correction := fen * period - growth.rise * rest:
                parts += total(charged & (rests == rest)) * correction
        return parts // period


def compared(
    compare: Callable[[Any, Any], Any], numbers: np.ndarray, small: np.ndarray, bound: np.ndarray
) -> np.ndarray:
    """Numbers, shape (days, n), against bounds by day; by the small ones where they say enough."""
    those = small if bound.max() < SMALL else numbers
    return compare(those, in_type_of(those, bound))


def in_type_of(numbers: np.ndarray, bound: np.ndarray) -> Any:
    """Bounds by day for numbers of shape (days, n): a column, or one for all days where they are alike."""
    bound = np.minimum(bound, np.iinfo(numbers.dtype).max).astype(numbers.dtype)
    return bound[0] if (bound == bound[0]).all() else bound[:, None]


def looked_up(numbers: np.ndarray, most: np.ndarray, table: np.ndarray) -> np.ndarray:
    """Fen of each day were it charged, shape (days, n), from the fen by excess."""
    return table[np.maximum(numbers - most[:, None], 0)]


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
