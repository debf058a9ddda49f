"""The verdict's dates for a calendar (RFC 5545): what is due when, and the agreement's last day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from hashlib import sha256
from typing import NamedTuple

from cscontract.terms import money
from cscontract.terms.language import DEFAULT, Language, say
from cscontract.verdict.check import Verdict
from cscontract.verdict.finding import Finding
from cscontract.views import reports_content as content

#: octets of a line, by RFC 5545
LINE = 75


class Event(NamedTuple):
    """An event that takes a whole day. `kind` tells it from others of its clause and date."""

    when: date
    clause: str
    kind: str
    summary: str
    told: str = ""


def ics_report(verdict: Verdict, language: Language = DEFAULT) -> bytes:
    """The calendar: due dates, seats, new agreement, last day; no event for an amount of 0."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//cscontract//check//EN",
        "CALSCALE:GREGORIAN",
    ]
    for event in sorted(_events(verdict, language)):
        lines += _vevent(event, verdict, language)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines).encode("utf-8")


def _events(verdict: Verdict, language: Language) -> Iterable[Event]:
    yield from _payments(verdict, language)
    for finding in verdict.found:
        if finding.code == "seats_due":
            yield from _seats(finding, language)
        if finding.code == "renewal_due" and isinstance(finding.first, date):
            summary = say("New agreement due", language)
            yield _of(finding, finding.first, "renewal_due", summary, language)
    last = content.last_day(verdict)
    yield Event(last, "3", "last_day", say("Last day of the agreement", language))


def _payments(verdict: Verdict, language: Language) -> Iterable[Event]:
    """2.1: the last dates to pay each month's fee and its other charges."""
    for month in verdict.monthly:
        label, other = month["month"], month["surcharge"] + month["seats"]
        if month["base"]:
            amount = money.grouped(month["base"])
            summary = say("Fee for {month} due: CNY {amount}", language, month=label, amount=amount)
            yield Event(month["base_due"], "2.1", f"base {label}", summary)
        if other:
            amount = money.grouped(other)
            sentence = "Other charges for {month} due: CNY {amount}"
            summary = say(sentence, language, month=label, amount=amount)
            yield Event(month["other_due"], "2.1", f"other {label}", summary)


def _seats(finding: Finding, language: Language) -> Iterable[Event]:
    """1.4(2)a: the date on which seats fall due and, where one is agreed, the last date to add them."""
    needed, by = finding.extra["needed"], finding.extra["due_by"]
    if isinstance(finding.first, date):
        summary = say("Added seats due: {needed} in all", language, needed=needed)
        yield _of(finding, finding.first, "seats_due", summary, language)
    if by:
        summary = say("Last day to add seats: {needed} in all", language, needed=needed)
        yield _of(finding, date.fromisoformat(by), "seats_deadline", summary, language)


def _of(finding: Finding, when: date, kind: str, summary: str, language: Language) -> Event:
    return Event(when, finding.clause, kind, summary, finding.text(language))


def _vevent(event: Event, verdict: Verdict, language: Language) -> list[str]:
    parties = verdict.agreement.parties
    clause = say("Clause {clause}", language, clause=event.clause)
    about = [event.told, f"{clause} · {parties.client} – {parties.provider}"]
    about.append(content.disclaimer(language))
    return [
        "BEGIN:VEVENT",
        f"UID:{_uid(event, verdict)}",
        f"DTSTAMP:{verdict.as_of:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{event.when:%Y%m%d}",
        f"DTEND;VALUE=DATE:{event.when + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(event.summary)}",
        "DESCRIPTION:" + r"\n".join(_text(line) for line in about if line),
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _uid(event: Event, verdict: Verdict) -> str:
    """The same for the same event of the same agreement, whatever the amount."""
    agreement = verdict.agreement
    name = (agreement.agreement, agreement.parties.client, agreement.parties.provider)
    parts = (*name, agreement.term.start, event.clause, event.when, event.kind)
    return (
        sha256("\n".join(map(content.clean, parts)).encode("utf-8")).hexdigest()[:32]
        + "@cscontract"
    )


def _text(value: str) -> str:
    r"""A text as a value: \ ; and , behind a backslash."""
    plain = content.clean(value)
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def folded(line: str) -> str:
    """A line of at most 75 octets; the rest on further lines that begin with a space.

    >>> [len(part.encode()) for part in folded("汉" * 60).split("\\r\\n")]
    [75, 73, 34]
    """
    parts, room = [""], LINE
    for sign in line:
        size = len(sign.encode("utf-8"))
        if size > room:
            parts.append(" ")
            room = LINE - 1
        parts[-1] += sign
        room -= size
    return "\r\n".join(parts)
