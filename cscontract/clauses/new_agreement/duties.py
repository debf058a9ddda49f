"""What a calendar has of the new agreement: the day on which it falls due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from cscontract.agreement.clause import Clause
from cscontract.clauses.shared.duty import Duty
from cscontract.clauses.shared.finding import Finding
from cscontract.core.language import Language, say


def duties(
    clause: Clause, found: Iterable[Finding], language: Language
) -> Iterator[Duty]:
    """The day on which a new agreement falls due."""
    for finding in found:
        if finding.code == "renewal_due" and isinstance(finding.first, date):
            summary = say("New agreement due", language)
            told = finding.text(language)
            yield Duty(finding.first, clause.place, "renewal_due", summary, told)
