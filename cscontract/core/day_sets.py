"""Sets of days of many series at once, a row a day, a bit a series.

`&`, `|`, `~`, `<<`, `>>` are as on a single set, so that the clauses' algebra on sets
of days runs on them unchanged; a shift by a day moves rows.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

WORD = 64


class Sets:
    """A set of days for each of n series.

    `bits`: shape (rows, n / 64), uint64; row d is day d, bit i series i.

    There are rows beyond the term's days, for the days between the months of an axis.
    """

    __slots__ = ("bits", "series")

    def __init__(self, bits: np.ndarray, series: int):
        self.bits = bits
        self.series = series

    def _new(self, bits: np.ndarray) -> Sets:
        return Sets(bits, self.series)

    def _other(self, other: Sets | int) -> np.ndarray:
        """The other set's bits.

        One set for all series stands in a column of its own.
        """
        return other.bits if isinstance(other, Sets) else column(other, len(self.bits))

    def __and__(self, other: Sets | int) -> Sets:
        return self._new(self.bits & self._other(other))

    def __or__(self, other: Sets | int) -> Sets:
        return self._new(self.bits | self._other(other))

    __rand__ = __and__
    __ror__ = __or__
    # sets that are added have no day in common
    __add__ = __or__
    __radd__ = __or__

    def __invert__(self) -> Sets:
        return self._new(~self.bits)

    def __lshift__(self, days: int) -> Sets:
        """Every day moved that many days on; what leaves the rows is dropped."""
        moved = np.empty_like(self.bits)
        moved[:days] = 0
        moved[days:] = self.bits[: max(0, len(moved) - days)]
        return self._new(moved)

    def __rshift__(self, days: int) -> Sets:
        """Every day moved that many days back.

        What would come before the first is dropped.
        """
        moved = np.empty_like(self.bits)
        kept = max(0, len(moved) - days)
        moved[:kept] = self.bits[days:]
        moved[kept:] = 0
        return self._new(moved)

    def __neg__(self) -> Sets:
        """As of a single set: `days & -days` is the first day."""
        return self._new(self.bits ^ (self.from_first << 1).bits)

    @property
    def from_first(self) -> Sets:
        """Every day from the first of each set on."""
        return self._new(np.bitwise_or.accumulate(self.bits))

    def taken(self, rows: np.ndarray | slice) -> Sets:
        """The days of these rows in their order."""
        return self._new(self.bits[rows])

    @property
    def any(self) -> np.ndarray:
        """Whether each set has a day, shape (n,)."""
        flags: np.ndarray = self._new(np.bitwise_or.reduce(self.bits)[None]).flags[0]
        return flags

    def in_stretches(self, starts: list[int], end: int) -> np.ndarray:
        """In how many stretches of days each set has a day, shape (n,).

        A stretch lasts until the next starts, the last one until `end`.
        """
        some = np.bitwise_or.reduceat(self.bits[:end], starts)
        return total(self._new(some).flags)

    @property
    def first(self) -> np.ndarray:
        """The first day of each set, shape (n,).

        It is the number of rows where a set is empty.
        """
        return total((~self.from_first).flags)

    @property
    def flags(self) -> np.ndarray:
        """The sets as booleans, shape (rows, n)."""
        octets = self.bits.view(np.uint8)
        flags = np.unpackbits(octets, axis=1, count=self.series, bitorder="little")
        return flags.view(bool)


def packed(flags: np.ndarray, rows: int) -> Sets:
    """Booleans, shape (days, n), as sets of days on so many rows."""
    days, series = flags.shape
    octets = np.zeros((rows, -(-series // WORD) * WORD // 8), np.uint8)
    octets[:days, : -(-series // 8)] = np.packbits(flags, axis=1, bitorder="little")
    return Sets(octets.view("<u8"), series)


@lru_cache(maxsize=1024)
def column(days: int, rows: int) -> np.ndarray:
    """One set of days for all series, shape (rows, 1).

    Days beyond the rows are dropped, as of `~days`.
    """
    octets = (days & (1 << rows) - 1).to_bytes(-(-rows // 8), "little")
    bits = np.frombuffer(octets, np.uint8)
    flags = np.unpackbits(bits, count=rows, bitorder="little")
    return flags[:, None] * np.uint64(2**WORD - 1)


def total(flags: np.ndarray) -> np.ndarray:
    """Number of true flags of each series, shape (n,), of flags of shape (days, n)."""
    narrow = np.uint8 if len(flags) < 256 else np.uint16
    counts: np.ndarray = np.add.reduce(flags.view(np.uint8), dtype=narrow).astype(
        np.int64
    )
    return counts
