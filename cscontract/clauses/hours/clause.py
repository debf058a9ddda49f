"""1.3 Service hours: early and late shift, every day of the year but for the Spring
Festival holiday. 1.4(1) Presence: during service hours B keeps the shops' customer
service online. 1.4(3) Breaks: half an hour off at noon and in the evening, but not
while a customer is asking.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from functools import reduce
from typing import Any

from cscontract.agreement.calendar import Calendar, touches_season
from cscontract.agreement.phrases import Readings
from cscontract.agreement.section import Span
from cscontract.core.days import DaySet, Term
from cscontract.core.intervals import Spans, intersect, subtract, union

#: spans of each shop by its id, or of all of them together under None
ByShop = dict[Any, Spans]


def closed_days(
    term: Term, calendar: Calendar, closed: str | None, festival_days: str
) -> DaySet:
    """“but for the Spring Festival holiday”: the days of the term on which nothing is
    owed.

    None where the clause closes none. `festival_days` names the calendar's block:
    announced_block or statutory_days. Raises CalendarYearUnknown where the term touches
    the festival season of a year without data.
    """
    if closed is None:
        return 0
    block = {
        "announced_block": calendar.announced_block,
        "statutory_days": calendar.statutory_days,
    }[festival_days]
    found = 0
    for year in range(term.start.year, term.end.year + 1):
        if calendar.names_festival(year) or touches_season(year, term.start, term.end):
            found |= term.between(*block(year))
    return found


def service_days(recorded: DaySet, closed_days: DaySet) -> DaySet:
    """“every day of the year”: the service days with a record."""
    return recorded & ~closed_days


def shifts(dates: Iterable[date], spans: Iterable[Span]) -> Spans:
    """“09:00–18:00, 18:00–22:00”, or the breaks: these spans of each date, joined where
    they touch.
    """
    spans = list(spans)
    return union(
        (instant(day, span.start), instant(day, span.end))
        for day in dates
        for span in spans
    )


def instant(day: date, clock: str) -> datetime:
    """A time of a date, as HH:MM; 24:00 is the next date's 00:00."""
    hours, minutes = clock.split(":")
    return datetime.combine(day, time.min) + timedelta(
        hours=int(hours), minutes=int(minutes)
    )


def closing_time(closings: Iterable[tuple[datetime, datetime]], reading: str) -> Spans:
    """“22:00”: time owed past closing, from (closing, last end of a chat begun before
    it) of each date.
    """
    return union(closings) if reading == "finish_open_chats" else []


def online_duty(by_shop: Mapping[str, Spans], reading: str) -> ByShop:
    """“keeps the shops' customer service online”: time of any kind for each shop, or
    over all of them.
    """
    if reading == "each_shop":
        return dict(by_shop)
    return {None: union(span for spans in by_shop.values() for span in spans)}


def outage(by_shop: Mapping[str, Spans], readings: Readings) -> ByShop:
    """A platform's outage: the time it excuses, for each shop, or while all shops are
    out.
    """
    if readings["outage"] == "strict":
        by_shop = {shop: [] for shop in by_shop}
    if readings["online_duty"] == "each_shop":
        return dict(by_shop)
    return {None: reduce(intersect, by_shop.values())}


def offline(duty: Spans, online: Spans, breaks: Spans) -> Spans:
    """1.4(1) “keeps … online”: time of duty, breaks apart, in which nobody is
    online.
    """
    return subtract(subtract(duty, online), breaks)


def offline_in_break(breaks: Spans, online: Spans, chats: Spans) -> Spans:
    """1.4(3) “not while a customer is asking”: time in a break with a chat open and
    nobody online.
    """
    return subtract(intersect(breaks, chats), online)


#: what a heading says that it is about
ABOUT = "Hours"
#: the order of the clause: what each step yields, from the phrase's own function
STEPS = {"closed_days": closed_days, "served": service_days}
#: what every other clause may take
TO_ALL = {"closed": "closed_days", "served": "served"}
#: an agreement has exactly one clause of the kind, like this one
MOST = 1
EXAMPLE = "{kind: hours, id: hours, shifts: […]}"
#: the records that no other clause reads
RECORDS = ("presence", "outages")


def of_festival(clause: Any, ways: list[str], clauses: Any) -> list[str]:
    """“but for the Spring Festival holiday”: read where the clause names it."""
    return ways if clause.closed else []


AVAILABLE = {"festival_days": of_festival}


def wording(clause: Any) -> dict[str, str]:
    """The clause's figures as texts name them."""
    return {
        "opens": min(shift.start for shift in clause.shifts),
        "closes": max(shift.end for shift in clause.shifts),
    }
