"""What a calendar has of added seats: when they fall due, and the last date to add
them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from cscontract.agreement.clause import Clause
from cscontract.clauses.shared.duty import Duty
from cscontract.clauses.shared.finding import Finding
from cscontract.core.language import Language, say


def duties(
    clause: Clause, found: Iterable[Finding], language: Language
) -> Iterator[Duty]:
    """The dates of each run of busy days, told by the month in which it matured and its
    number in it.
    """
    runs: Counter[str] = Counter()
    for finding in found:
        if finding.code == "seats_due" and isinstance(finding.first, date):
            month = f"{finding.first:%Y-%m}"
            runs[month] += 1
            yield from _of_run(clause, finding, f"{month} {runs[month]}", language)


def _of_run(
    clause: Clause, finding: Finding, run: str, language: Language
) -> Iterator[Duty]:
    needed = finding.extra["needed"]
    by = finding.extra["due_by"]
    told = finding.text(language)
    assert isinstance(finding.first, date)
    summary = say("Added seats due: {needed} in all", language, needed=needed)
    yield Duty(finding.first, clause.place, f"seats_due {run}", summary, told)
    if by:
        summary = say("Last day to add seats: {needed} in all", language, needed=needed)
        when = date.fromisoformat(by)
        yield Duty(when, clause.place, f"seats_deadline {run}", summary, told)
