"""Words that can be played with: what one customer more or fewer on one day can move, under each reading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from cscontract.records.read import Records
from cscontract.records.reception import daily
from cscontract.terms.agreement import Agreement
from cscontract.terms.daily import Daily
from cscontract.terms.days import each
from cscontract.terms.kinds import register
from cscontract.verdict.charges import Readings, apply
from cscontract.verdict.check import festivals_known

#: the phrases of 1.4(2): what one customer can move hangs on them
PHRASES = (
    "reception_metric", "headcount", "renewal_headcount", "bound", "run_length", "run_gap",
    "surcharge_days", "surcharge_amount", "seat_effect", "renewal_week", "after_renewal",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cliff:
    """Under a reading (others as the agreement has them) the day on which one customer moves most.

    `customers`: +1 or −1; `moves`: by how many fen the total then changes.
    """

    phrase: str
    reading: str
    day: date
    customers: int
    moves: int


def cliffs(agreement: Agreement, records: Records) -> list[Cliff]:
    """For each reading of each phrase of 1.4(2) its cliff, steepest first. Exact: every day is tried.

    The customer is one who wrote, was received and inquired, at an ID that is at work, of the busiest shop.
    """
    with festivals_known():
        found = [
            _cliff(agreement, daily(agreement, records, readings), phrase, readings)
            for phrase in PHRASES
            for way in agreement.available(phrase)
            if (readings := {**agreement.chosen, phrase: way})
        ]
    order = list(register())
    return sorted(found, key=lambda cliff: (-abs(cliff.moves), order.index(cliff.phrase)))


def _cliff(agreement: Agreement, counted: Daily, phrase: str, readings: Readings) -> Cliff:
    total = apply(agreement, counted, readings).total
    moves = (
        (apply(agreement, nudged, readings).total - total, day, by)
        for day, by, nudged in _nudged(counted)
    )
    fen, day, by = max(moves, key=lambda move: abs(move[0]))
    return Cliff(phrase, readings[phrase], counted.term.date_of(day), by, fen)


def _nudged(counted: Daily) -> Iterator[tuple[int, int, Daily]]:
    """The daily figures with one customer more, and with one fewer, on each day with a record."""
    for day in each(counted.recorded):
        for by in (1, -1):
            nudged = replace(
                counted,
                all_ids=_moved(counted.all_ids, day, by),
                busiest_shop=_moved(counted.busiest_shop, day, by),
            )
            yield day, by, nudged


def _moved(persons: dict[str, tuple[int, ...]], day: int, by: int) -> dict[str, tuple[int, ...]]:
    """The counts by headcount with one day's moved, not below 0."""
    return {
        head: (*counts[:day], max(0, counts[day] + by), *counts[day + 1 :])
        for head, counts in persons.items()
    }
