"""A share of those who ask is to be received: what the agreement says of it."""

from __future__ import annotations

from cscontract.agreement import clause as terms


class Terms(terms.Terms):
    """`deducted` percent of the fee `of`, in a month below `least` percent."""

    least: int
    deducted: int
    of: str | None = None
