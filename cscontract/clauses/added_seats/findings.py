"""What added seats are due, and which were not added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cscontract.agreement.agreement import Agreement
from cscontract.clauses.added_seats import clause as added
from cscontract.clauses.shared.finding import Finding
from cscontract.clauses.shared.gaps import not_agreed
from cscontract.core.language import Sentence
from cscontract.records.counting import seats_on
from cscontract.records.evidence import evidence
from cscontract.records.read import Records

CODES = ("seats_due", "seats_not_added")
#: the phrases on which it rests that a run has lasted
READ = (
    "reception_metric",
    "headcount",
    "bound",
    "run_length",
    "run_gap",
    "seat_effect",
)


@dataclass(frozen=True)
class Need:
    """A run that has lasted, by its first date and the date on which it had; seats
    needed, by when.
    """

    first: date
    when: date
    needed: int
    deadline: date | None
    rests_on: tuple[str, ...]

    @property
    def told(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "needed": self.needed,
            "run": [self.first.isoformat(), self.when.isoformat()],
        }


def findings(
    clause: Any,
    charges: Any,
    records: Records,
    as_of: date,
    due_runs: tuple[tuple[int, ...], ...],
    counted: Any,
    at_work: tuple[int, ...],
) -> Iterator[Finding]:
    """“A must add agent seats”: one per run that has lasted; and where they were not
    added.
    """
    agreement = charges.agreement
    term = charges.daily.term
    runs = [run for run in due_runs if term.date_of(run[-1]) <= as_of]
    for run in runs:
        need = _need(clause, charges, run, counted)
        yield _due(clause, agreement, records, need)
        yield from _not_added(clause, records, need, as_of)
    matters = {"within_days": bool(runs), "monthly_fee": _was_added(charges, at_work)}
    yield from not_agreed(agreement, clause, matters)


def _need(clause: Any, charges: Any, run: tuple[int, ...], counted: Any) -> Need:
    term = charges.daily.term
    calling = charges.clause(clause.of)
    first = term.date_of(run[0])
    when = term.date_of(run[-1])
    deadline = (
        None
        if clause.within_days is None
        else when + timedelta(days=clause.within_days)
    )
    needed = added.seats_needed(calling.threshold, counted, run)
    return Need(first, when, needed, deadline, calling.reads(READ, charges.readings))


def _due(clause: Any, agreement: Agreement, records: Records, need: Need) -> Finding:
    is_gap = need.deadline is None
    values = {
        "first": need.first,
        "when": need.when,
        "needed": need.needed,
        "by": need.deadline,
    }
    return Finding(
        clause=clause.place,
        party="client",
        kind="gap" if is_gap else "due",
        code="seats_due",
        sentence=SEATS_DUE_GAP if is_gap else SEATS_DUE,
        values=values,
        first=need.when,
        last=need.when,
        measured=Sentence("{count} seats needed", count=need.needed),
        readings=need.rests_on,
        rows=evidence(agreement, records, need.first, need.when),
        extra={**need.told, "due_by": need.deadline and need.deadline.isoformat()},
    )


def _not_added(
    clause: Any, records: Records, need: Need, as_of: date
) -> Iterator[Finding]:
    """Where there is a record of seats: those that were not at work when they
    were due.
    """
    if need.deadline is None or records.seats is None or need.deadline > as_of:
        return
    there = 1 + seats_on(records, [need.deadline])[0]
    if there < need.needed:
        yield Finding(
            clause=clause.place,
            party="client",
            kind="breach",
            code="seats_not_added",
            sentence=SEATS_NOT_ADDED,
            values={"by": need.deadline, "needed": need.needed, "there": there},
            first=need.deadline,
            last=need.deadline,
            measured=Sentence("{count} seats", count=there),
            allowed=Sentence("{count} seats", count=need.needed),
            readings=need.rests_on,
            extra=need.told,
        )


def _was_added(charges: Any, at_work: tuple[int, ...]) -> bool:
    """Whether a seat is added in a month that the agreement governs: the statement has
    planned ones.
    """
    governed = charges.governed
    return any(
        any(added.added_in(at_work, each.month, governed)) for each in charges.months
    )


SEATS_DUE = "The run from {first} had lasted on {when}: {needed} seats in all are needed by {by}."
SEATS_DUE_GAP = (
    "The run from {first} had lasted on {when}: {needed} seats in all are needed; "
    "the agreement does not say by when."
)
SEATS_NOT_ADDED = "On {by}, when {needed} seats in all were due, {there} were at work."
