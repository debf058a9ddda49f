"""Chats over channels that are not allowed count nowhere; where they are many, it is
told first.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from cscontract.agreement.agreement import Agreement
from cscontract.core.language import LANGUAGES, Sentence, say
from cscontract.records.read import Records


def notices(clause: Any, agreement: Agreement, records: Records) -> Iterator[str]:
    """A notice where at least half of the chats, or all of them, ran over no allowed
    channel.

    So many are rather another name of the allowed channel than breaches. Only chats of
    the agreement's shops within its term are looked at; the others are told of by
    themselves.
    """
    if records.sessions is None:
        return
    allowed = clause.channels
    found = _by_channel(agreement, records)
    others = {
        channel: count for channel, count in found.items() if channel not in allowed
    }
    chats = sum(found.values())
    left_out = sum(others.values())
    if not left_out or 2 * left_out < chats:
        return
    values: dict[str, Any] = {"file": records.file("sessions"), "chats": f"{chats:,}"}
    values |= {"allowed": _joined(allowed), "found": _joined(_counts(others))}
    if left_out == chats:
        yield Sentence(NONE_ALLOWED, **values)
    else:
        yield Sentence(MANY_LEFT_OUT, count=f"{left_out:,}", **values)


NONE_ALLOWED = (
    "{file}: none of {chats} chats ran over an allowed channel ({allowed}); counted: 0; "
    "channels found: {found}"
)
MANY_LEFT_OUT = (
    "{file}: {count} of {chats} chats ran over no allowed channel ({allowed}) and were not counted; "
    "by channel: {found}"
)


def _by_channel(agreement: Agreement, records: Records) -> dict[str, int]:
    """The number of chats by channel, the most frequent first."""
    assert records.sessions is not None
    names = tuple(agreement.names_in(records.sessions.shops))
    return _counted(records, names, (agreement.term.start, agreement.term.end))


@lru_cache(maxsize=16)
def _counted(
    records: Records, names: tuple[str, ...], term: tuple[Any, Any]
) -> dict[str, int]:
    from cscontract.records import engine_tables

    assert records.sessions is not None
    table = records.sessions.table
    chosen = table.filter(
        table.shop.isin(list(names)), table.started_at.date().between(*term)
    )
    counts = chosen.group_by("channel").agg(count=chosen.count())
    rows = sorted(
        engine_tables.rows(counts), key=lambda row: (-row["count"], row["channel"])
    )
    return {row["channel"]: row["count"] for row in rows}


def _counts(found: dict[str, int]) -> list[str]:
    return [f"{channel} {count:,}" for channel, count in found.items()]


def _joined(parts: Any) -> dict[str, str]:
    """A list, by language."""
    return {language: say(", ", language).join(parts) for language in LANGUAGES}
