"""What the records say of each day of a term, as whole numbers: all that the clauses
need to know.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cscontract.core.days import DaySet, Term

HEADCOUNTS = ("received", "asked", "inquiring")


@dataclass(frozen=True)
class Daily:
    """Persons and seats by day; every tuple has one number for each day of the term.

    `all_ids`, `busiest_shop`: persons by headcount, summed over all shops and IDs, and
    of the largest shop. `ids`: number of IDs with a row. `added_seats`: added seats at
    work. `recorded`: days on which a named shop has a row; the other days' numbers are
    0. `records`: those that were counted, for a clause that counts them otherwise; None
    where there are none.
    """

    term: Term
    recorded: DaySet
    all_ids: dict[str, tuple[int, ...]]
    busiest_shop: dict[str, tuple[int, ...]]
    ids: tuple[int, ...]
    added_seats: tuple[int, ...]
    records: Any = field(default=None, compare=False, repr=False)
