"""All clauses that move money on many series of days at once: what `charges.apply` says of each of them.

One reading of each phrase, one agreement, thousands of series. The sets of days come from the clauses' own
functions on words; amounts a day and base fees come from them through tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from cscontract.clauses import hours, renewal, volume
from cscontract.terms import days
from cscontract.terms.agreement import Agreement
from cscontract.terms.bound import ABOVE
from cscontract.terms.daily import Daily
from cscontract.terms.days import DaySet, Term
from cscontract.terms.holidays import Calendar
from cscontract.terms.phrases import Readings
from cscontract.verdict import charges
from cscontract.verdict.amounts import Amount, Persons
from cscontract.verdict.charges import Ending, Service
from cscontract.verdict.sets import column, packed

#: the phrases on which base fees and added seats hang
FEE_PHRASES = ("part_month", "festival_fee", "after_renewal")
#: a set of days of one series, or of each of many: the clauses' algebra takes either
AnySet = Any


@dataclass(frozen=True, eq=False)
class Series:
    """Daily figures of n series; persons have shape (days, n), what is alike for all is one for a day.

    As `Daily`: persons by headcount, over all IDs and of the busiest shop; IDs and added seats by day.
    """

    term: Term
    recorded: DaySet
    all_ids: dict[str, np.ndarray]
    busiest_shop: dict[str, np.ndarray]
    ids: tuple[int, ...]
    added_seats: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Outcome:
    """What each of n series comes to. `total`: fen, shape (n,); `base`: base fees and added seats in fen,
    shape (months, n); `by_day`: surcharges in fen, shape (days, n), where they were asked for."""

    term: Term
    total: np.ndarray
    base: np.ndarray
    by_day: np.ndarray | None
    charged: Charged

    @property
    def renewal_due(self) -> np.ndarray:
        """Whether a new agreement is due, shape (n,)."""
        return self.charged.triggers < self.term.length

    @property
    def seats_due(self) -> np.ndarray:
        """Whether a duty to add seats arose, shape (n,)."""
        due: AnySet = volume.seats_due(self.charged.over, self.charged.lasts)
        return due.any

    @property
    def surcharge(self) -> np.ndarray:
        """Surcharges in fen by month, shape (months, n)."""
        assert self.by_day is not None
        return np.add.reduceat(self.by_day, [days.ends(m.days)[0] for m in self.term.months])


class Charged(NamedTuple):
    """The days charged; the days over the limit, as runs count them, and how long a run lasts; the last day
    of the week of a new agreement."""

    days: AnySet
    over: AnySet
    lasts: int
    triggers: np.ndarray


class Reckoning:
    """The clauses on one `Series` for any agreement of its term; what scenarios have in common is kept.

    Kept are persons in binary, weeks of a new agreement and base fees, not the scenarios' results.
    """

    def __init__(self, series: Series):
        self.series, self.length = series, series.term.length
        self._months = [month.days for month in series.term.months]
        self._firsts = [days.ends(month)[0] for month in self._months]
        seats, self._seats_by_day = np.unique(series.added_seats, return_inverse=True)
        self._seats = tuple(seats.tolist())
        #: with a day more between any two months, for the axis of their runs, and one that stays empty
        self._rows = self.length + len(self._months)
        self._axis = lru_cache(maxsize=8)(self._axis_of_runs)
        self._persons = lru_cache(maxsize=9)(self._in_numbers)
        self._weeks = lru_cache(maxsize=64)(self._renewal_weeks)
        self._endings = lru_cache(maxsize=3)(self._endings_by_trigger)
        self._services: dict[tuple[int, str], tuple[Calendar, Service]] = {}
        self._fees: dict[tuple, list[int]] = {}

    def totals(self, agreement: Agreement, readings: Readings, by_day: bool = False) -> Outcome:
        """What each series comes to under one agreement and one reading of each phrase."""
        service = self._service(agreement, readings)
        persons = self._persons(readings["reception_metric"], readings["headcount"])
        most = self._most(agreement, readings) * persons.ids
        charged = self._charged(agreement, service, (persons, most), readings)
        base = self._base(agreement, service, charged.triggers, readings)
        surcharge = self._surcharge(agreement, charged.days, (persons, most), readings, by_day)
        total = base.sum(0) + (surcharge.sum(0) if by_day else surcharge)
        return Outcome(self.series.term, total, base, surcharge if by_day else None, charged)

    @property
    def _daily(self) -> Any:
        """The series as the clauses take daily figures, whose words apply to either."""
        return self.series

    def _service(self, agreement: Agreement, readings: Readings) -> Service:
        calendar, reading = agreement.official_days, readings["festival_days"]
        kept = self._services.get((id(calendar), reading))
        if kept is None:
            closed = hours.closed_days(self.series.term, calendar, reading)
            kept = calendar, Service(closed, self.series.recorded & ~closed)
            self._services[id(calendar), reading] = kept
        return kept[1]

    def _in_numbers(self, metric: str, headcount: str) -> Persons:
        """“the daily average reception over all IDs” / “the shop's reception”."""
        counted: Any = volume.reception_metric(self._daily, metric, headcount)
        return Persons(counted.persons, np.array(counted.per))

    def _charged(
        self,
        agreement: Agreement,
        service: Service,
        counted: tuple[Persons, np.ndarray],
        readings: Readings,
    ) -> Charged:
        """1.4(2)a–c: the days charged, and what else arises. `counted`: persons, and the limits by day.

        Where the agreement ends the axis is that of the whole term: no day after the end is over.
        """
        triggers = self._triggers(agreement, service, readings)
        governed, at_new_fee = self._after(triggers, readings)
        persons, most = counted
        over = persons.above(ABOVE[readings["bound"]], most, self._rows)
        over = over & (service.recorded & governed)
        onto, back = self._axis(service.recorded, readings["run_gap"])
        k = volume.run_length(agreement.volume.run_days, readings["run_length"])
        laid: AnySet = over.taken(onto)
        charged: AnySet = volume.surcharge_days(laid, k, readings["surcharge_days"])
        charged = charged.taken(back)
        charged = volume.seat_effect(charged, self.series.added_seats, readings["seat_effect"])
        if readings["after_renewal"] == "new_fee":
            charged = charged & ~at_new_fee
        return Charged(charged, laid, k, triggers)

    def _axis_of_runs(self, recorded: DaySet, reading: str) -> tuple[Any, Any]:
        """“running”: for each place on the axis its day, and for each day its place; −1, an empty row, for none."""
        axis = volume.run_gap(self.series.term, recorded, reading)
        onto, back = np.full((2, self._rows), -1)
        for day in range(self.length):
            if placed := axis.onto(1 << day):
                onto[placed.bit_length() - 1], back[day] = day, placed.bit_length() - 1
        same = (onto[: self.length] == range(self.length)).all()
        return (slice(None), slice(None)) if same else (onto, back)

    def _most(self, agreement: Agreement, readings: Readings) -> np.ndarray:
        """“above 100”: each day's limit."""
        effect = readings["seat_effect"]
        limits = volume.limits(agreement.volume.threshold, self._seats, effect)
        return np.array(limits)[self._seats_by_day]

    def _surcharge(
        self,
        agreement: Agreement,
        charged: AnySet,
        counted: tuple[Persons, np.ndarray],
        readings: Readings,
        by_day: bool,
    ) -> np.ndarray:
        """Surcharges in fen, shape (n,), or by day, shape (days, n)."""
        figures, way = agreement.volume, readings["surcharge_amount"]
        if way == "once_a_month" and not by_day:
            return charged.in_stretches(self._firsts) * figures.surcharge
        if way == "once_a_month":
            charged = volume.first_of_month(charged, self._months)
        (persons, most), amount = counted, Amount(figures.surcharge, figures.step, way)
        charge = persons.charge_by_day if by_day else persons.charge
        return charge(charged.flags[: self.length], most, amount)

    def _triggers(self, agreement: Agreement, service: Service, readings: Readings) -> np.ndarray:
        """“the parties need a new agreement”: the last day of the first such week; the term's length for none."""
        reading, figures = readings["renewal_week"], agreement.renewal
        return self._weeks(
            readings["renewal_headcount"], service.recorded, reading,
            renewal.week_length(figures.days, reading), figures.threshold, readings["bound"],
        )  # fmt: skip

    def _renewal_weeks(
        self,
        headcount: str,
        recorded: DaySet,
        reading: str,
        length: int,
        threshold: int,
        bound: str,
    ) -> np.ndarray:
        term, persons, above = self.series.term, self.series.all_ids[headcount], ABOVE[bound]
        weeks: AnySet
        if reading.endswith("_each"):
            over: AnySet = packed(above(persons, threshold), self._rows)
            weeks = days.lasted(over & recorded, length)
        else:
            served = np.array([recorded >> day & 1 for day in range(term.length)])
            upto = np.zeros((term.length + 1, persons.shape[1]), np.int64)
            np.cumsum(persons * served[:, None], axis=0, out=upto[1:])
            limit = threshold * (1 if reading == "calendar_week_total" else length)
            weeks = packed(above(upto[length:] - upto[:-length], limit), self._rows) << length - 1
        ends = term.sundays if reading.startswith("calendar_week") else term.every
        return np.minimum((weeks & ends).first, term.length)

    def _after(self, triggers: np.ndarray, readings: Readings) -> tuple[AnySet, AnySet]:
        """“a new agreement”: the days governed and those at the new fee, of each series."""
        if readings["after_renewal"] == "terms_continue":
            return renewal.after_renewal(self.series.term, None, readings["after_renewal"])
        governed, new = self._endings(readings["after_renewal"])
        return packed(governed[:, triggers], self._rows), packed(new[:, triggers], self._rows)

    def _endings_by_trigger(self, reading: str) -> list[np.ndarray]:
        """The two sets of days for every day of a trigger, and for none: flags, shape (days, days + 1)."""
        every = [self._ending(day, reading) for day in range(self.length + 1)]
        return [
            np.hstack([column(each, self.length) for each in sets]) > 0
            for sets in zip(*every, strict=True)
        ]

    def _ending(self, trigger: int, reading: str) -> tuple[DaySet, DaySet]:
        last = trigger if trigger < self.length else None
        return renewal.after_renewal(self.series.term, last, reading)

    def _base(
        self, agreement: Agreement, service: Service, triggers: np.ndarray, readings: Readings
    ) -> np.ndarray:
        """Base fees and added seats in fen, shape (months, n); worked out once for each day of a trigger."""
        if readings["after_renewal"] == "terms_continue":
            return np.array(self._base_of(agreement, service, self.length, readings))[:, None]
        table = np.zeros((len(self._months), self.length + 1), np.int64)
        for day in np.flatnonzero(np.bincount(triggers, minlength=1)).tolist():
            table[:, day] = self._base_of(agreement, service, day, readings)
        return table[:, triggers]

    def _base_of(
        self, agreement: Agreement, service: Service, trigger: int, readings: Readings
    ) -> list[int]:
        """By month, from the last day of the week of a new agreement; kept for other agreements of these fees."""
        fees = agreement.fee.monthly, agreement.renewal.new_monthly_fee, agreement.seats.monthly_fee
        key = *fees, service.closed, trigger, *(readings[name] for name in FEE_PHRASES)
        if key not in self._fees:
            self._fees[key] = self._charge_months(agreement, service, trigger, readings)
        return self._fees[key]

    def _charge_months(
        self, agreement: Agreement, service: Service, trigger: int, readings: Readings
    ) -> list[int]:
        end = Ending(None, *self._ending(trigger, readings["after_renewal"]))
        none: dict[str, tuple[int, ...]] = {}
        series = self.series
        daily = Daily(series.term, series.recorded, none, none, series.ids, series.added_seats)
        found = charges.charge_months(agreement, daily, service, end, {}, readings)
        totals = {month.month.label: month.total for month in found}
        return [totals.get(month.label, 0) for month in series.term.months]
