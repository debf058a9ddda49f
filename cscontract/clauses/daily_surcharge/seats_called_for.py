"""1.4(2)a “the client must add seats”: how many a day calls for, by the limit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cscontract.clauses.daily_surcharge.clause import Volume, of_seats


def seats_called_for(
    clause: Any, agreement: Any, counted: Volume, threshold: int
) -> Sequence[int] | None:
    """The seats of each day that keep each at the limit, at least one, rounded up.

    None where no clause on added seats names this one: then its limit calls for none.
    """
    if not of_seats(clause, ["named"], agreement.clauses):
        return None
    pairs = zip(counted.persons, counted.per, strict=True)
    return [max(1, -(-persons // (threshold * per))) for persons, per in pairs]
