"""“goes up by 100” on many series: fen of the charged days, from the clause's own amounts by excess."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from cscontract.clauses import volume
from cscontract.verdict.words import Counts, Words


class Amount(NamedTuple):
    """“goes up by 100”: the figures (fen, persons), the reading, and the IDs that counted."""

    surcharge: int
    step: int
    reading: str
    ids: int


class Persons(Counts):
    """Persons a day of n series, shape (days, n), for whom amounts are asked."""

    def __init__(self, numbers: np.ndarray, words: int):
        super().__init__(numbers, words)
        self.numbers = numbers

    @cached_property
    def _by_series(self) -> np.ndarray:
        """The numbers series by series, in a row."""
        return np.ascontiguousarray(self.numbers.T).ravel()

    def charge(self, charged: Words, most: int, amount: Amount) -> np.ndarray:
        """Fen of each series for its charged days, all of the limit `most`; shape (n,)."""
        fen, rise = by_excess(amount, 1 << len(self.planes))
        total = charged.count * fen[0]
        if rise < len(fen):
            beyond = charged & (self >= most + rise)
            _, more = self._more(beyond, most, fen)
            upto = np.concatenate([[0], np.cumsum(more)])
            total += np.diff(upto[np.cumsum(beyond.count)], prepend=0)
        return total

    def charge_by_day(self, charged: Words, most: int, amount: Amount) -> np.ndarray:
        """The same by day, shape (days, n)."""
        fen, rise = by_excess(amount, 1 << len(self.planes))
        found = np.ascontiguousarray(charged.flags(len(self.numbers)).T) * fen[0]
        places, more = self._more(charged & (self >= most + rise), most, fen)
        found.reshape(-1)[places] += more
        return found.T

    def _more(self, beyond: Words, most: int, fen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where these days stand, series by series, and what each costs more than a day at the limit."""
        places = np.flatnonzero(beyond.flags(len(self.numbers)).T)
        return places, fen[self._by_series[places] - most] - fen[0]


@lru_cache(maxsize=256)
def by_excess(amount: Amount, size: int) -> tuple[np.ndarray, int]:
    """Fen of a day by its excess, 0 to `size` − 1 persons; and the least excess that costs more than 0 does."""
    surcharge, step, reading, ids = amount
    each = (volume.surcharge_amount(surcharge, step, (over, ids), reading) for over in range(size))
    fen = np.fromiter(each, np.int64, size)
    rises = np.flatnonzero(fen != fen[0])
    return fen, int(rises[0]) if len(rises) else size
