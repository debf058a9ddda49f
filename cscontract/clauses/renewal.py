"""1.4(2)c Renewal: where enquiries are above 200 for a week on end, the parties need a new agreement."""

from __future__ import annotations

from itertools import accumulate
from operator import sub

from cscontract.terms import days
from cscontract.terms.agreement import Renewal
from cscontract.terms.bound import days_above
from cscontract.terms.days import DaySet, Term
from cscontract.terms.phrases import Readings

WEEK = 7


def week_length(renewal_days: int, reading: str) -> int:
    """“a week”: the number of its days; a calendar week always has seven."""
    return WEEK if reading.startswith("calendar_week") else renewal_days


def renewal_week(
    term: Term, persons: tuple[int, ...], renewal: Renewal, readings: Readings
) -> DaySet:
    """“above 200 for a week on end”: the days on which a week that satisfies it ends.

    `persons`: enquiries a day over all shops, 0 on closed days and days without a record.
    Weeks lie wholly inside the term; calendar weeks run from Monday to Sunday.
    """
    reading, bound = readings["renewal_week"], readings["bound"]
    length = week_length(renewal.days, reading)
    ends = term.sundays if reading.startswith("calendar_week") else term.every
    if reading in ("seven_days_each", "calendar_week_each"):
        over = days_above(persons, [renewal.threshold] * term.length, bound)
        return days.lasted(over, length) & ends
    limit = renewal.threshold * (1 if reading == "calendar_week_total" else length)
    over = days_above(sums(persons, length), [limit] * term.length, bound)
    return over & ends & ~days.first_days(length - 1)


def sums(persons: tuple[int, ...], length: int) -> list[int]:
    """For each day the sum of the `length` days that end on it (of fewer at the start)."""
    upto = list(accumulate(persons))
    return list(map(sub, upto, [0] * length + upto))


def trigger(weeks: DaySet) -> int | None:
    """“the parties need a new agreement”: the last day of the first such week, or None."""
    return days.ends(weeks)[0] if weeks else None


def after_renewal(term: Term, trigger: int | None, reading: str) -> tuple[DaySet, DaySet]:
    """“a new agreement”: the days that the agreement governs, and those at the new fee.

    terms_continue: all, none. agreement_ends: up to the trigger. new_fee: all, from the next date on.
    """
    if trigger is None or reading == "terms_continue":
        return term.every, 0
    upto = days.first_days(trigger + 1)
    return (upto, 0) if reading == "agreement_ends" else (term.every, term.every & ~upto)
