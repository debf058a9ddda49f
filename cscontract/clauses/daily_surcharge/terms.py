"""1.4(2)a–b Volume: what the agreement says of busy days."""

from __future__ import annotations

from cscontract.agreement import clause as terms


class Terms(terms.Terms):
    """1.4(2)a–b: more than `run_days` days above `threshold`; `surcharge` fen a day, a
    `step` persons.
    """

    threshold: int
    run_days: int
    surcharge: int
    step: int | None
