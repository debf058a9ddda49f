"""What a chart of the days shows of a surcharge."""

from __future__ import annotations

from cscontract.clauses.daily_surcharge.clause import Volume
from cscontract.clauses.shared.pictures import Volumes
from cscontract.core.days import DaySet


def picture(counted: Volume, limits: tuple[int, ...], over: DaySet) -> Volumes:
    """Each day's volume against its limit."""
    return Volumes(counted.persons, counted.per, limits, over)
