"""Why the added seats of a month cost what they do."""

from __future__ import annotations

from typing import Any

from cscontract.agreement.clause import Clause
from cscontract.agreement.phrases import Readings
from cscontract.clauses.added_seats.clause import added_in
from cscontract.clauses.shared.explanation_steps import ExplanationStep, Teller
from cscontract.core import money
from cscontract.core.days import DaySet, Month

NONE = "No added seat is at work in the month."
NO_FEE = "Added seats are at work on {days} days; no fee for them is agreed."
COST = (
    "Added seats are at work on {days} days, {count} seat days: "
    "{count}/{length} of CNY {fee} a month, CNY {amount}."
)


def explain_month(
    clause: Clause,
    readings: Readings,
    month: Month,
    at: int,
    governed: DaySet,
    at_work: tuple[int, ...],
    monthly_fee: int | None,
    by_month: tuple[int, ...],
) -> list[ExplanationStep]:
    """What added seats cost: by the days on which they are at work."""
    told = Teller(clause, readings)
    added = added_in(at_work, month, governed)
    days = sum(1 for seats in added if seats)
    if not days:
        return [told.step(NONE)]
    if monthly_fee is None:
        return [told.step(NO_FEE, days=days)]
    cost: dict[str, Any] = {
        "fee": money.grouped(monthly_fee),
        "amount": money.grouped(by_month[at]),
    }
    return [told.step(COST, days=days, count=sum(added), length=month.length, **cost)]
