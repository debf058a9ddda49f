"""Sets of days of many series at once, on 64-bit words: `&`, `|`, `~`, `<<`, `>>` as on a single set.

The clauses' algebra on sets of days runs on them unchanged. `Counts` are numbers by day, in binary.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

WORD = 64


class Words:
    """A set of days for each of n series. `words`: shape (number of words, n), uint64; bit d is day d."""

    __slots__ = ("words",)

    def __init__(self, words: np.ndarray):
        self.words = words

    def _other(self, other: Words | int) -> np.ndarray:
        """The other set's words; one set for all series is repeated for each."""
        return other.words if isinstance(other, Words) else _repeated(other, self.words.shape)

    def __and__(self, other: Words | int) -> Words:
        return Words(self.words & self._other(other))

    def __or__(self, other: Words | int) -> Words:
        return Words(self.words | self._other(other))

    __rand__, __ror__ = __and__, __or__
    # sets that are added have no day in common
    __add__, __radd__ = __or__, __or__

    def __invert__(self) -> Words:
        return Words(~self.words)

    def __lshift__(self, days: int) -> Words:
        """Every day moved that many days on; what leaves the words is dropped."""
        if not days:
            return self
        whole, part = divmod(days, WORD)
        kept = self.words[: max(0, len(self.words) - whole)]
        moved = np.zeros_like(self.words) if whole else np.empty_like(self.words)
        np.left_shift(kept, np.uint64(part), out=moved[whole:])
        if part:
            moved[whole + 1 :] |= kept[:-1] >> np.uint64(WORD - part)
        return Words(moved)

    def __rshift__(self, days: int) -> Words:
        """Every day moved that many days back; what would come before the first is dropped."""
        if not days:
            return self
        whole, part = divmod(days, WORD)
        kept = self.words[whole:]
        moved = np.zeros_like(self.words) if whole else np.empty_like(self.words)
        np.right_shift(kept, np.uint64(part), out=moved[: len(kept)])
        if part and len(kept) > 1:
            moved[: len(kept) - 1] |= kept[1:] << np.uint64(WORD - part)
        return Words(moved)

    def __neg__(self) -> Words:
        """As of a single set: `days & -days` is the first day."""
        negative, carry = ~self.words, np.ones(self.words.shape[1:], np.uint64)
        for word in negative:
            word += carry
            carry &= word == 0
        return Words(negative)

    @property
    def any(self) -> np.ndarray:
        """Whether each set has a day, shape (n,)."""
        return np.bitwise_or.reduce(self.words) != 0

    @property
    def count(self) -> np.ndarray:
        """Number of days in each set, shape (n,)."""
        return np.add.reduce(np.bitwise_count(self.words), dtype=np.uint16).astype(np.int64)

    @property
    def first(self) -> np.ndarray:
        """The first day of each set, shape (n,); the number of bits where a set is empty."""
        lowest = (self & -self).words
        found = np.full(lowest.shape[1:], WORD * len(lowest))
        for at, word in enumerate(lowest):
            places = np.bitwise_count(word - np.uint64(1)) + np.intp(WORD * at)
            np.copyto(found, places, where=word != 0)
        return found

    def flags(self, length: int) -> np.ndarray:
        """The sets as booleans, shape (days, n); they lie in memory series by series."""
        octets = np.ascontiguousarray(self.words.T).view(np.uint8)
        return np.unpackbits(octets, axis=1, count=length, bitorder="little").view(bool).T


class Counts:
    """A whole number, 0 or more, for each day of n series, in binary: plane b, the days whose number has
    bit b. `planes`: shape (bits, number of words, n), uint64."""

    def __init__(self, numbers: np.ndarray, words: int):
        """Of numbers of shape (days, n), on so many words."""
        most = int(numbers.max(initial=0))
        numbers = numbers.astype(np.min_scalar_type(most))
        bits = map(numbers.dtype.type, range(max(1, most.bit_length())))
        self.planes = np.stack([packed(numbers >> bit & 1, words).words for bit in bits])

    def __ge__(self, least: int) -> Words:
        """The days whose number is at least so much; `least` is above 0."""
        if least >> len(self.planes):
            return Words(np.zeros_like(self.planes[0]))
        lowest = (least & -least).bit_length() - 1
        reached = self.planes[lowest].copy()
        for bit in range(lowest + 1, len(self.planes)):
            narrower_or_wider = np.bitwise_and if least >> bit & 1 else np.bitwise_or
            narrower_or_wider(reached, self.planes[bit], out=reached)
        return Words(reached)

    def __gt__(self, limit: int) -> Words:
        """The days whose number is above the limit."""
        return self >= limit + 1


@lru_cache(maxsize=64)
def _repeated(days: int, shape: tuple[int, int]) -> np.ndarray:
    """One set of days as words for each of many series; kept, as a column is slower to combine with."""
    return np.repeat(as_words(days, shape[0]), shape[1], axis=1)


def as_words(days: int, count: int) -> np.ndarray:
    """One set of days as words, shape (count, 1); days beyond them are dropped, as of `~days`."""
    mask = (1 << WORD) - 1
    return np.array([[days >> WORD * at & mask] for at in range(count)], np.uint64)


def packed(flags: np.ndarray, count: int) -> Words:
    """Flags (true or false, 1 or 0), shape (days, n), as sets of days on so many words."""
    octets = np.zeros((count * WORD // 8, flags.shape[1]), np.uint8)
    flags = flags.astype(np.uint8)
    for bit in range(8):
        every_eighth = flags[bit::8]
        octets[: len(every_eighth)] |= every_eighth << np.uint8(bit)
    by_word = octets.reshape(count, 8, -1).transpose(0, 2, 1)
    return Words(np.ascontiguousarray(by_word).view("<u8")[..., 0])
