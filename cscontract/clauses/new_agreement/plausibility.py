"""What makes a reading of the clause more or less plausible."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

from cscontract.agreement.phrases import Plausibility
from cscontract.clauses.shared.plausibility import made_before_the_general_provisions
from cscontract.clauses.shared.standing import Circumstances, Condition, Standing
from cscontract.core.language import Sentence
from cscontract.records.read import Records


def agreement_ends(given: Circumstances) -> Standing | None:
    """Service and payment stopped with the day that calls for a new agreement."""
    if given.records is None:
        rule = Sentence(
            "arguable where no record goes on after the day of the new agreement"
        )
        return Standing("far_fetched", undecided=rule)
    due = _due(given)
    if due is None or any(when > due for when in _happened(given.records)):
        return None
    moved = Sentence(
        "no record goes on after {due}, the day of the new agreement", due=due
    )
    return Standing("arguable", moved)


def _due(given: Circumstances) -> date | None:
    """The day on which a new agreement is due as the phrases are chosen."""
    week = given.charges().values[f"{given.clause.id}.week"]
    return given.agreement.span.date_of(week[1]) if week else None


def _happened(records: Records) -> Iterator[date]:
    """The dates of receptions, sessions, presence and payments, of whatever shop."""
    yield from (row.date for row in records.receptions or ())
    yield from (row.paid_on for row in records.payments or ())
    logs = ((records.sessions, "started_at"), (records.presence, "online_at"))
    yield from (last for log, began in logs if log and (last := _last(log, began)))


def _last(log: Any, began: str) -> date | None:
    """The last date on which something of a log began."""
    from cscontract.records.engine_tables import rows

    (found,) = rows(log.table.agg(last=log.table[began].max()))
    last: datetime | None = found["last"]
    return last and last.date()


def new_fee(plausibility: Plausibility, given: Circumstances) -> Standing | None:
    """A fee for the time after that the parties signed, not one that is tried out."""
    filed = given.agreement.filed.figures.get(f"{given.clause.id}.new_monthly_fee")
    if filed is None or given.clause.figures["new_monthly_fee"] is None:
        return None
    moved = Sentence(
        "the agreement's file has a fee for the time after a new agreement"
    )
    return Standing(plausibility, moved)


CONDITIONS: dict[tuple[str, str], Condition] = {
    ("after_renewal", "agreement_ends"): agreement_ends,
    ("after_renewal", "new_fee"): partial(new_fee, "strong"),
    ("after_renewal", "terms_continue"): partial(new_fee, "arguable"),
    ("bound", "at_least"): made_before_the_general_provisions,
}
