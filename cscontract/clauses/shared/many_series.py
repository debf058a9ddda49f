"""Many series of days at once: daily figures of all of them, and what their steps have
in common.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, reduce
from operator import or_
from typing import Any, NamedTuple

import numpy as np

from cscontract.core.day_sets import Sets, column, packed
from cscontract.core.days import DaySet, Term
from cscontract.records.daily_figures import Daily

#: how many results of a step are kept
KEPT = 64


@dataclass(frozen=True, eq=False)
class Series:
    """Daily figures of n series; persons have shape (days, n), what is alike for all is
    one for a day.

    As `Daily`: persons by headcount, over all IDs and of the busiest shop; IDs and
    added seats by day.
    """

    term: Term
    recorded: DaySet
    all_ids: dict[str, np.ndarray]
    busiest_shop: dict[str, np.ndarray]
    ids: tuple[int, ...]
    added_seats: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many series."""
        count: int = next(iter(self.all_ids.values())).shape[1]
        return count

    @cached_property
    def each(self) -> BySeries:
        """The daily figures of each of them by itself, for a step that has no form for
        arrays.
        """
        days = [self._daily(at) for at in range(self.count)]
        return BySeries(np.arange(self.count), days)

    def _daily(self, at: int) -> Daily:
        every, shop = (
            {head: tuple(persons[:, at].tolist()) for head, persons in by_head.items()}
            for by_head in (self.all_ids, self.busiest_shop)
        )
        return Daily(self.term, self.recorded, every, shop, self.ids, self.added_seats)


class BySeries(NamedTuple):
    """A few different values, and by series the place of its own, shape (n,)."""

    codes: np.ndarray
    values: list[Any]


class Room:
    """What the steps of many series share. `rows`: those of a set of days, with a day
    more between any two months, for the axis of their runs, and one that stays empty.
    """

    def __init__(self, series: Series):
        self.series = series
        self.length = series.term.length
        self.rows = self.length + len(series.term.months)

    def keeping(self, step: Callable[..., Any]) -> Callable[..., Any]:
        """A step whose last results are kept, for other agreements on the same
        series.
        """
        return of_the_same(lru_cache(maxsize=KEPT)(step))

    def sets(self, days: BySeries | DaySet) -> Sets | DaySet:
        """Sets of days: one for all series as it is, of each as rows of bits."""
        if isinstance(days, int):
            return days
        every = np.hstack([column(each, self.length) for each in days.values]) > 0
        return packed(every[:, days.codes], self.rows)

    def all_of(self, days: BySeries | DaySet) -> DaySet:
        """The days that are in the set of some series."""
        return days if isinstance(days, int) else reduce(or_, days.values)

    def by_series(self, places: np.ndarray, values: Sequence[Any]) -> Any:
        """The values at these places, shape (n,); one alone where all series
        have it.
        """
        used = np.flatnonzero(np.bincount(places, minlength=len(values)))
        if len(used) == 1:
            return values[used[0]]
        codes = np.zeros(len(values), np.int32)
        codes[used] = np.arange(len(used))
        return BySeries(codes[places], [values[at] for at in used.tolist()])


def of_the_same(step: Callable[..., Any]) -> Callable[..., Any]:
    """A step of which results are kept by the very objects that it took.

    Most scenarios take those that the one before took, and figures by day are long to
    compare. Sets of days of each series are new each time: of them nothing is kept.
    """
    kept: dict[tuple[int, ...], tuple[Any, Any]] = {}

    def run(*inputs: Any) -> Any:
        key = tuple(map(id, inputs))
        found = kept.get(key)
        if found:
            return found[1]
        result = step(*inputs)
        if Sets in map(type, inputs):
            return result
        if len(kept) >= KEPT:
            kept.clear()
        # the inputs are kept too, so that no other object has their id
        kept[key] = inputs, result
        return result

    return run
