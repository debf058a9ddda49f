"""What a calendar has of the new agreement: the day on which it falls due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from cscontract.terms.clause import Clause
from cscontract.terms.duty import Duty
from cscontract.terms.finding import Finding
from cscontract.terms.language import Language, say


def duties(clause: Clause, found: Iterable[Finding], language: Language) -> Iterator[Duty]:
    """The day on which a new agreement falls due."""
    for finding in found:
        if finding.code == "renewal_due" and isinstance(finding.first, date):
            summary = say("New agreement due", language)
            told = finding.text(language)
            yield Duty(finding.first, clause.place, "renewal_due", summary, told)
