"""1.4(2)a–b Volume: when the daily average reception over all IDs is above 100 persons for more than
2 days running, the client must add seats; while the shop's reception stays above 100, that day's base
fee goes up by CNY 100.

A day's volume is `persons / per`, an exact fraction; a comparison multiplies, it never divides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil
from operator import mul
from typing import NamedTuple

from cscontract.terms import days
from cscontract.terms.bound import days_above
from cscontract.terms.daily import Daily
from cscontract.terms.days import Axis, DaySet, Term


@dataclass(frozen=True, slots=True)
class Volume:
    """Persons a day; the volume of day d is persons[d] / per[d]."""

    persons: tuple[int, ...]
    per: tuple[int, ...]


def reception_metric(daily: Daily, metric: str, headcount: str) -> Volume:
    """“the daily average reception over all IDs” / “the shop's reception”, counted by `headcount`."""
    once = (1,) * daily.term.length
    match metric:
        case "all_ids_total":
            return Volume(daily.all_ids[headcount], once)
        case "mean_per_id":
            return Volume(daily.all_ids[headcount], tuple(ids or 1 for ids in daily.ids))
        case "busiest_shop":
            return Volume(daily.busiest_shop[headcount], once)
    raise KeyError(metric)


def limits(threshold: int, added_seats: tuple[int, ...], seat_effect: str) -> tuple[int, ...]:
    """“above 100” once seats are added: each day's limit."""
    if seat_effect == "threshold_per_seat":
        return tuple(threshold * (1 + added) for added in added_seats)
    return (threshold,) * len(added_seats)


def over(volume: Volume, limit: tuple[int, ...], bound: str) -> DaySet:
    """“above 100 persons”: the days whose volume is over their limit."""
    return days_above(volume.persons, map(mul, limit, volume.per), bound)


def excess(volume: Volume, limit: tuple[int, ...], day: int) -> tuple[int, int]:
    """“above 100”: by how much a day's volume is over its limit, as numerator and denominator."""
    per = volume.per[day]
    return volume.persons[day] - limit[day] * per, per


def run_length(run_days: int, reading: str) -> int:
    """“for more than 2 days”: the day of a run on which it has lasted long enough."""
    return run_days + 1 if reading == "more_than" else max(1, run_days)


def run_gap(term: Term, recorded_service: DaySet, reading: str) -> Axis:
    """“running”: the days as a run counts them.

    breaks: every date, so that a closed or missing day ends a run; bridges: closed days and days
    without a record taken out; month_resets: every date, with a gap between one month and the next.
    """
    match reading:
        case "breaks":
            return Axis.of([(0, term.length)])
        case "bridges":
            return Axis.of(days.stretches(recorded_service))
        case "month_resets":
            firsts = (days.ends(month.days)[0] for month in term.months)
            lengths = (month.days.bit_count() for month in term.months)
            return Axis.of(zip(firsts, lengths, strict=True), apart=1)
    raise KeyError(reading)


def surcharge_days(over_days: DaySet, k: int, reading: str) -> DaySet:
    """“stays above … that day”: the days to charge, on the axis of the runs."""
    match reading:
        case "every_day":
            return over_days
        case "whole_run":
            return days.spread_back(days.lasted(over_days, k), k)
        case "from_maturity":
            return days.lasted(over_days, k)
        case "after_maturity":
            return days.lasted(over_days, k + 1)
    raise KeyError(reading)


def seat_effect(charged: DaySet, added_seats: tuple[int, ...], reading: str) -> DaySet:
    """Seats and surcharge together: the days that stay charged while added seats are at work."""
    if reading != "surcharge_stops":
        return charged
    return charged & ~sum(1 << day for day, added in enumerate(added_seats) if added)


class Rise(NamedTuple):
    """What a day costs by the persons over its limit: (`rate` × persons + `more`) ÷ `each`, rounded down,
    but not less than `least`, times `fen`."""

    fen: int
    rate: int = 0
    more: int = 0
    each: int = 1
    least: int = 0

    def at(self, persons: int) -> int:
        """Fen of a day so many persons over its limit."""
        return self.fen * max(self.least, (self.rate * persons + self.more) // self.each)


@lru_cache(maxsize=256)
def surcharge_rise(surcharge_fen: int, step: int, per: int, reading: str) -> Rise:
    """“goes up by 100”: how a day's amount rises with its persons over the limit, a volume being persons / per.

    Of `once_a_month` this is the amount of the one day; `first_of_month` chooses it.
    """
    a_step = step * per
    match reading:
        case "flat" | "once_a_month":
            return Rise(surcharge_fen, least=1)
        case "per_started_100":
            return Rise(surcharge_fen, rate=1, more=a_step - 1, each=a_step, least=1)
        case "per_full_100":
            return Rise(surcharge_fen, rate=1, each=a_step)
        case "per_person":  # to the nearest fen, halves up
            return Rise(1, rate=2 * surcharge_fen, more=a_step, each=2 * a_step)
    raise KeyError(reading)


def surcharge_amount(surcharge_fen: int, step: int, excess: tuple[int, int], reading: str) -> int:
    """“goes up by 100”: fen for one day whose volume is numerator / denominator over its limit."""
    over_by, per = excess
    return surcharge_rise(surcharge_fen, step, per, reading).at(over_by)


def first_of_month(charged: DaySet, months: Iterable[DaySet]) -> DaySet:
    """“goes up by 100” once a month: the first charged day of each month."""
    return sum((part := charged & month) & -part for month in months)


def seats_due(over_days: DaySet, k: int) -> DaySet:
    """“A must add agent seats”: the day on which each run has lasted, on the axis of the runs."""
    return days.firsts(days.lasted(over_days, k))


def seats_needed(threshold: int, volume: Volume, run: Iterable[int]) -> int:
    """“so that service stays good”: total seats that bring the mean of the run's days to the limit.

    `run`: the run's days up to the one on which it had lasted. Rounded up, in the provider's favour.
    """
    volumes = [Fraction(volume.persons[day], volume.per[day]) for day in run]
    return ceil(sum(volumes) / (len(volumes) * threshold))
