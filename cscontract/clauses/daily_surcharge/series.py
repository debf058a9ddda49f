"""1.4(2)a–b on many series of days at once: the steps that take arrays, in place of the
clause's own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, cast

import numpy as np

from cscontract.clauses.daily_surcharge.amounts import (
    Amount,
    ByDay,
    PersonsOfSeries,
    alike,
)
from cscontract.clauses.daily_surcharge.clause import (
    first_of_month,
    reception_metric,
    run_gap,
)
from cscontract.clauses.daily_surcharge.clause import limits as limits_by_day
from cscontract.clauses.shared.bound import ABOVE
from cscontract.clauses.shared.many_series import Room
from cscontract.core.day_sets import Sets
from cscontract.core.days import Term, ends
from cscontract.core.exact_integers import exactly


class Places(NamedTuple):
    """The runs' axis on rows of days: of each place its day, of each day its place."""

    of_axis: Any
    of_days: Any

    def onto(self, days: Sets) -> Sets:
        """Calendar days as days of the axis."""
        return days.taken(self.of_axis)

    def back(self, days: Sets) -> Sets:
        """Days of the axis as calendar days."""
        return days.taken(self.of_days)


class Prices(NamedTuple):
    """“goes up by 100”: who is counted, each day's limit over all IDs, the figures."""

    persons: PersonsOfSeries
    most: ByDay
    amount: Amount


class OneAMonth(NamedTuple):
    """“goes up by 100” once a month: days of which only the first of each month is
    charged.

    A sum by series needs no more than the months that have one of them.
    """

    days: Sets
    term: Term

    @property
    def first(self) -> Sets:
        """The first of the days in each month."""
        months = (month.days for month in self.term.months)
        days: Any = self.days
        return cast(Sets, first_of_month(days, months))

    def charge(self, surcharge: int) -> np.ndarray:
        """Fen of each series, shape (n,)."""
        starts = [ends(month.days)[0] for month in self.term.months]
        months = self.days.in_stretches(starts, self.term.length)
        kind = exactly(len(starts) * surcharge)
        return months.astype(kind, copy=False) * surcharge


def instead(room: Room) -> dict[str, Callable[..., Any]]:
    """By the name of what it yields each step that is another one on many series."""
    series = Surcharges(room)
    return {
        "counted": room.keeping(series.counted),
        "limits": room.keeping(limits),
        "above": series.above,
        "over": series.over,
        "axis": series.axis,
        "at_old_fee": series.at_old_fee,
        "charged": charged,
        "amounts": series.amounts,
        "by_month": series.by_month,
        "by_day": series.by_day,
    }


class Surcharges:
    """The steps on the series of a room."""

    def __init__(self, room: Room):
        self.room = room
        self._places = room.keeping(self._places_of)

    def counted(self, daily: Any, metric: str, headcount: str) -> PersonsOfSeries:
        """“the daily average reception over all IDs” / “the shop's reception”."""
        found: Any = reception_metric(daily, metric, headcount)
        return PersonsOfSeries(found.persons, np.array(found.per))

    def above(self, counted: PersonsOfSeries, limits: ByDay, bound: str) -> Sets:
        """“above 100 persons”."""
        most = limits * counted.ids
        return counted.above(ABOVE[bound], most, self.room.rows)

    def over(self, above: Sets, open_days: Any) -> Sets:
        """“above 100 persons”, in service."""
        return above & self.room.sets(open_days)

    def axis(self, term: Term, open_days: Any, gap: str) -> Places:
        """“running”; one axis for all series, since no day after an agreement's end is
        over.
        """
        places: Places = self._places(term, self.room.all_of(open_days), gap)
        return places

    def _places_of(self, term: Term, open_days: int, gap: str) -> Places:
        axis = run_gap(term, open_days, gap)
        onto, back = np.full((2, self.room.rows), -1)
        for day in range(term.length):
            if placed := axis.onto(1 << day):
                onto[placed.bit_length() - 1], back[day] = day, placed.bit_length() - 1
        same = (onto[: term.length] == range(term.length)).all()
        return Places(slice(None), slice(None)) if same else Places(onto, back)

    def at_old_fee(self, beside_seats: Sets, at_new_fee: Any) -> Sets:
        """No surcharge on the days at a new agreement's fee."""
        new = self.room.sets(at_new_fee)
        return beside_seats if new == 0 else beside_seats & ~new

    def amounts(
        self,
        counted: PersonsOfSeries,
        limits: ByDay,
        above: Sets,
        surcharge: int,
        step: int,
        reading: str,
    ) -> Prices:
        """“goes up by 100”: what the fen of a day are reckoned from."""
        most = limits * counted.ids
        return Prices(counted, most, Amount(surcharge, step, reading))

    def by_month(
        self, term: Term, charged: Sets | OneAMonth, amounts: Prices
    ) -> np.ndarray:
        """Fen of all months together, shape (1, n); (1, 1) where no series is
        charged.
        """
        if isinstance(charged, OneAMonth):
            return charged.charge(amounts.amount.surcharge)[None]
        if not charged.bits[: term.length].any():
            return np.zeros((1, 1), np.int64)
        flags = charged.flags[: term.length]
        return amounts.persons.charge(flags, amounts.most, amounts.amount)[None]

    def by_day(self, charged: Sets | OneAMonth, amounts: Prices) -> np.ndarray:
        """Fen by day, shape (days, n)."""
        days = charged.first if isinstance(charged, OneAMonth) else charged
        flags = days.flags[: self.room.length]
        return amounts.persons.charge_by_day(flags, amounts.most, amounts.amount)


def limits(
    term: Term, threshold: int, seat_effect: str, seats: tuple[int, ...] = ()
) -> ByDay:
    """“above 100” once seats are added: each day's limit, or one for all days."""
    return alike(np.array(limits_by_day(term, threshold, seat_effect, seats)))


def charged(term: Term, at_old_fee: Sets, surcharge_amount: str) -> Sets | OneAMonth:
    """“goes up by 100”: the days charged."""
    if surcharge_amount != "once_a_month":
        return at_old_fee
    return OneAMonth(at_old_fee, term)
