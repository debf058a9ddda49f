"""All clauses that move money, in the contract's order, applied to the daily figures.

One reading of each phrase in, fen and sets of days out. `check`, `explain` and every question use it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from cscontract.clauses import fee, hours, renewal, volume
from cscontract.terms import days
from cscontract.terms.agreement import Agreement
from cscontract.terms.daily import Daily
from cscontract.terms.days import Axis, DaySet, Month
from cscontract.terms.phrases import Readings


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

    volume: volume.Volume
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
    """What the agreement charges under one reading of each phrase."""

    agreement: Agreement
    daily: Daily
    readings: Readings
    service: Service
    ending: Ending
    surcharge: Surcharge
    months: tuple[MonthCharge, ...]

    @cached_property
    def total(self) -> int:
        return sum(month.total for month in self.months)

    @cached_property
    def seats_due(self) -> tuple[tuple[int, ...], ...]:
        """1.4(2)a: each run's days up to the one on which it had lasted and seats fell due."""
        axis, k = self.surcharge.axis, self.surcharge.lasts
        due = volume.seats_due(axis.onto(self.surcharge.over), k)
        runs = (days.first_days(k) << (day - k + 1) for day in days.each(due))
        return tuple(tuple(days.each(axis.back(run))) for run in runs)

    def seats_needed(self, run: tuple[int, ...]) -> int:
        """1.4(2)a: total seats that the run calls for."""
        return volume.seats_needed(self.agreement.volume.threshold, self.surcharge.volume, run)


def apply(agreement: Agreement, daily: Daily, readings: Readings | None = None) -> Charges:
    """The charges of the agreement on the daily figures; `readings` names every money phrase.

    Raises CalendarYearUnknown where the Spring Festival of a year in the term is not known.
    """
    readings = readings or agreement.chosen
    service = serve(agreement, daily, readings)
    end = find_ending(agreement, daily, service, readings)
    charged = charge_volume(agreement, daily, service, end, readings)
    months = charge_months(agreement, daily, service, end, charged.fen, readings)
    return Charges(agreement, daily, readings, service, end, charged, months)


def serve(agreement: Agreement, daily: Daily, readings: Readings) -> Service:
    """1.3: which days are closed, and which service days have a record."""
    closed = hours.closed_days(daily.term, agreement.official_days, readings["festival_days"])
    return Service(closed, daily.recorded & ~closed)


def find_ending(agreement: Agreement, daily: Daily, service: Service, readings: Readings) -> Ending:
    """1.4(2)c: whether and when a new agreement is due, on the term as written, and what follows."""
    persons = daily.all_ids[readings["renewal_headcount"]]
    if service.closed:
        persons = tuple(n * (service.recorded >> day & 1) for day, n in enumerate(persons))
    last = renewal.trigger(renewal.renewal_week(daily.term, persons, agreement.renewal, readings))
    governed, new = renewal.after_renewal(daily.term, last, readings["after_renewal"])
    if last is None:
        return Ending(None, governed, new)
    length = renewal.week_length(agreement.renewal.days, readings["renewal_week"])
    return Ending((last - length + 1, last), governed, new)


def charge_volume(
    agreement: Agreement, daily: Daily, service: Service, end: Ending, readings: Readings
) -> Surcharge:
    """1.4(2)a–b: the days over the limit, the runs they form, the days charged and with how much."""
    figures, effect = agreement.volume, readings["seat_effect"]
    counted = volume.reception_metric(daily, readings["reception_metric"], readings["headcount"])
    limit = volume.limits(figures.threshold, daily.added_seats, effect)
    over = volume.over(counted, limit, readings["bound"]) & service.recorded & end.governed
    axis = volume.run_gap(daily.term, service.recorded & end.governed, readings["run_gap"])
    k = volume.run_length(figures.run_days, readings["run_length"])
    charged = axis.back(volume.surcharge_days(axis.onto(over), k, readings["surcharge_days"]))
    charged = volume.seat_effect(charged, daily.added_seats, effect) & ~end.at_new_fee
    amount = readings["surcharge_amount"]
    if amount == "once_a_month":
        charged = volume.first_of_month(charged, (month.days for month in daily.term.months))
    fen = {}
    for day in days.each(charged):
        excess = volume.excess(counted, limit, day)
        fen[day] = volume.surcharge_amount(figures.surcharge, figures.step, excess, amount)
    return Surcharge(counted, limit, over, axis, k, charged, fen)


def charge_months(
    agreement: Agreement,
    daily: Daily,
    service: Service,
    end: Ending,
    surcharge_fen: Mapping[int, int],
    readings: Readings,
) -> tuple[MonthCharge, ...]:
    """2.2, 3: base fee, surcharges and added seats of each month that the agreement governs."""
    fees = fees_in_force(agreement, end)
    by_month = dict.fromkeys((month.label for month in daily.term.months), 0)
    labels = daily.term.month_labels
    for day, fen in surcharge_fen.items():
        by_month[labels[day]] += fen
    return tuple(
        MonthCharge(
            month,
            fee.base_fee(month, fees, service.closed, readings),
            by_month[month.label],
            charge_seats(agreement, daily, end, month),
        )
        for month in daily.term.months
        if month.days & end.governed
    )


def fees_in_force(agreement: Agreement, end: Ending) -> list[tuple[int, DaySet]]:
    """2.2: each monthly fee in fen with the days on which it is in force."""
    fees = [(agreement.fee.monthly, end.governed & ~end.at_new_fee)]
    if end.at_new_fee and agreement.renewal.new_monthly_fee is not None:
        fees.append((agreement.renewal.new_monthly_fee, end.at_new_fee))
    return fees


def charge_seats(agreement: Agreement, daily: Daily, end: Ending, month: Month) -> int | None:
    """1.4(2)a: the fee of the month's added seats; None where there are some but no price is agreed."""
    first, stop = days.ends(month.days & end.governed)
    added = daily.added_seats[first:stop]
    price = agreement.seats.monthly_fee
    if price is None:
        return None if any(added) else 0
    return fee.seats_fee(price, added, month)
