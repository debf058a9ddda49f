"""Why a month comes to what it does, clause by clause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.clause import Clause
from cscontract.clauses.shared.explanation_steps import ExplanationStep
from cscontract.clauses.shared.ledger import Line
from cscontract.core import money
from cscontract.core.days import Month
from cscontract.core.errors import bad
from cscontract.core.language import Language, Sentence, say, spoken
from cscontract.records.counting import daily
from cscontract.records.evidence import evidence
from cscontract.records.read import Records
from cscontract.verdict.charges import Charges
from cscontract.verdict.check import charge
from cscontract.verdict.display import html
from cscontract.verdict.explain_day import numbered_steps, standing_of, steps_json
from cscontract.verdict.plausibility import classes
from cscontract.verdict.step_order import ClauseInOrder, composed


@dataclass(frozen=True)
class ClauseInMonth:
    """What a clause has to say of a month: steps, and its lines of the ledger.

    `amount`: what they come to, in fen; None where the clause moves no money.
    """

    clause: Clause
    amount: int | None
    steps: tuple[ExplanationStep, ...]
    lines: tuple[Line, ...]

    def headline(self, language: Language | None = None) -> str:
        """What the clause comes to; empty where it moves no money."""
        if self.amount is None:
            return ""
        told = {"clause": self.clause.place, "amount": money.grouped(self.amount)}
        return say("[{clause}] CNY {amount}", language or spoken(), **told)


@dataclass(frozen=True)
class MonthExplanation:
    """What the clauses have to say of a month, and what it comes to, in fen."""

    agreement: Agreement
    month: str
    parts: tuple[ClauseInMonth, ...]

    @property
    def total(self) -> int:
        """What the month comes to."""
        return sum(part.amount or 0 for part in self.parts)

    def headline(self, language: Language | None = None) -> str:
        """The result in one sentence."""
        told = {"month": self.month, "amount": money.grouped(self.total)}
        return say("{month}: CNY {amount} in all.", language or spoken(), **told)

    def text(self, language: Language | None = None) -> str:
        """The month's total, and each clause with its amount and its numbered steps."""
        language = language or spoken()
        lines = [self.headline(language)]
        count = 1
        for part in self.parts:
            lines += filter(None, [part.headline(language)])
            lines += numbered_steps(self.agreement, part.steps, language, count)
            count += len(part.steps)
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """The explanation as JSON has it."""
        return {
            "month": self.month,
            "total": money.yuan(self.total),
            "clauses": [self._part_json(part) for part in self.parts],
        }

    def _part_json(self, part: ClauseInMonth) -> dict[str, Any]:
        return {
            "id": part.clause.id,
            "clause": part.clause.place,
            "kind": part.clause.kind,
            "amount": None if part.amount is None else money.yuan(part.amount),
            "steps": steps_json(self.agreement, part.steps),
            "lines": [line.to_dict() for line in part.lines],
        }

    def _repr_html_(self) -> str | None:
        return html(self)

    def __repr__(self) -> str:
        return self.text()


def explain_month(
    agreement: Agreement, records: Records, month: str | date
) -> MonthExplanation:
    """Why a month (“2020-11”) comes to what it does. BadInput where it is none of the
    term's.
    """
    label = f"{month:%Y-%m}" if isinstance(month, date) else month
    months = {each.label: at for at, each in enumerate(agreement.span.months)}
    if label not in months:
        first, *_, last = [*months, *months]
        term = Sentence(
            "a month of the term, {first} to {last}", first=first, last=last
        )
        raise bad("month", label, term, "choose a month of the term")
    charges = charge(agreement, daily(agreement, records))
    return MonthExplanation(
        agreement, label, tuple(_parts(charges, records, months[label]))
    )


def _parts(charges: Charges, records: Records, at: int) -> Iterator[ClauseInMonth]:
    """First what clauses without money have to say, then the others, prices first."""
    month = charges.daily.term.months[at]
    standings = classes(charges.agreement, records, charges)
    for part in sorted(composed(charges.agreement).parts, key=_turn):
        found = _of_clause(charges, records, part, month, at)
        steps = tuple(standing_of(step, standings) for step in found.steps)
        if found.amount is not None or steps:
            yield replace(found, steps=steps)


def _turn(part: ClauseInOrder) -> int:
    return part.kind.stage if part.kind.money else -1


def _of_clause(
    charges: Charges, records: Records, part: ClauseInOrder, month: Month, at: int
) -> ClauseInMonth:
    """A clause in a month; one with money has nothing to say after the
    agreement's end.
    """
    clause = charges.agreement.by_id[part.id]
    is_silent = bool(part.kind.money) and not charges.governed & month.days
    fen = charges.by_month[part.id][at] if part.kind.money and not is_silent else None
    lines = tuple(_lines(charges, records, part.id, month))
    given = {"records": records, "month": month, "at": at}
    steps = () if is_silent else charges.answer(part.id, "explain_month", **given)
    if steps is None:
        steps = [] if fen is None else _of_lines(clause, lines)
    return ClauseInMonth(clause, fen, tuple(steps), lines)


def _lines(charges: Charges, records: Records, id: str, month: Month) -> Iterator[Line]:
    """A clause's lines of a month, with the rows on which those of a day rest."""
    for line in charges.lines:
        if (line.id, line.month) != (id, month.label):
            continue
        of_day = line.is_of_a_day
        rows = (
            evidence(charges.agreement, records, line.date, line.date) if of_day else ()
        )
        yield replace(line, rows=rows)


def _of_lines(clause: Clause, lines: tuple[Line, ...]) -> Iterator[ExplanationStep]:
    """What the lines say, of a kind that has no steps of a month."""
    if not lines:
        yield ExplanationStep(clause.place, "No line in the month.", id=clause.id)
    for line in lines:
        told = {"date": line.date, "amount": money.grouped(line.amount)}
        yield ExplanationStep(
            clause.place, "A line of {date}: CNY {amount}.", told, id=clause.id
        )
