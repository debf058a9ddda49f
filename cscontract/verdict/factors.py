"""Sums of factors: an amount is added up of parts, each over the few phrases that it
hangs on.

Parts without a common phrase are components: what their phrases move adds up. Within a
component the least and the greatest amount are found phrase by phrase: the parts that
hang on a phrase are added, and its axis is taken away, cheapest first. So no array over
all phrases is ever made.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from math import prod
from operator import add
from typing import NamedTuple

import numpy as np

#: combinations that are looked through one by one; of more the factors are asked, which
#: is quicker
MOST_CELLS = 1_000_000


class Factor(NamedTuple):
    """An amount (fen) over the phrases that it hangs on, an axis each, in the
    register's order.
    """

    axes: tuple[str, ...]
    fen: np.ndarray

    def over(self, names: Sequence[str]) -> np.ndarray:
        """The amount with an axis for each of the phrases, of length 1 where it does
        not hang on it.
        """
        own = iter(self.fen.shape)
        return self.fen.reshape(
            [next(own) if name in self.axes else 1 for name in names]
        )

    def taken(self, places: Mapping[str, Sequence[int]]) -> Factor:
        """The amount with these readings of some phrases alone, by their places."""
        fen = self.fen
        for axis, name in enumerate(self.axes):
            if name in places and len(places[name]) != fen.shape[axis]:
                fen = fen.take(places[name], axis)
        return Factor(self.axes, fen)


def added(factors: Sequence[Factor], names: Sequence[str]) -> Factor:
    """The sum of some factors, over those of the phrases on which one of them hangs."""
    axes = tuple(
        name for name in names if any(name in factor.axes for factor in factors)
    )
    arrays = sorted((factor.over(axes) for factor in factors), key=lambda fen: fen.size)
    return Factor(axes, reduce(add, arrays))


def components(factors: Sequence[Factor]) -> list[list[Factor]]:
    """The factors that hang together by common phrases, each such set by itself."""
    return [
        [factors[place] for place in each]
        for each in together([f.axes for f in factors])
    ]


def components_of(parts: Sequence[Interval]) -> list[list[Interval]]:
    """As `components`, of intervals."""
    return [
        [parts[place] for place in each] for each in together([p.axes for p in parts])
    ]


def together(axes: Sequence[Collection[str]]) -> list[list[int]]:
    """The places of what hangs together by common phrases."""
    found: list[tuple[set[str], list[int]]] = []
    for place, names in enumerate(axes):
        sharing = [each for each in found if each[0] & set(names)]
        found = [each for each in found if each not in sharing]
        phrases = set(names).union(*(each[0] for each in sharing))
        found.append((phrases, [*(at for each in sharing for at in each[1]), place]))
    return [places for _, places in found]


def without_idle(factor: Factor) -> Factor:
    """The amount without the phrases that make no difference to it."""
    kept: list[str] = []
    fen = factor.fen
    for name in factor.axes:
        axis = len(kept)
        if (fen.min(axis) == fen.max(axis)).all():
            fen = fen.take(0, axis)
        else:
            kept.append(name)
    return Factor(tuple(kept), fen)


@dataclass(frozen=True)
class Interval:
    """Least and greatest amounts over the same phrases."""

    low: Factor
    high: Factor

    @property
    def axes(self) -> tuple[str, ...]:
        return self.low.axes


def intervals(factors: Iterable[Factor]) -> list[Interval]:
    """Amounts as what they are at least and at most."""
    return [Interval(factor, factor) for factor in factors]


def summed(parts: Sequence[Interval], names: Sequence[str]) -> Interval:
    """The sum of some intervals."""
    low = added([part.low for part in parts], names)
    if all(part.low is part.high for part in parts):
        return Interval(low, low)
    return Interval(low, added([part.high for part in parts], names))


@dataclass(frozen=True)
class Elimination:
    """Takes phrases away one by one, the cheapest first.

    `names`: all phrases in the register's order; `sizes`: the number of readings of
    each. `settled`: a phrase that is named there keeps an axis of two, as settled and
    free, and all others lose theirs; `free`: the places of the readings over which each
    is free.
    """

    names: tuple[str, ...]
    free: Mapping[str, Sequence[int]]
    settled: Mapping[str, int]

    def of(self, parts: Sequence[Interval], away: Iterable[str]) -> list[Interval]:
        """The intervals without these phrases."""
        left = set(away)
        parts = list(parts)
        while left:
            name = self._cheapest(parts, left)
            left.remove(name)
            having = [part for part in parts if name in part.axes]
            if having:
                rest = [part for part in parts if name not in part.axes]
                parts = [*rest, self._without(summed(having, self.names), name)]
        return parts

    def _cheapest(self, parts: Sequence[Interval], left: set[str]) -> str:
        return min(sorted(left), key=lambda name: cells_of(parts, name))

    def _without(self, part: Interval, name: str) -> Interval:
        axis = part.axes.index(name)
        free = self.free[name]
        lows, highs = (_some(each.fen, free, axis) for each in (part.low, part.high))
        low = lows.min(axis)
        high = highs.max(axis)
        if name not in self.settled:
            axes = tuple(each for each in part.axes if each != name)
            return Interval(Factor(axes, low), Factor(axes, high))
        at = self.settled[name]
        low = np.stack([part.low.fen.take(at, axis), low], axis)
        high = np.stack([part.high.fen.take(at, axis), high], axis)
        return Interval(Factor(part.axes, low), Factor(part.axes, high))


def _some(fen: np.ndarray, places: Sequence[int], axis: int) -> np.ndarray:
    return fen if len(places) == fen.shape[axis] else fen.take(places, axis)


def cells_of(parts: Sequence[Interval | Factor], name: str) -> int:
    """How many cells the sum of the parts has that hang on a phrase; 0 where
    none does.
    """
    sizes: dict[str, int] = {}
    for part in parts:
        fen = part.low.fen if isinstance(part, Interval) else part.fen
        if name in part.axes:
            sizes |= dict(zip(part.axes, fen.shape, strict=True))
    return prod(sizes.values()) if sizes else 0


def least_and_most(
    factors: Sequence[Factor], free: Mapping[str, Sequence[int]]
) -> tuple[int, int]:
    """The least and the greatest sum over these readings of the phrases."""
    names = tuple(free)
    left = Elimination(names, free, {}).of(intervals(factors), names)
    return (
        sum(int(part.low.fen) for part in left),
        sum(int(part.high.fen) for part in left),
    )


def by_reading(
    factors: Sequence[Factor], free: Mapping[str, Sequence[int]]
) -> dict[str, list[tuple[int, int]]]:
    """By phrase the least and the greatest sum under each of its readings, all others
    free.
    """
    low, high = least_and_most(factors, free)
    found = {name: [(low, high)] * len(places) for name, places in free.items()}
    for component in components(factors):
        found |= _within(component, free, (low, high))
    return found


def _within(
    factors: Sequence[Factor], free: Mapping[str, Sequence[int]], whole: tuple[int, int]
) -> dict[str, list[tuple[int, int]]]:
    """As `by_reading`, of the phrases of a component; `whole`: the ends of all
    components.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    own = least_and_most(factors, free)
    others = whole[0] - own[0], whole[1] - own[1]
    for root in sorted(factors, key=lambda factor: -factor.fen.size):
        if not set(root.axes) <= found.keys():
            found = {**dict(_at_root(root, factors, free, others)), **found}
    return found


def _at_root(
    root: Factor,
    factors: Sequence[Factor],
    free: Mapping[str, Sequence[int]],
    others: tuple[int, int],
) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """The ends by reading of the phrases of one factor, all others taken away."""
    names = tuple(free)
    rest = intervals(factor for factor in factors if factor is not root)
    away = [name for name in names if name not in root.axes]
    left = Elimination(names, free, {}).of(rest, away)
    whole = summed([*intervals([root]), *left], names)
    low, high = (part.taken(free).fen for part in (whole.low, whole.high))
    lows = along_each(low, np.min)
    highs = along_each(high, np.max)
    for name, least, most in zip(whole.axes, lows, highs, strict=True):
        at_least = [fen + others[0] for fen in least.tolist()]
        at_most = [fen + others[1] for fen in most.tolist()]
        yield name, list(zip(at_least, at_most, strict=True))


def along_each(fen: np.ndarray, least_or_most: object) -> list[np.ndarray]:
    """Along each axis the least (or greatest) amount at each of its places, in two
    passes over all.
    """
    if fen.ndim == 1:
        return [fen]
    half = fen.ndim // 2
    first = fen.shape[:half]
    last = fen.shape[half:]
    flat = np.ascontiguousarray(fen).reshape(int(np.prod(first)), -1)
    sides = least_or_most(flat, 1).reshape(first), least_or_most(flat, 0).reshape(last)  # type: ignore[operator]
    return [each for side in sides for each in along_each(side, least_or_most)]


# how many combinations come to an amount


def count(factors: Sequence[Factor], target: int, sizes: Mapping[str, int]) -> int:
    """How many combinations of the phrases come to an amount; phrases of no factor
    multiply.
    """
    idle = prod(
        size for name, size in sizes.items() if all(name not in f.axes for f in factors)
    )
    return idle * _hits(factors, target, tuple(sizes))


def _hits(factors: Sequence[Factor], target: int, names: Sequence[str]) -> int:
    *first, last = [_histogram(each, names) for each in components(factors)]
    values, times = reduce(
        _both, first, (np.zeros(1, last[0].dtype), np.ones(1, object))
    )
    wanted = target - values
    places = np.searchsorted(last[0], wanted).clip(max=len(last[0]) - 1)
    hits = last[0][places] == wanted
    return int(sum(times[hits] * last[1][places[hits]]))


#: the different values of some sums, and how many combinations come to each
Histogram = tuple[np.ndarray, np.ndarray]


def _histogram(factors: Sequence[Factor], names: Sequence[str]) -> Histogram:
    """The sums of a component; phrase by phrase where its array would be far larger
    than its parts.
    """
    shared = [name for name, times in _times(factors).items() if times > 1]
    if not shared or _is_small(factors):
        return _counted(added(factors, names).fen)
    name = shared[0]
    size = next(f.fen.shape[f.axes.index(name)] for f in factors if name in f.axes)
    every = [[_at(factor, name, place) for factor in factors] for place in range(size)]
    found = [_histogram_of(each, names) for each in every]
    values = np.concatenate([values for values, _ in found])
    return _grouped(values, np.concatenate([times for _, times in found]))


def _is_small(factors: Sequence[Factor]) -> bool:
    """Whether the sum has few cells, or few for each cell of the largest of its
    parts.
    """
    sizes: dict[str, int] = {}
    for factor in factors:
        sizes |= dict(zip(factor.axes, factor.fen.shape, strict=True))
    most = max(factor.fen.size for factor in factors)
    return prod(sizes.values()) <= max(MOST_CELLS, 2 * most)


def _histogram_of(factors: Sequence[Factor], names: Sequence[str]) -> Histogram:
    return reduce(_both, (_histogram(each, names) for each in components(factors)))


def _times(factors: Sequence[Factor]) -> dict[str, int]:
    """By phrase how many of the factors hang on it."""
    names = [name for factor in factors for name in factor.axes]
    return {name: names.count(name) for name in names}


def _at(factor: Factor, name: str, place: int) -> Factor:
    if name not in factor.axes:
        return factor
    axis = factor.axes.index(name)
    return Factor(
        factor.axes[:axis] + factor.axes[axis + 1 :], factor.fen.take(place, axis)
    )


def _counted(fen: np.ndarray) -> Histogram:
    values, times = np.unique(fen, return_counts=True)
    return values, times.astype(object)


def _both(one: Histogram, other: Histogram) -> Histogram:
    """The sums of one of each, and how often."""
    values = np.add.outer(one[0], other[0]).ravel()
    return _grouped(values, np.multiply.outer(one[1], other[1]).ravel())


def _grouped(values: np.ndarray, times: np.ndarray) -> Histogram:
    """Equal values once, with their counts added."""
    found, places = np.unique(values, return_inverse=True)
    total = np.zeros(len(found), object)
    np.add.at(total, places.ravel(), times)
    return found, total


def first_at_least(
    factors: Sequence[Factor], sizes: Mapping[str, int]
) -> tuple[int, dict[str, int]]:
    """The least sum, and the places of the readings of the first combination that comes
    to it.
    """
    free: dict[str, Sequence[int]] = {name: range(size) for name, size in sizes.items()}
    least = least_and_most(factors, free)[0]
    left = list(factors)
    found = dict[str, int]()
    for name, size in sizes.items():
        del free[name]
        for place in range(size):
            narrowed = [_at(factor, name, place) for factor in left]
            if place == size - 1 or least_and_most(narrowed, free)[0] == least:
                left = narrowed
                found[name] = place
                break
    return least, found
