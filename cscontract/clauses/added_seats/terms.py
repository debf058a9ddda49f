"""1.4(2)a Added seats: what the agreement says of them."""

from __future__ import annotations

from cscontract.agreement import clause as terms


class Terms(terms.Terms):
    """1.4(2)a: within how many days, and `monthly_fee` in fen; `of`: what calls for
    them.
    """

    within_days: int | None
    monthly_fee: int | None
    of: str | None = None
