"""What was paid when for which charge, and what interest that costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from cscontract.clauses.payment import clause as payment
from cscontract.clauses.payment.clause import Charge, PartPaid
from cscontract.core import money
from cscontract.records.read import Records


@dataclass(frozen=True)
class Account:
    """The charges of a term in order, the parts of payments that went to them, what was
    left over (fen).

    Left over is what was paid beyond all charges, and what names a month that the
    statement lacks.
    """

    charges: tuple[Charge, ...]
    parts: tuple[PartPaid, ...]
    left_over: int
    as_of: date
    late_interest: str

    def paid(self, month: str) -> int:
        """Paid for a month's charges, in fen."""
        return sum(part.amount for part in self.parts if part.charge.month == month)

    def balance(self, month: str) -> int:
        """Still owed of a month's charges, in fen, due or not."""
        return sum(
            payment.unpaid(c, self.parts) for c in self.charges if c.month == month
        )

    def interest(self, month: str) -> int:
        """Interest on the month's charges paid late or unpaid, in fen, rounded half up
        once.
        """
        exact = sum(
            (self._interest(c) for c in self.charges if c.month == month), Fraction(0)
        )
        return money.half_up(exact.numerator, exact.denominator)

    def _interest(self, charge: Charge) -> Fraction:
        """None on what has no due date, nor on what the client is owed."""
        late = [
            (part.amount, part.paid_on) for part in self.parts if part.charge == charge
        ]
        late.append((payment.unpaid(charge, self.parts), self.as_of))
        if charge.due is None:
            return Fraction(0)
        return sum(
            (
                payment.late_interest(owed, charge.due, until, self.late_interest)
                for owed, until in late
                if owed > 0
            ),
            Fraction(0),
        )

    def late(self) -> Iterator[tuple[PartPaid, date]]:
        """The parts that were paid after their charge's due date, with that date."""
        for part in self.parts:
            due = part.charge.due
            if due is not None and part.paid_on > due and part.amount > 0:
                yield part, due

    def overdue(self) -> Iterator[tuple[Charge, int, date]]:
        """Charges not fully paid when due and still unpaid: what is owed of them, and
        since when.
        """
        for charge in self.charges:
            owed = payment.unpaid(charge, self.parts)
            due = charge.due
            if due is not None and due < self.as_of and owed > 0:
                yield charge, owed, due


def account(
    clause: Any, charges: Any, records: Records, as_of: date, late_interest: str
) -> Account | None:
    """“the month's service fee is paid”: the account up to the as-of date; None without
    payments.
    """
    if records.payments is None:
        return None
    owed = list(_owed(charges, charges.answer(clause.id, "due_dates")))
    paid = [row for row in records.payments if row.paid_on <= as_of]
    parts, left_over = payment.settle(owed, paid)
    return Account(tuple(owed), tuple(parts), left_over, as_of, late_interest)


def _owed(charges: Any, dates: Any) -> Iterator[Charge]:
    """Each month's fee and its other charges; without due dates where none are
    agreed.
    """
    with_fee = charges.due_with("base")
    dates = dates or [(None, None)] * len(charges.months)
    for each, (base_due, other_due) in zip(charges.months, dates, strict=True):
        base = sum(each.by_clause[id] for id in with_fee)
        yield Charge(each.month.label, "base", base, base_due)
        yield Charge(each.month.label, "other", each.total - base, other_due)
