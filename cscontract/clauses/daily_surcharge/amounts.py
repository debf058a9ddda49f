"""“goes up by 100” on many series: persons a day over the limit, and fen of the charged days as the clause has them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from math import gcd
from typing import Any, NamedTuple

import numpy as np

from cscontract.clauses.daily_surcharge import clause as volume
from cscontract.clauses.daily_surcharge.clause import Rise
from cscontract.terms.exact import exactly
from cscontract.terms.sets import Sets, packed, total

#: persons up to whom they are compared as numbers of one byte
SMALL = 255
#: types of whole numbers, the quicker before the wider
KINDS = [np.dtype(kind) for kind in (np.uint16, np.uint32, np.int64)]
MOST = {np.dtype(np.uint8): SMALL, **{kind: int(np.iinfo(kind.type).max) for kind in KINDS}}
#: Python's integers, where no such type holds a number
ENDLESS = np.dtype(object)


class Amount(NamedTuple):
    """“goes up by 100”: the figures (fen, persons) and the reading."""

    surcharge: int
    step: int
    reading: str


class Persons:
    """Persons a day of n series, shape (days, n), and how many IDs count by day.

    `highest`: by day, of all series.
    """

    def __init__(self, numbers: np.ndarray, ids: np.ndarray):
        self.ids = ids
        self.highest = numbers.max(1, initial=0).astype(np.int64)
        self.numbers = numbers.astype(kind_for(int(self.highest.max(initial=0)) + 1))
        self._kinds = {self.numbers.dtype: self.numbers}

    @cached_property
    def _small(self) -> np.ndarray:
        """The numbers as bytes, those beyond them the greatest byte."""
        small = self.numbers.astype(np.uint8)
        small[self.numbers > SMALL] = SMALL
        return small

    @cached_property
    def parts(self) -> list[tuple[np.ndarray, Persons]]:
        """By the number of IDs that count: the days, and the persons on them."""
        days = [np.flatnonzero(self.ids == ids) for ids in sorted(set(self.ids.tolist()))]
        if len(days) == 1:
            return [(days[0], self)]
        return [(at, Persons(self.numbers[at], self.ids[at])) for at in days]

    def above(self, compare: Callable[[Any, Any], Any], most: np.ndarray, rows: int) -> Sets:
        """“above 100 persons”: the days of each series on which there are more than the day's limit."""
        those = self._small if most.max() < SMALL else self.numbers
        return packed(compare(those, in_type_of(those, most)), rows)

    def charge(self, charged: np.ndarray, most: np.ndarray, amount: Amount) -> np.ndarray:
        """Fen of each series for its charged days, shape (n,), limits by day; `charged`: shape (days, n)."""
        kind = exactly(self._most_fen(most, amount))
        fen: np.ndarray = np.zeros(charged.shape[1], kind)
        for at, part in self.parts:
            counted = part._charge(charged if part is self else charged[at], most[at], amount)
            fen += counted.astype(kind, copy=False)
        return fen

    def charge_by_day(self, charged: np.ndarray, most: np.ndarray, amount: Amount) -> np.ndarray:
        """Fen of each day and series, shape (days, n), in a type that holds the sum of a series."""
        kind = np.dtype(exactly(self._most_fen(most, amount)))
        fen = np.zeros(charged.shape, kind)
        for at, part in self.parts:
            rise = part._rise(amount)
            times = part._times(charged[at], most[at], rise)
            fen[at] = times.astype(kind) * kind.type(rise.fen)
        return fen

    def _most_fen(self, most: np.ndarray, amount: Amount) -> int:
        """Fen of a series at most."""
        rises = ((at, part, part._rise(amount)) for at, part in self.parts)
        return sum(part._most_times(most[at], rise) * rise.fen for at, part, rise in rises)

    def _charge(self, charged: np.ndarray, most: np.ndarray, amount: Amount) -> np.ndarray:
        """Fen of each series where as many IDs count on every day."""
        rise = self._rise(amount)
        times = self._times(charged, most, rise)
        if times.dtype == bool:
            return total(times) * rise.fen
        counted = np.add.reduce(times, dtype=times.dtype)
        return counted.astype(exactly(self._most_times(most, rise) * rise.fen)) * rise.fen

    def _rise(self, amount: Amount) -> Rise:
        """“goes up by 100” with as many IDs on every day, in lowest terms."""
        surcharge, step, reading = amount
        return lowest(volume.surcharge_rise(surcharge, step, int(self.ids[0]), reading))

    def _times(self, charged: np.ndarray, most: np.ndarray, rise: Rise) -> np.ndarray:
        """How many times its fen each charged day costs, shape (days, n), in a type that holds a series' sum.

        A day that is not charged may have gone below nothing, round to a great number; it counts 0 times.
        """
        if not rise.rate:
            return charged
        numbers = self._in(self._kind(most, rise))
        times = numbers - in_type_of(numbers, most)
        if rise.rate > 1:
            times *= rise.rate
        if rise.more:
            times += rise.more
        if rise.each > 1:
            times //= rise.each
        if rise.least:
            times += times == 0
        times *= charged
        return times

    def _kind(self, most: np.ndarray, rise: Rise) -> np.dtype:
        """The narrowest type for what is reckoned on the way, for the persons themselves (a limit above them
        all may be clipped, one below them may not), and for the sum of a series."""
        on_a_day = rise.rate * int(self._over(most).max()) + rise.more
        of_all = self._most_times(most, rise)
        persons = int(self.highest.max())
        return kind_for(max(on_a_day, of_all, persons, rise.rate, rise.more, rise.each))

    def _over(self, most: np.ndarray) -> np.ndarray:
        """By day, persons over the limit at most."""
        return np.maximum(self.highest - most, 0)

    def _most_times(self, most: np.ndarray, rise: Rise) -> int:
        """How many times its fen a series costs at most."""
        over = self._over(most)
        of_all = (rise.rate * int(over.sum()) + rise.more * len(over)) // rise.each
        return of_all + len(over) * rise.least

    def _in(self, kind: np.dtype) -> np.ndarray:
        """The numbers in a type that holds them."""
        if kind not in self._kinds:
            self._kinds[kind] = self.numbers.astype(kind)
        return self._kinds[kind]


def lowest(rise: Rise) -> Rise:
    """A day's amount in lowest terms: the same fen from the smallest numbers."""
    if not rise.rate:
        return Rise(rise.at(0), least=1)
    common = gcd(rise.rate, rise.each)
    rise = rise._replace(
        rate=rise.rate // common, more=rise.more // common, each=rise.each // common
    )
    if rise.each == 1 and not (rise.more or rise.least):
        return rise._replace(fen=rise.fen * rise.rate, rate=1)
    return rise


def kind_for(number: int) -> np.dtype:
    """The quickest type that holds a number; Python's integers where none does."""
    return next((kind for kind in KINDS if number <= MOST[kind]), ENDLESS)


def in_type_of(numbers: np.ndarray, bound: np.ndarray) -> Any:
    """Bounds by day for numbers of shape (days, n): a column, or one for all days where they are alike."""
    if numbers.dtype != ENDLESS:
        bound = np.minimum(bound, MOST[numbers.dtype])
    bound = bound.astype(numbers.dtype)
    return bound[0] if (bound == bound[0]).all() else bound[:, None]
