"""What a chart of the days shows of the limit above which a new agreement is needed."""

from __future__ import annotations

from cscontract.clauses.shared.pictures import Level


def picture(threshold: int) -> Level:
    """The limit, as a line."""
    return Level(threshold)
