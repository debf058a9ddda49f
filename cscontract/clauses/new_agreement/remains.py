"""1.4(2)c Renewal: what the days of the week that goes on leave to be decided by later
ones.
"""

from __future__ import annotations

from typing import Any

from cscontract.clauses.new_agreement.clause import WEEK
from cscontract.clauses.shared.bound import days_above
from cscontract.core import days
from cscontract.core.days import DaySet, Term


def remains(
    day: int,
    term: Term,
    enquiries: tuple[int, ...],
    length: int,
    threshold: int,
    week: tuple[int, int] | None,
    following: tuple[DaySet, DaySet],
    renewal_week: str,
    after_renewal: str,
    bound: str,
) -> Any:
    """“for a week on end”: of the days of the week so far what they leave to it.

    Nothing where no new agreement follows; once it is called for, what follows.
    """
    if after_renewal == "terms_continue":
        return None
    if week is not None:
        return following
    begin = day - (length - 1)
    if renewal_week.startswith("calendar_week"):
        begin = day - (term.date_of(day).weekday() % WEEK)
    persons = [enquiries[each] if each >= 0 else 0 for each in range(begin, day)]
    if not renewal_week.endswith("_each"):
        return (
            sum(persons) if renewal_week.startswith("calendar_week") else tuple(persons)
        )
    over = days_above(persons, [threshold] * len(persons), bound)
    gaps = days.first_days(len(persons)) & ~over
    return len(persons) - gaps.bit_length()
