"""What is told in a line of added seats: when they fell due."""

from __future__ import annotations

from cscontract.core.days import Term
from cscontract.core.language import Language, say, short_date


def fact(term: Term, due_runs: tuple[tuple[int, ...], ...], language: Language) -> str:
    """The first day on which seats fell due, and how often they did."""
    if not due_runs:
        return say("seats: not due", language)
    first = short_date(term.date_of(due_runs[0][-1]), language)
    sentence = "seats due {when} ({count} times)"
    return say(sentence, language, when=first, count=len(due_runs))
