"""What the agreement charges under one reading of each phrase: the value of every step of its clauses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from cscontract.clauses.added_seats import clause as added
from cscontract.clauses.daily_surcharge.clause import Volume
from cscontract.terms.agreement import Agreement
from cscontract.terms.daily import Daily
from cscontract.terms.days import Axis, DaySet, Month
from cscontract.terms.phrases import Readings
from cscontract.verdict.composed import composed


class Service(NamedTuple):
    """1.3: closed days; service days with a record."""

    closed: DaySet
    recorded: DaySet


class Ending(NamedTuple):
    """1.4(2)c: first and last day of the week that calls for a new agreement, or None; the days that
    the agreement governs; the days at the new fee."""

    week: tuple[int, int] | None
    governed: DaySet
    at_new_fee: DaySet


class Surcharge(NamedTuple):
    """1.4(2)a–b: volume and limit by day, days over, the runs' axis, the day on which a run has lasted,
    the days charged (before a day of amount 0 is left out), fen by day."""

    volume: Volume
    limit: tuple[int, ...]
    over: DaySet
    axis: Axis
    lasts: int
    charged: DaySet
    fen: dict[int, int]


class MonthCharge(NamedTuple):
    """A month's charges in fen; `seats` is None where their price is not agreed but seats were added."""

    month: Month
    base: int
    surcharge: int
    seats: int | None

    @property
    def total(self) -> int:
        return self.base + self.surcharge + (self.seats or 0)


@dataclass(frozen=True)
class Charges:
    """What the agreement charges under one reading of each phrase. `values`: by name every step's."""

    agreement: Agreement
    daily: Daily
    readings: Readings
    values: Mapping[str, Any]

    @cached_property
    def total(self) -> int:
        return sum(map(sum, self.by_month.values()))

    @cached_property
    def by_month(self) -> dict[str, tuple[int, ...]]:
        """By clause its fen of each month of the term."""
        return {id: self.values[step] for id, step in composed(self.agreement).money.items()}

    @cached_property
    def service(self) -> Service:
        return Service(self.values["hours.closed_days"], self.values["hours.served"])

    @cached_property
    def ending(self) -> Ending:
        names = ("week", "governed", "at_new_fee")
        return Ending(*(self.values[f"renewal.{name}"] for name in names))

    @cached_property
    def surcharge(self) -> Surcharge:
        names = ("counted", "limits", "over", "axis", "lasts", "charged", "by_day")
        return Surcharge(*(self.values[f"volume.{name}"] for name in names))

    @cached_property
    def months(self) -> tuple[MonthCharge, ...]:
        months = zip(self.daily.term.months, *self._columns(), strict=True)
        return tuple(
            MonthCharge(month, base, surcharge, self._seats(month, seats))
            for month, base, surcharge, seats in months
            if month.days & self.ending.governed
        )

    def _columns(self) -> list[tuple[int, ...]]:
        return [self.by_month[id] for id in ("fee", "volume", "seats")]

    def _seats(self, month: Month, fen: int) -> int | None:
        if self.agreement.seats.monthly_fee is not None:
            return fen
        at_work = self.values["seats.at_work"]
        return None if any(added.added_in(at_work, month, self.ending.governed)) else 0

    @cached_property
    def seats_due(self) -> tuple[tuple[int, ...], ...]:
        """1.4(2)a: each run's days up to the one on which it had lasted and seats fell due."""
        return self.values["seats.due_runs"]

    def seats_needed(self, run: tuple[int, ...]) -> int:
        """1.4(2)a: total seats that the run calls for."""
        return added.seats_needed(self.agreement.volume.threshold, self.surcharge.volume, run)


def apply(agreement: Agreement, daily: Daily, readings: Readings | None = None) -> Charges:
    """The charges of the agreement on the daily figures; `readings` names every money phrase.

    Raises CalendarYearUnknown where the Spring Festival of a year in the term is not known.
    """
    readings = readings or agreement.chosen
    order = composed(agreement)
    givens = order.givens(agreement, None)
    values = order.order.one(givens, readings, {"daily": lambda *_: daily})
    return Charges(agreement, daily, readings, values)
