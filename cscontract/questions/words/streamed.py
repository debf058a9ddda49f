"""Prices of what is too large to hold: piece by piece, and folded to what is asked of
the whole.

In a piece some phrases have one reading each. An end of the whole is the least or
greatest of the pieces' ends, a count the sum of theirs; where such a phrase is not
free, just the pieces at its settled reading count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import product
from operator import add

import numpy as np

from cscontract.questions.words.spread import Band, ComponentEnds, Ranged, Spread
from cscontract.verdict.combinations import Piece, Streamed, Totals
from cscontract.verdict.factors import Factor

#: the least and the greatest amount
Span = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Asked:
    """Streamed totals, the readings over which each phrase is free, and its one where
    it is not.
    """

    totals: Streamed
    open: Mapping[str, tuple[str, ...]]
    settled: Mapping[str, str]

    def places(self, piece: Piece, name: str) -> tuple[int, ...]:
        """Where on an axis of {settled, free} a piece counts by its reading of a
        phrase.
        """
        counts = piece[name] == self.settled[name], piece[name] in self.open[name]
        return tuple(place for place, is_there in enumerate(counts) if is_there)

    def is_open(self, piece: Piece) -> bool:
        """Whether all readings of a piece are among those that are open."""
        return all(way in self.open[name] for name, way in piece.items())

    def spread(self, factors: Sequence[Factor], piece: Piece) -> Spread:
        """An amount within a piece, a sum of these factors."""
        own = {name: (way,) for name, way in piece.items()}
        known = {**self.totals.ways, **own}
        free = {**self.open, **own}
        return Spread(tuple(factors), known, free, {**self.settled, **piece})

    @cached_property
    def term(self) -> Term:
        """How far the total of the term spreads."""
        return self._folded[0]

    @cached_property
    def months(self) -> dict[str, Band]:
        """The band of each month."""
        return self._folded[1]

    @cached_property
    def _folded(self) -> tuple[Term, dict[str, Band]]:
        """Term and months: in one pass over the pieces, or in as few as can be held."""
        labels = self.totals.labels
        most = self._at_a_time - 1
        first = [Amount(self, label) for label in labels[:most]]
        term = TermFold(self)
        _pass(self.totals, [term, *first])
        bands = {each.label: each.band for each in first}
        for start in range(most, len(labels), most + 1):
            more = [Amount(self, label) for label in labels[start : start + most + 1]]
            _pass(self.totals, more)
            bands |= {each.label: each.band for each in more}
        return term.folded(), bands

    @property
    def _at_a_time(self) -> int:
        """Of how many amounts the ends for every set of phrases can be held."""
        most = max(2 ** len(self.totals.hanging(group)) for group in self.totals.groups)
        count: int = max(1, self.totals.basis.limits.shares // most)
        return count


def _pass(totals: Streamed, folds: Sequence[Amount]) -> None:
    """Let each fold take in every piece."""
    for piece, found in totals.pieces():
        for fold in folds:
            fold.take(piece, found)


class Amount:
    """A month's amount, folded: what it comes to for every set of free phrases."""

    def __init__(self, asked: Asked, label: str):
        self.asked = asked
        self.label = label
        self.groups = [Group(asked, places) for places in asked.totals.groups]

    def factors(self, piece: Totals) -> Sequence[Factor]:
        """What the amount is a sum of."""
        return piece.factors_of(self.label)

    def take(self, piece: Piece, found: Totals) -> None:
        """Take in a piece."""
        factors = self.factors(found)
        for group in self.groups:
            group.take(piece, factors)

    @property
    def band(self) -> Band:
        """What is left to say once the combinations are forgotten."""
        return Folded(self.asked.open, [group.part() for group in self.groups]).band


class TermFold(Amount):
    """The term's amount, folded; with the ends by reading, and the count of the settled
    total.
    """

    def __init__(self, asked: Asked):
        super().__init__(asked, "")
        self.base = asked.totals.at(asked.settled)
        self.same = 0
        self.by_reading: dict[str, list[Span | None]] = {
            name: [None] * len(ways) for name, ways in asked.open.items()
        }
        self.by_piece: list[tuple[Piece, Span]] = []

    def factors(self, piece: Totals) -> Sequence[Factor]:
        return piece.factors

    def take(self, piece: Piece, found: Totals) -> None:
        super().take(piece, found)
        if not self.asked.is_open(piece):
            return
        spread = self.asked.spread(found.factors, piece)
        self.same += spread.count(self.base)
        self.by_piece.append((piece, _ends(spread.by_reading)))
        for name, spans in spread.by_reading.items():
            self._widen(name, piece.get(name), spans)

    def _widen(self, name: str, way: str | None, spans: Sequence[Span]) -> None:
        """By reading of a phrase the ends, with those of a piece that has one of them
        or all.
        """
        known = self.by_reading[name]
        ways = self.asked.open[name]
        places = range(len(ways)) if way is None else [ways.index(way)]
        for place, span in zip(places, spans, strict=True):
            before = known[place] or span
            known[place] = min(before[0], span[0]), max(before[1], span[1])

    def folded(self) -> Term:
        """The term once all pieces are taken in."""
        by_reading = {
            name: [span for span in spans if span]
            for name, spans in self.by_reading.items()
        }
        parts = [group.part() for group in self.groups]
        return Term(
            self.asked.open,
            parts,
            self.asked,
            by_reading,
            {self.base: self.same},
            self.by_piece,
        )


def _ends(by_reading: Mapping[str, Sequence[Span]]) -> Span:
    """The least and the greatest amount, which each phrase has under one of its
    readings.
    """
    spans = next(iter(by_reading.values()))
    return min(low for low, _ in spans), max(high for _, high in spans)


class Group:
    """What hangs together by common phrases, folded: the ends for every set of free
    phrases.

    `places`: of the factors that it is made of; `by`: those of its phrases of which a
    piece has one reading, `within`: its others.
    """

    def __init__(self, asked: Asked, places: Sequence[int]):
        self.asked = asked
        self.places = places
        self.names = tuple(asked.totals.hanging(places))
        self.by = [name for name in self.names if name in asked.totals.by]
        self.within = [name for name in self.names if name not in self.by]
        self.ends: dict[tuple[int, ...], tuple[np.ndarray, np.ndarray]] = {}

    def take(self, piece: Piece, factors: Sequence[Factor]) -> None:
        """Take in a piece; where one of its phrases is neither settled nor free at its
        reading, nowhere.
        """
        states = list(product(*(self.asked.places(piece, name) for name in self.by)))
        if not states:
            return
        low, high = self._of_piece(
            self.asked.spread([factors[at] for at in self.places], piece)
        )
        for state in states:
            least, most = self.ends.get(state, (low, high))
            self.ends[state] = np.minimum(least, low), np.maximum(most, high)

    def _of_piece(self, spread: Spread) -> tuple[np.ndarray, np.ndarray]:
        """The ends within a piece, an axis for each phrase of `within`."""
        lows, highs = zip(*(self._spanned(part) for part in spread.parts), strict=True)
        return reduce(add, lows), reduce(add, highs)

    def _spanned(self, part: ComponentEnds) -> tuple[np.ndarray, np.ndarray]:
        shape = [2 if name in part.names else 1 for name in self.within]
        full = (2,) * len(self.within)
        low, high = (each.reshape(shape) for each in (part.low, part.high))
        return np.broadcast_to(low, full), np.broadcast_to(high, full)

    def part(self) -> ComponentEnds:
        """The ends once all pieces are taken in, an axis a phrase in the register's
        order.
        """
        states = list(product((0, 1), repeat=len(self.by)))
        order = [*self.by, *self.within]
        axes = [order.index(name) for name in self.names]
        shape = (2,) * len(order)
        low, high = (
            np.stack([self.ends[state][end] for state in states])
            .reshape(shape)
            .transpose(axes)
            for end in (0, 1)
        )
        return ComponentEnds(self.names, low, high)


class Folded(Ranged):
    """An amount of which the ends alone are known."""

    def __init__(
        self, open: Mapping[str, Sequence[str]], parts: Sequence[ComponentEnds]
    ):
        self.open = open
        self.parts = parts


@dataclass(eq=False)
class Term(Ranged):
    """The total of the term, folded over its pieces.

    `by_reading`: as of `Spread`; `counted`: how many combinations come to some amounts;
    `by_piece`: the ends of each piece that is open.
    """

    open: Mapping[str, Sequence[str]]
    parts: Sequence[ComponentEnds]
    asked: Asked
    by_reading: dict[str, list[Span]]
    counted: dict[int, int]
    by_piece: list[tuple[Piece, Span]]

    def count(self, fen: int) -> int:
        """How many combinations come to an amount."""
        if fen not in self.counted:
            self.counted[fen] = sum(spread.count(fen) for _, spread in self.around(fen))
        return self.counted[fen]

    def around(self, fen: int) -> Iterator[tuple[Piece, Spread]]:
        """The pieces between whose ends an amount lies."""
        some = [piece for piece, (low, high) in self.by_piece if low <= fen <= high]
        for piece, found in self.asked.totals.pieces(some):
            yield piece, self.asked.spread(found.factors, piece)
