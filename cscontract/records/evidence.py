"""The rows of the records on which what was counted on a day rests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.head import shop_key
from cscontract.records.counting import dates_of_sessions
from cscontract.records.read import Records


def evidence(
    agreement: Agreement, records: Records, first: date, last: date
) -> tuple[str, ...]:
    """The rows from which the days first to last were counted, as “file:row” or
    “file:row–row”.

    Of a date with a session those of the sessions over allowed channels, else of the
    receptions.
    """
    dates = [first + timedelta(days=day) for day in range((last - first).days + 1)]
    chats = dates_of_sessions(agreement, records)
    receptions = reception_rows(records, frozenset(agreement.shop_ids))
    counted = [
        row for when in dates if when not in chats for row in receptions.get(when, ())
    ]
    found = [records.evidence("receptions", row) for row in counted]
    if chats:
        by_date = session_rows(agreement, records)
        rows = sorted(row for when in dates for row in by_date.get(when, ()))
        found += [records.evidence("sessions", *ends) for ends in _joined(rows)]
    return tuple(found)


def _joined(rows: list[int]) -> Iterator[tuple[int, int]]:
    """Row numbers with neighbours joined, by their first and last: 3 to 5, 9 to 9."""
    for _, group in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
        part = [row for _, row in group]
        yield part[0], part[-1]


@lru_cache(maxsize=16)
def reception_rows(records: Records, shops: frozenset[str]) -> dict[date, list[int]]:
    """Rows of the named shops (by shop_key) by date, from the receptions."""
    found: dict[date, list[int]] = defaultdict(list)
    for row in records.receptions or ():
        if shop_key(row.shop) in shops:
            found[row.date].append(row.row)
    return dict(found)


def session_rows(agreement: Agreement, records: Records) -> dict[date, list[int]]:
    """Rows of the agreement's shops over allowed channels by date, from the
    sessions.
    """
    assert records.sessions is not None
    names = tuple(agreement.names_in(records.sessions.shops).items())
    return _session_rows(records, names, agreement.said("channels"))


@lru_cache(maxsize=16)
def _session_rows(
    records: Records,
    names: tuple[tuple[str, str], ...],
    channels: tuple[str, ...] | None,
) -> dict[date, list[int]]:
    from cscontract.records import engine_tables

    assert records.sessions is not None
    sessions = engine_tables.named(records.sessions.table, dict(names))
    allowed = sessions.filter(engine_tables.is_over(sessions, channels))
    found: dict[date, list[int]] = defaultdict(list)
    for row in engine_tables.rows(
        allowed.select("row", when=allowed.started_at.date()).order_by("row")
    ):
        found[row["when"]].append(row["row"])
    return dict(found)
