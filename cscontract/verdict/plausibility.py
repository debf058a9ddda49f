"""How plausible each reading is on an agreement and its records: the register's class, moved by
the conditions of the clauses that read the phrase.

Only conditions that the figures or the records decide move a class; the others are named beside
it. For orientation before a talk with an adviser; no legal advice, and no probability.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from cscontract.records.read import Records
from cscontract.records.reception import daily
from cscontract.terms.agreement import Agreement
from cscontract.terms.clause import Clause
from cscontract.terms.composition import readers
from cscontract.terms.kinds import kinds
from cscontract.terms.standing import Circumstances, Standing
from cscontract.verdict.charges import Charges, apply

#: phrase → reading → how it stands
Standings = Mapping[str, Mapping[str, Standing]]


def classes(agreement: Agreement, records: Records | None = None) -> dict[str, dict[str, Standing]]:
    """How every reading of every phrase of an agreement stands; without records what hangs on
    them is undecided.

    CalendarYearUnknown where the Spring Festival of a year in the term is not known.
    """

    @cache
    def charges() -> Charges:
        assert records is not None
        return apply(agreement, daily(agreement, records))

    found: dict[str, dict[str, Standing]] = {}
    for name, phrase in agreement.phrases.items():
        clauses = [
            Circumstances(clause, agreement, records, charges)
            for clause in reading_as(agreement, name)
        ]
        found[name] = {
            way.name: _moved(name, way.name, clauses) or Standing(way.plausibility)
            for way in phrase.readings.values()
        }
    return found


def reading_as(agreement: Agreement, name: str) -> list[Clause]:
    """The clauses that read a phrase by this name: the shared one, or “phrase@id”."""
    plain, _, id = name.partition("@")
    reading = readers(agreement.clauses, plain)
    if id:
        return [clause for clause in reading if clause.id == id]
    own = agreement.phrases
    return [clause for clause in reading if f"{plain}@{clause.id}" not in own]


def _moved(name: str, way: str, clauses: list[Circumstances]) -> Standing | None:
    """How a reading stands by the conditions of the clauses that read the phrase.

    Of several the first that moves it counts, else the first that names what would.
    """
    found = list(_by_conditions(name, way, clauses))
    moved = (standing for standing in found if standing.moved)
    return next(moved, next(iter(found), None))


def _by_conditions(name: str, way: str, clauses: list[Circumstances]) -> Iterator[Standing]:
    """How a reading stands by the condition of each clause that has one which is met."""
    for given in clauses:
        conditions = kinds()[given.clause.kind].conditions
        condition = conditions.get((name.partition("@")[0], way))
        standing = condition(given) if condition else None
        if standing is not None:
            yield standing


def considered(agreement: Agreement, standings: Standings, phrase: str) -> tuple[str, ...]:
    """The strong and arguable readings of a phrase that the figures make available, and the
    chosen one."""
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
