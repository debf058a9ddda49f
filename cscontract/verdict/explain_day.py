"""Why a day is charged or not: the clauses' own steps, each with its words and its
rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.kinds import kinds
from cscontract.clauses.shared.explanation_steps import ExplanationStep
from cscontract.core import money
from cscontract.core.errors import bad
from cscontract.core.language import Language, Sentence, say, spoken
from cscontract.records.counting import daily
from cscontract.records.read import Records
from cscontract.verdict.charges import Charges
from cscontract.verdict.check import charge
from cscontract.verdict.display import html
from cscontract.verdict.plausibility import Standings, classes
from cscontract.verdict.step_order import ClauseInOrder, composed


@dataclass(frozen=True)
class Explanation:
    """The steps for one date and what they come to, in fen.

    `amounts`: by clause that charges single days its fen of the date.
    """

    agreement: Agreement
    date: date
    amounts: dict[str, int]
    steps: tuple[ExplanationStep, ...]

    @property
    def charged(self) -> int:
        """What the date is charged by all clauses together."""
        return sum(self.amounts.values())

    def text(self, language: Language | None = None) -> str:
        """The steps as numbered lines, each with its clause, the result first."""
        language = language or spoken()
        told = numbered_steps(self.agreement, self.steps, language)
        return "\n".join([self.headline(language), *told])

    def headline(self, language: Language | None = None) -> str:
        """The result in one sentence."""
        language = language or spoken()
        if self.charged:
            amount = money.grouped(self.charged)
            sentence = "{date}: charged CNY {amount}."
            return say(sentence, language, date=self.date, amount=amount)
        nothing = (
            "{date}: not charged."
            if self.amounts
            else "{date}: no clause charges single days."
        )
        return say(nothing, language, date=self.date)

    def to_dict(self) -> dict[str, Any]:
        """The explanation as JSON has it."""
        return {
            "date": self.date.isoformat(),
            "charged": money.yuan(self.charged),
            "amounts": {id: money.yuan(fen) for id, fen in self.amounts.items()},
            "steps": steps_json(self.agreement, self.steps),
        }

    def _repr_html_(self) -> str | None:
        return html(self)

    def __repr__(self) -> str:
        return self.text()


def numbered_steps(
    agreement: Agreement,
    steps: Iterable[ExplanationStep],
    language: Language,
    first: int = 1,
) -> Iterator[str]:
    """Steps as numbered lines, each with its clause and the words on which it rests."""
    for number, step in enumerate(steps, start=first):
        place = f"[{step.clause}] " if step.clause else ""
        words = words_of_step(agreement, step, language)
        end = f"  {words}" if words else ""
        yield f"{number}. {place}{step.text(language)}{end}"


def words_of_step(
    agreement: Agreement, step: ExplanationStep, language: Language | None = None
) -> str:
    """The words on which a step rests, with the figures of its clause; empty
    for none.
    """
    if step.phrase is None:
        return ""
    clause = agreement.by_id[step.id]
    phrase = agreement.phrases[step.phrase]
    figures = {**agreement.wording, **kinds()[clause.kind].wording(clause)}
    return step.words(language or spoken(), phrase, figures)


def steps_json(
    agreement: Agreement, steps: Iterable[ExplanationStep]
) -> list[dict[str, Any]]:
    """Steps as JSON has them."""
    return [
        {
            "clause": step.clause,
            "phrase": step.phrase,
            "reading": step.reading,
            "plausibility": step.plausibility,
            "text": step.text(),
            "words": words_of_step(agreement, step),
            "rows": list(step.rows),
            "id": step.id,
        }
        for step in steps
    ]


def explain(agreement: Agreement, records: Records, when: date) -> Explanation:
    """Why `when` is charged or not. BadInput where the date lies outside the term."""
    if not agreement.term.start <= when <= agreement.term.end:
        dates = {"start": str(agreement.term.start), "end": str(agreement.term.end)}
        term = Sentence("a date of the term, {start} to {end}", **dates)
        raise bad("date", str(when), term, "choose a date of the term")
    return explain_charges(charge(agreement, daily(agreement, records)), records, when)


def explain_charges(charges: Charges, records: Records, when: date) -> Explanation:
    """As `explain`, from charges that are at hand."""
    day = charges.daily.term.day_of(when)
    standings = classes(charges.agreement, records, charges)
    told = _each_count_once(_steps(charges, records, day))
    steps = tuple(standing_of(step, standings) for step in told)
    by_day = composed(charges.agreement).daily
    amounts = {id: charges.values[step].get(day, 0) for id, step in by_day.items()}
    return Explanation(charges.agreement, when, amounts, steps)


def standing_of(step: ExplanationStep, standings: Standings) -> ExplanationStep:
    """A step with how plausible the reading is that it rests on."""
    if step.phrase is None or step.reading is None:
        return step
    return replace(step, plausibility=standings[step.phrase][step.reading].plausibility)


def _steps(charges: Charges, records: Records, day: int) -> Iterator[ExplanationStep]:
    """What the clauses say of a day: of the service, of its charges, of what falls due.

    Of a day after the agreement's end those speak alone that govern.
    """
    parts = sorted(composed(charges.agreement).parts, key=_turn)
    governed = charges.governed >> day & 1
    for part in parts:
        if governed or "governed" in part.kind.to_all:
            yield from (
                charges.answer(part.id, "explain", records=records, day=day) or ()
            )
    if governed and not charges.charges_days:
        yield ExplanationStep(
            "", NO_DAY, {"month": charges.daily.term.month_labels[day]}
        )


NO_DAY = "No clause charges single days; what the month comes to is explained with --month {month}."


def _turn(part: ClauseInOrder) -> int:
    """When a clause speaks of a day: first whether service is owed, last what falls
    due.
    """
    if "served" in part.kind.to_all:
        return 0
    return 1 if part.kind.daily else 2


def _each_count_once(steps: Iterable[ExplanationStep]) -> Iterator[ExplanationStep]:
    """The steps without what an earlier clause has counted alike."""
    told: list[Any] = []
    for step in steps:
        if not step.counts or step.found not in told:
            yield step
        told += [step.found] if step.counts else []
