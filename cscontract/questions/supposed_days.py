"""The charges of days that are supposed to be otherwise than the records have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.clause import Clause
from cscontract.agreement.kinds import READ_WITH, kinds
from cscontract.agreement.phrases import Readings
from cscontract.records.daily_figures import Daily
from cscontract.records.read import Records
from cscontract.verdict.charges import Charges
from cscontract.verdict.graph import Step
from cscontract.verdict.step_order import GROUND, Composed, composed

#: what counts the persons of the days, by the readings of the phrases that the ground
#: takes
Count = Callable[[Readings], Daily]
#: the ground step that counts the days for all clauses
DAILY = "daily"
#: what it takes beside phrases
APPLIED = ("agreement", "records")


def supposed(
    agreement: Agreement,
    records: Records | None,
    readings: Readings,
    counts: Mapping[str, Count],
) -> Charges:
    """The charges where some steps of `counting` count the days otherwise; by name of
    the step.
    """
    whole = composed(agreement)
    instead = {name: _step(count) for name, count in counts.items()}
    values = whole.order.one(whole.givens(agreement, records), readings, instead)
    return Charges(agreement, values[DAILY], readings, values)


def _step(count: Count) -> Callable[..., Daily]:
    """A step in place of the one that counts the days of the records."""
    return lambda _, __, *ways: count(dict(zip(READ_WITH[DAILY], ways, strict=True)))


def counting_steps(agreement: Agreement) -> dict[str, tuple[str, ...]]:
    """The steps that count days, by name, with the phrases that each reads: for all,
    for one clause.
    """
    return _counting(composed(agreement))


@lru_cache(maxsize=64)
def _counting(whole: Composed) -> dict[str, tuple[str, ...]]:
    steps = [step for step in whole.order.steps if step.function is GROUND[DAILY]]
    return {step.name: _phrases(step) for step in steps}


def _phrases(step: Step) -> tuple[str, ...]:
    return tuple(name for name in step.takes if name not in APPLIED)


def unanswered(agreement: Agreement, question: str, phrase: str) -> list[Clause]:
    """The clauses that charge by the persons of the days, and by a phrase, whose kind
    has no answer.
    """
    whole = composed(agreement)
    by_days = _by_days(whole)
    return [
        clause
        for clause in agreement.clauses
        if kinds()[clause.kind].answer(question) is None
        and whole.money.get(clause.id) in by_days
        and phrase in whole.order.reads(whole.money[clause.id])
    ]


@lru_cache(maxsize=64)
def _by_days(whole: Composed) -> frozenset[str]:
    """The steps that hang on the persons of the days, by whatever way."""
    found = set(_counting(whole))
    for step in whole.order.steps:
        if found & set(step.takes):
            found.add(step.name)
    return frozenset(found)
