"""Days made up for a question: told in a sentence, written as records."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from io import StringIO
from itertools import groupby
from typing import Any

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.kinds import kinds
from cscontract.clauses.shared.made_up import Day, figures, plain
from cscontract.core.language import Language, say

__all__ = ["Day", "days_in_words", "figures", "files", "instants", "plain"]

# in words


def days_in_words(days: Sequence[Day], language: Language) -> str:
    """The days in words: “3 days of 101 persons”."""
    parts = [(day, len(list(alike))) for day, alike in groupby(days)]
    return say(", then ", language).join(
        _told(day, count, language) for day, count in parts
    )


def _told(day: Day, count: int, language: Language) -> str:
    if not day.cells:
        return say("{days} without a record", language, days=_days(count, language))
    details = say(", ", language).join(_details(day, language))
    persons = _persons(day.persons, language)
    sentence = "one day of {persons}" if count == 1 else "{days} of {persons}"
    text = say(sentence, language, days=_days(count, language), persons=persons)
    return text + (say(" ({details})", language, details=details) if details else "")


def _days(count: int, language: Language) -> str:
    return (
        say("one day", language)
        if count == 1
        else say("{count} days", language, count=count)
    )


def _persons(count: int, language: Language) -> str:
    if count == 1:
        return say("one person", language)
    return say("{count} persons", language, count=count)


def _details(day: Day, language: Language) -> Iterator[str]:
    """What is not the same for every person of the day, and the added seats."""
    received, asked, inquiring = (
        sum(each) for each in list(zip(*day.cells, strict=True))[2:]
    )
    if received < asked:
        yield say("{count} of them received", language, count=received)
    if inquiring < received:
        yield say("{count} of them inquiring", language, count=inquiring)
    if len(day.cells) > 1:
        parts = " + ".join(str(cell[3]) for cell in day.cells)
        two_shops = day.cells[0][0] != day.cells[1][0]
        sentence = (
            "over two shops: {parts}"
            if two_shops
            else "over two IDs of a shop: {parts}"
        )
        yield say(sentence, language, parts=parts)
    if day.shared:
        yield say(
            "{count} of them wrote to two IDs of the shop", language, count=day.shared
        )
    if day.outside:
        yield say(
            "{count} of them wrote outside service hours", language, count=day.outside
        )
    if day.seats:
        yield say("added seats at work: {count}", language, count=day.seats)


# written


def files(agreement: Agreement, start: int, days: Sequence[Day]) -> dict[str, bytes]:
    """The days as records that `read` takes: receptions, or sessions where it takes
    those, and seats.

    File name → what is in it.
    """
    tables = (
        {"seats.csv": _seats(agreement, start, days)}
        if any(d.seats for d in days)
        else {}
    )
    if any(day.shared or day.outside for day in days):
        tables["sessions.csv"] = _sessions(agreement, start, days)
    else:
        tables["receptions.csv"] = _receptions(agreement, start, days)
    return {name: _as_csv(rows) for name, rows in tables.items()}


def _as_csv(rows: Sequence[tuple[Any, ...]]) -> bytes:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8")


def _receptions(
    agreement: Agreement, start: int, days: Sequence[Day]
) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = [
        ("date", "shop", "id", "asked", "received", "inquiring")
    ]
    for at, day in enumerate(days):
        when = agreement.span.date_of(start + at)
        for shop, number, received, asked, inquiring in day.cells:
            id_ = f"agent-{number + 1}"
            rows.append(
                (when, agreement.shops[shop].id, id_, asked, received, inquiring)
            )
    return rows


def _seats(
    agreement: Agreement, start: int, days: Sequence[Day]
) -> list[tuple[Any, ...]]:
    """Each day's added seats, and none from the day after."""
    levels = [*(day.seats for day in days), 0]
    return [
        ("date", "added"),
        *(
            (agreement.span.date_of(start + at), added)
            for at, added in enumerate(levels)
        ),
    ]


def _sessions(
    agreement: Agreement, start: int, days: Sequence[Day]
) -> list[tuple[Any, ...]]:
    """A chat a customer; one more on another ID for each customer who wrote to two."""
    columns = "session shop id customer channel started_at ended_at received inquiring problem problem_recorded"
    rows: list[tuple[Any, ...]] = [tuple(columns.split())]
    shop = agreement.shops[0].id
    channel = (agreement.said("channels") or ["chat"])[0]
    for at, day in enumerate(days):
        inside, outside = instants(agreement, start + at)
        for customer in range(day.persons):
            ids = ("agent-1", "agent-2") if customer < day.shared else ("agent-1",)
            begun = outside if customer < day.outside else inside
            assert begun is not None
            for id_ in ids:
                name = f"s{len(rows)}"
                ended = begun + timedelta(minutes=5)
                who = f"customer-{customer + 1}"
                rows.append((name, shop, id_, who, channel, begun, ended, *_FLAGS))
    return rows


_FLAGS = ("true", "true", "false", "false")


def instants(agreement: Agreement, day: int) -> tuple[datetime, datetime | None]:
    """An instant of a day within service hours, and one outside; None where all hours
    are served.
    """
    when = agreement.span.date_of(day)
    for clause in agreement.clauses:
        told = kinds()[clause.kind].answer("instants")
        if told:
            begin, outside = told(clause, when)
            return begin, outside
    return datetime.combine(when, time.min), None
