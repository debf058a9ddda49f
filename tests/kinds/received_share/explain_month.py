"""Why part of a month's fee is deducted, or not."""

from __future__ import annotations

from cscontract.agreement.clause import Clause
from cscontract.agreement.phrases import Readings
from cscontract.clauses.shared.explanation_steps import ExplanationStep, Teller
from cscontract.core import money
from kinds.received_share.clause import Share, percent

NOBODY = "Nobody asked in the month: nothing is deducted."
ENOUGH = "The share of those received is {percent} %: not fewer than {least} %."
TOO_FEW = (
    "The share of those received is {percent} %, fewer than {least} %: {deducted} % of the fee "
    "is deducted, CNY {amount}."
)


def explain_month(
    clause: Clause,
    readings: Readings,
    at: int,
    shares: tuple[Share, ...],
    below: tuple[bool, ...],
    deductions: tuple[int, ...],
    least: int,
    deducted: int,
) -> list[ExplanationStep]:
    """“fewer than 95 % of those who asked were received”: the share, and what follows
    from it.
    """
    told = Teller(clause, readings)
    share = shares[at]
    if share is None:
        return [told.step(NOBODY, "share_of")]
    said = {"percent": percent(share), "least": least}
    if not below[at]:
        return [told.step(ENOUGH, "share_of", **said)]
    amount = money.grouped(deductions[at])
    return [told.step(TOO_FEW, "share_of", deducted=deducted, amount=amount, **said)]
