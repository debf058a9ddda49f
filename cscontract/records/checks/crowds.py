"""A customer with more chats than one person has: a name that stands for many, whatever
it says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import ibis
import pyarrow as pa

from cscontract.core.errors import BadInput, Fault, place
from cscontract.core.language import Sentence
from cscontract.core.pseudonyms import pseudonym
from cscontract.records.cells.masked import Masked, own_name
from cscontract.records.engine_tables import Log, rows, stored
from cscontract.records.files.parts import place_of

if TYPE_CHECKING:
    from ibis.expr.types import Table

#: chats of one name on one date from which it is a crowd's
MOST_A_DAY = 30
#: chats of a shop from which one name that makes half of them is a crowd's
LEAST_OF_SHOP = 50
EXPECTED = "customers that can be told apart"
FIX = (
    "export with full names where it stands for many; or --masked each counts every such row as a "
    "customer of its own, --masked one all rows of one name as one"
)
TOLD: dict[Masked, str] = {
    "each": "{file}: one name in {count} of {total} rows of {shop}, {most} of them on {date}; "
    "each row counted as a customer of its own",
    "one": "{file}: one name in {count} of {total} rows of {shop}, {most} of them on {date}; "
    "all of them counted as one customer",
}


class Crowd(NamedTuple):
    """One name of a shop: its chats, how many of them on its busiest date, and its
    first row.
    """

    shop: str
    customer: str
    chats: int
    of_shop: int
    most: int
    date: date
    row: int

    @property
    def is_half(self) -> bool:
        """Whether it makes half of a shop's 50 chats or more."""
        return self.of_shop >= LEAST_OF_SHOP and 2 * self.chats >= self.of_shop

    @property
    def is_one(self) -> bool:
        """Whether no single person has as many: 30 on one date, and half of the
        shop's.
        """
        return self.most >= MOST_A_DAY and self.is_half

    @property
    def is_doubtful(self) -> bool:
        """Whether few persons have as many: 30 on one date, or half of the shop's."""
        return self.most >= MOST_A_DAY or self.is_half


def settled(
    log: Log,
    files: Sequence[str],
    how: Masked | None,
    is_known: Callable[[str], bool],
    notes: list[str],
) -> Log:
    """The log with its crowds counted as was said. BadInput where nothing was said of
    them.

    A name that is doubtful only counts as one customer where nothing was said, and is
    told.

    `is_known`: whether a name as it stands in the log is one of those that are masked,
    settled before.
    """
    found = [
        each
        for each in _crowds(log)
        if each.is_doubtful and not is_known(each.customer)
    ]
    crowds = [each for each in found if each.is_one]
    if crowds and how is None:
        raise BadInput(_fault(crowd, files) for crowd in crowds)
    how = how or "one"
    notes += [Sentence(TOLD[how], file=log.file, **_counts(crowd)) for crowd in found]
    return _apart(log, found) if found and how == "each" else log


def _crowds(log: Log) -> list[Crowd]:
    """The names of each shop that may be a crowd's, in order of their rows."""
    table = log.table
    often = _often(log)
    if not often:
        return []
    per_shop = rows(table.group_by("shop").agg(chats=table.count()))
    of_shop = {row["shop"]: row["chats"] for row in per_shop}
    theirs = _of(log, often)
    days = theirs.group_by("shop", "customer", date=theirs.started_at.date()).agg(
        chats=theirs.count(), row=theirs.row.min()
    )
    found = defaultdict[tuple[str, str], list[tuple[int, date, int]]](list)
    for row in rows(days):
        found[row["shop"], row["customer"]].append(
            (row["chats"], row["date"], row["row"])
        )
    return sorted(
        (_crowd(shop, who, of_shop[shop], each) for (shop, who), each in found.items()),
        key=lambda crowd: crowd.row,
    )


def _often(log: Log) -> list[tuple[str, str]]:
    """The few names with as many chats as a crowd has at least: only these are looked
    at day by day.
    """
    names = log.table.group_by("shop", "customer").agg(chats=log.table.count())
    fewest = min(MOST_A_DAY, LEAST_OF_SHOP // 2)
    return [
        (row["shop"], row["customer"])
        for row in rows(names.filter(names.chats >= fewest))
    ]


def _crowd(
    shop: str, who: str, of_shop: int, days: list[tuple[int, date, int]]
) -> Crowd:
    """`days`: the chats of each date, the date, and its first row."""
    most = max(chats for chats, _, _ in days)
    busiest = min(when for chats, when, _ in days if chats == most)
    chats = sum(chats for chats, _, _ in days)
    first = min(row for _, _, row in days)
    return Crowd(shop, who, chats, of_shop, most, busiest, first)


def _of(log: Log, names: Sequence[tuple[str, str]]) -> Table:
    """The rows of some names of shops."""
    shops, customers = zip(*names, strict=True)
    named = stored(pa.table({"of": list(shops), "who": list(customers)}))
    return log.table.join(
        named, [log.table.shop == named.of, log.table.customer == named.who]
    )


def _apart(log: Log, found: Sequence[Crowd]) -> Log:
    """The log with each row of the crowds a customer of its own."""
    table = log.table
    theirs = rows(
        _of(log, [(each.shop, each.customer) for each in found]).select(
            "row", "session"
        )
    )
    own = [own_name(row["session"]) for row in theirs]
    names = own if log.as_in_file else list(map(pseudonym, own))
    put = stored(pa.table({"at": [row["row"] for row in theirs], "own": names}))
    joined = table.left_join(put, table.row == put["at"])
    customer = ibis.coalesce(joined.own, joined.customer)
    return Log(
        log.file,
        joined.mutate(customer=customer).select(*table.columns),
        log.as_in_file,
    )


def _fault(crowd: Crowd, files: Sequence[str]) -> Fault:
    """The fault of one name; the name itself is not told."""
    file, number = place_of(crowd.row, files)
    value = Sentence(
        "one name in {count} of {total} rows of {shop}, {most} of them on {date} (row {row} …)",
        row=number,
        **_counts(crowd),
    )
    return Fault(place(file, None, "customer"), value, EXPECTED, FIX)


def _counts(crowd: Crowd) -> dict[str, str]:
    return {
        "count": f"{crowd.chats:,}",
        "total": f"{crowd.of_shop:,}",
        "shop": crowd.shop,
        "most": f"{crowd.most:,}",
        "date": f"{crowd.date}",
    }
