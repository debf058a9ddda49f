"""1.4(2)b on many sets of days at once: the same fen, by matrices of days."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np

from cscontract.core.days import DaySet, Term

#: whole numbers below this are exact as floating-point numbers, whose products are
#: quick
EXACT = 2**53


def months_of_many(
    term: Term, charged: Sequence[DaySet], amounts: Sequence[tuple[int, ...]]
) -> list[tuple[int, ...]]:
    """Fen by month of each set of charged days with its amounts a day.

    Each amounts a day are multiplied once, with all the sets that go with them.
    """
    sets, set_of = _numbered(charged)
    prices, price_of = _numbered(amounts)
    kind: Any = np.float64 if max(map(sum, prices)) < EXACT else object
    days = _flags(sets, term.length).astype(kind)
    found: list[Any] = [()] * len(charged)
    for at, price in enumerate(prices):
        places = np.flatnonzero(price_of == at)
        fen = days[set_of[places]] @ _by_month(term, price, kind)
        for place, months in zip(places.tolist(), fen.tolist(), strict=True):
            found[place] = tuple(map(int, months))
    return found


def _numbered(values: Sequence[Hashable]) -> tuple[list[Any], np.ndarray]:
    """The different values, and the number of each."""
    known: dict[Hashable, int] = {}
    numbers = [known.setdefault(value, len(known)) for value in values]
    return list(known), np.array(numbers)


def _flags(sets: Sequence[DaySet], length: int) -> np.ndarray:
    """Sets of days as rows of 0 and 1, shape (sets, days)."""
    size = (length + 7) // 8
    octets = np.frombuffer(
        b"".join(each.to_bytes(size, "little") for each in sets), np.uint8
    )
    bits = np.unpackbits(octets.reshape(len(sets), size), axis=1, bitorder="little")
    return bits[:, :length]


def _by_month(term: Term, price: tuple[int, ...], kind: Any) -> np.ndarray:
    """A day's amount in the column of its month, shape (days, months)."""
    found = np.zeros((term.length, len(term.months)), kind)
    found[np.arange(term.length), list(term.month_places)] = price
    return found
