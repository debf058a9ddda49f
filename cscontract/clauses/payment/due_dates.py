"""“before the 15th of that month”: the last dates to pay the charges of each month."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from cscontract.agreement.calendar import Calendar
from cscontract.agreement.phrases import Readings
from cscontract.clauses.payment import clause as payment
from cscontract.core.days import month_after


class Due(NamedTuple):
    """The last date to pay a month's fee, and that to pay its other charges."""

    base: date
    other: date


#: the phrases on which the due date of a month's fee and of its other charges rests
READ = {
    "base": ("payment_day", "payment_roll"),
    "other": ("surcharge_due", "payment_day", "payment_roll"),
}


def due_dates(
    clause: Any,
    charges: Any,
    calendar: Calendar,
    payment_day: str,
    payment_roll: str,
    surcharge_due: str,
) -> list[Due] | None:
    """For each month that the agreement governs its due dates; None where no day is
    agreed.
    """
    if clause.day is None:
        return None
    readings = {"payment_day": payment_day, "surcharge_due": surcharge_due}
    firsts = [each.month.first for each in charges.months]
    dates = last_days(clause, firsts, charges.agreement.term.start, readings)
    roll = rolled(clause, payment_roll)
    return [
        Due(*(payment.payment_roll(when, calendar, roll) for when in due))
        for due in dates
    ]


def last_days(
    clause: Any, firsts: Iterable[date], start: date, readings: Readings
) -> list[Due]:
    """As `due_dates`, for months by their first dates, as they stand before they are
    moved.
    """
    of_month = _in_the_next if clause.month == "next" else _in_its_month
    return [of_month(first, start, clause.day, readings) for first in firsts]


def _in_its_month(first: date, start: date, day: int, readings: Readings) -> Due:
    base = payment.base_due(first, start, day, readings["payment_day"])
    return Due(base, payment.surcharge_due(first, start, day, readings))


def _in_the_next(first: date, start: date, day: int, readings: Readings) -> Due:
    """All of a month falls due in the month after it."""
    due = payment.base_due(month_after(first), start, day, readings["payment_day"])
    return Due(due, due)


def rolled(clause: Any, reading: str) -> str:
    """Whether due dates move off rest days: as the clause says, else as the phrase is
    read.
    """
    if clause.roll is None:
        return reading
    return "next_working_day" if clause.roll else "none"


def rests_on(clause: Any, due: str, readings: Readings) -> tuple[str, ...]:
    """The phrases on which the due date of a month's fee (“base”) or of the rest
    (“other”) rests.
    """
    read = READ[due]
    if clause.roll is not None:
        read = tuple(name for name in read if name != "payment_roll")
    names: tuple[str, ...] = clause.reads(read, readings)
    return names
