"""How far an amount spreads over the readings of open phrases, and how much of it hangs on which phrase."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import factorial

import numpy as np

from cscontract.terms.exact import exact_sum


@dataclass(frozen=True)
class Band:
    """Least and greatest amount (fen) and the Shapley value of each phrase in the range between."""

    low: int
    high: int
    shapley: dict[str, Fraction]

    @property
    def disputed(self) -> int:
        return self.high - self.low

    @cached_property
    def shares(self) -> dict[str, int]:
        """The Shapley values rounded to the fen so that they sum to `disputed` (largest remainder).

        Ties go to the phrase that stands first.
        """
        whole = {name: value.numerator // value.denominator for name, value in self.shapley.items()}
        left = self.disputed - sum(whole.values())
        rest = sorted(self.shapley, key=lambda name: whole[name] - self.shapley[name])
        return {name: fen + (name in rest[:left]) for name, fen in whole.items()}


@dataclass(frozen=True, eq=False)
class Spread:
    """An amount (fen) in every combination of the open phrases, and what each phrase moves of it.

    `fen`: an axis a phrase over `known`, its readings; `open`: those of them over which it is free;
    `settled`: its reading where it is not free, one of `known`.
    """

    fen: np.ndarray
    known: Mapping[str, Sequence[str]]
    open: Mapping[str, Sequence[str]]
    settled: Mapping[str, str]

    @cached_property
    def free(self) -> np.ndarray:
        """The amounts over the open readings alone."""
        fen = self.fen
        for axis, (name, ways) in enumerate(self.open.items()):
            if len(ways) < len(self.known[name]):
                fen = fen.take(self._places(name), axis)
        return fen

    def _places(self, name: str) -> list[int]:
        return [self.known[name].index(way) for way in self.open[name]]

    @property
    def low(self) -> int:
        """The least amount: what is undisputed."""
        return int(self.free.min())

    @property
    def high(self) -> int:
        """The greatest amount."""
        return int(self.free.max())

    @property
    def disputed(self) -> int:
        """What hangs on the open phrases: greatest less least."""
        return self.high - self.low

    @cached_property
    def ranges(self) -> np.ndarray:
        """The range when just a set of phrases is free: index 1 on an axis means free.

        Shape (2, 2, …), an axis an open phrase; phrases that are not free stand as settled.
        """
        low = high = self.fen
        for axis, name in enumerate(self.open):
            free, at = self._places(name), self.known[name].index(self.settled[name])
            some = len(free) < len(self.known[name])
            lows, highs = (low.take(free, axis), high.take(free, axis)) if some else (low, high)
            low = np.stack([low.take(at, axis), lows.min(axis)], axis)
            high = np.stack([high.take(at, axis), highs.max(axis)], axis)
        return high - low

    @cached_property
    def by_reading(self) -> dict[str, list[tuple[int, int]]]:
        """By phrase the least and the greatest amount under each of its open readings, all others free."""
        fen = np.ascontiguousarray(self.free)
        lows, highs = _along_each(fen, np.min), _along_each(fen, np.max)
        return {
            name: list(zip(low.tolist(), high.tolist(), strict=True))
            for name, low, high in zip(self.open, lows, highs, strict=True)
        }

    def alone(self, *phrases: str) -> int:
        """The range when just these phrases are free."""
        return int(self.ranges[tuple(int(name in phrases) for name in self.open)])

    @cached_property
    def shapley(self) -> dict[str, Fraction]:
        """Each phrase's Shapley value: what it adds to the range, averaged over all orders."""
        n = len(self.open)
        sizes = sum(np.ogrid[tuple(slice(2) for _ in range(n))], np.zeros((2,) * n, np.int64))
        shares = {}
        for axis, name in enumerate(self.open):
            added = (self.ranges.take(1, axis) - self.ranges.take(0, axis)).ravel()
            size = sizes.take(0, axis).ravel()
            by_size = [exact_sum(added[size == s]) for s in range(n)]
            weights = [factorial(s) * factorial(n - s - 1) for s in range(n)]
            total = sum(weight * sum_ for weight, sum_ in zip(weights, by_size, strict=True))
            shares[name] = Fraction(total, factorial(n))
        return shares

    @property
    def shares(self) -> dict[str, int]:
        """The Shapley values rounded to the fen so that they sum to `disputed`."""
        return self.band.shares

    @cached_property
    def band(self) -> Band:
        """What is left to say once the combinations are forgotten."""
        return Band(self.low, self.high, self.shapley)


def _along_each(fen: np.ndarray, least_or_most: Callable[..., np.ndarray]) -> list[np.ndarray]:
    """Along each axis the least (or greatest) amount at each of its places, in two passes over all."""
    if fen.ndim == 1:
        return [fen]
    half = fen.ndim // 2
    first, last = fen.shape[:half], fen.shape[half:]
    flat = fen.reshape(int(np.prod(first)), -1)
    sides = least_or_most(flat, 1).reshape(first), least_or_most(flat, 0).reshape(last)
    return [each for side in sides for each in _along_each(side, least_or_most)]
