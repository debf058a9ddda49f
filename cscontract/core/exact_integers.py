"""Types of whole numbers that hold what is reckoned, chosen by a bound.

Python's integers where none does.
"""

from __future__ import annotations

import numpy as np

#: a bound on sums of two amounts that fit must fit as well
MOST = 2**62


def exactly(most: int) -> type:
    """A type for amounts whose sum is at most so great.

    64 bits, or Python's integers.
    """
    return np.int64 if most < MOST else object


def kind_of(most: int) -> type:
    """The narrowest type for amounts from 0 to so many.

    Half the memory, where it is enough.
    """
    return np.int32 if most < 2**31 else exactly(most)


def exact_sum(numbers: np.ndarray) -> int:
    """The sum of whole numbers of 0 and more, however great.

    >>> exact_sum(np.full(3, 2**62))
    13835058055282163712
    """
    if not numbers.size:
        return 0
    if numbers.dtype != object and int(numbers.max()) * numbers.size < MOST:
        return int(numbers.sum())
    return sum(numbers.ravel().tolist())
