"""Why seats fall due on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.clause import Clause
from cscontract.agreement.phrases import Readings
from cscontract.clauses.added_seats.clause import seats_needed
from cscontract.clauses.shared.explanation_steps import ExplanationStep, Teller
from cscontract.core.days import Term

SEATS = "Seats fall due today: {needed} in all."
SEATS_BY = "Seats fall due today: {needed} in all, by {by}."


def explain(
    clause: Clause,
    agreement: Agreement,
    readings: Readings,
    term: Term,
    day: int,
    within_days: int | None,
    counted: Any,
    due_runs: tuple[tuple[int, ...], ...],
) -> Iterator[ExplanationStep]:
    """“A must add agent seats”: how many, where a run has lasted on the day."""
    told = Teller(clause, readings)
    threshold = getattr(agreement, clause.refers_to[0]).threshold
    for run in due_runs:
        if run[-1] != day:
            continue
        needed = seats_needed(threshold, counted, run)
        if within_days is None:
            yield told.step(SEATS, needed=needed)
        else:
            by = term.date_of(day) + timedelta(days=within_days)
            yield told.step(SEATS_BY, needed=needed, by=by)
