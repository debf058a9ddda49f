"""How plausible each reading is on an agreement and its records: the register's class,
moved by the conditions of the clauses that read the phrase.

Only conditions that the figures or the records decide move a class; the others are
named beside it. For orientation before a talk with an adviser; no legal advice, and no
probability.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.kinds import kinds
from cscontract.clauses.shared.standing import Circumstances, Condition, Standing
from cscontract.records.counting import daily
from cscontract.records.read import Records
from cscontract.verdict.charges import Charges, apply

#: phrase → reading → how it stands
Standings = Mapping[str, Mapping[str, Standing]]


def classes(
    agreement: Agreement, records: Records | None = None, charges: Charges | None = None
) -> dict[str, dict[str, Standing]]:
    """How every reading of every phrase of an agreement stands; without records what
    hangs on them is undecided. `charges`: those of the agreement on the records, where
    they are at hand.

    CalendarYearUnknown where the Spring Festival of a year in the term is not known.
    """

    @cache
    def charged() -> Charges:
        assert records is not None
        if charges and charges.readings == agreement.chosen:
            return charges
        return apply(agreement, daily(agreement, records))

    found = {
        name: {way.name: Standing(way.plausibility) for way in phrase.readings.values()}
        for name, phrase in agreement.phrases.items()
    }
    for name, standings in found.items():
        for clause in agreement.read_by(name):
            _move(name, standings, Circumstances(clause, agreement, records, charged))
    return found


def _move(name: str, standings: dict[str, Standing], given: Circumstances) -> None:
    """Readings of a phrase as they stand by the conditions of a clause that reads it.

    Of several clauses the first that moves a reading counts, else the first that names
    what would.
    """
    conditions = _conditions(given.clause.kind, name.partition("@")[0])
    for way, condition in conditions.items():
        if standings[way].moved:
            continue
        standing = condition(given)
        if standing and (standing.moved or not standings[way].undecided):
            standings[way] = standing


def _conditions(kind: str, phrase: str) -> dict[str, Condition]:
    """By reading of a phrase the condition that a kind has of it."""
    every = kinds()[kind].conditions.items()
    return {way: condition for (of, way), condition in every if of == phrase}


def considered(
    agreement: Agreement, standings: Standings, phrase: str
) -> tuple[str, ...]:
    """The strong and arguable readings of a phrase that the figures make available, and
    the chosen one."""
    known = standings[phrase]
    chosen = agreement.chosen[phrase]
    return tuple(
        way
        for way in agreement.available(phrase)
        if way == chosen or known[way].plausibility != "far_fetched"
    )


def favoured(total: int, base: int) -> str:
    """Whom a total favours against another, by the money: the client where less is
    owed.
    """
    if total == base:
        return "neither"
    return "client" if total < base else "provider"
