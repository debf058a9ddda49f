"""What logins, sessions and outages show against a clause on service hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from cscontract.agreement.phrases import Readings
from cscontract.clauses.hours.long_spans import long_spans
from cscontract.clauses.shared.finding import Finding
from cscontract.records.read import Records

CODES = ("offline", "long_span", "offline_in_break")


def findings(
    clause: Any,
    charges: Any,
    records: Records,
    as_of: date,
    online_duty: str,
    outage: str,
    closing_time: str,
) -> Iterator[Finding]:
    """Time in which nobody was online, and spans that last longer than a day's service
    may.
    """
    readings = {
        "online_duty": online_duty,
        "outage": outage,
        "closing_time": closing_time,
    }
    if records.presence is not None:
        yield from _absences(clause, charges, records, as_of, readings)
    yield from long_spans(clause, charges.agreement, records, as_of)


def _absences(
    clause: Any, charges: Any, records: Records, as_of: date, readings: Readings
) -> Iterator[Finding]:
    from cscontract.clauses.hours.presence import READ, PresenceInHours

    term = charges.daily.term
    served = charges.governed & ~charges.closed & term.between(term.start, as_of)
    rests_on = clause.reads(READ, charges.readings)
    dates = term.dates(served)
    asked = PresenceInHours(
        clause, charges.agreement, records, dates, as_of, readings, rests_on
    )
    yield from asked.findings()
