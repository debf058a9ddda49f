"""1.3 Service hours: early and late shift, every day of the year but for the Spring Festival holiday."""

from __future__ import annotations

from cscontract.terms.days import DaySet, Term
from cscontract.terms.holidays import Calendar, touches_season


def closed_days(term: Term, calendar: Calendar, festival_days: str) -> DaySet:
    """“but for the Spring Festival holiday”: the days of the term on which nothing is owed.

    `festival_days` names the calendar's block: announced_block or statutory_days.
    Raises CalendarYearUnknown where the term touches the festival season of a year without data.
    """
    block = {
        "announced_block": calendar.announced_block,
        "statutory_days": calendar.statutory_days,
    }[festival_days]
    closed = 0
    for year in range(term.start.year, term.end.year + 1):
        if calendar.names_festival(year) or touches_season(year, term.start, term.end):
            closed |= term.between(*block(year))
    return closed
