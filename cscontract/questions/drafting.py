"""Which words to settle first: the fewest phrases, and how, so that at most so much stays disputed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cscontract.questions.price import Price
from cscontract.terms.faults import bad

MOST_CELLS = 60_000_000


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
    in the register's order. BadInput where the open phrases have too many combinations to look at.
    """
    names, fen = _with_effect(price)
    ways = [price.open[name] for name in names]
    cells = int(np.prod([len(each) + 1 for each in ways], dtype=object))
    if cells > MOST_CELLS:
        fix = "open fewer phrases, or choose fewer of their readings"
        raise bad("open", f"{cells:,} cases", f"at most {MOST_CELLS:,} to look at", fix)
    low, high = _also_free(fen, np.minimum), _also_free(fen, np.maximum)
    spread, settled = high - low, _number_settled(low.shape)
    drafts = []
    for count in range(len(names) + 1):
        place = np.unravel_index(
            np.argmin(np.where(settled == count, spread, 1 << 62)), spread.shape
        )
        chosen = {n: w[at] for n, w, at in zip(names, ways, place, strict=True) if at < len(w)}
        drafts.append(Draft(chosen, int(low[place]), int(high[place])))
        if not drafts[-1].disputed:
            break
    return drafts


def fewest_to_settle(price: Price, at_most: int) -> Draft:
    """The draft with the fewest phrases that leaves at most so much disputed (fen, 0 or more)."""
    return next(draft for draft in drafting_order(price) if draft.disputed <= at_most)


def _least(spread: np.ndarray, among: np.ndarray) -> tuple[int, ...]:
    """The first place of the least spread among those chosen."""
    flat = np.flatnonzero(among)
    first = flat[np.argmin(spread.ravel()[flat])]
    return tuple(int(at) for at in np.unravel_index(first, spread.shape))


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


def _also_free(fen: np.ndarray, extreme: np.ufunc) -> np.ndarray:
    """On each axis one more place: the phrase free, the least or greatest over its readings."""
    for axis in range(fen.ndim):
        free = extreme.reduce(fen, axis, keepdims=True)
        fen = np.concatenate([fen, free], axis)
    return fen


def _number_settled(shape: tuple[int, ...]) -> np.ndarray:
    """How many phrases are settled at each place: those not at their axis' last."""
    number = np.zeros(shape, np.int8)
    for axis, length in enumerate(shape):
        settled = np.ones(length, np.int8)
        settled[-1] = 0
        number += settled.reshape([-1 if at == axis else 1 for at in range(len(shape))])
    return number
