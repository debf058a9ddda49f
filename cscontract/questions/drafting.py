"""Which words to settle first: the fewest phrases, and how, so that at most so much stays disputed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from cscontract.questions.price import Price
from cscontract.terms import money


@dataclass(frozen=True, slots=True)
class Draft:
    """Phrases settled by a reading each, and the least and greatest total that are left (fen)."""

    settled: dict[str, str]
    low: int
    high: int

    @property
    def disputed(self) -> int:
        return self.high - self.low


def drafting_order(price: Price) -> list[Draft]:
    """For 0, 1, 2 … phrases to settle the choice that leaves least disputed, until nothing is.

    Exact: over every set of phrases and every reading of each. Of drafts that leave as much the first
    in the register's order.
    """
    names, fen = _with_effect(price)
    drafts = []
    for count in range(len(names) + 1):
        best = min(_search(fen, fen, (), count))
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
    settled = {name: price.open[name][at] for name, at in chosen if at < len(price.open[name])}
    return Draft(settled, best.low, best.low + best.disputed)


def fewest_to_settle(price: Price, at_most: int) -> Draft:
    """The draft with the fewest phrases that leaves at most so much disputed (fen, 0 or more)."""
    return next(draft for draft in drafting_order(price) if draft.disputed <= at_most)


class _Found(NamedTuple):
    """What a set of phrases leaves at best, ranked: the range, the place of each phrase's reading (its
    number of readings where it stays open), the least total."""

    disputed: int
    place: tuple[int, ...]
    low: int


def _search(
    low: np.ndarray, high: np.ndarray, place: tuple[int | None, ...], count: int
) -> Iterator[_Found]:
    """The best readings of each set of `count` phrases to settle.

    `low`, `high`: the axes of the phrases to settle, then those not yet looked at; `place`: None for a
    phrase to settle, whose axis is kept, and its number of readings where it stays open, its axis
    reduced to the range.
    """
    axis = place.count(None)
    if axis < count:
        yield from _search(low, high, (*place, None), count)
    if axis < low.ndim and low.ndim > count:
        left_open = (*place, low.shape[axis])
        yield from _search(low.min(axis), high.max(axis), left_open, count)
    if axis == low.ndim:
        spread = high - low
        at = np.unravel_index(np.argmin(spread), spread.shape)
        places = iter(map(int, at))
        full = tuple(next(places) if each is None else each for each in place)
        yield _Found(int(spread[at]), full, int(low[at]))


def _with_effect(price: Price) -> tuple[list[str], np.ndarray]:
    """The open phrases that change any total, and the totals over them alone."""
    fen = price.term.free
    names: list[str] = []
    for name in price.open:
        axis = len(names)
        if (fen.min(axis) == fen.max(axis)).all():
            fen = fen.take(0, axis)
        else:
            names.append(name)
    return names, fen
