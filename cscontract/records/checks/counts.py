"""What is wrong with counts by ID: out of order, or somebody counted twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from cscontract.core.errors import Fault, place
from cscontract.records import messages
from cscontract.records.checks import hidden_totals, same_name, shop_accounts, twins
from cscontract.records.checks.confirmed import UNSETTLED, Doubts
from cscontract.records.rows import Reception


def disordered(row: Reception, file: str) -> Iterator[Fault]:
    """A row in which fewer asked than were received, or more inquired than were."""
    if not row.asked >= row.received >= row.inquiring:
        expected = "asked ≥ received ≥ inquiring"
        fix = "check the three counts"
        yield Fault(place(file, row.row), messages.counts(row), expected, fix)


def in_doubt(
    rows: Sequence[Reception], files: Sequence[str], doubts: Doubts = UNSETTLED
) -> list[Fault]:
    """What is doubtful of sound receptions, all files together.

    One ID under two names, totals without a name.
    """
    agents = doubts.agents
    found = chain(
        same_name.two_names(rows, files, agents),
        shop_accounts.beside_others(rows, files, agents),
        hidden_totals.sums(rows, files, agents),
    )
    return messages.first_of(found) or messages.first_of(
        twins.twins(rows, files, agents)
    )
