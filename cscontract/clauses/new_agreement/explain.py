"""Why an agreement ends, or calls for a new one, on a day."""

from __future__ import annotations

from collections.abc import Iterator

from cscontract.agreement.clause import Clause
from cscontract.agreement.phrases import Readings
from cscontract.clauses.shared.explanation_steps import ExplanationStep, Teller
from cscontract.core.days import DaySet, Term


def explain(
    clause: Clause,
    readings: Readings,
    term: Term,
    day: int,
    week: tuple[int, int] | None,
    governed: DaySet,
) -> Iterator[ExplanationStep]:
    """“the parties need a new agreement”: on the day, and once the old one has
    ended.
    """
    told = Teller(clause, readings)
    if week and not governed >> day & 1:
        last = term.date_of(week[1])
        sentence = "The agreement had ended on {last}."
        yield told.step(sentence, "after_renewal", last=last)
    elif week and week[1] == day:
        yield told.step("A new agreement falls due today.", "renewal_week")
