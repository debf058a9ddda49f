"""What a day without a record means for service hours."""

from __future__ import annotations

from typing import Any

from cscontract.agreement.phrases import Readings


def missing_day(clause: Any, readings: Readings) -> tuple[None, tuple[str, ...]]:
    """“but for the Spring Festival holiday”: the phrase that says on which days service
    is owed.
    """
    return None, clause.reads(("festival_days",), readings)
