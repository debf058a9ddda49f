"""All findings of a verdict, in the contract's order, and those that daily counts allow.

Nothing that lies after the as-of date is a finding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from cscontract.clauses.authority import clause as duties
from cscontract.records.evidence import evidence
from cscontract.records.happenings import BEGAN, INSTANT, day_of
from cscontract.records.read import Records
from cscontract.records.reception import seats_on
from cscontract.records.schemas import NAMING_SHOPS
from cscontract.terms import days, money
from cscontract.terms.agreement import Agreement
from cscontract.terms.finding import Finding
from cscontract.terms.head import shop_key
from cscontract.terms.kinds import register
from cscontract.terms.language import Sentence
from cscontract.verdict.account import Account, bills, due_dates, payments
from cscontract.verdict.charges import Charges
from cscontract.verdict.long_spans import LongSpan, is_long, long_span_findings
from cscontract.verdict.side_by_side import counted_from_receptions, counts_differ

#: every code that a finding can have, in the contract's order
CODES = (
    "off_platform",
    "problem_not_recorded",
    "unknown_shop",
    "offline",
    "long_span",
    "missing_day",
    "counted_from_receptions",
    "counts_differ",
    "seats_due",
    "seats_not_added",
    "renewal_due",
    "reading_not_used",
    "offline_in_break",
    "beyond_authority",
    "paid_late",
    "paid_short",
    "payment_method",
    "payment_unallocated",
    "rate_unknown",
    "rate_not_yet_known",
    "calendar_unknown",
    "bill_differs",
    "words_differ",
    "outside_term",
    "not_agreed",
)


def find(charges: Charges, records: Records, as_of: date, account: Account | None) -> list[Finding]:
    """All findings, in the order of clause and time."""
    agreement = charges.agreement
    found = [
        *from_logs(charges, records, as_of),
        *rows_left_out(agreement, records, as_of),
        *missing_days(charges, as_of),
        *counted_from_receptions(charges, records, as_of),
        *counts_differ(agreement, records, as_of),
        *seats_due(charges, records, as_of),
        *renewal_due(charges, as_of),
        *actions(agreement, records, as_of),
        *payments(charges, records, account),
        *bills(charges, records, as_of),
        *gaps(charges, records, as_of),
        *readings_not_used(agreement, records),
        *words_differ(agreement),
        *calendar_unknown(charges),
        *long_outages(agreement, records, as_of),
    ]
    return sorted(found, key=_in_order)


def from_logs(charges: Charges, records: Records, as_of: date) -> Iterator[Finding]:
    """1.1, 1.4(1), 1.4(3): what sessions and logins show, where there are any."""
    if records.sessions is not None or records.presence is not None:
        from cscontract.verdict import log_findings

        yield from log_findings.sessions_against_scope(charges.agreement, records, as_of)
        yield from log_findings.presence(charges, records, as_of)
        yield from log_findings.long_spans(charges.agreement, records, as_of)


def _in_order(finding: Finding) -> tuple[str, str, str, str]:
    when = "9999" if finding.first is None else finding.first.isoformat()
    return finding.clause, when, finding.code, finding.shop or ""


def rows_left_out(agreement: Agreement, records: Records, as_of: date) -> Iterator[Finding]:
    """1.2 “the client's shops”, 3 “from … to …”: rows of no shop of the agreement or outside its term.

    One finding a shop and file.
    """
    start, end = agreement.term.start, agreement.term.end
    known = ", ".join(agreement.shop_ids.values())
    for record in NAMING_SHOPS:
        strange: dict[tuple[str, str], Rows] = defaultdict(list)
        outside: dict[tuple[str, str], Rows] = defaultdict(list)
        for row in _places(agreement, records, record):
            named = agreement.shop_ids.get(shop_key(row.shop))
            file, number = records.place(record, row.row)
            at = row._replace(row=number)
            if named is None and row.first <= as_of:
                strange[row.shop, file].append(at)
            is_outside = row.last < start or end < row.first
            if is_outside and row.first <= as_of and record != "presence":
                outside[named or row.shop, file].append(at)
        for (shop, file), rows in strange.items():
            yield _left_out("unknown_shop", file, (shop, rows), known)
        for (shop, file), rows in outside.items():
            yield _left_out("outside_term", file, (shop, rows), f"{start} – {end}")


class Place(NamedTuple):
    """A row that names a shop: the shop as written, the row's first and last date, its number."""

    shop: str
    first: date
    last: date
    row: int


Rows = list[Place]


def _left_out(code: str, file: str, left: tuple[str, Rows], allowed: str) -> Finding:
    shop, rows = left
    dates = sorted({row.first for row in rows})
    clause, sentences = {
        "unknown_shop": ("1.2", (UNKNOWN_SHOP, UNKNOWN_SHOP_DATES)),
        "outside_term": ("3", (OUTSIDE_TERM, OUTSIDE_TERM_DATES)),
    }[code]
    values = {"shop": shop, "count": len(rows), "file": file}
    values |= {"when": dates[0], "first": dates[0], "last": dates[-1], "days": len(dates)}
    return Finding(
        clause, "both", "notice", code, sentences[len(dates) > 1],
        values, dates[0], dates[-1], shop,
        measured=Sentence("{count} rows", count=len(rows)), allowed=allowed,
        rows=tuple(f"{file}:{row.row}" for row in rows),
        extra={"count": len(rows), "file": file, "dates": [when.isoformat() for when in dates]},
    )  # fmt: skip


def _places(agreement: Agreement, records: Records, record: str) -> Iterator[Place]:
    """The rows of a record that name shops; of a log those that are strange alone."""
    rows, began = getattr(records, record), BEGAN[record]
    if isinstance(rows, tuple):
        ended = "ended_at" if record == "outages" else began
        for row in rows:
            first, last = getattr(row, began), getattr(row, ended)
            if record == "outages":  # it has ended where its last instant lies
                last -= INSTANT
            yield Place(row.shop, day_of(first), day_of(last), row.row)
    elif rows is not None:
        from cscontract.verdict import log_findings

        for shop, when, number in log_findings.strange_rows(agreement, rows, began):
            yield Place(shop, when, when, number)


UNKNOWN_SHOP = (
    "{file}: {shop}, named on {when}, is no shop of the agreement; rows left out: {count}."
)
UNKNOWN_SHOP_DATES = (
    "{file}: {shop}, named on {days} days from {first} to {last}, is no shop of the agreement; "
    "rows left out: {count}."
)
OUTSIDE_TERM = "{file}: {when} lies outside the term; rows of {shop} left out: {count}."
OUTSIDE_TERM_DATES = (
    "{file}: {days} days from {first} to {last} lie outside the term; "
    "rows of {shop} left out: {count}."
)


def missing_days(charges: Charges, as_of: date) -> Iterator[Finding]:
    """1.4(2): stretches of days of the term, up to the as-of date, on which no named shop has a row."""
    term = charges.daily.term
    upto = term.between(term.start, as_of) & charges.ending.governed
    for first, length in days.stretches(upto & ~charges.daily.recorded):
        last = first + length - 1
        closed = (charges.service.closed >> first & days.first_days(length)).bit_count()
        of_closed = MISSING_CLOSED if length > 1 else MISSING_CLOSED_DAY
        sentence = of_closed if closed == length else MISSING_DAY
        yield Finding(
            "1.4(2)", "both", "notice", "missing_day", sentence,
            {"first": term.date_of(first), "last": term.date_of(last), "count": length},
            term.date_of(first), term.date_of(last),
            measured=Sentence("{count} days", count=length),
            readings=("run_gap", "festival_days"), extra={"count": length, "closed": closed},
        )  # fmt: skip


MISSING_DAY = (
    "No shop has a record from {first} to {last} ({count} days); such a day is not over the limit."
)
MISSING_CLOSED_DAY = "No shop has a record on {first}, a closed day."
MISSING_CLOSED = (
    "No shop has a record from {first} to {last} ({count} days), all of them closed days."
)


def seats_due(charges: Charges, records: Records, as_of: date) -> Iterator[Finding]:
    """1.4(2)a “A must add agent seats”: one per run that has lasted; and where they were not added."""
    term, seats = charges.daily.term, charges.agreement.seats
    rests_on = ("reception_metric", "headcount", "bound", "run_length", "run_gap", "seat_effect")
    for run in charges.seats_due:
        first, when = term.date_of(run[0]), term.date_of(run[-1])
        if when > as_of:
            continue
        needed = charges.seats_needed(run)
        deadline = None if seats.within_days is None else when + timedelta(days=seats.within_days)
        common = {"needed": needed, "run": [first.isoformat(), when.isoformat()]}
        yield Finding(
            "1.4(2)a", "client", "gap" if deadline is None else "due", "seats_due",
            SEATS_DUE_GAP if deadline is None else SEATS_DUE,
            {"first": first, "when": when, "needed": needed, "by": deadline},
            when, when, measured=Sentence("{count} seats needed", count=needed), readings=rests_on,
            rows=evidence(charges.agreement, records, first, when),
            extra={**common, "due_by": deadline and deadline.isoformat()},
        )  # fmt: skip
        if deadline is None or records.seats is None or deadline > as_of:
            continue
        there = 1 + seats_on(records, [deadline])[0]
        if there < needed:
            yield Finding(
                "1.4(2)a", "client", "breach", "seats_not_added", SEATS_NOT_ADDED,
                {"by": deadline, "needed": needed, "there": there},
                deadline, deadline, measured=Sentence("{count} seats", count=there),
                allowed=Sentence("{count} seats", count=needed), readings=rests_on, extra=common,
            )  # fmt: skip


SEATS_DUE = "The run from {first} had lasted on {when}: {needed} seats in all are needed by {by}."
SEATS_DUE_GAP = (
    "The run from {first} had lasted on {when}: {needed} seats in all are needed; "
    "the agreement does not say by when."
)
SEATS_NOT_ADDED = "On {by}, when {needed} seats in all were due, {there} were at work."


def renewal_due(charges: Charges, as_of: date) -> Iterator[Finding]:
    """1.4(2)c “the parties need a new agreement”."""
    if not _is_renewed(charges, as_of) or charges.ending.week is None:
        return
    first, last = map(charges.daily.term.date_of, charges.ending.week)
    yield Finding(
        "1.4(2)c", "both", "due", "renewal_due", RENEWAL_DUE, {"first": first, "last": last},
        last, last, measured=f"{first} – {last}",
        allowed=Sentence("{count} persons", count=charges.agreement.renewal.threshold),
        readings=("renewal_headcount", "bound", "renewal_week", "festival_days", "after_renewal"),
        extra={"week": [first.isoformat(), last.isoformat()]},
    )  # fmt: skip


def _is_renewed(charges: Charges, as_of: date) -> bool:
    """Whether a new agreement has fallen due by the as-of date."""
    week = charges.ending.week
    return week is not None and charges.daily.term.date_of(week[1]) <= as_of


RENEWAL_DUE = "Enquiries from {first} to {last} call for a new agreement."


def gaps(charges: Charges, records: Records, as_of: date) -> Iterator[Finding]:
    """Figures that the agreement leaves null and that matter on these records.

    The price of added seats matters from the moment that they are planned: the statement has them.
    """
    agreement, term = charges.agreement, charges.daily.term
    matters = {
        "seats.within_days": any(term.date_of(run[-1]) <= as_of for run in charges.seats_due),
        "seats.monthly_fee": charges.seats_without_price,
        "renewal.new_monthly_fee": _is_renewed(charges, as_of),
        "duties.refund_limit": any(
            row.action == "refund" for row in judged_actions(agreement, records, as_of)
        ),
    }
    for key, does in matters.items():
        figure = agreement.figures.get(key)
        if figure and does and agreement.figure(key) is None:
            yield Finding(
                figure.clause, "both", "gap", "not_agreed", NOT_AGREED,
                {"key": key, "gap": figure.gap}, extra={"figure": key},
            )  # fmt: skip


NOT_AGREED = "{key} is not agreed: {gap}."


def readings_not_used(agreement: Agreement, records: Records) -> Iterator[Finding]:
    """Phrases that the agreement settles but that these records cannot decide."""
    for name in agreement.readings:
        phrase = register()[name]
        missing = [need for need in phrase.needs if getattr(records, need) is None]
        if phrase.moves == "money" and missing and agreement.readings[name] != "open":
            yield Finding(
                phrase.clause, "both", "notice", "reading_not_used", NOT_USED,
                {"phrase": name, "needs": ", ".join(missing)}, readings=(name,),
            )  # fmt: skip


NOT_USED = "readings.{phrase} has no effect: deciding it takes records of {needs}."


def words_differ(agreement: Agreement) -> Iterator[Finding]:
    """2.2 “in words and in digits”: the two must say the same."""
    fee = agreement.fee
    if fee.words_fen not in (None, fee.monthly):
        digits, words = money.grouped(fee.monthly), money.grouped(fee.words_fen)
        yield Finding(
            "2.2", "both", "notice", "words_differ", WORDS_DIFFER, {"digits": digits, "words": words},
            measured=digits, allowed=words,
        )  # fmt: skip


WORDS_DIFFER = "The fee is {digits} in digits but {words} in words; the digits were used."


def calendar_unknown(charges: Charges) -> Iterator[Finding]:
    """2.1: due dates in years whose public holidays are not known are not moved."""
    agreement = charges.agreement
    if charges.readings["payment_roll"] != "next_working_day":
        return
    years = {when.year for pair in due_dates(charges, None) for when in pair}
    calendar = agreement.official_days
    for year in sorted(years - (calendar.years.keys() - calendar.in_part)):
        yield Finding(
            "2.1", "both", "notice", "calendar_unknown",
            CALENDAR_IN_PART if year in calendar.in_part else CALENDAR_UNKNOWN, {"year": year},
            readings=("payment_roll",), extra={"year": year},
        )  # fmt: skip


CALENDAR_IN_PART = (
    "Of the public holidays of {year} only those in the agreement's calendar are known; "
    "due dates in it were moved by these and the weekends."
)
CALENDAR_UNKNOWN = "The public holidays of {year} are not known; due dates in it were not moved."


def actions(agreement: Agreement, records: Records, as_of: date) -> Iterator[Finding]:
    """1.5 “within the authority given to them”: one finding an action beyond it."""
    limit = agreement.said("refund_limit")
    for row in judged_actions(agreement, records, as_of):
        if duties.beyond_authority(row, limit):
            amount = None if row.amount is None else money.yuan(row.amount)
            yield Finding(
                "1.5", "provider", "breach", "beyond_authority", BEYOND_AUTHORITY,
                {"action": row.action, "id": row.id, "when": row.at, "amount": amount or "–"},
                row.at, row.at, agreement.shop_ids[shop_key(row.shop)], measured=amount,
                allowed=None if limit is None else money.yuan(limit),
                rows=(records.evidence("actions", row.row),), extra={"action": row.action},
            )  # fmt: skip


BEYOND_AUTHORITY = "{action} by {id} on {when} (CNY {amount}) was beyond the authority given."


def judged_actions(agreement: Agreement, records: Records, as_of: date) -> list[Any]:
    """The actions in the agreement's shops within its term, up to the as-of date."""
    start, end = agreement.term.start, min(agreement.term.end, as_of)
    return [
        row
        for row in records.actions or ()
        if shop_key(row.shop) in agreement.shop_ids and start <= row.at.date() <= end
    ]


def long_outages(agreement: Agreement, records: Records, as_of: date) -> Iterator[Finding]:
    """1.4(1): outages that last longer than a day's service may; they excuse once they are confirmed."""
    found = [
        LongSpan(row.shop, row.started_at, row.ended_at, row.row)
        for row in records.outages or ()
        if is_long(row.started_at, row.ended_at) and shop_key(row.shop) in agreement.shop_ids
    ]
    yield from long_span_findings(agreement, records, ("outages", as_of), found)
