"""Which words to settle first: the fewest phrases, and how, so that at most so much
stays disputed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from cscontract.core import money
from cscontract.core.errors import bad
from cscontract.core.language import Sentence
from cscontract.questions.words.price import Price
from cscontract.questions.words.spread import Spread
from cscontract.verdict.factors import (
    Elimination,
    Interval,
    components_of,
    intervals,
    summed,
    without_idle,
)


@dataclass(frozen=True, slots=True)
class Draft:
    """Phrases settled by a reading each, and the least and greatest total that are left
    (fen).
    """

    settled: dict[str, str]
    low: int
    high: int

    @property
    def disputed(self) -> int:
        return self.high - self.low


#: said where a price is reckoned piece by piece
ONE_ALONE = "what to settle first is told of one phrase alone: there are too many combinations for more"


def drafting_order(price: Price) -> list[Draft]:
    """For 0, 1, 2 … phrases to settle the choice that leaves least disputed, until
    nothing is.

    Exact: over every set of phrases and every reading of each. Of drafts that leave as
    much the first in the register's order. Of a price that is reckoned piece by piece
    for 0 and 1 phrases alone.
    """
    term = price.term
    if not isinstance(term, Spread):
        return _first_two(price)
    names, parts = _with_effect(term)
    drafts = []
    for count in range(len(names) + 1):
        best = min(_search(names, parts, (), count))
        drafts.append(_draft(price, names, best))
        if not drafts[-1].disputed:
            break
    return drafts


def drafts_json(drafts: list[Draft]) -> list[dict[str, Any]]:
    """The drafts as JSON has them."""
    return [
        {
            "settled": draft.settled,
            "low": money.yuan(draft.low),
            "high": money.yuan(draft.high),
            "disputed": money.yuan(draft.disputed),
        }
        for draft in drafts
    ]


def _draft(price: Price, names: list[str], best: _Found) -> Draft:
    chosen = zip(names, best.place, strict=True)
    settled = {
        name: price.open[name][at] for name, at in chosen if at < len(price.open[name])
    }
    return Draft(settled, best.low, best.low + best.disputed)


def fewest_to_settle(price: Price, at_most: int) -> Draft:
    """The draft with the fewest phrases that leaves at most so much disputed (fen, 0 or
    more).

    BadInput where that takes more than one and the price is reckoned piece by piece.
    """
    found = [draft for draft in drafting_order(price) if draft.disputed <= at_most]
    if not found:
        raise bad(
            "open", Sentence(ONE_ALONE), "fewer combinations", "settle some phrases"
        )
    return found[0]


class _Found(NamedTuple):
    """What a set of phrases leaves at best, ranked: the range, the place of each
    phrase's reading (its number of readings where it stays open), the least total."""

    disputed: int
    place: tuple[int, ...]
    low: int


def _search(
    names: list[str], parts: list[Interval], place: tuple[int | None, ...], count: int
) -> Iterator[_Found]:
    """The best readings of each set of `count` phrases to settle.

    `place`: of the phrases looked at None for one to settle, whose axis the parts keep,
    and its number of readings for one that stays open, whose axis is reduced to the
    range.
    """
    if place.count(None) < count:
        yield from _search(names, parts, (*place, None), count)
    at = len(place)
    left = len(names) - len(place)
    if left and place.count(None) + left > count:
        size = _size_of(parts, names[at])
        free = {names[at]: range(size)}
        reduced = Elimination(tuple(names), free, {}).of(parts, [names[at]])
        yield from _search(names, reduced, (*place, size), count)
    if not left:
        yield _best(names, parts, place)


def _size_of(parts: Iterable[Interval], name: str) -> int:
    """The number of readings of a phrase."""
    having = next(part for part in parts if name in part.axes)
    count: int = having.low.fen.shape[having.axes.index(name)]
    return count


def _best(
    names: list[str], parts: list[Interval], place: tuple[int | None, ...]
) -> _Found:
    """The readings of the phrases to settle that leave least, each component by
    itself.
    """
    chosen: dict[str, int] = {}
    disputed = low = 0
    for component in components_of(parts):
        whole = summed(component, names)
        spread = whole.high.fen - whole.low.fen
        at = np.unravel_index(np.argmin(spread), spread.shape)
        disputed = disputed + int(spread[at])
        low = low + int(whole.low.fen[at])
        chosen |= dict(zip(whole.axes, map(int, at), strict=True))
    full = (
        chosen[name] if each is None else each
        for name, each in zip(names, place, strict=True)
    )
    return _Found(disputed, tuple(full), low)


def _first_two(price: Price) -> list[Draft]:
    """The drafts for 0 phrases and for 1; the ends by reading tell them."""
    none = Draft({}, price.low, price.high)
    ones = [
        Draft({name: way}, *span)
        for name, ways in price.open.items()
        for way, span in zip(ways, price.term.by_reading[name], strict=True)
    ]
    best = min(ones, key=lambda draft: draft.disputed)
    return [none, best] if best.disputed < none.disputed else [none]


def _with_effect(term: Spread) -> tuple[list[str], list[Interval]]:
    """The open phrases that change any total, and what the total is made of over them
    alone.
    """
    factors = [without_idle(factor) for factor in term.open_factors]
    names = [
        name for name in term.open if any(name in factor.axes for factor in factors)
    ]
    return names, intervals(factors)
