"""When a new agreement has fallen due, and what is not agreed for then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from cscontract.clauses.shared.finding import Finding
from cscontract.clauses.shared.gaps import not_agreed
from cscontract.core.days import Term
from cscontract.core.language import Sentence

CODES = ("renewal_due", "limits_crossed")
#: the phrases on which it rests that a new agreement is due
READ = ("renewal_headcount", "bound", "renewal_week", "festival_days", "after_renewal")


def findings(
    clause: Any, charges: Any, as_of: date, week: tuple[int, int] | None
) -> Iterator[Finding]:
    """“the parties need a new agreement”, once the week that calls for it has
    passed.
    """
    term = charges.daily.term
    agreement = charges.agreement
    is_due = week is not None and term.date_of(week[1]) <= as_of
    if is_due and week:
        yield _due(clause, term, week, clause.reads(READ, charges.readings))
    yield from not_agreed(agreement, clause, {"new_monthly_fee": is_due})
    for other in agreement.clauses:
        if other.kind == "daily_surcharge" and clause.threshold < other.threshold:
            yield _crossed(clause, other)


def _due(
    clause: Any, term: Term, week: tuple[int, int], rests_on: tuple[str, ...]
) -> Finding:
    first, last = map(term.date_of, week)
    return Finding(
        clause=clause.place,
        party="both",
        kind="due",
        code="renewal_due",
        sentence=RENEWAL_DUE,
        values={"first": first, "last": last},
        first=last,
        last=last,
        measured=f"{first} – {last}",
        allowed=Sentence("{count} persons", count=clause.threshold),
        readings=rests_on,
        extra={"week": [first.isoformat(), last.isoformat()]},
    )


def _crossed(clause: Any, other: Any) -> Finding:
    """A limit below that of a surcharge: each of the two clauses stands by itself."""
    limits = {
        "limit": clause.threshold,
        "threshold": other.threshold,
        "other": other.place,
    }
    return Finding(
        clause=clause.place,
        party="both",
        kind="notice",
        code="limits_crossed",
        sentence=LIMITS_CROSSED,
        values=limits,
        measured=Sentence("{count} persons", count=clause.threshold),
        allowed=Sentence("{count} persons", count=other.threshold),
        extra={"figures": [f"{clause.id}.threshold", f"{other.id}.threshold"]},
    )


RENEWAL_DUE = "Enquiries from {first} to {last} call for a new agreement."
LIMITS_CROSSED = (
    "The limit from which a new agreement is needed ({limit} persons) lies below "
    "that of the surcharge in {other} ({threshold} persons); each is applied as it stands."
)
