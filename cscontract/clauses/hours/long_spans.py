"""Logins, outages and sessions that last longer than a day's service may: told, and not
believed at once.

A logout that was forgotten, or a slip in a date, would hide every absence of the days
between.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.clause import Clause
from cscontract.agreement.head import shop_key
from cscontract.clauses.shared.finding import Finding
from cscontract.core.language import Sentence
from cscontract.records.read import Records

#: a login or outage that lasts longer is told; a day's service has fewer hours
LONG = timedelta(hours=16)


class LongSpan(NamedTuple):
    """A row that lasts long: its shop as written, from when to when, its number."""

    shop: str
    first: datetime
    last: datetime
    row: int


def is_long(first: datetime, last: datetime) -> bool:
    """Whether a span lasts longer than 16 hours."""
    return last - first > LONG


#: the logs whose rows may last long: from which column to which
LOGS = {"presence": ("online_at", "offline_at"), "sessions": ("started_at", "ended_at")}


def long_spans(
    clause: Clause, agreement: Agreement, records: Records, as_of: date
) -> Iterator[Finding]:
    """Logins, chats and outages over 16 hours; they excuse once they are confirmed."""
    for record in LOGS:
        found = _in_log(agreement, records, record)
        for shop, file, spans in _by_shop(agreement, records, (record, as_of), found):
            yield _long(
                clause, shop, spans, file, _sentence(record, records.long_spans)
            )
    found = _outages(agreement, records)
    for shop, file, spans in _by_shop(agreement, records, ("outages", as_of), found):
        yield _long(clause, shop, spans, file, _sentence("outages", records.long_spans))


def _in_log(agreement: Agreement, records: Records, record: str) -> Iterator[LongSpan]:
    log = getattr(records, record)
    if log is None:
        return
    from cscontract.records import engine_tables

    start, end = LOGS[record]
    named = engine_tables.named(log.table, agreement.names_in(log.shops))
    chosen = named.filter(is_long_row(named, start, end)).order_by("row")
    for row in engine_tables.rows(chosen.select("shop", start, end, "row")):
        yield LongSpan(row["shop"], row[start], row[end], row["row"])


def is_long_row(spans: Any, start: str, end: str) -> Any:
    """Which rows of a log last longer than 16 hours."""
    import ibis

    return spans[end] > spans[start] + ibis.interval(hours=LONG // timedelta(hours=1))


def _outages(agreement: Agreement, records: Records) -> Iterator[LongSpan]:
    for row in records.outages or ():
        if (
            is_long(row.started_at, row.ended_at)
            and shop_key(row.shop) in agreement.shop_ids
        ):
            yield LongSpan(row.shop, row.started_at, row.ended_at, row.row)


def _by_shop(
    agreement: Agreement,
    records: Records,
    where: tuple[str, date],
    found: Iterable[LongSpan],
) -> Iterator[tuple[str, str, list[LongSpan]]]:
    """Shop, file and spans of those begun by the as-of date; `where`: the record and
    that date.
    """
    record, as_of = where
    by_shop: dict[tuple[str, str], list[LongSpan]] = defaultdict(list)
    for span in found:
        if span.first.date() <= as_of:
            file, number = records.place(record, span.row)
            shop = agreement.shop_ids[shop_key(span.shop)]
            by_shop[shop, file].append(span._replace(row=number))
    for (shop, file), spans in by_shop.items():
        yield shop, file, spans


def _sentence(record: str, long_spans: str) -> str:
    if record == "sessions":
        return LONG_SESSIONS
    return LONG_CONFIRMED if long_spans == "confirmed" else LONG_SPANS


def _long(
    clause: Clause, shop: str, spans: list[LongSpan], file: str, sentence: str
) -> Finding:
    """Begun from when to when, the longest as measured."""
    longest = max(spans, key=lambda span: span.last - span.first)
    hours = (longest.last - longest.first) // timedelta(hours=1)
    rows = tuple(f"{file}:{span.row}" for span in spans)
    begun = sorted(span.first for span in spans)
    values = {"file": file, "shop": shop, "count": len(spans), "row": longest.row}
    values |= {"first": longest.first, "last": longest.last, "hours": hours}
    return Finding(
        clause.place,
        "both",
        "notice",
        "long_span",
        sentence,
        values,
        begun[0],
        begun[-1],
        shop,
        measured=Sentence("{count} h", count=hours),
        allowed=Sentence("{count} h", count=LONG // timedelta(hours=1)),
        rows=rows,
        extra={"count": len(spans), "file": file},
    )


LONG_SPANS = (
    "{file}: rows of {shop} that last over 16 hours: {count}, the longest row {row} ({first} to {last}, "
    "{hours} hours); left out, they excuse no absence (--long-spans confirms them)."
)
LONG_CONFIRMED = (
    "{file}: rows of {shop} that last over 16 hours: {count}, the longest row {row} ({first} to {last}, "
    "{hours} hours); counted as confirmed."
)
LONG_SESSIONS = (
    "{file}: chats of {shop} that last over 16 hours: {count}, the longest row {row} ({first} to {last}, "
    "{hours} hours); counted as open all that time."
)
