"""What is wrong with counts by ID: out of order, or somebody counted twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from cscontract.records import clashes, shop_accounts, summed, told, twins
from cscontract.records.doubts import UNSETTLED, Doubts
from cscontract.terms.faults import Fault, place
from cscontract.terms.happened import Reception


def disordered(row: Reception, file: str) -> Iterator[Fault]:
    """A row in which fewer asked than were received, or more inquired than were."""
    if not row.asked >= row.received >= row.inquiring:
        expected = "asked ≥ received ≥ inquiring"
        fix = "check the three counts"
        yield Fault(place(file, row.row), told.counts(row), expected, fix)


def in_doubt(
    rows: Sequence[Reception], files: Sequence[str], doubts: Doubts = UNSETTLED
) -> list[Fault]:
    """What is doubtful of sound receptions, all files together.

    One ID under two names, totals without a name.
    """
    agents = doubts.agents
    found = chain(
        clashes.two_names(rows, files, agents),
        shop_accounts.beside_others(rows, files, agents),
        summed.sums(rows, files, agents),
    )
    return told.first_of(found) or told.first_of(twins.twins(rows, files, agents))
