"""Words that can be played with: what one customer more or fewer on one day can move,
under each reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.kinds import READ_WITH
from cscontract.agreement.phrases import Readings
from cscontract.core.days import each
from cscontract.questions.supposed_days import DAILY, Count, counting_steps, supposed
from cscontract.records.counting import daily
from cscontract.records.daily_figures import Daily
from cscontract.records.read import Records
from cscontract.verdict.check import festivals_known


@dataclass(frozen=True, slots=True)
class Cliff:
    """Under a reading (others as the agreement has them) the day on which one customer
    moves most.

    `customers`: +1 or −1; `moves`: by how many fen the total then changes.
    """

    phrase: str
    reading: str
    day: date
    customers: int
    moves: int


def phrases(agreement: Agreement) -> list[str]:
    """The agreement's phrases on which hangs what one customer can move, in the
    register's order.

    Those that only the records of chats decide are left out: a customer is one of the
    counts.
    """
    every = agreement.phrases.values()
    return [phrase.name for phrase in every if phrase.parted_by and not phrase.needs]


def cliffs(agreement: Agreement, records: Records) -> list[Cliff]:
    """For each reading of each of `phrases` its cliff, steepest first. Exact: every day
    is tried.

    The customer is one who wrote, was received and inquired, at an ID that is at work,
    of the busiest shop. None where no day has a record.
    """
    names = phrases(agreement)
    as_recorded = _as_recorded(agreement, records)
    with festivals_known():
        found = [
            cliff
            for name in names
            for way in agreement.available(name)
            for cliff in _cliff(agreement, as_recorded, name, way)
        ]
    return sorted(
        found, key=lambda cliff: (-abs(cliff.moves), names.index(cliff.phrase))
    )


def _cliff(
    agreement: Agreement, as_recorded: Count, phrase: str, way: str
) -> Iterator[Cliff]:
    """The steepest of the moves under a reading; of equal ones the earliest."""
    readings = {**agreement.chosen, phrase: way}
    before = _total(agreement, readings, as_recorded)
    moves = [
        (_total(agreement, readings, _nudged(as_recorded, day, by)) - before, day, by)
        for day in each(as_recorded(readings).recorded)
        for by in (1, -1)
    ]
    if moves:
        fen, day, by = max(moves, key=lambda move: abs(move[0]))
        yield Cliff(phrase, way, agreement.span.date_of(day), by, fen)


def _total(agreement: Agreement, readings: Readings, count: Count) -> int:
    """The total in fen where the persons of the days are counted so, wherever
    they are.
    """
    counts = dict.fromkeys(counting_steps(agreement), count)
    return supposed(agreement, None, readings, counts).total


def _as_recorded(agreement: Agreement, records: Records) -> Count:
    """What counts the persons of the records, once by each reading."""
    known: dict[tuple[Any, ...], Daily] = {}

    def count(ways: Readings) -> Daily:
        key = tuple(ways.get(name) for name in READ_WITH[DAILY])
        if key not in known:
            known[key] = daily(agreement, records, ways)
        return known[key]

    return count


def _nudged(as_recorded: Count, day: int, customers: int) -> Count:
    """The same with so many customers more on a day."""

    def count(ways: Readings) -> Daily:
        counted = as_recorded(ways)
        return replace(
            counted,
            all_ids=_moved(counted.all_ids, day, customers),
            busiest_shop=_moved(counted.busiest_shop, day, customers),
        )

    return count


def _moved(
    persons: dict[str, tuple[int, ...]], day: int, by: int
) -> dict[str, tuple[int, ...]]:
    """The counts by headcount with one day's moved, not below 0."""
    return {
        head: (*counts[:day], max(0, counts[day] + by), *counts[day + 1 :])
        for head, counts in persons.items()
    }
