"""Open phrases: the total under every combination of their readings, exactly.

A total is a sum: of each clause the fen by month, over the few phrases that it hangs on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np

from cscontract.records.read import Records
from cscontract.terms.agreement import Agreement
from cscontract.terms.exact import exactly, kind_of
from cscontract.terms.faults import BadInput, bad
from cscontract.terms.language import Sentence
from cscontract.verdict.charges import Readings
from cscontract.verdict.composed import composed
from cscontract.verdict.factors import MOST_CELLS, Factor, added, count, ends
from cscontract.verdict.graph import Choices, Table, TooMany

#: combinations of what one step takes: about a gigabyte
MOST_OF_A_STEP = 60_000_000


@dataclass(frozen=True, eq=False)
class Amounts:
    """What a clause comes to: over the phrases of `table` the places of its different amounts.

    `by_month`: those amounts in fen, shape (amounts, months).
    """

    table: Table
    by_month: np.ndarray

    def at(self, places: Mapping[str, int]) -> int:
        """The amount of the term in one combination."""
        place = self.table.codes[tuple(places[name] for name in self.table.axes)]
        return sum(map(int, self.by_month[place]))


@dataclass(frozen=True, eq=False)
class Totals:
    """Totals in fen of every combination of the open phrases; an axis a phrase, in the register's order.

    `ways`: the readings of each of them; `parts`: what each clause with money comes to;
    `labels`: the term's months.
    """

    ways: dict[str, tuple[str, ...]]
    parts: tuple[Amounts, ...]
    labels: tuple[str, ...]

    @property
    def open(self) -> tuple[str, ...]:
        """The phrases with an axis."""
        return tuple(self.ways)

    @property
    def choices(self) -> dict[str, tuple[str, ...]]:
        """The readings of each open phrase."""
        return self.ways

    @cached_property
    def fen(self) -> np.ndarray:
        """The total of the term in every combination."""
        return self._array(self.factors)

    def month(self, label: str) -> np.ndarray:
        """The total of a month in every combination, 0 after the agreement's end; KeyError for no month."""
        return self._array(self.factors_of(label))

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """The clauses' amounts of the term, each over the phrases that it hangs on."""
        return self._factors(_of_term)

    def factors_of(self, label: str) -> tuple[Factor, ...]:
        """The clauses' amounts of a month; KeyError where the term has no such month."""
        if label not in self.labels:
            raise KeyError(label)
        at = self.labels.index(label)
        return self._factors(lambda by_month: by_month[:, at])

    def _array(self, factors: Sequence[Factor]) -> np.ndarray:
        """The clauses' amounts added in every combination; phrases on which nothing hangs alike."""
        whole = added(factors, self.open).over(self.open)
        shape = tuple(map(len, self.ways.values()))
        return np.ascontiguousarray(np.broadcast_to(whole, shape))

    def _factors(self, amount: Callable[[np.ndarray], np.ndarray]) -> tuple[Factor, ...]:
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
        return ends(self.factors, {name: range(len(ways)) for name, ways in self.ways.items()})

    def count(self, fen: int) -> int:
        """How many combinations come to an amount of the term."""
        if self.size <= MOST_CELLS:
            return int((self.fen == fen).sum())
        return count(self.factors, fen, {name: len(ways) for name, ways in self.ways.items()})

    @property
    def size(self) -> int:
        """Number of combinations."""
        return prod(map(len, self.ways.values()))

    def at(self, readings: Readings) -> int:
        """The total of one combination; of a phrase without an axis its one reading counts."""
        places = {name: ways.index(readings[name]) for name, ways in self.ways.items()}
        return sum(part.at(places) for part in self.parts)

    def narrowed(self, choices: Choices) -> Totals:
        """The totals with fewer readings; a phrase that `choices` does not name keeps its own.

        A phrase left with one reading keeps its axis.
        """
        ways = {name: tuple(choices.get(name, kept)) for name, kept in self.ways.items()}
        if ways == self.ways:
            return self
        kept = {name: list(map(known.index, ways[name])) for name, known in self.ways.items()}
        parts = tuple(Amounts(part.table.taken(kept), part.by_month) for part in self.parts)
        return Totals(ways, parts, self.labels)


def _of_term(by_month: np.ndarray) -> np.ndarray:
    """Amounts by month as those of the term; each fits: `exactly` has chosen their type."""
    return np.asarray(by_month.sum(-1))


def totals(agreement: Agreement, records: Records, choices: Choices) -> Totals:
    """The totals of all combinations of `choices` (phrase → readings), other phrases as chosen.

    Every phrase is one that moves money and that the records can decide.
    """
    whole = composed(agreement)
    settled = {name: way for name, way in agreement.chosen.items() if name not in choices}
    givens = {**whole.givens(agreement, records), **settled}
    try:
        tables = whole.order.every(givens, choices, tuple(whole.money.values()), MOST_OF_A_STEP)
    except TooMany as found:
        raise _too_many(found, choices) from None
    parts = tuple(_amounts(tables[step]) for step in whole.money.values())
    ways = {name: tuple(choices[name]) for name in agreement.chosen if name in choices}
    return Totals(ways, parts, tuple(month.label for month in agreement.span.months))


def _too_many(found: TooMany, choices: Choices) -> BadInput:
    """That a step has more combinations than can be held, and which phrases make them so many."""
    names = sorted(found.axes, key=lambda name: -len(choices[name]))[:3]
    count = Sentence("{count} combinations in one clause", count=f"{found.cells:,}")
    expected = Sentence("at most {count}", count=f"{MOST_OF_A_STEP:,}")
    fix = Sentence("settle some phrases, best {names}", names=", ".join(names))
    return bad("open", count, expected, fix)


def _amounts(table: Table) -> Amounts:
    most = max(sum(map(abs, fen)) for fen in table.values)
    return Amounts(table, np.array(table.values, exactly(most)))
