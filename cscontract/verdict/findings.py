"""All findings of a verdict, in the contract's order, and those that daily counts allow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from cscontract.clauses import duties
from cscontract.records.read import Records
from cscontract.records.reception import by_id, seats_on
from cscontract.terms import days, money
from cscontract.terms.agreement import Agreement, shop_key
from cscontract.terms.daily import HEADCOUNTS
from cscontract.terms.figures import figures
from cscontract.terms.language import LANGUAGES, Language, say
from cscontract.terms.phrases import register
from cscontract.verdict.account import Account, bills, due_dates, payments
from cscontract.verdict.charges import Charges
from cscontract.verdict.finding import Finding, evidence


def find(charges: Charges, records: Records, as_of: date, account: Account | None) -> list[Finding]:
    """All findings, in the order of clause and time."""
    agreement = charges.agreement
    found = [
        *from_logs(charges, records, as_of),
        *rows_left_out(agreement, records),
        *missing_days(charges, as_of),
        *counts_differ(agreement, records),
        *seats_due(charges, records, as_of),
        *renewal_due(charges),
        *actions(agreement, records),
        *payments(charges, records, account),
        *bills(charges, records),
        *gaps(charges, records, as_of),
        *readings_not_used(agreement, records),
        *words_differ(agreement),
        *calendar_unknown(charges),
    ]
    return sorted(found, key=_in_order)


def from_logs(charges: Charges, records: Records, as_of: date) -> Iterator[Finding]:
    """1.1, 1.4(1), 1.4(3): what sessions and logins show, where there are any."""
    if records.sessions is not None or records.presence is not None:
        from cscontract.verdict import log_findings

        yield from log_findings.sessions_against_scope(charges.agreement, records)
        yield from log_findings.presence(charges, records, as_of)


def _in_order(finding: Finding) -> tuple[str, str, str, str]:
    when = "9999" if finding.first is None else finding.first.isoformat()
    return finding.clause, when, finding.code, finding.shop or ""


def rows_left_out(agreement: Agreement, records: Records) -> Iterator[Finding]:
    """1.2 “the client's shops”, 3 “from … to …”: rows of no shop of the agreement or outside its term."""
    start, end = agreement.term.start, agreement.term.end
    known = ", ".join(agreement.shop_ids.values())
    for record, shop, when, rows in _rows_by_shop_and_date(agreement, records):
        named = agreement.shop_ids.get(shop_key(shop))
        for file, numbers in records.by_file(record, rows).items():
            if named is None:
                yield _left_out("unknown_shop", file, (shop, when, numbers), known)
            if record in ("receptions", "sessions") and not start <= when <= end:
                place = (named or shop, when, numbers)
                yield _left_out("outside_term", file, place, f"{start} – {end}")


def _left_out(code: str, file: str, place: tuple[str, date, list[int]], allowed: str) -> Finding:
    shop, when, rows = place
    clause, sentence = {"unknown_shop": ("1.2", UNKNOWN_SHOP), "outside_term": ("3", OUTSIDE_TERM)}[
        code
    ]
    return Finding(
        clause, "both", "notice", code, sentence,
        {"shop": shop, "when": when, "count": len(rows), "file": file},
        when, when, shop, measured=f"{len(rows)} rows", allowed=allowed,
        rows=tuple(f"{file}:{row}" for row in rows), extra={"count": len(rows), "file": file},
    )  # fmt: skip


#: by which time a row belongs to a date
DATED_BY = {
    "receptions": "date",
    "sessions": "started_at",
    "presence": "online_at",
    "actions": "at",
    "outages": "started_at",
}


def _rows_by_shop_and_date(
    agreement: Agreement, records: Records
) -> Iterator[tuple[str, str, date, list[int]]]:
    """For each record that names shops: its rows' numbers by the shop as written and the date."""
    for record, column in DATED_BY.items():
        found: dict[tuple[str, date], list[int]] = defaultdict(list)
        for shop, when, row in _places(agreement, getattr(records, record), column):
            found[shop, when].append(row)
        for (shop, when), rows in found.items():
            yield record, shop, when, rows


def _places(agreement: Agreement, record: Any, column: str) -> Iterable[tuple[str, date, int]]:
    if record is None:
        return ()
    if isinstance(record, tuple):
        return ((row.shop, day_of(getattr(row, column)), row.row) for row in record)
    from cscontract.verdict import log_findings

    return log_findings.strange_rows(agreement, record, column)


def day_of(when: date) -> date:
    """The date of a time, or the date itself."""
    return when.date() if isinstance(when, datetime) else when


UNKNOWN_SHOP = (
    "{file}: {shop}, named on {when}, is no shop of the agreement; rows left out: {count}."
)
OUTSIDE_TERM = "{file}: {when} lies outside the term; rows of {shop} left out: {count}."


def missing_days(charges: Charges, as_of: date) -> Iterator[Finding]:
    """1.4(2): stretches of days of the term, up to the as-of date, on which no named shop has a row."""
    term = charges.daily.term
    upto = term.between(term.start, as_of) & charges.ending.governed
    for first, length in days.stretches(upto & ~charges.daily.recorded):
        last = first + length - 1
        closed = (charges.service.closed >> first & days.first_days(length)).bit_count()
        sentence = MISSING_CLOSED if closed == length else MISSING_DAY
        yield Finding(
            "1.4(2)", "both", "notice", "missing_day", sentence,
            {"first": term.date_of(first), "last": term.date_of(last), "count": length},
            term.date_of(first), term.date_of(last), measured=f"{length} days",
            readings=("run_gap", "festival_days"), extra={"count": length, "closed": closed},
        )  # fmt: skip


MISSING_DAY = (
    "No shop has a record from {first} to {last} ({count} days); such a day is not over the limit."
)
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
            when, when, measured=f"{needed} seats needed", readings=rests_on,
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
                deadline, deadline, measured=f"{there} seats", allowed=f"{needed} seats",
                readings=rests_on, extra=common,
            )  # fmt: skip


SEATS_DUE = "The run from {first} had lasted on {when}: {needed} seats in all are needed by {by}."
SEATS_DUE_GAP = (
    "The run from {first} had lasted on {when}: {needed} seats in all are needed; "
    "the agreement does not say by when."
)
SEATS_NOT_ADDED = "On {by}, when {needed} seats in all were due, {there} were at work."


def renewal_due(charges: Charges) -> Iterator[Finding]:
    """1.4(2)c “the parties need a new agreement”."""
    if charges.ending.week is None:
        return
    first, last = map(charges.daily.term.date_of, charges.ending.week)
    yield Finding(
        "1.4(2)c", "both", "due", "renewal_due", RENEWAL_DUE, {"first": first, "last": last},
        last, last, measured=f"{first} – {last}",
        allowed=f"{charges.agreement.renewal.threshold} persons",
        readings=("renewal_headcount", "bound", "renewal_week", "festival_days", "after_renewal"),
        extra={"week": [first.isoformat(), last.isoformat()]},
    )  # fmt: skip


RENEWAL_DUE = "Enquiries from {first} to {last} call for a new agreement."


def gaps(charges: Charges, records: Records, as_of: date) -> Iterator[Finding]:
    """Figures that the agreement leaves null and that matter on these records."""
    agreement, term = charges.agreement, charges.daily.term
    matters = {
        "seats.within_days": any(term.date_of(run[-1]) <= as_of for run in charges.seats_due),
        "seats.monthly_fee": any(month.seats is None for month in charges.months),
        "renewal.new_monthly_fee": charges.ending.week is not None,
        "duties.refund_limit": any(
            row.action == "refund" for row in judged_actions(agreement, records)
        ),
    }
    for key, does in matters.items():
        figure = figures()[key]
        if does and agreement.figure(key) is None:
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
    for year in sorted(years - set(agreement.official_days.years)):
        yield Finding(
            "2.1", "both", "notice", "calendar_unknown", CALENDAR_UNKNOWN, {"year": year},
            readings=("payment_roll",), extra={"year": year},
        )  # fmt: skip


CALENDAR_UNKNOWN = "The public holidays of {year} are not known; due dates in it were not moved."


def actions(agreement: Agreement, records: Records) -> Iterator[Finding]:
    """1.5 “within the authority given to them”: one finding an action beyond it."""
    limit = agreement.duties.refund_limit
    for row in judged_actions(agreement, records):
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


def judged_actions(agreement: Agreement, records: Records) -> list[Any]:
    """The actions in the agreement's shops within its term."""
    start, end = agreement.term.start, agreement.term.end
    return [
        row
        for row in records.actions or ()
        if shop_key(row.shop) in agreement.shop_ids and start <= row.at.date() <= end
    ]


def counts_differ(agreement: Agreement, records: Records) -> Iterator[Finding]:
    """1.4(2): dates, shops and IDs whose receptions are not what the sessions say."""
    if records.sessions is None or records.receptions is None:
        return
    start, end = agreement.term.start, agreement.term.end
    counted = by_id(agreement, records)
    said = {
        (row.date, agreement.shop_ids[shop_key(row.shop)], row.id): row
        for row in records.receptions
        if shop_key(row.shop) in agreement.shop_ids
    }
    for when, shop, name in sorted(said.keys() | counted.keys()):
        row = said.get((when, shop, name))
        given = tuple(getattr(row, head) for head in HEADCOUNTS) if row else (0, 0, 0)
        found = counted.get((when, shop, name), (0, 0, 0))
        if given != found and start <= when <= end:
            values = dict(
                zip(("received", "asked", "inquiring"), zip(found, given, strict=True), strict=True)
            )
            differ = {language: _differing(values, language) for language in LANGUAGES}
            yield Finding(
                "1.4(2)", "both", "notice", "counts_differ", COUNTS_DIFFER,
                {"when": when, "id": name, "shop": shop, "differ": differ}, when, when, shop,
                measured="/".join(map(str, found)), allowed="/".join(map(str, given)),
                rows=(records.evidence("receptions", row.row),) if row else (), extra={"id": name},
            )  # fmt: skip


def _differing(values: dict[str, tuple[int, int]], language: Language) -> str:
    """The headcounts that differ: “received 23 / 21”."""
    return say(", ", language).join(
        f"{say(head, language)} {a} / {b}" for head, (a, b) in values.items() if a != b
    )


COUNTS_DIFFER = (
    "{id} of {shop} on {when}: sessions and receptions differ ({differ}); the sessions were used."
)
