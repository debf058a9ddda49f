"""What an explanation is made of: steps, each with its clause, what it found, its
words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cscontract.agreement.clause import Clause
from cscontract.agreement.kinds import kinds
from cscontract.agreement.phrases import PLAUSIBLE, Phrase, Plausibility, Readings
from cscontract.clauses.shared.ledger import quotient
from cscontract.core.language import Language, say, spoken


@dataclass(frozen=True, slots=True)
class ExplanationStep:
    """One step: its clause, what it found (a sentence with {placeholders}), its phrase.

    `clause`: the number in the contract, empty for what is said of the whole; `id`: the
    clause's id. `phrase`: as the agreement calls it, “phrase@id”. `counts`: the step
    says what was counted, which is told once where several clauses count alike.
    """

    clause: str
    sentence: str
    values: dict[str, Any] = field(default_factory=dict)
    phrase: str | None = None
    reading: str | None = None
    rows: tuple[str, ...] = ()
    plausibility: Plausibility | None = None
    id: str = ""
    counts: bool = False

    @property
    def found(self) -> tuple[Any, ...]:
        """What the step says, whichever clause it is of."""
        return self.sentence, tuple(self.values.items()), self.phrase, self.reading

    def text(self, language: Language | None = None) -> str:
        """What the step found; in the language that is spoken where none is named."""
        return say(self.sentence, language or spoken(), **self.values)

    def words(
        self, language: Language, phrase: Phrase, figures: Mapping[str, str]
    ) -> str:
        """The doubtful words of its phrase, filled with figures, and how they were
        read.
        """
        assert self.reading is not None
        words = phrase.words[language].format(**figures)
        label = phrase.readings[self.reading].label[language].format(**figures)
        if self.plausibility in (None, "strong"):
            return say("(“{words}”: {reading})", language, words=words, reading=label)
        stands = say(PLAUSIBLE[self.plausibility], language)
        sentence = "(“{words}”: {reading}; {plausibility})"
        told = {"words": words, "reading": label, "plausibility": stands}
        return say(sentence, language, **told)


@dataclass(frozen=True)
class Teller:
    """Makes the steps of a clause under its readings.

    `at`: where they stand in the contract, if not at the clause's own place.
    """

    clause: Clause
    readings: Readings
    at: str = ""

    def step(
        self,
        sentence: str,
        phrase: str | None = None,
        evidence: tuple[str, ...] = (),
        counts: bool = False,
        **values: Any,
    ) -> ExplanationStep:
        """A step; `evidence`: its rows of the records."""
        return ExplanationStep(
            clause=self.at or self.clause.place,
            sentence=sentence,
            values=values,
            phrase=self._name(phrase),
            reading=self.reading(phrase),
            rows=evidence,
            id=self.clause.id,
            counts=counts,
        )

    def reading(self, phrase: str | None) -> str | None:
        """How the clause reads a phrase; None where the agreement does not have it."""
        name = self._name(phrase)
        return self.readings[name] if name else None

    def _name(self, phrase: str | None) -> str | None:
        """What the agreement calls a phrase as the clause reads it."""
        own = f"{phrase}@{self.clause.id}"
        return next((name for name in (own, phrase) if name in self.readings), None)


def number(numerator: int, denominator: int) -> str:
    """An exact number as a reader has it: “305”, or “305/3 (≈ 101.67)”."""
    exact = quotient(numerator, denominator)
    return exact if "/" not in exact else f"{exact} (≈ {numerator / denominator:.2f})"


def offering(agreement: Any, name: str) -> Clause:
    """The clause that offers something to all others."""
    clauses = agreement.clauses
    giving: Clause = next(each for each in clauses if name in kinds()[each.kind].to_all)
    return giving
