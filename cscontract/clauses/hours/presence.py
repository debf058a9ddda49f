"""Who was online when somebody had to be; loads the engine."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.head import shop_key
from cscontract.agreement.phrases import Readings
from cscontract.clauses.hours import clause as hours
from cscontract.clauses.hours.long_spans import is_long, is_long_row
from cscontract.clauses.shared.finding import Finding
from cscontract.core.intervals import Span, Spans, intersect, union
from cscontract.core.language import Sentence
from cscontract.records import engine_tables
from cscontract.records.read import Records

BySpan = dict[str | None, Spans]
#: the phrases that say who must be online when
READ = ("online_duty", "outage", "closing_time")


@dataclass(frozen=True)
class PresenceInHours:
    """What logins, sessions and outages say of the hours of a clause.

    `dates`: the service days, in order, up to the as-of date; `readings`: of `READ`;
    `rests_on`: these phrases as the clause has them.
    """

    clause: Any
    agreement: Agreement
    records: Records
    dates: list[date]
    as_of: date
    readings: Readings
    rests_on: tuple[str, ...]

    def findings(self) -> Iterator[Finding]:
        """“keeps the shops' customer service online”, “not while a customer is
        asking”.
        """
        until = (
            datetime.min,
            datetime.combine(self.as_of + timedelta(days=1), time.min),
        )
        chats = self.chats
        covered = self.covered
        for shop, owed in self.duty.items():
            duty = intersect(owed, [until])
            breaks = intersect(self.breaks(duty), duty)
            for span in hours.offline(duty, covered[shop], breaks):
                yield self._finding("offline", OFFLINE, shop, span)
            for span in hours.offline_in_break(breaks, covered[shop], chats[shop]):
                yield self._finding("offline_in_break", OFFLINE_IN_BREAK, shop, span)

    def breaks(self, duty: Spans) -> Spans:
        """The breaks of every date on which there is duty, be it that a chat goes on
        into a closed day.
        """
        if not duty:
            return []
        first = duty[0][0].date()
        last = duty[-1][1].date()
        dates = (first + timedelta(days=day) for day in range((last - first).days + 1))
        return hours.shifts(dates, self.clause.breaks)

    @cached_property
    def duty(self) -> BySpan:
        """When somebody must be online, for each shop or over all of them."""
        reading = self.readings["closing_time"]
        shifts = hours.shifts(self.dates, self.clause.shifts)
        closings = {
            shop: hours.closing_time(late, reading)
            for shop, late in self._late().items()
        }
        owed = {shop: union([*shifts, *closing]) for shop, closing in closings.items()}
        return hours.online_duty(owed, self.readings["online_duty"])

    def _late(self) -> dict[str, Spans]:
        """By shop from closing to the end of the last chat begun before it, of each
        date.
        """
        late: dict[str, Spans] = {shop: [] for shop in self.agreement.shop_ids.values()}
        if self.records.sessions is None or self.readings["closing_time"] == "closes":
            return late
        closes = max(shift.end for shift in self.clause.shifts)
        for row in engine_tables.rows(
            engine_tables.past_closing(self._allowed(), closes)
        ):
            closing = _closing(self.dates, row["date"], closes)
            if closing is not None and closing < row["end"]:
                late[row["shop"]].append((closing, row["end"]))
        return late

    @cached_property
    def covered(self) -> BySpan:
        """When somebody was online, or an outage excuses that nobody was."""
        excused = hours.outage(self._out(), self.readings)
        by_shop = hours.online_duty(self._online(), self.readings["online_duty"])
        return {
            shop: union([*spans, *excused[shop]]) for shop, spans in by_shop.items()
        }

    def _online(self) -> dict[str, Spans]:
        """By shop when an ID was logged in; logins over 16 hours are believed once
        confirmed.
        """
        log = self.records.presence
        agreement = self.agreement
        assert log is not None
        logins = engine_tables.named(log.table, agreement.names_in(log.shops))
        if self.records.long_spans != "confirmed":
            logins = logins.filter(~is_long_row(logins, "online_at", "offline_at"))
        islands = engine_tables.islands(logins, "online_at", "offline_at")
        return engine_tables.spans_by_shop(islands, agreement.shop_ids.values())

    def _out(self) -> dict[str, Spans]:
        """By shop when its platform was out; outages over 16 hours are believed once
        confirmed.
        """
        confirmed = self.records.long_spans == "confirmed"
        out: dict[str, Spans] = {shop: [] for shop in self.agreement.shop_ids.values()}
        for row in self.records.outages or ():
            believed = confirmed or not is_long(row.started_at, row.ended_at)
            if believed and (shop := self.agreement.shop_ids.get(shop_key(row.shop))):
                out[shop].append((row.started_at, row.ended_at))
        return {shop: union(spans) for shop, spans in out.items()}

    @cached_property
    def chats(self) -> BySpan:
        """When a chat was open in a break, for each shop or over all of them; none
        without sessions.
        """
        chats: dict[str, Spans] = {
            shop: [] for shop in self.agreement.shop_ids.values()
        }
        if self.records.sessions is not None and self.clause.breaks:
            open_then = engine_tables.touching(self._allowed(), self.clause.breaks)
            chats = engine_tables.spans_by_shop(
                engine_tables.islands(open_then, "started_at", "ended_at"), chats
            )
        return hours.online_duty(chats, self.readings["online_duty"])

    def _allowed(self) -> Any:
        """The agreement's sessions over an allowed channel."""
        assert self.records.sessions is not None
        sessions = engine_tables.of_agreement(self.records.sessions, self.agreement)
        return sessions.filter(
            engine_tables.is_over(sessions, self.agreement.said("channels"))
        )

    def _finding(
        self, code: str, sentence: str, shop: str | None, span: Span
    ) -> Finding:
        first, last = span
        lasted = lasting(last - first)
        where = {"en": shop or "any shop", "zh": shop or "各店"}
        return Finding(
            clause=self.clause.place,
            party="provider",
            kind="breach",
            code=code,
            sentence=sentence,
            values={"shop": where, "first": first, "last": last, "lasted": lasted},
            first=first,
            last=last,
            shop=shop,
            measured=lasted,
            allowed=Sentence("{minutes} min", minutes=0),
            readings=self.rests_on,
        )


def _closing(dates: list[date], since: date, closes: str) -> datetime | None:
    """The closing of the first of the service days, in order, that is not before
    `since`.
    """
    at = bisect_left(dates, since)
    return hours.instant(dates[at], closes) if at < len(dates) else None


OFFLINE = "Nobody was online for {shop} from {first} to {last} ({lasted})."
OFFLINE_IN_BREAK = "In a break with a chat open nobody was online for {shop} from {first} to {last} ({lasted})."


def lasting(length: timedelta) -> Sentence:
    """A length of time: “25 min”, or “25 min 30 s”."""
    minutes, rest = divmod(length, timedelta(minutes=1))
    if not rest:
        return Sentence("{minutes} min", minutes=minutes)
    seconds = f"{rest.total_seconds():g}"
    return Sentence("{minutes} min {seconds} s", minutes=minutes, seconds=seconds)
