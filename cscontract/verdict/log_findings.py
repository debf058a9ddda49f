"""What sessions and logins show against clauses 1.1, 1.4(1) and 1.4(3); loads the engine."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import ibis

from cscontract.clauses.hours import clause as hours
from cscontract.clauses.scope import clause as scope
from cscontract.records import logs
from cscontract.records.logs import Log
from cscontract.records.read import Records
from cscontract.terms.agreement import Agreement
from cscontract.terms.finding import Finding
from cscontract.terms.head import shop_key
from cscontract.terms.language import Sentence
from cscontract.terms.spans import Span, Spans, intersect, union
from cscontract.verdict.charges import Charges
from cscontract.verdict.long_spans import LONG, LongSpan, is_long, long_span_findings

BySpan = dict[str | None, Spans]


def sessions_against_scope(
    agreement: Agreement, records: Records, as_of: date
) -> Iterator[Finding]:
    """1.1: sessions over a channel that is not allowed; problems that were not recorded."""
    clause = agreement.of_kind("scope")
    if records.sessions is None or clause is None:
        return
    within = _sessions(agreement, records)
    within = within.filter(within.started_at < as_of + timedelta(days=1))
    channels = clause.channels
    allowed = {
        "off_platform": ", ".join(channels),
        "problem_not_recorded": Sentence("recorded"),
    }
    for code, condition, sentence in (
        ("off_platform", scope.off_platform(within, channels), OFF_PLATFORM),
        ("problem_not_recorded", scope.problem_not_recorded(within), NOT_RECORDED),
    ):
        chosen = within.filter(condition).select("row", "session", "shop", "channel", "started_at")
        for row in logs.rows(chosen.order_by("row")):
            when, session = row["started_at"], logs.session_name(row["session"])
            yield Finding(
                clause.place, "provider", "breach", code, sentence,
                {"session": session, "shop": row["shop"], "channel": row["channel"], "when": when},
                when, when, row["shop"],
                measured=row["channel"] if code == "off_platform" else Sentence("not recorded"),
                allowed=allowed[code],
                rows=(records.evidence("sessions", row["row"]),), extra={"session": session},
            )  # fmt: skip


OFF_PLATFORM = "Session {session} of {shop} on {when} ran over {channel}, which is not allowed."
NOT_RECORDED = "The problem in session {session} of {shop} on {when} was not recorded."


def presence(charges: Charges, records: Records, as_of: date) -> Iterator[Finding]:
    """1.4(1) “keeps the shops' customer service online”, 1.4(3) “not while a customer is asking”."""
    if records.presence is None:
        return
    agreement, readings = charges.agreement, charges.readings
    term = charges.daily.term
    served = charges.ending.governed & ~charges.service.closed & term.between(term.start, as_of)
    dates = term.dates(served)
    until = (datetime.min, datetime.combine(as_of + timedelta(days=1), time.min))
    chats = _chats(agreement, records, readings["online_duty"])
    covered = _covered(charges, records)
    for shop, duty in _duty(charges, records, dates).items():
        duty = intersect(duty, [until])
        breaks = intersect(_breaks(agreement, duty), duty)
        for span in hours.offline(duty, covered[shop], breaks):
            yield _offline("1.4(1)", "offline", OFFLINE, shop, span)
        for span in hours.offline_in_break(breaks, covered[shop], chats[shop]):
            yield _offline("1.4(3)", "offline_in_break", OFFLINE_IN_BREAK, shop, span)


def _breaks(agreement: Agreement, duty: Spans) -> Spans:
    """The breaks of every date on which there is duty, be it that a chat goes on into a closed day."""
    if not duty:
        return []
    first, last = duty[0][0].date(), duty[-1][1].date()
    dates = (first + timedelta(days=day) for day in range((last - first).days + 1))
    return hours.shifts(dates, agreement.hours.breaks)


def _duty(charges: Charges, records: Records, dates: list[date]) -> BySpan:
    """1.3: when somebody must be online, for each shop or over all of them."""
    agreement, reading = charges.agreement, charges.readings["closing_time"]
    shifts = hours.shifts(dates, agreement.hours.shifts)
    closes = max(shift.end for shift in agreement.hours.shifts)
    late: dict[str, Spans] = {shop: [] for shop in agreement.shop_ids.values()}
    if records.sessions is not None and reading != "closes":
        for row in logs.rows(logs.past_closing(_allowed(agreement, records), closes)):
            closing = _closing(dates, row["date"], closes)
            if closing is not None and closing < row["end"]:
                late[row["shop"]].append((closing, row["end"]))
    owed = {shop: union([*shifts, *hours.closing_time(late[shop], reading)]) for shop in late}
    return hours.online_duty(owed, charges.readings["online_duty"])


def _closing(dates: list[date], since: date, closes: str) -> datetime | None:
    """The closing of the first of the service days, in order, that is not before `since`."""
    at = bisect_left(dates, since)
    return hours.instant(dates[at], closes) if at < len(dates) else None


def _covered(charges: Charges, records: Records) -> BySpan:
    """When somebody was online, or an outage excuses that nobody was.

    Logins and outages over 16 hours are left out unless they are confirmed.
    """
    agreement, readings = charges.agreement, charges.readings
    assert records.presence is not None
    shops = list(agreement.shop_ids.values())
    logins = logs.named(records.presence.table, agreement.names_in(records.presence.shops))
    confirmed = records.long_spans == "confirmed"
    if not confirmed:
        logins = logins.filter(~_is_long(logins, "online_at", "offline_at"))
    online = logs.spans_by_shop(logs.islands(logins, "online_at", "offline_at"), shops)
    out: dict[str, Spans] = {shop: [] for shop in shops}
    for row in records.outages or ():
        believed = confirmed or not is_long(row.started_at, row.ended_at)
        if believed and (shop := agreement.shop_ids.get(shop_key(row.shop))):
            out[shop].append((row.started_at, row.ended_at))
    excused = hours.outage({shop: union(spans) for shop, spans in out.items()}, readings)
    by_shop = hours.online_duty(online, readings["online_duty"])
    return {shop: union([*spans, *excused[shop]]) for shop, spans in by_shop.items()}


def _is_long(spans: Any, start: str, end: str) -> Any:
    """Which rows of a log last longer than 16 hours."""
    return spans[end] > spans[start] + ibis.interval(hours=LONG // timedelta(hours=1))


def long_spans(agreement: Agreement, records: Records, as_of: date) -> Iterator[Finding]:
    """1.4(1): logins and chats over 16 hours."""
    for record, start, end in (
        ("presence", "online_at", "offline_at"),
        ("sessions", "started_at", "ended_at"),
    ):
        log = getattr(records, record)
        if log is None:
            continue
        named = logs.named(log.table, agreement.names_in(log.shops))
        chosen = named.filter(_is_long(named, start, end)).order_by("row")
        rows = logs.rows(chosen.select("shop", start, end, "row"))
        found = [LongSpan(row["shop"], row[start], row[end], row["row"]) for row in rows]
        yield from long_span_findings(agreement, records, (record, as_of), found)


def _chats(agreement: Agreement, records: Records, reading: str) -> BySpan:
    """When a chat was open in a break, for each shop or over all of them; none without sessions."""
    chats: dict[str, Spans] = {shop: [] for shop in agreement.shop_ids.values()}
    if records.sessions is not None and agreement.hours.breaks:
        open_then = logs.touching(_allowed(agreement, records), agreement.hours.breaks)
        chats = logs.spans_by_shop(logs.islands(open_then, "started_at", "ended_at"), chats)
    return hours.online_duty(chats, reading)


def _allowed(agreement: Agreement, records: Records) -> Any:
    """As `_sessions`, over an allowed channel."""
    sessions = _sessions(agreement, records)
    return sessions.filter(logs.is_over(sessions, agreement.said("channels")))


def _sessions(agreement: Agreement, records: Records) -> Any:
    """The sessions of the agreement's shops that began within its term."""
    assert records.sessions is not None
    sessions = logs.named(records.sessions.table, agreement.names_in(records.sessions.shops))
    start, after = agreement.term.start, agreement.term.end + timedelta(days=1)
    return sessions.filter(sessions.started_at >= start, sessions.started_at < after)


def _offline(clause: str, code: str, sentence: str, shop: str | None, span: Span) -> Finding:
    first, last = span
    lasted = lasting(last - first)
    where = {"en": shop or "any shop", "zh": shop or "各店"}
    return Finding(
        clause, "provider", "breach", code, sentence,
        {"shop": where, "first": first, "last": last, "lasted": lasted}, first, last, shop,
        measured=lasted, allowed=Sentence("{minutes} min", minutes=0),
        readings=("online_duty", "outage", "closing_time"),
    )  # fmt: skip


OFFLINE = "Nobody was online for {shop} from {first} to {last} ({lasted})."
OFFLINE_IN_BREAK = (
    "In a break with a chat open nobody was online for {shop} from {first} to {last} ({lasted})."
)


def lasting(length: timedelta) -> Sentence:
    """A length of time: “25 min”, or “25 min 30 s”."""
    minutes, rest = divmod(length, timedelta(minutes=1))
    if not rest:
        return Sentence("{minutes} min", minutes=minutes)
    seconds = f"{rest.total_seconds():g}"
    return Sentence("{minutes} min {seconds} s", minutes=minutes, seconds=seconds)


def strange_rows(agreement: Agreement, record: Log, column: str) -> Iterator[tuple[str, date, int]]:
    """Shop as written, date and row of a log's rows that name no shop of the agreement or lie outside its term."""
    table, names = record.table, agreement.names_in(record.shops)
    when = table[column].date()
    inside = table.shop.isin(list(names)) & when.between(agreement.term.start, agreement.term.end)
    for row in logs.rows(table.filter(~inside).select("shop", "row", when=when).order_by("row")):
        yield row["shop"], row["when"], row["row"]
