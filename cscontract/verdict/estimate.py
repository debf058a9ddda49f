"""How many cells the largest array takes, told before any is made; and what makes it
smaller.

Up to `at_once` an amount is reckoned over all combinations at once, up to `streamed`
piece by piece, a piece for each reading of a few phrases; what is larger is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

from cscontract.core.errors import BadInput, bad
from cscontract.core.language import Sentence
from cscontract.verdict.factors import together


@dataclass(frozen=True)
class Limits:
    """Most cells of an array: at once, streamed, of a piece of what is streamed, and of
    shares.
    """

    at_once: int = 30_000_000
    streamed: int = 2_000_000_000
    piece: int = 2_000_000
    shares: int = 30_000_000


LIMITS = Limits()


class Large(NamedTuple):
    """An array's cells, and the phrases along it."""

    cells: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Sizes:
    """What arrays are made of. `steps`: the phrases along the table of each step that
    is not held.

    `factors`: those on which each part of a sum hangs; `sizes`: by phrase its readings;
    `with_shares`: whether the sum's shares are asked for, so that each phrase keeps an
    axis of two.
    """

    steps: tuple[frozenset[str], ...]
    factors: tuple[frozenset[str], ...]
    sizes: Mapping[str, int]
    with_shares: bool

    def settled(self, names: Collection[str]) -> Sizes:
        """The same with these phrases at one reading each."""
        steps, factors = (
            tuple(axes.difference(names) for axes in each)
            for each in (self.steps, self.factors)
        )
        return Sizes(steps, factors, self.sizes, self.with_shares)

    def largest(self) -> Large:
        """The largest array of all that are made."""
        arrays = [{name: self.sizes[name] for name in axes} for axes in self.steps]
        arrays += self._eliminated(self.factors, kept=())
        if self.with_shares:
            arrays += self._eliminated(self.factors, kept=None)
            for root in self.factors:
                arrays += self._eliminated(self.factors, kept=root)
        return self._largest(arrays)

    def shares(self) -> Large:
        """The largest array of shares: an axis of two for each phrase of what hangs
        together.
        """
        groups = together(self.factors)
        names = [
            frozenset[str]().union(*(self.factors[at] for at in group))
            for group in groups
        ]
        return self._largest([dict.fromkeys(each, 2) for each in names])

    def _largest(self, arrays: Iterable[Mapping[str, int]]) -> Large:
        found = max(arrays, key=lambda sizes: prod(sizes.values()), default={})
        return Large(
            prod(found.values()), tuple(name for name in self.sizes if name in found)
        )

    def _eliminated(
        self, factors: Iterable[frozenset[str]], kept: Collection[str] | None
    ) -> Iterator[dict[str, int]]:
        """What `Elimination.of` makes when it takes away all phrases that are not kept.

        `kept`: phrases whose axis stays as it is; None: each is taken away to an axis
        of two.
        """
        parts = [{name: self.sizes[name] for name in axes} for axes in factors]
        left = {name for part in parts for name in part} - set(kept or ())
        while left:
            name = min(
                sorted(left), key=lambda name: prod(_joined(parts, name).values())
            )
            left.remove(name)
            whole = _joined(parts, name)
            yield whole
            rest = {other: size for other, size in whole.items() if other != name}
            parts = [part for part in parts if name not in part]
            parts.append(rest if kept is not None else {**rest, name: 2})
        yield from parts

    def streamed_by(self, most: int) -> tuple[str, ...]:
        """The phrases to settle one reading after another, so that no array is larger
        than `most`.

        Of the largest array each time the phrase on which most arrays hang: once it is
        settled they fall apart. Of those the one with most readings.
        """
        found: list[str] = []
        while (large := self.settled(found).largest()).cells > most and large.names:
            found.append(max(large.names, key=self._worth))
        return tuple(name for name in self.sizes if name in found)

    def _worth(self, name: str) -> tuple[int, int]:
        hanging = sum(name in axes for axes in (*self.steps, *self.factors))
        return hanging, self.sizes[name]

    def refused(self, large: Large, most: int) -> BadInput:
        """That an array is too large, and what each of the phrases brings that make it
        so.
        """
        left = {name: self._left_by(name, large) for name in large.names}
        best = sorted(left, key=lambda name: left[name])[:3]
        names = ", ".join(f"{name} (→ {left[name]:,})" for name in best)
        count = Sentence("{count} combinations at one step", count=f"{large.cells:,}")
        expected = Sentence("at most {count}", count=f"{most:,}")
        fix = Sentence("settle some phrases, best {names}", names=names)
        return bad("open", count, expected, fix)

    def _left_by(self, name: str, large: Large) -> int:
        """The cells of the array where a phrase along it is settled, or those of a
        still larger one.
        """
        along = 2 if large == self.shares() else self.sizes[name]
        return max(large.cells // along, self.settled([name]).largest().cells)


def _joined(parts: Iterable[Mapping[str, int]], name: str) -> dict[str, int]:
    """The axes of the sum of those parts that hang on a phrase."""
    found: dict[str, int] = {}
    for part in parts:
        if name in part:
            found |= part
    return found
