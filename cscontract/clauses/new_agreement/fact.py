"""What is told in a line of the new agreement: when it fell due."""

from __future__ import annotations

from cscontract.core.days import Term
from cscontract.core.language import Language, say, short_date


def fact(term: Term, week: tuple[int, int] | None, language: Language) -> str:
    """The day on which a new agreement fell due."""
    if week is None:
        return say("new agreement: not due", language)
    when = short_date(term.date_of(week[1]), language)
    return say("new agreement: due {when}", language, when=when)
