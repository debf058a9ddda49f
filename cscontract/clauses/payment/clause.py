"""2.1 Payment: by WeChat transfer, Alipay transfer or bank transfer; the month's
service fee is paid before the 15th of that month."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from cscontract.agreement.calendar import Calendar
from cscontract.agreement.clause import GAP
from cscontract.agreement.loan_prime_rate import one_year
from cscontract.agreement.phrases import Readings
from cscontract.core.days import month_after
from cscontract.records.rows import Payment


def payment_day(first: date, due_day: int, reading: str) -> date:
    """“before the 15th of that month”: the last date to pay in the month that begins on
    `first`.
    """
    last_day = due_day - 1 if reading == "before" else due_day
    return first + timedelta(days=last_day - 1)


def payment_roll(due: date, calendar: Calendar, reading: str) -> date:
    """A due date on a Saturday, Sunday or public holiday: the next working day, or as
    it stands.
    """
    return calendar.next_working_day(due) if reading == "next_working_day" else due


def base_due(first: date, term_start: date, due_day: int, reading: str) -> date:
    """“that month's fee”: its last date to pay, never before the term's start; not yet
    rolled.
    """
    return max(term_start, payment_day(first, due_day, reading))


def surcharge_due(
    first: date, term_start: date, due_day: int, readings: Readings
) -> date:
    """“that month” for what is known only when it is over: the last date to pay the
    other charges.

    with_next_payment: with the next month's fee; month_end: last date of the month; not
    yet rolled.
    """
    following = month_after(first)
    if readings["surcharge_due"] == "month_end":
        return following - timedelta(days=1)
    return base_due(following, term_start, due_day, readings["payment_day"])


@dataclass(frozen=True, slots=True)
class Charge:
    """One charge of a month's statement: its base fee or its other charges. `amount` in
    fen.

    `due`: None where no day to pay is agreed.
    """

    month: str
    kind: str
    amount: int
    due: date | None


@dataclass(frozen=True, slots=True)
class PartPaid:
    """A part of a payment, in fen, that went to a charge; `row` is the
    payment's row.
    """

    charge: Charge
    amount: int
    paid_on: date
    row: int


def settle(
    charges: Sequence[Charge], payments: Iterable[Payment]
) -> tuple[list[PartPaid], int]:
    """Which payment pays what, in order of date: first in, first out, but for a month
    that is named.

    A named month's base, then its other charges; the rest to the unpaid charge due
    first (of those due on one date the older month's, base first). One that names a
    month without charges goes to none of them. Gives the parts and what is left over,
    in fen.
    """
    months = {charge.month for charge in charges}
    unpaid = {charge: charge.amount for charge in sorted(charges, key=_in_turn)}
    parts = []
    left_over = 0
    for payment in sorted(payments, key=lambda payment: payment.paid_on):
        left = payment.amount
        if is_unallocated(payment, months):
            left_over += left
            continue
        named = [charge for charge in unpaid if charge.month == payment.month]
        for charge in (
            *sorted(named, key=lambda charge: charge.kind != "base"),
            *unpaid,
        ):
            amount = min(left, unpaid[charge])
            if amount:
                unpaid[charge] -= amount
                left -= amount
                parts.append(PartPaid(charge, amount, payment.paid_on, payment.row))
        left_over += left
    return parts, left_over


def is_unallocated(payment: Payment, months: Collection[str]) -> bool:
    """Whether a payment names a month that the statement does not have: nobody knows
    what it is for.
    """
    return payment.month is not None and payment.month not in months


def _in_turn(charge: Charge) -> tuple[date, str, bool]:
    return charge.due or date.max, charge.month, charge.kind != "base"


def unpaid(charge: Charge, parts: Iterable[PartPaid]) -> int:
    """What is still owed of a charge, in fen."""
    return charge.amount - sum(part.amount for part in parts if part.charge == charge)


def late_interest(amount: int, due: date, until: date, reading: str) -> Fraction:
    """Late payment with nothing agreed: the one-year LPR of the due date and 30 or 50
    per cent more.

    fen, exact, for the days from `due` to `until` of 365 a year; 0 where nothing is
    late, where the reading is `none`, and where no such rate stood on the due date.
    """
    rate = one_year(due)
    late = (until - due).days
    if reading == "none" or rate is None or late <= 0:
        return Fraction(0)
    tenths = 13 if reading == "lpr_plus_30" else 15
    return Fraction(amount * rate * tenths * late, 10_000 * 10 * 365)


#: what a heading says that it is about
ABOUT = "Payment"
#: an agreement has at most one clause of the kind
MOST = 1
#: the records that no other clause reads
RECORDS = ("payments",)


def due_apart(clause: Any, ways: list[str], clauses: Any) -> list[str]:
    """“that month”: other charges fall due apart where the fee is paid in its own
    month.
    """
    return ways if clause.month == "same" else []


AVAILABLE = {"surcharge_due": due_apart}


def wording(clause: Any) -> dict[str, str]:
    """The clause's figures as texts name them."""
    if clause.day is None:
        return {"due_day": GAP, "due_day_before": GAP}
    return {"due_day": f"{clause.day}", "due_day_before": f"{clause.day - 1}"}
