"""How plausible each reading is on an agreement and its records: the register's class, moved by conditions.

Only conditions that the figures or the records decide move a class; the others are named beside it. For
orientation before a talk with an adviser; no legal advice, and no probability.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from cscontract.records.read import Records
from cscontract.records.reception import daily
from cscontract.terms import days
from cscontract.terms.agreement import Agreement
from cscontract.terms.kinds import register
from cscontract.terms.language import Sentence
from cscontract.terms.phrases import Plausibility
from cscontract.verdict.charges import apply

if TYPE_CHECKING:
    from cscontract.records.logs import Log


class Standing(NamedTuple):
    """A reading's class; the condition that moved it from the register's class, and one that would move it
    but that neither figures nor records decide; None where there is none."""

    plausibility: Plausibility
    moved: Sentence | None = None
    undecided: Sentence | None = None


#: phrase → reading → how it stands
Standings = Mapping[str, Mapping[str, Standing]]
#: how a reading stands by a condition, and None where the condition is not met
Found = Standing | None


def classes(agreement: Agreement, records: Records | None = None) -> dict[str, dict[str, Standing]]:
    """How every reading of every phrase stands; without records what hangs on them is undecided.

    CalendarYearUnknown where the Spring Festival of a year in the term is not known.
    """
    found: dict[str, dict[str, Standing]] = {
        name: {way.name: Standing(way.plausibility) for way in phrase.readings.values()}
        for name, phrase in register().items()
    }
    for (name, way), condition in CONDITIONS.items():
        moved = condition(agreement, records)
        if moved is not None:
            found[name][way] = moved
    return found


def considered(agreement: Agreement, standings: Standings, phrase: str) -> tuple[str, ...]:
    """The strong and arguable readings of a phrase that the figures make available, and the chosen one."""
    known, chosen = standings[phrase], agreement.chosen[phrase]
    return tuple(
        way
        for way in agreement.available(phrase)
        if way == chosen or known[way].plausibility != "far_fetched"
    )


def favoured(total: int, base: int) -> str:
    """Whom a total favours against another, by the money: the client where less is owed."""
    if total == base:
        return "neither"
    return "client" if total < base else "provider"


# the conditions


def _mean_per_id(agreement: Agreement, records: Records | None) -> Found:
    """The surcharge would begin above the new agreement, whose measure is always a sum."""
    counted = daily(agreement, records) if records else None
    if counted is None or not counted.recorded:
        rule = Sentence(
            "far-fetched where the IDs of a day (their median) × {threshold} are above {most}",
            threshold=agreement.volume.threshold,
            most=agreement.renewal.threshold,
        )
        return Standing("arguable", undecided=rule)
    ids = median(Fraction(counted.ids[day]) for day in days.each(counted.recorded))
    if ids * agreement.volume.threshold <= agreement.renewal.threshold:
        return None
    moved = Sentence(
        "{ids} IDs a day (their median) × {threshold} are above {most}: the surcharge would begin "
        "above the step that calls for a new agreement",
        ids=_number(ids),
        threshold=agreement.volume.threshold,
        most=agreement.renewal.threshold,
    )
    return Standing("far_fetched", moved)


def _number(number: Fraction) -> str:
    """A median as a reader has it: 6 or 6.5."""
    return f"{number.numerator}" if number.denominator == 1 else f"{float(number):.1f}"


def _agreement_ends(agreement: Agreement, records: Records | None) -> Found:
    """Service and payment stopped with the day that calls for a new agreement."""
    if records is None:
        rule = Sentence("arguable where no record goes on after the day of the new agreement")
        return Standing("far_fetched", undecided=rule)
    due = _renewal_due(agreement, records)
    if due is None or any(when > due for when in _happened(records)):
        return None
    moved = Sentence("no record goes on after {due}, the day of the new agreement", due=due)
    return Standing("arguable", moved)


def _renewal_due(agreement: Agreement, records: Records) -> date | None:
    """The day on which a new agreement is due as the phrases are chosen."""
    counted = daily(agreement, records)
    week = apply(agreement, counted).ending.week
    return counted.term.date_of(week[1]) if week else None


def _happened(records: Records) -> Iterator[date]:
    """The dates of receptions, sessions, presence and payments, of whatever shop."""
    yield from (row.date for row in records.receptions or ())
    yield from (row.paid_on for row in records.payments or ())
    logs = ((records.sessions, "started_at"), (records.presence, "online_at"))
    yield from (last for log, began in logs if log and (last := _last(log, began)))


def _last(log: Log, began: str) -> date | None:
    """The last date on which something of a log began."""
    from cscontract.records.logs import rows

    (found,) = rows(log.table.agg(last=log.table[began].max()))
    return found["last"] and found["last"].date()


def _new_fee(plausibility: Plausibility, agreement: Agreement, records: Records | None) -> Found:
    """A fee for the time after that the parties signed, not one that is tried out."""
    if (
        agreement.filed.figures.get("renewal.new_monthly_fee") is None
        or agreement.renewal.new_monthly_fee is None
    ):
        return None
    moved = Sentence("the agreement's file has a fee for the time after a new agreement")
    return Standing(plausibility, moved)


def _bound(agreement: Agreement, records: Records | None) -> Found:
    if agreement.readings.get("run_length") == "at_least":
        return Standing("arguable", Sentence("the same word is read so for the days of a run"))
    undecided = Sentence("arguable in an agreement made before 1 October 2017")
    return Standing("far_fetched", undecided=undecided)


def _run_length(agreement: Agreement, records: Records | None) -> Found:
    if agreement.readings.get("bound") != "at_least":
        return None
    return Standing("arguable", Sentence("the same word is read so for the persons of a day"))


def _once_a_month(agreement: Agreement, records: Records | None) -> Found:
    """Which days are charged is settled: each of them is."""
    filed = agreement.filed.readings.get("surcharge_days", "open")
    if filed == "open":
        return None
    moved = Sentence("the agreement's file settles that each such day is charged")
    return Standing("far_fetched", moved)


def _surcharge_stays(agreement: Agreement, records: Records | None) -> Found:
    if agreement.seats.monthly_fee is None:
        return None
    return Standing("arguable", Sentence("a fee for added seats is agreed: paid twice"))


#: phrase and reading → how it stands by its condition
CONDITIONS: dict[tuple[str, str], Callable[[Agreement, Records | None], Found]] = {
    ("reception_metric", "mean_per_id"): _mean_per_id,
    ("after_renewal", "agreement_ends"): _agreement_ends,
    ("after_renewal", "new_fee"): partial(_new_fee, "strong"),
    ("after_renewal", "terms_continue"): partial(_new_fee, "arguable"),
    ("bound", "at_least"): _bound,
    ("run_length", "at_least"): _run_length,
    ("surcharge_amount", "once_a_month"): _once_a_month,
    ("seat_effect", "surcharge_stays"): _surcharge_stays,
}
