"""How a reading stands on an agreement and its records, and what a clause makes of it.

A kind's conditions are in `plausibility.py` of its folder, `CONDITIONS`: by phrase and
reading a function of the `Circumstances`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.clause import Clause
from cscontract.agreement.phrases import Plausibility, Readings
from cscontract.core.language import Sentence


class Standing(NamedTuple):
    """A reading's class; the condition that moved it from the register's class, and one
    that would move it but that neither figures nor records decide; None where there is
    none."""

    plausibility: Plausibility
    moved: Sentence | None = None
    undecided: Sentence | None = None


@dataclass(frozen=True)
class Circumstances:
    """A clause whose phrase is in doubt, its agreement and, where there are any, the
    records.

    `charges`: works out what the agreement charges on the records as its phrases are
    chosen.
    """

    clause: Clause
    agreement: Agreement
    records: Any
    charges: Callable[[], Any]

    def reading(self, phrase: str) -> str | None:
        """How the agreement says that the clause reads a phrase; None where it does not
        say.
        """
        return self._of(self.agreement.readings, phrase)

    def filed(self, phrase: str) -> str | None:
        """How the agreement's file says so."""
        return self._of(self.agreement.filed.readings, phrase)

    def _of(self, readings: Readings, phrase: str) -> str | None:
        own = f"{phrase}@{self.clause.id}"
        said = readings.get(own, readings.get(phrase))
        return None if said == "open" else said


#: how a reading stands by a condition, and None where the condition is not met
Condition = Callable[[Circumstances], Standing | None]
