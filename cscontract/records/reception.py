"""From records to daily figures: persons by headcount, IDs and seats, day by day of a term."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from cscontract.records.read import Records
from cscontract.terms.agreement import Agreement, shop_key
from cscontract.terms.daily import HEADCOUNTS, Daily
from cscontract.terms.days import Term
from cscontract.terms.faults import BadInput, Fault


class Persons(NamedTuple):
    """One date's persons by headcount (received, asked, inquiring), in all and of the largest shop."""

    all_ids: tuple[int, ...]
    busiest_shop: tuple[int, ...]
    ids: int


@lru_cache(maxsize=16)
def count(records: Records, shops: frozenset[str]) -> dict[date, Persons]:
    """Persons by date over the named shops (by shop_key); a date without a row of theirs is absent."""
    by_shop: dict[date, Counter[tuple[str, str]]] = defaultdict(Counter)
    ids: Counter[date] = Counter()
    for row in records.receptions:
        shop = shop_key(row.shop)
        if shop in shops:
            ids[row.date] += 1
            for headcount in HEADCOUNTS:
                by_shop[row.date][headcount, shop] += getattr(row, headcount)
    return {when: _persons(counts, ids[when]) for when, counts in by_shop.items()}


def _persons(counts: Counter[tuple[str, str]], ids: int) -> Persons:
    by_headcount = [[n for (head, _), n in counts.items() if head == h] for h in HEADCOUNTS]
    return Persons(tuple(map(sum, by_headcount)), tuple(map(max, by_headcount)), ids)


def daily(agreement: Agreement, records: Records) -> Daily:
    """The daily figures of the agreement's term and shops. Rows of other shops or dates are left out.

    BadInput where a date lies more than a year outside the term.
    """
    refuse_far_dates(agreement, records)
    return _daily(agreement.span, records, frozenset(agreement.shop_ids))


@lru_cache(maxsize=64)
def _daily(term: Term, records: Records, shops: frozenset[str]) -> Daily:
    counts = count(records, shops)
    nobody = Persons((0,) * len(HEADCOUNTS), (0,) * len(HEADCOUNTS), 0)
    persons = [counts.get(term.date_of(day), nobody) for day in range(term.length)]
    by_headcount = list(enumerate(HEADCOUNTS))
    return Daily(
        term=term,
        recorded=term.days(counts),
        all_ids={head: tuple(p.all_ids[i] for p in persons) for i, head in by_headcount},
        busiest_shop={head: tuple(p.busiest_shop[i] for p in persons) for i, head in by_headcount},
        ids=tuple(p.ids for p in persons),
        added_seats=added_seats(records, term),
    )


def added_seats(records: Records, term: Term) -> tuple[int, ...]:
    """Added seats at work on each day: those of the latest row on or before it."""
    rows = records.seats or ()
    dates = [row.date for row in rows]
    levels = [0, *(row.added for row in rows)]
    return tuple(levels[bisect_right(dates, term.date_of(day))] for day in range(term.length))


def refuse_far_dates(agreement: Agreement, records: Records) -> None:
    """Refuse dates more than a year outside the term: they are slips of the pen, not records."""
    year = timedelta(days=366)
    first, last = agreement.term.start - year, agreement.term.end + year
    if first <= records.earliest and records.latest <= last:
        return
    raise BadInput(
        Fault(
            f"{records.files.get(record, record)}, row {row.row}, column date",
            str(row.date),
            f"a date within a year of the term, {first} to {last}",
            "check the date, or the term of the agreement",
        )
        for record, row in records.rows()
        if not first <= row.date <= last
    )
