"""How far an amount spreads over the readings of open phrases, and how much of it hangs
on which phrase.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import factorial, prod
from typing import NamedTuple

import numpy as np

from cscontract.core.exact_integers import exact_sum
from cscontract.verdict.factors import (
    MOST_CELLS,
    Elimination,
    Factor,
    added,
    by_reading,
    components,
    count,
    intervals,
    summed,
)


@dataclass(frozen=True)
class Band:
    """Least and greatest amount (fen) and the Shapley value of each phrase in the range
    between.
    """

    low: int
    high: int
    shapley: dict[str, Fraction]

    @property
    def disputed(self) -> int:
        return self.high - self.low

    @cached_property
    def shares(self) -> dict[str, int]:
        """The Shapley values rounded to the fen so that they sum to `disputed` (largest
        remainder).

        Ties go to the phrase that stands first.
        """
        whole = {
            name: value.numerator // value.denominator
            for name, value in self.shapley.items()
        }
        left = self.disputed - sum(whole.values())
        rest = sorted(self.shapley, key=lambda name: whole[name] - self.shapley[name])
        return {name: fen + (name in rest[:left]) for name, fen in whole.items()}


class ComponentEnds(NamedTuple):
    """The open phrases of a component, and its ends when just a set of them is free.

    `low`, `high`: shape (2, 2, …), an axis a phrase; index 1 on an axis means free.
    """

    names: tuple[str, ...]
    low: np.ndarray
    high: np.ndarray

    def at(self, phrases: Collection[str]) -> tuple[int, int]:
        """The ends when just these phrases are free."""
        place = tuple(int(name in phrases) for name in self.names)
        return int(self.low[place]), int(self.high[place])


class Ranged:
    """An amount (fen) over open phrases, of which the ends are known when just a set of
    them is free.
    """

    open: Mapping[str, Sequence[str]]
    parts: Sequence[ComponentEnds]

    @property
    def combinations(self) -> int:
        """Number of combinations of the open readings."""
        return prod(map(len, self.open.values()))

    @cached_property
    def ends(self) -> tuple[int, int]:
        """The least and the greatest amount."""
        found = [part.at(part.names) for part in self.parts]
        return sum(low for low, _ in found), sum(high for _, high in found)

    @property
    def low(self) -> int:
        """The least amount: what is undisputed."""
        return self.ends[0]

    @property
    def high(self) -> int:
        """The greatest amount."""
        return self.ends[1]

    @property
    def disputed(self) -> int:
        """What hangs on the open phrases: greatest less least."""
        return self.high - self.low

    def alone(self, *phrases: str) -> int:
        """The range when just these phrases are free."""
        found = [part.at(phrases) for part in self.parts]
        return sum(high - low for low, high in found)

    @cached_property
    def shapley(self) -> dict[str, Fraction]:
        """Each phrase's Shapley value: what it adds to the range, averaged over all
        orders.
        """
        found: dict[str, Fraction] = {}
        for part in self.parts:
            found |= _shapley(part.names, part.high - part.low)
        return {name: found.get(name, Fraction(0)) for name in self.open}

    @property
    def shares(self) -> dict[str, int]:
        """The Shapley values rounded to the fen so that they sum to `disputed`."""
        return self.band.shares

    @cached_property
    def band(self) -> Band:
        """What is left to say once the combinations are forgotten."""
        return Band(self.low, self.high, self.shapley)


@dataclass(frozen=True, eq=False)
class Spread(Ranged):
    """An amount (fen), a sum of factors over the open phrases, and what each phrase
    moves of it.

    `known`: the readings along a phrase's axis; `open`: those of them over which it is
    free; `settled`: its reading where it is not free, one of `known`.
    """

    factors: tuple[Factor, ...]
    known: Mapping[str, Sequence[str]]
    open: Mapping[str, Sequence[str]]
    settled: Mapping[str, str]

    @cached_property
    def _free(self) -> dict[str, list[int]]:
        """By phrase the places of its open readings."""
        return {
            name: list(map(self.known[name].index, ways))
            for name, ways in self.open.items()
        }

    @cached_property
    def open_factors(self) -> list[Factor]:
        """The factors over the open readings alone."""
        return [factor.taken(self._free) for factor in self.factors]

    @cached_property
    def free(self) -> np.ndarray:
        """The amounts in every combination of the open readings, an axis a phrase."""
        whole = added(self.open_factors, tuple(self.open)).over(tuple(self.open))
        shape = tuple(map(len, self.open.values()))
        return np.ascontiguousarray(np.broadcast_to(whole, shape))

    def count(self, fen: int) -> int:
        """How many combinations come to an amount."""
        if self.combinations <= MOST_CELLS:
            return int((self.free == fen).sum())
        return count(
            self.open_factors,
            fen,
            {name: len(ways) for name, ways in self.open.items()},
        )

    @cached_property
    def parts(self) -> list[ComponentEnds]:  # type: ignore[override]
        """The components of the amount."""
        settled = {
            name: self.known[name].index(self.settled[name]) for name in self.open
        }
        elimination = Elimination(tuple(self.open), self._free, settled)
        return [_part(elimination, factors) for factors in components(self.factors)]

    @cached_property
    def by_reading(self) -> dict[str, list[tuple[int, int]]]:
        """By phrase the least and the greatest amount under each of its open readings,
        all others free.
        """
        every = {name: range(len(ways)) for name, ways in self.open.items()}
        return by_reading(self.open_factors, every)


def _part(elimination: Elimination, factors: Sequence[Factor]) -> ComponentEnds:
    hanging = {name for factor in factors for name in factor.axes}
    names = tuple(name for name in elimination.names if name in hanging)
    whole = summed(elimination.of(intervals(factors), names), names)
    return ComponentEnds(names, whole.low.over(names), whole.high.over(names))


def _shapley(names: Sequence[str], ranges: np.ndarray) -> dict[str, Fraction]:
    """Each phrase's Shapley value in the game whose worth of a set of phrases is its
    range.
    """
    n = len(names)
    sizes = sum(
        np.ogrid[tuple(slice(2) for _ in range(n))], np.zeros((2,) * n, np.int64)
    )
    shares = {}
    for axis, name in enumerate(names):
        more = (ranges.take(1, axis) - ranges.take(0, axis)).ravel()
        size = sizes.take(0, axis).ravel()
        by_size = [exact_sum(more[size == s]) for s in range(n)]
        weights = [factorial(s) * factorial(n - s - 1) for s in range(n)]
        total = sum(
            weight * sum_ for weight, sum_ in zip(weights, by_size, strict=True)
        )
        shares[name] = Fraction(total, factorial(n))
    return shares
