"""Two IDs of one shop that count the same: one agent under two names, or a total beside
one agent.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations

from cscontract.agreement.head import shop_key
from cscontract.core import notation
from cscontract.core.errors import Fault, place
from cscontract.core.language import Sentence
from cscontract.records.checks.hidden_totals import (
    LEAST,
    MANY,
    Counts,
    counts,
    numbers,
    quoted,
)
from cscontract.records.files.parts import place_of
from cscontract.records.rows import Reception

#: days from which two names that are one but for case, blanks or the shop before them
#: are one agent
FEW = 2
#: so many IDs of a shop with the same counts on a day are chance
CROWD = 20
WHOSE = "each agent under one name, and no total beside one agent"
FIX = (
    "keep the rows of one of the two: one agent under two names, or a total beside one agent; "
    "where both are agents, say so with --agent {name}"
)
Account = tuple[str, str]
Series = dict[date, Reception]


def twins(
    rows: Iterable[Reception], files: Sequence[str], agents: Collection[str] = ()
) -> Iterator[Fault]:
    """IDs of one shop with the same three counts on every day that has both.

    On five such days at least, with counts that change from day to day and ten persons
    asked a day; names that are equal but for case, blanks and the shop before them are
    refused from two days on. The days are all files' together. `agents`: IDs that are
    agents for all that.
    """
    series = _series(rows)
    for shop, one, other in _candidates(series):
        if one in agents or other in agents:
            continue
        first = series[shop, one]
        second = series[shop, other]
        if _are_one(one, other, first, second):
            shared = {when: row for when, row in second.items() if when in first}
            yield _fault(shop, one, other, shared, files)


def _series(rows: Iterable[Reception]) -> dict[Account, Series]:
    """The rows with counts by shop and ID, day by day."""
    found = defaultdict[Account, Series](dict)
    for row in rows:
        if row.asked:
            found[shop_key(row.shop), row.id].setdefault(row.date, row)
    return found


def _candidates(series: dict[Account, Series]) -> Iterator[tuple[str, str, str]]:
    """Pairs of IDs of one shop that have one name, or the same counts on many days;
    each once.
    """
    yield from dict.fromkeys((*_of_one_name(series), *_often_the_same(series)))


def _of_one_name(series: dict[Account, Series]) -> Iterator[tuple[str, str, str]]:
    names = defaultdict[Account, list[str]](list)
    for shop, account in series:
        names[shop, bare(account)].append(account)
    for (shop, _), ids in names.items():
        for one, other in combinations(sorted(ids)[:CROWD], 2):
            yield shop, one, other


def _often_the_same(series: dict[Account, Series]) -> Iterator[tuple[str, str, str]]:
    """Pairs with the same counts on five days; counts that a crowd has on a day say
    nothing.
    """
    same = defaultdict[tuple[str, date, Counts], list[str]](list)
    for (shop, account), days in series.items():
        for when, row in days.items():
            if row.asked >= LEAST:
                same[shop, when, counts(row)].append(account)
    held = Counter(
        (shop, *pair)
        for (shop, _, _), ids in same.items()
        if len(ids) <= CROWD
        for pair in combinations(sorted(ids), 2)
    )
    return (pair for pair, days in held.items() if days >= MANY)


def bare(account: str) -> str:
    """An ID without what two names of one agent differ in: its case, its blanks, the
    shop before it.
    """
    half = notation.folded(account).casefold()
    return re.sub(r"\s", "", half.rpartition(":")[2] or half)


def _are_one(one: str, other: str, first: Series, second: Series) -> bool:
    """Whether the counts are the same on every day that has both, and on enough of
    them.
    """
    shared = [when for when in first if when in second]
    known = [counts(first[when]) for when in shared]
    if known != [counts(second[when]) for when in shared]:
        return False
    if bare(one) == bare(other):
        return len(shared) >= FEW
    is_much = sum(asked >= LEAST for asked, _, _ in known) >= MANY
    return is_much and len(set(known)) > 1


def _fault(
    shop: str, one: str, other: str, found: Series, files: Sequence[str]
) -> Fault:
    """`found`: the rows of the second of two IDs on the days that have both."""
    value = Sentence(
        "{one} and {other} of {shop}: the same counts on every day that has both ({rows})",
        one=one,
        other=other,
        shop=shop,
        rows=numbers((row.row for row in found.values()), files),
    )
    fix = Sentence(FIX, name=quoted(other))
    first = next(iter(found.values()))
    return Fault(place(*place_of(first.row, files)), value, WHOSE, fix)
