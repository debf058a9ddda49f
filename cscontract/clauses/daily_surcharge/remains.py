"""1.4(2)a–b Volume: what the days so far leave to be decided by later ones."""

from __future__ import annotations

from typing import Any

from cscontract.clauses.daily_surcharge import clause as volume
from cscontract.core import days
from cscontract.core.days import Axis, DaySet, Term


def remains(
    day: int,
    term: Term,
    over: DaySet,
    axis: Axis,
    lasts: int,
    amounts: tuple[int, ...],
    charged: DaySet,
    surcharge_amount: str,
    seat_effect: str,
    seats: tuple[int, ...] = (),
    at_new_fee: DaySet = 0,
) -> tuple[Any, ...]:
    """“for more than 2 days running”: fen of each day of the run that goes on, were it
    to last.

    None in their place once it has lasted. Then, of `once_a_month`, whether the months
    of the run, and that of the day before, have had their charge.
    """
    run = run_before(day, over, axis, lasts)
    kept = sum(1 << each for each in run)
    kept = volume.not_at_new_fee(
        volume.seat_effect(kept, seat_effect, seats), at_new_fee
    )
    pending = tuple(amounts[each] if kept >> each & 1 else 0 for each in run)
    first = min([*run, day - 1])
    months = (
        months_charged(term, first, day, charged) if surcharge_amount == ONCE else ()
    )
    return None if len(run) >= lasts else pending, months


ONCE = "once_a_month"


def run_before(day: int, over: DaySet, axis: Axis, lasts: int) -> list[int]:
    """“running”: the days before a day of the run that goes on, at most as many as it
    takes.
    """
    laid = axis.onto(over)
    stop = axis.onto(days.first_days(day)).bit_length()
    if not stop:
        return []
    length = 0
    while length < min(lasts, stop) and laid >> (stop - 1 - length) & 1:
        length += 1
    return list(days.each(axis.back(days.first_days(length) << stop - length)))


def months_charged(
    term: Term, first: int, day: int, charged: DaySet
) -> tuple[bool, ...]:
    """Of the months from a first day up to the day before: whether each has had its
    charge.
    """
    months = [month.days for month in term.months]
    wanted = [month for month in months if month >> first and days.ends(month)[0] < day]
    return tuple(bool(charged & month) for month in wanted)
