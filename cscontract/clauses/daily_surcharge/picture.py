"""What a chart of the days shows of a surcharge."""

from __future__ import annotations

from cscontract.clauses.daily_surcharge.clause import Volume
from cscontract.terms.days import DaySet
from cscontract.terms.pictures import Volumes


def picture(counted: Volume, limits: tuple[int, ...], over: DaySet) -> Volumes:
    """Each day's volume against its limit."""
    return Volumes(counted.persons, counted.per, limits, over)
