"""What a day without a record means for the week that calls for a new agreement."""

from __future__ import annotations

from typing import Any

from cscontract.agreement.phrases import Readings


def missing_day(clause: Any, readings: Readings) -> tuple[str, tuple[str, ...]]:
    """“above 200 for a week on end”: the day counts nobody."""
    return MISSING_DAY, ()


MISSING_DAY = (
    "No shop has a record from {first} to {last} ({count} days); such a day counts 0."
)
