"""What a day without a record means for a surcharge by the day."""

from __future__ import annotations

from typing import Any

from cscontract.agreement.phrases import Readings


def missing_day(clause: Any, readings: Readings) -> tuple[str, tuple[str, ...]]:
    """“above 100 persons … running”: the day is not over; and the phrase that says what
    a run makes of it.
    """
    return MISSING_DAY, clause.reads(("run_gap",), readings)


MISSING_DAY = "No shop has a record from {first} to {last} ({count} days); such a day is not over the limit."
