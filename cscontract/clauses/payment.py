"""2.1 Payment: the month's service fee is paid before the 15th of that month."""

from __future__ import annotations

from datetime import date, timedelta

from cscontract.terms.days import month_after
from cscontract.terms.holidays import Calendar
from cscontract.terms.phrases import Readings


def payment_day(first: date, due_day: int, reading: str) -> date:
    """“before the 15th of that month”: the last date to pay in the month that begins on `first`."""
    last_day = due_day - 1 if reading == "before" else due_day
    return first + timedelta(days=last_day - 1)


def payment_roll(due: date, calendar: Calendar, reading: str) -> date:
    """A due date on a Saturday, Sunday or public holiday: the next working day, or as it stands."""
    return calendar.next_working_day(due) if reading == "next_working_day" else due


def base_due(first: date, term_start: date, due_day: int, reading: str) -> date:
    """“that month's fee”: its last date to pay, never before the term's start; not yet rolled."""
    return max(term_start, payment_day(first, due_day, reading))


def surcharge_due(first: date, term_start: date, due_day: int, readings: Readings) -> date:
    """“that month” for what is known only when it is over: the last date to pay the other charges.

    with_next_payment: with the next month's fee; month_end: last date of the month; not yet rolled.
    """
    following = month_after(first)
    if readings["surcharge_due"] == "month_end":
        return following - timedelta(days=1)
    return base_due(following, term_start, due_day, readings["payment_day"])
