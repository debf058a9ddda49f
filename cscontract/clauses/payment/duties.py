"""What a calendar has of payment: the last dates to pay each month's fee and its other
charges.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cscontract.agreement.clause import Clause
from cscontract.clauses.shared.duty import DueMonth, Duty
from cscontract.core import money
from cscontract.core.language import Language, say


def duties(
    clause: Clause, months: Iterable[DueMonth], language: Language
) -> Iterator[Duty]:
    """The last dates to pay; none for an amount of 0."""
    for due in months:
        if due.base and due.base_due:
            summary = _told(
                "Fee for {month} due: CNY {amount}", due.month, due.base, language
            )
            yield Duty(due.base_due, clause.place, f"base {due.month}", summary)
        if due.other and due.other_due:
            sentence = "Other charges for {month} due: CNY {amount}"
            summary = _told(sentence, due.month, due.other, language)
            yield Duty(due.other_due, clause.place, f"other {due.month}", summary)


def _told(sentence: str, month: str, fen: int, language: Language) -> str:
    return say(sentence, language, month=month, amount=money.grouped(fen))
