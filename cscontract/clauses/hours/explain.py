"""Why service is owed on a day, or not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.clause import Clause
from cscontract.agreement.phrases import Readings
from cscontract.clauses.shared.counts import every_count
from cscontract.clauses.shared.explanation_steps import ExplanationStep, Teller
from cscontract.core.days import DaySet
from cscontract.records.daily_figures import Daily
from cscontract.records.read import Records

NO_RECORD = "A service day without a record of any shop."


def explain(
    clause: Clause,
    agreement: Agreement,
    records: Records,
    charges: Any,
    readings: Readings,
    daily: Daily,
    day: int,
    closed_days: DaySet,
    recorded: DaySet,
) -> Iterator[ExplanationStep]:
    """“every day of the year but for …”: a closed day, a day with a record or without.

    Where a clause charges single days, that one says what a day without a record means,
    and what was counted.
    """
    told = Teller(clause, readings)
    if closed_days >> day & 1:
        sentence = "A closed day of the Spring Festival: nothing is owed."
        yield told.step(sentence, "festival_days")
        return
    if not recorded >> day & 1:
        yield from () if charges.charges_days else [told.step(NO_RECORD)]
        return
    yield told.step("A service day with a record.")
    if not charges.charges_days:
        yield from every_count(told, agreement, records, daily, day)
