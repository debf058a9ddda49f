"""What the days so far leave to be decided: the state of a step machine under one combination of readings.

Two series of days in one state are charged alike for whatever comes next. All is read from the charges.
"""

from __future__ import annotations

from typing import Any

from cscontract.clauses.daily_surcharge import clause as volume
from cscontract.clauses.new_agreement.clause import WEEK, week_length
from cscontract.terms import days
from cscontract.terms.bound import days_above
from cscontract.verdict.charges import Charges


def remains(charges: Charges, day: int) -> tuple:
    """The state before a day: what the days before it still have a say in."""
    return (
        _pending(charges, day),
        _months_charged(charges, day),
        _renewal_so_far(charges, day),
    )


def _pending(charges: Charges, day: int) -> tuple[int, ...] | None:
    """Fen of each day of the run that goes on, were the run to last; None once it has lasted."""
    surcharge, run = charges.surcharge, _run(charges, day)
    if len(run) >= surcharge.lasts:
        return None
    figures, amount = charges.agreement.volume, charges.readings["surcharge_amount"]
    return tuple(
        volume.surcharge_amount(
            figures.surcharge,
            figures.step,
            volume.excess(surcharge.volume, surcharge.limit, each),
            amount,
        )
        if _can_be_charged(charges, each)
        else 0
        for each in run
    )


def _run(charges: Charges, day: int) -> list[int]:
    """The days before a day of the run that goes on, as the axis counts them; at most as many as it takes."""
    surcharge = charges.surcharge
    laid, axis = surcharge.axis.onto(surcharge.over), surcharge.axis
    stop = axis.onto(days.first_days(day)).bit_length()
    if not stop:
        return []
    length = 0
    while length < min(surcharge.lasts, stop) and laid >> (stop - 1 - length) & 1:
        length += 1
    return list(days.each(axis.back(days.first_days(length) << stop - length)))


def _can_be_charged(charges: Charges, day: int) -> bool:
    """Whether neither an added seat nor a new fee takes the day off."""
    added, effect = charges.daily.added_seats, charges.readings["seat_effect"]
    return bool(volume.seat_effect(1 << day, effect, added) & ~charges.ending.at_new_fee)


def _months_charged(charges: Charges, day: int) -> tuple[bool, ...]:
    """Of once_a_month: whether the months of the run that goes on, and the day before, have their charge."""
    if charges.readings["surcharge_amount"] != "once_a_month":
        return ()
    first = min([*_run(charges, day), day - 1])
    months = [month.days for month in charges.daily.term.months]
    wanted = [month for month in months if month >> first and days.ends(month)[0] < day]
    return tuple(bool(charges.surcharge.charged & month) for month in wanted)


def _renewal_so_far(charges: Charges, day: int) -> Any:
    """What the days of the week that goes on leave to the renewal; nothing where no new agreement follows."""
    readings, end = charges.readings, charges.ending
    if readings["after_renewal"] == "terms_continue":
        return None
    if end.week is not None:
        return end.governed, end.at_new_fee
    reading, renewal = readings["renewal_week"], charges.agreement.renewal
    length = week_length(renewal.days, reading)
    begin = day - (length - 1)
    if reading.startswith("calendar_week"):
        begin = day - (charges.daily.term.date_of(day).weekday() % WEEK)
    persons = charges.daily.all_ids[readings["renewal_headcount"]]
    served = [
        persons[each] * (charges.service.recorded >> each & 1) if each >= 0 else 0
        for each in range(begin, day)
    ]
    if not reading.endswith("_each"):
        return sum(served) if reading.startswith("calendar_week") else tuple(served)
    over = days_above(served, [renewal.threshold] * len(served), readings["bound"])
    gaps = days.first_days(len(served)) & ~over
    return len(served) - gaps.bit_length()
