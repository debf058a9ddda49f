"""Open phrases: the total under every combination of their readings, exactly.

A total is a sum: of each clause the fen by month, over the few phrases that it hangs
on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from math import prod

import numpy as np

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.phrases import Readings
from cscontract.core.exact_integers import exactly, kind_of
from cscontract.core.progress import pieces_with_bar
from cscontract.records.read import Records
from cscontract.verdict.estimate import LIMITS, Limits, Sizes
from cscontract.verdict.factors import (
    MOST_CELLS,
    Factor,
    added,
    count,
    least_and_most,
    together,
)
from cscontract.verdict.graph import Choices, Held, Memory, StepTable
from cscontract.verdict.step_order import composed

#: phrase → its readings
Ways = dict[str, tuple[str, ...]]
#: a reading of each phrase that has but one in a piece of what is streamed
Piece = Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Amounts:
    """What a clause comes to: over the phrases of `table` the places of its different
    amounts.

    `by_month`: those amounts in fen, shape (amounts, months).
    """

    table: StepTable
    by_month: np.ndarray

    def at(self, places: Mapping[str, int]) -> int:
        """The amount of the term in one combination."""
        place = self.table.codes[tuple(places[name] for name in self.table.axes)]
        return sum(map(int, self.by_month[place]))


@dataclass(frozen=True, eq=False)
class Totals:
    """Totals in fen of every combination of the open phrases; an axis a phrase, in the
    register's order.

    `ways`: the readings of each of them; `parts`: what each clause with money comes to;
    `labels`: the term's months.
    """

    ways: Ways
    parts: tuple[Amounts, ...]
    labels: tuple[str, ...]

    @property
    def open(self) -> tuple[str, ...]:
        """The phrases with an axis."""
        return tuple(self.ways)

    @property
    def choices(self) -> Ways:
        """The readings of each open phrase."""
        return self.ways

    @cached_property
    def fen(self) -> np.ndarray:
        """The total of the term in every combination."""
        return self._array(self.factors)

    def month(self, label: str) -> np.ndarray:
        """The total of a month in every combination, 0 after the agreement's end;
        KeyError for no month.
        """
        return self._array(self.factors_of(label))

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """The clauses' amounts of the term, each over the phrases that it hangs on."""
        return self._factors(_of_term)

    def factors_of(self, label: str) -> tuple[Factor, ...]:
        """The clauses' amounts of a month; KeyError where the term has no such
        month.
        """
        if label not in self.labels:
            raise KeyError(label)
        at = self.labels.index(label)
        return self._factors(lambda by_month: by_month[:, at])

    def _array(self, factors: Sequence[Factor]) -> np.ndarray:
        """The clauses' amounts added in every combination; phrases on which nothing
        hangs alike.
        """
        whole = added(factors, self.open).over(self.open)
        shape = tuple(map(len, self.ways.values()))
        return np.ascontiguousarray(np.broadcast_to(whole, shape))

    def _factors(
        self, amount: Callable[[np.ndarray], np.ndarray]
    ) -> tuple[Factor, ...]:
        """The clauses' amounts in types that hold the sum of all of them."""
        amounts = [amount(part.by_month) for part in self.parts]
        most = sum(max(abs(int(fen.max())), abs(int(fen.min()))) for fen in amounts)
        wide: list[np.ndarray] = [fen.astype(kind_of(most)) for fen in amounts]
        return tuple(
            Factor(part.table.axes, fen[part.table.codes])
            for part, fen in zip(self.parts, wide, strict=True)
        )

    @cached_property
    def ends(self) -> tuple[int, int]:
        """The least and the greatest total."""
        return least_and_most(
            self.factors, {name: range(len(ways)) for name, ways in self.ways.items()}
        )

    def count(self, fen: int) -> int:
        """How many combinations come to an amount of the term."""
        if self.size <= MOST_CELLS:
            return int((self.fen == fen).sum())
        return count(
            self.factors, fen, {name: len(ways) for name, ways in self.ways.items()}
        )

    @property
    def size(self) -> int:
        """Number of combinations."""
        return prod(map(len, self.ways.values()))

    def at(self, readings: Readings) -> int:
        """The total of one combination; of a phrase without an axis its one reading
        counts.
        """
        places = {name: ways.index(readings[name]) for name, ways in self.ways.items()}
        return sum(part.at(places) for part in self.parts)

    def narrowed(self, choices: Choices) -> Totals:
        """The totals with fewer readings; a phrase that `choices` does not name keeps
        its own.

        A phrase left with one reading keeps its axis.
        """
        ways = {
            name: tuple(choices.get(name, kept)) for name, kept in self.ways.items()
        }
        if ways == self.ways:
            return self
        kept = {
            name: list(map(known.index, ways[name]))
            for name, known in self.ways.items()
        }
        parts = tuple(
            Amounts(part.table.taken(kept), part.by_month) for part in self.parts
        )
        return Totals(ways, parts, self.labels)


def _of_term(by_month: np.ndarray) -> np.ndarray:
    """Amounts by month as those of the term; each fits: `exactly` has chosen their
    type.
    """
    return np.asarray(by_month.sum(-1))


@dataclass(frozen=True, eq=False)
class Basis:
    """What totals rest on. `money`: by clause the step that gives its fen by month.

    `one`: the total of one combination, by itself; `shares`: whether what each phrase
    moves will be asked for.
    """

    money: tuple[str, ...]
    labels: tuple[str, ...]
    one: Callable[[Readings], int]
    with_shares: bool
    limits: Limits

    def totals(self, ways: Ways, held: Held) -> Totals | Streamed:
        """The totals over these readings: at once, or piece by piece where that would
        be too large.
        """
        sizes = self._sizes(held)
        if not held.left and prod(held.sizes.values()) <= self.limits.at_once:
            return self.at_once(ways, held)
        shares = sizes.shares()
        large = sizes.largest()
        if self.with_shares and shares.cells > self.limits.shares:
            raise sizes.refused(shares, self.limits.shares)
        if large.cells > self.limits.streamed:
            raise sizes.refused(large, self.limits.streamed)
        if not held.left and large.cells <= self.limits.at_once:
            return self.at_once(ways, held)
        return Streamed(
            ways, held, self, sizes.streamed_by(self.limits.piece), large.cells
        )

    def at_once(self, ways: Ways, held: Held) -> Totals:
        """The totals from the tables of all steps."""
        parts = tuple(_amounts(held.tables[step]) for step in self.money)
        return Totals(ways, parts, self.labels)

    def _sizes(self, held: Held) -> Sizes:
        several = {name for name, size in held.sizes.items() if size > 1}
        axes = {
            name: several.intersection(names) for name, names in held.axes().items()
        }
        steps = tuple(frozenset(axes[step.name]) for step in held.left)
        factors = tuple(frozenset(axes[step]) for step in self.money)
        return Sizes(steps, factors, held.sizes, self.with_shares)


@dataclass(frozen=True, eq=False)
class Streamed:
    """Totals that are too many to hold: reckoned piece by piece, each time they are
    asked for.

    `by`: the phrases that have one reading in each piece; `cells`: those of the largest
    array if it were made at once; `memory`: what steps have come to in the pieces so
    far, known by the values of `held`, which live as long.
    """

    ways: Ways
    held: Held
    basis: Basis
    by: tuple[str, ...]
    cells: int
    memory: Memory = field(default_factory=Memory)

    @property
    def open(self) -> tuple[str, ...]:
        """The phrases with an axis."""
        return tuple(self.ways)

    @property
    def choices(self) -> Ways:
        """The readings of each open phrase."""
        return self.ways

    @property
    def labels(self) -> tuple[str, ...]:
        """The term's months."""
        return self.basis.labels

    @property
    def size(self) -> int:
        """Number of combinations."""
        return prod(map(len, self.ways.values()))

    @property
    def groups(self) -> list[list[int]]:
        """The places of the clauses that hang together by common phrases, in every
        piece.
        """
        axes = self.held.axes()
        return together([axes[step] for step in self.basis.money])

    def hanging(self, places: Sequence[int]) -> list[str]:
        """The phrases on which the clauses at these places hang at most."""
        axes = self.held.axes()
        found = {name for place in places for name in axes[self.basis.money[place]]}
        return [name for name in self.ways if name in found]

    def pieces(
        self, some: Sequence[Piece] | None = None
    ) -> Iterator[tuple[Piece, Totals]]:
        """By a reading of each phrase of `by` the totals under it, in the register's
        order; with a bar.
        """
        every = product(*(self.ways[name] for name in self.by))
        wanted = (
            [dict(zip(self.by, each, strict=True)) for each in every]
            if some is None
            else some
        )
        for piece in pieces_with_bar(wanted, self.cells):
            yield piece, self._at(piece)

    def _at(self, piece: Piece) -> Totals:
        ways = {**self.ways, **{name: (way,) for name, way in piece.items()}}
        held = self.held.narrowed(self._places(ways))
        return self.basis.at_once(ways, held.completed(made=self.memory.made))

    def _places(self, ways: Ways) -> dict[str, list[int]]:
        return {
            name: list(map(known.index, ways[name]))
            for name, known in self.ways.items()
        }

    @cached_property
    def ends(self) -> tuple[int, int]:
        """The least and the greatest total."""
        found = [piece.ends for _, piece in self.pieces()]
        return min(low for low, _ in found), max(high for _, high in found)

    def count(self, fen: int) -> int:
        """How many combinations come to an amount of the term."""
        return sum(piece.count(fen) for _, piece in self.pieces())

    def at(self, readings: Readings) -> int:
        """The total of one combination."""
        return self.basis.one(readings)

    def narrowed(self, choices: Choices) -> Totals | Streamed:
        """As `Totals.narrowed`; at once where what is left is small enough."""
        ways = {
            name: tuple(choices.get(name, kept)) for name, kept in self.ways.items()
        }
        if ways == self.ways:
            return self
        held = self.held.narrowed(self._places(ways))
        return self.basis.totals(ways, held.completed(self.basis.limits.at_once))


def totals(
    agreement: Agreement,
    records: Records,
    choices: Choices,
    limits: Limits = LIMITS,
    with_shares: bool = False,
) -> Totals | Streamed:
    """The totals of all combinations of `choices` (phrase → readings), other phrases as
    chosen.

    Every phrase is one that moves money and that the records can decide. BadInput where
    they are too many even piece by piece.
    """
    whole = composed(agreement)
    settled = {
        name: way for name, way in agreement.chosen.items() if name not in choices
    }
    given = whole.givens(agreement, records)
    money = tuple(whole.money.values())
    held = whole.order.held({**given, **settled}, choices, money, limits.at_once)

    def one(readings: Readings) -> int:
        values = whole.order.one(given, {**settled, **readings}, wanted=money)
        return sum(sum(values[step]) for step in money)

    ways = {name: tuple(choices[name]) for name in agreement.chosen if name in choices}
    labels = tuple(month.label for month in agreement.span.months)
    basis = Basis(money, labels, one, with_shares, limits)
    return basis.totals(ways, held)


def all_at_once(agreement: Agreement, records: Records, choices: Choices) -> Totals:
    """As `totals`, for what needs every combination at once: BadInput where they are
    too many.
    """
    found = totals(agreement, records, choices, Limits(streamed=LIMITS.at_once))
    assert isinstance(found, Totals)
    return found


def _amounts(table: StepTable) -> Amounts:
    most = max(sum(map(abs, fen)) for fen in table.values)
    return Amounts(table, np.array(table.values, exactly(most)))
