"""1.3 Service hours: an instant within them, and one outside."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from cscontract.clauses.hours.clause import shifts


def instants(clause: Any, when: date) -> tuple[datetime, datetime | None]:
    """“09:00–18:00, 18:00–22:00”: an instant of a date within a shift, and one outside
    them.

    None where all hours are served.
    """
    (begin, end), *later = shifts([when], clause.shifts)
    midnight = datetime.combine(when, time.min)
    if begin > midnight:
        return begin, midnight
    next_begin = later[0][0] if later else midnight + timedelta(days=1)
    return begin, end if end < next_begin else None
