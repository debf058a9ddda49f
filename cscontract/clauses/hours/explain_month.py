"""On which days of a month no service is owed, and on which nothing is recorded."""

from __future__ import annotations

from collections.abc import Iterator

from cscontract.terms.clause import Clause
from cscontract.terms.days import DaySet, Month
from cscontract.terms.phrases import Readings
from cscontract.terms.steps import Step, Teller


def explain_month(
    clause: Clause,
    readings: Readings,
    month: Month,
    governed: DaySet,
    closed_days: DaySet,
    served: DaySet,
) -> Iterator[Step]:
    """“every day of the year but for …”: what of it concerns the month."""
    told, governed = Teller(clause, readings), governed & month.days
    closed = (closed_days & governed).bit_count()
    if closed:
        sentence = "Closed days of the Spring Festival in the month: {days}."
        yield told.step(sentence, "festival_days", days=closed)
    missing = (governed & ~closed_days & ~served).bit_count()
    if missing:
        sentence = "Service days of the month without a record of any shop: {days}."
        yield told.step(sentence, days=missing)
