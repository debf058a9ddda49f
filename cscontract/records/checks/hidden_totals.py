"""Rows that only their counts give away: an ID that is the sum of the others is a total
without a name.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from cscontract.agreement.head import shop_key
from cscontract.core.errors import Fault, place
from cscontract.core.language import Sentence
from cscontract.records.files.parts import by_file, place_of
from cscontract.records.rows import Reception

#: persons that asked on a day from which equal counts are no chance
LEAST = 10
#: days from which a sum that holds on nine in ten of them is no chance
MANY = 5
MOST_TOLD = 20
EXPECTED = "one row a date, shop and ID"
Counts = tuple[int, int, int]
Days = Mapping[date, Sequence[Reception]]

OF_SHOP = "{id} of {shop}: the sum of the others of its shop on every day ({rows})"
OF_ALL = "{id} of {shop}: the sum of all others on every day ({rows})"
MOSTLY_OF_SHOP = "{id} of {shop}: the sum of the others of its shop on {count} of {days} days ({rows})"
MOSTLY_OF_ALL = (
    "{id} of {shop}: the sum of all others on {count} of {days} days ({rows})"
)


def sums(
    rows: Iterable[Reception], files: Sequence[str], agents: Collection[str] = ()
) -> Iterator[Fault]:
    """IDs whose rows are the sum of the others: most likely totals without a name.

    A day counts where the ID stands beside at least two others with counts; where it
    adds up, ten persons or more must have asked, for 1 + 1 = 2 says nothing. An ID is
    refused where it adds up on every day, two at least (or the one day of the record),
    or on nine in ten days, five at least. Over all shops the sums must differ from day
    to day. `agents`: IDs that are agents for all that.
    """
    days = _by_day(rows)
    if not any(len(day) > 2 for day in days.values()):
        return
    for (shop, account), evidence in _evidence(days).items():
        if account not in agents and (found := evidence.found(len(days) == 1)):
            yield _fault(found, files, shop, account)


def _by_day(rows: Iterable[Reception]) -> dict[date, list[Reception]]:
    """The rows with counts, by day."""
    days = defaultdict[date, list[Reception]](list)
    for row in rows:
        if row.asked:
            days[row.date].append(row)
    return days


class _Sum(NamedTuple):
    """The rows that add up, of how many days, and how that is told."""

    rows: list[Reception]
    days: int
    every: str
    mostly: str


class _Evidence:
    """Of one ID: the days on which it stands beside others, and those on which it adds
    up.
    """

    def __init__(self) -> None:
        self.days: Counter[str] = Counter()
        self.rows: dict[str, list[Reception]] = defaultdict(list)

    def add(self, row: Reception, others: Counts, of: str) -> None:
        """One day of the ID beside others, given their sum: those of its shop, or of
        all shops.
        """
        adds_up = counts(row) == others
        if adds_up and row.asked < LEAST:
            return
        self.days[of] += 1
        if adds_up:
            self.rows[of].append(row)

    def found(self, is_one_day: bool) -> _Sum | None:
        """The sum beyond chance, if there is one."""
        if self.convinces("shop", 1 if is_one_day else 2):
            return _Sum(self.rows["shop"], self.days["shop"], OF_SHOP, MOSTLY_OF_SHOP)
        if self.convinces("all", 2) and len(set(map(counts, self.rows["all"]))) > 1:
            return _Sum(self.rows["all"], self.days["all"], OF_ALL, MOSTLY_OF_ALL)
        return None

    def convinces(self, of: str, fewest: int) -> bool:
        """Whether it adds up on every day, or on nine in ten of many."""
        held = len(self.rows[of])
        days = self.days[of]
        if held == days:
            return days >= fewest
        return held >= MANY and 10 * held >= 9 * days


def _evidence(days: Days) -> dict[tuple[str, str], _Evidence]:
    """What the days say of each shop and ID; each day is added up once."""
    found = defaultdict[tuple[str, str], _Evidence](_Evidence)
    for day in days.values():
        shops = defaultdict[str, list[Reception]](list)
        for row in day:
            shops[shop_key(row.shop)].append(row)
        whole = _sum(day)
        is_over_shops = len(shops) > 1 and len(day) > 2
        for shop, own in shops.items():
            of_shop = _sum(own)
            for row in own:
                if len(own) > 2:
                    found[shop, row.id].add(row, _without(of_shop, row), "shop")
                if is_over_shops:
                    found[shop, row.id].add(row, _without(whole, row), "all")
    return found


def counts(row: Reception) -> Counts:
    """The three counts of a row."""
    return row.asked, row.received, row.inquiring


def _sum(rows: Sequence[Reception]) -> Counts:
    asked, received, inquiring = map(sum, zip(*map(counts, rows), strict=True))
    return asked, received, inquiring


def _without(whole: Counts, row: Reception) -> Counts:
    """The sum of the others."""
    return whole[0] - row.asked, whole[1] - row.received, whole[2] - row.inquiring


def _fault(found: _Sum, files: Sequence[str], shop: str, account: str) -> Fault:
    is_always = len(found.rows) == found.days
    value = Sentence(
        found.every if is_always else found.mostly,
        id=account,
        shop=shop,
        count=len(found.rows),
        days=found.days,
        rows=numbers((row.row for row in found.rows), files),
    )
    fix = Sentence(
        "delete these rows where they are totals; where it is an agent, say so with --agent {name}",
        name=quoted(account),
    )
    return Fault(place(*place_of(found.rows[0].row, files)), value, EXPECTED, fix)


def numbers(rows: Iterable[int], files: Sequence[str]) -> str:
    """Rows by their numbers, those of the first of their files; where there are more,
    “…”.
    """
    found = by_file(rows, files)
    first = next(iter(found.values()))
    named = ", ".join(map(str, first[:MOST_TOLD]))
    has_more = len(first) > MOST_TOLD or len(found) > 1
    return Sentence("row {rows} …" if has_more else "row {rows}", rows=named)


def quoted(name: str) -> str:
    """A name as it is given to a command."""
    return name if name.isalnum() else f'"{name}"'
