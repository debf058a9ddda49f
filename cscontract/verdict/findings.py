"""All findings of a verdict, in the contract's order: those of its clauses, and those
of every agreement.

Nothing that lies after the as-of date is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.kinds import kinds
from cscontract.agreement.version_1 import CITED
from cscontract.clauses.shared.finding import Finding
from cscontract.core import days, money
from cscontract.core.language import Sentence
from cscontract.records.read import Records
from cscontract.records.rows import Bill
from cscontract.verdict import clause_numbers
from cscontract.verdict.charges import Charges, MonthCharge
from cscontract.verdict.rows_left_out import rows_left_out
from cscontract.verdict.two_sources import counted_from_receptions, counts_differ

#: the codes of findings that belong to no clause alone
CODES = (
    "unknown_shop",
    "missing_day",
    "counted_from_receptions",
    "counts_differ",
    "reading_not_used",
    "bill_differs",
    "outside_term",
    "month_incomplete",
    "not_agreed",
)


def codes() -> tuple[str, ...]:
    """Every code that a finding can have."""
    return (*(code for kind in kinds().values() for code in kind.codes), *CODES)


def find(
    charges: Charges, records: Records, as_of: date, account: Any
) -> list[Finding]:
    """All findings, in the order of clause and time; `account`: of what was paid, None
    where none is kept.
    """
    found = [
        *_of_clauses(charges, records, as_of, account),
        *_of_every_agreement(charges, records, as_of),
    ]
    return sorted(_as_cited(charges.agreement, found), key=_in_order)


def _of_clauses(
    charges: Charges, records: Records, as_of: date, account: Any
) -> Iterator[Finding]:
    asked = charges.asked("findings", records=records, as_of=as_of, account=account)
    for _, found in asked:
        yield from found


def _of_every_agreement(
    charges: Charges, records: Records, as_of: date
) -> Iterator[Finding]:
    agreement = charges.agreement
    yield from rows_left_out(agreement, records, as_of)
    yield from missing_days(charges, as_of)
    yield from counted_from_receptions(charges, records, as_of)
    yield from counts_differ(agreement, records, as_of)
    yield from bills(charges, records, as_of)
    yield from readings_not_used(agreement, records)
    yield from months_incomplete(charges, as_of)


def _as_cited(agreement: Agreement, found: Iterable[Finding]) -> Iterator[Finding]:
    """Findings under the numbers of a file of version 1, which does not say them."""
    cited = CITED if agreement.version == 1 else {}
    for each in found:
        yield replace(each, clause=cited[each.code]) if each.code in cited else each


def _in_order(finding: Finding) -> tuple[Any, str, str, str]:
    """By clause, numbers as numbers, then by time."""
    when = "9999" if finding.first is None else finding.first.isoformat()
    parts = re.split("([0-9]+)", finding.clause)
    clause = [
        (part, 0) if at % 2 == 0 else ("", int(part)) for at, part in enumerate(parts)
    ]
    return clause, when, finding.code, finding.shop or ""


def missing_days(charges: Charges, as_of: date) -> Iterator[Finding]:
    """Stretches of days of the term, up to the as-of date, on which no named shop has a
    row.
    """
    term = charges.daily.term
    closed = charges.closed
    upto = term.between(term.start, as_of) & charges.governed
    sentence, rests_on = _of_a_missing_day(charges)
    for first, length in days.stretches(upto & ~charges.daily.recorded):
        of_closed = (closed >> first & days.first_days(length)).bit_count()
        of_stretch = (MISSING_CLOSED_DAY, MISSING_CLOSED)[length > 1]
        last = first + length - 1
        values = {
            "first": term.date_of(first),
            "last": term.date_of(last),
            "count": length,
        }
        yield Finding(
            clause=clause_numbers.of_counts(charges.agreement),
            party="both",
            kind="notice",
            code="missing_day",
            sentence=of_stretch if of_closed == length else sentence,
            values=values,
            first=term.date_of(first),
            last=term.date_of(last),
            measured=Sentence("{count} days", count=length),
            readings=rests_on,
            extra={"count": length, "closed": of_closed},
        )


def _of_a_missing_day(charges: Charges) -> tuple[str, tuple[str, ...]]:
    """What the first clause makes of a day without a record that makes something of it;
    the phrases.
    """
    told = [answer for _, answer in charges.asked("missing_day")]
    sentence = next((sentence for sentence, _ in told if sentence), MISSING_DAY)
    read = (name for _, names in told for name in names)
    return sentence, clause_numbers.phrases_in_order(charges.agreement, read)


MISSING_DAY = "No shop has a record from {first} to {last} ({count} days)."
MISSING_CLOSED_DAY = "No shop has a record on {first}, a closed day."
MISSING_CLOSED = "No shop has a record from {first} to {last} ({count} days), all of them closed days."


def bills(charges: Charges, records: Records, as_of: date) -> Iterator[Finding]:
    """Billed months, begun by the as-of date, whose amount is not what the statement
    comes to.
    """
    totals = {month.month.label: month.total for month in charges.months}
    place = clause_numbers.of_charges(charges.agreement)
    for row in records.bills or ():
        owed = totals.get(row.month, 0)
        first = date.fromisoformat(row.month + "-01")
        if row.amount != owed and first <= as_of:
            yield _differing(place, row, owed, (records.evidence("bills", row.row),))


def _differing(place: str, row: Bill, owed: int, rows: tuple[str, ...]) -> Finding:
    difference = money.grouped(row.amount - owed, signed=True)
    values = {"month": row.month, "billed": money.grouped(row.amount)}
    values |= {"owed": money.grouped(owed), "difference": difference}
    return Finding(
        clause=place,
        party="both",
        kind="notice",
        code="bill_differs",
        sentence=BILL_DIFFERS,
        values=values,
        first=date.fromisoformat(row.month + "-01"),
        measured=money.yuan(row.amount),
        allowed=money.yuan(owed),
        rows=rows,
        extra={"month": row.month},
    )


BILL_DIFFERS = (
    "For {month} CNY {billed} was billed; the statement comes to {owed} ({difference})."
)


def readings_not_used(agreement: Agreement, records: Records) -> Iterator[Finding]:
    """Phrases that the agreement settles but that these records cannot decide."""
    for name in agreement.readings:
        phrase = agreement.phrases[name]
        missing = [need for need in phrase.needs if getattr(records, need) is None]
        if phrase.moves == "money" and missing and agreement.readings[name] != "open":
            yield Finding(
                clause=phrase.clause,
                party="both",
                kind="notice",
                code="reading_not_used",
                sentence=NOT_USED,
                values={"phrase": name, "needs": ", ".join(missing)},
                readings=(name,),
            )


NOT_USED = "readings.{phrase} has no effect: deciding it takes records of {needs}."


def months_incomplete(charges: Charges, as_of: date) -> Iterator[Finding]:
    """Months that end after the as-of date: charged as written. A file of version 1 is
    told nothing of them.
    """
    if charges.agreement.version == 1:
        return
    place = clause_numbers.of_charges(charges.agreement)
    for each in charges.months:
        if charges.last_date(each) > as_of:
            yield _incomplete(charges, each, place, as_of)


def _incomplete(charges: Charges, of: MonthCharge, place: str, as_of: date) -> Finding:
    """It is dated where the month has begun, as nothing later is."""
    first = charges.first_date(of)
    last = charges.last_date(of)
    return Finding(
        clause=place,
        party="both",
        kind="notice",
        code="month_incomplete",
        sentence=INCOMPLETE,
        values={"month": of.month.label, "last": last, "as_of": as_of},
        first=first if first <= as_of else None,
        measured=as_of.isoformat(),
        allowed=last.isoformat(),
        extra={"month": of.month.label},
    )


INCOMPLETE = "{month} ends on {last}, after {as_of}: it is charged as written, on what is recorded so far."
