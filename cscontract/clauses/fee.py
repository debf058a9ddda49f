"""2.2 Fee: CNY 1,500 a month; 3 Term: from 2020-08-01 to 2020-12-31. And 1.4(2)a: what added seats cost."""

from __future__ import annotations

from collections.abc import Sequence

from cscontract.terms.days import DaySet, Month
from cscontract.terms.money import half_up
from cscontract.terms.phrases import Readings


def part_month(days: int, month: Month, reading: str) -> tuple[int, int]:
    """“a month” where only `days` of it lie in the term: the part of the fee, as a fraction."""
    if days == month.length:
        return 1, 1
    return {
        "calendar_days": (days, month.length),
        "thirty_days": (min(days, 30), 30),
        "full_month": (1, 1),
    }[reading]


def base_fee(
    month: Month, fees: Sequence[tuple[int, DaySet]], closed: DaySet, readings: Readings
) -> int:
    """“CNY 1,500 a month”: fen for the month, rounded half up once, never below 0.

    `fees`: each fee in force (fen a month) with its days; where the fee changes within the month both
    parts are by calendar days. With festival_fee `cut` the closed days are taken off.
    """
    parts = [(fee, days & month.days) for fee, days in fees if days & month.days]
    by_days = "calendar_days" if len(parts) > 1 else readings["part_month"]
    numerator, denominator = 0, 30 * month.length
    for fee, days in parts:
        part, whole = part_month(days.bit_count(), month, by_days)
        numerator += fee * part * (denominator // whole)
        if readings["festival_fee"] == "cut":
            numerator -= fee * (days & closed).bit_count() * 30
    return max(0, half_up(numerator, denominator))


def seats_fee(monthly_fen: int, added_seats: Sequence[int], month: Month) -> int:
    """What the agreement charges for added seats: fen for the month, rounded half up once.

    `added_seats`: the number at work on each date of the month that lies in the term.
    """
    return half_up(monthly_fen * sum(added_seats), month.length)
