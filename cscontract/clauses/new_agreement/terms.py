"""1.4(2)c Renewal: what the agreement says of a week that calls for a new one."""

from __future__ import annotations

from cscontract.agreement import clause as terms


class Terms(terms.Terms):
    """1.4(2)c: above `threshold` on `days` days; `new_monthly_fee` in fen where it is
    agreed.

    `of`: the monthly fee that a new one would replace, None where there is none.
    """

    threshold: int
    days: int
    new_monthly_fee: int | None
    of: str | None = None
