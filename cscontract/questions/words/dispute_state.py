"""What the days so far leave to be decided: the state of a step machine under one
combination of readings.

Two series of days in one state are charged alike for whatever comes next. Each clause
says for itself what its days leave; the whole state is all that the clauses say.
"""

from __future__ import annotations

from typing import Any

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.clause import Clause
from cscontract.questions.supposed_days import unanswered
from cscontract.verdict.charges import Charges

#: the question to the clauses
QUESTION = "remains"


def remains(charges: Charges, day: int) -> tuple[Any, ...]:
    """The state before a day: what the days before it still have a say in."""
    return tuple(answer for _, answer in charges.asked(QUESTION, day=day))


def silent(agreement: Agreement, phrase: str) -> list[Clause]:
    """The clauses that do not say what their days leave, where a phrase moves what they
    charge.
    """
    return unanswered(agreement, QUESTION, phrase)
