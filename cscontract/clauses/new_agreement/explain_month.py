"""Whether a new agreement falls due in a month, or the old one ends."""

from __future__ import annotations

from collections.abc import Iterator

from cscontract.agreement.clause import Clause
from cscontract.agreement.phrases import Readings
from cscontract.clauses.shared.explanation_steps import ExplanationStep, Teller
from cscontract.core.days import DaySet, Month, Term

DUE = "A new agreement falls due on {last}, after the days from {first}."


def explain_month(
    clause: Clause,
    readings: Readings,
    term: Term,
    month: Month,
    week: tuple[int, int] | None,
    governed: DaySet,
) -> Iterator[ExplanationStep]:
    """“the parties need a new agreement”: where that concerns the month."""
    if week is None:
        return
    told = Teller(clause, readings)
    first, last = map(term.date_of, week)
    if month.days >> week[1] & 1:
        yield told.step(DUE, "renewal_week", first=first, last=last)
    if month.days & ~governed:
        sentence = "The agreement had ended on {last}."
        yield told.step(sentence, "after_renewal", last=last)
