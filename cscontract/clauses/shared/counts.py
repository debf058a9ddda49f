"""Why a day has so many persons: its rows, its chats, who of them counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cscontract.agreement.agreement import Agreement
from cscontract.clauses.shared.explanation_steps import ExplanationStep, Teller
from cscontract.records.counting import dates_of_sessions
from cscontract.records.daily_figures import Daily
from cscontract.records.evidence import evidence, session_rows
from cscontract.records.read import Records


def counts(
    told: Teller, agreement: Agreement, records: Records, daily: Daily, day: int
) -> Iterator[ExplanationStep]:
    """From the rows of a day to the persons whom a clause counts."""
    when = daily.term.date_of(day)
    rows = evidence(agreement, records, when, when)
    if when in dates_of_sessions(agreement, records):
        yield from _chats(told, agreement, records, daily, day)
        return
    if records.sessions is not None:
        yield told.step(
            "No shop has a session on this date: the receptions were counted.",
            counts=True,
        )
    yield told.step(
        "{rows} rows of the agreement's shops were counted.",
        "headcount",
        rows,
        counts=True,
        rows=len(rows),
    )


def _chats(
    told: Teller, agreement: Agreement, records: Records, daily: Daily, day: int
) -> Iterator[ExplanationStep]:
    """From the day's chats to persons: which of them count, and who is one person."""
    when = daily.term.date_of(day)
    chats = len(session_rows(agreement, records).get(when, ()))
    yield told.step(
        "The shops had {chats} chats over an allowed channel.",
        "day_boundary",
        evidence(agreement, records, when, when),
        counts=True,
        chats=chats,
    )
    asked = daily.all_ids["asked"][day]
    if told.reading("same_person"):
        sentence = "Persons who wrote: {persons}."
        yield told.step(sentence, "same_person", counts=True, persons=asked)
    head = told.reading("headcount")
    if head:
        persons = daily.all_ids[head][day]
        sentence = "Of them counted: {persons}."
        yield told.step(sentence, "headcount", counts=True, persons=persons)


def every_count(
    told: Teller, agreement: Agreement, records: Records, daily: Daily, day: int
) -> Iterator[ExplanationStep]:
    """As `counts`, where no clause counts by the day: each of the figures."""
    yield from counts(told, agreement, records, daily, day)
    persons: dict[str, Any] = {
        head: found[day] for head, found in daily.all_ids.items()
    }
    sentence = (
        "Asked: {asked}; received: {received}; inquiring before an order: {inquiring}."
    )
    yield told.step(sentence, **persons)
