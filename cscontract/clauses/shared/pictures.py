"""What a clause has a chart of the days show: each day's volume and limit, or a
level.
"""

from __future__ import annotations

from dataclasses import dataclass

from cscontract.core.days import DaySet


@dataclass(frozen=True)
class Volumes:
    """Of a clause that goes by the day: the volume of day d is persons[d] / per[d].

    `limits`: each day's limit; `over`: the days that count as above it.
    """

    persons: tuple[int, ...]
    per: tuple[int, ...]
    limits: tuple[int, ...]
    over: DaySet


@dataclass(frozen=True)
class Level:
    """Of a clause whose limit is the same on all days: so many persons a day."""

    persons: int
