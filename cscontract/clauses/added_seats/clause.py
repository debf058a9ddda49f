"""1.4(2)a Added seats: above the limit for long enough the client must add
agent seats.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Any

from cscontract.agreement.clause import Clause
from cscontract.clauses.shared.ledger import Line, governed_months
from cscontract.core import days
from cscontract.core.days import Axis, DaySet, Month, Term
from cscontract.core.money import half_up


def at_work(seats_at_work: tuple[int, ...]) -> tuple[int, ...]:
    """“add agent seats”: the added seats at work by day."""
    return seats_at_work


def fall_due(running: DaySet, lasts: int) -> DaySet:
    """“A must add agent seats”: the day on which each run has lasted, on the axis of
    the runs.
    """
    return days.firsts(days.lasted(running, lasts))


def due_runs(due: DaySet, lasts: int, axis: Axis) -> tuple[tuple[int, ...], ...]:
    """“A must add agent seats”: each run's days up to the one on which seats
    fell due.
    """
    runs = (days.first_days(lasts) << (day - lasts + 1) for day in days.each(due))
    return tuple(tuple(days.each(axis.back(run))) for run in runs)


def seats_needed(threshold: int, counted: Any, run: Iterable[int]) -> int:
    """“so that service stays good”: total seats that bring the mean of the run's days
    to the limit.

    `run`: the run's days up to the one on which it had lasted. Rounded up, in the
    provider's favour.
    """
    volumes = [Fraction(counted.persons[day], counted.per[day]) for day in run]
    return ceil(sum(volumes) / (len(volumes) * threshold))


def by_month(
    term: Term,
    governed: DaySet,
    at_work: tuple[int, ...],
    monthly_fee: int | None,
) -> tuple[int, ...]:
    """What added seats cost: fen of each month of the term; 0 where no price is
    agreed.
    """
    if monthly_fee is None:
        return (0,) * len(term.months)
    return tuple(
        seats_fee(monthly_fee, added_in(at_work, month, governed), month)
        for month in term.months
    )


def added_in(
    added_seats: Sequence[int], month: Month, governed: DaySet
) -> Sequence[int]:
    """The added seats at work on each date of a month that the agreement governs."""
    if not month.days & governed:
        return ()
    first, stop = days.ends(month.days & governed)
    return added_seats[first:stop]


def seats_fee(monthly_fen: int, added_seats: Sequence[int], month: Month) -> int:
    """What the agreement charges for added seats: fen for the month, rounded half up
    once.

    `added_seats`: the number at work on each date of the month that lies in the term.
    """
    return half_up(monthly_fen * sum(added_seats), month.length)


def lines(
    clause: Clause,
    term: Term,
    governed: DaySet,
    at_work: tuple[int, ...],
    monthly_fee: int | None,
    by_month: tuple[int, ...],
) -> list[Line]:
    """What added seats cost: a line a month, on the first date on which one is
    at work.
    """
    if monthly_fee is None:
        return []
    found = []
    for at, month in governed_months(term, governed):
        first = next(
            (day for day in days.each(month.days & governed) if at_work[day]), None
        )
        if first is not None:
            when = term.date_of(first)
            fen = by_month[at]
            found.append(Line(when, month.label, clause.at, LINE, fen, id=clause.id))
    return found


def dates(term: Term, due_runs: tuple[tuple[int, ...], ...]) -> dict[str, list[date]]:
    """“A must add agent seats”: the dates on which seats fell due."""
    return {"seats_due": [term.date_of(run[-1]) for run in due_runs]}


#: what a heading says that it is about
ABOUT = "Added seats"
#: the order of the clause: what each step yields
STEPS = {
    "at_work": at_work,
    "due": fall_due,
    "due_runs": due_runs,
    "by_month": by_month,
}
MONEY = "by_month"
ANSWERS = {"lines": lines, "dates": dates}
#: the dates of events, where none happens
DATES: dict[str, list[date]] = {"seats_due": []}
#: the records that no other clause reads
RECORDS = ("seats",)
#: its column in a statement, and the kind of its lines
COLUMN = LINE = TITLE = "seats"
#: what the surcharge takes that the clause refers to, by its name there
EVENTS = {"seats": "due"}
TO_NAMED = {"seats": "at_work"}
MOST = 1
REFERS = ("daily_surcharge", "seat_fee")
MUST_REFER = True
