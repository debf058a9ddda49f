"""The clauses on many series of days at once: the same steps in the same order, some of
them on arrays.

One reading of each phrase, one agreement, thousands of series. A step of which the kind
has no form for arrays runs once for each different input; where it takes the counts,
for each series.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

import numpy as np

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.phrases import Readings
from cscontract.clauses.shared.many_series import BySeries, Room, Series, of_the_same
from cscontract.core.day_sets import Sets
from cscontract.core.days import Term, ends
from cscontract.core.exact_integers import exactly
from cscontract.verdict.graph import Step, each_once, placed
from cscontract.verdict.step_order import Composed, composed

__all__ = ["Outcome", "Reckoning", "Series"]


@dataclass(frozen=True, eq=False)
class Outcome:
    """What each of n series (`count`) comes to. `monthly`: by clause its fen by month,
    shape (months, n), or, of what is charged by the day, of all months together, shape
    (1, n); of what is alike for all series shape (months, 1); `daily`: by clause its
    fen by day instead, shape (days, n), where that was asked for; `happens`: by event
    of each series whether it does, shape (n,)."""

    term: Term
    count: int
    monthly: dict[str, np.ndarray]
    daily: dict[str, np.ndarray]
    happens: dict[str, np.ndarray]

    @cached_property
    def total(self) -> np.ndarray:
        """Fen of the term, shape (n,)."""
        parts = [fen.sum(0) for fen in (*self.monthly.values(), *self.daily.values())]
        whole = sum(parts[1:], parts[0]) if parts else np.zeros(1, np.int64)
        return whole if whole.shape == (self.count,) else np.repeat(whole, self.count)

    @cached_property
    def by_month(self) -> np.ndarray:
        """Fen by month, shape (months, n); with the days."""
        firsts = [ends(month.days)[0] for month in self.term.months]
        return sum(
            (np.add.reduceat(fen, firsts) for fen in self.daily.values()),
            self.by_the_month,
        )

    @cached_property
    def by_day(self) -> np.ndarray:
        """Fen by day, shape (days, n), what is charged by the month on its first day;
        with the days.
        """
        charged = np.ascontiguousarray(self._charged_by_day())
        charged[[ends(month.days)[0] for month in self.term.months]] += (
            self.by_the_month
        )
        return charged

    def _charged_by_day(self) -> np.ndarray:
        """Fen by day of what is charged by the day; a copy."""
        fen = list(self.daily.values())
        if not fen:
            return np.zeros((self.term.length, self.count), self.by_the_month.dtype)
        return sum(fen[1:], fen[0].copy())

    @property
    def by_the_month(self) -> np.ndarray:
        """Fen by month of what is not charged by the day, shape (months, n)."""
        none = np.zeros((len(self.term.months), self.count), np.int64)
        return sum(self.monthly.values(), none)


def counting_of(agreement: Agreement, readings: Readings) -> dict[str, tuple[str, ...]]:
    """By the step that counts persons, of all clauses or of one alone, the readings by
    which it does.
    """
    whole = composed(agreement)
    known = {**whole.givens(agreement, None), **readings}
    takes = {step.name: step.takes for step in whole.order.steps}
    return {
        name: tuple(known[each] for each in takes[name][2:]) for name in whole.counting
    }


def hangs_on_counts(agreement: Agreement) -> bool:
    """Whether fen of some clause rest on the counts of the records, under whatever
    reading.
    """
    whole = composed(agreement)
    needed = set(whole.money.values())
    for step in reversed(whole.order.steps):
        needed |= set(step.takes) if step.name in needed else set()
    return not needed.isdisjoint(whole.counting)


def takes_seats(agreement: Agreement) -> bool:
    """Whether a clause takes the added seats at work."""
    return any(
        "seats_at_work" in step.takes for step in composed(agreement).order.steps
    )


class Reckoning:
    """The clauses on one `Series` for any agreement of its term; what scenarios have in
    common is kept.

    `others`: by the step that counts persons for a clause alone the same series as it
    counts them.
    """

    def __init__(self, series: Series, others: Mapping[str, Series] | None = None):
        self.series = series
        self.room = Room(series)
        self.others = others or {}
        self._steps: dict[int, tuple[Composed, dict[str, Callable[..., Any]]]] = {}

    def totals(
        self, agreement: Agreement, readings: Readings, by_day: bool = False
    ) -> Outcome:
        """What each series comes to under one agreement and one reading of each
        phrase.
        """
        whole = composed(agreement)
        wanted = whole.daily if by_day else {}
        money = {id: step for id, step in whole.money.items() if id not in wanted}
        named = (
            *wanted.values(),
            *money.values(),
            *(whole.events.values() if by_day else ()),
        )
        givens = whole.givens(agreement, None)
        values = whole.order.one(givens, readings, self._instead(whole), named)
        return Outcome(
            self.series.term,
            self.series.count,
            {id: self._by_month(values[step]) for id, step in money.items()},
            {id: self._by_day(values[step]) for id, step in wanted.items()},
            {name: self._flags(values[step]) for name, step in whole.events.items()}
            if by_day
            else {},
        )

    def _instead(self, whole: Composed) -> Mapping[str, Callable[..., Any]]:
        """Each step of an agreement as it runs on many series."""
        if id(whole) not in self._steps:
            on_arrays = whole.on_series(self.room)
            steps = {
                step.name: on_arrays.get(step.name) or self._each_input(step)
                for step in whole.order.steps
            }
            steps |= {name: self._counted(name) for name in whole.counting}
            self._steps[id(whole)] = whole, steps
        return self._steps[id(whole)][1]

    def _counted(self, name: str) -> Callable[..., Series]:
        """The series in place of a step that counts the records."""
        return lambda *_: self.others.get(name, self.series)

    def _each_input(self, step: Step) -> Callable[..., Any]:
        """A step that runs once for each different input."""
        kept = self.room.keeping(step.function)
        is_a_clauses = "." in step.name

        def run(*inputs: Any) -> Any:
            if is_a_clauses:
                inputs = tuple(map(_each, inputs))
            if BySeries in map(type, inputs):
                return self._of_each(step, kept, inputs)
            return _called(kept, step.function, inputs)

        return of_the_same(run)

    def _of_each(
        self, step: Step, kept: Callable[..., Any], inputs: tuple[Any, ...]
    ) -> Any:
        number = np.zeros(self.series.count, np.int64)
        columns = [
            each if isinstance(each, BySeries) else BySeries(number, [each])
            for each in inputs
        ]
        for codes, values in columns:
            number = number * len(values) + codes
        distinct, codes = placed(number, prod(len(values) for _, values in columns))
        separate = (tuple(_input(each, columns)) for each in distinct.tolist())
        found = [_called(kept, step.function, each) for each in separate]
        return self.room.by_series(*each_once(found, codes))

    def _by_month(self, value: Any) -> np.ndarray:
        """Fen by month of each series, shape (months, n), (1, n), or (months, 1) where
        all are alike.
        """
        if isinstance(value, np.ndarray):
            return value
        if not isinstance(value, BySeries):
            return np.array(value, exactly(sum(map(abs, value))))[:, None]
        each, codes = self._different(value)
        table: np.ndarray = np.array(
            each, exactly(max(sum(map(abs, fen)) for fen in each))
        ).T
        return table[:, codes]

    def _by_day(self, value: Any) -> np.ndarray:
        """Fen by day of each series, shape (days, n)."""
        if isinstance(value, np.ndarray):
            return value
        each, codes = self._different(value)
        days = range(self.series.term.length)
        rows = [[fen.get(day, 0) for day in days] for fen in each]
        table: np.ndarray = np.array(
            rows, exactly(max(sum(map(abs, row)) for row in rows))
        ).T
        return table[:, codes]

    def _different(self, value: Any) -> tuple[list[Any], np.ndarray]:
        """The different values, and by series the place of its own."""
        if isinstance(value, BySeries):
            return value.values, value.codes
        return [value], np.zeros(self.series.count, int)

    def _flags(self, value: Any) -> np.ndarray:
        """Of each series whether something is there."""
        if isinstance(value, Sets):
            return value.any
        if isinstance(value, BySeries):
            flags: np.ndarray = np.array([bool(each) for each in value.values])[
                value.codes
            ]
            return flags
        return np.full(self.series.count, bool(value))


def _each(value: Any) -> Any:
    """The figures of each series, where a step has no form for all of them."""
    return value.each if isinstance(value, Series) else value


def _called(
    kept: Callable[..., Any], step: Callable[..., Any], inputs: tuple[Any, ...]
) -> Any:
    """A step on what is alike for all series, or on arrays that its algebra takes."""
    if Sets in map(type, inputs):
        return step(*inputs)
    try:
        return kept(*inputs)
    except TypeError:  # an input that cannot be a key
        return step(*inputs)


def _input(number: int, columns: list[BySeries]) -> list[Any]:
    """The values that a number of mixed radix stands for."""
    found = []
    for _, values in reversed(columns):
        number, at = divmod(number, len(values))
        found.append(values[at])
    return found[::-1]
