"""1.4(2) “above 100 / 200”: whether the figure itself is included. One phrase for both
limits.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import ge, gt

from cscontract.core.days import DaySet

#: reading → comparison (figure, limit) → bool
ABOVE = {"above": gt, "at_least": ge}


def days_above(figures: Iterable[int], limits: Iterable[int], bound: str) -> DaySet:
    """“above 100 / 200”: the days whose figure is above that day's limit."""
    above = ABOVE[bound]
    found = 0
    day = 1
    for figure, limit in zip(figures, limits, strict=False):
        if above(figure, limit):
            found |= day
        day <<= 1
    return found
