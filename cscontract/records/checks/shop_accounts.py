"""IDs that are called as a shop or a platform is: the shop's main account, or all of
its agents.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from cscontract.agreement.head import PLATFORMS, shop_key
from cscontract.core.errors import Fault, place
from cscontract.core.language import Sentence
from cscontract.records.checks.hidden_totals import counts, numbers, quoted
from cscontract.records.files.parts import place_of
from cscontract.records.rows import Reception

#: how the names of shops end
ENDS = re.compile(r"(?:旗舰|专营|专卖|官方|企业)店$")
#: so many IDs of a shop with the name of one on a day are enough to be told
MOST_A_DAY = 20
FIX = (
    "delete these rows where they count all of the shop; where it is an agent, "
    "say so with --agent {name}"
)


def beside_others(
    rows: Iterable[Reception], files: Sequence[str], agents: Collection[str] = ()
) -> Iterator[Fault]:
    """IDs with the name of a shop or platform on days on which the shop has other IDs
    as well.

    Alone of its shop such a name is what a report without accounts has; one that counts
    less than another ID on some day counts no whole, and is an account that somebody
    works with. `agents`: names of which that is said.
    """
    days = defaultdict[tuple[date, str], list[Reception]](list)
    for row in rows:
        if row.asked:
            days[row.date, shop_key(row.shop)].append(row)
    found = defaultdict[tuple[str, str], list[Reception]](list)
    others = defaultdict[tuple[str, str], set[str]](set)
    are_agents = set[tuple[str, str]]()
    for (_, shop), day in days.items():
        named = [row for row in day if row.id not in agents and _names_a_shop(row)]
        for row in named[:MOST_A_DAY] if len(day) > 1 else ():
            beside = [other for other in day if other is not row]
            found[shop, row.id].append(row)
            others[shop, row.id] |= {other.id for other in beside}
            if any(_counts_more(other, row) for other in beside):
                are_agents.add((shop, row.id))
    for key, own in found.items():
        if key not in are_agents:
            yield _fault(*key, own, len(others[key]), files)


def _counts_more(one: Reception, other: Reception) -> bool:
    """Whether any of the counts of one is above the other's."""
    return any(
        more > less for more, less in zip(counts(one), counts(other), strict=True)
    )


def _names_a_shop(row: Reception) -> bool:
    key = shop_key(row.id)
    return (
        key == shop_key(row.shop) or key in PLATFORMS.values() or bool(ENDS.search(key))
    )


def _fault(
    shop: str, account: str, rows: list[Reception], others: int, files: Sequence[str]
) -> Fault:
    value = Sentence(
        "{id} beside {count} other IDs of {shop} ({rows})",
        id=account,
        count=others,
        shop=shop,
        rows=numbers((row.row for row in rows), files),
    )
    where = place(*place_of(rows[0].row, files))
    expected = "an agent, not the shop or the platform"
    return Fault(where, value, expected, Sentence(FIX, name=quoted(account)))
