"""1.4(2)a–b Volume: when the daily average reception over all IDs is above 100 persons
for more than 2 days running, the client must add seats; while the shop's reception
stays above 100, that day's base fee goes up by CNY 100.

A day's volume is `persons / per`, an exact fraction; a comparison multiplies, it never
divides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import mul
from typing import Any, NamedTuple

from cscontract.agreement.clause import GAP, Clause
from cscontract.clauses.shared.bound import days_above
from cscontract.clauses.shared.ledger import Line, quotient
from cscontract.core import days, money
from cscontract.core.days import Axis, DaySet, Term
from cscontract.records.daily_figures import Daily


@dataclass(frozen=True, slots=True)
class Volume:
    """Persons a day; the volume of day d is persons[d] / per[d]."""

    persons: tuple[int, ...]
    per: tuple[int, ...]


def reception_metric(daily: Daily, reception_metric: str, headcount: str) -> Volume:
    """“the daily average reception over all IDs” / “the shop's reception”, counted by
    `headcount`.
    """
    once = (1,) * daily.term.length
    match reception_metric:
        case "all_ids_total":
            return Volume(daily.all_ids[headcount], once)
        case "mean_per_id":
            return Volume(
                daily.all_ids[headcount], tuple(ids or 1 for ids in daily.ids)
            )
        case "busiest_shop":
            return Volume(daily.busiest_shop[headcount], once)
    raise KeyError(reception_metric)


def limits(
    term: Term, threshold: int, seat_effect: str, seats: tuple[int, ...] = ()
) -> tuple[int, ...]:
    """“above 100” once seats are added: each day's limit. `seats`: those added,
    by day.
    """
    if seats and seat_effect == "threshold_per_seat":
        return tuple(threshold * (1 + added) for added in seats)
    return (threshold,) * term.length


def over(counted: Volume, limits: tuple[int, ...], bound: str) -> DaySet:
    """“above 100 persons”: the days whose volume is over their limit."""
    return days_above(counted.persons, map(mul, limits, counted.per), bound)


def over_in_service(above: DaySet, open_days: DaySet) -> DaySet:
    """“above 100 persons”: of these the service days with a record that the agreement
    governs.
    """
    return above & open_days


def excess(volume: Volume, limit: tuple[int, ...], day: int) -> tuple[int, int]:
    """“above 100”: by how much a day's volume is over its limit, as numerator and
    denominator.
    """
    per = volume.per[day]
    return volume.persons[day] - limit[day] * per, per


def run_length(run_days: int, run_length: str) -> int:
    """“for more than 2 days”: the day of a run on which it has lasted long enough."""
    return run_days + 1 if run_length == "more_than" else max(1, run_days)


def run_gap(term: Term, open_days: DaySet, run_gap: str) -> Axis:
    """“running”: the days as a run counts them.

    breaks: every date, so that a closed or missing day ends a run; bridges: closed days
    and days without a record taken out; month_resets: every date, with a gap between
    one month and the next.
    """
    match run_gap:
        case "breaks":
            return Axis.of([(0, term.length)])
        case "bridges":
            return Axis.of(days.stretches(open_days))
        case "month_resets":
            firsts = (days.ends(month.days)[0] for month in term.months)
            lengths = (month.days.bit_count() for month in term.months)
            return Axis.of(zip(firsts, lengths, strict=True), apart=1)
    raise KeyError(run_gap)


def on_axis(over: DaySet, axis: Axis) -> DaySet:
    """“running”: the days over, as a run counts them."""
    return axis.onto(over)


def surcharge_days(running: DaySet, lasts: int, surcharge_days: str) -> DaySet:
    """“stays above … that day”: the days to charge, on the axis of the runs."""
    match surcharge_days:
        case "every_day":
            return running
        case "whole_run":
            return days.spread_back(days.lasted(running, lasts), lasts)
        case "from_maturity":
            return days.lasted(running, lasts)
        case "after_maturity":
            return days.lasted(running, lasts + 1)
    raise KeyError(surcharge_days)


def as_dates(chosen: DaySet, axis: Axis) -> DaySet:
    """“that day”: the days to charge, as dates."""
    return axis.back(chosen)


def seat_effect(
    to_charge: DaySet, seat_effect: str, seats: tuple[int, ...] = ()
) -> DaySet:
    """Seats and surcharge together: the days that stay charged while added seats are at
    work.
    """
    if seat_effect != "surcharge_stops":
        return to_charge
    return to_charge & ~with_seats(seats)


@lru_cache(maxsize=16)
def with_seats(seats: tuple[int, ...]) -> DaySet:
    """The days with added seats at work; `seats`: those added, by day."""
    return sum(1 << day for day, added in enumerate(seats) if added)


def not_at_new_fee(beside_seats: DaySet, at_new_fee: DaySet = 0) -> DaySet:
    """“a new agreement”: no surcharge on the days at its fee."""
    return beside_seats & ~at_new_fee


def once_a_month(term: Term, at_old_fee: DaySet, surcharge_amount: str) -> DaySet:
    """“goes up by 100”: the days charged; of `once_a_month` the first of each month."""
    if surcharge_amount != "once_a_month":
        return at_old_fee
    return first_of_month(at_old_fee, (month.days for month in term.months))


class Rise(NamedTuple):
    """What a day costs by the persons over its limit: (`rate` × persons + `more`) ÷
    `each`, rounded down, but not less than `least`, times `fen`."""

    fen: int
    rate: int = 0
    more: int = 0
    each: int = 1
    least: int = 0

    def at(self, persons: int) -> int:
        """Fen of a day so many persons over its limit."""
        return self.fen * max(
            self.least, (self.rate * persons + self.more) // self.each
        )


@lru_cache(maxsize=256)
def surcharge_rise(
    surcharge_fen: int, step: int | None, per: int, reading: str
) -> Rise:
    """“goes up by 100”: how a day's amount rises with its persons over the limit, a
    volume being persons / per.

    Of `once_a_month` this is the amount of the one day; `first_of_month` chooses it.
    """
    a_step = (
        step or 1
    ) * per  # without a step no reading that goes by steps is available
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


def surcharge_amount(
    surcharge_fen: int, step: int, excess: tuple[int, int], reading: str
) -> int:
    """“goes up by 100”: fen for one day whose volume is numerator / denominator over
    its limit.
    """
    over_by, per = excess
    return surcharge_rise(surcharge_fen, step, per, reading).at(over_by)


def amounts(
    counted: Volume,
    limits: tuple[int, ...],
    above: DaySet,
    surcharge: int,
    step: int | None,
    surcharge_amount: str,
) -> tuple[int, ...]:
    """“goes up by 100”: fen of each day over its limit, were it charged; 0 of the
    others.
    """
    found = [0] * len(limits)
    for day in days.each(above):
        over_by, per = excess(counted, limits, day)
        found[day] = surcharge_rise(surcharge, step, per, surcharge_amount).at(over_by)
    return tuple(found)


def by_month(term: Term, charged: DaySet, amounts: tuple[int, ...]) -> tuple[int, ...]:
    """“that day”: fen of each month of the term; a charge belongs to the month of its
    day.
    """
    found = [0] * len(term.months)
    month_of = term.month_places
    for day in days.each(charged):
        found[month_of[day]] += amounts[day]
    return tuple(found)


def by_day(charged: DaySet, amounts: tuple[int, ...]) -> dict[int, int]:
    """“that day”: fen of each charged day."""
    return {day: amounts[day] for day in days.each(charged)}


def months_of_many(
    terms: Sequence[Term], charged: Sequence[DaySet], amounts: Sequence[tuple[int, ...]]
) -> list[tuple[int, ...]]:
    """As `by_month`, for many sets of days and amounts of one term."""
    from cscontract.clauses.daily_surcharge.matrices import months_of_many

    return months_of_many(terms[0], charged, amounts)


def first_of_month(charged: DaySet, months: Iterable[DaySet]) -> DaySet:
    """“goes up by 100” once a month: the first charged day of each month."""
    return sum((part := charged & month) & -part for month in months)


def lines(
    clause: Clause,
    term: Term,
    by_day: dict[int, int],
    counted: Volume,
    limits: tuple[int, ...],
) -> list[Line]:
    """“that day”: a line a charged day, with its volume and its limit; none of amount
    0.
    """
    return [
        Line(
            term.date_of(day),
            term.month_labels[day],
            clause.at,
            LINE,
            fen,
            quotient(counted.persons[day], counted.per[day]),
            limits[day],
            id=clause.id,
        )
        for day, fen in by_day.items()
        if fen
    ]


#: what a heading says that it is about
ABOUT = "Surcharge"
#: the order of the clause: what each step yields, from the phrase's own function
STEPS = {
    "counted": reception_metric,
    "limits": limits,
    "above": over,
    "over": over_in_service,
    "axis": run_gap,
    "lasts": run_length,
    "running": on_axis,
    "chosen": surcharge_days,
    "to_charge": as_dates,
    "beside_seats": seat_effect,
    "at_old_fee": not_at_new_fee,
    "charged": once_a_month,
    "amounts": amounts,
    "by_month": by_month,
    "by_day": by_day,
}
MONEY = "by_month"
DAILY = "by_day"
ANSWERS = {"lines": lines}
#: its column in a statement, and the kind of its lines
COLUMN = LINE = TITLE = "surcharge"
#: the same for many inputs at once
TOGETHER = {"by_month": months_of_many}


def of_seats(clause: Any, ways: list[str], clauses: Any) -> list[str]:
    """Seats and surcharge together: read where a clause on added seats names
    this one.
    """
    return ways if any(clause.id in each.refers_to for each in clauses) else []


def of_steps(clause: Any, ways: list[str], clauses: Any) -> list[str]:
    """“goes up by 100”: what goes by steps needs to know how wide one is."""
    by_step = {"per_started_100", "per_full_100", "per_person"}
    return (
        ways if clause.step is not None else [way for way in ways if way not in by_step]
    )


LACKING = {
    f"surcharge_amount.{way}": "step"
    for way in ("per_started_100", "per_full_100", "per_person")
}
AVAILABLE = {"seat_effect": of_seats, "surcharge_amount": of_steps}


def wording(clause: Any) -> dict[str, str]:
    """The clause's figures as texts name them."""
    return {
        "threshold": f"{clause.threshold}",
        "threshold_next": f"{clause.threshold + 1}",
        "run_days": f"{clause.run_days}",
        "run_days_next": f"{clause.run_days + 1}",
        "surcharge": money.grouped(clause.surcharge),
        "step": GAP if clause.step is None else f"{clause.step}",
    }
