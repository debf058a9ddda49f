"""2.1, 2.2: what was paid when for which charge, what interest that costs, and what was billed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cscontract.clauses.payment import clause as payment
from cscontract.clauses.payment.clause import Charge, Part
from cscontract.records.read import Records
from cscontract.terms import lpr, money
from cscontract.terms.finding import Finding
from cscontract.terms.holidays import Calendar
from cscontract.terms.language import Sentence
from cscontract.verdict.charges import Charges


@dataclass(frozen=True)
class Account:
    """The charges of a term in order, the parts of payments that went to them, what was left over (fen).

    Left over is what was paid beyond all charges, and what names a month that the statement lacks.
    """

    charges: tuple[Charge, ...]
    parts: tuple[Part, ...]
    left_over: int
    as_of: date
    late_interest: str

    def paid(self, month: str) -> int:
        """Paid for a month's charges, in fen."""
        return sum(part.amount for part in self.parts if part.charge.month == month)

    def balance(self, month: str) -> int:
        """Still owed of a month's charges, in fen, due or not."""
        return sum(payment.unpaid(c, self.parts) for c in self.charges if c.month == month)

    def interest(self, month: str) -> int:
        """Interest on the month's charges paid late or unpaid, in fen, rounded half up once."""
        exact = sum((self._interest(c) for c in self.charges if c.month == month), Fraction(0))
        return money.half_up(exact.numerator, exact.denominator)

    def _interest(self, charge: Charge) -> Fraction:
        late = [(part.amount, part.paid_on) for part in self.parts if part.charge == charge]
        late.append((payment.unpaid(charge, self.parts), self.as_of))
        return sum(
            (payment.late_interest(n, charge.due, until, self.late_interest) for n, until in late),
            Fraction(0),
        )

    def overdue(self) -> list[tuple[Charge, int]]:
        """Charges not fully paid when due and still unpaid, with what is owed of them."""
        owed = [(charge, payment.unpaid(charge, self.parts)) for charge in self.charges]
        return [(charge, amount) for charge, amount in owed if amount and charge.due < self.as_of]


def due_dates(charges: Charges, calendar: Calendar | None) -> list[tuple[date, date]]:
    """2.1: for each month the last date to pay its base fee and its other charges.

    `calendar` moves dates off rest days as the reading of payment_roll says; None: as they stand.
    """
    agreement, readings = charges.agreement, charges.readings
    start, due_day = agreement.term.start, agreement.said("day")
    found = []
    for month in charges.months:
        first = month.month.first
        base = payment.base_due(first, start, due_day, readings["payment_day"])
        other = payment.surcharge_due(first, start, due_day, readings)
        if calendar is not None:
            base, other = (
                payment.payment_roll(d, calendar, readings["payment_roll"]) for d in (base, other)
            )
        found.append((base, other))
    return found


def settle(charges: Charges, records: Records, as_of: date) -> Account | None:
    """2.1: the account up to the as-of date; None without a payments record."""
    if records.payments is None:
        return None
    owed, with_fee = [], charges.due_with("base")
    dates = due_dates(charges, charges.agreement.official_days)
    for month, (base_due, other_due) in zip(charges.months, dates, strict=True):
        label, base = month.month.label, sum(month.by_clause[id] for id in with_fee)
        owed += [
            Charge(label, "base", base, base_due),
            Charge(label, "other", month.total - base, other_due),
        ]
    paid = [row for row in records.payments if row.paid_on <= as_of]
    parts, left_over = payment.settle(owed, paid)
    return Account(tuple(owed), tuple(parts), left_over, as_of, charges.readings["late_interest"])


def payments(charges: Charges, records: Records, account: Account | None) -> Iterator[Finding]:
    """2.1: what was paid late, short or by another method."""
    if account is None:
        return
    for part in account.parts:
        charge, late = part.charge, (part.paid_on - part.charge.due).days
        if late > 0:
            yield Finding(
                "2.1", "client", "breach", "paid_late", PAID_LATE,
                {**_told(charge, part.amount), "paid_on": part.paid_on, "late": late},
                charge.due, part.paid_on, measured=Sentence("{count} days", count=late),
                allowed=Sentence("{count} days", count=0),
                readings=DUE_READINGS[charge.kind], rows=(records.evidence("payments", part.row),),
                extra={"month": charge.month, "charge": charge.kind, "amount": money.yuan(part.amount)},
            )  # fmt: skip
    for charge, owed in account.overdue():
        yield Finding(
            "2.1", "client", "breach", "paid_short", PAID_SHORT, _told(charge, owed),
            charge.due, account.as_of, measured=money.yuan(charge.amount - owed),
            allowed=money.yuan(charge.amount), readings=DUE_READINGS[charge.kind],
            rows=tuple(
                records.evidence("payments", part.row)
                for part in account.parts
                if part.charge == charge
            ),
            extra={"month": charge.month, "charge": charge.kind, "amount": money.yuan(owed)},
        )  # fmt: skip
    yield from _methods(charges, records, account.as_of)
    yield from _unallocated(charges, records, account.as_of)
    yield from _rate_unknown(account)


PAID_LATE = (
    "CNY {amount} of the {kind} for {month}, due on {due}, was paid on {paid_on}, {late} days late."
)
PAID_SHORT = "CNY {amount} of the {kind} for {month}, due on {due}, is still unpaid."
KINDS = {
    "base": {"en": "fee", "zh": "服务费"},
    "other": {"en": "other charges", "zh": "其余费用"},
}
DUE_READINGS = {
    "base": ("payment_day", "payment_roll"),
    "other": ("surcharge_due", "payment_day", "payment_roll"),
}


def _told(charge: Charge, amount: int) -> dict:
    kind = KINDS[charge.kind]
    return {"amount": money.grouped(amount), "kind": kind, "month": charge.month, "due": charge.due}


def _methods(charges: Charges, records: Records, as_of: date) -> Iterator[Finding]:
    """2.1 “by WeChat transfer, Alipay transfer or bank transfer”."""
    allowed = charges.agreement.payment.methods
    for row in records.payments or ():
        if row.method not in allowed and row.paid_on <= as_of:
            yield Finding(
                "2.1", "client", "breach", "payment_method", PAYMENT_METHOD,
                {"amount": money.grouped(row.amount), "when": row.paid_on, "method": row.method},
                row.paid_on, row.paid_on, measured=row.method, allowed=", ".join(allowed),
                rows=(records.evidence("payments", row.row),),
            )  # fmt: skip


PAYMENT_METHOD = "CNY {amount} was paid on {when} by {method}, a method that is not agreed."


def _unallocated(charges: Charges, records: Records, as_of: date) -> Iterator[Finding]:
    """2.1 “the month's service fee”: payments for a month that the statement does not have."""
    months = [month.month.label for month in charges.months]
    for row in records.payments or ():
        if row.paid_on <= as_of and payment.is_unallocated(row, months):
            values = {"amount": money.grouped(row.amount), "when": row.paid_on, "month": row.month}
            yield Finding(
                "2.1", "both", "notice", "payment_unallocated", UNALLOCATED, values,
                row.paid_on, row.paid_on, measured=row.month, allowed=f"{months[0]} – {months[-1]}",
                rows=(records.evidence("payments", row.row),),
                extra={"month": row.month, "amount": money.yuan(row.amount)},
            )  # fmt: skip


UNALLOCATED = (
    "CNY {amount} paid on {when} names {month}, a month that the statement does not have; "
    "no charge was paid with it."
)


def _rate_unknown(account: Account) -> Iterator[Finding]:
    """Late payment of what fell due before or after the loan prime rates that are known."""
    if account.late_interest == "none":
        return
    late = {part.charge for part in account.parts if part.paid_on > part.charge.due}
    late |= {charge for charge, _ in account.overdue()}
    dues = sorted({charge.due for charge in late if charge.amount})
    before = [due for due in dues if lpr.one_year(due) is None]
    after = [due for due in dues if due > lpr.known_until()]
    for code, sentence, unknown in (
        ("rate_unknown", RATE_UNKNOWN, before),
        ("rate_not_yet_known", RATE_NOT_YET_KNOWN, after),
    ):
        if unknown:
            yield Finding(
                "2.1", "both", "notice", code, sentence,
                {"due": unknown[0], "until": lpr.known_until()}, unknown[0], unknown[-1],
                readings=("late_interest",),
            )  # fmt: skip


RATE_UNKNOWN = "No loan prime rate stood on {due}; no interest was computed on what was due then."
RATE_NOT_YET_KNOWN = (
    "The loan prime rate is known until {until} alone; "
    "the one of that day was taken for what fell due on {due} and later."
)


def bills(charges: Charges, records: Records, as_of: date) -> Iterator[Finding]:
    """2.2: billed months, begun by the as-of date, whose amount is not what the statement comes to."""
    totals = {month.month.label: month.total for month in charges.months}
    for row in records.bills or ():
        owed, first = totals.get(row.month, 0), date.fromisoformat(row.month + "-01")
        if row.amount != owed and first <= as_of:
            difference = money.grouped(row.amount - owed, signed=True)
            yield Finding(
                "2.2", "both", "notice", "bill_differs", BILL_DIFFERS,
                {"month": row.month, "billed": money.grouped(row.amount), "owed": money.grouped(owed),
                 "difference": difference},
                first, None, measured=money.yuan(row.amount),
                allowed=money.yuan(owed), rows=(records.evidence("bills", row.row),),
                extra={"month": row.month},
            )  # fmt: skip


BILL_DIFFERS = "For {month} CNY {billed} was billed; the statement comes to {owed} ({difference})."
