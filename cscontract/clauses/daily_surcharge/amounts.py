"""“goes up by 100” on many series: persons a day over the limit, and fen of the charged
days as the clause has them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from math import gcd
from typing import Any, NamedTuple

import numpy as np

from cscontract.clauses.daily_surcharge import clause as volume
from cscontract.clauses.daily_surcharge.clause import Rise
from cscontract.core.day_sets import Sets, packed, total
from cscontract.core.exact_integers import exactly

#: persons up to whom they are compared as numbers of one byte
SMALL = 255
#: types of whole numbers, the quicker before the wider
KINDS = [np.dtype(kind) for kind in (np.uint16, np.uint32, np.int64)]
MOST = {
    np.dtype(np.uint8): SMALL,
    **{kind: int(np.iinfo(kind.type).max) for kind in KINDS},
}
#: whole numbers by day, shape (days,), or one for all days
ByDay = np.ndarray | int
#: times a day up to which they are compared instead of reckoned
FEW = 4
#: Python's integers, where no such type holds a number
ENDLESS = np.dtype(object)


class Amount(NamedTuple):
    """“goes up by 100”: the figures (fen, persons) and the reading."""

    surcharge: int
    step: int
    reading: str


class Reach(NamedTuple):
    """How a day's amount rises, and how great it may get: what it counts on a day, and
    of a series.
    """

    rise: Rise
    on_a_day: int
    of_all: int

    @property
    def levels(self) -> int:
        """How many times its fen a day costs at most; 0 where it costs none."""
        return max(self.rise.least, self.on_a_day // self.rise.each)

    @property
    def fen(self) -> int:
        """Fen of a series at most."""
        return self.of_all * self.rise.fen


class PersonsOfSeries:
    """Persons a day of n series, shape (days, n), and how many IDs count by day.

    What is given by day is one number where all days are alike. `highest`: by day, of
    all series.
    """

    def __init__(self, numbers: np.ndarray, ids: ByDay):
        self.ids = alike(ids)
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
    def parts(self) -> list[tuple[np.ndarray, PersonsOfSeries]]:
        """By the number of IDs that count: the days, and the persons on them."""
        if isinstance(self.ids, int):
            return [(np.arange(len(self.numbers)), self)]
        days = [
            np.flatnonzero(self.ids == ids) for ids in sorted(set(self.ids.tolist()))
        ]
        return [(at, PersonsOfSeries(self.numbers[at], self.ids[at])) for at in days]

    def above(self, compare: Callable[[Any, Any], Any], most: ByDay, rows: int) -> Sets:
        """“above 100 persons”: the days of each series on which there are more than the
        day's limit.
        """
        those = self._comparable(most)
        return packed(compare(those, in_type_of(those, most)), rows)

    def charge(self, charged: np.ndarray, most: ByDay, amount: Amount) -> np.ndarray:
        """Fen of each series for its charged days, shape (n,), limits by day;
        `charged`: shape (days, n).
        """
        ranges = self._ranges(most, amount)
        if len(ranges) == 1:
            return self._charge(charged, most, ranges[0])
        kind = exactly(sum(each.fen for each in ranges))
        fen: np.ndarray = np.zeros(charged.shape[1], kind)
        for (at, part), reach in zip(self.parts, ranges, strict=True):
            fen += part._charge(charged[at], of_days(most, at), reach).astype(
                kind, copy=False
            )
        return fen

    def charge_by_day(
        self, charged: np.ndarray, most: ByDay, amount: Amount
    ) -> np.ndarray:
        """Fen of each day and series, shape (days, n), in a type that holds the sum of
        a series.
        """
        ranges = self._ranges(most, amount)
        kind = np.dtype(exactly(sum(each.fen for each in ranges)))
        fen = np.zeros(charged.shape, kind)
        for (at, part), reach in zip(self.parts, ranges, strict=True):
            times = part._times(charged[at], of_days(most, at), reach)
            fen[at] = times.astype(kind) * kind.type(reach.rise.fen)
        return fen

    def _ranges(self, most: ByDay, amount: Amount) -> list[Reach]:
        """By the number of IDs that count what is reckoned there, and how great it may
        get.
        """
        return [part._reach(of_days(most, at), amount) for at, part in self.parts]

    def _reach(self, most: ByDay, amount: Amount) -> Reach:
        """“goes up by 100” with as many IDs on every day, and how great it may get."""
        surcharge, step, reading = amount
        assert isinstance(self.ids, int)
        rise = lowest(volume.surcharge_rise(surcharge, step, self.ids, reading))
        if not rise.rate:
            return Reach(rise, 0, len(self.highest) * rise.least)
        over = np.maximum(self.highest - most, 0)
        on_a_day = rise.rate * int(over.max()) + rise.more
        of_all = (rise.rate * int(over.sum()) + rise.more * len(over)) // rise.each
        return Reach(rise, on_a_day, of_all + len(over) * rise.least)

    def _charge(self, charged: np.ndarray, most: ByDay, reach: Reach) -> np.ndarray:
        """Fen of each series where as many IDs count on every day."""
        if 0 < reach.levels <= FEW:
            counted = self._counted(charged, most, reach)
        else:
            times = self._times(charged, most, reach)
            counted = np.add.reduce(times, dtype=times.dtype)
        return counted.astype(exactly(reach.fen), copy=False) * reach.rise.fen

    def _counted(self, charged: np.ndarray, most: ByDay, reach: Reach) -> np.ndarray:
        """How many times its fen each series costs, shape (n,), of few times a day at
        most.

        By times the days that cost so many: to compare is quicker than to divide.
        """
        rise = reach.rise
        counted = total(charged) * rise.least
        for times in range(1 + rise.least, reach.levels + 1):
            persons = -(-(times * rise.each - rise.more) // rise.rate)
            counted += total(self._over(most + persons - 1) & charged)
        return counted

    def _comparable(self, most: ByDay) -> np.ndarray:
        """The persons as the smallest numbers that compare alike with limits by day."""
        greatest = most if isinstance(most, int) else int(most.max())
        return self._small if greatest < SMALL else self.numbers

    def _over(self, most: ByDay) -> np.ndarray:
        """The days of each series on which there are more persons than so many
        by day.
        """
        those = self._comparable(most)
        above: np.ndarray = those > in_type_of(those, most)
        return above

    def _times(self, charged: np.ndarray, most: ByDay, reach: Reach) -> np.ndarray:
        """How many times its fen each charged day costs, shape (days, n), in a type
        that holds a series' sum.

        A day that is not charged may have gone below nothing, round to a great number;
        it counts 0 times.
        """
        rise = reach.rise
        if not rise.rate:
            return charged
        numbers = self._in(self._kind(reach))
        times: np.ndarray = numbers - in_type_of(numbers, most)
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

    def _kind(self, reach: Reach) -> np.dtype:
        """The narrowest type for what is reckoned on the way, for the persons
        themselves (a limit above them all may be clipped, one below them may not), and
        for the sum of a series."""
        rise = reach.rise
        on_the_way = reach.on_a_day, rise.rate, rise.more, rise.each
        return kind_for(max(*on_the_way, reach.of_all, self._most_persons))

    @cached_property
    def _most_persons(self) -> int:
        """The persons of a day at most."""
        return int(self.highest.max())

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


def alike(by_day: ByDay) -> ByDay:
    """What is given by day as one number, where all days are alike."""
    if isinstance(by_day, int) or (by_day != by_day[0]).any():
        return by_day
    return int(by_day[0])


def of_days(by_day: ByDay, days: np.ndarray) -> ByDay:
    """What is given by day on some of the days."""
    return by_day if isinstance(by_day, int) else by_day[days]


def in_type_of(numbers: np.ndarray, bound: ByDay) -> Any:
    """Bounds by day for numbers of shape (days, n): a column, or one for all days where
    they are alike.
    """
    kind = numbers.dtype
    bound = alike(bound)
    if isinstance(bound, int):
        return bound if kind == ENDLESS else kind.type(min(bound, MOST[kind]))
    if kind != ENDLESS:
        bound = np.minimum(bound, MOST[kind])
    return bound.astype(kind)[:, None]
