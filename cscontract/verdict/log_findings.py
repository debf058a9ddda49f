"""What sessions and logins show against clauses 1.1, 1.4(1) and 1.4(3); loads the engine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from cscontract.clauses import hours, scope
from cscontract.records import logs
from cscontract.records.logs import Log
from cscontract.records.read import Records
from cscontract.terms.agreement import Agreement, shop_key
from cscontract.terms.language import Language
from cscontract.terms.spans import Span, Spans, intersect, union
from cscontract.verdict.charges import Charges
from cscontract.verdict.finding import Finding

BySpan = dict[str | None, Spans]


def sessions_against_scope(agreement: Agreement, records: Records) -> Iterator[Finding]:
    """1.1: sessions over a channel that is not allowed; problems that were not recorded."""
    if records.sessions is None:
        return
    within = _sessions(agreement, records)
    channels = agreement.duties.channels
    allowed = {"off_platform": ", ".join(channels), "problem_not_recorded": "recorded"}
    for code, condition, sentence in (
        ("off_platform", scope.off_platform(within, channels), OFF_PLATFORM),
        ("problem_not_recorded", scope.problem_not_recorded(within), NOT_RECORDED),
    ):
        chosen = within.filter(condition).select("row", "session", "shop", "channel", "started_at")
        for row in logs.rows(chosen.order_by("row")):
            when, session = row["started_at"], logs.session_name(row["session"])
            yield Finding(
                "1.1", "provider", "breach", code, sentence,
                {"session": session, "shop": row["shop"], "channel": row["channel"], "when": when},
                when, when, row["shop"], measured=row["channel"] if code == "off_platform" else "not recorded",
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
    breaks = hours.shifts(dates, agreement.hours.breaks)
    chats = _chats(agreement, records, readings["online_duty"])
    covered = _covered(charges, records)
    for shop, duty in _duty(charges, records, dates).items():
        duty = intersect(duty, [until])
        for span in hours.offline(duty, covered[shop], breaks):
            yield _offline("1.4(1)", "offline", OFFLINE, shop, span)
        for span in hours.offline_in_break(breaks, covered[shop], chats[shop]):
            yield _offline("1.4(3)", "offline_in_break", OFFLINE_IN_BREAK, shop, span)


def _duty(charges: Charges, records: Records, dates: list[date]) -> BySpan:
    """1.3: when somebody must be online, for each shop or over all of them."""
    agreement, reading = charges.agreement, charges.readings["closing_time"]
    shifts = hours.shifts(dates, agreement.hours.shifts)
    closes = max(shift.end for shift in agreement.hours.shifts)
    late: dict[str, Spans] = {shop: [] for shop in agreement.shop_ids.values()}
    if records.sessions is not None and reading != "closes":
        days = set(dates)
        for row in logs.rows(logs.past_closing(_allowed(agreement, records), closes)):
            if row["date"] in days:
                late[row["shop"]].append((hours.instant(row["date"], closes), row["end"]))
    owed = {shop: union([*shifts, *hours.closing_time(late[shop], reading)]) for shop in late}
    return hours.online_duty(owed, charges.readings["online_duty"])


def _covered(charges: Charges, records: Records) -> BySpan:
    """When somebody was online, or an outage excuses that nobody was."""
    agreement, readings = charges.agreement, charges.readings
    assert records.presence is not None
    shops = list(agreement.shop_ids.values())
    logins = logs.named(records.presence.table, agreement.names_in(records.presence.shops))
    online = logs.spans_by_shop(logs.islands(logins, "online_at", "offline_at"), shops)
    out: dict[str, Spans] = {shop: [] for shop in shops}
    for row in records.outages or ():
        if shop := agreement.shop_ids.get(shop_key(row.shop)):
            out[shop].append((row.started_at, row.ended_at))
    excused = hours.outage({shop: union(spans) for shop, spans in out.items()}, readings)
    by_shop = hours.online_duty(online, readings["online_duty"])
    return {shop: union([*spans, *excused[shop]]) for shop, spans in by_shop.items()}


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
    return sessions.filter(~scope.off_platform(sessions, agreement.duties.channels))


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
        measured=lasted["en"], allowed="0 min", readings=("online_duty", "outage", "closing_time"),
    )  # fmt: skip


OFFLINE = "Nobody was online for {shop} from {first} to {last} ({lasted})."
OFFLINE_IN_BREAK = (
    "In a break with a chat open nobody was online for {shop} from {first} to {last} ({lasted})."
)


def lasting(length: timedelta) -> dict[Language, str]:
    """A length of time by language: “25 min”, or “25 min 30 s”."""
    minutes, rest = divmod(length, timedelta(minutes=1))
    seconds = f"{rest.total_seconds():g}" if rest else ""
    return {
        "en": f"{minutes} min" + (f" {seconds} s" if rest else ""),
        "zh": f"{minutes} 分钟" + (f" {seconds} 秒" if rest else ""),
    }


def strange_rows(agreement: Agreement, record: Log, column: str) -> Iterator[tuple[str, date, int]]:
    """Shop as written, date and row of a log's rows that name no shop of the agreement or lie outside its term."""
    table, names = record.table, agreement.names_in(record.shops)
    when = table[column].date()
    inside = table.shop.isin(list(names)) & when.between(agreement.term.start, agreement.term.end)
    for row in logs.rows(table.filter(~inside).select("shop", "row", when=when).order_by("row")):
        yield row["shop"], row["when"], row["row"]
