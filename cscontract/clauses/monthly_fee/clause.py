"""2.2 Fee: CNY 1,500 a month; 3 Term: from 2020-08-01 to 2020-12-31."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cscontract.agreement.clause import Clause
from cscontract.clauses.shared.ledger import Line, first_day, governed_months
from cscontract.core import money
from cscontract.core.days import DaySet, Month, Term
from cscontract.core.money import half_up


def part_of(served: int, month: Month, part_month: str) -> tuple[int, int]:
    """“a month” where only `served` days of it lie in the term: the part of the fee, as
    a fraction.
    """
    if served == month.length:
        return 1, 1
    return {
        "calendar_days": (served, month.length),
        "thirty_days": (min(served, 30), 30),
        "full_month": (1, 1),
    }[part_month]


def in_force(
    monthly: int,
    governed: DaySet,
    new_fee_days: DaySet = 0,
    new_monthly_fee: int | None = None,
) -> tuple[tuple[int, DaySet], ...]:
    """“CNY 1,500 a month”: each fee in fen with the days on which it is in force."""
    fees = ((monthly, governed & ~new_fee_days),)
    if not new_fee_days or new_monthly_fee is None:
        return fees
    return (*fees, (new_monthly_fee, new_fee_days))


def by_month(
    term: Term,
    fees: tuple[tuple[int, DaySet], ...],
    closed: DaySet,
    governed: DaySet,
    part_month: str,
    festival_fee: str,
) -> tuple[int, ...]:
    """“CNY 1,500 a month”: fen of each month of the term, 0 after the
    agreement's end.
    """
    return tuple(
        base_fee(month, fees, closed, part_month, festival_fee)
        if month.days & governed
        else 0
        for month in term.months
    )


def base_fee(
    month: Month,
    fees: Sequence[tuple[int, DaySet]],
    closed: DaySet,
    part_month: str,
    festival_fee: str,
) -> int:
    """“CNY 1,500 a month”: fen for the month, rounded half up once, never below 0.

    `fees`: each fee in force (fen a month) with its days; where the fee changes within
    the month both parts are by calendar days. With festival_fee `cut` the closed days
    are taken off.
    """
    parts = [(fee, part & month.days) for fee, part in fees if part & month.days]
    by_days = "calendar_days" if len(parts) > 1 else part_month
    numerator = 0
    denominator = 30 * month.length
    for fee, served in parts:
        part, whole = part_of(served.bit_count(), month, by_days)
        numerator += fee * part * (denominator // whole)
        if festival_fee == "cut":
            numerator -= fee * (served & closed).bit_count() * 30
    return max(0, half_up(numerator, denominator))


def lines(
    clause: Clause, term: Term, governed: DaySet, by_month: tuple[int, ...]
) -> list[Line]:
    """“CNY 1,500 a month”: a line a month, on its first date."""
    return [
        Line(
            first_day(term, month, governed),
            month.label,
            clause.at,
            LINE,
            by_month[at],
            id=clause.id,
        )
        for at, month in governed_months(term, governed)
    ]


#: what a heading says that it is about
ABOUT = "Service fee"
#: the order of the clause: what each step yields
STEPS = {"fees": in_force, "by_month": by_month}
MONEY = "by_month"
ANSWERS = {"lines": lines}
#: its column in a statement, and the kind of its lines
COLUMN = LINE = "base"
TITLE = "fee"
#: due with the month's fee; its lines stand before those of other clauses
DUE = "base"
STAGE = "prices"


def of_closed_days(clause: Any, ways: list[str], clauses: Any) -> list[str]:
    """“but for the Spring Festival holiday”: read where the hours have closed days."""
    return ways if any(getattr(each, "closed", None) for each in clauses) else []


AVAILABLE = {"festival_fee": of_closed_days}


def wording(clause: Any) -> dict[str, str]:
    """The clause's figures as texts name them."""
    return {"monthly_fee": money.grouped(clause.monthly)}
