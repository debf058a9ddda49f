"""Findings: what the records show against the clauses, as values with their evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from cscontract.clauses import payment
from cscontract.records.read import Records
from cscontract.terms import days, money
from cscontract.terms.agreement import Agreement, shop_key
from cscontract.terms.figures import figures
from cscontract.terms.language import Language, say
from cscontract.terms.phrases import register
from cscontract.verdict.charges import Charges


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `sentence` is what it says, with {placeholders} for `values`; `rows` its evidence.

    party: client | provider | both; kind: breach | due | gap | notice. `extra` are further keys of
    the code's own (count, needed, figure …). `readings`: the phrases that it rests on.
    """

    clause: str
    party: str
    kind: str
    code: str
    sentence: str
    values: dict[str, Any] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None
    shop: str | None = None
    measured: str | None = None
    allowed: str | None = None
    readings: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)

    def text(self, language: Language = "en") -> str:
        """What the finding says, in a sentence."""
        return say(self.sentence, language, **self.values)

    def to_dict(self) -> dict[str, Any]:
        """The finding as JSON has it."""
        return {
            "clause": self.clause,
            "party": self.party,
            "kind": self.kind,
            "code": self.code,
            "shop": self.shop,
            "from": self.first and self.first.isoformat(),
            "to": self.last and self.last.isoformat(),
            "measured": self.measured,
            "allowed": self.allowed,
            "readings": list(self.readings),
            "rows": list(self.rows),
            "text": self.text(),
            **self.extra,
        }


def find(charges: Charges, records: Records, as_of: date) -> list[Finding]:
    """All findings that daily counts allow, in the order of clause and date."""
    agreement = charges.agreement
    found = [
        *rows_left_out(agreement, records),
        *missing_days(charges, as_of),
        *seats_due(charges, records, as_of),
        *renewal_due(charges),
        *gaps(charges, as_of),
        *readings_not_used(agreement),
        *words_differ(agreement),
        *calendar_unknown(charges),
    ]
    return sorted(found, key=lambda f: (f.clause, f.first or date.max, f.code, f.shop or ""))


def rows_left_out(agreement: Agreement, records: Records) -> Iterator[Finding]:
    """1.2 “the client's shops”, 3 “from … to …”: rows of no shop of the agreement or outside its term."""
    file = records.files.get("receptions", "receptions")
    strange: dict[tuple[str, date], list[int]] = defaultdict(list)
    outside: dict[tuple[str, date], list[int]] = defaultdict(list)
    known, start, end = agreement.shop_ids, agreement.term.start, agreement.term.end
    for row in records.receptions:
        key = shop_key(row.shop)
        if key not in known:
            strange[row.shop, row.date].append(row.row)
        if not start <= row.date <= end:
            outside[known.get(key, row.shop), row.date].append(row.row)
    for code, clause, by, allowed, sentence in (
        ("unknown_shop", "1.2", strange, ", ".join(known.values()), UNKNOWN_SHOP),
        ("outside_term", "3", outside, f"{start} – {end}", OUTSIDE_TERM),
    ):
        for (shop, when), rows in by.items():
            yield Finding(
                clause, "both", "notice", code, sentence,
                {"shop": shop, "when": when, "count": len(rows), "file": file},
                when, when, shop, measured=f"{len(rows)} rows", allowed=allowed,
                rows=tuple(f"{file}:{row}" for row in rows), extra={"count": len(rows), "file": file},
            )  # fmt: skip


UNKNOWN_SHOP = "{file}: {count} rows of {when} are of {shop}, a shop that the agreement does not name; left out."
OUTSIDE_TERM = "{file}: {count} rows of {shop} on {when} lie outside the term; left out."


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
        there = 1 + seats_on(records, deadline)
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


def seats_on(records: Records, when: date) -> int:
    """Added seats at work on a date: those of the latest row on or before it."""
    rows = [row for row in records.seats or () if row.date <= when]
    return rows[-1].added if rows else 0


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


def gaps(charges: Charges, as_of: date) -> Iterator[Finding]:
    """Figures that the agreement leaves null and that matter on these records."""
    agreement, term = charges.agreement, charges.daily.term
    matters = {
        "seats.within_days": any(term.date_of(run[-1]) <= as_of for run in charges.seats_due),
        "seats.monthly_fee": any(month.seats is None for month in charges.months),
        "renewal.new_monthly_fee": charges.ending.week is not None,
    }
    for key, does in matters.items():
        figure = figures()[key]
        if does and agreement.figure(key) is None:
            yield Finding(
                figure.clause, "both", "gap", "not_agreed", NOT_AGREED,
                {"key": key, "gap": figure.gap}, extra={"figure": key},
            )  # fmt: skip


NOT_AGREED = "{key} is not agreed: {gap}."


def readings_not_used(agreement: Agreement) -> Iterator[Finding]:
    """Phrases that the agreement settles but that these records cannot decide."""
    for name in agreement.readings:
        phrase = register()[name]
        if phrase.moves == "money" and phrase.needs:
            yield Finding(
                phrase.clause, "both", "notice", "reading_not_used", NOT_USED,
                {"phrase": name, "needs": ", ".join(phrase.needs)}, readings=(name,),
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
    years = {when.year for pair in due_dates(charges, rolled=False) for when in pair}
    for year in sorted(years - set(agreement.official_days.years)):
        yield Finding(
            "2.1", "both", "notice", "calendar_unknown", CALENDAR_UNKNOWN, {"year": year},
            readings=("payment_roll",), extra={"year": year},
        )  # fmt: skip


CALENDAR_UNKNOWN = "The public holidays of {year} are not known; due dates in it were not moved."


def due_dates(charges: Charges, rolled: bool = True) -> list[tuple[date, date]]:
    """2.1: for each month the last date to pay its base fee and its other charges."""
    agreement, readings = charges.agreement, charges.readings
    start, due_day = agreement.term.start, agreement.payment.due_day
    roll = readings["payment_roll"] if rolled else "none"
    found = []
    for month in charges.months:
        base = payment.base_due(month.month.first, start, due_day, readings["payment_day"])
        other = payment.surcharge_due(month.month.first, start, due_day, readings)
        calendar = agreement.official_days
        rolled_dates = (payment.payment_roll(when, calendar, roll) for when in (base, other))
        found.append((next(rolled_dates), next(rolled_dates)))
    return found


def evidence(agreement: Agreement, records: Records, first: date, last: date) -> tuple[str, ...]:
    """The rows of the agreement's shops from first to last, as “file:row”."""
    file = records.files.get("receptions", "receptions")
    return tuple(
        f"{file}:{row.row}"
        for row in records.receptions
        if first <= row.date <= last and shop_key(row.shop) in agreement.shop_ids
    )
