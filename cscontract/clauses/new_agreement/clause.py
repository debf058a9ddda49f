"""1.4(2)c Renewal: where enquiries are above 200 for a week on end, the parties need a
new agreement.
"""

from __future__ import annotations

from datetime import date
from itertools import accumulate
from operator import sub
from typing import Any

from cscontract.agreement.clause import GAP
from cscontract.clauses.shared.bound import days_above
from cscontract.core import days, money
from cscontract.core.days import DaySet, Term
from cscontract.records.daily_figures import Daily

WEEK = 7


def week_length(days: int, renewal_week: str) -> int:
    """“a week”: the number of its days; a calendar week always has seven."""
    return WEEK if renewal_week.startswith("calendar_week") else days


def renewal_headcount(
    daily: Daily, closed: DaySet, served: DaySet, renewal_headcount: str
) -> tuple[int, ...]:
    """“enquiries”: a day's over all shops, 0 on closed days and days without a
    record.
    """
    persons = daily.all_ids[renewal_headcount]
    if not closed:
        return persons
    return tuple(count * (served >> day & 1) for day, count in enumerate(persons))


def renewal_week(
    term: Term,
    enquiries: tuple[int, ...],
    threshold: int,
    length: int,
    renewal_week: str,
    bound: str,
) -> DaySet:
    """“above 200 for a week on end”: the days on which a week that satisfies it ends.

    Weeks lie wholly inside the term; calendar weeks run from Monday to Sunday.
    """
    ends = term.sundays if renewal_week.startswith("calendar_week") else term.every
    if renewal_week.endswith("_each"):
        over = days_above(enquiries, [threshold] * term.length, bound)
        return days.lasted(over, length) & ends
    limit = threshold * (1 if renewal_week == "calendar_week_total" else length)
    over = days_above(sums(enquiries, length), [limit] * term.length, bound)
    return over & ends & ~days.first_days(length - 1)


def sums(persons: tuple[int, ...], length: int) -> list[int]:
    """For each day the sum of the `length` days that end on it (of fewer at the
    start).
    """
    upto = list(accumulate(persons))
    return list(map(sub, upto, [0] * length + upto))


def trigger(weeks: DaySet) -> int | None:
    """“the parties need a new agreement”: the last day of the first such week,
    or None.
    """
    return days.ends(weeks)[0] if weeks else None


def after_renewal(
    term: Term, trigger: int | None, after_renewal: str
) -> tuple[DaySet, DaySet]:
    """“a new agreement”: the days that the agreement governs, and those at the new fee.

    terms_continue: all, none. agreement_ends: up to the trigger. new_fee: all, from the
    next date on.
    """
    if trigger is None or after_renewal == "terms_continue":
        return term.every, 0
    upto = days.first_days(trigger + 1)
    return (
        (upto, 0)
        if after_renewal == "agreement_ends"
        else (term.every, term.every & ~upto)
    )


def week(trigger: int | None, length: int) -> tuple[int, int] | None:
    """“for a week on end”: the first and the last day of the week that satisfies it, or
    None.
    """
    return None if trigger is None else (trigger - length + 1, trigger)


def governed(following: tuple[DaySet, DaySet]) -> DaySet:
    """“a new agreement”: the days that the agreement governs."""
    return following[0]


def at_new_fee(following: tuple[DaySet, DaySet]) -> DaySet:
    """“a new agreement”: the days at its fee."""
    return following[1]


def dates(term: Term, week: tuple[int, int] | None) -> dict[str, date | None]:
    """“the parties need a new agreement”: the date on which one fell due."""
    return {"renewal_due": term.date_of(week[1]) if week else None}


#: what a heading says that it is about
ABOUT = "New agreement"
#: the order of the clause: what each step yields, from the phrase's own function
STEPS = {
    "enquiries": renewal_headcount,
    "length": week_length,
    "weeks": renewal_week,
    "trigger": trigger,
    "week": week,
    "following": after_renewal,
    "governed": governed,
    "at_new_fee": at_new_fee,
}

EVENTS = {"renewal": "week"}
ANSWERS = {"dates": dates}
#: the dates of events, where none happens
DATES = {"renewal_due": None}
#: what every other clause may take
TO_ALL = {"governed": "governed", "at_new_fee": "at_new_fee"}
#: what the fee takes that the clause refers to, by its name there
TO_NAMED = {"new_fee_days": "at_new_fee", "new_monthly_fee": "new_monthly_fee"}
MOST = 1
REFERS = ("monthly_fee",)


def with_new_fee(clause: Any, ways: list[str], clauses: Any) -> list[str]:
    """“a new agreement”: a new fee has to be agreed, and to replace one."""
    has_fee = clause.new_monthly_fee is not None and clause.of
    return ways if has_fee else [way for way in ways if way != "new_fee"]


AVAILABLE = {"after_renewal": with_new_fee}
LACKING = {"after_renewal.new_fee": "new_monthly_fee"}


def wording(clause: Any) -> dict[str, str]:
    """The clause's figures as texts name them."""
    fee = clause.new_monthly_fee
    return {
        "renewal_threshold": f"{clause.threshold}",
        "renewal_threshold_next": f"{clause.threshold + 1}",
        "renewal_days": f"{clause.days}",
        "new_monthly_fee": GAP if fee is None else money.grouped(fee),
    }
