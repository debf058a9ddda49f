"""The verdict's dates for a calendar (RFC 5545): what is due when, and the last day.

A duty keeps its identity (UID) while its date and amount change, and a calendar takes
the entry with the greatest SEQUENCE. No clock is read, so two things make that grow:
the date up to which was judged, and the calendars that were made before, which stand
beside the new one. An entry that differs from the last of them is one above it; another
stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from icalendar import Alarm, Calendar, Component
from icalendar import Event as Entry

from cscontract.agreement.head import shop_key
from cscontract.clauses.shared.duty import DueMonth, Duty
from cscontract.core.language import Language, say, spoken
from cscontract.verdict.check import Verdict
from cscontract.views.reports import content

MADE_BY = "-//cscontract//check//EN"
#: when a calendar reminds of a date: three days before and on the day itself, at nine
ALARMS = (timedelta(days=-3, hours=9), timedelta(hours=9))
#: what makes an entry another than the one before
TOLD = ("DTSTART", "DTEND", "SUMMARY", "DESCRIPTION")
#: a file longer than this is none of our calendars
LONGEST = 4_000_000


class Kept(NamedTuple):
    """What an earlier calendar has of a duty; the later is the greater."""

    sequence: int
    stamp: datetime
    told: tuple[str, ...]


def ics_report(
    verdict: Verdict, language: Language | None = None, earlier: Iterable[bytes] = ()
) -> bytes:
    """The calendar: what the clauses have due, and the last day.

    `earlier`: calendars made before, see `beside`; entries that differ are above
    theirs.
    """
    language = language or spoken()
    calendar = Calendar()
    calendar.add("prodid", MADE_BY)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    before = _latest(earlier)
    for duty in sorted(_duties(verdict, language)):
        entry = _entry(duty, verdict, language)
        _number(entry, verdict, before.get(str(entry["UID"])))
        calendar.add_component(entry)
    content: bytes = calendar.to_ical()
    return content


def beside(target: Path) -> list[bytes]:
    """The calendars of this program in a target's folder, the target among them."""
    found = []
    # what cannot be read is not followed; the target itself is told when it is written
    with suppress(OSError):
        for path in sorted(target.parent.glob("*.ics")):
            if path.is_file() and path.stat().st_size < LONGEST:
                found.append(path.read_bytes())
    return [data for data in found if MADE_BY.encode() in data[:300]]


def _latest(calendars: Iterable[bytes]) -> dict[str, Kept]:
    """By UID, of the entries that calendars have of a duty the one that prevails."""
    latest: dict[str, Kept] = {}
    for calendar in calendars:
        for uid, kept in _kept(calendar):
            latest[uid] = max(kept, latest.get(uid, kept))
    return latest


def _kept(calendar: bytes) -> Iterator[tuple[str, Kept]]:
    """The entries of a calendar with their UIDs; damaged ones have nothing to
    follow.
    """
    with suppress(ValueError, LookupError, TypeError, AttributeError):
        for entry in Calendar.from_ical(calendar).walk("VEVENT"):
            stamp = _plain(entry)["DTSTAMP"].dt.astimezone(UTC)
            yield (
                str(entry["UID"]),
                Kept(int(entry.get("SEQUENCE", 0)), stamp, _told(entry)),
            )


def _number(entry: Entry, verdict: Verdict, before: Kept | None) -> None:
    """SEQUENCE and stamps: by the as-of date, and above an earlier entry that
    differs.
    """
    days = (verdict.as_of - verdict.agreement.term.start).days
    sequence = max(0, days)
    stamp = datetime.combine(verdict.as_of, time(), UTC)
    if before is not None:
        further = int(_told(entry) != before.told)
        sequence = max(sequence, before.sequence + further)
        stamp = max(stamp, before.stamp + timedelta(seconds=further))
    entry.add("sequence", sequence)
    entry.add("dtstamp", stamp)
    entry.add("last-modified", stamp)


def _told(entry: Component) -> tuple[str, ...]:
    """What an entry says."""
    return tuple(str(_plain(entry)[name].to_ical()) for name in TOLD)


def _plain(entry: Component) -> Any:
    """An entry as what it is read from: names and values of any kind."""
    return entry


def _duties(verdict: Verdict, language: Language) -> Iterator[Duty]:
    given = {"found": verdict.found, "months": _months(verdict), "language": language}
    for _, duties in verdict.charges.asked("duties", **given):
        yield from duties
    last = content.last_day(verdict)
    place = verdict.agreement.term.at
    yield Duty(last, place, "last_day", say("Last day of the agreement", language))


def _months(verdict: Verdict) -> list[DueMonth]:
    """Each month's charges with their due dates."""
    found = []
    for month in verdict.monthly:
        base, other = verdict.due_amounts(month)
        dates = month["base_due"], month["other_due"]
        found.append(DueMonth(month["month"], base, dates[0], other, dates[1]))
    return found


def _entry(duty: Duty, verdict: Verdict, language: Language) -> Entry:
    """A duty as a calendar has it, with its alarms."""
    parties = verdict.agreement.parties
    of = f"{parties.client} – {parties.provider}"
    if duty.clause:
        of = f"{say('Clause {clause}', language, clause=duty.clause)} · {of}"
    about = [duty.told, of]
    about.append(content.disclaimer(language))
    summary = content.clean(duty.summary)
    entry = Entry()
    entry.add("uid", _uid(duty, verdict))
    entry.add("dtstart", duty.when)
    entry.add("dtend", duty.when + timedelta(days=1))
    entry.add("summary", summary)
    entry.add("description", "\n".join(content.clean(line) for line in about if line))
    entry.add("transp", "TRANSPARENT")
    for before in ALARMS:
        entry.add_component(_alarm(summary, before))
    return entry


def _alarm(summary: str, trigger: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", trigger)
    return alarm


def _uid(duty: Duty, verdict: Verdict) -> str:
    """The same for the same duty of the same agreement, whatever its date and amount.

    An agreement is told by its parties, its shops and the first day of its term: a last
    day that moves is the same duty.
    """
    agreement = verdict.agreement
    parties = agreement.parties
    shops = sorted(shop_key(shop.id) for shop in agreement.shops)
    of = (
        agreement.agreement,
        parties.client,
        parties.provider,
        *shops,
        agreement.term.start,
    )
    parts = (*of, duty.clause, duty.name)
    digest = sha256("\n".join(map(content.clean, parts)).encode("utf-8")).hexdigest()
    return f"{digest[:32]}@cscontract"
