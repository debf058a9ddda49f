"""What was paid late, short or by another method, and what is not known of due dates
and rates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from cscontract.agreement import loan_prime_rate
from cscontract.agreement.phrases import Readings
from cscontract.clauses.payment import clause as payment
from cscontract.clauses.payment.account import Account
from cscontract.clauses.payment.clause import Charge, PartPaid
from cscontract.clauses.payment.due_dates import READ, last_days, rests_on, rolled
from cscontract.clauses.shared.finding import Finding
from cscontract.clauses.shared.gaps import not_agreed
from cscontract.core import money
from cscontract.core.language import Sentence
from cscontract.records.read import Records

CODES = (
    "paid_late",
    "paid_short",
    "payment_method",
    "payment_unallocated",
    "rate_unknown",
    "rate_not_yet_known",
    "calendar_unknown",
)


def findings(
    clause: Any,
    charges: Any,
    records: Records,
    account: Account | None,
    payment_day: str,
    payment_roll: str,
    surcharge_due: str,
) -> Iterator[Finding]:
    """“is paid before the 15th of that month”, as far as there is a record of
    payments.
    """
    if account is not None:
        yield from Payments(clause, charges, records, account).findings()
    yield from not_agreed(charges.agreement, clause, {"day": True})
    if clause.day is not None and rolled(clause, payment_roll) == "next_working_day":
        readings = {"payment_day": payment_day, "surcharge_due": surcharge_due}
        yield from _calendar_unknown(clause, charges, readings)


@dataclass(frozen=True)
class Payments:
    """What a record of payments shows against a clause on payment."""

    clause: Any
    charges: Any
    records: Records
    account: Account

    def findings(self) -> Iterator[Finding]:
        """What was paid late, short, by another method or for no month, and rates that
        are not known.
        """
        for part, due in self.account.late():
            yield self._late(part, due)
        for charge, owed, due in self.account.overdue():
            yield self._short(charge, owed, due)
        yield from self._methods()
        yield from self._unallocated()
        yield from self._rates()

    def _rests_on(self, charge: Charge) -> tuple[str, ...]:
        return rests_on(self.clause, charge.kind, self.charges.readings)

    def _row(self, number: int) -> str:
        return self.records.evidence("payments", number)

    def _late(self, part: PartPaid, due: date) -> Finding:
        """A part of a payment that came late."""
        charge = part.charge
        late = (part.paid_on - due).days
        return Finding(
            clause=self.clause.place,
            party="client",
            kind="breach",
            code="paid_late",
            sentence=PAID_LATE,
            values={
                **_told(charge, part.amount),
                "paid_on": part.paid_on,
                "late": late,
            },
            first=due,
            last=part.paid_on,
            measured=Sentence("{count} days", count=late),
            allowed=Sentence("{count} days", count=0),
            readings=self._rests_on(charge),
            rows=(self._row(part.row),),
            extra=_of(charge, part.amount),
        )

    def _short(self, charge: Charge, owed: int, due: date) -> Finding:
        """A charge that is due and of which something is still owed."""
        parts = [part for part in self.account.parts if part.charge == charge]
        return Finding(
            clause=self.clause.place,
            party="client",
            kind="breach",
            code="paid_short",
            sentence=PAID_SHORT,
            values=_told(charge, owed),
            first=due,
            last=self.account.as_of,
            measured=money.yuan(charge.amount - owed),
            allowed=money.yuan(charge.amount),
            readings=self._rests_on(charge),
            rows=tuple(self._row(part.row) for part in parts),
            extra=_of(charge, owed),
        )

    def _methods(self) -> Iterator[Finding]:
        """“by WeChat transfer, Alipay transfer or bank transfer”."""
        allowed = self.clause.methods
        for row in self.records.payments or ():
            if row.method in allowed or row.paid_on > self.account.as_of:
                continue
            values = {"amount": money.grouped(row.amount), "when": row.paid_on}
            yield Finding(
                clause=self.clause.place,
                party="client",
                kind="breach",
                code="payment_method",
                sentence=PAYMENT_METHOD,
                values={**values, "method": row.method},
                first=row.paid_on,
                last=row.paid_on,
                measured=row.method,
                allowed=", ".join(allowed),
                rows=(self._row(row.row),),
            )

    def _unallocated(self) -> Iterator[Finding]:
        """“the month's service fee”: payments for a month that the statement does not
        have.
        """
        months = [each.month.label for each in self.charges.months]
        for row in self.records.payments or ():
            if row.paid_on > self.account.as_of or not payment.is_unallocated(
                row, months
            ):
                continue
            values = {"amount": money.grouped(row.amount), "when": row.paid_on}
            yield Finding(
                clause=self.clause.place,
                party="both",
                kind="notice",
                code="payment_unallocated",
                sentence=UNALLOCATED,
                values={**values, "month": row.month},
                first=row.paid_on,
                last=row.paid_on,
                measured=row.month,
                allowed=f"{months[0]} – {months[-1]}",
                rows=(self._row(row.row),),
                extra={"month": row.month, "amount": money.yuan(row.amount)},
            )

    def _rates(self) -> Iterator[Finding]:
        """Late payment of what fell due before or after the loan prime rates that are
        known.
        """
        if self.account.late_interest == "none":
            return
        late = {due for _, due in self.account.late()}
        dues = sorted(late | {due for _, _, due in self.account.overdue()})
        before = [due for due in dues if loan_prime_rate.one_year(due) is None]
        after = [due for due in dues if due > loan_prime_rate.known_until()]
        if before:
            yield self._rate("rate_unknown", RATE_UNKNOWN, before)
        if after:
            yield self._rate("rate_not_yet_known", RATE_NOT_YET_KNOWN, after)

    def _rate(self, code: str, sentence: str, dues: list[date]) -> Finding:
        return Finding(
            clause=self.clause.place,
            party="both",
            kind="notice",
            code=code,
            sentence=sentence,
            values={"due": dues[0], "until": loan_prime_rate.known_until()},
            first=dues[0],
            last=dues[-1],
            readings=self.clause.reads(("late_interest",), self.charges.readings),
        )


def _told(charge: Charge, amount: int) -> dict[str, Any]:
    """A charge as a sentence names it."""
    kind = KINDS[charge.kind]
    return {
        "amount": money.grouped(amount),
        "kind": kind,
        "month": charge.month,
        "due": charge.due,
    }


def _of(charge: Charge, amount: int) -> dict[str, str]:
    """A charge as JSON names it."""
    return {"month": charge.month, "charge": charge.kind, "amount": money.yuan(amount)}


def _calendar_unknown(
    clause: Any, charges: Any, readings: Readings
) -> Iterator[Finding]:
    """Due dates in years whose public holidays are not known are not moved."""
    firsts = [each.month.first for each in charges.months]
    dues = last_days(clause, firsts, charges.agreement.term.start, readings)
    charged = [kind for kind in READ if charges.due_with(kind)]
    years = {getattr(due, kind).year for due in dues for kind in charged}
    calendar = charges.agreement.official_days
    for year in sorted(years - (calendar.years.keys() - calendar.in_part)):
        yield Finding(
            clause=clause.place,
            party="both",
            kind="notice",
            code="calendar_unknown",
            sentence=CALENDAR_IN_PART if year in calendar.in_part else CALENDAR_UNKNOWN,
            values={"year": year},
            readings=_rolls(clause, charges.readings),
            extra={"year": year},
        )


def _rolls(clause: Any, readings: Readings) -> tuple[str, ...]:
    """The phrase that moves due dates, where the clause does not say itself whether
    they move.
    """
    return clause.reads(("payment_roll",), readings) if clause.roll is None else ()


PAID_LATE = "CNY {amount} of the {kind} for {month}, due on {due}, was paid on {paid_on}, {late} days late."
PAID_SHORT = "CNY {amount} of the {kind} for {month}, due on {due}, is still unpaid."
KINDS = {
    "base": {"en": "fee", "zh": "服务费"},
    "other": {"en": "other charges", "zh": "其余费用"},
}
PAYMENT_METHOD = (
    "CNY {amount} was paid on {when} by {method}, a method that is not agreed."
)
UNALLOCATED = (
    "CNY {amount} paid on {when} names {month}, a month that the statement does not have; "
    "no charge was paid with it."
)
RATE_UNKNOWN = (
    "No loan prime rate stood on {due}; no interest was computed on what was due then."
)
RATE_NOT_YET_KNOWN = (
    "The loan prime rate is known until {until} alone; "
    "the one of that day was taken for what fell due on {due} and later."
)
CALENDAR_IN_PART = (
    "Of the public holidays of {year} only those in the agreement's calendar are known; "
    "due dates in it were moved by these and the weekends."
)
CALENDAR_UNKNOWN = (
    "The public holidays of {year} are not known; due dates in it were not moved."
)
