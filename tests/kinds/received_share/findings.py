"""In which months too few of those who asked were received."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cscontract.agreement.clause import Clause
from cscontract.clauses.shared.finding import Finding
from cscontract.clauses.shared.ledger import governed_months, last_day, quotient
from cscontract.core.days import DaySet, Term
from kinds.received_share.clause import Share, percent

CODES = ("received_short",)


def findings(
    clause: Clause,
    term: Term,
    governed: DaySet,
    as_of: date,
    shares: tuple[Share, ...],
    below: tuple[bool, ...],
    least: int,
) -> Iterator[Finding]:
    """“fewer than 95 % of those who asked were received”: one a month that had
    ended.
    """
    for at, month in governed_months(term, governed):
        share, last = shares[at], last_day(term, month, governed)
        if share is None or not below[at] or last > as_of:
            continue
        measured = quotient(*share)
        yield Finding(
            clause=clause.place,
            party="provider",
            kind="breach",
            code=CODES[0],
            sentence=SHORT,
            values={"month": month.label, "percent": percent(share), "least": least},
            first=month.first,
            last=last,
            measured=measured,
            allowed=quotient(least, 100),
            readings=("share_of",),
        )


SHORT = "In {month} {percent} % of those who asked were received; at least {least} % are owed."
