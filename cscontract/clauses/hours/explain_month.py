"""On which days of a month no service is owed, and on which nothing is recorded."""

from __future__ import annotations

from collections.abc import Iterator

from cscontract.agreement.clause import Clause
from cscontract.agreement.phrases import Readings
from cscontract.clauses.shared.explanation_steps import ExplanationStep, Teller
from cscontract.core.days import DaySet, Month


def explain_month(
    clause: Clause,
    readings: Readings,
    month: Month,
    governed: DaySet,
    closed_days: DaySet,
    served: DaySet,
) -> Iterator[ExplanationStep]:
    """“every day of the year but for …”: what of it concerns the month."""
    told = Teller(clause, readings)
    governed = governed & month.days
    closed = (closed_days & governed).bit_count()
    if closed:
        sentence = "Closed days of the Spring Festival in the month: {days}."
        yield told.step(sentence, "festival_days", days=closed)
    missing = (governed & ~closed_days & ~served).bit_count()
    if missing:
        sentence = "Service days of the month without a record of any shop: {days}."
        yield told.step(sentence, days=missing)
