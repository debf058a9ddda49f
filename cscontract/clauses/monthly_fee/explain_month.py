"""Why the fee of a month comes to what it does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.clause import Clause
from cscontract.agreement.phrases import Readings
from cscontract.clauses.monthly_fee.clause import part_of
from cscontract.clauses.shared.explanation_steps import (
    ExplanationStep,
    Teller,
    offering,
)
from cscontract.core import money
from cscontract.core.days import DaySet, Month

WHOLE = "The agreement governs the whole month: CNY {fee} a month."
FULL = "The agreement governs {days} of {length} days: CNY {fee}, as for a whole month."
PART = "The agreement governs {days} of {length} days: {part}/{whole} of CNY {fee} a month."
ONE_OF_TWO = "{days} days at CNY {fee} a month: {part}/{whole} of it."
CUT = "{days} closed days are taken off: {days}/{length} of CNY {fee}."
NOT_CUT = "Closed days of the month, not taken off: {days}."
TOGETHER = "That comes to CNY {amount}, rounded once to the fen."


class Served(NamedTuple):
    """A fee in force in a month: fen, days, and the days among them that are closed."""

    fee: int
    days: int
    closed: int


def explain_month(
    clause: Clause,
    agreement: Agreement,
    readings: Readings,
    month: Month,
    at: int,
    fees: tuple[tuple[int, DaySet], ...],
    closed: DaySet,
    by_month: tuple[int, ...],
) -> Iterator[ExplanationStep]:
    """“CNY 1,500 a month”: what part of it, of which fee, and what is taken off."""
    told = Teller(clause, readings)
    in_force = [(fee, days & month.days) for fee, days in fees if days & month.days]
    served = [
        Served(fee, d.bit_count(), (d & closed).bit_count()) for fee, d in in_force
    ]
    if len(served) > 1:
        yield from _changed(told, agreement, month, served)
    else:
        yield from (_alone(told, month, each) for each in served)
    yield from _closed(told, month, served)
    whole = sum(each.fee for each in served)
    if by_month[at] != whole:
        yield told.step(TOGETHER, amount=money.grouped(by_month[at]))


def _alone(told: Teller, month: Month, served: Served) -> ExplanationStep:
    """One fee for the month."""
    fee = money.grouped(served.fee)
    if served.days == month.length:
        return told.step(WHOLE, fee=fee)
    reading = told.reading("part_month") or ""
    part, whole = part_of(served.days, month, reading)
    days: dict[str, Any] = {"days": served.days, "length": month.length}
    if part == whole:
        return told.step(FULL, "part_month", fee=fee, **days)
    return told.step(PART, "part_month", fee=fee, part=part, whole=whole, **days)


def _changed(
    told: Teller, agreement: Agreement, month: Month, served: list[Served]
) -> Iterator[ExplanationStep]:
    """A new fee within the month: both parts by calendar days."""
    new = Teller(offering(agreement, "at_new_fee"), told.readings)
    sentence = "A new fee of CNY {fee} a month is in force on {days} days of the month."
    last = served[-1]
    yield new.step(
        sentence, "after_renewal", fee=money.grouped(last.fee), days=last.days
    )
    for fee, days, _ in served:
        part: dict[str, Any] = {"days": days, "part": days, "whole": month.length}
        yield told.step(ONE_OF_TWO, fee=money.grouped(fee), **part)


def _closed(
    told: Teller, month: Month, served: list[Served]
) -> Iterator[ExplanationStep]:
    for fee, _, closed in served:
        if not closed:
            continue
        if told.reading("festival_fee") == "cut":
            off: dict[str, Any] = {
                "days": closed,
                "length": month.length,
                "fee": money.grouped(fee),
            }
            yield told.step(CUT, "festival_fee", **off)
        else:
            yield told.step(NOT_CUT, "festival_fee", days=closed)
