"""From records to daily figures: persons by headcount, IDs and seats, day by day of a
term.

Persons of a date come from the sessions where it has some, else from the receptions.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.head import shop_key
from cscontract.agreement.kinds import READ_WITH, defaults
from cscontract.agreement.phrases import Readings
from cscontract.core.days import Term
from cscontract.records.daily_figures import HEADCOUNTS, Daily
from cscontract.records.last_dates import refuse_far_dates
from cscontract.records.read import Records
from cscontract.records.rows import Reception

#: the phrases by which persons are counted
COUNTED_BY = READ_WITH["daily"]


class Persons(NamedTuple):
    """One date's persons by headcount (received, asked, inquiring), in all and of the
    largest shop.
    """

    all_ids: tuple[int, ...]
    busiest_shop: tuple[int, ...]
    ids: int


@dataclass(frozen=True, eq=False)
class Customers:
    """What the sessions count: by date, shop and ID, and by date and shop, how many
    customers did what.

    The counts are `asked` and those of `engine_tables.FLAGS`. `written`: every date and
    named shop with a session, over whatever channel.
    """

    by_id: dict[tuple[date, str, str], dict[str, int]]
    by_shop: dict[tuple[date, str], dict[str, int]]
    written: frozenset[tuple[date, str]]

    @cached_property
    def dates(self) -> frozenset[date]:
        """Every date with a session of a named shop."""
        return frozenset(when for when, _ in self.written)


@dataclass(frozen=True, eq=False)
class Counted:
    """Persons by date over the named shops; a date without a row of theirs is
    absent.
    """

    by_date: dict[date, Persons]


def daily(
    agreement: Agreement, records: Records, readings: Readings | None = None
) -> Daily:
    """The daily figures of the agreement's term and shops, by the readings of
    same_person and day_boundary.

    Rows of other shops or dates are left out. BadInput where a date lies more than a
    year outside the term.
    """
    refuse_far_dates(agreement, records)
    return on_days_of(
        agreement.span,
        counted(agreement, records, readings or agreement.chosen),
        records,
    )


@lru_cache(maxsize=64)
def on_days_of(term: Term, persons: Counted, records: Records) -> Daily:
    """The daily figures of any term, from persons by date."""
    nobody = Persons((0,) * len(HEADCOUNTS), (0,) * len(HEADCOUNTS), 0)
    days = [
        persons.by_date.get(term.date_of(day), nobody) for day in range(term.length)
    ]
    by_headcount = list(enumerate(HEADCOUNTS))
    return Daily(
        term=term,
        recorded=term.days(persons.by_date),
        all_ids={head: tuple(p.all_ids[i] for p in days) for i, head in by_headcount},
        busiest_shop={
            head: tuple(p.busiest_shop[i] for p in days) for i, head in by_headcount
        },
        ids=tuple(p.ids for p in days),
        added_seats=added_seats(records, term),
        records=records,
    )


def counted(agreement: Agreement, records: Records, readings: Readings) -> Counted:
    """Persons by date: from the sessions where the date has any, else from the
    receptions as they stand.
    """
    shops = frozenset(agreement.shop_ids)
    if records.sessions is None:
        return from_receptions(records, shops)
    customers = count_customers(agreement, records)
    chats = from_sessions(customers, *(read_as(readings, name) for name in COUNTED_BY))
    if records.receptions is None:
        return chats
    return with_others(chats, from_receptions(records, shops))


def read_as(readings: Readings, phrase: str) -> str:
    """The reading of a phrase; the default where no clause reads it."""
    return readings.get(phrase) or defaults()[phrase]


@lru_cache(maxsize=64)
def with_others(chats: Counted, receptions: Counted) -> Counted:
    """The dates of the chats, and those that the receptions alone have."""
    return Counted({**receptions.by_date, **chats.by_date})


def dates_of_sessions(agreement: Agreement, records: Records) -> frozenset[date]:
    """The dates that are counted from the sessions: those with a session of a named
    shop.
    """
    if records.sessions is None:
        return frozenset()
    return count_customers(agreement, records).dates


def dates_by_shop(
    agreement: Agreement, records: Records
) -> Mapping[str, frozenset[date]]:
    """By shop of the agreement the dates on which it has a record.

    On a date that is counted from the sessions: a session of the shop, or rows of
    receptions that say that nobody wrote.
    """
    customers = (
        None if records.sessions is None else count_customers(agreement, records)
    )
    return _dates_by_shop(records, tuple(agreement.shop_ids.items()), customers)


@lru_cache(maxsize=16)
def _dates_by_shop(
    records: Records, shops: tuple[tuple[str, str], ...], customers: Customers | None
) -> Mapping[str, frozenset[date]]:
    ids = dict(shops)
    chats = customers.dates if customers else frozenset()
    found: dict[str, set[date]] = {shop: set() for shop in ids.values()}
    for (when, shop), asked in _asked(records, frozenset(ids)).items():
        if when not in chats or not asked:
            found[ids[shop]].add(when)
    for when, shop in customers.written if customers else ():
        found[shop].add(when)
    return {shop: frozenset(dates) for shop, dates in found.items()}


def _asked(records: Records, shops: frozenset[str]) -> Mapping[tuple[date, str], int]:
    """Who asked by date and named shop (by shop_key), from the receptions."""
    asked: Counter[tuple[date, str]] = Counter()
    for row in records.receptions or ():
        shop = shop_key(row.shop)
        if shop in shops:
            asked[row.date, shop] += row.asked
    return asked


@lru_cache(maxsize=16)
def from_receptions(
    records: Records,
    shops: frozenset[str],
    together: Callable[[Iterable[int]], int] = sum,
) -> Counted:
    """Persons by date over the named shops (by shop_key), from receptions.

    `together`: a shop's persons from those of its IDs.
    """
    rows: dict[date, dict[str, list[Reception]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for row in records.receptions or ():
        shop = shop_key(row.shop)
        if shop in shops:
            rows[row.date][shop].append(row)
    by_shop = {
        when: {
            shop: {
                head: together(getattr(row, head) for row in ids) for head in HEADCOUNTS
            }
            for shop, ids in of_date.items()
        }
        for when, of_date in rows.items()
    }
    return Counted(
        {
            when: _of_shops(counts, sum(map(len, rows[when].values())))
            for when, counts in by_shop.items()
        }
    )


def fewest_in_receptions(agreement: Agreement, records: Records) -> Daily:
    """The daily figures if every customer of a shop wrote to its busiest ID: the fewest
    there can be.
    """
    fewest = from_receptions(records, frozenset(agreement.shop_ids), max)
    return on_days_of(agreement.span, fewest, records)


def count_customers(agreement: Agreement, records: Records) -> Customers:
    """What the sessions of the agreement's shops over allowed channels count."""
    assert records.sessions is not None
    names = tuple(agreement.names_in(records.sessions.shops).items())
    return _count_customers(
        records, names, agreement.said("channels"), agreement.said("shifts")
    )


@lru_cache(maxsize=16)
def _count_customers(
    records: Records,
    names: tuple[tuple[str, str], ...],
    channels: tuple[str, ...] | None,
    shifts: tuple[Any, ...],
) -> Customers:
    from cscontract.records import engine_tables

    assert records.sessions is not None
    sessions = engine_tables.named(records.sessions.table, dict(names))
    is_allowed = engine_tables.is_over(sessions, channels)
    allowed = sessions.filter(is_allowed)
    others = sessions.filter(~is_allowed)
    elsewhere = engine_tables.rows(
        others.select("shop", date=others.started_at.date()).distinct()
    )
    each = engine_tables.stored(engine_tables.customers(allowed, shifts))
    by_id = engine_tables.rows(engine_tables.counted(each, "date", "shop", "id"))
    by_shop = engine_tables.rows(
        engine_tables.counted(engine_tables.merged(each), "date", "shop")
    )
    return Customers(
        {(row["date"], row["shop"], row["id"]): row for row in by_id},
        {(row["date"], row["shop"]): row for row in by_shop},
        frozenset((row["date"], row["shop"]) for row in (*elsewhere, *by_id)),
    )


@lru_cache(maxsize=16)
def from_sessions(customers: Customers, same_person: str, day_boundary: str) -> Counted:
    """“persons”, “daily”: once per shop or per ID, of the calendar day or of service
    hours.

    A date with sessions outside hours alone has, under service_hours, a record of 0.
    """
    suffix = "_in_hours" if day_boundary == "service_hours" else ""
    rows: Any = customers.by_id if same_person == "once_per_id" else customers.by_shop
    by_shop: dict[date, dict[str, Counter[str]]] = {
        when: defaultdict(Counter) for when in customers.dates
    }
    for (when, shop, *_), row in rows.items():
        for head in HEADCOUNTS:
            by_shop[when][shop][head] += row[head + suffix]
    ids: Counter[date] = Counter()
    for (when, _, _), row in customers.by_id.items():
        ids[when] += row["asked" + suffix] > 0
    return Counted(
        {when: _of_shops(counts, ids[when]) for when, counts in by_shop.items()}
    )


def _of_shops(by_shop: Mapping[str, Mapping[str, int]], ids: int) -> Persons:
    """A date's persons from each shop's, by headcount."""
    counts = [[shop[head] for shop in by_shop.values()] or [0] for head in HEADCOUNTS]
    return Persons(tuple(map(sum, counts)), tuple(map(max, counts)), ids)


def by_id(
    agreement: Agreement, records: Records
) -> dict[tuple[date, str, str], tuple[int, ...]]:
    """Customers by headcount of each date, shop and ID, from the sessions over the
    calendar day.
    """
    found = count_customers(agreement, records).by_id.items()
    return {place: tuple(row[head] for head in HEADCOUNTS) for place, row in found}


def added_seats(records: Records, term: Term) -> tuple[int, ...]:
    """Added seats at work on each day."""
    return seats_on(records, map(term.date_of, range(term.length)))


def seats_on(records: Records, dates: Iterable[date]) -> tuple[int, ...]:
    """Added seats at work on each of the dates: those of the latest row on or before
    it.
    """
    rows = records.seats or ()
    since = [row.date for row in rows]
    levels = [0, *(row.added for row in rows)]
    return tuple(levels[bisect_right(since, when)] for when in dates)
