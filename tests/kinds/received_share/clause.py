"""“In a month in which fewer than 95 % of those who asked were received, 5 % of the fee
is deducted.”

A kind for tests alone: it is in no folder of the package, and is known nowhere else.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from cscontract.agreement.clause import Clause
from cscontract.clauses.shared.ledger import Line, governed_months, last_day
from cscontract.core import days
from cscontract.core.days import DaySet, Term
from cscontract.core.money import half_up
from cscontract.records.daily_figures import Daily

#: persons received and persons who asked, a day each
Counts = list[tuple[int, int]]
#: a month's share, as numerator and denominator; None where nobody asked
Share = tuple[int, int] | None


def share_of(
    daily: Daily, term: Term, open_days: DaySet, share_of: str
) -> tuple[Share, ...]:
    """“of those who asked were received”: the share of each month, of its
    service days.
    """
    received, asked = daily.all_ids["received"], daily.all_ids["asked"]
    every = (list(days.each(month.days & open_days)) for month in term.months)
    return tuple(
        _share([(received[day], asked[day]) for day in each], share_of)
        for each in every
    )


def _share(counts: Counts, share_of: str) -> Share:
    """The share of some days; those on which nobody asked have none."""
    counts = [(received, asked) for received, asked in counts if asked]
    if not counts:
        return None
    if share_of == "mean_of_days":
        mean = sum(Fraction(received, asked) for received, asked in counts) / len(
            counts
        )
        return mean.numerator, mean.denominator
    return sum(received for received, _ in counts), sum(asked for _, asked in counts)


def percent(share: tuple[int, int]) -> str:
    """A share in percent, cut off after two decimals, so that it stays below what it is
    below.
    """
    hundredths = 10000 * share[0] // share[1]
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def below(shares: tuple[Share, ...], least: int) -> tuple[bool, ...]:
    """“fewer than 95 %”: of each month whether its share is below the least."""
    return tuple(
        share is not None and 100 * share[0] < least * share[1] for share in shares
    )


def deductions(
    below: tuple[bool, ...], by_month: tuple[int, ...], deducted: int
) -> tuple[int, ...]:
    """“5 % of the fee is deducted”: fen of each month, negative, rounded half up once.

    `by_month`: what the fee comes to that the clause refers to.
    """
    return tuple(
        -half_up(fee * deducted, 100) if is_below else 0
        for is_below, fee in zip(below, by_month, strict=True)
    )


def lines(
    clause: Clause, term: Term, governed: DaySet, deductions: tuple[int, ...]
) -> list[Line]:
    """“is deducted”: a line a month with a deduction, on its last governed day; the
    provider bears it.
    """
    return [
        Line(
            last_day(term, month, governed),
            month.label,
            clause.at,
            LINE,
            deductions[at],
            id=clause.id,
            party="provider",
        )
        for at, month in governed_months(term, governed)
        if deductions[at]
    ]


STEPS = {"shares": share_of, "below": below, "deductions": deductions}
MONEY = "deductions"
ANSWERS = {"lines": lines}
LINE = TITLE = "deduction"
REFERS, MUST_REFER = ("monthly_fee",), True


def wording(clause: Any) -> dict[str, str]:
    """The clause's figures as texts name them."""
    return {"least": f"{clause.least}", "deducted": f"{clause.deducted}"}
